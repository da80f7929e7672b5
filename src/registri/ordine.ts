/**
 * The one order of facts. Arrival plays no part in it.
 * Law: order does not matter — `ordina` gives the same list for every permutation of the same facts.
 */
import type { Fatto, TipoFatto } from '../anpr/fatto.js';

const NUMERICO = /^\d{1,64}$/;

/** Compares two ids of digits of any length as numbers (they passed 2^32 in 2026: never as JavaScript numbers). */
export function confrontaId(a: string, b: string): number {
  const x = a.replace(/^0+(?=\d)/, '');
  const y = b.replace(/^0+(?=\d)/, '');
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Inside one operation what undoes comes after what does (an N015 may carry the id of what it annuls). */
function rango(tipo: TipoFatto): number {
  switch (tipo) {
    case 'RIPRISTINO':
    case 'ANNULLAMENTO_ISCRIZIONE':
    case 'ANNULLAMENTO_MUTAZIONE':
      return 1;
    default:
      return 0;
  }
}

function confrontaTesto(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function confrontaPari(a: Fatto, b: Fatto): number {
  const perRango = rango(a.tipo) - rango(b.tipo);
  if (perRango !== 0) return perRango;
  const [x, y] = [a.idNotificaANPR, b.idNotificaANPR];
  const perNotifica = NUMERICO.test(x) && NUMERICO.test(y) ? confrontaId(x, y) : confrontaTesto(x, y);
  return perNotifica !== 0 ? perNotifica : confrontaTesto(JSON.stringify(a), JSON.stringify(b));
}

function idNumerico(f: Fatto): string | undefined {
  return f.idOperazioneANPR !== undefined && NUMERICO.test(f.idOperazioneANPR) ? f.idOperazioneANPR : undefined;
}

/**
 * Sorts the facts of one entity: by the numeric id of the registering operation; a fact without one stands before the
 * first numbered fact that ANPR knew later than it (architecture 2, "ordine").
 */
export function ordina(fatti: readonly Fatto[]): Fatto[] {
  const numerati = fatti
    .filter((f) => idNumerico(f) !== undefined)
    .sort((a, b) => confrontaId(idNumerico(a)!, idNumerico(b)!) || confrontaPari(a, b));
  const altri = fatti
    .filter((f) => idNumerico(f) === undefined)
    .sort((a, b) => confrontaTesto(saputo(a) ?? '', saputo(b) ?? '') || confrontaPari(a, b));
  if (altri.length === 0) return numerati;
  return inserisci(numerati, altri);
}

/** When ANPR knew, as far as it is said: a content given without its envelope has only the day it takes effect. */
const saputo = (f: Fatto): string | undefined => f.momento ?? f.decorrenza;

function inserisci(numerati: readonly Fatto[], altri: readonly Fatto[]): Fatto[] {
  const posti = numerati.map((): Fatto[] => []);
  const coda: Fatto[] = [];
  for (const f of altri) {
    const quando = saputo(f) ?? '';
    const i = numerati.findIndex((n) => (saputo(n) ?? '') > quando);
    (posti[i] ?? coda).push(f);
  }
  return [...numerati.flatMap((n, i) => [...posti[i]!, n]), ...coda];
}

/**
 * Drops the repetitions: the same operation saying the same thing again, also under another notification id (three
 * identical N015 for one annulment, #1407). What comes later under another operation is not a repetition.
 */
export function senzaRipetizioni(fatti: readonly Fatto[]): Fatto[] {
  const visti = new Set<string>();
  return fatti.filter((f) => {
    if (f.idOperazioneANPR === undefined) return true;
    const { idNotificaANPR: _, momento: __, ...detto } = f;
    const impronta = JSON.stringify(detto);
    if (visti.has(impronta)) return false;
    visti.add(impronta);
    return true;
  });
}
