/** What the offices have to look at. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, intero, progressivo, tabella, testo, testoRichiesto } from './colonne.js';

export function tabelleUffici(): EntitySchema[] {
  return [
    tabella(
      'variazioni',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        ufficio: testoRichiesto(12),
        oggetto: testoRichiesto(100),
        campo: testoRichiesto(40),
        ambito: testoRichiesto(40),
        tipo: testoRichiesto(40),
        motivo: testo(80),
        soggetto: testo(40),
        id_famiglia_anpr: testo(30),
        valore_prima: testo(1000),
        valore_dopo: testo(1000),
        decorrenza: testo(10),
        conosciuta_il: testoRichiesto(30),
        stato: testoRichiesto(14),
        id_operazione_anpr: testo(64),
        notifica_id: intero,
        chiusa_il: testo(30),
        revisione: testo(40),
        entro_il: testo(10),
        id_storno_di: intero,
        effetto_dal: testo(10),
        anno: testo(4),
        da_conguagliare: intero,
        esito_di: testo(80),
        esito_motivo: testo(240),
        regola: testo(10),
      },
      [
        { name: 'ix_variazioni_oggetto', columns: ['cod_comune', 'oggetto', 'chiusa_il'] },
        { name: 'ix_variazioni_stato', columns: ['cod_comune', 'ufficio', 'stato', 'id'] },
      ],
    ),
    tabella(
      'anomalie',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        regola: testoRichiesto(60),
        gravita: testoRichiesto(10),
        ufficio: testoRichiesto(12),
        oggetto: testoRichiesto(120),
        descrizione: testoRichiesto(1000),
        notifica_id: intero,
        aperta_il: testoRichiesto(30),
        chiusa_il: testo(30),
        aperta: intero,
        chiusa_da: testo(80),
      },
      [
        { name: 'uq_anomalie_aperta', columns: ['cod_comune', 'regola', 'oggetto', 'aperta'], unique: true },
        { name: 'ix_anomalie_oggetto', columns: ['cod_comune', 'oggetto'] },
      ],
    ),
    tabella('identita_decise', {
      cod_comune: chiave(6),
      prima: chiave(40),
      seconda: chiave(40),
      decisione: testoRichiesto(10),
      attore: testoRichiesto(80),
      decisa_il: testoRichiesto(30),
      applicata_il: testo(30),
    }),
  ];
}
