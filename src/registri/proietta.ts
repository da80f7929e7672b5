/**
 * From the facts of one entity to all its rows: the one place where state becomes rows.
 * Law: rebuild — dropping the rows and projecting the same facts again gives the same rows.
 */
import { rigaAnagrafe, righeAppartenenze, righePosizioni, righeResidenze } from './anagrafe.js';
import { righeCondizioni } from './condizioni.js';
import { righeElettore } from './elettorale.js';
import { piega } from './evolve.js';
import type { Gruppo } from './identita.js';
import { righePrecedenti } from './precedenti.js';
import { righeRecapiti } from './recapiti.js';
import { chiaveRiga, type NomeTabella, type Riga } from './righe.js';
import type { Contesto, Segnalazione, StatoSoggetto } from './stato.js';
import { rigaContribuente } from './tributi.js';

/** Rows by table, then by key: what is compared and written. */
export type Righe = ReadonlyMap<NomeTabella, ReadonlyMap<string, Riga>>;

/** The tables whose rows belong to one person. */
export const TABELLE_SOGGETTO = [
  'anagrafe',
  'identita_precedenti',
  'posizioni',
  'residenze',
  'appartenenze',
  'tributi_contribuenti',
  'tributi_condizioni',
  'tributi_recapiti',
  'elettorale_elettori',
] as const satisfies readonly NomeTabella[];

export interface Proiezione {
  readonly stato: StatoSoggetto;
  readonly righe: Righe;
  readonly segnalazioni: readonly Segnalazione[];
}

/** Folds and derives one person. A contested identity is one more thing to look at. */
export function proietta(gruppo: Gruppo, contesto: Contesto): Proiezione {
  const stato = piega(gruppo.fatti, contesto);
  const { chiave } = gruppo;
  const contribuente = rigaContribuente(chiave, stato, contesto);
  const recapiti = contribuente === null ? [] : righeRecapiti(chiave, stato, contesto);
  const righe = new Map<NomeTabella, ReadonlyMap<string, Riga>>([
    ['anagrafe', perChiave('anagrafe', [rigaAnagrafe(chiave, stato, contesto)])],
    ['identita_precedenti', perChiave('identita_precedenti', righePrecedenti(chiave, stato))],
    ['posizioni', perChiave('posizioni', righePosizioni(chiave, stato))],
    ['residenze', perChiave('residenze', righeResidenze(chiave, stato, contesto))],
    ['appartenenze', perChiave('appartenenze', righeAppartenenze(chiave, stato))],
    ['tributi_contribuenti', perChiave('tributi_contribuenti', [contribuente])],
    ['tributi_condizioni', perChiave('tributi_condizioni', righeCondizioni(chiave, stato, contesto))],
    ['tributi_recapiti', perChiave('tributi_recapiti', recapiti)],
    ['elettorale_elettori', perChiave('elettorale_elettori', righeElettore(chiave, stato, contesto))],
  ]);
  const conteso = gruppo.conteso ? [{ regola: 'DOPPIA_SCHEDA', idOperazioneANPR: null }] : [];
  const sospese = (gruppo.sospesi ?? []).map((f) => ({
    regola: 'IDENTITA',
    idOperazioneANPR: f.idOperazioneANPR ?? null,
  }));
  return { stato, righe, segnalazioni: [...stato.segnalazioni, ...conteso, ...sospese] };
}

/** Indexes rows by their key; of two with the same key the later one stands. */
export function perChiave(tabella: NomeTabella, righe: readonly (Riga | null)[]): ReadonlyMap<string, Riga> {
  const indice = new Map<string, Riga>();
  for (const riga of righe) if (riga !== null) indice.set(chiaveRiga(tabella, riga), riga);
  return indice;
}
