/** What ANPR is asked and what it answered: numbers, windows, tickets, missing items. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import { chiave, intero, interoRichiesto, progressivo, tabella, testo, testoRichiesto } from './colonne.js';

export function tabelleRiconciliazione(): EntitySchema[] {
  return [
    tabella('numeratori_anpr', { cod_comune: chiave(6), ultimo: testoRichiesto(30) }),
    tabella(
      'riconciliazione_finestre',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        tipo: testoRichiesto(10),
        dal: testoRichiesto(30),
        al: testoRichiesto(30),
        origine: testoRichiesto(10),
        stato: testoRichiesto(16),
        prossimo_il: testoRichiesto(30),
        tentativi: interoRichiesto(0),
        elencate: interoRichiesto(0),
        motivo: testo(60),
        creata_il: testoRichiesto(30),
        chiusa_il: testo(30),
      },
      [
        { name: 'ix_finestre_registro', columns: ['cod_comune', 'tipo', 'dal'] },
        { name: 'ix_finestre_dovute', columns: ['cod_comune', 'stato', 'prossimo_il'] },
      ],
    ),
    tabella(
      'richieste_anpr',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        finestra_id: interoRichiesto(),
        scopo: testoRichiesto(10),
        dettaglio: testoRichiesto(10),
        id_voce: testo(64),
        id_operazione_comune: testoRichiesto(30),
        ticket: testo(64),
        stato: testoRichiesto(12),
        progressivo: interoRichiesto(1),
        progressivi: intero,
        disponibile_il: testo(30),
        prossimo_il: testoRichiesto(30),
        tentativi: interoRichiesto(0),
        esito: testo(60),
        chiesta_il: testoRichiesto(30),
        conclusa_il: testo(30),
      },
      [
        { name: 'uq_richieste_anpr_numero', columns: ['cod_comune', 'id_operazione_comune'], unique: true },
        { name: 'ix_richieste_anpr_dovute', columns: ['cod_comune', 'stato', 'prossimo_il'] },
        { name: 'ix_richieste_anpr_finestra', columns: ['finestra_id', 'stato'] },
      ],
    ),
    tabella(
      'riconciliazione_voci',
      {
        cod_comune: chiave(6),
        id_operazione_anpr: chiave(64),
        finestra_id: interoRichiesto(),
        tipo: testo(40),
        stato: testoRichiesto(16),
        motivo: testo(60),
        tentativi: interoRichiesto(0),
        vista_il: testoRichiesto(30),
        aggiornata_il: testoRichiesto(30),
      },
      [{ name: 'ix_riconciliazione_voci_finestra', columns: ['finestra_id', 'stato'] }],
    ),
  ];
}
