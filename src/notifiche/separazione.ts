/**
 * The day on which spouses separated or divorced, or a union ended (`annullamentoMatrimonio`, `scioglimentoUnione`; E.6).
 * Invariant: of the act only its day is kept; a partial date is no day, and the death of the other one is no separation.
 */
import { type Elemento, figlio, testo } from '../anpr/elemento.js';
import { dataCalendario } from '../anpr/valori.js';

/** Table 43: the union ended because the other one died. */
const MORTE_UNITO = '98';

/** Day of the separation, divorce or end of the union that one `datiSoggetto` carries; undefined where it gives none. */
export function leggiSeparazione(s: Elemento): string | undefined {
  const cessazione = figlio(s, 'annullamentoMatrimonio');
  const scioglimento = figlio(figlio(s, 'unioneCivile'), 'scioglimentoUnione');
  const unione = testo(scioglimento, 'motivoScioglimento') === MORTE_UNITO ? undefined : scioglimento;
  return delMatrimonio(cessazione) ?? dellaSentenza(unione) ?? dellEvento(figlio(unione, 'datiEvento'));
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

function dellEvento(evento: Elemento | undefined): string | undefined {
  const parziale = testo(evento, 'senzaGiorno') ?? testo(evento, 'senzaGiornoMese');
  return parziale === undefined ? dataCalendario(testo(evento, 'dataEvento')) : undefined;
}
