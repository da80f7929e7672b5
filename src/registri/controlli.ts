/**
 * Checks that the rows themselves fail or pass: opened and closed by themselves as the facts change (modello-dati G.4).
 * Invariant: a check never holds back an application; it only says who should look at what.
 */
import type { Riga } from './righe.js';
import type { Segnalazione } from './stato.js';

/** How serious an anomaly is and whose it is, with its Italian sentence. */
export interface Regola {
  readonly gravita: 'BLOCCO' | 'CONTROLLO' | 'AVVISO';
  readonly ufficio: 'ANAGRAFE' | 'TRIBUTI' | 'ELETTORALE' | 'SISTEMI';
  readonly descrizione: string;
}

const anagrafe = (descrizione: string, gravita: Regola['gravita'] = 'CONTROLLO'): Regola => ({
  gravita,
  ufficio: 'ANAGRAFE',
  descrizione,
});

/** The rules this version checks, by the code of the data model or a word of ours. */
export const REGOLE: Readonly<Record<string, Regola>> = {
  Q01: anagrafe('Residente senza indirizzo di residenza: leggere la scheda in ANPR'),
  Q02: anagrafe('Residente senza famiglia né convivenza: leggere la scheda in ANPR'),
  Q03: anagrafe('Famiglia senza intestatario: va indicato con una mutazione 5001'),
  Q07: anagrafe('Notizie successive al decesso: verificare la scheda in ANPR'),
  Q08: anagrafe('Trasferimento o ripristino senza la posizione che lo precede: verificare la scheda in ANPR'),
  N014: anagrafe('Ripristino da eseguire: iscrivere di nuovo la persona (1002, motivo 10)', 'BLOCCO'),
  DOPPIA_SCHEDA: anagrafe(
    'Due schede ANPR con lo stesso codice fiscale o identificativo: decidere quale vale',
    'BLOCCO',
  ),
};

/** What the `anagrafe` row of a person fails. */
export function controllaSoggetto(riga: Riga | undefined): Segnalazione[] {
  if (riga?.registro !== 'APR') return [];
  const falliti: string[] = [];
  if (riga.indirizzo === null) falliti.push('Q01');
  if (riga.id_famiglia_anpr === null) falliti.push('Q02');
  return falliti.map((regola) => ({ regola, idOperazioneANPR: null }));
}

/** What the `famiglie` row fails: a family without head is accepted, not invented (A.4). */
export function controllaFamiglia(riga: Riga | undefined): Segnalazione[] {
  const senzaTesta = riga !== undefined && riga.tipo_scheda !== '4' && riga.intestatario === null;
  return senzaTesta ? [{ regola: 'Q03', idOperazioneANPR: null }] : [];
}
