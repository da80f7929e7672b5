/** The documents and the program say the same: links lead somewhere, and every command they show can be typed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { esegui } from './cli/banco.js';

const RADICE = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['README.md', 'CHANGELOG.md', ...readdirSync(join(RADICE, 'docs')).map((f) => `docs/${f}`)].filter((f) =>
  f.endsWith('.md'),
);
const leggi = (file: string): string => readFileSync(join(RADICE, file), 'utf8');
const senzaCodice = (testo: string): string => testo.replace(/```[\s\S]*?```/g, '');

/** The anchor that a heading gets where Markdown is shown. */
const ancora = (titolo: string): string =>
  titolo
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
const ancore = (file: string): string[] =>
  [...senzaCodice(leggi(file)).matchAll(/^#+ (.*)$/gm)].map((m) => ancora(m[1]!));

describe('links', () => {
  it.each(FILES)('of %s lead to a file and to a heading of it', (file) => {
    const rotti: string[] = [];
    for (const [, a] of senzaCodice(leggi(file)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(a!)) continue;
      const [percorso = '', titolo] = a!.split('#');
      const meta = percorso === '' ? file : join(dirname(file), percorso);
      if (!existsSync(join(RADICE, meta))) rotti.push(a!);
      else if (titolo !== undefined && !ancore(meta).includes(decodeURIComponent(titolo))) rotti.push(a!);
    }
    expect(rotti).toEqual([]);
  });
});

describe('commands', () => {
  /** Words of a command → its options; a group has its own commands beside. */
  const comandi = new Map<string, ReadonlySet<string>>();

  beforeAll(async () => {
    const leggiAiuto = async (parole: readonly string[]): Promise<void> => {
      const { out } = await esegui([...parole, '--help']);
      comandi.set(parole.join(' '), new Set([...out.matchAll(/--[a-z][a-z-]+/g)].map((m) => m[0])));
      const sotto = [...(out.split('\nComandi:\n')[1] ?? '').matchAll(/^ {2}([a-z][a-z-]+)/gm)].map((m) => m[1]!);
      for (const nome of sotto.filter((s) => s !== 'help')) await leggiAiuto([...parole, nome]);
    };
    await leggiAiuto([]);
  });

  /** What stands after `allinea ` in a line of code or between backticks. */
  const righe = (file: string): string[] =>
    [...leggi(file).matchAll(/(?:^|[`«]|&& )allinea ([a-z][^`»\n]*)/gm)].map((m) => m[1]!.replace(/\s#.*$/, ''));

  function sbaglio(riga: string): string | undefined {
    const [comando = '', sotto = '', ...altro] = riga.trim().split(/\s+/);
    const nome = comandi.has(`${comando} ${sotto}`) ? `${comando} ${sotto}` : comando;
    const opzioni = comandi.get(nome);
    if (opzioni === undefined) return `allinea ${riga}: no such command`;
    const ignota = [sotto, ...altro].flatMap((p) => /--[a-z][a-z-]+/.exec(p)?.[0] ?? []).find((p) => !opzioni.has(p));
    return ignota === undefined ? undefined : `allinea ${riga}: no ${ignota}`;
  }

  it.each(FILES)('shown in %s exist, with their options', (file) => {
    expect(righe(file).flatMap((r) => sbaglio(r) ?? [])).toEqual([]);
  });

  it('of the program are all in the manual, and its options are theirs', () => {
    const tabella = leggi('docs/manuale.md').split('## I comandi')[1]!.split('\n## ')[0]!;
    const nomi = [...comandi.keys()].filter((c) => c !== '' && !c.includes(' '));
    expect(nomi.filter((c) => !new RegExp(`\`${c}[ \`]`).test(tabella))).toEqual([]);
    const perRiga = tabella.split('\n').flatMap((riga) => {
      const nome = /^\| `([a-z-]+)/.exec(riga)?.[1];
      if (nome === undefined || !comandi.has(nome)) return [];
      const sue = new Set(
        [...comandi].filter(([c]) => c === nome || c.startsWith(`${nome} `)).flatMap(([, o]) => [...o]),
      );
      return [...riga.matchAll(/--[a-z][a-z-]+/g)]
        .map((m) => m[0])
        .filter((o) => !sue.has(o))
        .map((o) => `${nome} ${o}`);
    });
    expect(perRiga).toEqual([]);
  });
});
