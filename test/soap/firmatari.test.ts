import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { type RichiestaN000, writeRichiesta } from '../../src/soap/busta.js';
import { openBundle } from '../../src/soap/certificati.js';
import { withBusta } from '../../src/soap/envelope.js';
import { type ImpostazioniFirma, verifyFirma } from '../../src/soap/firma.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { attributiDi, comprende, nomeLeggibile } from '../../src/soap/nomi.js';
import { createCa, type Identita, invent, issue } from './pki.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const ca = createCa('CA Utenti di Prova');
const anpr = issue({ cn: 'Servizio Notifiche', serial: '77aa', uso: ['digitalSignature'] }, ca);
const bundle = (...pem: string[]): ImpostazioniFirma['ca'] =>
  openBundle(pem.map((p, i) => ({ nome: `${i}.pem`, pem: p })));
const conSoggetti = (...soggetti: string[]): Partial<ImpostazioniFirma> => ({
  ca: openBundle([{ nome: 'ca.pem', pem: ca.cert }], { soggetti }),
});
const RICHIESTA: RichiestaN000 = {
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '999001',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
  contenuto: Buffer.from('contenuto cifrato di prova'),
};
const sign = (i: Identita): string => firmaBusta(writeRichiesta(RICHIESTA), i.key, i.cert, { now: NOW });
const der = (i: Identita): string => new X509Certificate(i.cert).raw.toString('base64');

function verdetto(xml: string, i: Partial<ImpostazioniFirma> = {}, now = NOW): string {
  const tutte: ImpostazioniFirma = {
    policy: 'required',
    ca: bundle(ca.cert),
    acceptSha1: false,
    timestampToleranceMs: 300_000,
    ...i,
  };
  try {
    return withBusta(Buffer.from(xml), 'text/xml', (b) => verifyFirma(b, tutte, now).esito);
  } catch (e) {
    if (e instanceof EnvelopeError) return `${e.motivo}: ${e.message}`;
    throw e;
  }
}

const DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
const buona = sign(anpr);
const conKeyInfo = (k: string, xml = buona): string =>
  xml.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, () => `<ds:KeyInfo>${k}</ds:KeyInfo>`);
const x509Data = (...certificati: string[]): string =>
  `<ds:X509Data ${DS}>${certificati.map((c) => `<ds:X509Certificate>${c}</ds:X509Certificate>`).join('')}</ds:X509Data>`;

describe('C3: who may sign', () => {
  it('key usage is respected: a certificate for encipherment only does not sign, one for signatures does', () => {
    expect(verdetto(buona)).toBe('VALIDA');
    const cifra = issue({ cn: 'Servizio Notifiche', uso: ['keyEncipherment', 'dataEncipherment'] }, ca);
    expect(verdetto(sign(cifra))).toContain('FIRMA_CERTIFICATO: certificato di firma non accettato: il suo uso');
    expect(verdetto(sign(issue({ cn: 'x', uso: ['nonRepudiation', 'keyEncipherment'] }, ca)))).toBe('VALIDA');
  });

  it('the CA flag is respected: a CA signs certificates and no call, neither that of the bundle nor one below it', () => {
    expect(verdetto(sign(ca))).toContain('è il certificato di una CA');
    const sotto = issue({ cn: 'CA di sotto', ca: true, uso: ['keyCertSign', 'digitalSignature'] }, ca);
    expect(verdetto(sign(sotto))).toContain('è il certificato di una CA');
    expect(verdetto(sign(issue({ cn: 'x' }, sotto)))).toContain('non è fra le CA di fiducia');
  });

  it('firma.soggetti lists who may sign: whole names or some attributes, in any order and case', () => {
    const altro = sign(issue({ cn: '999002-PC-0001' }, ca));
    expect(verdetto(altro)).toBe('VALIDA');
    for (const soggetti of [
      ['CN=Servizio Notifiche'],
      ['cn=servizio  notifiche , O=Ente di Prova'],
      ['C=IT\nO=Ente di Prova\nCN=Servizio Notifiche'],
      ['CN=Altro', 'O=Ente di Prova, CN=Servizio Notifiche'],
    ]) {
      expect(verdetto(buona, conSoggetti(...soggetti))).toBe('VALIDA');
      expect(verdetto(altro, conSoggetti(...soggetti))).toBe(
        'FIRMA_CERTIFICATO: certificato di firma non accettato: il soggetto «C=IT, O=Ente di Prova, CN=999002-PC-0001» non è fra quelli di firma.soggetti',
      );
    }
    expect(verdetto(buona, conSoggetti())).toBe('VALIDA');
  });

  it('an attribute that pretends to be two does not pass for them', () => {
    for (const cn of [
      'x, CN=Servizio Notifiche',
      'x\nCN=Servizio Notifiche',
      'x + CN=Servizio Notifiche',
      '"',
      '\\',
      'x\\',
    ]) {
      expect(verdetto(sign(issue({ cn }, ca)), conSoggetti('CN=Servizio Notifiche'))).toContain('firma.soggetti');
    }
  });
});

describe('names', () => {
  it('are compared attribute by attribute, escapes and quotes understood', () => {
    expect(attributiDi('C=IT, O="A, B" + OU=C\\, D;CN=\\C3\\A0 e\\2C x')).toEqual([
      'c=it',
      'o=a, b',
      'ou=c, d',
      'cn=à e, x',
    ]);
    expect([comprende('CN=a\nO=b', 'O=B'), comprende('CN=a', ''), comprende('CN=a', 'CN=a, O=b')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('any text is read, in words without what a terminal obeys', () => {
    const proprieta = fc.property(fc.string({ unit: 'binary' }), (t) => {
      expect(attributiDi(t).length).toBeLessThanOrEqual(t.length + 1);
      expect(nomeLeggibile(t)).not.toMatch(/\p{Cc}/u);
    });
    fc.assert(proprieta);
  });
});

describe('B3: trust before cost', () => {
  const grande = invent({ cn: 'x', issuer: 'x', bit: 16_384, esponente: 'ffffffffffffffff' }).toString('base64');

  it('a KeyInfo that names one self-made certificate again and again is refused, and nothing is computed with its key', () => {
    const tante = x509Data(grande, grande, grande, grande).repeat(8);
    expect(verdetto(conKeyInfo(tante))).toContain('chiave RSA oltre 8192 bit');
  });

  it('4,000 times is more than a message has', () => {
    expect(verdetto(conKeyInfo(x509Data(grande).repeat(4_000)))).toContain('TROPPO_GRANDE');
    expect(verdetto(conKeyInfo(x509Data(...Array.from({ length: 4_000 }, () => 'AAAA'))))).toContain('TROPPO_GRANDE');
  });

  it.each([
    ['a key of 16,384 bits', { bit: 16_384 }, 'chiave RSA oltre 8192 bit'],
    ['an exponent of 64 bits', { bit: 2_048, esponente: 'ffffffffffffffff' }, 'esponente'],
    ['the name of our CA and a signature that is none', { bit: 2_048 }, 'non è fra le CA di fiducia'],
  ])('a certificate with %s is not trusted', (_, come, atteso) => {
    const cert = invent({ cn: 'Servizio Notifiche', issuer: 'CA Utenti di Prova', ...come }).toString('base64');
    expect(verdetto(conKeyInfo(x509Data(cert)))).toContain(atteso);
  });

  it('the signer is found behind the certificates of its chain, and not behind eight others', () => {
    const altri = Array.from({ length: 8 }, (_, i) =>
      invent({ cn: `${i}`, issuer: 'x', bit: 2048 }).toString('base64'),
    );
    expect(verdetto(conKeyInfo(x509Data(der(ca), der(anpr))))).toBe('VALIDA');
    expect(verdetto(conKeyInfo(x509Data(...altri.slice(1), der(anpr))))).toBe('VALIDA');
    expect(verdetto(conKeyInfo(x509Data(...altri, der(anpr))))).toContain('FIRMA_CERTIFICATO');
  });

  it('a certificate longer than any is not read, and more different ones than we remember change nothing', () => {
    const conBianchi = (n: number): string => der(anpr).replace('M', `M${' '.repeat(n)}`);
    expect(verdetto(conKeyInfo(x509Data(conBianchi(20_000))))).toContain('FIRMA_CERTIFICATO');
    const impostazioni = { ca: bundle(ca.cert) };
    for (let i = 0; i < 300; i++) verdetto(conKeyInfo(x509Data(conBianchi(i))), impostazioni);
    expect(impostazioni.ca.letti.size).toBeLessThanOrEqual(256);
    expect(verdetto(buona, impostazioni)).toBe('VALIDA');
  });
});

describe('D2: signers named and not carried', () => {
  const casi = new URL('./casi/', import.meta.url);
  const leggi = (nome: string): string => readFileSync(new URL(nome, casi), 'utf8');
  const caWss4j = leggi('ca.pem');
  const portato = /<wsse:BinarySecurityToken[^>]*>([^<]*)</.exec(leggi('out-BST-1.xml'))?.[1] ?? '';
  const firmatario = new X509Certificate(Buffer.from(portato, 'base64')).toString();
  const il = new Date('2026-11-29T23:36:00Z');

  it.each(['out-BST-1.xml', 'out-BST-2.xml', 'out-ISSUER_SERIAL-1.xml', 'out-SKI-1.xml'])(
    '%s of WSS4J is accepted with the CA and the signing certificate configured',
    (nome) => {
      expect(verdetto(leggi(nome), { ca: bundle(caWss4j, firmatario) }, il)).toBe('VALIDA');
      const rotta = leggi(nome).replace('>N031<', '>N010<');
      expect(verdetto(rotta, { ca: bundle(caWss4j, firmatario) }, il)).toContain('FIRMA_NON_VALIDA');
    },
  );

  it('D3: with the CA alone, STR-Transform is accepted, and a signer only named is refused with its name', () => {
    const soloCa = { ca: bundle(caWss4j) };
    expect(verdetto(leggi('out-BST-2.xml'), soloCa, il)).toBe('VALIDA');
    expect(verdetto(leggi('out-ISSUER_SERIAL-1.xml'), soloCa, il)).toBe(
      'FIRMA_CERTIFICATO: il messaggio nomina il certificato di firma senza portarlo, e non è in firma.caFiles: ' +
        'emittente «CN=CA UTENTI FITTIZIA,O=ANPR FITTIZIA,C=IT», numero di serie 7750883793973223322478337837725690',
    );
    expect(verdetto(leggi('out-SKI-1.xml'), soloCa, il)).toContain(
      'SubjectKeyIdentifier 9965e13e3ac56b7174b4b1756ba524cb572a10c4',
    );
  });

  it('a certificate that cannot be read, and none at all, are told apart', () => {
    expect(verdetto(conKeyInfo(x509Data('MIIC')))).toContain('non si legge, o la sua chiave non è RSA');
    expect(verdetto(conKeyInfo(`<ds:KeyName ${DS}>x</ds:KeyName>`))).toContain('non dice con quale certificato');
  });

  it('a name that a terminal would obey is told without what it would obey', () => {
    const nome = '<ds:X509IssuerSerial><ds:X509IssuerName>CN=\u009b2J\u202e</ds:X509IssuerName>';
    const k = `<ds:X509Data ${DS}>${nome}<ds:X509SerialNumber>${'9'.repeat(5000)}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>`;
    const detto = verdetto(conKeyInfo(k));
    expect([detto.length < 300, /\p{C}/u.test(detto)]).toEqual([true, false]);
  });

  it('a token that is a path of certificates ends with the signer', () => {
    const sequenza = Buffer.concat([new X509Certificate(ca.cert).raw, new X509Certificate(anpr.cert).raw]);
    const percorso = Buffer.concat([Buffer.from([0x30, 0x82, sequenza.length >> 8, sequenza.length & 0xff]), sequenza]);
    const xml = buona.replace(/(ValueType="[^"]*)#X509v3("[^>]*>)[^<]*(<\/wsse:Bin)/, (_, a, b, c) => {
      return `${a}#X509PKIPathv1${b}${percorso.toString('base64')}${c}`;
    });
    expect(verdetto(xml)).toBe('VALIDA');
    expect(verdetto(xml.replace(percorso.toString('base64'), 'MIIB'))).toContain('FIRMA_CERTIFICATO');
  });
});

describe('D3: a reference with STR-Transform covers nothing', () => {
  const STR = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform';
  const conStr = (uri: string): string =>
    buona.replace(
      new RegExp(`(<ds:Reference URI="${uri}"><ds:Transforms>)<ds:Transform [^>]*>`),
      (_, prima: string) => `${prima}<ds:Transform Algorithm="${STR}">`,
    );

  it('on the Body it leaves the Body without a signature', () => {
    expect(conStr('#Body-1')).not.toBe(buona);
    expect(verdetto(conStr('#Body-1'))).toContain('FIRMA_NON_COPRE_BODY');
  });

  it('it cannot be added to what is signed', () => {
    expect(verdetto(conStr('#TS-1'))).toContain('FIRMA_NON_VALIDA');
  });
});
