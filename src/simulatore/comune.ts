/**
 * A synthetic comune: invented people in families, convivenze and AIRE families, with a register of their own.
 * Invariant: the same seed and the same day give the same comune, person by person and number by number.
 */
import { insediaAIRE, insediaConvivenza, insediaFamiglia } from './abitanti.js';
import { piuGiorni } from './calendario.js';
import { type Caso, creaCaso } from './caso.js';
import { type Via, vieDi } from './luoghi.js';
import { copiaRegistro, creaRegistro, type Registro } from './registro.js';
import type { Regolamento } from './regolamento.js';

/** The national numberings, as far as this comune sees them. */
export interface Numeri {
  scheda: number;
  famiglia: number;
  operazione: number;
}

export interface Comune {
  readonly seed: string;
  /** ISTAT code, 6 digits: the `codDestinatario` of everything. */
  readonly codiceIstat: string;
  readonly nome: string;
  readonly siglaProvincia: string;
  readonly cap: string;
  /** Day of the initial load: the history comes after it. */
  readonly inizio: string;
  readonly vie: readonly Via[];
  /** Number of electoral sections. */
  readonly sezioni: number;
  readonly caso: Caso;
  readonly numeri: Numeri;
  /** What it has decided about its taxes; empty = nothing. */
  readonly regolamento: Regolamento;
  readonly codiciFiscali: Set<string>;
  /** The register now: the history changes it. */
  readonly registro: Registro;
  /** The register as it was on the day of the initial load. */
  readonly iniziale: Registro;
}

export interface OpzioniComune {
  readonly seed: string;
  readonly codiceIstat: string;
  readonly nome: string;
  /** Residents wanted; AIRE people come on top of them (about 6 %). */
  readonly abitanti: number;
  /** `YYYY-MM-DD`: the last day of the history. */
  readonly oggi: string;
  readonly siglaProvincia?: string;
  readonly cap?: string;
  readonly regolamento?: Regolamento;
}

/** Days of history between the initial load and today. */
export const GIORNI_DI_STORIA = 365;
const ABITANTI_PER_SEZIONE = 800;
const ABITANTI_PER_CONVIVENZA = 1500;
const QUOTA_AIRE = 0.06;
/** Numbers of the size ANPR has reached: operation ids are past 2^32 (they stopped clients that counted in 32 bits). */
const PRIMA_SCHEDA = 22_000_000;
const PRIMA_OPERAZIONE = 4_500_000_000;

function terreno(o: OpzioniComune, caso: Caso): Omit<Comune, 'iniziale'> {
  return {
    seed: o.seed,
    codiceIstat: o.codiceIstat,
    nome: o.nome,
    siglaProvincia: o.siglaProvincia ?? 'RM',
    cap: o.cap ?? '00100',
    inizio: piuGiorni(o.oggi, -GIORNI_DI_STORIA),
    vie: vieDi(o.abitanti),
    sezioni: Math.max(2, Math.ceil(o.abitanti / ABITANTI_PER_SEZIONE)),
    caso,
    numeri: {
      scheda: PRIMA_SCHEDA + (Number(o.codiceIstat) % 30) * 1_000_000,
      famiglia: 71_000_000,
      operazione: PRIMA_OPERAZIONE,
    },
    regolamento: o.regolamento ?? [],
    codiciFiscali: new Set(),
    registro: creaRegistro(),
  };
}

/** Founds a comune and fills it: families, convivenze (one of them empty), AIRE families. */
export function creaComune(o: OpzioniComune): Comune {
  const base = terreno(o, creaCaso(`${o.seed}/${o.codiceIstat}`).ramo('comune'));
  const comune: Comune = { ...base, iniziale: base.registro };
  const convivenze = Math.max(2, Math.round(o.abitanti / ABITANTI_PER_CONVIVENZA));
  for (let i = 0; i < convivenze; i++) insediaConvivenza(comune, i === 0 ? 0 : comune.caso.intero(4, 14));
  while (comune.registro.persone.size < o.abitanti) insediaFamiglia(comune);
  const conAIRE = comune.registro.persone.size + Math.max(6, Math.round(o.abitanti * QUOTA_AIRE));
  while (comune.registro.persone.size < conAIRE) insediaAIRE(comune);
  return { ...comune, iniziale: copiaRegistro(comune.registro) };
}
