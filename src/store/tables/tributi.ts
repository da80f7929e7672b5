/** What the tax office brings itself: parameters of the comune, TARI users, the snapshots of 1 January. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, chiaveIntera, interoRichiesto, tabella, testo, testoRichiesto } from './colonne.js';

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
    tabella(
      'tari_utenze',
      {
        cod_comune: chiave(6),
        codice: chiave(40),
        codice_fiscale: testoRichiesto(16),
        indirizzo: testoRichiesto(1000),
        categoria: testoRichiesto(40),
        presente: interoRichiesto(1),
        importata_il: testoRichiesto(30),
        stato: testoRichiesto(12),
        id_famiglia_anpr: testo(30),
        punteggio: interoRichiesto(0),
        deciso_da: testo(80),
        deciso_il: testo(30),
      },
      [
        { name: 'ix_tari_utenze_famiglia', columns: ['cod_comune', 'id_famiglia_anpr'] },
        { name: 'ix_tari_utenze_titolare', columns: ['cod_comune', 'codice_fiscale'] },
      ],
    ),
    tabella('tari_fotografie', {
      cod_comune: chiave(6),
      anno: chiaveIntera,
      id_famiglia_anpr: chiave(30),
      versione: chiaveIntera,
      indirizzo: testo(1000),
      occupanti: interoRichiesto(),
      minori: interoRichiesto(),
      scattata_il: testoRichiesto(30),
    }),
  ];
}
