/** The wsu:Timestamp of a signed message: how long its sender meant it to hold. */
import { EnvelopeError } from '../errors.js';
import { type NodoCanonico, onlyCanonico } from './canonico.js';
import { NS } from './spazi.js';

const scaduta = (messaggio: string): EnvelopeError => new EnvelopeError('5', 'FIRMA_SCADUTA', messaggio);

/** Instants without an offset are UTC (WS-Security 10). */
function instantOf(n: NodoCanonico | undefined): number | undefined {
  const testo = n?.testo;
  if (testo === undefined) return undefined;
  const t = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(testo) ? testo : `${testo}Z`);
  if (Number.isNaN(t)) throw scaduta('Timestamp illeggibile');
  return t;
}

/**
 * Checks a Timestamp that is signed.
 * @param tolleranza milliseconds that clocks may differ
 * @throws EnvelopeError 5 FIRMA_SCADUTA expired, of the future, or illegible
 */
export function checkTimestamp(n: NodoCanonico, now: Date, tolleranza: number): void {
  const creato = instantOf(onlyCanonico(n, NS.wsu, 'Created'));
  const scade = instantOf(onlyCanonico(n, NS.wsu, 'Expires'));
  const adesso = now.getTime();
  if (scade !== undefined && scade + tolleranza < adesso) {
    throw scaduta(`il Timestamp è scaduto il ${new Date(scade).toISOString()}: controllare l'orologio`);
  }
  if (creato !== undefined && creato - tolleranza > adesso) {
    throw scaduta(`il Timestamp è del futuro (${new Date(creato).toISOString()}): controllare l'orologio`);
  }
}
