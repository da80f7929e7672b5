/**
 * Rebuild: folds every fact again and compares with the rows as they stand.
 * Law: rebuild — dropping every projection and folding again gives the same rows. A difference is a bug or a hand in the
 * tables; the report says which rows, the request makes the applier put them right.
 */
import type { Log } from '../log.js';
import type { EsitoVoce } from '../registri/mondo.js';
import { chiaveRiga, type RowChange } from '../registri/righe.js';
import type { Contesto } from '../registri/stato.js';
import type { Database, Tx } from '../store/database.js';
import { chiaviTutte } from '../store/fatti.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../store/lavori.js';
import { tutteLeRighe } from '../store/stato-locale.js';
import { type Applicazione, type Ricalcolo, riapplica, ricalcola } from './apply.js';
import type { Scrivi } from './calendario.js';
import { caricaMondo } from './mondo-locale.js';
import { seguiDecisioni } from './vita-identita.js';

/** Entities folded in one transaction. */
const PAGINA = 300;

export interface EsitoRicostruzione {
  /** People folded again. */
  readonly entita: number;
  /** Rows that are not what the facts say. */
  readonly differenze: readonly RowChange[];
}

/** Compares every row of the ente with what its facts say; writes nothing. */
export async function confrontaTutto(
  db: Database,
  contesto: Contesto,
  avanza: (entita: number) => void = () => undefined,
): Promise<EsitoRicostruzione> {
  const differenze: RowChange[] = [];
  const viste = new Set<string>();
  for await (const chiavi of pagine((fn) => db.transaction(fn), contesto.codComune, viste)) {
    const esito = await db.transaction(async (tx) =>
      ricalcola(await caricaMondo(tx, { chiavi, nuovi: [] }, contesto), chiavi, contesto.oggi),
    );
    differenze.push(...esito.cambi);
    segna(viste, esito);
    avanza(viste.size);
  }
  return { entita: viste.size, differenze: senzaDoppioni(differenze) };
}

/** Remembers who was folded: a person has several keys and is one. */
function segna(viste: Set<string>, { entita }: EsitoVoce): void {
  for (const chiave of entita) viste.add(chiave);
}

/** A family whose members stand on several pages is compared with each of them; its row differs once. */
function senzaDoppioni(differenze: readonly RowChange[]): RowChange[] {
  const uniche = new Map(differenze.map((d) => [`${d.tabella}/${chiaveRiga(d.tabella, (d.dopo ?? d.prima)!)}`, d]));
  return [...uniche.values()];
}

type Leggi = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Every entity of the ente, page by page: those with facts, then those that have a row and no fact left.
 * Whoever is in `viste` when its page comes is left out.
 */
async function* pagine(leggi: Leggi, codComune: string, viste: ReadonlySet<string>): AsyncGenerator<string[]> {
  let dopo = '';
  for (;;) {
    const chiavi = await leggi((tx) => chiaviTutte(tx, codComune, { dopo, limit: PAGINA }));
    if (chiavi.length === 0) break;
    yield chiavi.filter((c) => !viste.has(c));
    dopo = chiavi.at(-1)!;
  }
  let riga: { soggetto: string } | undefined;
  for (;;) {
    const ultima = riga;
    const righe = await leggi((tx) =>
      tutteLeRighe(tx, codComune, {
        tabella: 'anagrafe',
        limit: PAGINA,
        ...(ultima !== undefined && { dopo: ultima }),
      }),
    );
    if (righe.length === 0) return;
    const soggetti = righe.map((r) => String(r.soggetto));
    yield soggetti.filter((c) => !viste.has(c));
    riga = { soggetto: soggetti.at(-1)! };
  }
}

const nomeRichiesta = (codComune: string): string => `ricostruisci:${codComune}`;

/** Leaves a request to the applier that holds the lease: fold everything again and put the rows right. */
export async function chiediRicostruzione(tx: Tx, codComune: string, now: string): Promise<void> {
  await scriviStatoLavoro(tx, nomeRichiesta(codComune), { valore: 'CHIESTA', now });
}

/** State of the last request: `CHIESTA`, `DA_ZERO` under way, `FATTA <rows put right>`; undefined when there never was one. */
export async function statoRicostruzione(tx: Tx, codComune: string): Promise<string | undefined> {
  return leggiStatoLavoro(tx, nomeRichiesta(codComune));
}

/**
 * Takes the request up. Tables found empty are remembered as such, because after the first page they are not empty any
 * more, and a rebuild that was interrupted must go on in the same way.
 */
async function prendiRichiesta(tx: Tx, { contesto, now }: Applicazione): Promise<Ricalcolo | undefined> {
  const { codComune } = contesto;
  const stato = await statoRicostruzione(tx, codComune);
  if (stato === 'DA_ZERO') return stato;
  if (stato !== 'CHIESTA') return undefined;
  if ((await tutteLeRighe(tx, codComune, { tabella: 'anagrafe', limit: 1 })).length > 0) return 'RICOSTRUZIONE';
  await scriviStatoLavoro(tx, nomeRichiesta(codComune), { valore: 'DA_ZERO', now });
  return 'DA_ZERO';
}

/** Carries out what the operator asked for; done page by page, each page all or nothing. */
export async function eseguiRichieste(scrivi: Scrivi, a: Applicazione, log: Log): Promise<void> {
  const { codComune } = a.contesto;
  const seguite = await seguiDecisioni(scrivi, a);
  if (seguite > 0) log.info('decisions on identity followed', { codComune, count: seguite });
  const ricalcolo = await scrivi((tx) => prendiRichiesta(tx, a));
  if (ricalcolo === undefined) return;
  const viste = new Set<string>();
  let righe = 0;
  for await (const chiavi of pagine(scrivi, codComune, viste)) {
    const esito = await scrivi((tx) => riapplica(tx, chiavi, { ...a, ricalcolo }));
    segna(viste, esito);
    righe += esito.cambi.length;
  }
  await scrivi((tx) => scriviStatoLavoro(tx, nomeRichiesta(codComune), { valore: `FATTA ${righe}`, now: a.now }));
  log.info('rebuild done', { codComune, rows: righe });
}
