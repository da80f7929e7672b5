/** A process with nothing but the schedule, for `schedule-sonno.test.ts`: says when it is ready and when its job ran. */
import { Database } from '../../src/store/database.js';
import type { JobContext } from '../../src/work/schedule.js';
import { startSchedule } from '../../src/work/schedule-avvio.js';

const [file = '', orario = ''] = process.argv.slice(2);
const db = await Database.open({ kind: 'sqlite', file });
await db.migrate();
const scrivi = (riga: string): void => void process.stdout.write(`${riga}\n`);
const log = { error: scrivi, warn: scrivi, info: scrivi, debug: () => undefined };
const context = { db, log, enti: [], now: () => new Date() } as unknown as JobContext;
const run = async () => {
  scrivi('corsa');
  return {};
};
startSchedule(context, { times: { prova: orario }, jobs: [{ name: 'prova', run }] });
scrivi('pronto');
