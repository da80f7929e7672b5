/** NRIS 2012: Soppressione di una sezione elettorale. Speaks of no person; the answer does not carry the section, so the office is told to look. */
import { type Risposta, tipoNRIS } from './risposta.js';
import type { Nota, TipoNotifica } from './tipo.js';

const base = tipoNRIS('2012', 'Soppressione di una sezione elettorale', () => 'AVVISO');

const NOTA: Nota = {
  regola: 'SEZIONE_ANPR',
  gravita: 'CONTROLLO',
  ufficio: 'ELETTORALE',
  descrizione: 'Una sezione elettorale è stata soppressa in ANPR: aggiornare le sezioni importate e lo stradario',
};

export const nris2012: TipoNotifica<Risposta> = {
  ...base,
  note: (risposta) => [...risposta.note, ...(risposta.positiva ? [NOTA] : [])],
};
