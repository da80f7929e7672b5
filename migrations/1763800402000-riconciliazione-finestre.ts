/** The ledger of reconciliation: every period ANPR was or must be asked about, per ente and type (`*` is every type). */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { interoRichiesto, progressivo, testo, testoRichiesto } from './colonne.js';

export class RiconciliazioneFinestre1763800402000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'riconciliazione_finestre',
        columns: [
          progressivo(),
          testoRichiesto('cod_comune', 6),
          testoRichiesto('tipo', 10),
          testoRichiesto('dal', 30),
          testoRichiesto('al', 30),
          testoRichiesto('origine', 10),
          testoRichiesto('stato', 16),
          testoRichiesto('prossimo_il', 30),
          interoRichiesto('tentativi', 0),
          interoRichiesto('elencate', 0),
          testo('motivo', 60),
          testoRichiesto('creata_il', 30),
          testo('chiusa_il', 30),
        ],
        indices: [
          { name: 'ix_finestre_registro', columnNames: ['cod_comune', 'tipo', 'dal'] },
          { name: 'ix_finestre_dovute', columnNames: ['cod_comune', 'stato', 'prossimo_il'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
