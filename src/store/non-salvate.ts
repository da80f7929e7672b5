/**
 * Notifications that nothing could take (no database, no spool): each HTTP 503 is one of ANPR's five attempts (spec A.3), so
 * that they are noted in the rejection log as soon as the database is back.
 * Invariant: bounded memory, ids only; a process that dies forgets them, and ANPR's next attempt brings them again.
 */
import type { NotificaRicevuta, Rifiuto } from './notifica.js';
import type { Rifiuti } from './rifiuti.js';

/** Attempts remembered while the database is away: twenty minutes of the largest city and more. */
const MASSIMO = 1_000;

/** Why it is in the rejection log; `codice` is a dash, because no code was answered. */
export const NON_SALVATA = 'NON_SALVATA';

export interface NonSalvate {
  /** ANPR was answered HTTP 503 for this one. */
  annota(n: NotificaRicevuta): void;
  /** Writes down what was noted; what cannot be written yet stays. Never rejects. */
  riversa(): Promise<void>;
}

const rifiuto = (n: NotificaRicevuta): Rifiuto => ({
  ricevutoIl: n.ricevutaIl,
  motivo: NON_SALVATA,
  dettaglio: 'né il database né lo spool l’hanno presa: risposto HTTP 503',
  codice: '-',
  codDestinatario: n.codDestinatario,
  tipoNotifica: n.tipoNotifica,
  idOperazioneANPR: n.idOperazioneANPR,
  mittente: null,
  byte: n.contenuto.byteLength,
  verificato: n.firma === 'VALIDA',
});

export function creaNonSalvate(rifiuti: Pick<Rifiuti, 'registra'>): NonSalvate {
  let note: Rifiuto[] = [];
  return {
    annota: (n) => {
      if (!n.prova && note.length < MASSIMO) note.push(rifiuto(n));
    },
    riversa: async () => {
      const adesso = note;
      note = [];
      const esiti = await Promise.allSettled(adesso.map((r) => rifiuti.registra(r)));
      const rimaste = adesso.filter((_, i) => esiti[i]?.status === 'rejected');
      note = [...rimaste, ...note].slice(0, MASSIMO);
    },
  };
}
