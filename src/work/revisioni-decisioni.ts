/**
 * The decisions of the office on the proposals of a round under way.
 * Invariant: all of a decision or nothing; a proposal is decided once. Law: variazioni add up.
 */
import type { Database, Tx } from '../store/database.js';
import { type Proposta, proposte } from '../store/revisioni.js';
import { anelliPerId, bloccaCatene, chiudiPerUfficio } from '../store/variazioni-ufficio.js';
import { annota, type DiEnte, rifiuta } from './revisioni.js';
import { inParole } from './stati-detti.js';

/** What the office decides of some proposals of a round under way. */
export interface Decisione {
  readonly ids: readonly number[];
  readonly esito: 'APPROVATA' | 'RESPINTA';
  /** Required to refuse; Italian, without personal data. */
  readonly motivo?: string;
}

/** Records the decision; all of them or none. @throws RichiestaRifiutata one is not IN_REVISIONE, or was already decided */
export async function decidiProposte(db: Database, { ids, esito, motivo }: Decisione, ente: DiEnte): Promise<number> {
  if (esito === 'RESPINTA' && (motivo ?? '').trim() === '') rifiuta('per respingere serve il motivo');
  const unici = [...new Set(ids)];
  return db.transaction(async (tx) => {
    const { codComune, now } = ente;
    const note = new Map((await proposte(tx, codComune, unici)).map((p) => [p.id, p]));
    const problemi = unici.filter((id) => note.get(id)?.stato !== 'IN_REVISIONE').map((id) => perche(id, note.get(id)));
    if (problemi.length > 0) rifiuta(...problemi);
    if (esito === 'RESPINTA') await rifiutaSeguite(tx, codComune, unici);
    const chiusura = { stato: esito, attore: ente.attore, motivo: motivo ?? null, now: now.toISOString() };
    const mosse = await chiudiPerUfficio(tx, unici, chiusura);
    if (mosse !== unici.length) rifiuta('qualcun altro le ha appena decise: rileggere l’elenco');
    await annota(tx, ente, {
      azione: esito === 'APPROVATA' ? 'revisioni-approva' : 'revisioni-respingi',
      di: unici.join(','),
      ...(motivo !== undefined && { motivo }),
    });
    return mosse;
  });
}

/** Law 8: what is refused leaves the chain of its field, so nothing that stays may follow from it. */
async function rifiutaSeguite(tx: Tx, codComune: string, ids: readonly number[]): Promise<void> {
  const oggetti = (await anelliPerId(tx, ids)).map((a) => a.oggetto);
  const catene = await bloccaCatene(tx, codComune, [...new Set(oggetti)]);
  const restano = catene.filter((a) => !ids.includes(a.id) && !FUORI.has(a.stato));
  const problemi = catene
    .filter((a) => ids.includes(a.id))
    .flatMap((a) => {
      const dopo = restano.find((r) => r.id > a.id && r.oggetto === a.oggetto && r.campo === a.campo);
      return dopo === undefined ? [] : [`${a.id}: è seguita dalla ${dopo.id}, che va respinta prima o insieme`];
    });
  if (problemi.length > 0) rifiuta(...problemi);
}

const FUORI: ReadonlySet<string> = new Set(['STORNATA', 'RITIRATA', 'RESPINTA']);

const perche = (id: number, p: Proposta | undefined): string =>
  p === undefined
    ? `${id}: non è una proposta elettorale di questo ente`
    : `${id}: è ${inParole(p.stato)}, non in revisione`;
