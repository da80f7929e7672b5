/** What the electoral office itself gives: calendar, sections, stradario. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, intero, interoRichiesto, progressivo, tabella, testo, testoRichiesto } from './colonne.js';

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
      consultazione: testo(10),
    }),
    tabella('elettorale_sezioni', {
      cod_comune: chiave(6),
      numero: chiave(200),
      denominazione: testoRichiesto(200),
      cap: testoRichiesto(5),
      specie: testoRichiesto(30),
      toponimo: testoRichiesto(100),
      civico: testo(20),
      circoscrizione_ue: testo(200),
      collegio_camera: testoRichiesto(200),
      collegio_senato: testoRichiesto(200),
      circoscrizione_regionali: testoRichiesto(200),
      circoscrizione_circoscrizionali: testo(200),
      operazione: testo(64),
      soppressa_dal: testo(10),
    }),
    tabella(
      'elettorale_stradario',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        via: testoRichiesto(200),
        lato: testoRichiesto(10),
        dal: interoRichiesto(),
        al: intero,
        sezione: testoRichiesto(200),
      },
      [{ name: 'ix_elettorale_stradario_via', columns: ['cod_comune', 'via'] }],
    ),
  ];
}
