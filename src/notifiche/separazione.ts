/**
 * The day on which spouses separated or divorced, or a union or a registered cohabitation ended (`annullamentoMatrimonio`,
 * `scioglimentoUnione`, `contrattoRisoluzione`; E.6): the house may be assigned to the parent who keeps the children.
 * Invariant: of the act only its day is kept; a partial date is no day, and the death of the other one is no separation. Where
 * the act has no day the message still says that they parted: the operation dates it (E.0).
 */
import { type Elemento, figlio, testo } from '../anpr/elemento.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { dataCalendario } from '../anpr/valori.js';

/** Table 43: the other one died, or the two married. */
const NON_SI_SEPARA: ReadonlySet<string | undefined> = new Set(['34', '98']);

/** The separation, divorce, end of the union or of the cohabitation that one `datiSoggetto` carries, with its day where it gives one. */
export function leggiSeparazione(s: Elemento): Pick<DatiSoggetto, 'separazione' | 'separata'> {
  const cessazione = figlio(s, 'annullamentoMatrimonio');
  const scioglimento = figlio(figlio(s, 'unioneCivile'), 'scioglimentoUnione');
  const unione = NON_SI_SEPARA.has(testo(scioglimento, 'motivoScioglimento')) ? undefined : scioglimento;
  const risoluzione = figlio(figlio(s, 'convivenzaDiFatto'), 'contrattoRisoluzione');
  const convivenza = NON_SI_SEPARA.has(testo(risoluzione, 'motivoRisoluzione')) ? undefined : risoluzione;
  const dUnione = dellaSentenza(unione) ?? dellEvento(figlio(unione, 'datiEvento'));
  const separazione = delMatrimonio(cessazione) ?? dUnione ?? dataCalendario(testo(convivenza, 'contratto', 'data'));
  if (separazione !== undefined) return { separazione };
  return (cessazione ?? unione ?? convivenza) === undefined ? {} : { separata: true };
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
