/**
 * After an upgrade the same facts may make other rows: the applier makes everybody's again, a page between one batch and the
 * next, so that no notification waits and no operator has to remember it.
 * Invariant: same functions as for a notification, no fact added. Whoever takes over goes on where the one before was.
 */
import type { Log } from '../log.js';
import type { Tx } from '../store/database.js';
import { chiaviTutte } from '../store/fatti.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../store/lavori.js';
import { tutteLeRighe } from '../store/stato-locale.js';
import { type Applicazione, riapplica } from './apply.js';
import type { Scrivi } from './calendario.js';
import { chiediRicostruzione } from './ricostruisci.js';

/** Keys of people in one transaction, as for another archive of the comuni: a receiver is answering on the same thread. */
const PAGINA = 50;

/** How far an ente is. */
export interface RegoleViste {
  /** Digest of the rules. */
  readonly regole: string;
  /** The last key made again; null when all are. */
  readonly dopo: string | null;
}

const nome = (codComune: string): string => `regole:${codComune}`;

/** With which rules the rows of an ente are made; undefined before anybody noted it. */
export async function regoleViste(tx: Tx, codComune: string): Promise<RegoleViste | undefined> {
  const letto = await leggiStatoLavoro(tx, nome(codComune));
  const [regole = '', dopo = ''] = letto?.split(' ') ?? [];
  return letto === undefined ? undefined : { regole, dopo: dopo === '' ? null : dopo };
}

const scrivi = (tx: Tx, codComune: string, { regole, dopo }: RegoleViste, now: string): Promise<void> =>
  scriviStatoLavoro(tx, nome(codComune), { valore: dopo === null ? regole : `${regole} ${dopo}`, now });

/** Tables without rows have nothing to make again; where facts say otherwise they were emptied, and are made from nothing. */
async function vuote(tx: Tx, codComune: string, now: string): Promise<boolean> {
  if ((await tutteLeRighe(tx, codComune, { tabella: 'anagrafe', limit: 1 })).length > 0) return false;
  if ((await chiaviTutte(tx, codComune, { limit: 1 })).length > 0) await chiediRicostruzione(tx, codComune, now);
  return true;
}

/**
 * Makes the next page, if the rows were made by other rules; true where there is more.
 * @param regole digest of the rules of this program; undefined or null where nobody knows it, and then nothing is done
 */
export async function riguardaRegole(
  esegui: Scrivi,
  a: Applicazione & { readonly regole?: string | null | undefined },
  log: Log,
): Promise<boolean> {
  const { regole, now } = a;
  const { codComune } = a.contesto;
  if (regole === undefined || regole === null) return false;
  return esegui(async (tx) => {
    const viste = await regoleViste(tx, codComune);
    const iniziata = viste?.regole === regole;
    if (iniziata && viste.dopo === null) return false;
    if (!iniziata && (await vuote(tx, codComune, now))) {
      await scrivi(tx, codComune, { regole, dopo: null }, now);
      return false;
    }
    const da = iniziata ? viste.dopo : null;
    const chiavi = await chiaviTutte(tx, codComune, { limit: PAGINA, ...(da !== null && { dopo: da }) });
    if (chiavi.length > 0) await riapplica(tx, chiavi, { ...a, ricalcolo: 'RICOSTRUZIONE' });
    const resta = chiavi.length === PAGINA;
    await scrivi(tx, codComune, { regole, dopo: resta ? chiavi.at(-1)! : null }, now);
    if (!resta) log.info('everybody made again with the rules of this release', { codComune });
    return resta;
  });
}
