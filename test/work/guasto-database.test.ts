/** Every refusal of a database that was met has its words and its remedy; a code nobody knows is said as it is. */
import { describe, expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import type { DatabaseConfig } from '../../src/store/database.js';
import { guastoDatabase, testoGuasto } from '../../src/work/guasto-database.js';

const config: DatabaseConfig = {
  ...{
    kind: 'mysql',
    host: 'db.comune.example',
    port: 3306,
    user: 'allinea',
    password: 'segretissima',
    database: 'anpr',
  },
};
const detto = (codice: string) => guastoDatabase(new InfrastructureError('testo del server', codice), config);

describe('a refusal of the database in words', () => {
  it.each([
    ...['1820', '1862', '4151', '3118', '1129', '1130', '1146', '1030', '1194', '1932', '1814', '1037', '1041'],
    ...['1665', '1153', '1045', 'ECONNREFUSED', 'ETIMEDOUT'],
  ])('%s says host, port, user and what to do, and no password', (codice) => {
    const guasto = detto(codice);
    expect(guasto.motivo).not.toBe('ALTRO');
    expect(testoGuasto(guasto)).toContain('db.comune.example:3306, database «anpr», utente «allinea»');
    expect(guasto.rimedio).not.toMatch(/[{}]|segretissima/);
    expect(testoGuasto(guasto)).not.toContain('testo del server');
  });

  it('a code nobody knows is called nothing else', () => {
    expect(detto('9999')).toMatchObject({ motivo: 'ALTRO', codice: '9999' });
  });
});
