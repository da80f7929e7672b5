/** Can we listen, does the daemon answer, and is the public address reachable with a certificate that others accept? */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { attenzione, type Controllo, causa, errore, ok } from './controllo.js';

const TIMEOUT_MS = 10_000;
const INSIEME = { timeout: TIMEOUT_MS, rejectUnauthorized: false, agent: false } as const;

export interface RispostaRete {
  readonly status: number;
  /** Why a certificate is not accepted; undefined when it is, or without TLS. */
  readonly tlsProblem?: string;
}

/** Status of a GET. An unacceptable certificate is reported, not refused. Rejects when nobody answers. */
export function get(url: URL): Promise<RispostaRete> {
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = make(url, { ...INSIEME, signal: AbortSignal.timeout(2 * TIMEOUT_MS) }, (res) => {
      const socket = res.socket;
      const problem = socket instanceof TLSSocket && !socket.authorized ? String(socket.authorizationError) : undefined;
      res.resume();
      resolve({ status: res.statusCode ?? 0, ...(problem !== undefined && { tlsProblem: problem }) });
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
    request.end();
  });
}

/** `free`: nobody listens there; otherwise the code of the failure (`EADDRINUSE`, `EACCES`). */
function listens(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

/** The port is free, or it is our daemon that holds it. `live` is the address of its `/health/live`. */
export async function controllaPorta(server: { host: string; port: number }, live: URL): Promise<Controllo> {
  const nome = 'porta';
  const dove = `${server.host}:${server.port}`;
  const esito = await listens(server.host, server.port);
  if (esito === 'free')
    return attenzione(
      nome,
      `${dove} è libera: il demone è spento, le notifiche non si ricevono`,
      'quando il resto è a posto avviarlo: systemctl start allinea (o «allinea avvia»)',
    );
  if (esito !== 'EADDRINUSE')
    return errore(nome, `${dove}: ${esito}`, 'scegliere un’altra porta o indirizzo, oppure dare i permessi');
  const risposta = await get(live).catch((error: unknown) => causa(error));
  if (typeof risposta === 'object' && risposta.status === 200) return ok(nome, `${dove}: il demone risponde`);
  return errore(nome, `${dove} è occupata da un altro programma`, 'fermarlo o cambiare server.port');
}

/** The public address, as ANPR will call it. From inside the network it may be unreachable: a warning, not an error. */
export async function controllaEndpoint(publicUrl: string | null): Promise<Controllo> {
  const nome = 'endpoint pubblico';
  if (publicUrl === null)
    return attenzione(nome, 'non indicato', 'scrivere server.publicUrl: appare nel WSDL e si può controllare');
  const url = new URL(publicUrl);
  if (url.search !== '') return errore(nome, publicUrl, 'ad ANPR si dà l’indirizzo del servizio, senza ?wsdl');
  url.search = '?wsdl';
  try {
    const { status, tlsProblem } = await get(url);
    if (tlsProblem !== undefined)
      return errore(
        nome,
        `${publicUrl}: certificato non accettato (${tlsProblem})`,
        'serve un certificato di una CA pubblica, con la catena completa',
      );
    if (status !== 200)
      return errore(
        nome,
        `${publicUrl}: risponde ${status}`,
        'il proxy o il percorso (server.path) non porta ad Allinea',
      );
    return ok(nome, `${publicUrl} risponde con il WSDL`);
  } catch (error) {
    const rimedio =
      'se da qui non si esce verso l’indirizzo pubblico, provare da fuori; controllare DNS, firewall e proxy';
    return attenzione(nome, `${publicUrl}: non risponde (${causa(error)})`, rimedio);
  }
}
