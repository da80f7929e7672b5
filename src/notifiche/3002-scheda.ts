/**
 * The answer of service 3002, also the form of the initial load: whole cards, and the card of the family or convivenza.
 * Invariant: a card is a fact like any other; it takes its place in ANPR's order.
 */
import { type Elemento, figlio } from '../anpr/elemento.js';
import type { Fatto } from '../anpr/fatto.js';
import type { FamigliaConvivenza } from '../anpr/soggetto.js';
import { fattiRisposta, fattoDi, leggiRisposta, type Risposta, tipoNRIS } from './risposta.js';
import { leggiFamiglia } from './soggetti-variati.js';
import type { Busta, TipoNotifica } from './tipo.js';

const CONVIVENZA = '4';

export const scheda3002: TipoNotifica<Risposta> = {
  ...tipoNRIS('3002', 'Scheda di una persona o famiglia', () => 'SCHEDA'),
  codice: '3002',
  fatti: (risposta, busta) => {
    const famiglia = famigliaDi(risposta);
    const schede = fattiRisposta(risposta, busta, () => 'SCHEDA').map((fatto) => conCoabitante(fatto, famiglia));
    return [...schede, ...fattoConvivenza(risposta, busta)];
  },
  parse: (contenuto: Elemento) => leggiRisposta(contenuto),
};

/** The card of the family or convivenza, beside those of its people. */
function famigliaDi({ radice }: Risposta): FamigliaConvivenza | undefined {
  const ok = figlio(radice, 'Risposta3002_OK');
  return leggiFamiglia(figlio(figlio(ok, 'datiFamigliaConvivenza'), 'famigliaConvivenza'));
}

/** Said on the card of the family, it is true of everybody in it (`presenzaFamigliaCoabitante`, A.4). */
function conCoabitante(fatto: Fatto, famiglia: FamigliaConvivenza | undefined): Fatto {
  const sua = fatto.dati.famigliaConvivenza;
  const presenzaFamigliaCoabitante = famiglia?.presenzaFamigliaCoabitante;
  const stessa = sua?.idFamigliaConvivenzaANPR === famiglia?.idFamigliaConvivenzaANPR;
  if (sua === undefined || !stessa || sua.presenzaFamigliaCoabitante !== undefined) return fatto;
  if (presenzaFamigliaCoabitante === undefined) return fatto;
  return { ...fatto, dati: { ...fatto.dati, famigliaConvivenza: { ...sua, presenzaFamigliaCoabitante } } };
}

function fattoConvivenza(risposta: Risposta, busta: Busta): Fatto[] {
  const famiglia = famigliaDi(risposta);
  if (!risposta.positiva || famiglia?.tipoScheda !== CONVIVENZA) return [];
  return [fattoDi(risposta, busta, { tipo: 'CONVIVENZA', dati: { identificativi: {}, famigliaConvivenza: famiglia } })];
}
