/**
 * NRIS 5014: rectification of dates, registration motive or birthplace. The rectified values stand beside the common
 * answer, with the card of the person; old answers carried nothing else (A.2, #2025).
 */
import { type Elemento, figlio, testo } from '../anpr/elemento.js';
import type { DatiSoggetto, Rettifica } from '../anpr/soggetto.js';
import { dataCalendario, senzaVuoti } from '../anpr/valori.js';
import { idScheda, leggiLuogoNascita } from './generalita.js';
import { fattiRisposta, leggiRisposta, type Risposta, tipoNRIS } from './risposta.js';
import type { TipoNotifica } from './tipo.js';

function leggiRettifica(r: Elemento): Rettifica {
  const data = (nome: string) => dataCalendario(testo(r, nome));
  const luogo = figlio(r, 'luogoNascita');
  return senzaVuoti({
    dataDecorrenzaResidenza: data('dataDecorrenzaResidenza'),
    dataPrimaIscrizioneComune: data('dataPrimaIscrizioneComune'),
    dataIngressoFamiglia: data('dataIngressoFamiglia'),
    dataDecorrenzaLegame: data('dataDecorrenzaLegame'),
    motivoIscrizione: testo(r, 'idMotivoIscrizione'),
    luogoNascita: luogo === undefined ? undefined : leggiLuogoNascita(luogo),
  }) as Rettifica;
}

function conRettifica(risposta: Risposta): Risposta {
  const r = figlio(risposta.radice, 'tipoRispostaRettifica')?.figli[0];
  if (r === undefined) return risposta;
  const scheda = idScheda(testo(r, 'idSchedaSoggettoANPR'));
  const rettifica = leggiRettifica(r);
  const presente = risposta.soggetti.find(
    (s) => scheda === undefined || s.identificativi.idSchedaSoggettoANPR === scheda,
  );
  const rettificato: DatiSoggetto = {
    ...(presente ?? { identificativi: scheda === undefined ? {} : { idSchedaSoggettoANPR: scheda } }),
    rettifica,
  };
  return { ...risposta, soggetti: [...risposta.soggetti.filter((s) => s !== presente), rettificato] };
}

export const nris5014: TipoNotifica<Risposta> = {
  ...tipoNRIS('5014', 'Rettifica di date, motivo o luogo di nascita', () => 'RETTIFICA'),
  parse: (contenuto) => conRettifica(leggiRisposta(contenuto)),
  fatti: (risposta, busta) =>
    fattiRisposta(risposta, busta, (s) => (s.rettifica === undefined ? 'MUTAZIONE' : 'RETTIFICA')),
};
