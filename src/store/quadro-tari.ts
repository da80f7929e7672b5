/**
 * TARI users with their holders and households, as far as some families and people are concerned.
 * Invariant: one picture is read in one transaction; every family of a holder comes with its own users.
 */
import type { NucleoDaGuardare, QuadroTari, Titolare, UtenzaDaGuardare } from '../registri/compiti-tari.js';
import { selectIn } from './sql.js';
import type { Tx } from './tx.js';

const UTENZA = `SELECT u.codice AS codice, u.codice_fiscale AS codiceFiscale, u.indirizzo AS indirizzo, u.stato AS stato,
  u.id_famiglia_anpr AS idFamiglia FROM tari_utenze u`;

/** True once the office has given its list: before that nothing can be said to be missing. */
export async function haUtenze(tx: Tx, codComune: string): Promise<boolean> {
  const righe = await tx.query('SELECT codice FROM tari_utenze WHERE cod_comune = ? LIMIT 1', [codComune]);
  return righe.length > 0;
}

/** The users matched with these families, and those that these people hold. */
export async function utenzeDi(
  tx: Tx,
  codComune: string,
  { famiglie, soggetti }: { readonly famiglie: readonly string[]; readonly soggetti: readonly string[] },
): Promise<UtenzaDaGuardare[]> {
  const diFamiglia = await utenzeDiFamiglie(tx, codComune, famiglie);
  const diPersona = await selectIn<UtenzaDaGuardare>(
    tx,
    `${UTENZA} JOIN anagrafe a ON a.cod_comune = u.cod_comune AND a.codice_fiscale = u.codice_fiscale
     WHERE u.cod_comune = ? AND u.presente = 1 AND a.soggetto IN :in`,
    { before: [codComune], values: soggetti },
  );
  return [...new Map([...diFamiglia, ...diPersona].map((u) => [u.codice, u])).values()];
}

function utenzeDiFamiglie(tx: Tx, codComune: string, famiglie: readonly string[]): Promise<UtenzaDaGuardare[]> {
  const sql = `${UTENZA} WHERE u.cod_comune = ? AND u.presente = 1 AND u.id_famiglia_anpr IN :in`;
  return selectIn<UtenzaDaGuardare>(tx, sql, { before: [codComune], values: famiglie });
}

/** A page of the users of the ente, by code. */
export function paginaUtenze(
  tx: Tx,
  codComune: string,
  { dopo, limit }: { readonly dopo: string; readonly limit: number },
): Promise<UtenzaDaGuardare[]> {
  const sql = `${UTENZA} WHERE u.cod_comune = ? AND u.presente = 1 AND u.codice > ? ORDER BY u.codice LIMIT ?`;
  return tx.query<UtenzaDaGuardare>(sql, [codComune, dopo, limit]);
}

/** A page of the families that live here, or that have a task open, by id. */
export async function paginaFamiglie(
  tx: Tx,
  codComune: string,
  { dopo, limit }: { readonly dopo: string; readonly limit: number },
): Promise<string[]> {
  const righe = await tx.query<{ id: string }>(
    `SELECT id_famiglia_anpr AS id FROM tributi_nuclei WHERE cod_comune = ? AND id_famiglia_anpr > ?
     ORDER BY id_famiglia_anpr LIMIT ?`,
    [codComune, dopo, limit],
  );
  return righe.map((r) => r.id);
}

interface RigaTitolare extends Titolare {
  readonly codiceFiscale: string;
  readonly registro: string | null;
}

/** Of two cards with one codice fiscale the one that is registered counts. */
async function titolariDi(tx: Tx, codComune: string, codici: readonly string[]): Promise<Map<string, Titolare>> {
  const righe = await selectIn<RigaTitolare>(
    tx,
    `SELECT a.codice_fiscale AS codiceFiscale, a.registro AS registro, a.id_famiglia_anpr AS idFamiglia,
       c.condizione AS condizione, c.condizione_dal AS condizioneDal
     FROM anagrafe a LEFT JOIN tributi_contribuenti c ON c.cod_comune = a.cod_comune AND c.soggetto = a.soggetto
     WHERE a.cod_comune = ? AND a.codice_fiscale IN :in`,
    { before: [codComune], values: codici },
  );
  const ordinate = righe.sort((a, b) => Number(a.registro !== null) - Number(b.registro !== null));
  return new Map(ordinate.map((r) => [r.codiceFiscale, r]));
}

interface RigaNucleo extends NucleoDaGuardare {
  readonly id: string;
}

const NUCLEO = `SELECT n.id_famiglia_anpr AS id, n.indirizzo AS indirizzo, n.componenti AS componenti, n.minori AS minori
  FROM tributi_nuclei n WHERE n.cod_comune = ?`;

/** The picture around some users and families; with `coabitanti`, also everybody else who lives at their addresses. */
export async function quadroTari(
  tx: Tx,
  codComune: string,
  quali: {
    readonly utenze: readonly UtenzaDaGuardare[];
    readonly famiglie: readonly string[];
    readonly coabitanti: boolean;
  },
): Promise<QuadroTari> {
  const titolari = await titolariDi(tx, codComune, [...new Set(quali.utenze.map((u) => u.codiceFiscale))]);
  const famiglie = new Set(quali.famiglie);
  for (const { idFamiglia } of [...quali.utenze, ...titolari.values()])
    if (idFamiglia !== null) famiglie.add(idFamiglia);
  const leggi = (condizione: string, values: readonly string[]) =>
    selectIn<RigaNucleo>(tx, `${NUCLEO} AND ${condizione} IN :in`, { before: [codComune], values });
  let nuclei = await leggi('n.id_famiglia_anpr', [...famiglie]);
  if (quali.coabitanti) {
    const indirizzi = new Set(nuclei.flatMap((n) => n.indirizzo ?? []));
    nuclei = [...nuclei, ...(await leggi('n.indirizzo', [...indirizzi]))];
  }
  const vicine = await utenzeDiFamiglie(tx, codComune, [...new Set(nuclei.map((n) => n.id))]);
  const utenze = new Map([...vicine, ...quali.utenze].map((u) => [u.codice, u]));
  return { utenze: [...utenze.values()], titolari, nuclei: new Map(nuclei.map((n) => [n.id, n])) };
}
