/**
 * Side (b): what one writes in an afternoon with the same libraries. `soap.listen` on express as its documentation shows,
 * one TypeORM `save` per request, no checks.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { listen } from 'soap';
import { DataSource, EntitySchema } from 'typeorm';
import type { DatabaseConfig } from '../src/store/database.js';
import { servi } from './figlio.js';
import { PERCORSO } from './raffica.js';
import { apriSonda } from './sonda.js';

interface Messaggio {
  id?: number;
  tipoNotifica: string;
  codMittente: string;
  codDestinatario: string;
  dataOraRichiesta: string;
  idOperazioneANPR: string;
  contenuto: Buffer;
}

const messaggi = new EntitySchema<Messaggio>({
  name: 'messaggi',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    tipoNotifica: { type: 'varchar', length: 20 },
    codMittente: { type: 'varchar', length: 20 },
    codDestinatario: { type: 'varchar', length: 6 },
    dataOraRichiesta: { type: 'varchar', length: 40 },
    idOperazioneANPR: { type: 'varchar', length: 64 },
    contenuto: { type: 'longblob' },
  },
});

interface Richiesta {
  readonly testataNotifica: Omit<Messaggio, 'id' | 'contenuto'>;
  readonly contenuto: string;
}

const sonda = apriSonda();

async function apri(config: Extract<DatabaseConfig, { kind: 'mysql' }>): Promise<number> {
  const { socketPath, user: username, password, database } = config;
  const accesso = { ...(socketPath && { socketPath }), username, password, database, poolSize: 32 };
  const source = new DataSource({ type: 'mysql', ...accesso, entities: [messaggi], synchronize: true });
  await source.initialize();
  const repository = source.getRepository(messaggi);
  const inoltroNotificaANPR = async ({ testataNotifica, contenuto }: Richiesta) => {
    const { tipoNotifica, codMittente, codDestinatario } = testataNotifica;
    await repository.save({
      tipoNotifica,
      codMittente,
      codDestinatario,
      // The library makes dates and numbers of what the WSDL declares so.
      dataOraRichiesta: new Date(testataNotifica.dataOraRichiesta).toISOString(),
      idOperazioneANPR: String(testataNotifica.idOperazioneANPR),
      contenuto: Buffer.from(contenuto, 'base64'),
    });
    return { codiceEsito: '1', esito: '1' };
  };
  const app = express();
  app.use(express.raw({ type: () => true, limit: '20mb' }));
  const server = await new Promise<ReturnType<typeof app.listen>>((resolve) => {
    const aperto = app.listen(0, '127.0.0.1', () => resolve(aperto));
  });
  const wsdl = readFileSync(new URL('../src/anpr/wsdl/N000.wsdl', import.meta.url), 'utf8');
  const services = { AnprServiceN000: { AnprServicePortN000: { inoltroNotificaANPR } } };
  await new Promise<void>((resolve) => {
    listen(app, PERCORSO, services, wsdl, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

servi({ apri, azzera: sonda.azzera, leggi: sonda.leggi });
