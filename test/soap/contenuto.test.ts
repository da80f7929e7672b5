import { randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testo } from '../../src/anpr/elemento.js';
import { ConfigError, NotificaError } from '../../src/errors.js';
import { cifraContenuto } from '../../src/soap/cifra.js';
import { apriContenuto, type ContenutoAperto, LIMITI_CONTENUTO } from '../../src/soap/contenuto.js';
import { type Keystore, openKeystore } from '../../src/soap/keystore.js';
import { createCa, type Identita, issue, tempFolder, toP12 } from './pki.js';
import { isInstalled, run, succeeds } from './programmi.js';

const XML = '<p:NotificaN010 xmlns:p="urn:x"><idOperazioneANPR>325911000</idOperazioneANPR><v>è</v></p:NotificaN010>';
const PASSWORD = 'segréta 1';
const openssl = isInstalled('openssl', ['version']);

let ca: Identita;
let ente: Identita;
let scaduto: Identita;
let altrui: Identita;
let nostri: Keystore[];
const folder = tempFolder();

beforeAll(() => {
  ca = createCa('CA Comuni di Prova');
  ente = issue({ cn: '015146-CO-9999', serial: '00ab12cd34ef' }, ca);
  scaduto = issue({ cn: '015146-CO-9998', al: new Date('2021-01-01T00:00:00Z') }, ca);
  altrui = issue({ cn: '058091-CO-9999' }, ca);
  nostri = [scaduto, ente].map((i, n) => openKeystore(toP12(i, 'x'), 'x', `${n}.p12`));
});
afterAll(() => folder.remove());

const apri = (b: Uint8Array, k: readonly Keystore[] = nostri): ContenutoAperto => apriContenuto(b, k);

function motivoOf(b: Uint8Array, k?: readonly Keystore[]): string {
  try {
    apri(b, k);
  } catch (e) {
    if (e instanceof NotificaError) return e.motivo;
    throw e;
  }
  return 'aperto';
}

function messageOf(f: () => unknown): string {
  try {
    f();
  } catch (e) {
    return (e as Error).message;
  }
  return '';
}

describe('a content encrypted by us', () => {
  it.each(['aes128', 'aes192', 'aes256', 'des3'] as const)('opens with %s, every padding, DER and BER', (cipher) => {
    for (const oaep of [undefined, 'sha1', 'sha256'] as const) {
      for (const ber of [false, true]) {
        const opzioni = { cipher, ber, ...(oaep === undefined ? {} : { oaep }) };
        const aperto = apri(cifraContenuto(XML, ente.cert, opzioni));
        expect(testo(aperto.elemento, 'idOperazioneANPR')).toBe('325911000');
        expect(Buffer.from(aperto.xml).toString()).toBe(XML);
      }
    }
  });

  it('says which certificate opened it, with its serial in hexadecimal and its end of validity', () => {
    expect(apri(cifraContenuto(XML, ente.cert)).chiaveUsata).toEqual({
      issuer: 'C=IT, O=Ente di Prova, CN=CA Comuni di Prova',
      serial: 'ab12cd34ef',
      scadenza: '2049-01-01T00:00:00.000Z',
    });
  });

  it('G8: an expired key goes on opening what is still encrypted for it, after the switch to a new one', () => {
    expect(apri(cifraContenuto(XML, scaduto.cert)).chiaveUsata?.scadenza).toBe('2021-01-01T00:00:00.000Z');
    expect(testo(apri(cifraContenuto(XML, ente.cert)).elemento, 'v')).toBe('è');
  });

  it('opens whatever its size, in one piece or in many', () => {
    const proprieta = fc.property(fc.nat({ max: 5000 }), fc.boolean(), (n, ber) => {
      const xml = `<a>${'x'.repeat(n + 1)}</a>`;
      expect(Buffer.from(apri(cifraContenuto(xml, ente.cert, { ber })).xml).toString()).toBe(xml);
    });
    fc.assert(proprieta, { numRuns: 40 });
  });
});

describe.skipIf(!openssl)('a content encrypted by the openssl program', () => {
  function encrypt(...args: string[]): Uint8Array {
    const cert = folder.write('recip.pem', ente.cert);
    const xml = folder.write('in.xml', XML);
    const out = `${folder.path}/out.der`;
    run(
      'openssl',
      'cms',
      '-encrypt',
      '-binary',
      '-in',
      xml,
      '-out',
      out,
      '-outform',
      'DER',
      ...args.map((a) => (a === '@' ? cert : a)),
    );
    return readFileSync(out);
  }
  const OAEP = ['-keyopt', 'rsa_padding_mode:oaep'];

  it.each([
    ['AES-128', ['-aes128', '@']],
    ['AES-192', ['-aes192', '@']],
    ['AES-256', ['-aes256', '@']],
    ['3DES', ['-des3', '@']],
    ['the key identifier', ['-aes256', '-keyid', '@']],
    ['OAEP over SHA-1', ['-aes256', '-recip', '@', ...OAEP]],
    ['OAEP over SHA-256', ['-aes256', '-recip', '@', ...OAEP, '-keyopt', 'rsa_oaep_md:sha256']],
    [
      'OAEP as Java does it, MGF1 over SHA-1',
      ['-aes256', '-recip', '@', ...OAEP, '-keyopt', 'rsa_oaep_md:sha256', '-keyopt', 'rsa_mgf1_md:sha1'],
    ],
    ['indefinite lengths', ['-aes256', '-stream', '-indef', '@']],
  ])('opens: %s', (_, args) => {
    expect(Buffer.from(apri(encrypt(...args)).xml).toString()).toBe(XML);
  });

  it('says CONTENUTO_SCONOSCIUTO for a cipher that is not accepted, and names it', () => {
    const cifrato = encrypt('-camellia256', '@');
    expect(motivoOf(cifrato)).toBe('CONTENUTO_SCONOSCIUTO');
    expect(messageOf(() => apri(cifrato))).toContain('1.2.392.200011');
  });
});

describe('a content that cannot be opened', () => {
  it('G5, G9: names the certificate whose key is missing, and what to do', () => {
    const cifrato = cifraContenuto(XML, altrui.cert);
    expect(motivoOf(cifrato)).toBe('CHIAVE_MANCANTE');
    const m = messageOf(() => apri(cifrato));
    const serial = BigInt(`0x${new X509Certificate(altrui.cert).serialNumber}`).toString(16);
    expect(m).toContain(`numero di serie ${serial} (esadecimale)`);
    expect(m).toContain('CN=CA Comuni di Prova');
    expect(m).toContain('.p12');
    expect(motivoOf(cifrato, [])).toBe('CHIAVE_MANCANTE');
  });

  it('heals by itself when the missing keystore is added', () => {
    const cifrato = cifraContenuto(XML, altrui.cert);
    const nuovo = openKeystore(toP12(altrui, 'y'), 'y', 'nuovo.p12');
    expect(testo(apri(cifrato, [...nostri, nuovo]).elemento, 'v')).toBe('è');
  });

  it('G5: a bad RSA padding is told from a damaged content by nothing', () => {
    const cifrato = Buffer.from(cifraContenuto(XML, ente.cert));
    const rsa = cifrato.indexOf(Buffer.from('04820100', 'hex'));
    const padding = Buffer.from(cifrato);
    padding.writeUInt8((padding[rsa + 60] ?? 0) ^ 1, rsa + 60);
    const coda = Buffer.from(cifrato);
    coda.writeUInt8((coda.at(-20) ?? 0) ^ 1, coda.length - 20);
    const [a, b] = [padding, coda].map((x) => messageOf(() => apri(x)));
    expect(a).toBe(b);
    expect(motivoOf(padding)).toBe('CONTENUTO_DANNEGGIATO');
  });

  it('whatever byte is damaged, or wherever it is cut, the answer is a NotificaError or the content', () => {
    for (const ber of [false, true]) {
      const cifrato = cifraContenuto(XML, ente.cert, { ber });
      const proprieta = fc.property(
        fc.nat(cifrato.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (i, x, taglia) => {
          const rotto = Buffer.from(cifrato);
          if (taglia) expect(motivoOf(rotto.subarray(0, i))).not.toBe('aperto');
          else {
            rotto.writeUInt8((rotto[i] ?? 0) ^ x, i);
            motivoOf(rotto);
          }
        },
      );
      fc.assert(proprieta, { numRuns: 300 });
    }
  });

  it('random bytes are a NotificaError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (b) => {
        expect(motivoOf(b)).not.toBe('aperto');
      }),
    );
  });

  it('a CMS that nests a thousand levels is damaged, and no stack overflows', () => {
    let b = Buffer.from('06092a864886f70d010703', 'hex');
    for (let i = 0; i < 1000; i++) b = Buffer.concat([Buffer.from([0x30, 0x80]), b]);
    expect(['CONTENUTO_DANNEGGIATO', 'CONTENUTO_SCONOSCIUTO']).toContain(motivoOf(b));
  });

  it('a signed CMS is not an encrypted one, and the message says what it is', () => {
    const b = Buffer.from('300f 06092a864886f70d010702 a002 3000'.replace(/ /g, ''), 'hex');
    expect(motivoOf(b)).toBe('CONTENUTO_SCONOSCIUTO');
    expect(messageOf(() => apri(b))).toContain('1.2.840.113549.1.7.2');
  });
});

describe('a content that is not encrypted', () => {
  it.each([
    ['XML', Buffer.from(XML)],
    ['G68: gzip', gzipSync(XML)],
    ['deflate', deflateSync(XML)],
    ['base64', Buffer.from(Buffer.from(XML).toString('base64'))],
    [
      'base64 in lines',
      Buffer.from(
        Buffer.from(XML)
          .toString('base64')
          .replace(/(.{20})/g, '$1\r\n'),
      ),
    ],
    ['G68: gzip in base64', Buffer.from(gzipSync(XML).toString('base64'))],
    ['base64 of gzip of base64', Buffer.from(gzipSync(Buffer.from(XML).toString('base64')).toString('base64'))],
    ['XML in UTF-16 with BOM, compressed', gzipSync(Buffer.from(`\ufeff${XML}`, 'utf16le'))],
  ])('opens: %s', (_, bytes) => {
    expect(testo(apri(bytes, []).elemento, 'idOperazioneANPR')).toBe('325911000');
    expect(apri(bytes, []).chiaveUsata).toBeUndefined();
  });

  it('opens gzip inside CMS, and CMS inside base64', () => {
    expect(testo(apri(cifraContenuto(gzipSync(XML), ente.cert)).elemento, 'v')).toBe('è');
    const base64 = Buffer.from(Buffer.from(cifraContenuto(XML, ente.cert)).toString('base64'));
    expect(apri(base64).chiaveUsata?.serial).toBe('ab12cd34ef');
  });

  it.each([
    ['G36: no bytes', Buffer.alloc(0)],
    ['blanks', Buffer.from(' \n')],
    ['G35: a gz with empty XML inside', gzipSync('')],
    ['G35: a gz with a declaration alone', gzipSync('<?xml version="1.0"?>')],
    ['G35: a gz with a root that says nothing', gzipSync('<xmlRisposta/>')],
    ['G35: the same in base64', Buffer.from(gzipSync('').toString('base64'))],
  ])('says CONTENUTO_VUOTO for %s', (_, bytes) => {
    expect(motivoOf(bytes)).toBe('CONTENUTO_VUOTO');
  });

  it('stops a gzip bomb at the limit', () => {
    const limiti = { ...LIMITI_CONTENUTO, maxByte: 1_000_000 };
    const bomba = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomba.length).toBeLessThan(100_000);
    expect(() => apriContenuto(bomba, [], limiti)).toThrow(
      expect.objectContaining({ motivo: 'CONTENUTO_TROPPO_GRANDE' }),
    );
  });

  it('inflation is counted as it grows: a hundred to one above 256 KB, however large the bound is', () => {
    const bianchi = (byte: number): Buffer => gzipSync(Buffer.concat([Buffer.from(XML), Buffer.alloc(byte, 0x20)]));
    expect(motivoOf(bianchi(200_000), [])).toBe('aperto');
    expect(motivoOf(bianchi(300_000), [])).toBe('CONTENUTO_TROPPO_GRANDE');
    expect(motivoOf(deflateSync(Buffer.alloc(300_000, 0x20)), [])).toBe('CONTENUTO_TROPPO_GRANDE');
    // As compact as lists of people get: one in thirty.
    const vario = Buffer.from(
      `<a>${Array.from({ length: 40_000 }, (_, i) => `<persona><id>${i}</id></persona>`).join('')}</a>`,
    );
    expect(motivoOf(gzipSync(vario), [])).toBe('aperto');
    expect(messageOf(() => apri(bianchi(300_000), []))).toMatch(/\d+ byte compressi che diventano oltre 262144/);
  });

  it('what a stranger writes as the names of recipients fills no log', () => {
    const lungo = createCa('x'.repeat(5000));
    const cifrato = cifraContenuto(XML, issue({ cn: 'ente' }, lungo).cert);
    expect(messageOf(() => apri(cifrato)).length).toBeLessThan(700);
    expect(messageOf(() => apri(cifrato))).toContain('.p12');
  });

  it('stops after three layers', () => {
    let b = Buffer.from(XML);
    for (let i = 0; i < 4; i++) b = gzipSync(b);
    expect(motivoOf(b)).toBe('CONTENUTO_SCONOSCIUTO');
  });

  it.each([
    ['a gzip cut short', gzipSync(XML).subarray(0, 40), 'CONTENUTO_DANNEGGIATO'],
    ['a PDF', Buffer.from('%PDF-1.7 …'), 'CONTENUTO_SCONOSCIUTO'],
    ['a zip', Buffer.from('504b0304140000000800', 'hex'), 'CONTENUTO_SCONOSCIUTO'],
    ['XML that is not well-formed', Buffer.from('<a><b></a>'), 'XML_NON_VALIDO'],
    ['a DOCTYPE under gzip', gzipSync('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), 'XML_NON_VALIDO'],
  ])('says why for %s', (_, bytes, motivo) => {
    expect(motivoOf(bytes)).toBe(motivo);
  });
});

describe('openKeystore', () => {
  it.each([
    ['forge, 3DES and SHA-1', (): Uint8Array => toP12(ente, PASSWORD)],
    ['openssl, AES and SHA-256', (): Uint8Array => p12()],
    ['openssl, RC2-40 and 3DES', (): Uint8Array => p12('-legacy')],
    [
      'openssl, 3DES for both',
      (): Uint8Array => p12('-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'),
    ],
    [
      'openssl, AES-128 and a MAC over SHA-512',
      (): Uint8Array => p12('-keypbe', 'aes-128-cbc', '-certpbe', 'aes-128-cbc', '-macalg', 'sha512'),
    ],
    ['openssl, certificate in clear', (): Uint8Array => p12('-certpbe', 'NONE')],
    ['openssl, with the chain', (): Uint8Array => p12('-certfile', folder.write('ca.pem', ca.cert))],
  ])('opens a PKCS#12 made by %s', (da, make) => {
    if (!openssl && da.startsWith('openssl')) return;
    const k = openKeystore(make(), PASSWORD, 'x.p12');
    expect(k.chiavi.map((c) => [c.soggetto, c.serial])).toEqual([['015146-CO-9999', 'ab12cd34ef']]);
    expect(testo(apri(cifraContenuto(XML, ente.cert), [k]).elemento, 'v')).toBe('è');
  });

  function p12(...args: string[]): Uint8Array {
    const [key, cert, out] = [
      folder.write('k.pem', ente.key),
      folder.write('c.pem', ente.cert),
      `${folder.path}/o.p12`,
    ];
    const base = ['pkcs12', '-export', '-inkey', key, '-in', cert, '-passout', `pass:${PASSWORD}`, '-out', out];
    if (!succeeds('openssl', ...base, ...args)) {
      console.log(`SKIPPED: this openssl does not write ${args.join(' ')}`);
      return toP12(ente, PASSWORD);
    }
    return readFileSync(out);
  }

  it('says which file has a wrong password, and never the password', () => {
    const e = messageOf(() => openKeystore(toP12(ente, PASSWORD), 'sbagliatissima', '015146-CO-9999.p12'));
    expect(e).toContain('015146-CO-9999.p12');
    expect(e).toContain('password errata');
    expect(e).not.toContain('sbagliatissima');
  });

  it.each([
    ['bytes that are no PKCS#12', Buffer.from('ciao')],
    ['an empty file', Buffer.alloc(0)],
    ['a PEM certificate', Buffer.from('-----BEGIN CERTIFICATE-----')],
    ['random bytes', randomBytes(500)],
  ])('is a ConfigError that names the file: %s', (_, bytes) => {
    expect(() => openKeystore(bytes, 'x', 'rotto.p12')).toThrow(ConfigError);
    expect(messageOf(() => openKeystore(bytes, 'x', 'rotto.p12'))).toContain('rotto.p12');
  });
});
