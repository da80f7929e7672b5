/**
 * The stradario: which electoral section a street and number belong to.
 * Invariant: pure; an accepted stradario gives at most one section for any address. Addresses are compared on
 * normalised text (modello-dati G.5, G.6), whatever the case, the accents and the abbreviations.
 */

import { leggiIndirizzo } from '../anpr/leggi-indirizzo.js';
import { voceDi } from '../anpr/tabella.js';
import { senzaZeri } from '../anpr/valori.js';
import { leggiCsv, type RigaCsv } from './stradario-csv.js';

/** A stretch of a street: one side or both, from one number to another (`al` null: to its end). */
export interface Tratto {
  /** Normalised species and name: `VIA GIUSEPPE VERDI`. */
  readonly via: string;
  readonly lato: 'TUTTI' | 'PARI' | 'DISPARI';
  readonly dal: number;
  readonly al: number | null;
  readonly sezione: string;
}

const ABBREVIAZIONI: Readonly<Record<string, string>> = {
  'V LE': 'VIALE',
  'P ZA': 'PIAZZA',
  'P ZZA': 'PIAZZA',
  VLE: 'VIALE',
  PZA: 'PIAZZA',
  PZZA: 'PIAZZA',
  'C SO': 'CORSO',
  'L GO': 'LARGO',
  'V LO': 'VICOLO',
  CSO: 'CORSO',
  LGO: 'LARGO',
  VLO: 'VICOLO',
  V: 'VIA',
  STR: 'STRADA',
};
const ABBREVIATA = new RegExp(`^(${Object.keys(ABBREVIAZIONI).join('|')}) `);

/** Upper case without marks, punctuation and double blanks; the species in full. */
export function normalizzaVia(testo: string): string {
  const piano = testo
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, ' ')
    .trim();
  return piano.replace(ABBREVIATA, (_, breve: string) => `${voceDi(ABBREVIAZIONI, breve)} `);
}

/** Columns of the file. */
export const COLONNE_STRADARIO = {
  richieste: ['specie', 'via', 'lato', 'sezione'],
  facoltative: ['dal', 'al'],
} as const;

const LATI = ['TUTTI', 'PARI', 'DISPARI'] as const;
const NUMERO = /^\d{0,6}$/;
/** Columns of the stradario hold no more. */
const LUNGHEZZA = 200;

/** Reads the file; `problemi` empty means it has neither holes nor overlaps and every section is one of `sezioni` (if any). */
export function leggiStradarioCsv(testo: string, sezioni: readonly string[]): { tratti: Tratto[]; problemi: string[] } {
  const { righe, problemi } = leggiCsv(testo, COLONNE_STRADARIO);
  const difettose = righe.flatMap((r) => difetti(r, sezioni));
  const comeLUfficio = new Map(sezioni.map((s) => [senzaZeri(s), s]));
  const tratti = righe.map(tratto).map((t) => ({ ...t, sezione: comeLUfficio.get(senzaZeri(t.sezione)) ?? t.sezione }));
  const tutti = [...problemi, ...difettose];
  return { tratti, problemi: tutti.length > 0 ? tutti : controllaStradario(tratti) };
}

function difetti({ linea, valori: v }: RigaCsv, sezioni: readonly string[]): string[] {
  const problemi: string[] = [];
  if (normalizzaVia(`${v.specie} ${v.via}`).length > LUNGHEZZA || v.sezione!.length > LUNGHEZZA)
    problemi.push(`riga ${linea}: specie con via, e sezione, al massimo ${LUNGHEZZA} caratteri`);
  if (!(LATI as readonly string[]).includes(v.lato!.toUpperCase()))
    problemi.push(`riga ${linea}: lato «${v.lato}», atteso ${LATI.join(', ')}`);
  for (const campo of ['dal', 'al'])
    if (!NUMERO.test(v[campo] ?? '')) problemi.push(`riga ${linea}: ${campo} «${v[campo]}», atteso un numero o niente`);
  if ((v.al ?? '') !== '' && Number(v.al) < Number(v.dal ?? ''))
    problemi.push(`riga ${linea}: finisce al ${v.al}, prima del ${v.dal} da cui comincia`);
  if (sezioni.length > 0 && !sezioni.some((s) => senzaZeri(s) === senzaZeri(v.sezione!)))
    problemi.push(`riga ${linea}: la sezione ${v.sezione} non è fra quelle importate`);
  return problemi;
}

function tratto({ valori: v }: RigaCsv): Tratto {
  return {
    via: normalizzaVia(`${v.specie} ${v.via}`),
    lato: v.lato!.toUpperCase() as Tratto['lato'],
    dal: (v.dal ?? '') === '' ? 0 : Number(v.dal),
    al: (v.al ?? '') === '' ? null : Number(v.al),
    sezione: v.sezione!,
  };
}

const sulLato = (t: Tratto, lato: 'PARI' | 'DISPARI'): boolean => t.lato === 'TUTTI' || t.lato === lato;

/** First and last number of a stretch that lie on that side. */
function estremi(t: Tratto, lato: 'PARI' | 'DISPARI'): { da: number; a: number } {
  const resto = lato === 'PARI' ? 0 : 1;
  const da = t.dal % 2 === resto ? t.dal : t.dal + 1;
  const a = t.al === null ? Number.POSITIVE_INFINITY : t.al % 2 === resto ? t.al : t.al - 1;
  return { da, a };
}

/** Numbers of a street that have two sections, or none between two that have one; in Italian. */
export function controllaStradario(tratti: readonly Tratto[]): string[] {
  const vie = new Map<string, Tratto[]>();
  for (const t of tratti) vie.set(t.via, [...(vie.get(t.via) ?? []), t]);
  const problemi: string[] = [];
  for (const [via, suoi] of vie) {
    for (const lato of ['PARI', 'DISPARI'] as const) {
      const ordinati = suoi
        .filter((t) => sulLato(t, lato))
        .map((t) => ({ ...estremi(t, lato), sezione: t.sezione }))
        .filter((t) => t.da <= t.a)
        .sort((x, y) => x.da - y.da);
      for (const [i, dopo] of ordinati.entries()) {
        const prima = ordinati[i - 1];
        if (prima === undefined) continue;
        const dove = `${via}, numeri ${lato.toLowerCase()}`;
        if (dopo.da <= prima.a)
          problemi.push(`${dove}: il ${dopo.da} è della sezione ${prima.sezione} e della ${dopo.sezione}`);
        else if (dopo.da > prima.a + 2) problemi.push(`${dove}: dal ${prima.a + 2} al ${dopo.da - 2} nessuna sezione`);
      }
    }
  }
  return [...new Set(problemi)];
}

/** Street and number of an address on one line; number undefined for SNC, KM and none. */
export function stradaDi(indirizzo: string): { readonly via: string; readonly numero: number | undefined } {
  const { via, civico } = leggiIndirizzo(indirizzo);
  return { via: normalizzaVia(via), numero: /^\d+$/.test(civico) ? Number(civico) : undefined };
}

/**
 * The section of an address on one line; undefined where the stradario does not know it. An address without a number has a
 * section only where the whole street is of one.
 */
export function sezioneDa(indirizzo: string, stradario: readonly Tratto[]): string | undefined {
  const { via, numero } = stradaDi(indirizzo);
  const suoi = stradario.filter((t) => t.via === via);
  if (numero === undefined) {
    const sezioni = new Set(suoi.map((t) => t.sezione));
    return sezioni.size === 1 ? [...sezioni][0] : undefined;
  }
  const lato = numero % 2 === 0 ? 'PARI' : 'DISPARI';
  return suoi.find((t) => sulLato(t, lato) && t.dal <= numero && (t.al === null || numero <= t.al))?.sezione;
}
