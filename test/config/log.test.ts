/** The log: one JSON line per event, and no personal data whatever is handed to it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { NotificaError } from '../../src/errors.js';
import { Flood } from '../../src/log/flood.js';
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
      message: "Duplicate entry '…'",
    });
  });

  it.each(["D'ANGELO", "DE' ROSSI", 'ROSSI\nMARIO', 'ROSSI"X'])('nothing of a quoted %j remains', (name) => {
    const error = new Error(`Duplicate entry '${name}' for key 'nome'`);
    expect(JSON.stringify(safeMeta({ error }))).not.toMatch(/ANGELO|ROSSI|MARIO/);
  });

  it('nothing of a quoted value remains where the text is cut', () => {
    const error = new Error(`${'x'.repeat(7_990)} 'ROSSI MARIO ROSSI MARIO'`);
    expect(JSON.stringify(safeMeta({ error }))).not.toContain('ROSSI');
  });

  it.each([985, 995, 999, 1_000, 1_010])('a codice fiscale that the cut meets at %i is masked', (at) => {
    const reason = `${'-'.repeat(at)}RSSMRA80A01H501U`;
    expect(JSON.stringify(safeMeta({ reason }))).not.toMatch(/RSS/);
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

describe('lines that strangers cause', () => {
  it('are counted past three hundred of one kind, and push no other line out', async () => {
    const lines = await linesOf((log) => {
      for (let n = 0; n < 5_000; n++) log.warn('call refused', { count: n });
      log.warn('another');
      for (let n = 0; n < 1_000; n++) log.info('notification stored', { count: n });
    });
    expect(lines.filter((l) => l.message === 'call refused')).toHaveLength(300);
    expect(lines.filter((l) => l.message === 'notification stored')).toHaveLength(1_000);
    expect(lines.filter((l) => l.message === 'another')).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ reason: 'call refused', count: 4_700 });
  });

  it('are written again when the window ends, and what was left out is said then', async () => {
    const said: [string, number][] = [];
    const flood = new Flood((message, count) => said.push([message, count]), 5);
    expect(Array.from({ length: 302 }, () => flood.admits('x')).filter((yes) => yes)).toHaveLength(300);
    await vi.waitFor(() => expect(said).toEqual([['x', 2]]));
    expect(flood.admits('x')).toBe(true);
    flood.end();
    expect(said).toHaveLength(1);
  });
});

describe('bounds of a line', () => {
  const issuer = `CN=${'Ì'.repeat(240_000)}`;

  it('a certificate issuer of 240 KB does not write a log line of 240 KB', async () => {
    const [line] = await linesOf((log) => log.warn('Refused', { issuer, reason: 'SIGNER_UNKNOWN' }));
    expect(JSON.stringify(line).length).toBeLessThan(2_000);
    expect(line).toMatchObject({ message: 'Refused', reason: 'SIGNER_UNKNOWN' });
    expect(line?.issuer).toMatch(/^CN=Ì+… \(240003 characters\)$/);
  });

  it('whatever fills a line, it is one line of JSON within its bound, and what was cut is named', async () => {
    const long = '\u202e'.repeat(1_000);
    const list = Array.from({ length: 100 }, () => long);
    const error = new Error(long, { cause: new Error(long, { cause: new Error(long) }) });
    const [line, ...others] = await linesOf((log) => log.error(issuer, { id: 1, list, error, job: { list }, code: 7 }));
    expect(others).toEqual([]);
    expect(JSON.stringify(line).length).toBeLessThan(16_384);
    expect(line).toMatchObject({ level: 'error', id: 1, code: 7, cut: ['list', 'error', 'job'] });
  });

  it('a key of any length from outside is named and no more', () => {
    const meta = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`${'k'.repeat(5_000)}${i}`, 1]));
    expect(JSON.stringify(safeMeta(meta)).length).toBeLessThan(10_000);
  });

  it('control, format and bidirectional characters never reach the log raw', async () => {
    const hostile = 'a\u202eb\u200bc\u009bd\u007fe\u2028f\ufeffg\ud800h\u{e0041}i';
    const raw = new PassThrough();
    const log = createLog({ level: 'info', stream: raw });
    log.info(hostile, { reason: hostile, error: new Error(hostile) });
    await log.close();
    const text = String(raw.read());
    expect(text.trimEnd()).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+$/u);
    expect((JSON.parse(text) as { reason: string }).reason).toBe(hostile);
  });
});
