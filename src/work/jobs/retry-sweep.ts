/** Gives another series of attempts to what gave up on failures that heal by themselves. */
import type { LogMeta } from '../../log.js';
import { registraAzione } from '../../store/audit.js';
import { elenca, riprova } from '../../store/inbox.js';
import { codiciDi } from '../enti.js';
import type { JobContext } from '../schedule.js';

/** Reasons that time can cure; the others wait for a key, an upgrade or the operator. */
const MOTIVI = ['TENTATIVI_ESAURITI', 'STATO_LOCALE'] as const;
/** One more series of attempts every six hours: enough for an outage of days, little enough to be no load. */
const RIPOSO_MS = 6 * 3_600_000;
const PAGINA = 500;

async function sweep({ db, now }: JobContext, codComune: string, motivo: string): Promise<number> {
  const quando = now().toISOString();
  const primaDi = new Date(now().getTime() - RIPOSO_MS).toISOString();
  return db.transaction(async (tx) => {
    const parked = await elenca(tx, { codComune, stato: 'parked', motivo, limit: PAGINA });
    const ids = parked.filter((n) => n.lavorataIl !== null && n.lavorataIl < primaDi).map((n) => n.id);
    if (ids.length === 0) return 0;
    const quante = await riprova(tx, { ids, motivo }, quando);
    const dettaglio = JSON.stringify({ motivo, quante });
    await registraAzione(tx, { quando, attore: 'allinea', azione: 'riprova', oggetto: `ente:${codComune}`, dettaglio });
    return quante;
  });
}

/** parked → pending for what rested long enough. */
export async function sweepRetries(context: JobContext): Promise<LogMeta> {
  let retried = 0;
  for (const ente of context.enti) {
    let mine = 0;
    for (const codice of codiciDi(ente)) for (const motivo of MOTIVI) mine += await sweep(context, codice, motivo);
    if (mine > 0) context.sveglia(ente.codiceIstat);
    retried += mine;
  }
  return { retried };
}
