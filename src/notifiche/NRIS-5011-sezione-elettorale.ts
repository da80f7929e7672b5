/**
 * NRIS 5011: Sezione elettorale. The section, where the answer carries it, is kept (modello-dati E.8, A); a voter, where it
 * carries one with the lists, has the official position mirrored as with a 5010. The stradario is the office's in any case.
 */
import { type Risposta, tipoNRIS } from './risposta.js';
import { sezioniDescritte } from './sezioni.js';
import type { Nota, TipoNotifica } from './tipo.js';

const base = tipoNRIS('5011', 'Sezione elettorale', () => 'POSIZIONE_ELETTORALE');

const nota = (descrizione: string): Nota => ({
  regola: 'SEZIONE_ANPR',
  gravita: 'CONTROLLO',
  ufficio: 'ELETTORALE',
  descrizione,
});

function note(risposta: Risposta): Nota[] {
  if (!risposta.positiva) return [];
  const sezioni = sezioniDescritte(risposta);
  return sezioni.length === 0
    ? [nota('Una sezione elettorale è stata creata o cambiata in ANPR: aggiornare le sezioni importate e lo stradario')]
    : sezioni.map(({ numero }) =>
        nota(`La sezione ${numero} è stata creata o cambiata in ANPR ed è aggiornata qui: aggiornare lo stradario`),
      );
}

export const nris5011: TipoNotifica<Risposta> = {
  ...base,
  note: (risposta) => [...risposta.note, ...note(risposta)],
  sezioni: sezioniDescritte,
};
