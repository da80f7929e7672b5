/**
 * A process that keeps notifications in a spool until it is killed, and writes the id of each one acknowledged on a line.
 * Started by `kill.test.ts`; arguments: the folder, a prefix for the ids, bytes of a content, how many writers at once.
 */
import { Spool } from '../../../src/store/spool/spool.js';
import { notifica } from '../notifiche.js';

const [dir = '', prefix = '', bytes = '', writers = ''] = process.argv.slice(2);
const spool = new Spool({ dir, maxBytes: 2 ** 33 });

async function write(name: number): Promise<void> {
  for (let i = 0; ; i++) {
    const id = `${prefix}-${name}-${i}`;
    const contenuto = Buffer.alloc(Number(bytes), id);
    try {
      await spool.conserva(notifica({ idOperazioneANPR: id, contenuto }));
      process.stdout.write(`${id}\n`);
    } catch {
      process.stdout.write(`no ${id}\n`);
    }
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, i) => write(i)));
