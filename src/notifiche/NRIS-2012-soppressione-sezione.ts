/**
 * NRIS 2012: Soppressione di una sezione elettorale. The number, where the answer carries it, is kept as abolished: who is
 * still in that section is to be looked at. A voter, where it carries one with the lists, is mirrored as with a 5010.
 */
import { type Risposta, tipoNRIS } from './risposta.js';
import { notaSezione, sezioniSoppresse } from './sezioni.js';
import type { Nota, TipoNotifica } from './tipo.js';

const base = tipoNRIS('2012', 'Soppressione di una sezione elettorale', () => 'POSIZIONE_ELETTORALE');

function note(risposta: Risposta): Nota[] {
  if (!risposta.positiva) return [];
  const sezioni = sezioniSoppresse(risposta);
  return sezioni.length === 0
    ? [notaSezione('Una sezione elettorale è stata soppressa in ANPR: aggiornare le sezioni importate e lo stradario')]
    : sezioni.map(({ numero }) =>
        notaSezione(
          `La sezione ${numero} è stata soppressa in ANPR: aggiornare lo stradario e spostare chi vi è ancora`,
        ),
      );
}

export const nris2012: TipoNotifica<Risposta> = {
  ...base,
  note: (risposta) => [...risposta.note, ...note(risposta)],
  sezioni: sezioniSoppresse,
};
