/** The house: who imports whom, which npm package is at home where, and the rules of writing that a machine can see. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { safeMeta } from '../src/log/harmless.js';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const GROUND = ['errors', 'printable'];

/** Folder (or lonely file) of src → what of src it may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  printable: [],
  log: ['folder', ...GROUND],
  'regular-file': ['anpr', ...GROUND],
  anpr: GROUND,
  notifiche: ['anpr', ...GROUND],
  registri: ['anpr', ...GROUND],
  store: ['folder', 'migrations', 'registri', 'anpr', 'log', ...GROUND],
  threads: ['log', ...GROUND],
  soap: ['threads', 'anpr', 'log', ...GROUND],
  simulatore: ['soap', 'anpr', ...GROUND],
  work: ['folder', 'regular-file', 'store', 'soap', 'threads', 'notifiche', 'registri', 'anpr', 'log', ...GROUND],
  doors: ['folder', 'regular-file', 'work', 'threads', 'store', 'soap', 'simulatore', 'anpr', 'log', ...GROUND],
  // The one validation of the configuration asks the judgement which parameters of the comune exist.
  folder: ['regular-file', ...GROUND],
  config: ['regular-file', 'registri', ...GROUND],
  migrations: [],
  roof: [
    'folder',
    'regular-file',
    'config',
    'doors',
    'work',
    'store',
    'soap',
    'threads',
    'simulatore',
    'anpr',
    'log',
    ...GROUND,
  ],
};

/** npm package → the folders or files where it is at home. */
const HOME: Readonly<Record<string, readonly string[]>> = {
  zod: ['src/notifiche/', 'src/config/'],
  typeorm: ['src/store/', 'migrations/'],
  mysql2: ['src/store/'],
  'better-sqlite3': ['src/store/'],
  'p-retry': ['src/store/', 'src/soap/'],
  soap: ['src/soap/', 'src/doors/soap-receiver'],
  'node-forge': ['src/soap/', 'src/simulatore/pki'],
  'libxml2-wasm': ['src/soap/'],
  saxes: ['src/soap/'],
  nodemailer: ['src/work/allarmi/email'],
  'node-cron': ['src/work/schedule'],
  express: ['src/doors/'],
  winston: ['src/log.ts'],
  commander: ['src/cli.ts', 'src/doors/cli/'],
  yauzl: ['src/doors/cli/fonti/'],
};

/** Below the line: no clock, no chance, no environment, no I/O. */
const PURE = ['anpr', 'notifiche', 'registri', 'errors', 'printable'];

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

const ROOF = ['main', 'cli', 'daemon'];

function folderOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'src') return parts[0] ?? '';
  const name = (parts[1] ?? '').replace(/\.ts$/, '');
  return ROOF.includes(name) ? 'roof' : name;
}

function sourcesUnder(folder: string): Source[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((n) => n.endsWith('.ts'))
    .map((n) => {
      const path = [folder, ...n.split(sep)].join('/');
      const text = readFileSync(join(ROOT, path), 'utf8');
      return {
        path,
        folder: folderOf(path),
        text,
        tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true),
      };
    });
}

const SOURCES = [...sourcesUnder('src'), ...sourcesUnder('migrations')];

const importsOf = (s: Source): string[] => ts.preProcessFile(s.text, true, true).importedFiles.map((f) => f.fileName);
const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function targetFolder(s: Source, specifier: string): string {
  const target = relative(ROOT, resolve(ROOT, dirname(s.path), specifier));
  return folderOf(target.split(sep).join('/').replace(/\.js$/, '.ts'));
}

function nodesOf(s: Source, wanted: (node: ts.Node) => boolean): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (wanted(node)) found.push(`${s.path}:${s.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(s.tree);
  return found;
}

const everywhere = (wanted: (node: ts.Node, s: Source) => boolean): string[] =>
  SOURCES.flatMap((s) => nodesOf(s, (n) => wanted(n, s)));

const linesOf = (node: ts.Node): number => {
  const file = node.getSourceFile();
  return (
    file.getLineAndCharacterOfPosition(node.getEnd()).line -
    file.getLineAndCharacterOfPosition(node.getStart()).line +
    1
  );
};

describe('who imports whom', () => {
  it('every folder is in the table', () => {
    expect(SOURCES.filter((s) => !(s.folder in MAY_IMPORT)).map((s) => s.path)).toEqual([]);
  });

  it('a folder imports only what the table allows', () => {
    const wrong = SOURCES.flatMap((s) =>
      importsOf(s)
        .filter(isRelative)
        .map((i) => targetFolder(s, i))
        .filter((t) => t !== s.folder && !(MAY_IMPORT[s.folder] ?? []).includes(t))
        .map((t) => `${s.path} → ${t}`),
    );
    expect(wrong).toEqual([]);
  });

  it('only the command line door knows the fictitious ANPR', () => {
    const wrong = SOURCES.filter((s) => s.folder === 'doors' && !s.path.startsWith('src/doors/cli/')).filter((s) =>
      importsOf(s).some((i) => isRelative(i) && targetFolder(s, i) === 'simulatore'),
    );
    expect(wrong.map((s) => s.path)).toEqual([]);
  });

  it('every npm package stays at home', () => {
    const wrong = SOURCES.flatMap((s) =>
      importsOf(s)
        .filter((i) => !isRelative(i) && !i.startsWith('node:'))
        .map(packageOf)
        .filter((p) => !(HOME[p] ?? []).some((home) => s.path.startsWith(home)))
        .map((p) => `${s.path} → ${p}`),
    );
    expect(wrong).toEqual([]);
  });

  it('the environment is read by config.ts alone', () => {
    const readers = SOURCES.filter((s) => s.path !== 'src/config.ts' && /\bprocess\s*\.\s*env\b/.test(s.text));
    expect(readers.map((s) => s.path)).toEqual([]);
  });
});

describe('what is read from the disk', () => {
  /** Files of the program itself, those it wrote, and two that look at what `regular-file` let through. */
  const OWN = [
    ...[
      'src/regular-file.ts',
      'src/store/sqlite-file.ts',
      'src/config.ts',
      'src/work/anpr.ts',
      'src/doors/soap-receiver.ts',
      'src/store/spool/',
    ],
    ...['src/doors/cli/prova/', 'src/doors/cli/simula-servizi.ts', 'src/doors/cli/esporta.ts', 'src/log/'],
    ...['src/doors/cli/file-riservato.ts', 'src/doors/cli/fonti/'],
  ];

  it('a file that somebody named is read by regular-file.ts alone: no queue, no device, nothing without an end', () => {
    const reads =
      /import \{[^}]*\b(?:readFile|readFileSync|createReadStream|openSync|readSync|open)\b[^}]*\} from 'node:fs/;
    const wrong = SOURCES.filter((s) => reads.test(s.text) && !OWN.some((o) => s.path.startsWith(o)));
    expect(wrong.map((s) => s.path)).toEqual([]);
  });
});

describe('what is written for people', () => {
  /** The trial writes certificates and settings into a folder of its own, 0700; `fonti` only reads. */
  const OWN = ['file-riservato.ts', 'fonti/', 'prova/', 'simula-servizi.ts'].map((f) => `src/doors/cli/${f}`);

  it('a file is made by file-riservato.ts alone, 0600 whatever the umask', () => {
    const makes =
      /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|open|openSync)\b[^}]*\} from 'node:fs/;
    const commands = SOURCES.filter((s) => s.path.startsWith('src/doors/cli/'));
    const wrong = commands.filter((s) => makes.test(s.text) && !OWN.some((o) => s.path.startsWith(o)));
    expect(wrong.map((s) => s.path)).toEqual([]);
  });

  it('a stream of the process is written by nobody but the roof, and what commands write shows everything', () => {
    const writes = /\bprocess\s*\.\s*(?:stdout|stderr)\b|\bconsole\s*\./;
    expect(SOURCES.filter((s) => s.path !== 'src/cli.ts' && writes.test(s.text)).map((s) => s.path)).toEqual([]);
  });
});

describe('what is logged', () => {
  /** The keys of every `log.info('…', { … })`. */
  const keysOf = (node: ts.Node): string[] => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    const isLog =
      /^(error|warn|info|debug)$/.test(node.expression.name.text) && /log$/i.test(node.expression.expression.getText());
    const meta = node.arguments[1];
    if (!isLog || meta === undefined || !ts.isObjectLiteralExpression(meta)) return [];
    return meta.properties.flatMap((p) => (p.name === undefined ? [] : [p.name.getText()]));
  };

  it('has no key that would be dropped: see KNOWN in src/log/harmless.ts', () => {
    const keys = new Set<string>();
    everywhere((node) => {
      for (const key of keysOf(node)) keys.add(key);
      return false;
    });
    expect(keys.size).toBeGreaterThan(15);
    expect([...keys].filter((key) => 'dropped' in safeMeta({ [key]: 1 }))).toEqual([]);
  });
});

describe('below the line', () => {
  const pure = SOURCES.filter((s) => PURE.includes(s.folder));

  it('nothing is imported from the machine', () => {
    const wrong = pure.flatMap((s) =>
      importsOf(s)
        .filter((i) => i.startsWith('node:'))
        .map((i) => `${s.path} → ${i}`),
    );
    expect(wrong).toEqual([]);
  });

  it('neither clock nor chance is asked', () => {
    const asked =
      /\bDate\s*\.\s*now\b|\bnew Date\(\s*\)|\bMath\s*\.\s*random\b|\bperformance\b|\bcrypto\b|\bprocess\s*\./;
    const code = (s: Source): string => s.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
    expect(pure.filter((s) => asked.test(code(s))).map((s) => s.path)).toEqual([]);
  });
});

describe('how it is written', () => {
  it('no file is over 250 lines and every file opens with what it is for', () => {
    expect(SOURCES.filter((s) => s.text.split('\n').length > 251).map((s) => s.path)).toEqual([]);
    expect(SOURCES.filter((s) => !/^(#![^\n]*\n)?\/\*\*/.test(s.text)).map((s) => s.path)).toEqual([]);
  });

  it('no function is over 50 lines, lists of columns apart', () => {
    const isList = (s: Source): boolean => s.path.startsWith('src/store/tables/') || s.folder === 'migrations';
    expect(everywhere((n, s) => ts.isFunctionLike(n) && linesOf(n) > 50 && !isList(s))).toEqual([]);
  });

  it('nothing is exported by default', () => {
    const isDefault = (n: ts.Node): boolean =>
      (ts.isExportAssignment(n) && n.isExportEquals !== true) || n.kind === ts.SyntaxKind.DefaultKeyword;
    expect(everywhere((n) => isDefault(n) && !ts.isDefaultClause(n))).toEqual([]);
  });

  it('there is no any, no enum and no decorator', () => {
    expect(everywhere((n, s) => n.kind === ts.SyntaxKind.AnyKeyword && s.path !== 'src/soap/envelope.ts')).toEqual([]);
    expect(everywhere((n) => ts.isEnumDeclaration(n) || ts.isDecorator(n))).toEqual([]);
  });

  it('no file is named after nothing', () => {
    const vague = /\/(utils?|helpers?|common|managers?|services?|types)(\.ts|\/)/;
    expect(SOURCES.filter((s) => vague.test(s.path)).map((s) => s.path)).toEqual([]);
  });
});

describe('civil dates come from one place', () => {
  const MODULI = new Set(['src/anpr/giorni.ts', 'src/anpr/ora-italiana.ts']);
  /** File → why it may do what the others may not. */
  const ECCEZIONI: ReadonlyMap<string, string> = new Map([
    ['src/anpr/valori.ts', 'reads an xs:date with a zone behind it: the first ten characters, then asks the module'],
    ['src/registri/comuni-storici.ts', 'packs the days of 20,000 periods into numbers that sort the same'],
    ['src/simulatore/', 'the fictitious ANPR counts its days by itself, so that a fault of the module shows'],
  ]);
  const altrove = SOURCES.filter(
    (s) => s.folder !== 'migrations' && !MODULI.has(s.path) && ![...ECCEZIONI.keys()].some((e) => s.path.startsWith(e)),
  );
  const cerca = (wanted: (node: ts.Node) => boolean): string[] => altrove.flatMap((s) => nodesOf(s, wanted));

  const CAMPI =
    /^(?:[gs]et(?:UTC)?(?:FullYear|Month|Date|Day|Hours|Minutes)|toLocale(?:Date|Time)String|DateTimeFormat|UTC)$/;

  it('nobody else asks a Date for its parts, sets them, or formats it', () => {
    expect(cerca((n) => ts.isPropertyAccessExpression(n) && CAMPI.test(n.name.text))).toEqual([]);
    expect(
      cerca((n) => ts.isNewExpression(n) && n.expression.getText() === 'Date' && (n.arguments?.length ?? 0) > 1),
    ).toEqual([]);
  });

  it('nobody else cuts a day or a year to count with out of a text', () => {
    const taglio = (n: ts.Node, lungo: string): boolean =>
      ts.isCallExpression(n) &&
      /\.(?:slice|substring)$/.test(n.expression.getText()) &&
      n.arguments.map((a) => a.getText()).join() === `0,${lungo}`;
    // Ten elements of a list, ten characters of a state that is no date.
    const altri = /\b(?:sue|stato)\.slice\(0, 10\)$/;
    const detto = 'a day comes from anpr/giorni.ts or anpr/ora-italiana.ts; of a list take another number than ten';
    expect(
      cerca((n) => taglio(n, '10') && !altri.test(n.getText())),
      detto,
    ).toEqual([]);
    const numero = (n: ts.Node): boolean => ts.isCallExpression(n) && n.expression.getText() === 'Number';
    expect(cerca((n) => numero(n) && (n as ts.CallExpression).arguments.some((a) => taglio(a, '4')))).toEqual([]);
  });

  it('nobody else puts a date or a midnight together', () => {
    const composta = (n: ts.TemplateExpression): string =>
      n.head.text + n.templateSpans.map((s) => `9999${s.literal.text}`).join('');
    const data = /\d{4}-(?:\d\d|9999)-(?:\d\d|9999)(?![\d-])|T00:00/;
    expect(cerca((n) => ts.isTemplateExpression(n) && data.test(composta(n)))).toEqual([]);
  });
});
