/**
 * The load of a whole comune from a CSV (docs/carico.md) on MariaDB: reading it into the inbox, and applying it to the last.
 * Invariant: the file is generated as it is read, so what is measured is the load and not a disk or a copy in memory.
 */
import { silentLog } from '../src/log.js';
import type { Keystore } from '../src/soap/keystore.js';
import { Database } from '../src/store/database.js';
import { createInbox } from '../src/store/inbox.js';
import { caricaCsv } from '../src/work/carica-csv.js';
import { openLetture } from '../src/work/letture-isolate.js';
import { avviaLoop } from '../src/work/loop.js';
import { type BancoDati, COD_COMUNE } from './banco-dati.js';

const DATABASE = 'carico';
/** Residents per family in Italy, times ten. */
const PER_DIECI_FAMIGLIE = 23;
const PEZZO = 65_536;
const CAMPIONE_MS = 200;
/** Of minutes, a quarter of a second is nothing; asked a hundred times a second the server would be half busy with the question. */
const OGNI_MS = 250;

const TESTATA =
  'id_scheda_anpr;cognome;nome;sesso;data_nascita;cittadinanza;id_famiglia_anpr;codice_legame;in_famiglia_dal;residente_dal;specie;toponimo;civico;elettore;sezione\n';

function riga(i: number): string {
  const famiglia = 500_000 + Math.floor((i * 10) / PER_DIECI_FAMIGLIE);
  const primo = i === 0 || Math.floor(((i - 1) * 10) / PER_DIECI_FAMIGLIE) + 500_000 !== famiglia;
  const anno = 1930 + ((i * 7) % 95);
  const nascita = `${anno}-0${1 + (i % 9)}-1${i % 9}`;
  const dove = `2015-01-01;2015-01-01;VIA;STRADA ${famiglia % 700};${1 + (famiglia % 90)}`;
  const sezione = anno < 2008 ? String(1 + (famiglia % 20)) : '';
  return `${100_000 + i};COGNOME${i};NOME${i};${i % 2 === 0 ? 'F' : 'M'};${nascita};100;${famiglia};${primo ? 1 : 3};${dove};S;${sezione}\n`;
}

async function* comune(residenti: number): AsyncGenerator<Uint8Array> {
  let pezzo = TESTATA;
  for (let i = 0; i < residenti; i++) {
    pezzo += riga(i);
    if (pezzo.length < PEZZO) continue;
    yield Buffer.from(pezzo);
    pezzo = '';
  }
  yield Buffer.from(pezzo);
}

/** What the load took. */
export interface MisuraCarico {
  readonly residenti: number;
  readonly codaMs: number;
  readonly totaleMs: number;
  /** Largest resident set of the process that reads and applies. */
  readonly piccoMB: number;
}

/** Loads and applies a comune of that many residents. @throws Error when one of its documents was parked */
export async function misuraCarico(dati: BancoDati, residenti: number): Promise<MisuraCarico> {
  const db = await Database.open(await dati.nuovo(DATABASE));
  let picco = 0;
  const sonda = setInterval(() => {
    picco = Math.max(picco, process.memoryUsage().rss);
  }, CAMPIONE_MS);
  try {
    await db.migrate();
    const da = performance.now();
    await caricaCsv({ db, inbox: createInbox(db) }, comune(residenti), {
      codComune: COD_COMUNE,
      codifica: 'utf-8',
      momento: '2026-03-01T00:00:00.000Z',
      impronta: 'bench',
      now: () => new Date(),
      scarta: ({ riga: n }) => {
        throw new Error(`line ${n} of the generated file was rejected`);
      },
    });
    const codaMs = performance.now() - da;
    await applica(db, dati);
    return { residenti, codaMs, totaleMs: performance.now() - da, piccoMB: picco / 1e6 };
  } finally {
    clearInterval(sonda);
    await db.close();
  }
}

/** Cards of the initial load are in clear. */
const NESSUNA_CHIAVE: readonly Keystore[] = [];

async function applica(db: Database, dati: BancoDati): Promise<void> {
  const letture = openLetture({ enti: [COD_COMUNE], keystores: () => NESSUNA_CHIAVE, log: silentLog });
  const loop = avviaLoop({
    db,
    codComune: COD_COMUNE,
    codici: new Set([COD_COMUNE]),
    lettore: letture.lettore(COD_COMUNE),
    log: silentLog,
    now: () => new Date(),
    owner: 'bench',
    settings: {
      batchSize: 100,
      pollMs: 50,
      leaseTtlMs: 60_000,
      retry: { maxAttempts: 5, firstDelayMs: 200, maxDelayMs: 5_000 },
    },
  });
  try {
    await dati.finoAllaFine(DATABASE, OGNI_MS);
  } finally {
    await loop.stop();
    await letture.close();
  }
}

/** The figures on a few lines. */
export function scriviCarico({ residenti, codaMs, totaleMs, piccoMB }: MisuraCarico): string {
  const secondi = (ms: number): string => (ms / 1000).toFixed(1);
  return [
    `initial load of ${residenti} residents (CSV, MariaDB): ${secondi(totaleMs)} s`,
    `  of which reading it into the inbox: ${secondi(codaMs)} s`,
    `  memory of the process, at most: ${Math.round(piccoMB)} MB`,
  ].join('\n');
}
