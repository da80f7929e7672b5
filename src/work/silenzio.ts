/**
 * The silence of ANPR, per ente and channel: how long, how improbable, since when.
 * Invariant: reads only (`annotaInizio` apart). A silence is judged against the rhythm of before it; what was never used is not judged.
 */

import { piuGiorni } from '../anpr/giorni.js';
import { type Momento, momentoInItalia } from '../anpr/ora-italiana.js';
import { type Ritmo, ritmoDi, type Storia } from '../anpr/ritmo.js';
import { type Giudizio, giudica, improbabileDal, type Regole } from '../anpr/silenzio.js';
import { primoIdDal, scattiDal, soloTirate, statoRichiami, ultimaCopiaSpinta, ultimoArrivo } from '../store/arrivi.js';
import type { Database } from '../store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../store/lavori.js';
import type { Canale } from '../store/notifica.js';
import type { Tx } from '../store/tx.js';
import { codiciDi, type Ente } from './enti.js';

/** A year of arrivals, and the month in which it was another season. */
const STORIA_GIORNI = 400;
const DAY_MS = 86_400_000;

export interface Silenzio extends Giudizio {
  readonly canale: 'N000' | '4005';
  /** Last arrival on this channel; null when nothing ever came. */
  readonly ultimo: string | null;
  /** Since when nothing comes: the last arrival, or the first time we looked. */
  readonly dal: string;
  /** When it becomes (or became) improbable, in Italy; null when the rhythm is too slow to say. */
  readonly allarmeDal: Momento | null;
  /** Scatti of an ordinary working day; 0 when neither arrivals nor inhabitants are known. */
  readonly ritmo: number;
  /** Notifications that came by another channel meanwhile: then the silence is certain. */
  readonly daAltroCanale: number;
}

/** Reads what the rhythm is learnt from: the arrivals of before that instant. */
export async function storiaDi(
  tx: Tx,
  { ente, canali, fino }: { ente: Ente; canali: readonly Canale[]; fino: Date },
): Promise<Storia> {
  const dalle = new Date(fino.getTime() - STORIA_GIORNI * DAY_MS).toISOString();
  const oggi = momentoInItalia(fino).giorno;
  const scatti = new Map<string, number>();
  const perOra = Array<number>(24).fill(0);
  let primo: string | null = null;
  for (const scatto of await scattiDal(tx, { codici: codiciDi(ente), canali }, await primoIdDal(tx, dalle))) {
    const { giorno, ore } = momentoInItalia(`${scatto}0:00Z`);
    primo ??= giorno;
    // The day of the silence itself is judged, not learnt from.
    if (giorno >= oggi) continue;
    scatti.set(giorno, (scatti.get(giorno) ?? 0) + 1);
    perOra[Math.floor(ore)] = (perOra[Math.floor(ore)] ?? 0) + 1;
  }
  const al = piuGiorni(oggi, -1);
  // The first day is half a day.
  const dal = primo === null ? null : piuGiorni(primo, 1);
  return { dal: dal !== null && dal <= al ? dal : null, al, scatti, perOra, abitanti: ente.abitanti ?? null };
}

const nomeInizio = (codComune: string): string => `silenzio:dal:${codComune}`;

/** Notes since when we look, so that an ente of which nothing ever came is judged too. */
export async function annotaInizio(db: Database, { codiceIstat }: Ente, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    if ((await leggiStatoLavoro(tx, nomeInizio(codiceIstat))) !== undefined) return;
    await scriviStatoLavoro(tx, nomeInizio(codiceIstat), { valore: now.toISOString(), now: now.toISOString() });
  });
}

interface Domanda {
  readonly ente: Ente;
  readonly now: Date;
  readonly regole: Regole;
}

function giudizio(r: Ritmo, { dal, al, regole }: { dal: string; al: Date; regole: Regole }) {
  const da = momentoInItalia(dal);
  return { ...giudica(r, { da, a: momentoInItalia(al) }, regole), allarmeDal: improbabileDal(r, da, regole) };
}

/** 4005 lists a notification as soon as it exists, the push may follow some hours later: only older ones prove anything. */
const TEMPO_DELLA_SPINTA_MS = DAY_MS;
/** So many notifications that were only pulled are no accident any more. */
const TIRATE_CERTE = 3;

async function ultimaSpinta(tx: Tx, codici: readonly string[]): Promise<string | null> {
  const segni = [await ultimoArrivo(tx, { codici, canali: ['N000'] }), await ultimaCopiaSpinta(tx, codici)];
  return (
    segni
      .filter((s) => s !== null)
      .toSorted()
      .at(-1) ?? null
  );
}

/** The silence of the push channel; null when this ente is not pushed to (nothing ever came, but 4005 works). */
export async function silenzioDiSpinta(db: Database, { ente, now, regole }: Domanda): Promise<Silenzio | null> {
  const codici = codiciDi(ente);
  return db.transaction(async (tx) => {
    const ultimo = await ultimaSpinta(tx, codici);
    if (ultimo === null && (await ultimoArrivo(tx, { codici, canali: ['4005'] })) !== null) return null;
    const dal = ultimo ?? (await leggiStatoLavoro(tx, nomeInizio(ente.codiceIstat))) ?? now.toISOString();
    const ritmo = ritmoDi(await storiaDi(tx, { ente, canali: ['N000'], fino: new Date(dal) }));
    const g = giudizio(ritmo, { dal, al: now, regole });
    const al = new Date(now.getTime() - TEMPO_DELLA_SPINTA_MS).toISOString();
    const daAltroCanale = dal < al ? await soloTirate(tx, codici, { dal, al }) : 0;
    const improbabile = g.improbabile || daAltroCanale >= TIRATE_CERTE;
    return { canale: 'N000', ultimo, dal, ritmo: ritmo.alGiorno, daAltroCanale, ...g, improbabile };
  });
}

/** The answers of 4005: silent where they list nothing for too long, still where a question is not answered. */
export interface Richiamo {
  readonly silenzio: Silenzio | null;
  /** Since when a question waits for its answer; null when none does. */
  readonly inAttesaDal: string | null;
  /** Oldest instant that is still to be asked about; ANPR keeps 180 days. */
  readonly daCoprireDal: string | null;
}

/** The pull channel; null when 4005 was never asked. */
export async function silenzioDiRichiesta(db: Database, { ente, regole }: Domanda): Promise<Richiamo | null> {
  return db.transaction(async (tx) => {
    const stato = await statoRichiami(tx, ente.codiceIstat);
    if (stato.primo === null) return null;
    const { inAttesaDal, daCoprireDal } = stato;
    if (stato.copertoFino === null) return { silenzio: null, inAttesaDal, daCoprireDal };
    const ultimo = stato.ultimoPieno;
    const dal = ultimo ?? stato.primo;
    const ritmo = ritmoDi(await storiaDi(tx, { ente, canali: ['N000', '4005'], fino: new Date(dal) }));
    const g = giudizio(ritmo, { dal, al: new Date(Math.max(Date.parse(stato.copertoFino), Date.parse(dal))), regole });
    return {
      silenzio: { canale: '4005', ultimo, dal, ritmo: ritmo.alGiorno, daAltroCanale: 0, ...g },
      inAttesaDal,
      daCoprireDal,
    };
  });
}
