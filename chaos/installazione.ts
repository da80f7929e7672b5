/**
 * The installation of the month: keys, certificates, one configuration per daemon, one spool for all of them.
 * Invariant: everything is in one temporary folder that goes away at the end.
 */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../src/config.js';
import { creaPki, type Pki } from '../src/simulatore/index.js';
import { Demone } from './demone.js';
import type { Motore } from './motore.js';

export const CODICE_ISTAT = '999001';
export const NOME = 'Comune di Prova';
export const PERCORSO = '/anpr/n000';

/** Small enough to be filled by a long absence of the database. */
export const SPOOL_STRETTO = { ALLINEA_SPOOL_MAX_BYTES: '1048576' } as const;

export interface Installazione {
  readonly dir: string;
  readonly pki: Pki;
  readonly demoni: readonly Demone[];
  /** As the daemons read it. */
  readonly config: Config;
}

/** Short waits, so that a month fits into minutes; everything else as in service. */
function configurazione(motore: Motore, demone: number, port: number): object {
  return {
    database: motore.sezione(demone),
    server: { host: '127.0.0.1', port, path: PERCORSO, shutdownTimeoutMs: 2_000 },
    firma: { policy: 'required', caFiles: ['ca.pem'] },
    enti: [{ codiceIstat: CODICE_ISTAT, nome: NOME, keystoreDir: 'chiavi' }],
    spool: { dir: 'spool', databaseWaitMs: 250 },
    loop: { pollMs: 200, leaseTtlMs: 5_000, retry: { maxAttempts: 30, firstDelayMs: 50, maxDelayMs: 500 } },
    log: { level: 'info' },
  };
}

function scriviChiavi(casa: string, pki: Pki): void {
  const chiavi = join(casa, 'chiavi');
  mkdirSync(chiavi, { recursive: true, mode: 0o700 });
  writeFileSync(join(casa, 'ca.pem'), pki.caPem);
  for (const k of pki.comuni) {
    writeFileSync(join(chiavi, k.nomeFile), k.p12);
    writeFileSync(join(chiavi, k.nomeFile.replace(/\.p12$/, '.password')), k.password);
  }
}

/** Ports that nobody has: a daemon keeps its own over all its lives, as in service. */
async function porteLibere(quante: number): Promise<number[]> {
  const server = Array.from({ length: quante }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(server.map((s) => once(s, 'listening')));
  const porte = server.map((s) => (s.address() as AddressInfo).port);
  await Promise.all(server.map((s) => new Promise((resolve) => s.close(resolve))));
  return porte;
}

/** A folder for one month. */
export const apriCartella = (): { dir: string; butta: () => void } => {
  const dir = mkdtempSync(join(tmpdir(), 'allinea-chaos-'));
  const butta = (): void => rmSync(dir, { recursive: true, force: true });
  process.on('exit', butta);
  return { dir, butta };
};

/** Installs into the folder; nothing runs yet. */
export async function installa(dir: string, motore: Motore, now: Date): Promise<Installazione> {
  const casa = join(dir, 'installazione');
  const pki = await creaPki({ codiciIstat: [CODICE_ISTAT], now });
  scriviChiavi(casa, pki);
  const file = (i: number): string => join(casa, `demone-${i + 1}.json`);
  const porte = await porteLibere(motore.demoni);
  const demoni = porte.map((port, i) => {
    writeFileSync(file(i), JSON.stringify(configurazione(motore, i, port)));
    return new Demone(`daemon ${i + 1}`, port, file(i), join(casa, `demone-${i + 1}.log`));
  });
  return { dir: casa, pki, demoni, config: loadConfig({ file: file(0), env: {} }) };
}
