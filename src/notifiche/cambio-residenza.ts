/**
 * N010, N014, N015 share one content: who, which comune did it, which operation, since when. No address, no family,
 * no motive (modello-dati B.3): the rest must be read with 3002.
 */
import { type Elemento, figlio, testo, trova } from '../anpr/elemento.js';
import type { Fatto, TipoFatto } from '../anpr/fatto.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { dataCalendario, istante, senzaVuoti } from '../anpr/valori.js';
import { NotificaError } from '../errors.js';
import { leggiGeneralita, leggiIdentificativi } from './generalita.js';
import { NAMESPACE_NOTIFICHE } from './namespace.js';
import { leggiProvenienzaDestinazione } from './residenza.js';
import { noteCodiciFiscali } from './risposta-note.js';
import type { Busta, Nota, TipoNotifica } from './tipo.js';

export interface CambioResidenza {
  readonly dati: DatiSoggetto;
  readonly idOperazioneANPR?: string;
  readonly decorrenza?: string;
  readonly note: readonly Nota[];
}

function leggi(contenuto: Elemento, codice: string): CambioResidenza {
  const radice = trova(contenuto, (e) => e.nome === `Notifica${codice}`);
  if (radice === undefined || !NAMESPACE_NOTIFICHE.has(radice.ns)) {
    throw new NotificaError(
      'CONTENUTO_SCONOSCIUTO',
      `la radice ${contenuto.nome} non è una Notifica${codice} per i comuni`,
    );
  }
  const generalita = figlio(radice, 'generalitaSoggetto');
  if (generalita === undefined) throw new NotificaError('DATI_MANCANTI', `Notifica${codice} senza generalitaSoggetto`);
  const altro = figlio(radice, 'comuneRichiesta');
  const destinazione = leggiProvenienzaDestinazione(
    altro === undefined ? undefined : { nome: '', ns: '', testo: '', figli: [{ ...altro, nome: 'comune' }] },
  );
  return senzaVuoti({
    dati: senzaVuoti({
      identificativi: leggiIdentificativi(generalita),
      generalita: leggiGeneralita(generalita),
      destinazione,
    }) as DatiSoggetto,
    idOperazioneANPR: testo(radice, 'idOperazioneANPR'),
    decorrenza: dataCalendario(testo(radice, 'dataDecorrenza')),
    note: noteCodiciFiscali([generalita]),
  }) as CambioResidenza;
}

function fatto(valore: CambioResidenza, busta: Busta, tipo: TipoFatto): Fatto {
  const { dati, idOperazioneANPR, decorrenza } = valore;
  const momento = istante(busta.dataOraRichiesta);
  return {
    tipo,
    operazione: busta.tipoNotifica,
    ...(idOperazioneANPR !== undefined && { idOperazioneANPR }),
    ...(momento !== undefined && { momento }),
    idNotificaANPR: busta.idNotificaANPR,
    ...(decorrenza !== undefined && { decorrenza }),
    dati,
  };
}

/** A type with this content. */
export function tipoCambioResidenza(
  codice: string,
  descrizione: string,
  tipo: TipoFatto,
): TipoNotifica<CambioResidenza> {
  return {
    codice,
    descrizione,
    parse: (contenuto) => leggi(contenuto, codice),
    fatti: (valore, busta) => [fatto(valore, busta, tipo)],
    note: (valore) => [...valore.note],
    idOperazione: (valore) => valore.idOperazioneANPR,
    wantsScheda: codice !== 'N014',
  };
}
