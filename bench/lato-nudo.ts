/** Side (a): the least that can acknowledge what it stored. Bare `http`, one mysql2 insert per request, nothing read. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import mysql from 'mysql2/promise';
import type { DatabaseConfig } from '../src/store/database.js';
import { servi } from './figlio.js';
import { apriSonda } from './sonda.js';

const RISPOSTA = Buffer.from('<esito>1</esito>');
const TABELLA = 'CREATE TABLE messaggi (id INT AUTO_INCREMENT PRIMARY KEY, corpo LONGBLOB NOT NULL) ENGINE = InnoDB';

const sonda = apriSonda();

async function apri(config: Extract<DatabaseConfig, { kind: 'mysql' }>): Promise<number> {
  const { socketPath, user, password, database } = config;
  const pool = mysql.createPool({ ...(socketPath && { socketPath }), user, password, database, connectionLimit: 32 });
  await pool.query(TABELLA);
  const server = createServer((req, res) => {
    const pezzi: Buffer[] = [];
    req.on('data', (pezzo: Buffer) => pezzi.push(pezzo));
    req.on('end', async () => {
      await pool.query('INSERT INTO messaggi (corpo) VALUES (?)', [Buffer.concat(pezzi)]);
      res.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': RISPOSTA.length });
      res.end(RISPOSTA);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

servi({ apri, azzera: sonda.azzera, leggi: sonda.leggi });
