/**
 * NRIS 5011: Sezione elettorale. The section, where the answer carries it, is kept (modello-dati E.8, A); a voter, where it
 * carries one with the lists, has the official position mirrored as with a 5010. The stradario is the office's in any case.
 */
import { type Risposta, tipoNRIS } from './risposta.js';
import { notaSezione, sezioniDescritte } from './sezioni.js';
import type { Nota, TipoNotifica } from './tipo.js';

const base = tipoNRIS('5011', 'Sezione elettorale', () => 'POSIZIONE_ELETTORALE');

function note(risposta: Risposta): Nota[] {
  if (!risposta.positiva) return [];
  const sezioni = sezioniDescritte(risposta);
  return sezioni.length === 0
    ? [
        notaSezione(
          'Una sezione elettorale è stata creata o cambiata in ANPR: aggiornare le sezioni importate e lo stradario',
        ),
      ]
    : sezioni.map(({ numero }) =>
        notaSezione(
          `La sezione ${numero} è stata creata o cambiata in ANPR ed è aggiornata qui: aggiornare lo stradario`,
        ),
      );
}

export const nris5011: TipoNotifica<Risposta> = {
  ...base,
  note: (risposta) => [...risposta.note, ...note(risposta)],
  sezioni: sezioniDescritte,
};
