/** What the tax office brings itself: parameters of the comune. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, interoRichiesto, tabella, testoRichiesto } from './colonne.js';

export function tabelleTributi(): EntitySchema[] {
  return [
    tabella('parametri', {
      cod_comune: chiave(6),
      nome: chiave(40),
      dal: chiave(10),
      valore: testoRichiesto(40),
      atto: testoRichiesto(240),
      in_vigore: interoRichiesto(0),
    }),
  ];
}
