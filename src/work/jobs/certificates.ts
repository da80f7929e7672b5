/** Warns of certificates that end: TLS, the CA of the signatures, the newest keystore of each ente. */
import type { LogMeta } from '../../log.js';
import { scadenze } from '../certificati.js';
import type { JobContext } from '../schedule.js';

export async function checkCertificates({ enti, keystores, tlsFile, caFiles, log, now }: JobContext): Promise<LogMeta> {
  const tutte = scadenze({ tlsFile, caFiles, keystores: enti.map((e) => keystores(e.codiceIstat)) }, now());
  const near = tutte.filter((s) => s.limit !== null);
  for (const { kind, file, expiresAt, days, limit } of near) {
    const message = days < 0 ? 'Certificate expired' : 'Certificate expires soon';
    log.warn(message, { kind, file, expiresAt, leftDays: days, limitDays: limit });
  }
  return { total: tutte.length, warnings: near.length };
}
