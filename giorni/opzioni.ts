/** The options of `npm run giorni`, all of them numbers, days or lists. Invariant: what is not understood is refused, never ignored. */
import { parseArgs } from 'node:util';
import { creaCaso } from '../src/simulatore/caso.js';
import type { Prova } from './giorno.js';
import { istantiDi } from './istanti.js';

export interface Opzioni {
  readonly dal: string;
  readonly giorni: number;
  readonly passo: number;
  /** This one alone, instead of those of the stretch. */
  readonly istante: string | undefined;
  readonly semi: readonly string[];
  readonly abitanti: readonly number[];
  /** Towns looked at, drawn from all of them; all when absent. */
  readonly campione: number | undefined;
  readonly processi: number;
}

/** 400 days with a 29 February, both changes of the hour, a 1 January and each semestral revision. */
export const SOLITE = {
  dal: '2027-12-15',
  giorni: '400',
  passo: '10',
  semi: '20',
  abitanti: '60,300,1200',
  processi: '2',
} as const;

export const AIUTO = `npm run giorni -- [--dal YYYY-MM-DD] [--giorni N] [--passo N] [--semi N|name,name] [--abitanti N,N,N]
                  [--istante ISO] [--campione N] [--processi N]

Founds invented towns, lives their year in memory and compares every view with the truth, on many days.
Default: ${SOLITE.giorni} days from ${SOLITE.dal}, one in ${SOLITE.passo} and all the delicate ones, ${SOLITE.semi} seeds, towns of ${SOLITE.abitanti}.
--istante ISO  only that instant, e.g. 2028-02-29T23:30:00.000Z
--campione N   only N towns, drawn from all of them
Exit 0 only if nothing differs.`;

/** Refused options; the message says which. */
export class OpzioneErrata extends Error {}

function intero(nome: string, testo: string): number {
  const numero = Number(testo);
  if (!/^\d{1,7}$/.test(testo) || numero < 1) throw new OpzioneErrata(`--${nome} ${testo}: a whole number from 1`);
  return numero;
}

function giorno(testo: string): string {
  const buono = /^\d{4}-\d{2}-\d{2}$/.test(testo) && new Date(`${testo}T00:00:00Z`).toJSON()?.slice(0, 10) === testo;
  if (!buono) throw new OpzioneErrata(`--dal ${testo}: a day, YYYY-MM-DD`);
  return testo;
}

function istante(testo: string): string {
  const data = new Date(testo);
  if (data.toJSON() !== testo) throw new OpzioneErrata(`--istante ${testo}: an instant, 2028-02-29T23:30:00.000Z`);
  return testo;
}

/** `20` seeds, or these. */
const semi = (testo: string): string[] =>
  /^\d+$/.test(testo) ? Array.from({ length: intero('semi', testo) }, (_, i) => `seme-${i + 1}`) : testo.split(',');

const testo = { type: 'string' } as const;
const FORMA = {
  dal: testo,
  giorni: testo,
  passo: testo,
  semi: testo,
  abitanti: testo,
  istante: testo,
  campione: testo,
  processi: testo,
} as const;

/** @throws OpzioneErrata */
export function leggiOpzioni(args: readonly string[]): Opzioni {
  const lette = leggiForma(args);
  const v = { ...SOLITE, ...lette };
  return {
    dal: giorno(v.dal),
    giorni: intero('giorni', v.giorni),
    passo: intero('passo', v.passo),
    istante: lette.istante === undefined ? undefined : istante(lette.istante),
    semi: semi(v.semi),
    abitanti: v.abitanti.split(',').map((n) => intero('abitanti', n)),
    campione: lette.campione === undefined ? undefined : intero('campione', lette.campione),
    processi: intero('processi', v.processi),
  };
}

function leggiForma(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FORMA, strict: true }).values;
  } catch (error) {
    throw new OpzioneErrata(error instanceof Error ? error.message : String(error));
  }
}

/** Every town on every instant, mixed so that a run that is stopped has seen something of everything. */
export function proveDi(o: Opzioni): Prova[] {
  const tutte = (o.istante === undefined ? istantiDi(o) : [o.istante]).flatMap((istante) =>
    o.semi.flatMap((seed) => o.abitanti.map((abitanti) => ({ istante, seed, abitanti }))),
  );
  return creaCaso(`giorni/${o.dal}`).mescola(tutte).slice(0, o.campione);
}
