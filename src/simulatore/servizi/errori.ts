/**
 * The refusals of ANPR's services: code, text, and the reason behind it, which the wire does not tell.
 * Invariant: texts are ANPR's own where a thread or the changelog quotes them; none carries data of a person.
 */

/** Why a service says no: one code may stand for several reasons (EN148, EN122). */
export type MotivoKO =
  | 'VUOTO'
  | 'IN_ELABORAZIONE'
  | 'TROPPO_VECCHIO'
  | 'PERDUTO'
  | 'OROLOGIO'
  | 'PERIODO'
  | 'TROPPE'
  | 'FORMATO'
  | 'DEPRECATO'
  | 'NON_EFFETTUABILE'
  | 'FUORI_SERVIZIO';

/** One entry of `listaErrori`. */
export interface ErroreANPR {
  readonly codice: string;
  readonly testo: string;
  readonly motivo: MotivoKO;
}

const errore = (codice: string, motivo: MotivoKO, testo: string): ErroreANPR => ({ codice, motivo, testo });

export const ERRORI = {
  VUOTO: errore('EN122', 'VUOTO', 'La richiesta effettuata non produce alcun risultato'),
  IN_ELABORAZIONE: errore(
    'EN148',
    'IN_ELABORAZIONE',
    'Una operazione con lo stesso id operazione comune risulta ancora in elaborazione',
  ),
  TROPPO_VECCHIO: errore(
    'EN148',
    'TROPPO_VECCHIO',
    'Non puoi ricercare dati anteriori a 180 giorni dalla data odierna',
  ),
  PERDUTO: errore('EN148', 'PERDUTO', 'La richiesta non è più disponibile, se necessario inserirla nuovamente'),
  OROLOGIO: errore('EHR16', 'OROLOGIO', 'La data finale del periodo è successiva alla data corrente'),
  PERIODO: errore('EHR78', 'PERIODO', 'La data iniziale deve essere precedente alla data finale'),
  TROPPE: errore('EN115', 'TROPPE', 'Numero di occorrenze troppo elevato'),
  // The code for a period over 30 days and for a wrong statoLavorazione is not known: EC021 is among those seen (spec D.1).
  FORMATO: errore('EC021', 'FORMATO', 'Parametri della richiesta non corretti'),
  DEPRECATO: errore('EN379', 'DEPRECATO', 'Funzione non più disponibile per il servizio richiesto'),
  NON_EFFETTUABILE: errore('999', 'NON_EFFETTUABILE', 'Operazione non effettuabile'),
  FUORI_SERVIZIO: errore('998', 'FUORI_SERVIZIO', 'Servizio non disponibile'),
} as const satisfies Readonly<Record<MotivoKO, ErroreANPR>>;

/** A negative answer (`rispostaKO`). */
export interface RispostaKO {
  readonly esito: 'KO';
  /** `testataRisposta/idOperazioneANPR`: the number of this call. */
  readonly id: string;
  readonly errore: ErroreANPR;
}
