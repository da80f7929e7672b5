/** Bodies that come slowly, grow, or come all at once; and connections without number. */
import { connect, type Socket } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Banco, busta, call, openBanco, talk } from './banco.js';

const open: (Banco | Socket)[] = [];
async function banco(...args: Parameters<typeof openBanco>): Promise<Banco> {
  const b = await openBanco(...args);
  open.push(b);
  return b;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((x) => ('destroy' in x ? x.destroy() : x.close())));
});

/** A connection that says something and waits. */
function dial(b: Banco, text: string, localAddress = '127.0.0.66'): Socket {
  const socket = connect({ port: b.server.port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  socket.write(text);
  open.push(socket);
  return socket;
}
const head = (length: number, more = ''): string =>
  `POST /anpr/n000 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n${more}Content-Length: ${length}\r\n\r\n`;

describe('bodies that do not come to an end', () => {
  it('64 bodies sent a byte at a time refuse nobody', async () => {
    const b = await banco({ maxConcurrent: 4 });
    for (let i = 0; i < 64; i++) dial(b, `${head(5000)}<`);
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(64));
    for (let i = 0; i < 20; i++) expect((await call(b.url, busta({ idOperazioneANPR: `${i}` }))).codice).toBe('1');
    expect(b.receiver.inCorso()).toBe(64);
  });

  it('who sends less than the minimum, after a while, is cut off', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      const b = await banco({ minBytesPerSecond: 1000 });
      const slow = dial(b, `${head(5000)}<`);
      let answer = '';
      slow.on('data', (d) => {
        answer += d.toString('latin1');
      });
      await waitReal(() => b.receiver.inCorso() === 1);
      vi.advanceTimersByTime(9_000);
      await waitReal(() => true);
      expect(b.receiver.inCorso()).toBe(1);
      vi.advanceTimersByTime(3_000);
      await waitReal(() => b.receiver.inCorso() === 0 && answer !== '');
      expect(answer).toMatch(/^HTTP\/1\.1 408/);
      expect(b.log.testo).toContain('LENTO');
    } finally {
      vi.useRealTimers();
    }
  });
});

/** Turns of the event loop until something is so: no clock is needed. */
async function waitReal(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200_000; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (condition()) return;
  }
  throw new Error('it never came to be');
}

/** Bytes that do not compress, always the same ones. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let x = 1;
  for (let i = 0; i < length; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

describe('compressed bodies', () => {
  const headers = (codifica: string) => ({ headers: { 'content-encoding': codifica } });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    [' GZIP ', gzipSync],
  ] as const)('%s is read (%#)', async (codifica, comprimi) => {
    const b = await banco();
    const grande = busta({ contenuto: noise(400_000) });
    expect((await call(b.url, comprimi(busta()), headers(codifica))).codice).toBe('1');
    expect((await call(b.url, comprimi(grande), headers(codifica))).codice).toBe('1');
  });

  it.each(['constructor', '__proto__', 'toString', 'br', 'gzip, gzip'])('%s is code 5', async (codifica) => {
    const b = await banco();
    expect((await call(b.url, busta(), headers(codifica))).codice).toBe('5');
    expect(b.inbox.rifiuti.map((r) => r.motivo)).toEqual(['COMPRESSIONE']);
  });

  it('64 bodies of 32 KB that would be 2 GB are refused while they grow', async () => {
    const b = await banco({ maxBytesInFlight: 128 * 1024 * 1024 });
    const bomba = gzipSync(Buffer.alloc(32 * 1024 * 1024, 0x20), { level: 9 });
    const before = process.memoryUsage().rss;
    const risposte = await Promise.all(Array.from({ length: 64 }, () => call(b.url, bomba, headers('gzip'))));
    // Refused for what they are, or sent away for the sake of the others: none is read.
    expect(risposte.filter((r) => r.codice !== '5' && r.status !== 503)).toEqual([]);
    expect(b.inbox.salvate).toEqual([]);
    expect(b.inbox.rifiuti[0]?.dettaglio).toContain('si espande più di 100 volte');
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(150);
  });

  it('what comes after the end of the compressed data changes nothing', async () => {
    const b = await banco();
    for (const [codifica, comprimi] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ] as const) {
      const con = Buffer.concat([comprimi(busta()), Buffer.alloc(1000, 0)]);
      expect((await call(b.url, con, headers(codifica))).status).toBe(200);
    }
    expect((await call(b.url, busta())).codice).toBe('1');
  });
});

describe('bodies that come all at once', () => {
  it('the memory of who sends 30 large bodies is taken from them, the others are served', async () => {
    const b = await banco({ maxBytesInFlight: 24 * 1024 * 1024, maxBodyBytes: 20 * 1024 * 1024 });
    for (let i = 0; i < 30; i++) dial(b, head(4_000_000) + 'x'.repeat(3_000_000));
    await vi.waitFor(() => expect(b.log.testo.split('overloaded').length).toBeGreaterThan(20), { timeout: 20_000 });
    const piccole = Array.from({ length: 20 }, (_, i) => call(b.url, busta({ idOperazioneANPR: `${i}` })));
    expect(new Set((await Promise.all(piccole)).map((r) => r.codice))).toEqual(new Set(['1']));
  });
});

describe('large bodies', () => {
  const LARGE = 3_000_000;
  it('a small notification is taken at once while two hundred large bodies wait for their turn', async () => {
    const b = await banco({ slotWaitMs: 60_000 });
    // One has its turn and does not go on; the others are not read.
    for (let i = 0; i < 200; i++) dial(b, `${head(LARGE)}${'x'.repeat(1_000)}`);
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(200));
    for (let i = 0; i < 20; i++) expect((await call(b.url, busta({ idOperazioneANPR: `${i}` }))).codice).toBe('1');
    expect(b.receiver.inCorso()).toBe(200);
  });

  it.each([
    ['of a length told before', {}],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
    ['compressed', { 'content-encoding': 'gzip' }],
  ])('%s come one behind the other, and every one is read', async (come, headers) => {
    const b = await banco({ slotWaitMs: 60_000 });
    const contenuto = noise(1_500_000);
    const corpi = Array.from({ length: 12 }, (_, i) => busta({ contenuto, idOperazioneANPR: `${i}` }));
    const mandati = come === 'compressed' ? corpi.map((c) => gzipSync(c)) : corpi;
    const risposte = await Promise.all(mandati.map((c) => call(b.url, c, { headers })));
    expect(risposte.map((r) => r.codice)).toEqual(corpi.map(() => '1'));
  });

  it('one that waits for its turn is not taken for slow', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      const b = await banco({ minBytesPerSecond: 100_000, bodyTimeoutMs: 30_000, slotWaitMs: 60_000 });
      const holder = dial(b, head(LARGE));
      await waitReal(() => b.receiver.inCorso() === 1);
      const contenuto = noise(1_500_000);
      const waits = call(b.url, busta({ contenuto }));
      await waitReal(() => b.receiver.inCorso() === 2);
      vi.advanceTimersByTime(9_000);
      holder.write('x'.repeat(2_000_000));
      await waitReal(() => true);
      vi.advanceTimersByTime(9_000);
      holder.destroy();
      expect((await waits).codice).toBe('1');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('connections', () => {
  it('past the limit the oldest of who has most is closed; a new caller gets in', async () => {
    const b = await banco({ maxConnections: 20 });
    const genuine = dial(b, head(5000), '127.0.0.2');
    const many = Array.from({ length: 40 }, () => dial(b, head(5000)));
    await vi.waitFor(() => expect(many.filter((s) => s.closed).length).toBe(21));
    expect(many.slice(0, 21).every((s) => s.closed)).toBe(true);
    expect(genuine.closed).toBe(false);
    expect((await call(b.url, busta())).codice).toBe('1');
    expect(b.log.testo.split('Too many connections').length).toBe(2);
  });

  it('sixteen calls in one connection are all answered; who sends ever more is cut off', async () => {
    const b = await banco();
    const corpo = busta();
    const una = head(Buffer.byteLength(corpo)) + corpo;
    const answersTo = (text: string): Promise<number> =>
      talk(b.server.port, text).then((t) => t.split('HTTP/1.1 200').length - 1);
    const last = una.replace('Host: x', 'Host: x\r\nConnection: close');
    expect(await answersTo(una.repeat(15) + last)).toBe(16);
    let commit = (): void => undefined;
    const gate = new Promise<void>((resolve) => (commit = resolve));
    b.inbox.prima = () => gate;
    expect(await answersTo(una.repeat(500))).toBe(0);
    commit();
    expect((await call(b.url, busta())).codice).toBe('1');
  });

  it('calls without a body, pipelined without end, hold nothing and stop nobody', async () => {
    const b = await banco();
    const empty = 'POST /anpr/n000 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'.repeat(20_000);
    const many = Array.from({ length: 4 }, () => talk(b.server.port, empty));
    for (let i = 0; i < 10; i++) expect((await call(b.url, busta({ idOperazioneANPR: `${i}` }))).codice).toBe('1');
    await Promise.all(many);
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(0));
  });
});

describe('bodies in crumbs', () => {
  const chunks = (n: number): string => '1\r\nx\r\n'.repeat(n);
  const chunked = 'POST /anpr/n000 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';

  it('a byte at a time without end is cut off', async () => {
    const b = await banco();
    expect(await talk(b.server.port, chunked + chunks(50_000))).toMatch(/^HTTP\/1\.1 408/);
    expect(b.log.testo).toContain('LENTO');
    expect(b.receiver.inCorso()).toBe(0);
  });

  it('a body in many small pieces is the same body', async () => {
    const b = await banco();
    const corpo = busta();
    const pieces = Array.from({ length: Math.ceil(corpo.length / 7) }, (_, i) => corpo.slice(i * 7, i * 7 + 7));
    const text = pieces.map((p) => `${p.length.toString(16)}\r\n${p}\r\n`).join('');
    const close = chunked.replace('Host: x', 'Host: x\r\nConnection: close');
    expect(await talk(b.server.port, `${close}${text}0\r\n\r\n`)).toContain('>1<');
    const large = busta({ contenuto: noise(200_000) });
    expect((await call(b.url, large, { headers: { 'transfer-encoding': 'chunked' } })).codice).toBe('1');
  });
});

it('a bomb that came in one piece is answered at once', async () => {
  const b = await banco({ bodyTimeoutMs: 3_600_000 });
  const bomba = gzipSync(Buffer.alloc(9_000_000, 0x20), { level: 9 });
  expect((await call(b.url, bomba, { headers: { 'content-encoding': 'gzip' } })).codice).toBe('5');
});
