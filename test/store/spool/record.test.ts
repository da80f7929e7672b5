/** The file of the spool: cut anywhere, damaged anywhere, it gives back exactly what is whole. */
import { randomUUID } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerOf } from '../../../src/store/spool/cartella.js';
import { countRecords, readTratti, type Tratto } from '../../../src/store/spool/lettura.js';
import { decodeNotifica, encodeNotifica, HEAD_BYTES, sealRecord } from '../../../src/store/spool/record.js';
import { notifica } from '../notifiche.js';
import { bancoSpool } from './banco.js';

const b = bancoSpool();
const marker = markerOf(randomUUID());
const payloads = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 12 });

async function read(bytes: Uint8Array): Promise<{ tratti: Tratto[]; count: number }> {
  const path = join(b.dir, 'uno');
  await writeFile(path, bytes);
  const file = await open(path, 'r');
  const tratti: Tratto[] = [];
  for await (const t of readTratti(file, marker)) tratti.push(t);
  const count = await countRecords(file, marker);
  await file.close();
  return { tratti, count };
}

const recordsOf = (tratti: readonly Tratto[]): Buffer[] =>
  tratti.flatMap((t) => (t.tipo === 'record' ? [t.payload] : []));

describe('a file of the spool', () => {
  it('cut at any byte gives back exactly the records that end before the cut, and no damage', () =>
    fc.assert(
      fc.asyncProperty(payloads, fc.nat(), async (list, where) => {
        const sealed = list.map((p) => sealRecord(marker, p));
        const whole = Buffer.concat(sealed);
        const cut = where % (whole.byteLength + 1);
        let end = 0;
        const expected = list.filter((_, i) => {
          end += sealed[i]?.byteLength ?? 0;
          return end <= cut;
        });
        const { tratti, count } = await read(whole.subarray(0, cut));
        expect(recordsOf(tratti)).toEqual(expected.map((p) => Buffer.from(p)));
        expect(count).toBe(expected.length);
        expect(tratti.filter((t) => t.tipo === 'danno')).toEqual([]);
        expect(tratti.at(-1)?.a ?? 0).toBe(cut);
      }),
      { numRuns: 150 },
    ));

  it('with any byte of one record changed gives back all the others, in order, and says which stretch is damaged', () =>
    fc.assert(
      fc.asyncProperty(payloads, fc.nat(), fc.integer({ min: 1, max: 255 }), async (list, where, flip) => {
        const sealed = list.map((p) => sealRecord(marker, p));
        const bytes = Buffer.concat(sealed);
        const at = where % bytes.byteLength;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        let end = 0;
        const hit = sealed.findIndex((s) => {
          end += s.byteLength;
          return at < end;
        });
        const { tratti } = await read(bytes);
        expect(recordsOf(tratti)).toEqual(list.filter((_, i) => i !== hit).map((p) => Buffer.from(p)));
        const broken = tratti.filter((t) => t.tipo !== 'record');
        expect(broken).toMatchObject([{ tipo: 'danno', da: end - (sealed[hit]?.byteLength ?? 0), a: end }]);
      }),
      { numRuns: 150 },
    ));

  it('takes zeros that a loss of power left at the end for damage, never for records', async () => {
    const one = sealRecord(marker, Buffer.from('uno'));
    const { tratti } = await read(Buffer.concat([one, Buffer.alloc(200)]));
    expect(tratti.map((t) => t.tipo)).toEqual(['record', 'danno']);
  });

  it('does not take a content that looks like another file for a record', async () => {
    const foreign = sealRecord(markerOf(randomUUID()), Buffer.from('estraneo'));
    const bytes = sealRecord(marker, foreign);
    bytes[HEAD_BYTES + 2] = (bytes[HEAD_BYTES + 2] ?? 0) ^ 1;
    expect(recordsOf((await read(bytes)).tratti)).toEqual([]);
  });
});

describe('a notification in the spool', () => {
  it('comes back byte for byte, whatever its content and its heading', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.boolean(), (contenuto, codMittente, prova) => {
        const n = notifica({ contenuto: Buffer.from(contenuto), codMittente, prova });
        expect(decodeNotifica(encodeNotifica(n))).toEqual(n);
      }),
    ));

  it('is nothing when the payload is something else', () => {
    for (const text of ['', 'abc', '\0\0\0\x02{}', '\xff\xff\xff\xff'])
      expect(decodeNotifica(Buffer.from(text, 'latin1'))).toBeUndefined();
  });
});
