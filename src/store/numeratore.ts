/**
 * The numbers of our questions to ANPR (`testataRichiesta/idOperazioneComune`).
 * Invariant: per ente unique and growing, also with several processes on one database, after a restart, and after an older
 * copy of the database was restored, because a number is never below the moment it was given at. ANPR answers a repeated
 * number with the previous answer, and its schema asks for numbers that grow (spec E).
 */
import { insertRows, onKey } from './sql.js';
import type { Tx } from './tx.js';

/** The moment as digits, `20260615090000000`: 17 of the 30 characters that the schema allows. */
const cifre = (istante: string): string => istante.replace(/\D/g, '').slice(0, 17).padEnd(17, '0');

/** The number after `ultimo`: one more, or the moment if that is greater. Pure. */
export function prossimoNumero(ultimo: string, now: string): string {
  const dopo = BigInt(ultimo) + 1n;
  const adesso = BigInt(cifre(now));
  return String(dopo > adesso ? dopo : adesso);
}

/**
 * Takes the next number of the ente. The row stays locked until the commit, so two processes never take the same one; a
 * transaction rolled back gives its number back, which nobody has sent then.
 * @param now ISO-8601 UTC
 */
export async function prendiNumero(tx: Tx, codComune: string, now: string): Promise<string> {
  const clause = onKey(tx, 'numeratori_anpr', { key: ['cod_comune'], take: [] });
  await insertRows(tx, { table: 'numeratori_anpr', columns: ['cod_comune', 'ultimo'], clause }, [[codComune, '0']]);
  const [riga] = await tx.query<{ ultimo: string }>('SELECT ultimo FROM numeratori_anpr WHERE cod_comune = ?', [
    codComune,
  ]);
  const numero = prossimoNumero(riga?.ultimo ?? '0', now);
  await tx.execute('UPDATE numeratori_anpr SET ultimo = ? WHERE cod_comune = ?', [numero, codComune]);
  return numero;
}
