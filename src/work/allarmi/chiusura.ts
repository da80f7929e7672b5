/**
 * Alarms that an operator closes.
 * Invariant: what is still wrong opens again at the next look; only what was lost and seen stays closed, until it happens again.
 */
import { type Allarme, allarmiAperti, chiudiAllarme } from '../../store/allarmi.js';
import { registraAzione } from '../../store/audit.js';
import type { Database } from '../../store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../store/lavori.js';
import type { Tx } from '../../store/tx.js';

/** Which suspended notifications: of an ente, of verified senders or of the others. */
interface Quale {
  readonly codComune: string;
  readonly oggetto: string;
}

const nome = ({ codComune, oggetto }: Quale): string => `sospese:chiuse:${codComune}:${oggetto}`;

/** When an operator last closed the alarm about suspended notifications (ISO-8601 UTC); the empty text when nobody did. */
export const chiusoDallOperatore = async (tx: Tx, quale: Quale): Promise<string> =>
  (await leggiStatoLavoro(tx, nome(quale))) ?? '';

export interface Chiusura {
  readonly id: number;
  readonly attore: string;
  readonly motivo: string;
  readonly now: Date;
}

/** Closes an open alarm and says so in the audit; undefined when there is no such one. */
export async function chiudi(db: Database, { id, attore, motivo, now }: Chiusura): Promise<Allarme | undefined> {
  const quando = now.toISOString();
  return db.transaction(async (tx) => {
    const allarme = (await allarmiAperti(tx)).find((a) => a.id === id);
    if (allarme === undefined || !(await chiudiAllarme(tx, id, quando))) return undefined;
    if (allarme.codice === 'NOTIFICHE_SOSPESE')
      await scriviStatoLavoro(tx, nome(allarme), { valore: quando, now: quando });
    const oggetto = `allarme:${allarme.codice}:${allarme.codComune}`;
    await registraAzione(tx, {
      quando,
      attore,
      azione: 'chiudi-allarme',
      oggetto,
      motivo,
      dettaglio: allarme.dettaglio,
    });
    return allarme;
  });
}
