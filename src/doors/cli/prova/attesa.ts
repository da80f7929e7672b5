/** Waits until the inbox of an ente is worked. */
import { setTimeout as attendi } from 'node:timers/promises';
import type { Database } from '../../../store/database.js';
import { conteggi } from '../../../store/inbox.js';

/** Looking takes the write lock for a moment: often enough for a bar, rarely enough for the applier. */
const OGNI_MS = 300;

export interface Inbox {
  readonly pending: number;
  readonly applied: number;
  readonly parked: number;
}

/** The inbox of an ente, by state. */
export async function inboxDi(db: Database, codComune: string): Promise<Inbox> {
  const righe = (await db.transaction((tx) => conteggi(tx))).filter((c) => c.codComune === codComune);
  const quante = (stato: string): number => Number(righe.find((r) => r.stato === stato)?.quante ?? 0);
  return { pending: quante('pending'), applied: quante('applied'), parked: quante('parked') };
}

export interface AttesaOptions {
  readonly codComune: string;
  readonly signal: AbortSignal;
  readonly avanza: (inbox: Inbox) => void;
}

/** Resolves when nothing is pending any more. @throws when the signal aborts */
export async function attendiInbox(db: Database, { codComune, signal, avanza }: AttesaOptions): Promise<Inbox> {
  for (;;) {
    signal.throwIfAborted();
    const inbox = await inboxDi(db, codComune);
    avanza(inbox);
    if (inbox.pending === 0) return inbox;
    await attendi(OGNI_MS, undefined, { signal });
  }
}
