/** Questions put to ANPR's asynchronous services: their number, their ticket, how far their answer was read. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { intero, interoRichiesto, progressivo, testo, testoRichiesto } from './colonne.js';

export class RichiesteAnpr1763800403000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'richieste_anpr',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          interoRichiesto('finestra_id'),
          testoRichiesto('scopo', 10),
          testoRichiesto('dettaglio', 10),
          testo('id_voce', 64),
          testoRichiesto('id_operazione_comune', 30),
          testo('ticket', 64),
          testoRichiesto('stato', 12),
          interoRichiesto('progressivo', 1),
          intero('progressivi'),
          testo('disponibile_il', 30),
          testoRichiesto('prossimo_il', 30),
          interoRichiesto('tentativi', 0),
          testo('esito', 60),
          testoRichiesto('chiesta_il', 30),
          testo('conclusa_il', 30),
        ],
        indices: [
          { name: 'uq_richieste_anpr_numero', columnNames: ['cod_comune', 'id_operazione_comune'], isUnique: true },
          { name: 'ix_richieste_anpr_dovute', columnNames: ['cod_comune', 'stato', 'prossimo_il'] },
          { name: 'ix_richieste_anpr_finestra', columnNames: ['finestra_id', 'stato'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
