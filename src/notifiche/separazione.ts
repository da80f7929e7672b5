/**
 * The day on which spouses separated or divorced, or a union or a registered cohabitation ended (`annullamentoMatrimonio`,
 * `scioglimentoUnione`, `contrattoRisoluzione`; E.6): the house may be assigned to the parent who keeps the children.
 * Invariant: of the act only its day is kept; a partial date is no day, and the death of the other one is no separation.
 */
import { type Elemento, figlio, testo } from '../anpr/elemento.js';
import { dataCalendario } from '../anpr/valori.js';

/** Table 43: the other one died, or the two married. */
const NON_SI_SEPARA: ReadonlySet<string | undefined> = new Set(['34', '98']);

/** Day of the separation, divorce, end of the union or of the cohabitation that one `datiSoggetto` carries; undefined where it gives none. */
export function leggiSeparazione(s: Elemento): string | undefined {
  const cessazione = figlio(s, 'annullamentoMatrimonio');
  const scioglimento = figlio(figlio(s, 'unioneCivile'), 'scioglimentoUnione');
  const unione = NON_SI_SEPARA.has(testo(scioglimento, 'motivoScioglimento')) ? undefined : scioglimento;
  const dUnione = dellaSentenza(unione) ?? dellEvento(figlio(unione, 'datiEvento'));
  return delMatrimonio(cessazione) ?? dUnione ?? dellaConvivenza(figlio(s, 'convivenzaDiFatto'));
}

/** The decision of the court, else the act before the registrar or the lawyers. */
function delMatrimonio(cessazione: Elemento | undefined): string | undefined {
  const anpr = figlio(cessazione, 'attoAnnullamentoMatrimonioANPR');
  const atti = [figlio(cessazione, 'attoAnnullamentoMatrimonio'), figlio(anpr, 'atto'), figlio(anpr, 'attoANSC')];
  const formazioni = atti.map((atto) => dataCalendario(testo(atto, 'dataFormazioneAtto')));
  return dellaSentenza(cessazione) ?? formazioni.find((data) => data !== undefined);
}

/** A decision counts from the day it is valid, else from the day it was given. */
function dellaSentenza(di: Elemento | undefined): string | undefined {
  const sentenza = figlio(di, 'sentenza');
  return dataCalendario(testo(sentenza, 'dataValidita')) ?? dataCalendario(testo(sentenza, 'data'));
}

function dellaConvivenza(convivenza: Elemento | undefined): string | undefined {
  const risoluzione = figlio(convivenza, 'contrattoRisoluzione');
  const finita = risoluzione !== undefined && !NON_SI_SEPARA.has(testo(risoluzione, 'motivoRisoluzione'));
  return finita ? dataCalendario(testo(risoluzione, 'contratto', 'data')) : undefined;
}

function dellEvento(evento: Elemento | undefined): string | undefined {
  const parziale = testo(evento, 'senzaGiorno') ?? testo(evento, 'senzaGiornoMese');
  return parziale === undefined ? dataCalendario(testo(evento, 'dataEvento')) : undefined;
}
