/**
 * The part of the registers in memory that a batch of notifications looks at: rows as stored, facts as known, and how to find them.
 * Invariant: every fact is found under each of its keys, every row under whose it is, every family with everybody ever in it.
 */
import { chiaviDi, type Fatto } from '../anpr/fatto.js';
import { uniteA } from './identita-decise.js';
import { chiaveRiga, NOMI_TABELLE, type NomeTabella, type Riga } from './righe.js';
import type { Contesto } from './stato.js';

type Indice = Map<string, Map<string, Riga>>;

/** Opaque to callers: built by `creaMondo`, changed by `applica`. */
export interface Mondo {
  readonly contesto: Contesto;
  /** Table → soggetto (or famiglia) → key → row. */
  readonly righe: ReadonlyMap<NomeTabella, Indice>;
  readonly fattiPerChiave: Map<string, Set<Fatto>>;
  /** Family → everybody who is or was in it. */
  readonly membri: Map<string, Set<string>>;
}

const DI_FAMIGLIA = ['famiglie', 'tributi_nuclei'] as const satisfies readonly NomeTabella[];

/** Column that says whose a row is. */
function proprietario(tabella: NomeTabella, riga: Riga): string {
  return String((DI_FAMIGLIA as readonly string[]).includes(tabella) ? riga.id_famiglia_anpr : riga.soggetto);
}

/** Builds the world from what is stored of everybody a batch may touch. */
export function creaMondo(
  fatti: Iterable<Fatto>,
  righe: Iterable<{ readonly tabella: NomeTabella; readonly riga: Riga }>,
  contesto: Contesto,
): Mondo {
  const indici = new Map<NomeTabella, Indice>(NOMI_TABELLE.map((t) => [t, new Map()]));
  const mondo: Mondo = { contesto, righe: indici, fattiPerChiave: new Map(), membri: new Map() };
  for (const { tabella, riga } of righe) metti(mondo, tabella, riga);
  for (const fatto of fatti) ricorda(mondo, fatto);
  return mondo;
}

function metti(mondo: Mondo, tabella: NomeTabella, riga: Riga): void {
  const di = proprietario(tabella, riga);
  const indice = mondo.righe.get(tabella)!;
  const sue = indice.get(di) ?? new Map<string, Riga>();
  indice.set(di, sue.set(chiaveRiga(tabella, riga), riga));
  if (tabella === 'appartenenze') segnaMembro(mondo, String(riga.id_famiglia_anpr), di);
}

/** Remembers that the person is or was in the family. */
export function segnaMembro(mondo: Mondo, idFamiglia: string, soggetto: string): void {
  const membri = mondo.membri.get(idFamiglia) ?? new Set();
  mondo.membri.set(idFamiglia, membri.add(soggetto));
}

/** Keeps one fact under each of its keys. */
export function ricorda(mondo: Mondo, fatto: Fatto): void {
  for (const chiave of chiaviDi(fatto)) {
    const noti = mondo.fattiPerChiave.get(chiave) ?? new Set();
    mondo.fattiPerChiave.set(chiave, noti.add(fatto));
  }
}

/** No rows at all. */
export const NESSUNA: ReadonlyMap<string, Riga> = new Map();

/** The rows of one table that belong to a person (or a family), by key. */
export function righeDi(mondo: Mondo, tabella: NomeTabella, di: string): ReadonlyMap<string, Riga> {
  return mondo.righe.get(tabella)?.get(di) ?? NESSUNA;
}

/** Every fact and key connected with those keys, also through cards that an operator united. */
export function connessi(mondo: Mondo, da: Iterable<string>): { fatti: Set<Fatto>; chiavi: Set<string> } {
  const fatti = new Set<Fatto>();
  const chiavi = new Set(da);
  for (const chiave of chiavi) {
    for (const altra of uniteA(new Set([chiave]), mondo.contesto.decisioni)) chiavi.add(altra);
    for (const fatto of mondo.fattiPerChiave.get(chiave) ?? []) {
      fatti.add(fatto);
      for (const altra of chiaviDi(fatto)) chiavi.add(altra);
    }
  }
  return { fatti, chiavi };
}
