/**
 * Electors with what the checks about sections and votes need (`registri/quadro-elettorale.ts`).
 * Invariant: one picture is read in one transaction; every list of a person comes with it.
 */
import type { ElettoreDaGuardare } from '../registri/quadro-elettorale.js';
import { selectIn } from './sql.js';
import type { Tx } from './tx.js';

/** True once the office has given its stradario. */
export async function haStradario(tx: Tx, codComune: string): Promise<boolean> {
  return (await tx.query('SELECT via FROM elettorale_stradario WHERE cod_comune = ? LIMIT 1', [codComune])).length > 0;
}

/** Numbers of the sections that ANPR has abolished. */
export async function sezioniSoppresse(tx: Tx, codComune: string): Promise<Set<string>> {
  const sql = 'SELECT numero FROM elettorale_sezioni WHERE cod_comune = ? AND soppressa_dal IS NOT NULL';
  return new Set((await tx.query<{ numero: string }>(sql, [codComune])).map((r) => r.numero));
}

type Riga = Omit<ElettoreDaGuardare, 'cambioAperto'>;

/** Every list of these people. */
export async function elettoriDaGuardare(
  tx: Tx,
  codComune: string,
  soggetti: readonly string[],
): Promise<ElettoreDaGuardare[]> {
  const righe = await selectIn<Riga>(
    tx,
    `SELECT e.soggetto AS soggetto, e.lista AS lista, e.stato AS stato, e.sezione AS sezione, e.motivo AS motivo,
       e.indirizzo AS indirizzo, a.registro AS registro, a.data_nascita AS dataNascita,
       a.precisione_nascita AS precisioneNascita
     FROM elettorale_elettori e LEFT JOIN anagrafe a ON a.cod_comune = e.cod_comune AND a.soggetto = e.soggetto
     WHERE e.cod_comune = ? AND e.soggetto IN :in`,
    { before: [codComune], values: soggetti },
  );
  const aperti = await cambiAperti(
    tx,
    codComune,
    righe.map((r) => oggettoDi(r)),
  );
  return righe.map((r) => ({ ...r, cambioAperto: aperti.has(oggettoDi(r)) }));
}

const oggettoDi = ({ soggetto, lista }: Riga): string => `E:${soggetto}|${lista}`;

async function cambiAperti(tx: Tx, codComune: string, oggetti: readonly string[]): Promise<Set<string>> {
  const righe = await selectIn<{ oggetto: string }>(
    tx,
    `SELECT DISTINCT oggetto FROM variazioni
     WHERE cod_comune = ? AND chiusa_il IS NULL AND tipo = 'CAMBIO_SEZIONE' AND oggetto IN :in`,
    { before: [codComune], values: oggetti },
  );
  return new Set(righe.map((r) => r.oggetto));
}

/** Which of these sections are still somebody's official one. */
export async function sezioniConElettori(tx: Tx, codComune: string, numeri: readonly string[]): Promise<Set<string>> {
  const righe = await selectIn<{ sezione: string }>(
    tx,
    `SELECT DISTINCT sezione FROM elettorale_elettori
     WHERE cod_comune = ? AND stato IN ('ISCRITTO', 'DA_CANCELLARE') AND sezione IN :in`,
    { before: [codComune], values: numeri },
  );
  return new Set(righe.map((r) => r.sezione));
}

/** What is open, or closed by hand, about electors (`E:`), streets (`V:`) and sections (`Z:`). */
export async function oggettiElettoraliAperti(tx: Tx, codComune: string): Promise<string[]> {
  const righe = await tx.query<{ oggetto: string }>(
    `SELECT DISTINCT oggetto FROM anomalie WHERE cod_comune = ? AND (aperta = 1 OR chiusa_da IS NOT NULL) AND ufficio = 'ELETTORALE'
       AND (oggetto LIKE 'E:%' OR oggetto LIKE 'V:%' OR oggetto LIKE 'Z:%')`,
    [codComune],
  );
  return righe.map((r) => r.oggetto);
}
