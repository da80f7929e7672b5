/**
 * The workbench of these tests: an ente of its own on a real database, notifications through the real inbox, the real
 * applier, and every row it wrote to compare.
 * Invariant: two enti on one database share nothing, so a property test needs no fresh database per run.
 */
import type { Fatto } from '../../src/anpr/fatto.js';
import type { Log } from '../../src/log.js';
import { leggi as leggiContenuto } from '../../src/notifiche/index.js';
import { applica, creaMondo } from '../../src/registri/mondo.js';
import { chiaveRiga, NOMI_TABELLE, type Riga, TABELLE } from '../../src/registri/righe.js';
import type { Contesto } from '../../src/registri/stato.js';
import { apriContenuto } from '../../src/soap/contenuto.js';
import type { Database, Tx } from '../../src/store/database.js';
import { claimDovute, createInbox, elenca, type NotificaInbox } from '../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { tutteLeRighe } from '../../src/store/stato-locale.js';
import { type Applicazione, applicaLotto } from '../../src/work/apply.js';
import { lettoreQui } from '../../src/work/lettore.js';
import { leggiNotifica } from '../../src/work/lettura.js';
import { avviaLoop, type Loop, type LoopOptions, type LoopSettings } from '../../src/work/loop.js';
import { type Contenuto, contenutoDi } from './contenuti.js';

export const ADESSO = '2026-06-15T09:00:00.000Z';
export const OGGI = '2026-06-15';

let enti = 0;

/** An ente that no other test uses; its addresses carry the codes `999001` and `999900`. */
export function nuovoEnte(oggi = OGGI): Contesto {
  const codComune = String(800_000 + enti++);
  return { codComune, codici: new Set([codComune, '999001', '999900']), oggi };
}

/** A clear notification for the ente, as 4005 or a file brings it. */
export function notificaDi(
  { codComune }: Contesto,
  idOperazioneANPR: string,
  { tipoNotifica, xml }: Contenuto,
): NotificaRicevuta {
  return {
    canale: '4005',
    codDestinatario: codComune,
    tipoNotifica,
    codMittente: 'ANPR02',
    dataOraRichiesta: '2026-06-01T10:00:00.000Z',
    idOperazioneANPR,
    contenuto: Buffer.from(xml),
    prova: false,
    firma: 'NON_VERIFICATA',
    ricevutaIl: ADESSO,
  };
}

/** A feed of facts as notifications: each has an id of its own that does not depend on its place. */
export function notificheDi(contesto: Contesto, feed: readonly (readonly Fatto[])[]): NotificaRicevuta[] {
  return feed.map((fatti, i) => notificaDi(contesto, `${9_000_000 + i}`, contenutoDi(fatti)));
}

/** Saves one after the other: the order of the list is the order of arrival. */
export async function salva(db: Database, notifiche: readonly NotificaRicevuta[]): Promise<void> {
  const inbox = createInbox(db, { maxBatchRows: 1 });
  await Promise.all(notifiche.map((n) => inbox.salva(n)));
}

export const quando = (contesto: Contesto): Applicazione => ({ contesto, now: ADESSO });

/** What is due for the ente, read. */
export async function lettiDovuti(tx: Tx, { codComune }: Contesto, limit: number) {
  return (await claimDovute(tx, { codComune, now: ADESSO, limit })).map((n) => leggiNotifica(n, []));
}

/** Applies the inbox of the ente in transactions of these sizes, the last one as often as needed. */
export async function applicaInbox(db: Database, contesto: Contesto, lotti: readonly number[]): Promise<void> {
  for (let i = 0; ; i++) {
    const limit = lotti[Math.min(i, lotti.length - 1)]!;
    const fatte = await db.transaction(async (tx) => {
      const lotto = await lettiDovuti(tx, contesto, limit);
      if (lotto.length > 0) await applicaLotto(tx, lotto, quando(contesto));
      return lotto.length;
    });
    if (fatte === 0) return;
  }
}

export type Righe = Record<string, Record<string, Riga>>;

/** Every row of every projection of the ente, by table and key. */
export async function righe(db: Database, { codComune }: Contesto): Promise<Righe> {
  return db.transaction(async (tx) => {
    const out: Righe = {};
    for (const tabella of NOMI_TABELLE) {
      const sue = await tutteLeRighe(tx, codComune, { tabella, limit: 100_000 });
      out[tabella] = Object.fromEntries(sue.map((r) => [chiaveRiga(tabella, r), r]));
    }
    return out;
  });
}

/** The rows that the pure model gives for these notifications: what the database must hold. */
export function righeAttese(contesto: Contesto, notifiche: readonly NotificaRicevuta[]): Righe {
  const mondo = creaMondo([], [], contesto);
  for (const n of notifiche) {
    const { elemento } = apriContenuto(n.contenuto, []);
    const { fatti } = leggiContenuto(elemento, { ...n, idNotificaANPR: n.idOperazioneANPR });
    applica(mondo, { fatti, carico: n.canale === 'CARICO' });
  }
  const out: Righe = {};
  for (const [tabella, indice] of mondo.righe) {
    const { chiave, colonne } = TABELLE[tabella];
    const intera = (r: Riga): Riga => Object.fromEntries([...chiave, ...colonne].map((c) => [c, r[c] ?? null]));
    out[tabella] = Object.fromEntries([...indice.values()].flatMap((m) => [...m]).map(([k, r]) => [k, intera(r)]));
  }
  return out;
}

const DI_ENTE = {
  fatti: 'id, tipo, corpo',
  fatti_chiavi: 'chiave, fatto_id',
  variazioni: 'oggetto, campo, valore_prima, valore_dopo, stato, chiusa_il, notifica_id',
  anomalie: 'regola, oggetto, aperta, chiusa_il, notifica_id',
  applicazioni: 'notifica_id, cambi',
} as const;

/** Everything the applier writes for the ente, rows of the inbox included: what all-or-nothing is about. */
export async function tutto(db: Database, contesto: Contesto): Promise<unknown> {
  const proiezioni = await righe(db, contesto);
  return db.transaction(async (tx) => {
    const out: Record<string, unknown> = { proiezioni };
    for (const [tabella, colonne] of Object.entries(DI_ENTE)) {
      const rows = await tx.query(`SELECT ${colonne} FROM ${tabella} WHERE cod_comune = ?`, [contesto.codComune]);
      out[tabella] = rows.map((r) => JSON.stringify(r)).sort();
    }
    out.notifiche = await elenca(tx, { codComune: contesto.codComune, limit: 10_000 });
    return out;
  });
}

/** The inbox of the ente by id. */
export const inbox = (db: Database, { codComune }: Contesto): Promise<NotificaInbox[]> =>
  db.transaction((tx) => elenca(tx, { codComune, limit: 10_000 }));

/** How many rows a table holds for the ente. */
export async function conta(db: Database, tabella: keyof typeof DI_ENTE, contesto: Contesto): Promise<number> {
  const sql = `SELECT COUNT(*) AS n FROM ${tabella} WHERE cod_comune = ?`;
  const [r] = await db.transaction((tx) => tx.query<{ n: number }>(sql, [contesto.codComune]));
  return r?.n ?? 0;
}

/** Waits until the condition holds; says which one did not. */
export async function finche(cosa: string, condizione: () => Promise<boolean>, entroMs = 20_000): Promise<void> {
  const scadenza = performance.now() + entroMs;
  while (!(await condizione())) {
    if (performance.now() > scadenza) throw new Error(`not within ${entroMs} ms: ${cosa}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A log that keeps its lines. */
export function logDiProva(): Log & { righe: string[] } {
  const lines: string[] = [];
  const scrivi = (level: string) => (message: string, meta?: unknown) =>
    void lines.push(
      `${level} ${message} ${JSON.stringify(meta, (_, v) => (v instanceof Error ? `${v.name}: ${v.message}` : v))}`,
    );
  return { error: scrivi('error'), warn: scrivi('warn'), info: scrivi('info'), debug: scrivi('debug'), righe: lines };
}

export const IMPOSTAZIONI: LoopSettings = {
  batchSize: 10,
  pollMs: 10,
  leaseTtlMs: 30_000,
  retry: { maxAttempts: 4, firstDelayMs: 1000, maxDelayMs: 60_000 },
};

let processi = 0;

/** Starts a real loop for the ente; the clock stands still at `ADESSO` unless given. */
export function loopDi(
  db: Database,
  contesto: Contesto,
  altro: Partial<Omit<LoopOptions, 'settings'>> & { settings?: Partial<LoopSettings> } = {},
): Loop {
  const { settings, ...resto } = altro;
  return avviaLoop({
    db,
    codComune: contesto.codComune,
    codici: contesto.codici,
    lettore: lettoreQui(() => []),
    log: logDiProva(),
    now: () => new Date(ADESSO),
    owner: `prova-${processi++}`,
    ...resto,
    settings: { ...IMPOSTAZIONI, ...settings },
  });
}

/** Nothing of the ente is pending any more. */
export const smaltita = (db: Database, contesto: Contesto) => async (): Promise<boolean> =>
  (await inbox(db, contesto)).every((n) => n.stato !== 'pending');

/** Applies everything with a loop of its own and stops it. */
export async function faiLoop(
  db: Database,
  contesto: Contesto,
  altro: Parameters<typeof loopDi>[2] = {},
): Promise<void> {
  const loop = loopDi(db, contesto, altro);
  try {
    await finche('the inbox is worked', smaltita(db, contesto));
  } finally {
    await loop.stop();
  }
}
