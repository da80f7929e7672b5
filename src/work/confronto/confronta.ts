/**
 * Compares answers of ANPR with the rows as they stand, a few at a time.
 * Invariant: only reads; an answer is compared with the whole part of the registers it may touch (`mondo-locale`), so that
 * what is told is what the applier would write.
 */
import { assente, type Confrontato, confronta } from '../../registri/confronto.js';
import type { Contesto } from '../../registri/stato.js';
import type { Database, Tx } from '../../store/database.js';
import { caricaMondo } from '../mondo-locale.js';
import type { Voce, VoceAssente } from './sorgente.js';

export type { CampoDiverso, Confrontato, EsitoConfronto } from '../../registri/confronto.js';

/** One answer and what was found about everybody it speaks of. */
export interface Risultato {
  readonly voce: Voce | VoceAssente;
  readonly confrontati: readonly Confrontato[];
}

/** People of one transaction: an extraction is read at this pace, and nobody waits long behind it. */
export const LOTTO = 40;

/** Compares one answer inside a transaction. */
export async function confrontaUna(tx: Tx, voce: Voce | VoceAssente, contesto: Contesto): Promise<Risultato> {
  const [risultato] = await confrontaLotto(tx, [voce], contesto);
  return risultato!;
}

async function confrontaLotto(tx: Tx, voci: readonly (Voce | VoceAssente)[], contesto: Contesto): Promise<Risultato[]> {
  const nuovi = voci.flatMap((v) => ('assente' in v ? [] : v.fatti));
  const mondo = await caricaMondo(tx, { chiavi: [], nuovi }, contesto);
  return voci.map((voce) => ({
    voce,
    confrontati: 'assente' in voce ? [assente(voce.assente)] : confronta(mondo, voce.fatti, voce.elenco),
  }));
}

/** Compares everything a source gives, in its order. */
export async function* confrontaTutte(
  db: Database,
  voci: AsyncIterable<Voce | VoceAssente>,
  { contesto, lotto = LOTTO }: { readonly contesto: Contesto; readonly lotto?: number },
): AsyncGenerator<Risultato> {
  let gruppo: (Voce | VoceAssente)[] = [];
  for await (const voce of voci) {
    gruppo.push(voce);
    if (gruppo.length < lotto) continue;
    const pieno = gruppo;
    gruppo = [];
    yield* await db.transaction((tx) => confrontaLotto(tx, pieno, contesto));
  }
  if (gruppo.length > 0) yield* await db.transaction((tx) => confrontaLotto(tx, gruppo, contesto));
}

/** What differs, or is missing on one side. */
export const diversi = ({ confrontati }: Risultato): Confrontato[] => confrontati.filter((c) => c.esito !== 'UGUALE');
