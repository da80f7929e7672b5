/** Which installation a command works on, as whom, and that looking leaves nothing behind. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import type { Ambiente } from '../../src/doors/cli/ambiente.js';
import { banco, esegui } from './banco.js';

const b = banco();
const trovata = (from: 'environment' | 'installation'): Partial<Ambiente> => ({
  configOrigin: () => ({ file: b.config, from }),
  loadSettings: () => loadConfig({ file: b.config, env: {} }),
});

describe('a command says which configuration it used', () => {
  it('on the error stream, once, where the command line does not say it', async () => {
    await b.allinea('migra');
    for (const from of ['environment', 'installation'] as const) {
      const { out, err } = await esegui(['anomalie', '--json'], trovata(from));
      expect([JSON.parse(out), err]).toEqual([{ anomalie: [] }, `Configurazione: ${b.config}\n`]);
    }
    expect((await b.allinea('anomalie')).err).toBe('');
  });

  it('and where none was found says where it looked', async () => {
    const { code, err } = await esegui(['stato'], {
      configOrigin: () => ({ file: null, from: 'none' }),
      loadSettings: () => loadConfig({ env: {}, cwd: b.dir, installation: join(b.dir, 'x') }),
    });
    expect([code, err]).toEqual([
      78,
      expect.stringContaining('né --config, né ALLINEA_CONFIG, né /etc/allinea/allinea.json'),
    ]);
  });
});

it.each([
  [['stato']],
  [['notifiche']],
  [['vista', 'v_residenti']],
  [['controlla']],
  [['migra', '--elenca']],
  [['config', '--mostra']],
  [['ricostruisci']],
  [['riprova', '1']],
])('%j creates nothing where there is nothing: no database, no spool, no log', async (argv) => {
  b.configura({ log: { file: 'allinea.log' } });
  const { code, out, err } = await b.allinea(...argv);
  expect(code === 0).toBe(argv[0] === 'config');
  expect(`${out}${err}`).not.toContain('undefined');
  expect(readdirSync(b.dir)).toEqual(['allinea.json']);
});

describe('another user than the daemon’s is refused', () => {
  const altro: Partial<Ambiente> = { uid: 4242, userName: () => 'allinea' };

  it('before anything is opened, with the command that does it', async () => {
    await b.allinea('migra');
    for (const argv of [['stato'], ['riprova', '1'], ['migra'], ['controlla'], ['vista', 'v_elettori']]) {
      const { code, err } = await esegui([...argv, '--config', b.config], altro);
      expect([code, err]).toEqual([2, expect.stringContaining('va eseguito dall’utente del demone, «allinea»')]);
      expect(err).toContain(`sudo -u allinea allinea ${argv.join(' ')} --config ${b.config}`);
    }
  });

  it('a configuration of the environment is named in that command, which would lose it, and words are quoted', async () => {
    await b.allinea('migra');
    const { err } = await esegui(['scarta', '1', '--motivo', "l’ha detto l'ufficio"], {
      ...trovata('environment'),
      ...altro,
    });
    expect(err).toContain(`allinea scarta 1 --motivo 'l’ha detto l'\\''ufficio' --config ${b.config}\n`);
  });

  it('a user without a name is named by number, and what touches no file of the daemon is for everybody', async () => {
    await b.allinea('migra');
    const { err } = await esegui(['stato', '--config', b.config], { uid: 4242 });
    expect(err).toContain(`sudo -u '#${process.getuid?.()}' allinea stato`);
    expect((await esegui(['config', '--config', b.config], altro)).code).toBe(0);
    expect(existsSync(join(b.dir, 'spool'))).toBe(false);
  });
});

describe('a program older than its database', () => {
  it('refuses to read, to migrate and to start, with 78 and the release it needs', async () => {
    await b.allinea('migra');
    await b.conDb((db) =>
      db.transaction((tx) =>
        tx.execute("INSERT INTO migrazioni (timestamp, name) VALUES (1999999999000, 'DelFuturo')"),
      ),
    );
    for (const argv of [['stato'], ['migra'], ['migra', '--elenca'], ['riprova', '1']]) {
      const { code, err } = await b.allinea(...argv);
      expect([code, err]).toEqual([78, expect.stringContaining('Questo programma è più vecchio del suo database')]);
      expect(err).toContain('serve Allinea 0.0.0-test o successivo');
    }
    const { code, out } = await b.allinea('controlla');
    expect([code, out]).toEqual([1, expect.stringContaining('serve Allinea 0.0.0-test o successivo')]);
  });

  it('--version gives release, commit and schema', async () => {
    const { code, out } = await esegui(['--version']);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^0\.0\.0-test \(commit abc, schema \d{13}, \d+ passi\)\n$/),
    ]);
  });
});
