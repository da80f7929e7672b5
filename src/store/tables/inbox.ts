/** The inbox: notifications, their bytes, the log of refusals. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import {
  byte,
  chiaveIntera,
  type DatabaseKind,
  interoRichiesto,
  progressivo,
  tabella,
  testo,
  testoLungo,
  testoRichiesto,
} from './colonne.js';

export function tabelleInbox(kind: DatabaseKind): EntitySchema[] {
  return [
    tabella(
      'notifiche',
      {
        id: progressivo,
        canale: testoRichiesto(8),
        cod_destinatario: testoRichiesto(6),
        prova: interoRichiesto(0),
        tipo_notifica: testoRichiesto(40),
        cod_mittente: testoRichiesto(20),
        data_ora_richiesta: testoRichiesto(40),
        id_operazione_anpr: testoRichiesto(64),
        impronta: testoRichiesto(64),
        byte: interoRichiesto(),
        firma: testoRichiesto(16),
        stato: testoRichiesto(10),
        tentativi: interoRichiesto(0),
        aperture: interoRichiesto(0),
        prossimo_tentativo_il: testoRichiesto(30),
        motivo: testo(60),
        messaggio: testoLungo(kind),
        ricevuta_il: testoRichiesto(30),
        duplicati: interoRichiesto(0),
        ultima_copia_il: testoRichiesto(30),
        lavorata_il: testo(30),
        operazione: testo(20),
        id_operazione_registrazione: testo(64),
        contenuto_rimosso_il: testo(30),
      },
      [
        { name: 'uq_notifiche_chiave', columns: ['cod_destinatario', 'id_operazione_anpr', 'prova'], unique: true },
        { name: 'ix_notifiche_dovute', columns: ['cod_destinatario', 'stato', 'prossimo_tentativo_il', 'id'] },
        { name: 'ix_notifiche_elenco', columns: ['stato', 'id'] },
        { name: 'ix_notifiche_conservazione', columns: ['stato', 'contenuto_rimosso_il', 'lavorata_il'] },
      ],
    ),
    tabella('contenuti', {
      notifica_id: chiaveIntera,
      copia: chiaveIntera,
      parte: chiaveIntera,
      byte: byte(kind),
    }),
    tabella(
      'copie',
      {
        notifica_id: chiaveIntera,
        copia: chiaveIntera,
        canale: testoRichiesto(8),
        impronta: testoRichiesto(64),
        byte: interoRichiesto(),
        firma: testoRichiesto(16),
        ricevuta_il: testoRichiesto(30),
      },
      [{ name: 'uq_copie_impronta', columns: ['notifica_id', 'impronta'], unique: true }],
    ),
    tabella('rifiuti', {
      id: progressivo,
      ricevuto_il: testoRichiesto(30),
      motivo: testoRichiesto(60),
      dettaglio: testoRichiesto(500),
      codice: testoRichiesto(1),
      cod_destinatario: testo(20),
      tipo_notifica: testo(40),
      id_operazione_anpr: testo(64),
      mittente: testo(80),
      byte: interoRichiesto(),
    }),
  ];
}
