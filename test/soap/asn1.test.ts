/** Bounds before work: one pass over ASN.1 bytes, so that no parser meets what would end it. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import forge from 'node-forge';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, NotificaError } from '../../src/errors.js';
import { ASN1_CERTIFICATO, ASN1_CMS, ASN1_PKCS12, Asn1NonValido, checkAsn1 } from '../../src/soap/asn1.js';
import { openBundle, readCarried } from '../../src/soap/certificati.js';
import { cifraContenuto } from '../../src/soap/cifra.js';
import { apriContenuto } from '../../src/soap/contenuto.js';
import { openKeystore } from '../../src/soap/keystore.js';
import { certificatoChiesto } from '../../src/soap/riceventi.js';
import { createCa, type Identita, issue, toP12 } from './pki.js';

let ca: Identita;
let ente: Identita;
beforeAll(() => {
  ca = createCa('CA Comuni di Prova');
  ente = issue({ cn: '015146-CO-9999' }, ca);
});

function difettoDi(bytes: Uint8Array, limiti = ASN1_CMS): string {
  try {
    checkAsn1(bytes, limiti);
    return 'passa';
  } catch (e) {
    if (e instanceof Asn1NonValido) return e.difetto;
    throw e;
  }
}

function motivoDi(bytes: Uint8Array): string {
  try {
    apriContenuto(bytes, []);
    return 'aperto';
  } catch (e) {
    if (e instanceof NotificaError) return e.motivo;
    throw e;
  }
}

const ENVELOPED = Buffer.from('06092a864886f70d010703', 'hex');
/** `30 80 OID [0] …`: begins like an EnvelopedData of indefinite length. */
const comeCms = (dentro: Buffer): Buffer => Buffer.concat([Buffer.from('3080', 'hex'), ENVELOPED, dentro]);
const vuoti = (quanti: number): Buffer => Buffer.alloc(2 * quanti, Buffer.from('0500', 'hex'));
const annidati = (quanti: number): Buffer => Buffer.alloc(2 * quanti, Buffer.from('3080', 'hex'));

describe('B7: one linear pass over ASN.1 bytes before any parser', () => {
  it('31 KB of gzip that hold 16 million empty ASN.1 nodes are a reason, not the end of the process', () => {
    const bomba = gzipSync(comeCms(vuoti(16_000_000)), { level: 9 });
    expect(bomba.byteLength).toBeLessThan(40_000);
    expect(motivoDi(bomba)).toBe('CONTENUTO_TROPPO_GRANDE');
    expect(motivoDi(comeCms(vuoti(1_000_000)))).toBe('CONTENUTO_TROPPO_GRANDE');
  });

  it.each([
    ['16 million empty nodes', () => comeCms(vuoti(16_000_000)), 'TROPPO_GRANDE'],
    ['a million nested nodes', () => comeCms(annidati(1_000_000)), 'TROPPO_GRANDE'],
    ['more levels than any structure has', () => comeCms(annidati(40)), 'TROPPO_GRANDE'],
    ['a tag number in bytes of its own', () => comeCms(Buffer.from('3f810100', 'hex')), 'MALFORMATO'],
    ['a primitive value without a length', () => comeCms(Buffer.from('0480', 'hex')), 'MALFORMATO'],
    ['a length of 100 bytes', () => comeCms(Buffer.from(`04e4${'00'.repeat(100)}`, 'hex')), 'MALFORMATO'],
    ['no bytes', () => Buffer.alloc(0), 'MALFORMATO'],
    ['an element that begins where the one around it ends', () => Buffer.from('300430800500', 'hex'), 'passa'],
    ['one that never ends inside one that does', () => Buffer.from('30023080ffff', 'hex'), 'MALFORMATO'],
  ] as const)('%s', (_, bytes, difetto) => {
    expect(difettoDi(bytes())).toBe(difetto);
  });

  it('indefinite lengths of BER are followed, in pieces of any size that senders make', () => {
    for (const ber of [false, true]) {
      const cms = cifraContenuto(`<a>${'x'.repeat(3_000_000)}</a>`, ente.cert, { ber });
      expect(difettoDi(cms)).toBe('passa');
    }
  });

  it('whatever bytes it is given, it ends, and what it lets pass costs no parser more than its nodes', () => {
    const limiti = { ...ASN1_CMS, maxNodi: 50, maxProfondita: 8 };
    const conta = (a: forge.asn1.Asn1): number =>
      1 + (Array.isArray(a.value) ? a.value.reduce((n, figlio) => n + conta(figlio as forge.asn1.Asn1), 0) : 0);
    const pezzo = fc.constantFrom(
      '3080',
      '0000',
      '30',
      '31',
      'a0',
      '04',
      '02',
      '05',
      '81',
      '82',
      '00',
      '01',
      '03',
      'ff',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.array(pezzo, { minLength: 1, maxLength: 100 }).map((p) => Buffer.from(p.join(''), 'hex')),
    );
    fc.assert(
      fc.property(bytes, (b) => {
        if (difettoDi(b, limiti) !== 'passa') return;
        const opzioni = { strict: false, decodeBitStrings: false, parseAllBytes: false } as unknown as boolean;
        let letto: forge.asn1.Asn1 | undefined;
        try {
          letto = forge.asn1.fromDer(Buffer.from(b).toString('binary'), opzioni);
        } catch {
          // Not well-formed: found out within the same nodes.
        }
        if (letto !== undefined) expect(conta(letto)).toBeLessThanOrEqual(50);
      }),
      { numRuns: 3000 },
    );
  });

  it('a hostile content asks for no certificate, and is no bug of whoever looks', () => {
    expect(certificatoChiesto(comeCms(vuoti(1_000_000)), [])).toBeNull();
  });
});

describe('B7: keystores and certificates', () => {
  it('a keystore made to cost is a problem of that keystore, named', () => {
    const giusto = Buffer.from(toP12(ente, 'x'));
    const struttura = forge.asn1.fromDer(giusto.toString('binary')) as unknown as {
      value: { value: forge.asn1.Asn1[] }[];
    };
    // PFX: version, content, MAC; the MAC ends with its number of rounds.
    const giri = struttura.value[2]?.value[2] as forge.asn1.Asn1;
    giri.value = '\x7f\xff\xff\xff';
    const rotto = Buffer.from(forge.asn1.toDer(struttura as unknown as forge.asn1.Asn1).getBytes(), 'binary');
    for (const p12 of [rotto, comeCms(vuoti(100_000)), Buffer.alloc(2_000_000, 0x30)])
      expect(() => openKeystore(p12, 'x', 'rotto.p12')).toThrow(
        expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining('rotto.p12') }),
      );
    expect(() => openKeystore(rotto, 'x', 'rotto.p12')).toThrow(/oltre 1000000 giri/);
    expect(openKeystore(giusto, 'x', 'giusto.p12').chiavi).toHaveLength(1);
  });

  it('rounds are looked for inside the strings of a keystore too', () => {
    const dentro = Buffer.from('300c04040102030402047fffffff', 'hex');
    const fuori = Buffer.concat([Buffer.from([0x30, dentro.length + 2, 0x04, dentro.length]), dentro]);
    expect(difettoDi(fuori, ASN1_PKCS12)).toBe('TROPPO_GRANDE');
    expect(difettoDi(fuori, ASN1_CMS)).toBe('passa');
  });

  it('a certificate that a message carries is looked over first', () => {
    const bundle = openBundle([{ nome: 'ca.pem', pem: ca.cert }]);
    const der = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    expect(difettoDi(der(ente.cert), ASN1_CERTIFICATO)).toBe('passa');
    expect(readCarried(bundle, der(ente.cert).toString('base64'))?.subject).toBeDefined();
    expect(readCarried(bundle, Buffer.alloc(70_000, 0x30).toString('base64'))).toBeUndefined();
    expect(() => openKeystore(Buffer.alloc(0), '', 'x.p12')).toThrow(ConfigError);
  });
});
