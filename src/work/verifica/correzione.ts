/**
 * What an operator has put right after a verification: notifications that lost their facts are applied again, rows are folded
 * again. Both are requests: the applier carries them out.
 * Invariant: only inbox rows and requests change here, and the operator's audit says so in the same transaction.
 */
import { registraAzione } from '../../store/audit.js';
import type { Database } from '../../store/database.js';
import { riapri } from '../../store/inbox.js';
import type { Trovata } from '../anomalie-proprie.js';
import { chiediRicostruzione } from '../ricostruisci.js';

const CON_NOTIFICA: ReadonlySet<string> = new Set(['APPLICATA_SENZA_FATTI', 'FATTO_SENZA_CHIAVI']);
const CON_RIGHE: ReadonlySet<string> = new Set([
  'RIGHE_DIVERSE',
  'RIGA_SENZA_FATTI',
  'COMPONENTI_DIVERSI',
  'DUE_INTESTATARI',
  'ELETTORE_NON_ISCRITTO',
  'PERIODI_SOVRAPPOSTI',
]);

export interface EsitoRichieste {
  /** Notifications that will be applied again. */
  readonly riaperte: number;
  /** The rows of the ente will be folded again; never while facts are missing. */
  readonly ricostruzione: boolean;
}

/** Leaves the requests that put right what was found. */
export async function chiediCorrezione(
  db: Database,
  trovate: readonly Trovata[],
  { codComune, attore, now }: { readonly codComune: string; readonly attore: string; readonly now: Date },
): Promise<EsitoRichieste> {
  const ids = trovate
    .filter((t) => CON_NOTIFICA.has(t.regola))
    .flatMap((t) => (t.oggetto.startsWith('notifica:') ? [Number(t.oggetto.slice('notifica:'.length))] : []));
  // Folded before the lost facts are back, the rows of everybody they speak of would go too.
  const ricostruzione = ids.length === 0 && trovate.some((t) => CON_RIGHE.has(t.regola));
  const quando = now.toISOString();
  return db.transaction(async (tx) => {
    const riaperte = await riapri(tx, [...new Set(ids)], quando);
    if (ricostruzione) await chiediRicostruzione(tx, codComune, quando);
    const dettaglio = JSON.stringify({ riaperte, ricostruzione });
    await registraAzione(tx, { quando, attore, azione: 'verifica-interna', oggetto: `ente:${codComune}`, dettaglio });
    return { riaperte, ricostruzione };
  });
}
