/** The facts and the keys under which they are found. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, type DatabaseKind, interoRichiesto, tabella, testo, testoLungo, testoRichiesto } from './colonne.js';

export function tabelleFatti(kind: DatabaseKind): EntitySchema[] {
  return [
    tabella(
      'fatti',
      {
        id: chiave(24),
        cod_comune: testoRichiesto(6),
        notifica_id: interoRichiesto(),
        indice: interoRichiesto(),
        tipo: testoRichiesto(30),
        operazione: testoRichiesto(20),
        id_operazione_anpr: testo(64),
        momento: testo(40),
        corpo: testoLungo(kind, false),
      },
      [{ name: 'ix_fatti_notifica', columns: ['notifica_id'] }],
    ),
    tabella(
      'fatti_chiavi',
      {
        cod_comune: chiave(6),
        chiave: chiave(40),
        fatto_id: chiave(24),
      },
      [{ name: 'ix_fatti_chiavi_fatto', columns: ['fatto_id'] }],
    ),
  ];
}
