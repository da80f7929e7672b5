/** NRIS 5011: Sezione elettorale. Speaks of no person; the answer does not carry the section, so the office is told to look. */
import { type Risposta, tipoNRIS } from './risposta.js';
import type { Nota, TipoNotifica } from './tipo.js';

const base = tipoNRIS('5011', 'Sezione elettorale', () => 'AVVISO');

const NOTA: Nota = {
  regola: 'SEZIONE_ANPR',
  gravita: 'CONTROLLO',
  ufficio: 'ELETTORALE',
  descrizione:
    'Una sezione elettorale è stata creata o cambiata in ANPR: aggiornare le sezioni importate e lo stradario',
};

export const nris5011: TipoNotifica<Risposta> = {
  ...base,
  note: (risposta) => [...risposta.note, ...(risposta.positiva ? [NOTA] : [])],
};
