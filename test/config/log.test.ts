/** The log: one JSON line per event, and no personal data whatever is handed to it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { NotificaError } from '../../src/errors.js';
import { safeMeta } from '../../src/log/harmless.js';
import { createLog } from '../../src/log.js';

async function linesOf(use: (log: ReturnType<typeof createLog>) => void): Promise<Record<string, unknown>[]> {
  const stream = new PassThrough();
  const log = createLog({ level: 'info', stream });
  use(log);
  await log.close();
  const text = String(stream.read() ?? '');
  return text
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Record<string, unknown>);
}

describe('what is written', () => {
  it('a line is JSON with time, level, message and the metadata', async () => {
    const [line] = await linesOf((log) => log.info('Notification applied', { idOperazioneANPR: '12', attempts: 1 }));
    expect(line).toMatchObject({ level: 'info', message: 'Notification applied', idOperazioneANPR: '12', attempts: 1 });
    expect(line?.time).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });

  it('levels below the chosen one are not written', async () => {
    expect(await linesOf((log) => log.debug('Not wanted'))).toEqual([]);
  });

  it('a file receives every line before close returns', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'allinea-log-'));
    const file = join(dir, 'a.log');
    const log = createLog({ level: 'info', file, stream: new PassThrough().resume() });
    for (let n = 0; n < 500; n += 1) log.info('Line', { count: n });
    await log.close();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(500);
    rmSync(dir, { recursive: true });
  });
});

describe('what is never written', () => {
  const personal = {
    cognome: 'ROSSI',
    nome: 'MARIO',
    codiceFiscale: 'RSSMRA80A01H501U',
    indirizzo: 'VIA X',
    contenuto: 'AAAA',
  };

  it('unknown keys are dropped at every depth and only their names remain', () => {
    const safe = safeMeta({ id: 1, ...personal, job: { step: 'x', ...personal } });
    expect(safe).toEqual({
      id: 1,
      job: { step: 'x', dropped: Object.keys(personal) },
      dropped: Object.keys(personal),
    });
  });

  it('a codice fiscale inside a message, a value or an error is masked', async () => {
    const error = new NotificaError('DATI_MANCANTI', 'no card for RSSMRA80A01H501U');
    const lines = await linesOf((log) => log.error('About RSSMRA80A01H501U', { reason: 'rssmra80a01h501u', error }));
    expect(JSON.stringify(lines)).not.toMatch(/RSSMRA80/i);
    expect(lines[0]).toMatchObject({ reason: '[codice fiscale]', message: 'About [codice fiscale]' });
  });

  it('values that a driver quotes are blanked and the class and code remain', () => {
    const error = Object.assign(
      new Error("Duplicate entry 'ROSSI' for key 'nome'", { cause: new Error('near "ROSSI"') }),
      { code: 1062 },
    );
    expect(JSON.stringify(safeMeta({ error }))).not.toContain('ROSSI');
    expect(safeMeta({ error }).error).toMatchObject({
      name: 'Error',
      code: 1062,
      message: "Duplicate entry '…' for key '…'",
    });
  });

  it('bytes are counted, never printed', () => {
    expect(safeMeta({ body: Buffer.from('segreto') })).toEqual({ body: '[7 bytes]' });
  });

  it('whatever is handed over, metadata stay serialisable and hold no key out of the list', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('id', 'nome', 'error', 'x'), fc.anything({ withBigInt: true })),
        (meta) => {
          const safe = safeMeta(meta);
          expect(() => JSON.stringify(safe)).not.toThrow();
          expect(Object.keys(safe).every((k) => ['id', 'error', 'dropped'].includes(k))).toBe(true);
        },
      ),
    );
  });
});

/** The keys of every `log.info('…', { … })` of the sources. */
function loggedKeys(): string[] {
  const src = fileURLToPath(new URL('../../src/', import.meta.url));
  const keys: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const meta = node.arguments[1];
      const isLog =
        /^(error|warn|info|debug)$/.test(node.expression.name.text) &&
        /log$/i.test(node.expression.expression.getText());
      if (isLog && meta !== undefined && ts.isObjectLiteralExpression(meta))
        keys.push(...meta.properties.flatMap((p) => (p.name === undefined ? [] : [p.name.getText()])));
    }
    ts.forEachChild(node, visit);
  };
  for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.ts'))
      visit(ts.createSourceFile(name, readFileSync(join(src, name), 'utf8'), ts.ScriptTarget.ES2023, true));
  return [...new Set(keys)];
}

describe('the whole program', () => {
  it('logs no key that would be dropped', () => {
    const keys = loggedKeys();
    expect(keys.length).toBeGreaterThan(15);
    expect(safeMeta(Object.fromEntries(keys.map((k) => [k, 1]))).dropped ?? []).toEqual([]);
  });
});
