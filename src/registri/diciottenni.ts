/**
 * Who turns eighteen in which half-year, and which list of the semestrale prepares it.
 * Invariant: pure; a person of eighteen years belongs to exactly one list. Source: D.P.R. 223/1967 art. 7; modello-dati E.1.
 */
import { annoDi, giornoDi, meseDi, piuAnni } from '../anpr/giorni.js';
import { maggiorenneDal } from './anagrafe.js';

/** A half-year of new voters and the preparatory list that names them. */
export interface SemestreDiciottenni {
  /** `2026-02` or `2026-08`: when the list is prepared. */
  readonly lista: string;
  /** First and last day on which its people turn eighteen. */
  readonly dal: string;
  readonly al: string;
  /** Code of the ordinary semestrale that registers them. */
  readonly revisione: string;
}

/** The February list prepares July to December, the August list January to June of the next year. */
function semestre(anno: number, primo: boolean): SemestreDiciottenni {
  const [dal, al] = primo
    ? [giornoDi(anno, 1, 1), giornoDi(anno, 6, 30)]
    : [giornoDi(anno, 7, 1), giornoDi(anno, 12, 31)];
  if (!primo) return { lista: `${anno}-02`, dal, al, revisione: `SEM-${anno}-04` };
  const prima = anno - 1;
  return { lista: `${prima}-08`, dal, al, revisione: `SEM-${prima}-10` };
}

const meta = (giorno: string): boolean => meseDi(giorno) < 7;

/** The half-year in which somebody with this complete birth date turns eighteen. */
export function semestreDiciottenni(dataNascita: string): SemestreDiciottenni {
  const diciotto = maggiorenneDal({ dataNascita })!;
  return semestre(annoDi(diciotto), meta(diciotto));
}

/** The list that is prepared in the half-year of this day: it names who turns eighteen in the following one. */
export function semestreSuccessivo(oggi: string): SemestreDiciottenni {
  const anno = annoDi(oggi);
  return meta(oggi) ? semestre(anno, false) : semestre(anno + 1, true);
}

/** The half-year of a list `AAAA-02` or `AAAA-08`; undefined where there is no such list. */
export function semestreDiLista(lista: string): SemestreDiciottenni | undefined {
  const m = /^(\d{4})-(02|08)$/.exec(lista);
  if (m === null) return undefined;
  return m[2] === '02' ? semestre(Number(m[1]), false) : semestre(Number(m[1]) + 1, true);
}

/** First and last birth date of who turns eighteen in it. */
export function natiPer({ dal, al }: SemestreDiciottenni): { readonly dal: string; readonly al: string } {
  return { dal: piuAnni(dal, -18), al: piuAnni(al, -18) };
}
