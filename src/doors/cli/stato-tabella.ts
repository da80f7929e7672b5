/**
 * Many enti at a glance: one row each, the worst first, with what is wrong in words. Details are `stato --comune`.
 * Invariant: pure; a row says nothing that the details do not.
 */
import type { RiepilogoEnte } from '../../work/riepilogo.js';
import type { SituazioneAnpr } from '../../work/situazione.js';
import { conto, fa, numero, tabella } from './testo.js';

/** One ente as it was read. */
export type Riepilogo = RiepilogoEnte & { readonly nome: string; readonly anpr: SituazioneAnpr };

/** A notification that could be applied and waits this long means that nobody applies. */
const FERMO_MS = 15 * 60_000;
/** Names longer than this would push the columns off a terminal. */
const NOME_MAX = 28;

/** Nobody has applied what is due for a while. */
export const fermo = (r: RiepilogoEnte, now: Date): boolean =>
  r.inAttesaDal !== null && now.getTime() - new Date(r.inAttesaDal).getTime() > FERMO_MS;

interface Guaio {
  readonly peso: number;
  readonly testo: string;
}

/** What is wrong with an ente, the worst first: what ANPR is about to lose, what stands still, what waits for somebody. */
function guai(r: Riepilogo, now: Date): Guaio[] {
  const { anpr, notifiche } = r;
  const sospese = anpr.tentate.filter((t) => t.stato === 'SOSPESA').length;
  const rifiutate = anpr.tentate.length - sospese;
  const trovati: [boolean, number, string][] = [
    [rifiutate > 0, 100, conto(rifiutate, 'rifiutata e mai arrivata', 'rifiutate e mai arrivate')],
    [anpr.spinta?.improbabile === true, 90, 'SILENZIO IMPROBABILE'],
    [fermo(r, now), 80, 'nessuno applica'],
    [sospese > 0, 70, `${conto(sospese, 'sospesa', 'sospese')} da ANPR`],
    [anpr.richiesta?.silenzio?.improbabile === true, 60, 'silenzio di 4005'],
    [
      anpr.chiavi.problemi.length > 0,
      50,
      conto(anpr.chiavi.problemi.length, 'problema di chiavi', 'problemi di chiavi'),
    ],
    [notifiche.parked > 0, 40, conto(notifiche.parked, 'parcheggiata', 'parcheggiate')],
  ];
  return trovati.flatMap(([vero, peso, testo]) => (vero ? [{ peso, testo }] : []));
}

/** How much one is ahead of another: its worst, then how many things, then how many parked. */
function gravita(r: Riepilogo, now: Date): readonly number[] {
  const suoi = guai(r, now);
  return [suoi[0]?.peso ?? 0, suoi.length, r.notifiche.parked, r.notifiche.pending, r.anomalieAperte];
}

function confronta(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) if (x !== b[i]) return (b[i] ?? 0) - x;
  return 0;
}

/** The enti with the worst first; equals in the order of the configuration. Pure. */
export const peggioriPrima = (enti: readonly Riepilogo[], now: Date): Riepilogo[] =>
  enti
    .map((r) => ({ r, g: gravita(r, now) }))
    .toSorted((a, b) => confronta(a.g, b.g))
    .map(({ r }) => r);

const TITOLI = [
  'COMUNE',
  'CODICE',
  'IN CODA',
  'PARCHEGG.',
  'ULTIMA RICEVUTA',
  'RESIDENTI',
  'VARIAZIONI',
  'ANOMALIE',
  'DA GUARDARE',
];

const corto = (nome: string): string => (nome.length > NOME_MAX ? `${nome.slice(0, NOME_MAX - 1)}…` : nome);

function riga(r: Riepilogo, now: Date): string[] {
  const { tributi, elettorale } = r.variazioniAperte;
  return [
    corto(r.nome),
    r.codComune,
    numero(r.notifiche.pending),
    numero(r.notifiche.parked),
    r.ultimaRicevuta === null ? 'mai' : fa(r.ultimaRicevuta, now),
    numero(r.viste.v_residenti),
    numero(tributi + elettorale),
    numero(r.anomalieAperte),
    guai(r, now)
      .map((g) => g.testo)
      .join('; ') || '-',
  ];
}

/** One table, the worst first, and how to see one in full. */
export function testoTabella(enti: readonly Riepilogo[], now: Date): string {
  const ordinati = peggioriPrima(enti, now);
  const male = ordinati.filter((r) => guai(r, now).length > 0).length;
  const testa = `${conto(enti.length, 'ente', 'enti')}, ${male === 0 ? 'nulla da guardare' : `da guardare ${numero(male)}`}; in dettaglio: «allinea stato --comune CODICE»`;
  return `${testa}\n\n${tabella([TITOLI, ...ordinati.map((r) => riga(r, now))])}`;
}
