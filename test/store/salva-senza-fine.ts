/**
 * A process that saves notifications until it is killed, and writes the id of each one acknowledged on a line.
 * Started by `kill.test.ts`; arguments: the database configuration as JSON, a prefix for the ids.
 */
import { Database, type DatabaseConfig } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { notifica } from './notifiche.js';

const [config, prefix] = [JSON.parse(process.argv[2] ?? '') as DatabaseConfig, process.argv[3] ?? ''];
const inbox = createInbox(await Database.open(config));

async function client(name: number): Promise<never> {
  for (let i = 0; ; i++) {
    const id = `${prefix}-${name}-${i}`;
    await inbox.salva(notifica({ idOperazioneANPR: id, contenuto: Buffer.from(id.repeat(200)) }));
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, (_, name) => client(name)));
