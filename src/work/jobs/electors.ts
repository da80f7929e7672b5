/** Every night: the official sections held against the stradario, and the electors against the vote that is called. */

import { giornoInItalia } from '../../anpr/ora-italiana.js';
import type { LogMeta } from '../../log.js';
import { riguardaElettori } from '../compiti-elettorali.js';
import { contestoDi } from '../enti.js';
import type { JobContext } from '../schedule.js';

export async function checkElectors({ db, enti, now }: JobContext): Promise<LogMeta> {
  let electors = 0;
  for (const ente of enti) {
    const contesto = contestoDi(ente, giornoInItalia(now()));
    electors += await riguardaElettori(db, { contesto, now: now().toISOString() });
  }
  return { electors };
}
