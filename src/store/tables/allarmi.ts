/** Alarms and the messages about them. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { intero, interoRichiesto, progressivo, tabella, testo, testoRichiesto } from './colonne.js';

export function tabelleAllarmi(): EntitySchema[] {
  return [
    tabella(
      'allarmi',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        codice: testoRichiesto(40),
        oggetto: testoRichiesto(120),
        dettaglio: testoRichiesto(1000),
        dal: testoRichiesto(30),
        aperto_il: testoRichiesto(30),
        visto_il: testoRichiesto(30),
        chiuso_il: testo(30),
        aperto: intero,
      },
      [
        { name: 'uq_allarmi_aperto', columns: ['cod_comune', 'codice', 'oggetto', 'aperto'], unique: true },
        { name: 'ix_allarmi_chiusi', columns: ['chiuso_il'] },
      ],
    ),
    tabella(
      'allarmi_invii',
      {
        id: progressivo,
        canale: testoRichiesto(10),
        allarme_id: interoRichiesto(),
        cod_comune: testoRichiesto(6),
        codice: testoRichiesto(40),
        oggetto: testoRichiesto(120),
        genere: testoRichiesto(10),
        giorno: testoRichiesto(10),
        creato_il: testoRichiesto(30),
        prossimo_il: testoRichiesto(30),
        preso_da: testo(80),
        preso_il: testo(30),
        inviato_il: testo(30),
        tentativi: interoRichiesto(0),
        errore: testo(120),
      },
      [
        {
          name: 'uq_allarmi_invii_giorno',
          columns: ['canale', 'cod_comune', 'codice', 'oggetto', 'genere', 'giorno'],
          unique: true,
        },
        { name: 'ix_allarmi_invii_allarme', columns: ['allarme_id', 'canale'] },
        { name: 'ix_allarmi_invii_dovuti', columns: ['canale', 'inviato_il', 'prossimo_il'] },
      ],
    ),
  ];
}
