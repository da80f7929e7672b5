/**
 * Why a server cannot listen, in words, and whether time may mend it.
 * Invariant: only what the operator has to change keeps the daemon from being started again (exit 78).
 */
import { voceDi } from '../anpr/tabella.js';
import type { ConfigProblem } from '../errors.js';

/** Codes of `listen` that stay what they are until somebody changes the configuration or a permission. */
const PERMANENT: Readonly<Record<string, string>> = {
  EACCES:
    'manca il permesso di ascoltare su questa porta: usarne una sopra 1023, o dare CAP_NET_BIND_SERVICE al servizio',
  EPERM:
    'manca il permesso di ascoltare su questa porta: usarne una sopra 1023, o dare CAP_NET_BIND_SERVICE al servizio',
  EAFNOSUPPORT: 'questa macchina non ha questo genere di indirizzi: con IPv6 spento usare un indirizzo IPv4',
  EINVAL: 'questo indirizzo non si può usare: correggere server.host',
};

/** The others: another program, a network or a name that is not there yet. */
const PASSING: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'la porta è occupata da un altro programma, o da un Allinea che si sta fermando: fermarlo o cambiare server.port',
  EADDRNOTAVAIL: 'questa macchina non ha (ancora) questo indirizzo: attendere la rete, oppure correggere server.host',
  ENOTFOUND: 'il nome di server.host non si risolve: attendere il DNS, oppure scrivere un indirizzo',
  EAI_AGAIN: 'il nome di server.host non si risolve: attendere il DNS, oppure scrivere un indirizzo',
};

/** The problem behind a failed `listen`. @param code of the system's error */
export function notListening(
  code: string,
  { host, port }: { readonly host: string; readonly port: number },
): ConfigProblem {
  const key = code === 'EADDRINUSE' || code === 'EACCES' || code === 'EPERM' ? 'server.port' : 'server.host';
  const value = `${host}:${port}`;
  const permanent = voceDi(PERMANENT, code);
  if (permanent !== undefined) return { key, value, remedy: `${permanent} (${code})` };
  return { key, value, remedy: `${voceDi(PASSING, code) ?? 'non si può ascoltare qui'} (${code})`, heals: true };
}
