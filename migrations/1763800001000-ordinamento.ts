/**
 * Keys compare exactly, byte for byte, as SQLite compares them: no case folding, no padding with spaces.
 * The database's default collation is set before the first table; MariaDB and MySQL call the same collation differently.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { suMysql } from './colonne.js';

export class Ordinamento1763800001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!suMysql(queryRunner)) return;
    const [riga] = (await queryRunner.query('SELECT VERSION() AS versione, DATABASE() AS nome')) as [
      { versione: string; nome: string },
    ];
    const collation = riga.versione.includes('MariaDB') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
    const nome = riga.nome.replaceAll('`', '``');
    await queryRunner.query(`ALTER DATABASE \`${nome}\` CHARACTER SET utf8mb4 COLLATE ${collation}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
