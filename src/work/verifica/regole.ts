/**
 * The rules of the inside verification: what is wrong, who looks, what to do.
 * Invariant: sentences name nobody; the evidence that follows them is ids, numbers and names of columns.
 */
import { voceDi } from '../../anpr/tabella.js';
import type { Rotto } from '../../store/verifica.js';
import type { Trovata } from '../anomalie-proprie.js';

const RIFAI = '«allinea verifica-interna --correggi» lo fa rimettere a posto';

/** Italian sentence of each rule; all are for SISTEMI. */
export const REGOLE_VERIFICA: Readonly<Record<string, string>> = {
  FATTI_DI_NON_APPLICATA: 'Fatti di una notifica che non è applicata: una mano è passata nel database',
  APPLICATA_SENZA_TRACCIA: 'Notifica applicata senza la traccia di ciò che ha cambiato',
  APPLICATA_SENZA_FATTI: `Notifica applicata senza tutti i suoi fatti: ${RIFAI}`,
  FATTO_SENZA_CHIAVI: `Fatti e chiavi non corrispondono: ${RIFAI}`,
  RIGA_SENZA_FATTI:
    'Riga di anagrafe di cui nessun fatto parla: «allinea ricostruisci --correggi» la toglie, «allinea confronta» la rilegge',
  RIGHE_DIVERSE: `Righe diverse da ciò che i fatti dicono: ${RIFAI}`,
  COMPONENTI_DIVERSI: `Il numero dei componenti non è quello dei membri: ${RIFAI}`,
  DUE_INTESTATARI: `Famiglia con più intestatari, e nessun controllo Q03 aperto: ${RIFAI}`,
  ELETTORE_NON_ISCRITTO: `Elettore iscritto in una lista senza esserlo in anagrafe: ${RIFAI}`,
  PERIODI_SOVRAPPOSTI: `Periodi della stessa persona che si sovrappongono: ${RIFAI}`,
  NOTIFICHE_FERME:
    'Notifiche in coda che nessuno applica: guardare il log del demone («applier paused») e «allinea stato»',
  LEASE_SCADUTO:
    'Il processo che applicava si è fermato senza lasciare il posto e nessuno l’ha preso: il demone è acceso?',
};

/** Something found, as it is told. */
export function trovata(regola: string, { oggetto, prova }: Rotto): Trovata {
  const descrizione = `${voceDi(REGOLE_VERIFICA, regola) ?? regola} (${prova})`;
  return { regola, gravita: 'CONTROLLO', ufficio: 'SISTEMI', oggetto, descrizione };
}
