/** Audit trail, leases, bookmarks of the jobs, the archive of the comuni. Invariant: equal to what the migrations create (drift test). */
import type { EntitySchema } from 'typeorm';
import {
  chiave,
  type DatabaseKind,
  intero,
  interoRichiesto,
  progressivo,
  tabella,
  testo,
  testoLungo,
  testoRichiesto,
} from './colonne.js';

export function tabelleLavori(kind: DatabaseKind): EntitySchema[] {
  return [
    tabella(
      'applicazioni',
      {
        id: progressivo,
        cod_comune: testoRichiesto(6),
        notifica_id: interoRichiesto(),
        applicata_il: testoRichiesto(30),
        cambi: testoLungo(kind, false),
      },
      [{ name: 'ix_applicazioni_notifica', columns: ['notifica_id'] }],
    ),
    tabella('registro_operatore', {
      id: progressivo,
      quando: testoRichiesto(30),
      attore: testoRichiesto(80),
      azione: testoRichiesto(40),
      oggetto: testoRichiesto(120),
      notifica_id: intero,
      motivo: testoLungo(kind),
      dettaglio: testoLungo(kind),
    }),
    tabella('lease', {
      nome: chiave(80),
      owner: testoRichiesto(120),
      expires_at: testoRichiesto(30),
      token: interoRichiesto(1),
      scritture: interoRichiesto(0),
    }),
    tabella('lavori_corse', {
      lavoro: chiave(40),
      cod_comune: chiave(6),
      noto_dal: testoRichiesto(30),
      iniziata_il: testo(30),
      finita_il: testo(30),
      riuscita_il: testo(30),
      interrotte: interoRichiesto(0),
    }),
    tabella('stato_lavori', {
      nome: chiave(100),
      valore: testoLungo(kind, false),
      aggiornato_il: testoRichiesto(30),
    }),
    tabella(
      'comuni_storici',
      {
        id: progressivo,
        codice_istat: testoRichiesto(6),
        codice_catastale: testo(4),
        dal: testoRichiesto(10),
        al: testo(10),
        denominazione: testoRichiesto(200),
        sigla_provincia: testo(4),
      },
      [{ name: 'ix_comuni_storici_istat', columns: ['codice_istat', 'dal'] }],
    ),
  ];
}
