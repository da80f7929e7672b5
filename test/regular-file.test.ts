/** What somebody named is read whole, and never more, and nothing is waited for; a secret is what was meant. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fileCode, fileWords, readRegular, readRegularText, readSecret, streamRegular } from '../src/regular-file.js';
import { certificatiPem } from '../src/soap/pem.js';

const dir = mkdtempSync(join(tmpdir(), 'allinea-file-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(nome: string, byte: string | Uint8Array = ''): string {
  writeFileSync(join(dir, nome), byte);
  return join(dir, nome);
}
function faultOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return fileCode(error);
  }
}

describe('a file that somebody named', () => {
  it('is read when it is regular and no larger than its kind', () => {
    const f = file('a', 'prova');
    expect(readRegular(f, 5).toString()).toBe('prova');
    expect(faultOf(() => readRegular(f, 4))).toBe('TOO_LARGE');
    expect(readRegularText(file('b', '\uFEFFprova'), 100)).toBe('prova');
  });

  it('a queue, a device, a folder and a file without an end are refused at once', () => {
    const coda = join(dir, 'coda');
    execFileSync('mkfifo', [coda]);
    symlinkSync('/dev/zero', join(dir, 'zero'));
    truncateSync(file('enorme'), 2 ** 42);
    expect(faultOf(() => readRegular(coda, 10))).toBe('NOT_A_FILE');
    expect(faultOf(() => streamRegular(coda))).toBe('NOT_A_FILE');
    expect(faultOf(() => readSecret(join(dir, 'zero')))).toBe('NOT_A_FILE');
    expect(faultOf(() => readSecret(dir))).toBe('EISDIR');
    expect(faultOf(() => readRegular(join(dir, 'enorme'), 2 ** 20))).toBe('TOO_LARGE');
  });

  it('a file of the system that says no length is read, and no further than the limit', () => {
    expect(readRegular('/proc/self/status', 2 ** 20).byteLength).toBeGreaterThan(100);
    expect(faultOf(() => readRegular('/proc/self/status', 20))).toBe('TOO_LARGE');
  });

  it('its faults are said in words', () => {
    const detto = (nome: string): string => {
      try {
        readSecret(join(dir, nome));
        return '';
      } catch (error) {
        return fileWords(error);
      }
    };
    expect(detto('manca')).toBe('non c’è, o non c’è la sua cartella (ENOENT)');
    expect(detto('.')).toBe('è una cartella, serve un file (EISDIR)');
  });
});

describe('password files', () => {
  it.each([
    ['a newline of Unix', 'pàss word\n'],
    ['a newline of Windows', 'pàss word\r\n'],
    ['no newline', 'pàss word'],
    ['a trailing blank', 'pàss word '],
    ['a trailing blank and newlines', 'pàss word \t\n\n'],
    ['a BOM', '\uFEFFpàss word\r\n'],
    ['UTF-16 as Windows writes it', Buffer.from('\uFEFFpàss word\r\n', 'utf16le')],
    ['UTF-16, the other way round', Buffer.from('\uFEFFpàss word\r\n', 'utf16le').swap16()],
    ['windows-1252', Buffer.from('pàss word\r\n', 'latin1')],
  ])('with %s work', (_, byte) => {
    expect(readSecret(file('segreto', byte))).toBe('pàss word');
  });

  it('whatever is written is read as it was written, but for blanks at the end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (s) => {
        fc.pre(!s.startsWith('\uFEFF'));
        expect(readSecret(file('s', s))).toBe(s.trimEnd());
      }),
      { numRuns: 50 },
    );
  });
});

describe('PEM', () => {
  it('gives every block, whatever stands around it', () => {
    const uno = '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----';
    expect(certificatiPem(`x${uno}y\n${uno}\n-----BEGIN CERTIFICATE-----`)).toEqual([uno, uno]);
    expect(certificatiPem('')).toEqual([]);
  });

  it('beginnings without an end are passed once', () => {
    expect(certificatiPem('-----BEGIN CERTIFICATE-----\n'.repeat(150_000))).toEqual([]);
  });
});
