/** The configuration: layers, one validation that says everything, secrets that stay hidden. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VARIABILI } from '../../src/config/environment.js';
import { parseJsonc } from '../../src/config/jsonc.js';
import { configFile, loadConfig, maskedConfig, packageRoot } from '../../src/config.js';
import { ConfigError } from '../../src/errors.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const MINIMA = { enti: [{ codiceIstat: '000001', nome: 'Prova' }], firma: { policy: 'ignored' } };

function write(name: string, content: unknown): string {
  const path = join(dir, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function problemsOfFile(file: string, env: Record<string, string> = {}): readonly string[] {
  try {
    loadConfig({ file, env, cwd: dir });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((p) => `${p.key} = ${p.value}: ${p.remedy}`);
    throw error;
  }
  return [];
}

const problemsOf = (content: unknown, env: Record<string, string> = {}): readonly string[] =>
  problemsOfFile(write('c.json', content), env);

describe('parameters and rules of the comune', () => {
  it('are judged all at once, also where the shape of one of them is wrong', () => {
    const parametri = [
      { nome: 'tari_regola_componenti', valore: 'GIORNO', atto: 'Del. 1' },
      { nome: 'tari_anno_emesso', valore: 2026, dal: '2026-04-10', atto: 'Lista' },
      { nome: 'tari_boh', valore: 'SI', dal: '2024-01-01', atto: 'Del. 1' },
      { nome: 'imu_regime', valore: 'IMU', dal: '2024-02-31', atto: 'Del. 1' },
    ];
    const regole = [
      { ufficio: 'TRIBUTI', evento: 'TARI_OCCUPANTI', regola: 'avvisa' },
      { ufficio: 'TRIBUTI', evento: 'BOH', regola: 'applica', dal: '2026-01-01' },
    ];
    const detti = problemsOf({ ...MINIMA, enti: [{ codiceIstat: '000001', nome: 'Prova', parametri, regole }] });
    expect(detti.map((p) => p.split(' = ')[0])).toEqual([
      'enti[0].parametri[0].dal',
      'enti[0].parametri[1].valore',
      'enti[0].regole[0].dal',
      'enti[0].parametri[2].nome',
      'enti[0].parametri[3].dal',
      'enti[0].regole[1].evento',
    ]);
  });
});

describe('layers', () => {
  it('a file that only names the ente is completed by the defaults', () => {
    const config = loadConfig({ file: write('c.json', MINIMA), env: {}, cwd: dir });
    expect(config.database).toEqual({ kind: 'sqlite', file: join(dir, 'data/allinea.sqlite') });
    expect(config.enti[0]).toMatchObject({
      codiceIstat: '000001',
      codiciStorici: [],
      keystores: [],
      keystoreDir: null,
    });
    expect(config.risposta.campo).toBe('entrambi');
  });

  it('a variable wins over the file and is read with the type of its key', () => {
    const env = {
      ALLINEA_CONFIG: write('c.json', { ...MINIMA, server: { port: 1 } }),
      ALLINEA_SERVER_PORT: '9443',
      ALLINEA_FIRMA_ACCEPT_SHA1: 'true',
      ALLINEA_FIRMA_CA_FILES: 'a.pem, b.pem',
      ALLINEA_LOG_LEVEL: 'debug',
      ALLINEA_SERVER_TLS: 'null',
    };
    const config = loadConfig({ env, cwd: dir });
    expect(config.server).toMatchObject({ port: 9443, tls: null });
    expect(config.firma).toMatchObject({ acceptSha1: true, caFiles: [join(dir, 'a.pem'), join(dir, 'b.pem')] });
    expect(config.log.level).toBe('debug');
  });

  it('paths in the file are relative to the file, and an array in the file replaces the default one', () => {
    const file = write('etc/c.json', {
      ...MINIMA,
      database: { file: 'x.sqlite' },
      prova: { codDestinatario: ['777777'] },
    });
    const config = loadConfig({ file, env: {}, cwd: dir });
    expect(config.database).toEqual({ kind: 'sqlite', file: join(dir, 'etc', 'x.sqlite') });
    expect(config.prova).toEqual({ idOperazioneANPR: ['999999'], codDestinatario: ['777777'] });
  });

  it('without any file configFile says so', () => {
    expect(configFile({ env: {}, cwd: dir, installation: join(dir, 'non-qui.json') })).toBeNull();
    expect(configFile({ env: { ALLINEA_CONFIG: 'x.json' }, cwd: dir })).toBe(join(dir, 'x.json'));
  });
});

describe('problems', () => {
  it('every problem of every section is reported at once with key, value and remedy', () => {
    const problems = problemsOf({
      server: { port: 70_000, tls: { certFile: 'no.pem', keyFile: 'no.key' } },
      database: { kind: 'oracle' },
      firma: { policy: 'required', caFiles: [] },
      enti: [
        { codiceIstat: '1', nome: '' },
        { codiceIstat: '000002', nome: 'B', keystore: [] },
      ],
      loop: { pollMs: 'spesso' },
      sever: {},
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining('server.port = 70000: scrivere un numero intero da 0 a 65535'),
        expect.stringContaining('database.kind = "oracle": scegliere uno fra: sqlite, mysql'),
        expect.stringContaining('firma.caFiles = []'),
        expect.stringContaining('enti[0].codiceIstat = "1"'),
        expect.stringContaining('enti[0].nome = ""'),
        expect.stringContaining('enti[1].keystore = …: chiave sconosciuta'),
        expect.stringContaining('loop.pollMs = "spesso"'),
        expect.stringContaining('sever = …: chiave sconosciuta: forse «server»?'),
      ]),
    );
    expect(problems.filter((p) => p.startsWith('server.tls'))).toHaveLength(0);
  });

  it('files that are named and cannot be read are problems of their keys', () => {
    const problems = problemsOf({ ...MINIMA, server: { tls: { certFile: 'no.pem', keyFile: 'no.key' } } });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain(
      `server.tls.certFile = ${join(dir, 'no.pem')}: il file non si legge: non c’è, o non c’è la sua cartella (ENOENT)`,
    );
  });

  it('an unknown variable of ours is a problem and others are left alone', () => {
    const problems = problemsOf(MINIMA, { ALLINEA_SERVER_PROT: '1', SERVER_PORT: 'x', PATH: '/bin' });
    expect(problems).toEqual(['ALLINEA_SERVER_PROT = …: variabile sconosciuta: forse «ALLINEA_SERVER_PORT»?']);
  });

  it('the same code in two enti is refused because notifications are routed by it', () => {
    const enti = [
      { codiceIstat: '000001', nome: 'A', codiciStorici: ['000009'] },
      { codiceIstat: '000009', nome: 'B' },
    ];
    expect(problemsOf({ ...MINIMA, enti })).toEqual([expect.stringContaining('enti[1] = "000009"')]);
  });

  it('a file that is not JSON is one problem that says where', () => {
    const posizione = problemsOf('{\n "enti": [],\n  nome\n}');
    expect(posizione).toEqual([expect.stringMatching(/^--config = .*non è JSON valido alla riga 3, colonna 3/)]);
    expect(problemsOf('{ "enti": [ }')).toEqual([expect.stringContaining('controllare virgole')]);
  });

  it('a key that an object says twice is refused, with its place and its lines', () => {
    const text = `{
      "enti": [{ "codiceIstat": "000001", "nome": "A" }, // due enti
        { "codiceIstat": "000002",
          "nome": "B", "n\\u006fme": "C" }],
      "firma": { "policy": "ignored", /* "policy": "x", */ },
      "server": { "port": 1 },
      "server": {
        "port": 2,
        "port": 3,
        "port": 4,
      },
    }`;
    expect(problemsOf(text)).toEqual([
      'enti[1].nome = (due volte, alla riga 4): una chiave si scrive una volta sola: tenere quella giusta',
      'server.port = (3 volte, alle righe 8, 9 e 10): una chiave si scrive una volta sola: tenere quella giusta',
      'server = (due volte, alle righe 6 e 7): una chiave si scrive una volta sola: tenere quella giusta',
    ]);
    expect(problemsOf('{ "__proto__": {}, "__proto__": {} }')[0]).toContain('__proto__ = (due volte, alla riga 1)');
  });

  it.each([
    [
      'UTF-16 with its mark',
      Buffer.from('\uFEFF{ "enti": [] }', 'utf16le'),
      'il file è in UTF-16, non in UTF-8: salvarlo',
    ],
    ['UTF-16 without one', Buffer.from('{ "enti": [] }', 'utf16le'), 'il file è in UTF-16, non in UTF-8: salvarlo'],
    ['UTF-16, the other way round', Buffer.from('\uFEFF{ "enti": [] }', 'utf16le').swap16(), 'il file è in UTF-16'],
    [
      'windows-1252',
      Buffer.from('{ "enti": [\n{ "nome": "Citt\xe0" }] }', 'latin1'),
      'il file alla riga 2 ha un carattere che non è UTF-8, di solito una lettera accentata in windows-1252: salvarlo',
    ],
  ])('a file in %s is one problem that says what to do', (_, bytes, words) => {
    const file = join(dir, 'altro.json');
    writeFileSync(file, bytes);
    expect(problemsOfFile(file)).toEqual([expect.stringContaining(words)]);
  });

  it('a file in UTF-8 with the mark of an editor is read, accents and all', () => {
    const enti = [{ codiceIstat: '000001', nome: 'Città' }];
    const file = write('bom.json', `\uFEFF${JSON.stringify({ ...MINIMA, enti })}`);
    expect(loadConfig({ file, env: {}, cwd: dir }).enti[0]?.nome).toBe('Città');
  });

  it('a lease shorter than two polls is refused', () => {
    expect(problemsOf({ ...MINIMA, loop: { pollMs: 20_000 } })).toEqual([expect.stringContaining('loop.leaseTtlMs')]);
  });

  it('whatever value stands at whatever variable, only a ConfigError comes out', () => {
    const file = write('c.json', MINIMA);
    fc.assert(
      fc.property(fc.constantFrom(...VARIABILI), fc.string({ minLength: 1 }), (name, value) => {
        try {
          loadConfig({ file, env: { [name]: value }, cwd: dir });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('secrets', () => {
  const mysql = { ...MINIMA, database: { kind: 'mysql', passwordFile: 'db.password' } };

  it('the database password comes from its file without BOM, trailing blank and line end, or from the variable', () => {
    write('db.password', '\uFEFFsegreta \r\n');
    const file = write('c.json', mysql);
    expect(loadConfig({ file, env: {}, cwd: dir }).database).toMatchObject({ password: 'segreta' });
    const env = { ALLINEA_DATABASE_PASSWORD: 'altra' };
    expect(loadConfig({ file, env, cwd: dir }).database).toMatchObject({ password: 'altra' });
  });

  it('a password written in the file is refused and not repeated', () => {
    const problems = problemsOf({ ...MINIMA, database: { kind: 'mysql', password: 'segretissima' } });
    expect(problems).toEqual([expect.stringContaining('database.password = ***')]);
    expect(problems.join()).not.toContain('segretissima');
  });

  it('the printed configuration holds no secret value', () => {
    write('db.password', 'segretissima');
    const env = { ALLINEA_KEYSTORE_PASSWORD: 'nascosta' };
    const shown = JSON.stringify(maskedConfig(loadConfig({ file: write('c.json', mysql), env, cwd: dir })));
    expect(shown).not.toMatch(/segretissima|nascosta/);
    expect(shown).toContain('"password":"***"');
  });
});

describe('shipped files', () => {
  it('the example for a comune is accepted once its files exist', () => {
    const example = join(packageRoot(), 'config', 'example.json');
    const file = write('etc/allinea.json', readFileSync(example, 'utf8'));
    for (const f of ['segreti/database.password', 'tls/catena.pem', 'tls/chiave.pem', 'ca/anpr-ca-utenti.pem'])
      write(`etc/${f}`, 'x');
    expect(loadConfig({ file, env: {}, cwd: dir }).database.kind).toBe('mysql');
  });

  it('every variable of the example environment is known', () => {
    const text = readFileSync(join(packageRoot(), 'config', 'example.env'), 'utf8');
    const names = [...text.matchAll(/^#?(ALLINEA_[A-Z0-9_]+)=/gm)].map((m) => m[1] ?? '');
    const known = [...VARIABILI, 'ALLINEA_CONFIG', 'ALLINEA_DATABASE_PASSWORD', 'ALLINEA_KEYSTORE_PASSWORD'];
    expect(names.filter((n) => !known.includes(n))).toEqual([]);
    expect(names.length).toBeGreaterThan(5);
  });

  it('the package root holds the default file', () => {
    expect(readdirSync(join(packageRoot(), 'config'))).toContain('default.json');
  });
});

describe('JSON with comments', () => {
  it('comments, trailing commas and a BOM are skipped, strings keep them', () => {
    const text = '\uFEFF{ // a\n "url": "https://x/*y*/,]", /* b\n */ "l": [1, 2, /* c */ ], }';
    expect(parseJsonc(text)).toEqual({ url: 'https://x/*y*/,]', l: [1, 2] });
  });

  it('plain JSON of any shape reads as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJsonc(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
