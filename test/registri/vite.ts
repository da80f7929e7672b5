/**
 * Random lives: a small invented town and its year, read from the contents ANPR would send, of every operation of the matrix.
 * Some are lost, some come twice, all come in any order.
 */
import fc from 'fast-check';
import type { Fatto } from '../../src/anpr/fatto.js';
import { leggi } from '../../src/notifiche/index.js';
import type { Contesto } from '../../src/registri/stato.js';
import { creaComune, creaStoria, schedeIniziali } from '../../src/simulatore/index.js';
import { apriContenuto } from '../../src/soap/contenuto.js';

const OGGI = '2026-11-22';
const ISTAT = '999001';

export const CONTESTO_VITE: Contesto = { codComune: ISTAT, codici: new Set([ISTAT]), oggi: OGGI };

/** One notification, read. */
export interface Letta {
  /** Code of its type: `NRIS-5005`, `N010`, `3002`. */
  readonly codice: string;
  /** Story it belongs to; empty for a card of the initial load. */
  readonly vicenda: string;
  readonly fatti: readonly Fatto[];
}

export interface Vita {
  readonly schede: readonly Letta[];
  readonly storia: readonly Letta[];
}

function letta(vicenda: string, tipoNotifica: string, id: string, momento: string, contenuto: string): Letta {
  const { elemento } = apriContenuto(Buffer.from(contenuto), []);
  const busta = { tipoNotifica, idNotificaANPR: id, dataOraRichiesta: momento };
  const { codice, fatti } = leggi(elemento, busta);
  return { codice, vicenda, fatti };
}

/** The town of that seed: the cards of its load and its year. */
export function vitaDi(seed: string, abitanti = 25): Vita {
  const comune = creaComune({ seed, codiceIstat: ISTAT, nome: 'VALFINTA', abitanti, oggi: OGGI });
  const schede = [...schedeIniziali(comune)].map((s) => letta('', '3002', s.idOperazioneANPR, s.momento, s.contenuto));
  const storia = creaStoria(comune, OGGI).map((n) =>
    letta(n.vicenda, n.tipoNotifica, n.idOperazioneANPR, n.momento, n.contenuto()),
  );
  return { schede, storia };
}

/** A life. */
export const vita: fc.Arbitrary<Vita> = fc.string({ minLength: 1, maxLength: 8 }).map((seed) => vitaDi(seed));

/** A life as a lossy feed brings it: part of it, in any order, some of it twice. */
export const vitaPersa: fc.Arbitrary<Vita> = vita.chain(({ schede, storia }) =>
  fc
    .record({
      arrivate: fc.shuffledSubarray([...storia], { minLength: Math.floor(storia.length / 2) }),
      doppie: fc.subarray([...storia], { maxLength: 10 }),
    })
    .map(({ arrivate, doppie }) => ({ schede, storia: [...arrivate, ...doppie] })),
);

/** The same notifications, cards included, in two orders. */
export const vitaMescolata: fc.Arbitrary<readonly [readonly Letta[], readonly Letta[]]> = vitaPersa.chain((v) => {
  const tutte = [...v.schede, ...v.storia];
  const intera = { minLength: tutte.length, maxLength: tutte.length };
  return fc.tuple(fc.constant(tutte), fc.shuffledSubarray(tutte, intera));
});
