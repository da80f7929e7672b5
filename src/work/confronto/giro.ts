/**
 * One round of the comparison for an ente: whoever differed last time, whoever was touched lately, then the next of a rolling
 * sample that comes to everybody in turn.
 * Invariant: the bookmark of the sample moves only over people that were compared, so an interrupted round goes on where it
 * stopped; without a difference nothing but the bookmark is written.
 */
import type { Contesto } from '../../registri/stato.js';
import { type Conosciuto, conosciuti, conosciutiDopo, oggettiAperti, toccatiDal } from '../../store/confronto.js';
import type { Database, Tx } from '../../store/database.js';
import type { Inbox } from '../../store/inbox.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../store/lavori.js';
import { confrontaUna, diversi } from './confronta.js';
import { type Correzione, correggi, REGOLE_CONFRONTO } from './correzione.js';
import { chiedi, type Domanda, daChiedere } from './domanda.js';

export interface Giro {
  readonly db: Database;
  readonly inbox: Pick<Inbox, 'salva'>;
  readonly contesto: Contesto;
  readonly now: () => Date;
  readonly domanda: Domanda;
  /** People asked for in a round, at most. */
  readonly persone: number;
  /** People touched in the last days are compared too. */
  readonly giorni: number;
  /** False: differences are only told. */
  readonly correggi: boolean;
  /** Aborted when the daemon stops: the round ends after the person in hand. */
  readonly signal?: AbortSignal | undefined;
}

export interface EsitoGiro {
  readonly guardate: number;
  readonly diverse: number;
  readonly inviate: number;
  readonly rifiutate: number;
}

const GIORNO_MS = 86_400_000;

/** Name of the bookmark of the rolling sample. */
export const segnoDi = (codComune: string): string => `confronto:${codComune}`;

interface Scelti {
  /** Compared first, whatever the sample. */
  readonly prima: readonly Conosciuto[];
  readonly campione: readonly Conosciuto[];
}

/** Whom the round is about; the sample gets at least half of it, and begins again after the last person. */
async function scegli(tx: Tx, g: Giro): Promise<Scelti> {
  const { codComune } = g.contesto;
  const meta = Math.ceil(g.persone / 2);
  const aperti = await oggettiAperti(tx, codComune, { regole: REGOLE_CONFRONTO, limit: meta });
  const dal = new Date(g.now().getTime() - g.giorni * GIORNO_MS).toISOString();
  const toccati = g.giorni === 0 ? [] : await toccatiDal(tx, codComune, { dal, limit: meta });
  const tutti = [...(await conosciuti(tx, codComune, aperti)), ...toccati];
  const prima = [...new Map(tutti.map((c) => [c.soggetto, c])).values()].slice(0, meta);
  const limit = g.persone - prima.length;
  const dopo = (await leggiStatoLavoro(tx, segnoDi(codComune))) ?? '';
  const avanti = await conosciutiDopo(tx, codComune, { dopo, limit });
  const daCapo =
    avanti.length < limit ? await conosciutiDopo(tx, codComune, { dopo: '', limit: limit - avanti.length }) : [];
  const gia = new Set([...prima, ...avanti].map((c) => c.soggetto));
  return { prima, campione: [...avanti, ...daCapo.filter((c) => !gia.has(c.soggetto))] };
}

/** Runs one round. @throws TransientError, RifiutoANPR when ANPR answers nobody; what was compared stays done */
export async function giroConfronto(g: Giro): Promise<EsitoGiro> {
  const { prima, campione } = await g.db.transaction((tx) => scegli(tx, g));
  const conto = { guardate: 0, diverse: 0, inviate: 0, rifiutate: 0 };
  const c: Correzione = { ...g, canale: '3002', sempre: false };
  for (const chi of prima) await unaPersona(g, c, { chi, conto });
  const gia = new Set(prima.map((chi) => chi.soggetto));
  let segno: string | undefined;
  try {
    for (const chi of campione) {
      if (g.signal?.aborted === true) break;
      if (!gia.has(chi.soggetto)) await unaPersona(g, c, { chi, conto });
      segno = chi.soggetto;
    }
  } finally {
    await segna(g, segno);
  }
  return conto;
}

async function segna({ db, contesto, now }: Giro, segno: string | undefined): Promise<void> {
  if (segno === undefined) return;
  const quando = now().toISOString();
  await db.transaction((tx) => scriviStatoLavoro(tx, segnoDi(contesto.codComune), { valore: segno, now: quando }));
}

type Conto = { -readonly [K in keyof EsitoGiro]: number };

async function unaPersona(
  g: Giro,
  c: Correzione,
  { chi, conto }: { readonly chi: Conosciuto; readonly conto: Conto },
): Promise<void> {
  for (const domanda of daChiedere([chi])) {
    const voce = await chiedi(g.domanda, domanda);
    conto.guardate += 1;
    if ('rifiutata' in voce) {
      conto.rifiutate += 1;
      continue;
    }
    const risultato = await g.db.transaction((tx) => confrontaUna(tx, voce, g.contesto));
    if (diversi(risultato).length > 0) conto.diverse += 1;
    conto.inviate += (await correggi(c, risultato)).inviate;
  }
}
