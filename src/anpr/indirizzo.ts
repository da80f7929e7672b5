/**
 * The one-line form of an address, the one the offices read in the views.
 * Invariant: two addresses with the same parts give the same line, whatever message they came from.
 */
import type { Indirizzo } from './soggetto.js';

const pulito = (s: string | undefined): string => (s ?? '').replace(/\s+/g, ' ').trim().toUpperCase();

function civico(i: Indirizzo): string {
  const numero =
    i.civico !== undefined ? i.civico.replace(/^0+(?=\d)/, '') : i.metrico !== undefined ? `KM ${i.metrico}` : '';
  const base = numero !== '' ? numero : i.progSNC !== undefined ? 'SNC' : '';
  const esponente = [pulito(i.lettera), pulito(i.esponente)].filter((p) => p !== '').join('/');
  return esponente === '' ? base : `${base}/${esponente}`;
}

function interni(i: Indirizzo): string[] {
  const parti: [string, string | undefined][] = [
    ['CORTE', i.corte],
    ['SCALA', i.scala],
    ['INT.', i.interno],
    ['PIANO', i.piano],
    ['ISOLATO', i.isolato],
  ];
  return parti.filter(([, v]) => pulito(v) !== '').map(([nome, v]) => `${nome} ${pulito(v)}`);
}

/**
 * Writes an address on one line, upper case: `VIA GIUSEPPE VERDI 12/A INT. 3, 00100 COMUNE (XX)`;
 * abroad: `RUE DE LA PAIX 5, 75002 PARIS, FRANCIA`. Empty parts leave nothing behind.
 */
export function formatIndirizzo(i: Indirizzo): string {
  const presso = pulito(i.presso) === '' ? '' : `PRESSO ${pulito(i.presso)}`;
  const strada = [pulito(i.specie), pulito(i.toponimo), civico(i), ...interni(i)].filter((p) => p !== '').join(' ');
  const estero = i.codiceStato !== undefined;
  const luogo = estero
    ? [pulito(i.cap), pulito(i.localitaEstera)].filter((p) => p !== '').join(' ')
    : [pulito(i.cap), pulito(i.nomeComune), pulito(i.siglaProvincia) === '' ? '' : `(${pulito(i.siglaProvincia)})`]
        .filter((p) => p !== '')
        .join(' ');
  const coda = estero ? [pulito(i.conteaEstera), pulito(i.descrizioneStato)] : [];
  return [strada, pulito(i.frazione), luogo, ...coda, presso].filter((p) => p !== '').join(', ');
}

/** An address as it is compared, never as it is kept: case, punctuation, accents and the `N.` before the number say nothing. */
function chiaveIndirizzo(riga: string): string {
  const parole = riga.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
  const piane = parole.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  // After a number, N is the letter of `12/N`.
  return piane.replace(/(?<!\d )\b(?:N|NR|NUM|NUMERO) (?=\d)/g, '');
}

/** True when two addresses on one line differ at most in the way they are written. */
export function stessoIndirizzo(a: string, b: string): boolean {
  return a === b || chiaveIndirizzo(a) === chiaveIndirizzo(b);
}
