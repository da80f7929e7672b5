/**
 * One folder per case: `corpo` as it comes on the wire, `atteso.json` with what must be read or why it is refused.
 * The name of the folder is the name of the test; a new case needs no code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { readRichiesta } from '../../src/soap/envelope.js';

interface Atteso {
  readonly contentType: string | null;
  readonly richiesta?: Record<string, string>;
  readonly contenuto?: string;
  readonly codice?: string;
  readonly motivo?: string;
}

const QUI = 'test/envelopes';
const casi = readdirSync(QUI, { withFileTypes: true }).filter((d) => d.isDirectory());

function load(nome: string): { corpo: Buffer; atteso: Atteso } {
  const atteso = JSON.parse(readFileSync(join(QUI, nome, 'atteso.json'), 'utf8')) as Atteso;
  return { corpo: readFileSync(join(QUI, nome, 'corpo')), atteso };
}

function read(corpo: Uint8Array, contentType: string | null): Omit<Atteso, 'contentType'> {
  try {
    const { contenuto, ...richiesta } = readRichiesta(corpo, contentType ?? undefined);
    return { richiesta, contenuto: Buffer.from(contenuto).toString('base64') };
  } catch (e) {
    if (e instanceof EnvelopeError) return { codice: e.codice, motivo: e.motivo };
    throw e;
  }
}

describe('an envelope', () => {
  it.each(casi.map((c) => c.name))('%s', (nome) => {
    const { corpo, atteso } = load(nome);
    const { contentType, ...resto } = atteso;
    expect(read(corpo, contentType)).toEqual(resto);
  });
});

describe('whatever comes', () => {
  const tipi = [
    'text/xml',
    'text/xml; charset=utf-16',
    'multipart/related; boundary=x',
    'application/xop+xml',
    '',
    'a;b="',
    null,
  ];

  it('random bytes are a request or an EnvelopeError, nothing else', () => {
    const proprieta = fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...tipi), (corpo, tipo) => {
      expect(read(corpo, tipo).codice).toBeDefined();
    });
    fc.assert(proprieta, { numRuns: 500 });
  });

  it('a case cut, doubled or damaged anywhere is a request or an EnvelopeError, nothing else', () => {
    const tutti = casi.map((c) => load(c.name));
    const proprieta = fc.property(
      fc.constantFrom(...tutti),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(255),
      ({ corpo, atteso }, dove, byte) => {
        const i = Math.min(corpo.length - 1, Math.floor(dove * corpo.length));
        const rotto = Buffer.from(corpo);
        rotto.writeUInt8(byte, i);
        for (const c of [rotto, corpo.subarray(0, i), Buffer.concat([corpo.subarray(0, i), corpo])])
          read(c, atteso.contentType);
      },
    );
    fc.assert(proprieta, { numRuns: 2000 });
  });
});
