/**
 * Which type of notification an item of a pulled list is.
 * Invariant: the same notification gets the same type pushed and pulled, as far as the list says it.
 */
import type { Elemento } from '../anpr/elemento.js';
import { trovaRisposta } from './risposta.js';

/** A service stands in place of NRIS in lists of mixed types: `5008` is the NRIS of that operation (#1400, G34). */
const SERVIZIO = /^(?:\d{4}|A\d{3})$/;
const NOTIFICA = /^Notifica(N\d{3})$/;

/** What the content itself is: `N010` of `NotificaN010`, NRIS of an answer, NA00 of a civil-status announcement. */
function dalContenuto(contenuto: Elemento): string | undefined {
  const codice = NOTIFICA.exec(contenuto.nome)?.[1];
  if (codice !== undefined) return codice;
  if (contenuto.nome === 'predisposizioneAnagrafica') return 'NA00';
  return trovaRisposta(contenuto) === undefined ? undefined : 'NRIS';
}

/**
 * The type to store a pulled item under.
 * @param elencato `tipoOperazione` of the item, null when ANPR gave none
 * @param chiesto type that was asked for, null when every type was
 * @param contenuto the content opened; undefined when it does not open
 */
export function tipoDiVoce(elencato: string | null, chiesto: string | null, contenuto: Elemento | undefined): string {
  const detto = elencato?.trim() ?? '';
  if (SERVIZIO.test(detto)) return 'NRIS';
  if (detto !== '') return detto;
  return (contenuto === undefined ? undefined : dalContenuto(contenuto)) ?? chiesto ?? 'NRIS';
}
