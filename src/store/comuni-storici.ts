/**
 * The historic archive of the comuni as the operator imported it: one table for every ente, replaced as a whole.
 * Invariant: table and version are written together, and no version comes back: two that are equal had nothing between them.
 */
import type { ComuneStorico } from '../registri/comuni-storici.js';
import { leggiStatoLavoro, scriviStatoLavoro } from './lavori.js';
import { insertRows } from './sql.js';
import type { Tx } from './tx.js';

/** What is known of the archive without reading it. */
export interface StatoComuni {
  /** Another one whenever what the checks look at is not what it was, even if it once was so before. */
  readonly versione: string;
  /** Digest of the periods and of the day of the last update. */
  readonly impronta: string;
  readonly righe: number;
  /** Last update of a record, `YYYY-MM-DD`; null where the file does not say. */
  readonly aggiornatoAl: string | null;
  /** Instant, ISO-8601 UTC. */
  readonly importatoIl: string;
}

const NOME = 'comuni-storici';
const COLONNE = ['codice_istat', 'codice_catastale', 'dal', 'al', 'denominazione', 'sigla_provincia'];

/** The archive that is there; undefined where none was ever imported. */
export async function statoComuni(tx: Tx): Promise<StatoComuni | undefined> {
  const valore = await leggiStatoLavoro(tx, NOME);
  return valore === undefined ? undefined : (JSON.parse(valore) as StatoComuni);
}

/** How ANPR names a comune in an address: as the archive has it last. Empty where the archive does not know it. */
export async function nomeDelComune(
  tx: Tx,
  codiceIstat: string,
): Promise<{ readonly nomeComune?: string; readonly siglaProvincia?: string }> {
  const [riga] = await tx.query<{ nome: string; sigla: string | null }>(
    `SELECT denominazione AS nome, sigla_provincia AS sigla FROM comuni_storici WHERE codice_istat = ?
     ORDER BY dal DESC LIMIT 1`,
    [codiceIstat],
  );
  if (riga === undefined) return {};
  return { nomeComune: riga.nome, ...(riga.sigla !== null && riga.sigla !== '' && { siglaProvincia: riga.sigla }) };
}

/** The periods after one of them, in the order in which they are stored. */
export async function paginaComuni(
  tx: Tx,
  { dopo, limit }: { readonly dopo: number; readonly limit: number },
): Promise<(ComuneStorico & { readonly id: number })[]> {
  return tx.query(
    `SELECT id, codice_istat AS codiceIstat, codice_catastale AS codiceCatastale, dal, al, denominazione,
       sigla_provincia AS siglaProvincia FROM comuni_storici WHERE id > ? ORDER BY id LIMIT ?`,
    [dopo, limit],
  );
}

/** Puts these periods in the place of the present ones. */
export async function sostituisciComuni(tx: Tx, comuni: readonly ComuneStorico[], stato: StatoComuni): Promise<void> {
  await tx.execute('DELETE FROM comuni_storici');
  const righe = comuni.map((c) => [c.codiceIstat, c.codiceCatastale, c.dal, c.al, c.denominazione, c.siglaProvincia]);
  await insertRows(tx, { table: 'comuni_storici', columns: COLONNE }, righe);
  await scriviStatoLavoro(tx, NOME, { valore: JSON.stringify(stato), now: stato.importatoIl });
}

const nomeVisti = (codComune: string): string => `comuni-visti:${codComune}`;

/** How far an ente looked again at its people: against which version, and after whom it goes on (null: it is done). */
export interface ComuniVisti {
  readonly versione: string;
  readonly dopo: string | null;
}

/** Undefined before the first time. */
export async function comuniVisti(tx: Tx, codComune: string): Promise<ComuniVisti | undefined> {
  const valore = await leggiStatoLavoro(tx, nomeVisti(codComune));
  return valore === undefined ? undefined : (JSON.parse(valore) as ComuniVisti);
}

/** Remembers it. */
export function scriviComuniVisti(
  tx: Tx,
  codComune: string,
  { visti, now }: { readonly visti: ComuniVisti; readonly now: string },
): Promise<void> {
  return scriviStatoLavoro(tx, nomeVisti(codComune), { valore: JSON.stringify(visti), now });
}
