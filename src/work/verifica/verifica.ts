/**
 * The inside verification of an ente: inbox, facts, tables and views against each other, leases and queue against the clock.
 * Invariant: only anomalies and bookmarks are written; what is found right closes what was open about it.
 */
import type { Contesto } from '../../registri/stato.js';
import type { Keystore } from '../../soap/keystore.js';
import { oggettiAperti } from '../../store/confronto.js';
import type { Database, Tx } from '../../store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../store/lavori.js';
import { elencaLease } from '../../store/lease.js';
import { ferme, REGOLE_ROTTI, type Rotto, rotti } from '../../store/verifica.js';
import { allineaProprie, type Trovata } from '../anomalie-proprie.js';
import { campioneNotifiche, campionePersone, type EsitoCampione } from './campione.js';
import { trovata } from './regole.js';

export interface Verifica {
  readonly db: Database;
  readonly contesto: Contesto;
  /** Every code under which notifications of the ente arrive. */
  readonly codici: readonly string[];
  readonly keystores: readonly Keystore[];
  readonly now: () => Date;
  /** People folded again and notifications read again in one run; Infinity = all, from the beginning. */
  readonly persone: number;
  readonly notifiche: number;
  /** A due notification that waits longer than this while nobody applies it is told. */
  readonly fermeDopoMs: number;
}

export interface EsitoVerifica {
  /** Objects that were folded or read again. */
  readonly guardati: number;
  readonly trovate: readonly Trovata[];
  readonly aperte: number;
  readonly chiuse: number;
}

interface Segni {
  readonly persone: string;
  readonly notifiche: string;
}

const nomeDi = (codComune: string): string => `verifica:${codComune}`;
const DEL_CAMPIONE = 'RIGHE_DIVERSE';
const DEI_FATTI = 'APPLICATA_SENZA_FATTI';
const DEL_TEMPO = ['NOTIFICHE_FERME', 'LEASE_SCADUTO'] as const;
/** Objects already known to be wrong that are looked at in every run. */
const APERTI = 500;

/** Runs once over one ente. */
export async function verificaInterna(v: Verifica): Promise<EsitoVerifica> {
  const { db, contesto } = v;
  const { codComune } = contesto;
  const { segni, sbagliati } = await db.transaction((tx) => daDove(tx, v));
  const tutto = v.persone === Number.POSITIVE_INFINITY;
  const persone = await campionePersone(db, contesto, {
    segno: tutto ? '' : segni.persone,
    quante: v.persone,
    prima: sbagliati,
  });
  const notifiche = await notificheDiNuovo(v, tutto ? '' : segni.notifiche);
  return db.transaction(async (tx) => {
    const trovate = [
      ...persone.rotti.map((r) => trovata(DEL_CAMPIONE, r)),
      ...notifiche.rotti.map((r) => trovata(DEI_FATTI, r)),
      ...[...(await rotti(tx, codComune))].flatMap(([regola, quali]) => quali.map((r) => trovata(regola, r))),
      ...(await nelTempo(tx, v)),
    ];
    const esito = await racconta(tx, v, { trovate, persone, notifiche });
    const valore = JSON.stringify({ persone: persone.segno, notifiche: notifiche.segno } satisfies Segni);
    if (!tutto) await scriviStatoLavoro(tx, nomeDi(codComune), { valore, now: v.now().toISOString() });
    return { guardati: persone.oggetti.length + notifiche.oggetti.length, trovate, ...esito };
  });
}

async function daDove(tx: Tx, { contesto: { codComune } }: Verifica): Promise<{ segni: Segni; sbagliati: string[] }> {
  const letto = await leggiStatoLavoro(tx, nomeDi(codComune));
  const segni = letto === undefined ? { persone: '', notifiche: '' } : (JSON.parse(letto) as Segni);
  return { segni, sbagliati: await oggettiAperti(tx, codComune, { regole: [DEL_CAMPIONE], limit: APERTI }) };
}

/** Contents are opened a page at a time, so that a whole year of them never sits in memory. */
const PAGINA = 500;

async function notificheDiNuovo(v: Verifica, da: string): Promise<EsitoCampione> {
  const oggetti: string[] = [];
  const trovati: Rotto[] = [];
  let segno = da;
  while (oggetti.length < v.notifiche) {
    const quante = Math.min(PAGINA, v.notifiche - oggetti.length);
    const pagina = await campioneNotifiche(v.db, v.contesto.codComune, { segno, quante, keystores: v.keystores });
    oggetti.push(...pagina.oggetti);
    trovati.push(...pagina.rotti);
    segno = pagina.segno;
    if (segno === '') break;
  }
  return { oggetti, rotti: trovati, segno };
}

/** The queue and the leases: what nobody works although it is due, and who went away without giving its place back. */
async function nelTempo(tx: Tx, v: Verifica): Promise<Trovata[]> {
  const now = v.now();
  const primaDi = new Date(now.getTime() - v.fermeDopoMs).toISOString();
  const trovate: Trovata[] = [];
  for (const codice of v.codici) {
    const f = await ferme(tx, codice, primaDi);
    const prova = f && `${f.quante}, la prima è la ${f.prima}, dovuta dal ${f.dal}`;
    if (prova !== undefined) trovate.push(trovata('NOTIFICHE_FERME', { oggetto: `ente:${codice}`, prova }));
  }
  const nome = `ente:${v.contesto.codComune}`;
  const scaduto = (await elencaLease(tx)).find((l) => l.nome === nome && l.owner !== '' && l.expiresAt <= primaDi);
  if (scaduto !== undefined)
    trovate.push(trovata('LEASE_SCADUTO', { oggetto: nome, prova: `scaduto il ${scaduto.expiresAt}` }));
  return trovate;
}

/** Opens and closes, each rule over what it looked at. */
async function racconta(
  tx: Tx,
  v: Verifica,
  { trovate, persone, notifiche }: { trovate: readonly Trovata[]; persone: EsitoCampione; notifiche: EsitoCampione },
): Promise<{ aperte: number; chiuse: number }> {
  const { codComune } = v.contesto;
  const ovunque = [...REGOLE_ROTTI, ...DEL_TEMPO];
  const gia = await oggettiAperti(tx, codComune, { regole: ovunque, limit: Number.MAX_SAFE_INTEGER });
  const somma = { aperte: 0, chiuse: 0 };
  const giri: readonly (readonly [regole: readonly string[], oggetti: readonly string[]])[] = [
    [[DEL_CAMPIONE], persone.oggetti],
    [[DEI_FATTI], notifiche.oggetti],
    [ovunque, gia],
  ];
  for (const [regole, oggetti] of giri) {
    const sue = trovate.filter((t) => regole.includes(t.regola));
    const esito = await allineaProprie(tx, { codComune, now: v.now().toISOString(), regole, oggetti }, sue);
    somma.aperte += esito.aperte;
    somma.chiuse += esito.chiuse;
  }
  return somma;
}
