/**
 * How a new variazione meets the ones still open on the same field: it undoes them, or it follows them.
 * Law: variazioni add up. Invariant: an interval that was is never undone by its end — four occupants from March to July are
 * billed, whether or not the office had looked at March by July (modello-dati E.9).
 */
import type { Variazione } from './righe.js';
import { STRADA_RINOMINATA, stessoValore } from './variazioni.js';

/** A variazione already recorded, with the id the store gave it. */
export interface VariazioneRegistrata extends Variazione {
  readonly id: number;
}

/** What one new difference does to the log. */
export interface EsitoVariazione {
  /** Open ones that a later fact has undone. */
  readonly stornate: readonly VariazioneRegistrata[];
  /** Proposals that the official position has closed. */
  readonly approvate: readonly VariazioneRegistrata[];
  /** The one to record; null when undoing was enough. */
  readonly nuova: Variazione | null;
}

/** States in which a variazione is still to be worked. */
export const APERTE: ReadonlySet<string> = new Set(['DA_LAVORARE', 'PROPOSTA', 'IN_REVISIONE']);

/**
 * Decides what a new difference does. `catena` are the variazioni of the same object and field that are neither
 * respinte, ritirate nor stornate, oldest first.
 */
export function incatena(catena: readonly VariazioneRegistrata[], nuova: Variazione): EsitoVariazione {
  const coda = codaAperta(catena);
  const da = primaDisfatta(coda, nuova);
  if (da >= 0) return disfatte(catena, coda.slice(da), nuova);
  if (nuova.rettifica) return rettificata(catena, nuova);
  if (nuova.motivo === STRADA_RINOMINATA && coda.length > 0) {
    // The move before the new name is still to be decided, and goes on to where the place is called so.
    return { stornate: [], approvate: [], nuova: { ...nuova, stato: aperta(nuova) } };
  }
  const approvate = nuova.stato === 'APPROVATA' ? coda : [];
  return { stornate: [], approvate, nuova };
}

/** What is left may hold the day of what never was: the household of three since the day on which a fourth was said to leave. */
function disfatte(
  catena: readonly VariazioneRegistrata[],
  stornate: readonly VariazioneRegistrata[],
  nuova: Variazione,
): EsitoVariazione {
  const resta = catena.slice(0, catena.length - stornate.length);
  const giorno = resta.at(-1)?.decorrenza ?? null;
  if (!conGiorno(nuova) || giorno === nuova.decorrenza) return { stornate, approvate: [], nuova: null };
  const resto = rettificata(resta, nuova);
  return { ...resto, stornate: [...stornate, ...resto.stornate] };
}

/** What the office has refused of a field last, and where the field stood before anything was recorded. */
export interface Rifiuto {
  readonly ultima: VariazioneRegistrata;
  readonly inizio: string | null;
}

/**
 * The same difference as seen by an office that refused the last one of that field: it stands where the chain led it, not
 * where the row stood. Null when it stands there already, or when this very change is what it refused.
 */
export function oltreIlRifiuto(
  catena: readonly VariazioneRegistrata[],
  rifiuto: Rifiuto | undefined,
  nuova: Variazione,
): Variazione | null {
  const ultima = catena.at(-1);
  // Those of this batch have negative ids: they are later than any refusal.
  const superato = ultima !== undefined && (ultima.id < 0 || (rifiuto !== undefined && ultima.id > rifiuto.ultima.id));
  if (rifiuto === undefined || superato) return nuova;
  const da = ultima === undefined ? rifiuto.inizio : ultima.valore_dopo;
  if (stessoValore(nuova.campo, da, nuova.valore_dopo)) return nuova.rettifica ? nuova : null;
  const { valore_dopo, decorrenza, motivo } = rifiuto.ultima;
  const giaRifiutata =
    stessoValore(nuova.campo, valore_dopo, nuova.valore_dopo) &&
    decorrenza === nuova.decorrenza &&
    motivo === nuova.motivo;
  if (giaRifiutata) return null;
  const { rettifica: eraRettifica, decorrenzaPrima: _, ...differenza } = nuova;
  return { ...differenza, valore_prima: da, ...(eraRettifica && { stato: aperta(nuova) }) };
}

/** Fields whose day is that of the news: whether they ever were otherwise only the value tells. */
const SENZA_GIORNO: ReadonlySet<string> = new Set(['generalita', 'digitale']);

/**
 * True where an interval counts: for the tax office, of a field with days of its own. Nobody was dead for a while: who turns out
 * to be alive never died (modello-dati E.3, existence declared by the court).
 */
const conGiorno = (v: Variazione): v is Variazione & { readonly decorrenza: string } =>
  v.ufficio === 'TRIBUTI' && !SENZA_GIORNO.has(v.campo) && v.decorrenza !== null && v.valore_prima !== 'DECEDUTO';

/**
 * The first open one that the new difference undoes with all that follow; -1 for none. To the tax office a value that comes
 * back undoes only if it stands since before the day on which it had gone; to the electoral office whenever it comes back,
 * because what is proposed is decided in a round and not for an interval.
 */
function primaDisfatta(coda: readonly VariazioneRegistrata[], nuova: Variazione): number {
  const torna = (v: Variazione): boolean => stessoValore(v.campo, v.valore_prima, nuova.valore_dopo);
  if (!conGiorno(nuova)) return nuova.rettifica ? -1 : coda.findLastIndex(torna);
  const { decorrenza, rettifica } = nuova;
  // Of a variazione from a value to itself there is nothing to come back to.
  const maiStata = (v: Variazione): boolean =>
    v.decorrenza !== null
      ? decorrenza <= v.decorrenza && !stessoValore(v.campo, v.valore_prima, v.valore_dopo)
      : !rettifica;
  return coda.findIndex((v) => torna(v) && maiStata(v));
}

/** Same values, another date or motive (a second N010, a death after a departure): the office reads the last one. */
function rettificata(catena: readonly VariazioneRegistrata[], corretta: Variazione): EsitoVariazione {
  const { rettifica: _, decorrenzaPrima = null, ...nuova } = corretta;
  const ultima = catena.at(-1);
  const giorno = giornoCorretto(corretta, ultima);
  if (giorno !== null) {
    const stessa = { ...nuova, valore_prima: nuova.valore_dopo, decorrenza: giorno, stato: aperta(nuova) };
    return { stornate: [], approvate: [], nuova: stessa };
  }
  if (ultima !== undefined && rivedeLaRegola(ultima, nuova)) {
    return { stornate: [], approvate: [], nuova: { ...nuova, valore_prima: ultima.valore_dopo, stato: aperta(nuova) } };
  }
  const superata =
    ultima !== undefined &&
    APERTE.has(ultima.stato) &&
    stessoValore(ultima.campo, ultima.valore_dopo, nuova.valore_dopo);
  if (!superata || (ultima.decorrenza === nuova.decorrenza && ultima.motivo === nuova.motivo)) {
    return { stornate: [], approvate: [], nuova: null };
  }
  return {
    stornate: [ultima],
    approvate: [],
    nuova: { ...nuova, valore_prima: ultima.valore_prima, stato: aperta(nuova) },
  };
}

/** What bills are made from; where a notice goes has no date to correct. */
const DA_RIFARE: ReadonlySet<string> = new Set(['SOGGETTO', 'IMU', 'TARI']);

/** Operations that correct a date on purpose (modello-dati E.6 t.22, E.8); a card that knows one better corrects nobody's bill. */
const RETTIFICHE: ReadonlySet<string | undefined> = new Set(['5008', '5014']);

/**
 * The day from which the bills are made again, after a correction of what the office has closed or had from the start: the
 * earlier of the two. Null where there is nothing to make again.
 */
function giornoCorretto(
  { ambito, operazione, decorrenza, decorrenzaPrima = null }: Variazione,
  ultima: VariazioneRegistrata | undefined,
): string | null {
  if (!DA_RIFARE.has(ambito) || !RETTIFICHE.has(operazione) || (ultima !== undefined && APERTE.has(ultima.stato)))
    return null;
  if (decorrenza === null || decorrenzaPrima === null || decorrenza === decorrenzaPrima) return null;
  return decorrenza < decorrenzaPrima ? decorrenza : decorrenzaPrima;
}

/** What a rule accepted or told at once nobody has looked at: its new date is news, from the value to itself. */
function rivedeLaRegola(ultima: VariazioneRegistrata, nuova: Variazione): boolean {
  const diRegola = ultima.regola === 'APPLICA' || ultima.regola === 'AVVISA';
  const altra = ultima.decorrenza !== nuova.decorrenza || ultima.motivo !== nuova.motivo;
  return (
    diRegola && altra && !APERTE.has(ultima.stato) && stessoValore(ultima.campo, ultima.valore_dopo, nuova.valore_dopo)
  );
}

function aperta({ ufficio }: Variazione): string {
  return ufficio === 'TRIBUTI' ? 'DA_LAVORARE' : 'PROPOSTA';
}

/** The open ones at the end of the chain: what the office has not worked yet. */
function codaAperta(catena: readonly VariazioneRegistrata[]): readonly VariazioneRegistrata[] {
  const i = catena.findLastIndex((v) => !APERTE.has(v.stato));
  return catena.slice(i + 1);
}
