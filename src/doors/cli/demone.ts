/**
 * What the daemon of this machine says of itself, for whoever asks how the installation is.
 * Invariant: ends within seconds, whoever listens at that port; nothing is said of the daemon that it did not say.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Impostazioni } from './ambiente.js';
import { indirizzoLocale } from './vivo.js';

const TIMEOUT_MS = 6_000;
/** Longer than any answer of `/health/ready`. */
const MAX_BYTE = 256 * 1024;

/** Off; silent; an answer that is not of a daemon that says how it is; or what it says. */
export type Demone =
  | { readonly stato: 'ignoto' }
  | { readonly stato: 'spento'; readonly codice: string }
  | { readonly stato: 'muto'; readonly codice: string }
  | { readonly stato: 'altro'; readonly codice: string }
  | { readonly stato: 'acceso'; readonly pronto: boolean; readonly dettagli: Readonly<Record<string, string>> };

/** Nobody listens, or the address is not of this machine. */
const SPENTO = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What speaks there speaks another language: a parser or TLS says so. */
const STRANIERO = /^(?:HPE_|ERR_SSL_|EPROTO)/;

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let byte = 0;
  for await (const part of answer) {
    byte += (part as Buffer).byteLength;
    if (byte > MAX_BYTE) throw new RangeError('too long');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function demoneDi(answer: IncomingMessage): Promise<Demone> {
  const codice = String(answer.statusCode ?? 0);
  try {
    const detto: unknown = JSON.parse(await bodyOf(answer));
    const { stato, dettagli } = (detto ?? {}) as { stato?: unknown; dettagli?: unknown };
    if ((stato !== 'pronto' && stato !== 'non pronto') || typeof dettagli !== 'object' || dettagli === null)
      return { stato: 'altro', codice };
    const parole = Object.entries(dettagli).map(([nome, valore]) => [nome, String(valore)] as const);
    return { stato: 'acceso', pronto: stato === 'pronto', dettagli: Object.fromEntries(parole) };
  } catch {
    return { stato: 'altro', codice };
  }
}

/** Asks `/health/ready`. Never rejects. */
export function chiediDemone(impostazioni: Impostazioni): Promise<Demone> {
  // Port 0 is whichever was free: only the daemon knows which.
  if (impostazioni.server.port === 0) return Promise.resolve({ stato: 'ignoto' });
  const url = indirizzoLocale(impostazioni, '/health/ready');
  return new Promise((resolve) => {
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = make(url, { rejectUnauthorized: false, agent: false, signal }, (answer) => {
      resolve(demoneDi(answer).finally(() => answer.destroy()));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const codice = signal.aborted ? 'ETIMEDOUT' : (error.code ?? error.name);
      resolve({ stato: SPENTO.has(codice) ? 'spento' : STRANIERO.test(codice) ? 'altro' : 'muto', codice });
    });
    request.end();
  });
}

/** True when nobody receives, or whoever does says that it cannot. */
export function demoneDaGuardare(d: Demone): boolean {
  if (d.stato === 'acceso') return !d.pronto;
  return d.stato === 'spento' || d.stato === 'muto' || (d.stato === 'altro' && STRANIERO.test(d.codice));
}

const AVVIO = '  → avviarlo (systemctl start allinea); se non parte, il motivo è in «journalctl -u allinea»';

/** The daemon in one line, and what to do where something is to be done. */
export function righeDemone(d: Demone, { server }: Pick<Impostazioni, 'server'>): string[] {
  const dove = `${server.host}:${server.port}`;
  switch (d.stato) {
    case 'ignoto':
      return [];
    case 'spento':
      return [`Demone: spento (${dove}, ${d.codice}); le notifiche di ANPR non si ricevono.`, AVVIO];
    case 'muto':
      return [
        `Demone: su ${dove} qualcosa è in ascolto e non risponde (${d.codice}).`,
        '  → guardare «systemctl status allinea» e il log; se è bloccato, riavviarlo',
      ];
    case 'altro':
      if (STRANIERO.test(d.codice))
        return [
          `Demone: su ${dove} risponde un altro programma (${d.codice}).`,
          '  → fermarlo, o cambiare server.port',
        ];
      return [`Demone: su ${dove} risponde qualcuno che non dice come sta (${d.codice}): health.enabled è false?`];
    case 'acceso':
      return [d.pronto ? 'Demone: risponde.' : 'Demone: risponde, ma NON può prendere notifiche: ANPR le ripropone.'];
    default:
      return d satisfies never;
  }
}
