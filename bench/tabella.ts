/**
 * The one table of the benchmark: what was measured, what was to be reached, whether it was.
 * Invariant: a verdict stands beside the figure it is about; nothing is rounded in our favour.
 */
import type { Assediata } from './assedio.js';
import type { Misura } from './confronto.js';
import type { Crescita } from './crescita.js';

/** One line: `raggiunto` is absent where there is nothing to reach. */
export interface Riga {
  readonly cosa: string;
  readonly misurato: string;
  readonly dettaglio: string;
  readonly obiettivo: string;
  readonly raggiunto?: boolean;
}

const LATI: Readonly<Record<string, string>> = {
  a: '(a) bare http + one mysql2 insert',
  b: '(b) soap.listen + TypeORM save, no checks',
  c: '(c) ours, signature required',
  d: '(d) ours, signature ignored',
};
/** How many times (b) our sides must reach. */
const VOLTE: Readonly<Record<string, number>> = { c: 1.5, d: 2 };
const P99_MS = 300;
const APPLICATE_AL_SECONDO = 500;
const MEMORIA_MB = 256;
const STALLO_MS = 50;
/** While somebody hostile does his worst. */
const P99_ASSEDIO_MS = 500;
/** Bodies on their way may take 128 MB (server.maxBytesInFlight) beside what the receiver is. */
const MEMORIA_ASSEDIO_MB = 384;
/** Two measures of the same thing differ by a quarter on a busy machine: below this, cost does not grow. */
const PIATTO = 1.3;

const n = (x: number, cifre = 0): string =>
  x.toLocaleString('en-US', { maximumFractionDigits: cifre, minimumFractionDigits: cifre });

function rigaLato(m: Misura, b: Misura | undefined): Riga {
  const volte = b === undefined ? Number.NaN : m.alSecondo / b.alSecondo;
  const minimo = VOLTE[m.lato];
  const dettaglio = `p50 ${n(m.p50Ms, 1)} ms, p99 ${n(m.p99Ms, 1)} ms, CPU ${n(m.cpuMs, 2)} ms each, stall ${n(m.stalloMs)} ms, RSS ${n(m.rssMb)} MB`;
  return {
    cosa: `${m.byte / 1024} KB ${LATI[m.lato]}`,
    misurato: `${n(m.alSecondo)}/s = ${n(Math.floor(volte * 100) / 100, 2)} × (b)`,
    dettaglio,
    obiettivo: minimo === undefined ? '' : `≥ ${minimo} × (b)`,
    ...(minimo !== undefined && { raggiunto: volte >= minimo }),
  };
}

/** The four ways of receiving, and the worst p99 of ours. */
export function righeConfronto(misure: readonly Misura[]): Riga[] {
  const b = (m: Misura): Misura | undefined => misure.find((x) => x.lato === 'b' && x.byte === m.byte);
  const nostre = misure.filter((m) => VOLTE[m.lato] !== undefined);
  const p99 = Math.max(...nostre.map((m) => m.p99Ms));
  return [
    ...misure.map((m) => rigaLato(m, b(m))),
    {
      cosa: 'p99 of the acknowledgement',
      misurato: `${n(p99, 1)} ms`,
      dettaglio: 'the worse of (c) and (d), 64 connections at full speed',
      obiettivo: `< ${P99_MS} ms`,
      raggiunto: p99 < P99_MS,
    },
  ];
}

function righeApplicate({ applicate }: Crescita): Riga[] {
  return applicate.map(({ abitanti, quante, alSecondo }) => ({
    cosa: `applied, comune of ${n(abitanti)}`,
    misurato: `${n(alSecondo)}/s`,
    dettaglio: `${n(quante)} notifications from inbox to views`,
    obiettivo: `≥ ${APPLICATE_AL_SECONDO}/s`,
    raggiunto: alSecondo >= APPLICATE_AL_SECONDO,
  }));
}

function righeInsieme({ insieme }: Crescita): Riga[] {
  const { ricevute, righe } = insieme;
  const dettaglio = `receiving ${n(ricevute.alSecondo)}/s (p99 ${n(ricevute.p99Ms)} ms) while applying, ${n(righe)} in the inbox`;
  return [
    {
      cosa: 'resident memory',
      misurato: `${n(insieme.rssMb)} MB`,
      dettaglio,
      obiettivo: `< ${MEMORIA_MB} MB`,
      raggiunto: insieme.rssMb < MEMORIA_MB,
    },
    {
      cosa: 'longest event-loop stall',
      misurato: `${n(insieme.stalloMs)} ms`,
      dettaglio: `the same moment; ${n(insieme.stalloCpuMs)} ms of processor, the rest waiting for it`,
      obiettivo: `< ${STALLO_MS} ms`,
      raggiunto: insieme.stalloMs < STALLO_MS,
    },
  ];
}

function righeCosto({ costi }: Crescita): Riga[] {
  const voci = [
    ['received', 'ricevutaMs'],
    ['applied', 'applicataMs'],
  ] as const;
  return voci.flatMap(([nome, campo]) => {
    const base = costi[0]?.[campo] ?? Number.NaN;
    return costi.map(
      (c, i): Riga => ({
        cosa: `cost of one ${nome}, ${n(c.righe)} rows`,
        misurato: `${n(c[campo], 2)} ms`,
        dettaglio: `comune of ${n(c.abitanti)}`,
        obiettivo: i === 0 ? '' : `≤ ${PIATTO} × the first`,
        ...(i > 0 && { raggiunto: c[campo] <= base * PIATTO }),
      }),
    );
  });
}

/** Each assault: what it left to everybody else. */
export function righeAssedio(assediate: readonly Assediata[]): Riga[] {
  return assediate.map(({ nome, ostili, buone, rssMb, stalloMs }) => ({
    cosa: nome,
    misurato: `p99 ${n(buone.p99Ms)} ms, ${n(buone.rifiutate)} refused, RSS ${n(rssMb)} MB`,
    dettaglio: `${n(buone.richieste)} genuine calls, p50 ${n(buone.p50Ms, 1)} ms; ${n(ostili)} hostile ones; stall ${n(stalloMs)} ms`,
    obiettivo: `< ${P99_ASSEDIO_MS} ms, 0, < ${MEMORIA_ASSEDIO_MB} MB`,
    raggiunto: buone.p99Ms < P99_ASSEDIO_MS && buone.rifiutate === 0 && rssMb < MEMORIA_ASSEDIO_MB,
  }));
}

/** Every line, in order. */
export function righe(misure: readonly Misura[], crescita: Crescita): Riga[] {
  return [...righeConfronto(misure), ...righeApplicate(crescita), ...righeInsieme(crescita), ...righeCosto(crescita)];
}

const TESTATA = ['what', 'measured', 'target', 'verdict', 'detail'] as const;

function celle(r: Riga): string[] {
  const esito = r.raggiunto === undefined ? '' : r.raggiunto ? 'reached' : 'MISSED';
  return [r.cosa, r.misurato, r.obiettivo, esito, r.dettaglio];
}

/** The table as Markdown, its columns aligned: the same text for the terminal and for the page. */
export function scriviTabella(tutte: readonly Riga[]): string {
  const corpo = tutte.map(celle);
  const larghezze = TESTATA.map((t, i) => Math.max(t.length, ...corpo.map((c) => (c[i] ?? '').length)));
  const linea = (c: readonly string[]): string => `| ${c.map((x, i) => x.padEnd(larghezze[i] ?? 0)).join(' | ')} |`;
  return [linea(TESTATA), `|${larghezze.map((l) => '-'.repeat(l + 2)).join('|')}|`, ...corpo.map(linea)].join('\n');
}
