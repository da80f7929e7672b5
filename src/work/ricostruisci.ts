/**
 * Rebuild: folds every fact again and compares with the rows as they stand.
 * Law: rebuild — dropping every projection and folding again gives the same rows. A difference is a bug or a hand in the
 * tables; the report says which rows, the request makes the applier put them right.
 */
import type { Log } from '../log.js';
import type { RowChange } from '../registri/righe.js';
import type { Contesto } from '../registri/stato.js';
import type { Database, Tx } from '../store/database.js';
import { chiaviTutte } from '../store/fatti.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../store/lavori.js';
import { tutteLeRighe } from '../store/stato-locale.js';
import { type Applicazione, riapplica, ricalcola } from './apply.js';
import type { Scrivi } from './calendario.js';
import { caricaMondo } from './mondo-locale.js';

/** Entities folded in one transaction. */
const PAGINA = 300;

export interface EsitoRicostruzione {
  /** People and convivenze folded again. */
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
  let entita = 0;
  for await (const chiavi of pagine((fn) => db.transaction(fn), contesto.codComune)) {
    const esito = await db.transaction(async (tx) =>
      ricalcola(await caricaMondo(tx, { chiavi, nuovi: [] }, contesto), chiavi, contesto.oggi),
    );
    differenze.push(...esito.cambi);
    entita += chiavi.length;
    avanza(entita);
  }
  return { entita, differenze };
}

type Leggi = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

/** Every entity of the ente, page by page: those with facts, then those that have a row and no fact left. */
async function* pagine(leggi: Leggi, codComune: string): AsyncGenerator<string[]> {
  let dopo = '';
  for (;;) {
    const chiavi = await leggi((tx) => chiaviTutte(tx, codComune, { dopo, limit: PAGINA }));
    if (chiavi.length === 0) break;
    yield chiavi;
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
    yield soggetti;
    riga = { soggetto: soggetti.at(-1)! };
  }
}

const nomeRichiesta = (codComune: string): string => `ricostruisci:${codComune}`;

/** Leaves a request to the applier that holds the lease: fold everything again and put the rows right. */
export async function chiediRicostruzione(tx: Tx, codComune: string, now: string): Promise<void> {
  await scriviStatoLavoro(tx, nomeRichiesta(codComune), { valore: 'CHIESTA', now });
}

/** State of the last request: `CHIESTA`, `FATTA <rows put right>`; undefined when there never was one. */
export async function statoRicostruzione(tx: Tx, codComune: string): Promise<string | undefined> {
  return leggiStatoLavoro(tx, nomeRichiesta(codComune));
}

/** Carries out what the operator asked for; done page by page, each page all or nothing. */
export async function eseguiRichieste(scrivi: Scrivi, a: Applicazione, log: Log): Promise<void> {
  const { codComune } = a.contesto;
  if ((await scrivi((tx) => statoRicostruzione(tx, codComune))) !== 'CHIESTA') return;
  let righe = 0;
  for await (const chiavi of pagine(scrivi, codComune)) {
    righe += (await scrivi((tx) => riapplica(tx, chiavi, a))).cambi.length;
  }
  await scrivi((tx) => scriviStatoLavoro(tx, nomeRichiesta(codComune), { valore: `FATTA ${righe}`, now: a.now }));
  log.info('rebuild done', { codComune, rows: righe });
}
