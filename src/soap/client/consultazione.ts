/** Services 3002 (a person or a family), 3003 (one operation) and 7002 (a file): spec D.2, D.3. */
import type { XmlElement } from 'libxml2-wasm';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { idDellaChiamata } from './esito-servizio.js';
import type { ImpostazioniANPR } from './impostazioni.js';
import { byteDi, comeDocumento, figli, figlio, type Risposta, testo } from './risposta.js';
import type { Valori } from './scrittore.js';
import type { CriterioScheda, EsitoFile, EsitoOperazione, EsitoScheda, RichiestaScheda } from './servizi.js';
import { GuastoTrasporto } from './trasporto.js';

/**
 * The criterion in the words of the schema, in its order. A family has no element of its own: its id goes into
 * `identificativoANPR`, while a person's national id goes into `idANPR` and finds nothing in the other (#4277).
 */
function criteri(c: CriterioScheda): Valori {
  if ('idFamigliaConvivenzaANPR' in c) return { identificativoANPR: c.idFamigliaConvivenzaANPR };
  return { ...c };
}

export function valoriScheda(r: RichiestaScheda, i: ImpostazioniANPR, adesso: Date): Valori {
  const famiglia = 'idFamigliaConvivenzaANPR' in r.criterio;
  return {
    criteriRicerca: criteri(r.criterio),
    datiRichiesta: {
      schedaAnagraficaRichiesta: famiglia ? i.schedaFamiglia : i.schedaPersona,
      dataRiferimentoRichiesta: giornoInItalia(adesso),
      datiAnagraficiRichiesti: i.datiRichiesti,
      ricercaNazionale: r.nazionale ? '1' : '0',
    },
  };
}

/** The whole answer becomes a notification; one without people and without family found nobody (#3319). */
export function leggiScheda(r: Risposta, e: XmlElement): EsitoScheda {
  const soggetti = figlio(e, 'listaSoggetti');
  const vuota = soggetti === undefined || figli(soggetti, 'datiSoggetto').length === 0;
  const idOperazioneANPR = idDellaChiamata(e);
  if (vuota && figlio(e, 'datiFamigliaConvivenza') === undefined) return { esito: 'ASSENTE' };
  if (idOperazioneANPR === null) {
    throw new GuastoTrasporto('RISPOSTA_ILLEGGIBILE', 'nella risposta di ANPR manca idOperazioneANPR');
  }
  return { esito: 'TROVATA', idOperazioneANPR, contenuto: comeDocumento(r, r.radice) };
}

/** 1 in every real call that is known (#1412). */
const TIPO_OPERAZIONE_3003 = '1';

export function valoriOperazione(idOperazioneANPR: string): Valori {
  return { ricercaSingolaRichiesta: { idOperazioneANPR, tipoOperazione: TIPO_OPERAZIONE_3003 } };
}

/** The answer carries no id but the one asked for; `xmlRisposta` may be empty for notifications (#1295, #1227). */
export function leggiOperazione(r: Risposta, e: XmlElement, idOperazioneANPR: string): EsitoOperazione {
  for (const voce of figli(e, 'elencoRisposte')) {
    const contenuto = byteDi(r, figlio(voce, 'xmlRisposta'));
    if (contenuto !== null) return { esito: 'TROVATA', idOperazioneANPR, contenuto };
  }
  return { esito: 'ASSENTE' };
}

export const valoriFile = (ticket: string): Valori => ({ datiRichiesta: { idOperazioneANPR: ticket } });

/** An empty file is one that is not ready. */
export function leggiFile(r: Risposta, e: XmlElement): EsitoFile {
  const contenuto = byteDi(r, figlio(figlio(e, 'file') ?? e, 'contenutoFile'));
  if (contenuto === null) return { esito: 'NON_PRONTO', codice: 'FILE_VUOTO' };
  return { esito: 'PRONTO', contenuto, formato: testo(e, 'formato') };
}
