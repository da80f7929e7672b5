/**
 * The answer of service 3002, also the form of the initial load: whole cards, and the card of the family or convivenza.
 * Invariant: a card is a fact like any other; it takes its place in ANPR's order.
 */
import { type Elemento, figlio } from '../anpr/elemento.js';
import type { Fatto } from '../anpr/fatto.js';
import { fattiRisposta, fattoDi, leggiRisposta, type Risposta, tipoNRIS } from './risposta.js';
import { leggiFamiglia } from './soggetti-variati.js';
import type { Busta, TipoNotifica } from './tipo.js';

const CONVIVENZA = '4';

export const scheda3002: TipoNotifica<Risposta> = {
  ...tipoNRIS('3002', 'Scheda di una persona o famiglia', () => 'SCHEDA'),
  codice: '3002',
  fatti: (risposta, busta) => [...fattiRisposta(risposta, busta, () => 'SCHEDA'), ...fattoConvivenza(risposta, busta)],
  parse: (contenuto: Elemento) => leggiRisposta(contenuto),
};

function fattoConvivenza(risposta: Risposta, busta: Busta): Fatto[] {
  const ok = figlio(risposta.radice, 'Risposta3002_OK');
  const famiglia = leggiFamiglia(figlio(figlio(ok, 'datiFamigliaConvivenza'), 'famigliaConvivenza'));
  if (!risposta.positiva || famiglia?.tipoScheda !== CONVIVENZA) return [];
  return [fattoDi(risposta, busta, { tipo: 'CONVIVENZA', dati: { identificativi: {}, famigliaConvivenza: famiglia } })];
}
