/** The house, on what comes from outside: no expression that a text can make slow, no table that answers for every object. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { isLineare } from './forma-regex.js';

const ROOT = resolve(import.meta.dirname, '..');

/** The fictitious ANPR reads what we wrote ourselves. */
const DI_CASA = ['src/simulatore/', 'src/doors/cli/prova/'];
/** Expressions whose text is bounded, and by what. */
const LIMITATE: ReadonlyMap<string, string> = new Map([
  ['src/config/campi.ts /^(?:[\\d*/,-]+\\s+){4,5}[\\d*/,-]+$/', 'a setting of the operator'],
  [
    'src/config/jsonc.ts /"(?:[^"\\\\]|\\\\.)*"|\\/\\/[^\\n]*|\\/\\*[\\s\\S]*?\\*\\//g',
    "the operator's configuration, and its size",
  ],
  ['src/config/jsonc.ts /"(?:[^"\\\\]|\\\\.)*"|,(?=\\s*[}\\]])/g', "the operator's configuration, and its size"],
  [
    'src/config/duplicate-keys.ts /"(?:[^"\\\\]|\\\\.)*"|[{}[\\],\\n]/g',
    "the operator's configuration, and its size; every quote was closed for JSON.parse",
  ],
  ['src/config/jsonc.ts /position (\\d+)/', 'a message of JSON.parse'],
  [
    'src/doors/soap-receiver.ts /^https?:\\/\\/[^/]*|\\?.*$/gis',
    'the request line, 16 KB; the first ? takes all the rest',
  ],
  ['src/doors/soap-receiver.ts /\\/+$/', 'a setting of the operator'],
  ['src/registri/stradario.ts RegExp', 'words of a table, no repetition'],
  ['src/soap/codifica.ts RegExp', 'the XML declaration, 512 bytes'],
  [
    'src/soap/firma-busta.ts /-----BEGIN CERTIFICATE-----([\\s\\S]*?)-----END CERTIFICATE-----/',
    'our own certificate: signs, reads nothing',
  ],
  ['src/soap/firma-busta.ts /<([A-Za-z_][\\w.-]*:)?Body(?=[\\s>])/', 'an envelope that we wrote'],
  ['src/soap/firma-busta.ts RegExp', 'an envelope that we wrote'],
  ["src/store/verifica.ts /CONCAT\\('F:', ([\\w.]+)\\)/", 'a statement that we wrote'],
  ['src/work/guasto-database.ts /\\{(\\w+)\\}/g', 'a sentence of a table'],
  [
    'src/doors/cli/carica.ts /^[^<]*(?:<[?!][^>]*>\\s*)*<(?:[\\w.-]+:)?subentro[\\s>]/',
    'the first piece of a file, 64 KB; each part begins with its own <',
  ],
  ['src/doors/cli/carica.ts /\\/+$/', 'a word of the command line'],
  ["src/doors/cli/programma.ts /'([^']*)'/", 'a message of commander about the command line'],
  ['src/doors/cli/programma.ts /is invalid[^.]*\\. (.*)$/', 'a message of commander about the command line'],
  ["src/doors/cli/programma.ts /^.*option '[^']*' argument/", 'a message of commander about the command line'],
  [
    'src/store/spool/cartella.ts /^(\\d+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(?:(spool)(?:\\.(\\d+))?|(aside))$/',
    'the name of a file',
  ],
]);

interface Trovata {
  readonly dove: string;
  readonly testo: string;
}

function* sorgenti(): Generator<{ path: string; albero: ts.SourceFile }> {
  for (const nome of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    const path = `src/${nome}`;
    if (!path.endsWith('.ts') || DI_CASA.some((c) => path.startsWith(c))) continue;
    yield {
      path,
      albero: ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2023, true),
    };
  }
}

/** Expressions that may be slow: by their shape, or because nobody knows it before they run. */
function espressioni(): Trovata[] {
  const trovate: Trovata[] = [];
  for (const { path, albero } of sorgenti()) {
    const visit = (n: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(n)) {
        const fine = n.text.lastIndexOf('/');
        if (!isLineare(n.text.slice(1, fine), n.text.slice(fine + 1))) trovate.push({ dove: path, testo: n.text });
      }
      if ((ts.isNewExpression(n) || ts.isCallExpression(n)) && n.expression.getText() === 'RegExp')
        trovate.push({ dove: path, testo: 'RegExp' });
      ts.forEachChild(n, visit);
    };
    visit(albero);
  }
  return trovate;
}

describe('B: no regular expression sees text of unbounded length from outside', () => {
  it('every one is linear by its shape, or in the list with what bounds its text', () => {
    const nuove = espressioni().filter((e) => !LIMITATE.has(`${e.dove} ${e.testo}`));
    expect(nuove.map((e) => `${e.dove} ${e.testo}`)).toEqual([]);
  });

  it('the list names only what is there', () => {
    const ci = new Set(espressioni().map((e) => `${e.dove} ${e.testo}`));
    expect([...LIMITATE.keys()].filter((e) => !ci.has(e))).toEqual([]);
  });

  it.each([
    'content-id:\\s*(.*?)\\s*$',
    '\\s+$',
    '^\\s*\\w*\\s*=',
    '&[^;]*;',
    '<([\\w.-]+:)?Include',
    '(?:a|a)+',
    '^(?:a+)+$',
    '^(?:a|ab)*c',
    '(?:\\/[^/]+)+\\/',
    'href\\s*=\\s*["\']([^"\']*)["\']',
    '(a)\\1',
    'x(?=a*b)',
    '^(?:a*){2}b',
    'a{3,}b',
  ])('%s is told to be slow', (sorgente) => {
    expect(isLineare(sorgente)).toBe(false);
  });

  it.each([
    '^\\d+$',
    '\\s+',
    '[^\\]\\\\a]+|\\d',
    '^(?:.*:)?(?:Id|ID)$',
    '^\\d{3}(?: \\d{3})*$',
    '\\p{C}',
    'a{1,20}b',
    '^a|b+',
  ])('%s is told to be linear', (sorgente) => {
    expect(isLineare(sorgente)).toBe(true);
  });

  it('only the beginning of the text is a beginning', () => {
    expect([isLineare('^a*b', 'g'), isLineare('^a*b', 'm')]).toEqual([true, false]);
  });
});

describe('B8: names from outside', () => {
  it('are looked up in a table with voceDi, in a Map, or after Object.hasOwn', () => {
    const config = ts.getParsedCommandLineOfConfigFile(
      join(ROOT, 'tsconfig.build.json'),
      {},
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: (d) => expect.fail(`${d.messageText}`),
      },
    );
    const programma = ts.createProgram(config?.fileNames ?? [], { ...config?.options, skipLibCheck: true });
    const tipi = programma.getTypeChecker();
    const nude: string[] = [];
    for (const file of programma.getSourceFiles()) {
      const path = relative(ROOT, file.fileName);
      if (!path.startsWith('src/') || DI_CASA.some((c) => path.startsWith(c))) continue;
      const visit = (n: ts.Node): void => {
        if (ts.isElementAccessExpression(n) && isTabella(n.expression, tipi)) {
          // A union of literals cannot be `constructor`; any text can.
          const { flags } = tipi.getTypeAtLocation(n.argumentExpression);
          if ((flags & ts.TypeFlags.String) !== 0) nude.push(`${path} ${n.getText()}`);
        }
        ts.forEachChild(n, visit);
      };
      visit(file);
    }
    expect(nude).toEqual([]);
    // Reads the types of the whole program: ten seconds on a machine that does nothing else.
  }, 240_000);
});

/** Whether an expression is an object that is written out at the top of a module. */
function isTabella(e: ts.Expression, tipi: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(e)) return false;
  const simbolo = tipi.getSymbolAtLocation(e);
  const vero =
    simbolo !== undefined && (simbolo.flags & ts.SymbolFlags.Alias) !== 0 ? tipi.getAliasedSymbol(simbolo) : simbolo;
  const d = vero?.valueDeclaration;
  if (d === undefined || !ts.isVariableDeclaration(d) || !ts.isSourceFile(d.parent.parent.parent)) return false;
  let valore = d.initializer;
  while (valore !== undefined && (ts.isAsExpression(valore) || ts.isSatisfiesExpression(valore)))
    valore = valore.expression;
  return valore !== undefined && ts.isObjectLiteralExpression(valore);
}
