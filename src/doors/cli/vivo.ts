/** Asks the daemon of this machine whether it is alive: for container health checks. */
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { type Ambiente, ESITO, type Esito, type Impostazioni, type OpzioniComuni } from './ambiente.js';

const TIMEOUT_MS = 4_000;

/** The address of the local daemon. A certificate made for the public name cannot fit `localhost`: it is not checked. */
export function indirizzoLocale({ server }: Impostazioni, path: string): URL {
  const host = server.host === '0.0.0.0' || server.host === '::' ? '127.0.0.1' : server.host;
  const url = new URL(`${server.tls === null ? 'http' : 'https'}://localhost${path}`);
  url.hostname = host.includes(':') ? `[${host}]` : host;
  url.port = String(server.port);
  return url;
}

/** Status code of a GET, or the code of the failure. */
export function chiediStato(url: URL): Promise<number | string> {
  return new Promise((resolve) => {
    const onAnswer = (res: IncomingMessage): void => {
      res.resume();
      resolve(res.statusCode ?? 0);
    };
    const options = { timeout: TIMEOUT_MS, rejectUnauthorized: false, signal: AbortSignal.timeout(2 * TIMEOUT_MS) };
    const request = url.protocol === 'https:' ? httpsGet(url, options, onAnswer) : httpGet(url, options, onAnswer);
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** Exit 0 when `/health/live` answers 200. */
export async function chiediVivo(ambiente: Ambiente, opzioni: OpzioniComuni): Promise<Esito> {
  const url = indirizzoLocale(ambiente.loadSettings(opzioni.config), '/health/live');
  const stato = await chiediStato(url);
  const vivo = stato === 200;
  const text = vivo ? 'Il demone risponde.' : `Il demone non risponde (${stato}).`;
  return { code: vivo ? ESITO.OK : ESITO.TROVATO, text, data: { vivo, stato } };
}
