/** What the electoral office itself gives: calendar, sections, stradario. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, tabella, testo, testoRichiesto } from './colonne.js';

export function tabelleElettorale(): EntitySchema[] {
  return [
    tabella('elettorale_revisioni', {
      cod_comune: chiave(6),
      codice: chiave(40),
      tipo: testoRichiesto(20),
      tornata: testo(4),
      ammette: testoRichiesto(200),
      dal: testoRichiesto(10),
      entro_il: testoRichiesto(10),
      stato: testoRichiesto(14),
      confermata_il: testo(30),
      chiusa_il: testo(30),
    }),
  ];
}
