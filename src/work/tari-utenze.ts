/**
 * Imports the TARI users of the office and keeps each matched with a household.
 * Invariant: an import is all or nothing; what a person decided stays decided until the office itself changes holder or address.
 */
import { senzaZeri } from '../anpr/valori.js';
import { decodificaCsv } from '../registri/csv.js';
import { abbina } from '../registri/utenze.js';
import { type ErroreRiga, leggiUtenze, type Utenza } from '../registri/utenze-csv.js';
import { type IndiceCandidati, indicizza } from '../registri/utenze-indice.js';
import { registraAzione } from '../store/audit.js';
import type { Database, Tx } from '../store/database.js';
import {
  DECISE,
  leggiCandidati,
  leggiUtenzeConservate,
  scriviUtenze,
  type UtenzaConservata,
  utenzePerStato,
} from '../store/utenze.js';
import { creaTurni } from './apply.js';

/** For which ente, by whom, when. */
export interface DiTari {
  readonly codComune: string;
  readonly attore: string;
  readonly now: Date;
}

/** How an import went. With a wrong header, or without one good line, nothing was touched. */
export interface EsitoImport {
  readonly nuove: number;
  readonly aggiornate: number;
  readonly invariate: number;
  /** In an earlier list and not in this one: kept, marked. */
  readonly nonPiuPresenti: number;
  readonly abbinate: number;
  readonly dubbie: number;
  readonly senza: number;
  readonly errori: readonly ErroreRiga[];
}

const stessa = (a: Utenza, b: Utenza): boolean => a.codiceFiscale === b.codiceFiscale && a.indirizzo === b.indirizzo;

/** The user as it will be stored: a decision stands as long as what it was taken on stands. */
function conAbbinamento(u: Utenza, prima: UtenzaConservata | undefined, indice: IndiceCandidati): UtenzaConservata {
  const { codice, codiceFiscale, indirizzo, categoria } = u;
  const base = { codice, codiceFiscale, indirizzo, categoria, presente: 1 };
  if (prima !== undefined && DECISE.has(prima.stato) && stessa(prima, u)) return { ...prima, ...base };
  const { stato, idFamiglia, punteggio } = abbina(u, indice.cerca(u));
  return { ...base, stato, idFamiglia, punteggio, decisoDa: null, decisoIl: null };
}

const CAMPI = ['codiceFiscale', 'indirizzo', 'categoria', 'presente', 'stato', 'idFamiglia', 'punteggio'] as const;
const uguale = (a: UtenzaConservata, b: UtenzaConservata): boolean => CAMPI.every((c) => a[c] === b[c]);

interface Piano {
  readonly scritte: readonly UtenzaConservata[];
  readonly nuove: number;
  readonly assenti: readonly UtenzaConservata[];
}

function pianifica(
  utenze: readonly Utenza[],
  note: ReadonlyMap<string, UtenzaConservata>,
  indice: IndiceCandidati,
): Piano {
  const scritte: UtenzaConservata[] = [];
  let nuove = 0;
  // A program that writes `00123` today and `123` tomorrow speaks of one user: the code stays as it was first written.
  const senza = new Map([...note.values()].map((u) => [senzaZeri(u.codice), u]));
  const codici = new Set<string>();
  for (const u of utenze) {
    const prima = note.get(u.codice) ?? senza.get(senzaZeri(u.codice));
    const dopo = conAbbinamento({ ...u, codice: prima?.codice ?? u.codice }, prima, indice);
    codici.add(dopo.codice);
    if (prima === undefined) nuove += 1;
    if (prima === undefined || !uguale(prima, dopo)) scritte.push(dopo);
  }
  const assenti = [...note.values()].filter((u) => u.presente === 1 && !codici.has(u.codice));
  return { scritte, nuove, assenti: assenti.map((u) => ({ ...u, presente: 0 })) };
}

const NIENTE = { nuove: 0, aggiornate: 0, invariate: 0, nonPiuPresenti: 0, abbinate: 0, dubbie: 0, senza: 0 };

/**
 * Imports the file as a whole list: good lines in one transaction, bad ones reported. While lines are wrong nobody is
 * marked as no longer there: a user may be on one of them.
 */
export async function importaUtenze(db: Database, byte: Uint8Array, di: DiTari): Promise<EsitoImport> {
  const { utenze, errori } = leggiUtenze(decodificaCsv(byte));
  if (utenze.length === 0) return { ...NIENTE, errori };
  return db.transaction(async (tx) => {
    const note = await leggiUtenzeConservate(tx, di.codComune);
    const piano = pianifica(utenze, note, indicizza(await leggiCandidati(tx, di.codComune)));
    const assenti = errori.length === 0 ? piano.assenti : [];
    const now = di.now.toISOString();
    await scriviUtenze(tx, di.codComune, { utenze: [...piano.scritte, ...assenti], now });
    const dopo = [...(await leggiUtenzeConservate(tx, di.codComune)).values()].filter((u) => u.presente === 1);
    const quante = (...stati: string[]): number => dopo.filter((u) => stati.includes(u.stato)).length;
    const esito: EsitoImport = {
      nuove: piano.nuove,
      aggiornate: piano.scritte.length - piano.nuove,
      invariate: utenze.length - piano.scritte.length,
      nonPiuPresenti: assenti.length,
      abbinate: quante('ABBINATA', 'CONFERMATA'),
      dubbie: quante('DUBBIA'),
      senza: quante('SENZA', 'NESSUNA'),
      errori,
    };
    await annota(tx, di, { azione: 'tari-importa', dettaglio: JSON.stringify({ ...esito, errori: errori.length }) });
    return esito;
  });
}

function annota(tx: Tx, di: DiTari, a: { readonly azione: string; readonly dettaglio: string }): Promise<void> {
  const oggetto = `ente:${di.codComune}`;
  return registraAzione(tx, { quando: di.now.toISOString(), attore: di.attore, oggetto, ...a });
}

/**
 * Looks again at what nobody decided: households move. Returns how many matches changed. Nobody waits for it: it reads,
 * gives way while it compares, then writes what nobody touched meanwhile.
 */
export async function riabbina(db: Database, codComune: string, now: Date): Promise<number> {
  const note = await db.transaction((tx) => leggiUtenzeConservate(tx, codComune));
  const presenti = [...note.values()].filter((u) => u.presente === 1 && !DECISE.has(u.stato));
  if (presenti.length === 0) return 0;
  const indice = indicizza(await db.transaction((tx) => leggiCandidati(tx, codComune)));
  const cedi = creaTurni();
  const cambiate: UtenzaConservata[] = [];
  for (const u of presenti) {
    const dopo = conAbbinamento(u, u, indice);
    if (!uguale(u, dopo)) cambiate.push(dopo);
    await cedi();
  }
  return db.transaction(async (tx) => {
    const ora = await leggiUtenzeConservate(tx, codComune);
    const intatta = (u: UtenzaConservata): boolean => {
      const [a, b] = [ora.get(u.codice), note.get(u.codice)];
      return a !== undefined && b !== undefined && uguale(a, b);
    };
    const utenze = cambiate.filter(intatta);
    await scriviUtenze(tx, codComune, { utenze, now: now.toISOString() });
    return utenze.length;
  });
}

/** The doubts left to a person; looking is recorded. */
export async function elencaDubbi(db: Database, limit: number, di: DiTari): Promise<UtenzaConservata[]> {
  return db.transaction(async (tx) => {
    const dubbi = await utenzePerStato(tx, di.codComune, { stato: 'DUBBIA', limit });
    await annota(tx, di, { azione: 'tari-dubbi', dettaglio: JSON.stringify({ quanti: dubbi.length }) });
    return dubbi;
  });
}

/** Why a decision was not taken; `null` when it was. */
export type Rifiuto = 'UTENZA_IGNOTA' | 'FAMIGLIA_IGNOTA' | null;

/** A person says who lives there; `idFamiglia` null = nobody registered. */
export async function decidiUtenza(
  db: Database,
  { codice, idFamiglia }: { readonly codice: string; readonly idFamiglia: string | null },
  di: DiTari,
): Promise<Rifiuto> {
  return db.transaction(async (tx) => {
    const utenza = (await leggiUtenzeConservate(tx, di.codComune)).get(codice);
    if (utenza === undefined) return 'UTENZA_IGNOTA';
    const famiglie = await leggiCandidati(tx, di.codComune);
    if (idFamiglia !== null && !famiglie.some((c) => c.idFamiglia === idFamiglia)) return 'FAMIGLIA_IGNOTA';
    const now = di.now.toISOString();
    const decisa = {
      stato: idFamiglia === null ? 'NESSUNA' : 'CONFERMATA',
      decisoDa: di.attore,
      decisoIl: now,
    } as const;
    await scriviUtenze(tx, di.codComune, { utenze: [{ ...utenza, ...decisa, idFamiglia }], now });
    await annota(tx, di, { azione: 'tari-abbina', dettaglio: JSON.stringify({ codice, idFamiglia }) });
    return null;
  });
}
