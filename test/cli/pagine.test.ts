/** Bash and man know the commands, because what they read is made from them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alberoDi } from '../../src/doors/cli/albero.js';
import { manualeRoff } from '../../src/doors/cli/manuale-roff.js';
import { esegui } from './banco.js';

let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-pagine-'));
  writeFileSync(join(dir, 'bash'), (await esegui(['completamento', 'bash'])).out);
  writeFileSync(join(dir, 'allinea.1'), (await esegui(['manuale'])).out);
  mkdirSync(join(dir, 'dove/una cartella'), { recursive: true });
  writeFileSync(join(dir, 'dove/un file.xml'), '');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What a real bash offers after these words, the last of which is being written. */
function completa(...parole: string[]): string[] {
  const prova = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _allinea; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-euo', 'pipefail', '-c', prova, join(dir, 'bash'), 'allinea', ...parole];
  return execFileSync('bash', args, { cwd: join(dir, 'dove'), encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

describe('bash completion is generated from the commands', () => {
  it.each([
    [['st'], ['stato', 'stradario']],
    [
      ['sezioni', ''],
      ['importa', 'mostra', 'help'],
    ],
    [
      ['sezioni', 'importa', '--co'],
      ['--config', '--comune'],
    ],
    [['help', 'sez'], ['sezioni']],
    [['completamento', ''], ['bash']],
    [['vista', 'v_resident'], ['v_residenti']],
    [
      ['variazioni', '--ufficio', ''],
      ['tributi', 'elettorale'],
    ],
    [['variazioni', '--ufficio', '=', 'e'], ['elettorale']],
    [['variazioni', '--ambito', 'T'], ['TARI']],
    [['variazioni', '--accogli', '--mo'], ['--motivo']],
    [['notifiche', '--comune', '9'], []],
    [
      ['importa', 'un'],
      ['una cartella', 'un file.xml'],
    ],
    [['stato', '--config', 'un f'], ['un file.xml']],
    [['prova', '--cartella', 'un'], ['una cartella']],
    [['registro', '-'], expect.arrayContaining(['--dal', '--al', '-h', '--help'])],
    [['boh', ''], []],
  ])('allinea %j', (parole, attese) => {
    const offerte = completa(...parole);
    expect(offerte).toHaveLength(Array.isArray(attese) ? attese.length : offerte.length);
    expect(offerte).toEqual(Array.isArray(attese) ? expect.arrayContaining(attese) : attese);
  });

  it('every command and every option of the help is offered', async () => {
    const prova = async (parole: string[]): Promise<void> => {
      const { out } = await esegui([...parole, '--help']);
      expect(completa(...parole, '-').sort()).toEqual(
        [
          ...new Set(
            [...(out.split('Opzioni:\n')[1] ?? '').matchAll(/^ {2}(-\w)?(?:, )?(--[a-z-]+)?/gm)].flatMap(([, a, b]) =>
              [a, b].filter((x) => x !== undefined),
            ),
          ),
        ].sort(),
      );
      const sotto = [...(out.split('\nComandi:\n')[1] ?? '').matchAll(/^ {2}([a-z][a-z-]+)/gm)].map((m) => m[1]!);
      if (sotto.length > 0) expect(completa(...parole, '').sort()).toEqual([...sotto].sort());
      for (const nome of sotto.filter((s) => s !== 'help')) await prova([...parole, nome]);
    };
    await prova([]);
  });

  it('another shell is refused with what there is', async () => {
    expect(await esegui(['completamento', 'zsh'])).toMatchObject({ code: 2, err: expect.stringContaining('bash') });
  });
});

const rendi = (file: string, lang: string) =>
  spawnSync('man', ['--warnings', '-l', file], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: lang, MANWIDTH: '100', MAN_KEEP_FORMATTING: '', MANROFFOPT: '-ww' },
  });
const conMan = spawnSync('man', ['--version']).status === 0;

describe('a man page is generated from the commands', () => {
  it('every command and option of it is in it', async () => {
    const { out } = await esegui(['manuale']);
    const nudo = out.replaceAll('\\-', '-');
    expect(nudo).toContain('.SS allinea variazioni [opzioni]\n');
    expect(nudo).toContain('.SS allinea sezioni importa [opzioni] <file>\n');
    expect(nudo).toContain('\\fB--stato <stato>\\fR');
    expect(nudo).toMatch(/^\.TH ALLINEA 1 "" "allinea 0\.0\.0-test"/m);
    expect(out).toMatch(/^[\n -~]+$/);
  });

  it.runIf(conMan)('man shows it in Italian without a warning, in every locale', () => {
    for (const lang of ['C.UTF-8', 'C', 'POSIX']) {
      const { status, stdout, stderr } = rendi(join(dir, 'allinea.1'), lang);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^NOME\n/m);
      expect(stdout).toContain('CODICI DI USCITA');
    }
    expect(rendi(join(dir, 'allinea.1'), 'C.UTF-8').stdout).toContain('è');
  });

  it.runIf(conMan)('no text of a command is taken for a request of roff', () => {
    const programma = new Command('allinea').description('.so /etc/passwd');
    programma.command('x').description('\'br \\n(yr \\*(lq `a` ~ ^ "q" “”').option('--o <.x>', '.ex');
    const file = join(dir, 'x.1');
    writeFileSync(file, manualeRoff(alberoDi(programma), { versione: '1', esiti: [], files: [] }));
    const { stdout, stderr } = rendi(file, 'C.UTF-8');
    expect(stderr).toBe('');
    for (const detto of ['.so /etc/passwd', '\'br \\n(yr \\*(lq `a` ~ ^ "q" “”', '.ex'])
      expect(stdout).toContain(detto);
  });
});
