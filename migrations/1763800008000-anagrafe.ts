/** Projection: the state of a person today. */
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { chiave, intero, testo } from './colonne.js';

export class Anagrafe1763800008000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'anagrafe',
        columns: [
          chiave('cod_comune', 6),
          chiave('soggetto', 40),
          testo('id_scheda_anpr', 30),
          testo('id_anpr', 30),
          testo('codice_fiscale', 20),
          testo('validita_cf', 10),
          testo('cognome', 200),
          testo('nome', 200),
          testo('sesso', 10),
          testo('data_nascita', 10),
          testo('precisione_nascita', 10),
          testo('luogo_nascita', 400),
          testo('comune_nascita', 10),
          testo('stato_nascita', 10),
          testo('cittadinanze', 200),
          testo('stato_civile', 10),
          testo('registro', 10),
          testo('registro_dal', 10),
          testo('cancellato_dal', 10),
          testo('motivo_cancellazione', 10),
          testo('destinazione', 400),
          testo('data_decesso', 10),
          testo('id_famiglia_anpr', 30),
          testo('tipo_scheda', 10),
          testo('codice_legame', 10),
          testo('in_famiglia_dal', 10),
          testo('indirizzo', 1000),
          testo('indirizzo_dal', 10),
          testo('domicilio_digitale', 300),
          testo('ricalcola_il', 10),
          intero('last_notifica_id'),
        ],
        indices: [
          { name: 'ix_anagrafe_scheda', columnNames: ['cod_comune', 'id_scheda_anpr'] },
          { name: 'ix_anagrafe_cf', columnNames: ['cod_comune', 'codice_fiscale'] },
          { name: 'ix_anagrafe_famiglia', columnNames: ['cod_comune', 'id_famiglia_anpr'] },
          { name: 'ix_anagrafe_ricalcola', columnNames: ['cod_comune', 'ricalcola_il'] },
        ],
      }),
      true,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
