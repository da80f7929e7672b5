/** What one notification says about one entity, append only; `corpo` is the whole fact as JSON. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, interoRichiesto, testo, testoLungo, testoRichiesto } from './colonne.js';

export class Fatti1763800006000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'fatti',
        columns: [
          chiave('id', 24),
          testoRichiesto('cod_comune', 6),
          interoRichiesto('notifica_id'),
          interoRichiesto('indice'),
          testoRichiesto('tipo', 30),
          testoRichiesto('operazione', 20),
          testo('id_operazione_anpr', 64),
          testo('momento', 40),
          testoLungo(queryRunner, 'corpo', false),
        ],
        indices: [{ name: 'ix_fatti_notifica', columnNames: ['notifica_id'] }],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
