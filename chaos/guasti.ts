/**
 * The faults, and the plan of the month: which of them on which day, for how long.
 * Invariant: the plan depends on the seed alone; whatever a fault did is undone when it resolves.
 */
import { readdir, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as attendi } from 'node:timers/promises';
import type { Caso } from '../src/simulatore/caso.js';
import type { Demone } from './demone.js';
import { SPOOL_STRETTO } from './installazione.js';
import type { Guasto, Motore } from './motore.js';
import type { Nemici } from './nemici.js';
import type { Spedizione } from './spedizione.js';

/** What faults work on. */
export interface Campo {
  readonly motore: Motore;
  readonly demoni: readonly Demone[];
  readonly spedizione: Spedizione;
  readonly nemici: Nemici;
  /** Where the daemons keep what the database does not take. */
  readonly spoolDir: string;
}

/** One fault: it begins, lasts, and is undone. @param chi which daemon @param ms how long it lasts */
type Azione = (c: Campo, chi: number, ms: number) => Promise<void>;

/** kB of the biggest file of a daemon whose disk is full. */
const DISCO_KB = 64;

/** Heavy notifications that take the database longer than a signal takes to arrive. */
const TANTE = 24;
/** The database is asked every second whether it is back. */
const PRESA_MS = 4_000;
/** A process needs so long before it knows that its database is away. */
const AVVIO_MS = 1_500;

const demoneDi = (c: Campo, chi: number): Demone => c.demoni[chi % c.demoni.length] as Demone;

/** Starts whatever does not run; a daemon that cannot start under its fault is started again without it. */
export async function rialza(c: Campo): Promise<void> {
  await Promise.all(c.demoni.map(async (d) => d.pid === undefined && !(await d.avvia()) && (await d.avvia())));
}

async function ricomincia(d: Demone): Promise<void> {
  await d.uccidi();
  if (!(await d.avvia())) await d.avvia();
}

const ucciso: Azione = async (c, chi, ms) => {
  await attendi(ms / 3);
  await ricomincia(demoneDi(c, chi));
};

/** Killed again as soon as it stands: recovery is killed too. */
const uccisoDueVolte: Azione = async (c, chi, ms) => {
  await ucciso(c, chi, ms);
  await attendi(ms / 10);
  await ricomincia(demoneDi(c, chi));
};

const fermato: Azione = async (c, chi, ms) => {
  const d = demoneDi(c, chi);
  await d.ferma();
  await attendi(ms / 3);
  if (!(await d.avvia())) await d.avvia();
};

/** Started again while its database is away: it receives into the spool meanwhile. */
const senzaDatabase: Azione = async (c, chi, ms) => {
  const d = demoneDi(c, chi);
  await d.uccidi();
  let partito: Promise<boolean> = Promise.resolve(true);
  await senza(viaDi(c), async () => {
    partito = d.avvia();
    await attendi(AVVIO_MS + ms);
  });
  if (!(await partito)) await d.avvia();
};

const congelato: Azione = async (c, chi, ms) => {
  const d = demoneDi(c, chi);
  d.congela();
  await attendi(ms);
  d.scongela();
};

/** Resolves as soon as a file of the spool carries the number of that process, or when it should long have. */
async function claimedBy(dir: string, pid: number): Promise<void> {
  const fine = new AbortController();
  const timer = setTimeout(() => fine.abort(), PRESA_MS);
  try {
    // The folder of this installation is there since the first start; watching a tree is too slow here.
    const [nostra = ''] = await readdir(dir);
    for await (const { filename } of watch(join(dir, nostra), { signal: fine.signal }))
      if (filename?.endsWith(`.spool.${pid}`) === true) return;
  } catch (error) {
    if (!fine.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
}

const senza = async (guasto: Guasto, fn: () => Promise<void>): Promise<void> => {
  const ripara = await guasto();
  try {
    await fn();
  } finally {
    await ripara();
  }
};

/** The way in which the database goes away while disk or spool are full: the first of the engine's. */
const viaDi = ({ motore }: Campo): Guasto => Object.values(motore.guasti)[0] as Guasto;

/** The disk of one daemon is full while its database is away: what it cannot keep it may not acknowledge. */
const discoPieno: Azione = async (c, chi, ms) => {
  const d = demoneDi(c, chi);
  await d.uccidi();
  await d.avvia({ discoKB: DISCO_KB });
  await attendi(ms / 3);
  await senza(viaDi(c), async () => {
    await c.spedizione.zavorra(d.url);
    await attendi(ms);
  });
  await ricomincia(d);
};

/** The spool of one daemon fills while its database is away. */
const spoolPieno: Azione = async (c, chi, ms) => {
  const d = demoneDi(c, chi);
  await d.ferma();
  await d.avvia({ env: SPOOL_STRETTO });
  await senza(viaDi(c), async () => {
    await c.spedizione.zavorra(d.url);
    await attendi(ms);
  });
  await d.ferma();
  if (!(await d.avvia())) await d.avvia();
};

/** Killed in the moment in which it has claimed what it kept, and hands it to the database that is back. */
const uccisoMentreSvuota: Azione = async (c, chi, ms) => {
  const d = demoneDi(c, chi);
  let presa: Promise<void> = Promise.resolve();
  await senza(viaDi(c), async () => {
    await c.spedizione.zavorra(d.url, TANTE);
    await attendi(ms);
    presa = claimedBy(c.spoolDir, d.pid ?? 0);
  });
  await presa;
  await ricomincia(d);
};

const chiamatePerse: Azione = async ({ spedizione }, _chi, ms) => {
  spedizione.appendi(12);
  await attendi(ms);
  spedizione.lasciaAppese();
};

const nemico: Azione = ({ nemici, demoni }, _chi, ms) =>
  nemici.assalta(
    demoni.flatMap((d) => d.url ?? []),
    ms,
  );

const AZIONI: Readonly<Record<string, Azione>> = {
  'daemon killed': ucciso,
  'daemon killed while it recovers': uccisoDueVolte,
  'daemon stopped': fermato,
  'daemon started without its database': senzaDatabase,
  'daemon frozen': congelato,
  'daemon killed while it empties the spool': uccisoMentreSvuota,
  'disk full': discoPieno,
  'spool full': spoolPieno,
};

export interface Previsto {
  readonly nome: string;
  readonly chi: number;
  readonly ms: number;
}

/** Of each day: one fault of the daemons, one of the database, sometimes one of the callers. */
export type Piano = readonly (readonly Previsto[])[];

/** These take the database away by themselves: no other fault of it on the same day. */
const CON_DATABASE = new Set([
  'disk full',
  'spool full',
  'daemon started without its database',
  'daemon killed while it empties the spool',
]);
/** What callers do, beside the faults of daemons and databases. */
const CHIAMATE: Readonly<Record<string, Azione>> = {
  'callers half-open': chiamatePerse,
  'callers hostile': nemico,
};

/** Every kind once before any comes twice. */
function* giro(nomi: readonly string[], caso: Caso): Generator<string, never> {
  for (;;) yield* caso.mescola(nomi);
}

export function pianifica(motore: Motore, giorni: number, o: { caso: Caso; durata: readonly [number, number] }): Piano {
  const { caso, durata } = o;
  const demoni = giro(Object.keys(AZIONI), caso.ramo('demoni'));
  const database = giro(Object.keys(motore.guasti), caso.ramo('database'));
  const chiamate = giro(Object.keys(CHIAMATE), caso.ramo('chiamate'));
  return Array.from({ length: giorni }, () => {
    const uno = (nome: string): Previsto => ({ nome, chi: caso.intero(0, 99), ms: caso.intero(...durata) });
    const oggi = [uno(demoni.next().value)];
    if (!CON_DATABASE.has(oggi[0]?.nome ?? '')) oggi.push(uno(database.next().value));
    if (caso.vero(0.8)) oggi.push(uno(chiamate.next().value));
    return oggi;
  });
}

function azioneDi({ motore }: Campo, nome: string): Azione {
  const guasto = motore.guasti[nome];
  return guasto === undefined
    ? ((CHIAMATE[nome] ?? AZIONI[nome]) as Azione)
    : (_c, _chi, ms) => senza(guasto, () => attendi(ms));
}

/** Inflicts the faults of a day, all at once. */
export async function infliggi(c: Campo, oggi: readonly Previsto[]): Promise<void> {
  await Promise.all(oggi.map(({ nome, chi, ms }) => azioneDi(c, nome)(c, chi, ms)));
}
