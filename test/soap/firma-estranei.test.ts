/** What must go on holding, judged beside a verifier that nobody here wrote (xmlsec1), and tricks it does not know. */
import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { type RichiestaN000, writeRichiesta } from '../../src/soap/busta.js';
import { openBundle } from '../../src/soap/certificati.js';
import { readRichiesta, withBusta } from '../../src/soap/envelope.js';
import { verifyFirma } from '../../src/soap/firma.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { createCa, issue, tempFolder } from './pki.js';
import { isInstalled, run, succeeds } from './programmi.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const xmlsec = isInstalled('xmlsec1');
const folder = tempFolder();
afterAll(() => folder.remove());

const ca = createCa('CA Utenti di Prova');
const anpr = issue({ cn: 'Servizio Notifiche' }, ca);
const impostazioni = {
  policy: 'required',
  ca: openBundle([{ nome: 'ca.pem', pem: ca.cert }]),
  acceptSha1: false,
  timestampToleranceMs: 300_000,
} as const;
const RICHIESTA: RichiestaN000 = {
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '999001',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
  contenuto: Buffer.from('contenuto cifrato di prova'),
};

/** What was read of an envelope whose signature holds; else the reason of the refusal. */
function esito(corpo: string | Buffer): unknown {
  try {
    return withBusta(Buffer.from(corpo as string), 'text/xml', (b) => {
      expect(verifyFirma(b, impostazioni, NOW).esito).toBe('VALIDA');
      return { ...b.richiesta, contenuto: Buffer.from(b.richiesta.contenuto) };
    });
  } catch (e) {
    if (e instanceof EnvelopeError) return e.motivo;
    throw e;
  }
}

const der = new X509Certificate(anpr.cert).raw.toString('base64');
const buona = firmaBusta(writeRichiesta(RICHIESTA), anpr.key, anpr.cert, { now: NOW }).replace(
  /<ds:KeyInfo>.*<\/ds:KeyInfo>/,
  `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
);
const firma = /<ds:Signature .*<\/ds:Signature>/.exec(buona)?.[0] ?? '';
const body = /<soapenv:Body.*<\/soapenv:Body>/.exec(buona)?.[0] ?? '';
const maligno = body.replace('N010', 'N015');
const senzaId = maligno.replace(' wsu:Id="Body-1"', '');
const WSU = 'xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"';

describe('signature wrapping, wherever the signed Body is taken', () => {
  const involucri: [string, string][] = [
    [
      'a second Header before the first',
      buona.replace('<soapenv:Header>', () => `<soapenv:Header><x>${body}</x></soapenv:Header><soapenv:Header>`),
    ],
    [
      'a second Header after the Body',
      buona.replace('</soapenv:Envelope>', () => `<soapenv:Header>${body}</soapenv:Header></soapenv:Envelope>`),
    ],
    [
      'an element of nobody beside the Body',
      buona.replace('</soapenv:Envelope>', () => `<x>${body}</x></soapenv:Envelope>`),
    ],
    [
      'an Envelope inside the Header',
      buona.replace('</wsse:Security>', () => `</wsse:Security><soapenv:Envelope>${body}</soapenv:Envelope>`),
    ],
    [
      'the BinarySecurityToken',
      buona.replace('</wsse:BinarySecurityToken>', () => `${body}</wsse:BinarySecurityToken>`),
    ],
    ['the Timestamp', buona.replace('</wsu:Timestamp>', () => `${body}</wsu:Timestamp>`)],
    ['KeyInfo', buona.replace('<ds:KeyInfo>', () => `<ds:KeyInfo>${body}`)],
    ['SignedInfo', buona.replace('</ds:SignedInfo>', () => `${body}</ds:SignedInfo>`)],
    ['a Transform', buona.replace('</ds:Transforms>', () => `${body}</ds:Transforms>`)],
    ['SignatureValue', buona.replace('</ds:SignatureValue>', () => `${body}</ds:SignatureValue>`)],
  ];
  it.each(involucri)('into %s: refused, with an Id on the Body in its place or without', (_, involta) => {
    expect(involta).not.toBe(buona);
    const ultimo = involta.lastIndexOf(body);
    const primo = involta.indexOf(body);
    // Of the two copies, the one that stands where a Body stands is replaced.
    const vero = /<\/soapenv:Header>\s*$/.test(involta.slice(0, ultimo)) && ultimo > primo ? ultimo : primo;
    for (const altro of [maligno, senzaId, maligno.replace('Body-1', 'Body-2'), maligno.replace('wsu:Id', 'Id')]) {
      for (const dove of [vero, ultimo, primo]) {
        const falsa = involta.slice(0, dove) + altro + involta.slice(dove + body.length);
        const detto = esito(falsa);
        // A copy of somewhere else was changed: then it is what was signed that is read.
        if (typeof detto !== 'string') expect(detto).toEqual(RICHIESTA);
      }
    }
  });

  it.each([
    ['xml:id', 'xml:id="Body-1"'],
    ['ID', 'ID="Body-1"'],
    ['a prefix of its own', `xmlns:z="urn:z" z:Id="Body-1"`],
    ['AssertionID', 'AssertionID="Body-1"'],
    ['a default namespace', `${WSU.replace('wsu', 'w')} w:Id="Body-1"`],
  ])('an Id named twice, the second time by %s, is refused', (_, attributo) => {
    expect(esito(buona.replace('<wsse:Security', `<x ${attributo}/><wsse:Security`))).toBe('FIRMA_ID_DUPLICATO');
  });

  it('a signature that was taken from one message does not hold for another', () => {
    const altra = firmaBusta(writeRichiesta({ ...RICHIESTA, idOperazioneANPR: '1' }), anpr.key, anpr.cert, {
      now: NOW,
    });
    expect(esito(altra.replace(/<ds:Signature .*<\/ds:Signature>/, () => firma))).toBe('FIRMA_NON_VALIDA');
  });

  it.each([
    [
      'SHA-1 of the digests alone',
      (s: string) => s.replaceAll('xmlenc#sha256', 'xmldsig#sha1').replaceAll('2001/04/xmldsig#', '2000/09/xmldsig#'),
    ],
    ['MD5', (s: string) => s.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#rsa-md5')],
    ['RSASSA-PSS', (s: string) => s.replace('2001/04/xmldsig-more#rsa-sha256', '2007/05/xmldsig-more#sha256-rsa-MGF1')],
    ['ECDSA', (s: string) => s.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#ecdsa-sha256')],
    [
      'an algorithm that every object has',
      (s: string) => s.replace(/(SignatureMethod Algorithm=")[^"]*/, '$1constructor'),
    ],
    ['a digest that every object has', (s: string) => s.replace(/(DigestMethod Algorithm=")[^"]*/, '$1__proto__')],
    [
      'a canonicalisation that every object has',
      (s: string) => s.replace(/(CanonicalizationMethod Algorithm=")[^"]*/, '$1toString'),
    ],
    [
      'base64 as a transform',
      (s: string) => s.replace(/(Transform Algorithm=")[^"]*/, '$1http://www.w3.org/2000/09/xmldsig#base64'),
    ],
    [
      'XPath filter 2',
      (s: string) => s.replace(/(Transform Algorithm=")[^"]*/, '$1http://www.w3.org/2002/06/xmldsig-filter2'),
    ],
    [
      'a decryption transform',
      (s: string) => s.replace(/(Transform Algorithm=")[^"]*/, '$1http://www.w3.org/2002/07/decrypt#XML'),
    ],
  ])('%s is refused by its name', (_, cambia) => {
    expect(cambia(buona)).not.toBe(buona);
    expect(esito(cambia(buona))).toBe('FIRMA_ALGORITMO');
  });

  it.each([
    ['a whole XPointer', '#xpointer(/)'],
    ['an XPointer by Id', "#xpointer(id('Body-1'))"],
    ['an attachment', 'cid:c@x'],
    ['an address', 'http://example.org/'],
    ['blanks', ' #Body-1'],
  ])('a reference to %s is refused', (_, uri) => {
    expect(esito(buona.replace('URI="#Body-1"', `URI="${uri}"`))).toBe('FIRMA_MALFORMATA');
  });
});

describe('encodings, and names that every object has', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'B8: encoding="%s" is a word that nobody knows: the bytes are UTF-8 and are read as such',
    (nome) => {
      expect(esito(`<?xml version="1.0" encoding="${nome}"?>${buona}`)).toEqual(RICHIESTA);
      const latino = Buffer.from(`<?xml version="1.0" encoding="${nome}"?><a>\u00e8</a>`, 'latin1');
      expect(esito(latino)).toBe('CODIFICA');
    },
  );

  it('B8: encoding="__proto__" is no name of an encoding, and no XML', () => {
    expect(esito(`<?xml version="1.0" encoding="__proto__"?>${buona}`)).toBe('XML_MALFORMATO');
  });

  it.each(['__proto__', 'constructor', '"toString"', "'valueOf'"])('B8: charset=%s counts for nothing', (nome) => {
    const letta = readRichiesta(Buffer.from(buona), `text/xml; charset=${nome}`);
    expect({ ...letta, contenuto: Buffer.from(letta.contenuto) }).toEqual(RICHIESTA);
  });

  it('a message that was signed in one encoding and travels in another is the same message', () => {
    const accentata = firmaBusta(writeRichiesta({ ...RICHIESTA, codMittente: 'NICCOLÒ' }), anpr.key, anpr.cert, {
      now: NOW,
    });
    const atteso = { ...RICHIESTA, codMittente: 'NICCOLÒ' };
    expect(esito(Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${accentata}`, 'latin1'))).toEqual(atteso);
    expect(esito(Buffer.from(`\ufeff${accentata}`, 'utf16le'))).toEqual(atteso);
    expect(esito(`<?xml version="1.0" encoding="ISO-8859-1"?>${accentata}`)).toBe('FIRMA_NON_VALIDA');
  });
});

describe.skipIf(!xmlsec)('beside xmlsec1', () => {
  const caFile = folder.write('ca.pem', ca.cert);
  const XMLNS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
  const accetta = (xml: string | Buffer): boolean =>
    succeeds(
      'xmlsec1',
      ...['--verify', '--trusted-pem', caFile, '--verification-gmt-time', '2026-03-01 10:00:00'],
      ...['--id-attr:Id', 'http://schemas.xmlsoap.org/soap/envelope/:Body', '--id-attr:Id', `${XMLNS}:Timestamp`],
      folder.write('v.xml', xml),
    );

  it('what we sign is verified by it', () => {
    expect(run('xmlsec1', '--version')).toContain('xmlsec1');
    expect(accetta(buona)).toBe(true);
    expect(accetta(buona.replace('<tipoNotifica>N010', '<tipoNotifica>N015'))).toBe(false);
  });

  it('whatever is changed, what we accept it accepts, and what is read is what was signed', () => {
    const punti = [...buona.matchAll(/>/g)].map((m) => (m.index ?? 0) + 1).filter((i) => i < buona.length);
    const pezzo = fc.constantFrom(
      ...[
        '<!-- x -->',
        ' ',
        '\n',
        '<x/>',
        '<?p i?>',
        '<![CDATA[]]>',
        '<![CDATA[x]]>',
        '&#32;',
        '<x Id="Body-1"/>',
        'x',
      ],
      ...[body, senzaId, firma, '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:c"/>'],
    );
    let accettate = 0;
    const proprieta = fc.property(fc.constantFrom(...punti), pezzo, fc.boolean(), (i, p, anche) => {
      const xml = (buona.slice(0, i) + p + buona.slice(i)).replace(anche ? '<soapenv:Body ' : '-', (s) => `${s}   `);
      const detto = esito(xml);
      if (typeof detto === 'string') return;
      accettate++;
      expect(detto).toEqual(RICHIESTA);
      // What stands outside of what is signed is nobody's word: the Body that was accepted, in the message as it was.
      const dopo = xml.slice(xml.lastIndexOf('</soapenv:Header>'));
      const suo = /<soapenv:Body[\s\S]*<\/soapenv:Body>/.exec(dopo)?.[0] ?? '';
      expect(accetta(buona.replace(body, () => suo))).toBe(true);
    });
    fc.assert(proprieta, { numRuns: 150 });
    expect(accettate).toBeGreaterThan(5);
  });
});
