/**
 * The workbench of the command line: a configuration file and a SQLite database in a folder of their own, and the real
 * command line with streams that remember.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { loadConfig, maskedConfig, originOf } from '../../src/config.js';
import type { Ambiente } from '../../src/doors/cli/ambiente.js';
import { runCli } from '../../src/doors/cli/programma.js';
import { silentLog } from '../../src/log.js';
import { Database } from '../../src/store/database.js';
import { createInbox, parcheggia } from '../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';

export const ISTAT = '999001';
export const ADESSO = new Date('2026-06-15T09:00:00.000Z');

/** What a command printed and its exit code. */
export interface Detto {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The JSON document, when `--json` was given. */
  readonly json: () => never;
}

export interface Banco {
  readonly dir: string;
  readonly config: string;
  /** Rewrites the configuration with these keys over the usual ones. */
  configura(altro: object): void;
  /** Runs `allinea …` with this configuration. */
  allinea(...argv: string[]): Promise<Detto>;
  /** Uses the database beside the commands. */
  conDb<T>(fn: (db: Database) => Promise<T>): Promise<T>;
}

const memoria = () => {
  const pezzi: string[] = [];
  return { output: { write: (t: string) => void pezzi.push(t), columns: undefined }, testo: () => pezzi.join('') };
};

/** Runs a command line; `altro` takes the place of what the roof would give. */
export async function esegui(argv: readonly string[], altro: Partial<Ambiente> = {}): Promise<Detto> {
  const [out, err] = [memoria(), memoria()];
  const ambiente: Ambiente = {
    version: '0.0.0-test',
    commit: 'abc',
    loadSettings: (file) => loadConfig({ file, env: {} }),
    showConfig: (file) => ({
      file: originOf({ file, env: {} }).file,
      config: maskedConfig(loadConfig({ file, env: {} })),
    }),
    configOrigin: (file) => originOf({ file, env: {} }),
    runDaemon: async () => 0,
    self: [],
    now: () => ADESSO,
    attore: 'operatore.prova',
    argv,
    uid: process.getuid?.() ?? null,
    userName: () => undefined,
    out: out.output,
    err: err.output,
    log: silentLog,
    interruption: () => new AbortController().signal,
    ...altro,
  };
  const code = await runCli(argv, ambiente);
  return { code, out: out.testo(), err: err.testo(), json: () => JSON.parse(out.testo()) as never };
}

/** A fresh bench for every test. */
export function banco(): Banco {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'allinea-cli-'));
    b.configura({});
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const b: Banco = {
    get dir() {
      return dir;
    },
    get config() {
      return join(dir, 'allinea.json');
    },
    configura: (altro) => {
      const base = {
        enti: [{ codiceIstat: ISTAT, nome: 'Comune di Prova', codiciStorici: ['999900'], keystoreDir: 'chiavi' }],
        firma: { policy: 'ignored' },
        database: { kind: 'sqlite', file: 'prova.sqlite' },
        server: { host: '127.0.0.1', port: 0 },
        spool: { dir: 'spool' },
      };
      writeFileSync(join(dir, 'allinea.json'), JSON.stringify({ ...base, ...altro }));
    },
    allinea: (...argv) => esegui([...argv, '--config', join(dir, 'allinea.json')]),
    conDb: async (fn) => {
      const db = await Database.open({ kind: 'sqlite', file: join(dir, 'prova.sqlite') });
      try {
        await db.migrate();
        return await fn(db);
      } finally {
        await db.close();
      }
    },
  };
  return b;
}

let ultimo = 4_500_000_000;

/** A notification in the clear, of a type that changes nothing. */
export function notifica(altro: Partial<NotificaRicevuta> = {}): NotificaRicevuta {
  ultimo += 1;
  return {
    canale: '4005',
    codDestinatario: ISTAT,
    tipoNotifica: 'N030',
    codMittente: 'ANPR02',
    dataOraRichiesta: '2026-06-01T10:00:00.000+02:00',
    idOperazioneANPR: String(ultimo),
    contenuto: Buffer.from(
      '<NotificaN030 xmlns="http://sogei.it/ANPR/N000notificheComuni"><x>SEGRETO</x></NotificaN030>',
    ),
    prova: false,
    firma: 'NON_VERIFICATA',
    ricevutaIl: '2026-06-15T08:00:00.000Z',
    ...altro,
  };
}

/** Saves notifications; those with a reason are parked. Ids in the order given. */
export async function metti(
  db: Database,
  notifiche: readonly { motivo?: string; n?: Partial<NotificaRicevuta> }[],
): Promise<number[]> {
  const inbox = createInbox(db);
  const ids: number[] = [];
  for (const { motivo, n } of notifiche) {
    const nuova = notifica(n);
    await inbox.salva(nuova);
    const [row] = await db.transaction((tx) =>
      tx.query<{ id: number }>('SELECT id FROM notifiche WHERE id_operazione_anpr = ?', [nuova.idOperazioneANPR]),
    );
    const id = row?.id ?? 0;
    ids.push(id);
    if (motivo !== undefined)
      await db.transaction((tx) => parcheggia(tx, id, { motivo, messaggio: 'perché sì', now: ADESSO.toISOString() }));
  }
  return ids;
}
