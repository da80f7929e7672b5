/**
 * The fictitious services as the daemon's client sees them, in the same process: no envelope, no socket, no waiting.
 * Invariant: the same core answers here and on the wire; only values, `RifiutoANPR` and `TransientError` come out.
 */
import { TransientError } from '../../errors.js';
import {
  type ClasseRifiuto,
  type ClientANPR,
  type EsitoElenco,
  type EsitoFile,
  type EsitoOperazione,
  type EsitoScheda,
  type EsitoVerifica,
  type RichiestaElenco,
  type RichiestaScheda,
  RifiutoANPR,
} from '../../soap/client/servizi.js';
import type { RispostaKO } from './errori.js';
import type { Ricerca } from './ricerca.js';
import type { Domanda, RispostaServizio, ServiziANPR } from './servizi.js';

const CLASSI: Readonly<Partial<Record<RispostaKO['errore']['motivo'], ClasseRifiuto>>> = {
  OROLOGIO: 'OROLOGIO',
  TROPPE: 'TROPPE_OCCORRENZE',
  IN_ELABORAZIONE: 'IN_ELABORAZIONE',
  TROPPO_VECCHIO: 'TROPPO_VECCHIO',
};

/** What cannot be a value. @throws RifiutoANPR, TransientError */
function rifiuta({ errore }: RispostaKO): never {
  const { codice, motivo } = errore;
  if (motivo === 'NON_EFFETTUABILE' || motivo === 'FUORI_SERVIZIO') throw new TransientError(`ANPR answers ${codice}`);
  throw new RifiutoANPR(CLASSI[motivo] ?? 'APPLICATIVO', [codice], `ANPR rifiuta la richiesta: ${codice}`);
}

const inatteso = (r: RispostaServizio): never => {
  throw new TransientError(`unexpected answer ${r.esito}`);
};

function ricercaDi(r: RichiestaElenco): Ricerca {
  const { tipo, statoLavorazione, dettaglio, periodo, identificativi } = r;
  return {
    tipo,
    statoLavorazione,
    dettaglio,
    ...(periodo !== undefined && { periodo }),
    ...(identificativi !== undefined && { identificativi }),
  };
}

function toElenco(r: RispostaServizio): EsitoElenco {
  if (r.esito === 'KO') return r.errore.motivo === 'VUOTO' ? { esito: 'VUOTA' } : rifiuta(r);
  return r.esito === 'STATO' ? { esito: 'ACCOLTA', ticket: r.ticket, disponibileIl: r.disponibileIl } : inatteso(r);
}

function toVerifica(r: RispostaServizio): EsitoVerifica {
  if (r.esito === 'KO') {
    const { motivo, codice } = r.errore;
    if (motivo === 'VUOTO') return { esito: 'VUOTA' };
    return motivo === 'PERDUTO' ? { esito: 'PERDUTA', codice } : rifiuta(r);
  }
  if (r.esito !== 'STATO') return inatteso(r);
  const { stato, fornitura, disponibileIl } = r;
  if (stato === '3' || stato === '99') return { esito: 'FALLITA', stato };
  if (fornitura === undefined) return { esito: 'IN_CORSO', disponibileIl };
  const { progressivo, progressivi, voci } = fornitura;
  return { esito: 'PRONTA', progressivo, progressivi, voci };
}

function toScheda(r: RispostaServizio): EsitoScheda {
  if (r.esito === 'KO') return r.errore.motivo === 'VUOTO' ? { esito: 'ASSENTE' } : rifiuta(r);
  if (r.esito !== 'DOCUMENTO') return inatteso(r);
  return { esito: 'TROVATA', idOperazioneANPR: r.id, contenuto: Buffer.from(r.documento, 'utf8') };
}

function toOperazione(r: RispostaServizio): EsitoOperazione {
  if (r.esito === 'KO') return r.errore.motivo === 'VUOTO' ? { esito: 'ASSENTE' } : rifiuta(r);
  if (r.esito !== 'OPERAZIONE') return inatteso(r);
  const { idOperazioneANPR, documento } = r;
  if (documento === null) return { esito: 'ASSENTE' };
  return { esito: 'TROVATA', idOperazioneANPR, contenuto: Buffer.from(documento, 'utf8') };
}

function toFile(r: RispostaServizio): EsitoFile {
  if (r.esito === 'KO') {
    const { motivo, codice } = r.errore;
    return motivo === 'VUOTO' ? { esito: 'NON_PRONTO', codice } : rifiuta(r);
  }
  return r.esito === 'FILE' ? { esito: 'PRONTO', contenuto: r.contenuto, formato: r.formato } : inatteso(r);
}

const ricercaScheda = ({ criterio, nazionale }: RichiestaScheda): Domanda => ({
  servizio: '3002',
  ricerca: { ...criterio, nazionale },
});

/** The client of these services, for tests and trials in one process. */
export function clientDiretto(servizi: ServiziANPR): ClientANPR {
  const chiedi = async (numero: string, domanda: Domanda): Promise<RispostaServizio> =>
    servizi.rispondi(numero, domanda);
  return {
    elenco: async (r) => toElenco(await chiedi(r.idOperazioneComune, { servizio: '4005', elaborazione: ricercaDi(r) })),
    verifica: async ({ idOperazioneComune, ticket, progressivo }) =>
      toVerifica(await chiedi(idOperazioneComune, { servizio: '4005', verifica: { ticket, progressivo } })),
    scheda: async (r) => toScheda(await chiedi(r.idOperazioneComune, ricercaScheda(r))),
    operazione: async ({ idOperazioneComune, idOperazioneANPR }) =>
      toOperazione(await chiedi(idOperazioneComune, { servizio: '3003', idOperazioneANPR })),
    file: async ({ idOperazioneComune, ticket }) =>
      toFile(await chiedi(idOperazioneComune, { servizio: '7002', ticket })),
    prova: async () => {
      const errore = servizi.fuoriServizio();
      if (errore !== undefined) rifiuta({ esito: 'KO', id: '', errore });
    },
    scartoOrologioMs: () => 0,
  };
}
