/** The program as it is installed: a process with signals and exit codes, and the trial from end to end. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { issue } from '../soap/pki.js';
import { banco } from './banco.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = join(root, 'node_modules', `.allinea-processo-${process.pid}`);
const program = join(outDir, 'src', 'cli.js');
const b = banco();

beforeAll(() => {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', outDir, '--noCheck', '--sourceMap', 'false'], {
    cwd: root,
  });
  cpSync(join(root, 'src/anpr/wsdl'), join(outDir, 'src/anpr/wsdl'), { recursive: true });
  const env = { ...process.env, GIT_COMMIT: 'abcdef123456' };
  execFileSync(process.execPath, ['scripts/build-info.mjs', outDir], { cwd: root, env });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

const figli: ChildProcess[] = [];
afterEach(() => {
  for (const figlio of figli.splice(0)) figlio.kill('SIGKILL');
});

interface Processo {
  readonly figlio: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly finito: Promise<number | null>;
}

function allinea(argv: readonly string[], env: Record<string, string> = {}): Processo {
  const options = { cwd: b.dir, env: { PATH: process.env.PATH ?? '', ...env } };
  const figlio = spawn(process.execPath, [program, ...argv], options);
  figli.push(figlio);
  const testo = { out: '', err: '' };
  figlio.stdout.on('data', (d: Buffer) => {
    testo.out += d.toString();
  });
  figlio.stderr.on('data', (d: Buffer) => {
    testo.err += d.toString();
  });
  const finito = once(figlio, 'close').then(([code]) => code as number | null);
  return { figlio, out: () => testo.out, err: () => testo.err, finito };
}

const avviato = async (p: Processo): Promise<void> => {
  await expect.poll(() => p.out(), { timeout: 30_000 }).toContain('"Started"');
};

it('the daemon stops in order at SIGTERM, exits 0, and every line of its output is JSON', async () => {
  const p = allinea(['avvia', '--config', b.config]);
  await avviato(p);
  p.figlio.kill('SIGTERM');
  expect(await p.finito).toBe(0);
  const lines = p
    .out()
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as { message: string });
  expect(lines.at(-1)?.message).toBe('Stopped');
});

it('the release, the commit it was built from and the schema are told without git', async () => {
  const p = allinea(['--version'], { PATH: '' });
  expect(await p.finito).toBe(0);
  expect(p.out()).toMatch(/^\d+\.\d+\.\d+ \(commit abcdef123456, schema \d{13}, \d+ passi\)\n$/);
});

it('a program older than its database does not start: 78, and which release it needs', async () => {
  await b.conDb((db) =>
    db.transaction((tx) => tx.execute("INSERT INTO migrazioni (timestamp, name) VALUES (1999999999000, 'DelFuturo')")),
  );
  const p = allinea(['avvia', '--config', b.config]);
  expect(await p.finito).toBe(78);
  expect(p.err()).toContain('Questo programma è più vecchio del suo database');
});

it('the audit says the person behind sudo, and the user of the daemon', async () => {
  expect(await allinea(['migra', '--config', b.config], { SUDO_USER: 'mario.rossi' }).finito).toBe(0);
  const p = allinea(['registro', '--json', '--config', b.config]);
  expect(await p.finito).toBe(0);
  expect(p.out()).toMatch(/"attore": "mario\.rossi \(come \S+\)"/);
});

it('the configuration may come from the environment alone', async () => {
  const enti = JSON.stringify([{ codiceIstat: '999001', nome: 'Prova' }]);
  const env = {
    ALLINEA_ENTI: enti,
    ALLINEA_FIRMA_POLICY: 'ignored',
    ALLINEA_SERVER_PORT: '0',
    ALLINEA_SERVER_HOST: '127.0.0.1',
    ALLINEA_DATABASE_FILE: join(b.dir, 'x.sqlite'),
    ALLINEA_SPOOL_DIR: join(b.dir, 'spool'),
  };
  const p = allinea(['avvia'], env);
  await avviato(p);
  p.figlio.kill('SIGINT');
  expect(await p.finito).toBe(0);
  expect(existsSync(join(b.dir, 'x.sqlite'))).toBe(true);
});

it('a wrong configuration ends the start with 78 and the list on the error stream', async () => {
  b.configura({ enti: [], loop: { pollMs: 0 } });
  const p = allinea(['avvia', '--config', b.config]);
  expect(await p.finito).toBe(78);
  expect(p.err()).toMatch(/enti = \[\][\s\S]*loop\.pollMs = 0/);
});

it('what time may mend ends the start with 69, so that it is tried again: a port that another program holds', async () => {
  const altro = createServer().listen(0, '127.0.0.1');
  await once(altro, 'listening');
  const { port } = altro.address() as AddressInfo;
  b.configura({ server: { host: '127.0.0.1', port } });
  const p = allinea(['avvia', '--config', b.config]);
  expect(await p.finito).toBe(69);
  altro.close();
  expect(p.err()).toMatch(/Per ora non si può partire[\s\S]*EADDRINUSE/);
});

it('what time may mend ends the start with 69, so that it is tried again: certificate and key of two renewals', async () => {
  const [uno, due] = [issue({ cn: 'localhost' }), issue({ cn: 'localhost' })];
  writeFileSync(join(b.dir, 'c.pem'), uno.cert);
  writeFileSync(join(b.dir, 'k.pem'), due.key);
  b.configura({ server: { host: '127.0.0.1', port: 0, tls: { certFile: 'c.pem', keyFile: 'k.pem' } } });
  const p = allinea(['avvia', '--config', b.config]);
  expect(await p.finito).toBe(69);
  expect(p.err()).toContain('uno dei due è di un altro rinnovo');
});

it('systemd starts again after every exit but the one of a wrong configuration', () => {
  const unit = readFileSync(join(root, 'packaging/allinea.service'), 'utf8');
  expect(unit).toMatch(/^Restart=always$/m);
  expect(unit.match(/^RestartPreventExitStatus=.*$/gm)).toEqual(['RestartPreventExitStatus=78']);
});

it('a signal ends the wait for a database that is not there', async () => {
  b.configura({ database: { kind: 'mysql', host: '127.0.0.1', port: 1 } });
  const p = allinea(['avvia', '--config', b.config]);
  await expect.poll(() => p.out(), { timeout: 30_000 }).toContain('Database not available, waiting');
  p.figlio.kill('SIGTERM');
  expect(await p.finito).toBe(0);
});

it('the first signal waits for a call under way, the second ends at once', async () => {
  const p = allinea(['avvia', '--config', b.config]);
  await avviato(p);
  const { url } = JSON.parse(
    p
      .out()
      .split('\n')
      .find((l) => l.includes('"Started"')) ?? '{}',
  ) as { url: string };
  const chiamata = connect(Number(new URL(url).port), '127.0.0.1');
  chiamata.write('POST /anpr/n000 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<a');
  await expect.poll(() => chiamata.bytesWritten).toBeGreaterThan(0);
  const stato = allinea(['stato', '--vivo', '--config', b.config]);
  expect(await stato.finito).toBe(1);
  p.figlio.kill('SIGTERM');
  await expect.poll(() => p.out(), { timeout: 10_000 }).toContain('"Stopping"');
  p.figlio.kill('SIGTERM');
  expect(await p.finito).toBe(130);
  chiamata.destroy();
});

it('a reader that closes the pipe is no error', async () => {
  const p = allinea(['--help']);
  p.figlio.stdout?.destroy();
  expect(await p.finito).toBe(0);
});

it('the trial with a small comune ends with every view equal to the truth', async () => {
  const cartella = join(b.dir, 'prova');
  const p = allinea(['prova', '--exit', '--abitanti', '400', '--cartella', cartella, '--json']);
  expect(await p.finito, p.err()).toBe(0);
  const esito = JSON.parse(p.out()) as { differenze: unknown[]; invio: { acquisite: number; totale: number } };
  expect(esito.differenze).toEqual([]);
  expect(esito.invio.acquisite).toBe(esito.invio.totale);
  expect(readFileSync(join(cartella, 'allinea.log'), 'utf8')).toContain('"Stopped"');
  const stato = allinea(['stato', '--config', join(cartella, 'allinea.json')]);
  // Its port is free again: another trial may have it by now, and then somebody answers.
  expect([0, 1]).toContain(await stato.finito);
  expect(stato.out()).toContain('Demone: ');
});

it('a trial whose push loses notifications gets them back by reconciliation, and every view is equal to the truth', async () => {
  const cartella = join(b.dir, 'prova');
  const opzioni = ['--exit', '--abitanti', '400', '--perdute', '40', '--cartella', cartella, '--json'];
  const p = allinea(['prova', ...opzioni]);
  expect(await p.finito, p.err()).toBe(0);
  const esito = JSON.parse(p.out()) as { differenze: unknown[]; recuperate: number };
  expect(esito.differenze).toEqual([]);
  expect(esito.recuperate).toBeGreaterThan(5);
});

it('the trial touches no folder that is not its own', async () => {
  const p = allinea(['prova', '--exit', '--cartella', b.dir]);
  expect(await p.finito).toBe(2);
  expect(p.err()).toContain('non è di una prova');
  writeFileSync(join(b.dir, 'ancora-qui'), '');
  expect(existsSync(b.config)).toBe(true);
});
