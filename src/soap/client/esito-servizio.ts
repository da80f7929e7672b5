/**
 * Tells a good answer from a refusal: an answer over HTTP 200 may well say no (G66).
 * Invariant: whatever way ANPR says no (`rispostaKO`, `listaErrori`, an outcome of `XXXX`), it comes out as the same list.
 */
import type { XmlElement } from 'libxml2-wasm';
import { istante as istanteDi } from '../../anpr/valori.js';
import { elementsOf } from '../dom.js';
import { type Contesto, type ErroreANPR, type Esito, esitoDi } from './esiti.js';
import { figli, figlio, type Risposta, testo } from './risposta.js';
import { GuastoTrasporto } from './trasporto.js';

/** Outcomes that are a no: XXXX in answers, 3 and 4 in table 44 (completed badly, cancelled). */
const ESITI_NEGATIVI = new Set(['XXXX', '3', '4']);

/** Longer than any code that was ever seen; what is no code does not get into messages. */
const FORMA_CODICE = /^[A-Za-z0-9_.-]{1,20}$/;

function erroreDi(e: XmlElement): ErroreANPR {
  const codice = testo(e, 'codiceErroreAnomalia') ?? '';
  return { codice: FORMA_CODICE.test(codice) ? codice : 'ILLEGGIBILE', tipo: testo(e, 'tipoErroreAnomalia') ?? '' };
}

/** The element that carries the header: inside the answer, or the answer itself. */
function involucro(radice: XmlElement): XmlElement {
  if (figlio(radice, 'testataRisposta') !== undefined || figlio(radice, 'listaErrori') !== undefined) return radice;
  return elementsOf(radice)[0] ?? radice;
}

/** The good part of an answer, or the codes of a no. */
export type Lettura = { readonly buona: XmlElement } | { readonly errori: readonly ErroreANPR[] };

/** @param conTestata an answer without header is none @throws GuastoTrasporto an answer that is neither */
export function leggi(r: Risposta, conTestata = true): Lettura {
  const qui = involucro(r.radice);
  const lista = figlio(qui, 'listaErrori');
  const errori = lista === undefined ? [] : figli(lista, 'errore').map(erroreDi);
  const esito = testo(figlio(qui, 'testataRisposta'), 'esitoOperazione');
  if (qui.name === 'rispostaKO' || errori.length > 0 || (esito !== null && ESITI_NEGATIVI.has(esito)))
    return { errori };
  if (conTestata && figlio(qui, 'testataRisposta') === undefined) {
    throw new GuastoTrasporto('RISPOSTA_ILLEGGIBILE', 'la risposta di ANPR non ha né testata né errori');
  }
  return { buona: qui };
}

/** The good part to `buona`, a known refusal to `altra`; any other refusal throws. */
export function secondo<T>(r: Risposta, c: Contesto, buona: (e: XmlElement) => T, altra: (e: Esito) => T): T {
  const letta = leggi(r);
  return 'buona' in letta ? buona(letta.buona) : altra(esitoDi(letta.errori, c));
}

/** Whether any answer came that is no refusal: the test of the connection has an answer that no schema describes. @throws as `esitoDi` */
export function senzaErrori(r: Risposta, c: Contesto): void {
  const letta = leggi(r, false);
  if ('errori' in letta) esitoDi(letta.errori, c);
}

/** `idOperazioneANPR` of the header: the id of this very call. */
export const idDellaChiamata = (e: XmlElement): string | null =>
  testo(figlio(e, 'testataRisposta'), 'idOperazioneANPR');

/** A field that an answer cannot do without. @throws GuastoTrasporto */
export function necessario(e: XmlElement, nome: string): string {
  const valore = testo(e, nome);
  if (valore !== null) return valore;
  throw new GuastoTrasporto('RISPOSTA_ILLEGGIBILE', `nella risposta di ANPR manca ${nome}`);
}

/** An instant of ANPR as ISO-8601 UTC; null when missing or unreadable. Without an offset it is the time of Rome (#3843). */
export const istante = (valore: string | null): string | null => istanteDi(valore ?? undefined) ?? null;
