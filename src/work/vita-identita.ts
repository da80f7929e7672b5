/**
 * Doubts about who is who: the operator decides, the decision is remembered, the applier derives the two cards again.
 * Invariant: the command only writes the decision; the registers are written by the applier, under its lease.
 */
import type { DecisioneIdentita } from '../registri/identita-decise.js';
import { confrontaId } from '../registri/ordine.js';
import { registraAzione } from '../store/audit.js';
import type { Database } from '../store/database.js';
import { decidi, decisioniDaSeguire, segnaSeguita } from '../store/identita-decise.js';
import { type Applicazione, riapplica } from './apply.js';
import type { Scrivi } from './calendario.js';

/** A card as an operator writes it, `S:123` or `123`; undefined for anything else. */
export function schedaDi(testo: string): string | undefined {
  const m = /^(?:S:)?(\d{1,30})$/i.exec(testo.trim());
  return m === null ? undefined : `S:${m[1]}`;
}

/** Remembers the decision about two different cards, recorded in the operator's audit. */
export async function decidiIdentita(
  db: Database,
  { codComune, schede, decisione }: Decidere,
  { attore, now }: { readonly attore: string; readonly now: Date },
): Promise<void> {
  const [prima = '', seconda = ''] = [...schede].sort((a, b) => confrontaId(a.slice(2), b.slice(2)));
  const quando = now.toISOString();
  await db.transaction(async (tx) => {
    await decidi(tx, codComune, { prima, seconda, decisione, attore, now: quando });
    const azione = decisione === 'UNITE' ? 'unisci-schede' : 'distingui-schede';
    await registraAzione(tx, { quando, attore, azione, oggetto: `${prima} ${seconda}`, dettaglio: codComune });
  });
}

export interface Decidere {
  readonly codComune: string;
  readonly schede: readonly [string, string];
  readonly decisione: DecisioneIdentita['decisione'];
}

/** Makes the rows follow what was decided, each decision all or nothing. Returns how many. */
export async function seguiDecisioni(scrivi: Scrivi, a: Applicazione): Promise<number> {
  const { codComune } = a.contesto;
  const decise = await scrivi((tx) => decisioniDaSeguire(tx, codComune));
  for (const d of decise) {
    await scrivi(async (tx) => {
      await riapplica(tx, [d.prima, d.seconda], { ...a, ricalcolo: 'CALENDARIO' });
      await segnaSeguita(tx, codComune, { ...d, now: a.now });
    });
  }
  return decise.length;
}
