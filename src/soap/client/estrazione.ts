/** Service 4005: asks for lists of notifications and operations, and fetches them part by part (spec D.1). */
import type { XmlElement } from 'libxml2-wasm';
import { idCanonico } from '../../anpr/id-operazione.js';
import { istante, necessario } from './esito-servizio.js';
import { byteDi, figli, figlio, type Risposta, testo } from './risposta.js';
import type { Valori } from './scrittore.js';
import type {
  DomandaDetta,
  EsitoElenco,
  EsitoVerifica,
  RichiestaElenco,
  RichiestaVerifica,
  VoceElenco,
} from './servizi.js';

/** `elaborazione`, in the order of its schema. */
export function valoriElenco(r: RichiestaElenco): Valori {
  return {
    elaborazione: {
      dettaglioDati: r.dettaglio,
      ricercaElenchiRichieste: {
        statoLavorazione: r.statoLavorazione,
        operazioneRichiesta: r.tipo ?? undefined,
        periodoRiferimentoRichieste: r.periodo && { dataOraIniziale: r.periodo.dal, dataOraFinale: r.periodo.al },
        identificativiANPR: r.identificativi && {
          protocolloANPRDa: r.identificativi.da,
          protocolloANPRA: r.identificativi.a,
        },
      },
    },
  };
}

export function valoriVerifica(r: RichiestaVerifica): Valori {
  return { verificaStato: { idOperazioneANPR: r.ticket, progressivo: String(r.progressivo) } };
}

/** The ticket is the outer id; the one in the header is the id of this call (note_ws, sample 002). */
export function leggiElenco(e: XmlElement): EsitoElenco {
  const disponibileIl = istante(testo(e, 'dataDisponibilita'));
  return { esito: 'ACCOLTA', ticket: necessario(e, 'idOperazioneANPR'), disponibileIl };
}

function voce(r: Risposta, e: XmlElement): VoceElenco {
  return {
    idOperazioneANPR: idCanonico(necessario(e, 'idOperazioneANPR')),
    statoLavorazione: testo(e, 'statoLavorazione'),
    tipoOperazione: testo(e, 'tipoOperazione'),
    contenuto: byteDi(r, figlio(e, 'contenutoRisposta')),
  };
}

function parti(e: XmlElement, chiesto: number): { progressivo: number; progressivi: number } {
  const fornitura = figlio(e, 'datiFornitura');
  const numero = (nome: string, altrimenti: number): number => {
    const n = Number(testo(fornitura, nome) ?? altrimenti);
    return Number.isSafeInteger(n) && n > 0 ? n : altrimenti;
  };
  const progressivo = numero('progressivoCorrente', chiesto);
  return { progressivo, progressivi: numero('progressivoTotale', Math.max(1, progressivo)) };
}

/** ISTAT code of a comune, in the header of an answer: it repeats that of the question. */
const COMUNE = /^\d{6}$/;

/** The question that the answer repeats, as far as it does. */
function domandaDi(e: XmlElement): DomandaDetta {
  const ricerca = figlio(e, 'ricercaElenchiRichieste');
  const periodo = figlio(ricerca, 'periodoRiferimentoRichieste');
  const [dal, al] = ['dataOraIniziale', 'dataOraFinale'].map((n) => istante(testo(periodo, n)));
  const protocolli = figlio(ricerca, 'identificativiANPR');
  const [da, a] = ['protocolloANPRDa', 'protocolloANPRA'].map((n) => testo(protocolli, n));
  const comune = testo(figlio(e, 'testataRisposta'), 'codMittente');
  const ticket = testo(e, 'idOperazioneANPR');
  return {
    ...(ticket !== null && { ticket: idCanonico(ticket) }),
    ...(comune !== null && COMUNE.test(comune) && { comune }),
    ...(dal && al && { periodo: { dal, al } }),
    ...(da && a && { identificativi: { da: idCanonico(da), a: idCanonico(a) } }),
  };
}

/** By `statoRichiesta`: 0 and 1 not yet, 2 ready, 3 and 99 failed (comment of the schema). */
export function leggiVerifica(r: Risposta, e: XmlElement, chiesto: number): EsitoVerifica {
  const stato = necessario(e, 'statoRichiesta');
  if (stato === '0' || stato === '1')
    return { esito: 'IN_CORSO', disponibileIl: istante(testo(e, 'dataDisponibilita')) };
  if (stato !== '2') return { esito: 'FALLITA', stato: stato.slice(0, 10) };
  const voci = figli(e, 'elencoRisposte').map((v) => voce(r, v));
  return { esito: 'PRONTA', ...parti(e, chiesto), voci, domanda: domandaDi(e) };
}
