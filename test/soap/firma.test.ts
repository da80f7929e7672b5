import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { type RichiestaN000, writeRichiesta } from '../../src/soap/busta.js';
import { openBundle } from '../../src/soap/certificati.js';
import { withBusta } from '../../src/soap/envelope.js';
import { type DatiFirma, type ImpostazioniFirma, openFirma, verifyFirma } from '../../src/soap/firma.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { createCa, type Identita, issue, tempFolder } from './pki.js';
import { isInstalled, run } from './programmi.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const xmlsec = isInstalled('xmlsec1');
const folder = tempFolder();
afterAll(() => folder.remove());

const ca = createCa('CA Utenti di Prova');
const anpr = issue({ cn: 'Servizio Notifiche', serial: '77aa' }, ca);
const bundle = (...pem: string[]): ImpostazioniFirma['ca'] =>
  openBundle(pem.map((p, i) => ({ nome: `${i}.pem`, pem: p })));
const REQUIRED: ImpostazioniFirma = {
  policy: 'required',
  ca: bundle(ca.cert),
  acceptSha1: true,
  timestampToleranceMs: 300_000,
};

const RICHIESTA: RichiestaN000 = {
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '015146',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
  contenuto: Buffer.from('contenuto cifrato di prova'),
};
const busta = writeRichiesta(RICHIESTA);
const sign = (o: Partial<Parameters<typeof firmaBusta>[3]> = {}, i: Identita = anpr): string =>
  firmaBusta(busta, i.key, i.cert, { now: NOW, ...o });

function verify(xml: string, i: Partial<ImpostazioniFirma> = {}, now = NOW, tipo = 'text/xml'): string {
  try {
    return withBusta(
      Buffer.from(xml, tipo === 'text/xml' ? 'utf8' : 'latin1'),
      tipo,
      (b) => verifyFirma(b, { ...REQUIRED, ...i }, now).esito,
    );
  } catch (e) {
    if (e instanceof EnvelopeError) return e.motivo;
    throw e;
  }
}

describe('the policy', () => {
  const rotta = sign().replace('<tipoNotifica>N010', '<tipoNotifica>N015');
  it.each([
    ['required', 'VALIDA', 'FIRMA_ASSENTE', 'FIRMA_NON_VALIDA'],
    ['if-present', 'VALIDA', 'ASSENTE', 'FIRMA_NON_VALIDA'],
    ['ignored', 'NON_VERIFICATA', 'ASSENTE', 'NON_VERIFICATA'],
  ] as const)('%s', (policy, firmata, nuda, modificata) => {
    expect([verify(sign(), { policy }), verify(busta, { policy }), verify(rotta, { policy })]).toEqual([
      firmata,
      nuda,
      modificata,
    ]);
  });

  it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)(
    'accepts rsa-%s over Body and Timestamp, and over the whole envelope',
    (hash) => {
      expect(verify(sign({ hash }))).toBe('VALIDA');
      expect(verify(sign({ hash, interaBusta: true }))).toBe('VALIDA');
    },
  );

  it('refuses SHA-1 where the installation says so, and says which setting accepts it', () => {
    expect(verify(sign({ hash: 'sha1' }), { acceptSha1: false })).toBe('FIRMA_ALGORITMO');
    expect(verify(sign({ hash: 'sha256' }), { acceptSha1: false })).toBe('VALIDA');
  });
});

describe('trust', () => {
  it('G10: a replaced signing certificate of the same CA is accepted without touching anything', () => {
    expect(verify(sign({}, issue({ cn: 'Servizio Notifiche' }, ca)))).toBe('VALIDA');
  });

  it('G10: a leaf in the bundle is not trusted, only its CA is', () => {
    expect(verify(sign(), { ca: bundle(anpr.cert) })).toBe('FIRMA_CERTIFICATO');
    expect(verify(sign(), { ca: bundle(anpr.cert, ca.cert) })).toBe('VALIDA');
  });

  it('several CAs may be installed, in one file or in many, and the old one stays while the new one comes', () => {
    const nuova = createCa('CA Utenti Nuova');
    expect(verify(sign(), { ca: bundle(`${nuova.cert}\n${ca.cert}`) })).toBe('VALIDA');
    expect(verify(sign({}, issue({ cn: 'x' }, nuova)), { ca: bundle(ca.cert, nuova.cert) })).toBe('VALIDA');
  });

  it.each([
    ['a certificate signed by itself', (): Identita => issue({ cn: 'Servizio Notifiche' })],
    ['a CA with the same name and another key', (): Identita => issue({ cn: 'x' }, createCa('CA Utenti di Prova'))],
    ['a certificate issued by a leaf', (): Identita => issue({ cn: 'x' }, anpr)],
    ['an expired certificate', (): Identita => issue({ cn: 'x', al: new Date('2026-02-28T00:00:00Z') }, ca)],
    ['a certificate not valid yet', (): Identita => issue({ cn: 'x', dal: new Date('2026-03-02T00:00:00Z') }, ca)],
    ['a key of 1024 bits', (): Identita => issue({ cn: 'x', bit: 1024 }, ca)],
  ])('refuses %s', (_, chi) => {
    expect(verify(sign({}, chi()))).toBe('FIRMA_CERTIFICATO');
  });

  it('refuses everything of a CA whose own validity is over', () => {
    const vecchia = createCa('CA Vecchia', { al: new Date('2025-01-01T00:00:00Z') });
    expect(verify(sign({}, issue({ cn: 'x' }, vecchia)), { ca: bundle(vecchia.cert) })).toBe('FIRMA_CERTIFICATO');
  });

  it('looks at dates at every call: what was valid yesterday is refused after the end', () => {
    const corto = issue({ cn: 'x', al: new Date('2026-03-01T12:00:00Z') }, ca);
    expect(verify(sign({}, corto))).toBe('VALIDA');
    const dopo = new Date('2026-03-01T12:00:01Z');
    expect(verify(sign({ now: dopo }, corto), {}, dopo)).toBe('FIRMA_CERTIFICATO');
  });
});

describe('the Timestamp', () => {
  const later = (ms: number): Date => new Date(NOW.getTime() + ms);
  it('is checked when it is signed, within the tolerance', () => {
    expect(verify(sign(), {}, later(599_000))).toBe('VALIDA');
    expect(verify(sign(), {}, later(601_000))).toBe('FIRMA_SCADUTA');
    expect(verify(sign(), {}, later(-299_000))).toBe('VALIDA');
    expect(verify(sign(), {}, later(-301_000))).toBe('FIRMA_SCADUTA');
  });

  it('is not checked where the installation says so, nor when nobody signed it', () => {
    expect(verify(sign(), { timestampToleranceMs: null }, later(86_400_000))).toBe('VALIDA');
    const senza = sign().replace(/<ds:Reference URI="#TS-1">.*?<\/ds:Reference>/, '');
    expect(verify(senza)).toBe('FIRMA_NON_VALIDA');
  });
});

describe('KeyInfo', () => {
  const x509 = new X509Certificate(anpr.cert);
  const der = x509.raw.toString('base64');
  const noti = bundle(ca.cert, anpr.cert);
  const DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
  const WSSE = 'xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"';
  const str = (dentro: string): string =>
    `<wsse:SecurityTokenReference ${WSSE}>${dentro}</wsse:SecurityTokenReference>`;
  const keyId = (tipo: string, valore: string): string =>
    str(`<wsse:KeyIdentifier ValueType="http://docs.oasis-open.org/wss/x#${tipo}">${valore}</wsse:KeyIdentifier>`);
  const issuerSerial = (serial: bigint): string =>
    `<ds:X509Data ${DS}><ds:X509IssuerSerial><ds:X509IssuerName>CN=CA Utenti di Prova,O=Ente di Prova,C=IT</ds:X509IssuerName>` +
    `<ds:X509SerialNumber>${serial}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>`;
  const withKeyInfo = (k: string): string =>
    sign().replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, () => (k === '' ? '' : `<ds:KeyInfo>${k}</ds:KeyInfo>`));
  const ski = (): string => {
    const raw = x509.raw;
    const at = raw.indexOf(Buffer.from('0603551d0e', 'hex'));
    return raw.subarray(at + 9, at + 29).toString('base64');
  };
  const thumbprint = Buffer.from(x509.fingerprint.replaceAll(':', ''), 'hex').toString('base64');

  it.each([
    ['the certificate in X509Data', `<ds:X509Data ${DS}><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data>`],
    [
      'the certificate in lines',
      `<ds:X509Data ${DS}><ds:X509Certificate>\n${der.replace(/(.{64})/g, '$1\n')}\n</ds:X509Certificate></ds:X509Data>`,
    ],
    ['the certificate in a KeyIdentifier', keyId('X509v3', der)],
    ['its SubjectKeyIdentifier, when it is known', keyId('X509SubjectKeyIdentifier', ski())],
    ['its thumbprint, when it is known', keyId('ThumbprintSHA1', thumbprint)],
    ['its issuer and serial, when it is known', str(issuerSerial(0x77aan))],
    ['its issuer and serial outside of a token reference', issuerSerial(0x77aan)],
    ['its X509SKI', `<ds:X509Data ${DS}><ds:X509SKI>${ski()}</ds:X509SKI></ds:X509Data>`],
    ['nothing, when it is known', ''],
  ])('finds the certificate by: %s', (_, k) => {
    expect(verify(withKeyInfo(k), { ca: noti })).toBe('VALIDA');
  });

  it.each([
    ['an unknown serial', issuerSerial(1n)],
    ['a bare public key', `<ds:KeyValue ${DS}><ds:RSAKeyValue/></ds:KeyValue>`],
    ['a token that is not there', str('<wsse:Reference URI="#altro"/>')],
    ['a token elsewhere', str('<wsse:Reference URI="http://example.org/cert"/>')],
    ['bytes that are no certificate', keyId('X509v3', 'AAAA')],
  ])('refuses %s', (_, k) => {
    expect(verify(withKeyInfo(k), { ca: noti })).toBe('FIRMA_CERTIFICATO');
  });

  it('a certificate of the same CA that did not sign is refused', () => {
    const altro = new X509Certificate(issue({ cn: 'Altro' }, ca).cert).raw.toString('base64');
    expect(verify(withKeyInfo(keyId('X509v3', altro)))).toBe('FIRMA_NON_VALIDA');
  });
});

describe('wrapping and other tricks', () => {
  const buona = sign();
  const body = /<soapenv:Body.*<\/soapenv:Body>/.exec(buona)?.[0] ?? '';
  const maligno = body.replace('N010', 'N015').replace(' wsu:Id="Body-1"', '');
  const conId = (id: string): string => maligno.replace('<soapenv:Body', `<soapenv:Body wsu:Id="${id}"`);

  it.each([
    [
      'the signed Body moved into the Header, another in its place',
      buona.replace(body, () => maligno).replace('</wsse:Security>', () => `</wsse:Security><x>${body}</x>`),
      'FIRMA_NON_COPRE_BODY',
    ],
    [
      'the same, with another Id',
      buona.replace(body, () => conId('Body-2')).replace('</wsse:Security>', () => `</wsse:Security><x>${body}</x>`),
      'FIRMA_NON_COPRE_BODY',
    ],
    [
      'the same Id twice',
      buona.replace(body, () => conId('Body-1')).replace('</wsse:Security>', () => `</wsse:Security><x>${body}</x>`),
      'FIRMA_ID_DUPLICATO',
    ],
    [
      'the same Id under another name',
      buona
        .replace(body, () => maligno.replace('<soapenv:Body', '<soapenv:Body ID="Body-1"'))
        .replace('</wsse:Security>', () => `</wsse:Security><x>${body}</x>`),
      'FIRMA_ID_DUPLICATO',
    ],
    ['two Bodies, the signed one first', buona.replace(body, () => body + maligno), 'NON_SOAP'],
    ['two Bodies, the signed one last', buona.replace(body, () => maligno + body), 'NON_SOAP'],
    [
      'the signed Body inside the signature',
      buona
        .replace(body, () => maligno)
        .replace('</ds:Signature>', () => `<ds:Object>${body}</ds:Object></ds:Signature>`),
      'FIRMA_NON_COPRE_BODY',
    ],
    [
      'the signed Body inside the unsigned one',
      buona.replace(body, () => maligno.replace('</soapenv:Body>', () => `${body}</soapenv:Body>`)),
      'NON_RICHIESTA_N000',
    ],
    [
      'the signature without the reference to the Body',
      buona.replace(/<ds:Reference URI="#Body-1">.*?<\/ds:Reference>/, ''),
      'FIRMA_NON_COPRE_BODY',
    ],
    [
      'the signature inside a token, as a SAML assertion has it',
      buona.replace(
        /<ds:Signature .*<\/ds:Signature>/,
        (s) => `<saml:Assertion xmlns:saml="urn:x">${s}</saml:Assertion>`,
      ),
      'FIRMA_ASSENTE',
    ],
    ['two SignedInfo', buona.replace(/<ds:SignedInfo.*<\/ds:SignedInfo>/, (s) => s + s), 'FIRMA_MALFORMATA'],
    [
      'two SignatureValue',
      buona.replace(/<ds:SignatureValue>.*<\/ds:SignatureValue>/, (s) => s + s),
      'FIRMA_MALFORMATA',
    ],
    ['a comment in DigestValue', buona.replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->'), 'VALIDA'],
    [
      'a second digest in a comment-split value',
      buona.replace(/<ds:DigestValue>(.)/, '<ds:DigestValue>A<!--x-->$1'),
      'FIRMA_NON_VALIDA',
    ],
    [
      'an HMAC with the public key',
      buona.replace(/xmldsig-more#rsa-sha256/, 'xmldsig-more#hmac-sha256'),
      'FIRMA_ALGORITMO',
    ],
    [
      'an XSLT transform',
      buona.replace(
        '<ds:Transforms>',
        '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
      ),
      'FIRMA_MALFORMATA',
    ],
    [
      'an XPath transform instead of the canonicalisation',
      buona.replace(
        /(<ds:Transforms><ds:Transform Algorithm=")[^"]*/,
        '$1http://www.w3.org/TR/1999/REC-xpath-19991116',
      ),
      'FIRMA_ALGORITMO',
    ],
    ['a reference to a file', buona.replace('URI="#TS-1"', 'URI="file:///etc/passwd"'), 'FIRMA_MALFORMATA'],
    [
      'enveloped-signature on the Body',
      buona.replace(
        /(URI="#Body-1"><ds:Transforms>)/,
        '$1<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>',
      ),
      'FIRMA_MALFORMATA',
    ],
    [
      'eleven references',
      buona.replace(/(<ds:Reference URI="#TS-1">.*?<\/ds:Reference>)/, (r) => r.repeat(10)),
      'FIRMA_MALFORMATA',
    ],
    ['five signatures', buona.replace(/<ds:Signature .*<\/ds:Signature>/, (s) => s.repeat(5)), 'FIRMA_MALFORMATA'],
    [
      'a signature of somebody else beside the good one',
      buona.replace(/<ds:Signature .*<\/ds:Signature>/, (s) => s + s.replace(/(<ds:SignatureValue>)..../, '$1AAAA')),
      'FIRMA_NON_VALIDA',
    ],
    [
      'another header field after signing a whole envelope',
      sign({ interaBusta: true }).replace('</wsse:Security>', '</wsse:Security><x/>'),
      'FIRMA_NON_VALIDA',
    ],
  ])('%s', (_, xml, atteso) => {
    expect(xml).not.toBe(buona);
    expect(verify(xml)).toBe(atteso);
  });

  it('G70: blanks and attribute order between sender and receiver do not matter where canonicalisation removes them', () => {
    const riscritta = buona
      .replace('<soapenv:Header>', '\n  <soapenv:Header>\n  ')
      .replace('<wsu:Timestamp wsu:Id="TS-1">', "<wsu:Timestamp   wsu:Id='TS-1' >")
      .replace('<tipoNotifica>N010</tipoNotifica>', '<tipoNotifica ><![CDATA[N0]]>&#49;0</tipoNotifica>');
    expect(verify(riscritta)).toBe('VALIDA');
  });

  it('any one character changed anywhere is refused, or changes nothing of what is read', () => {
    const proprieta = fc.property(
      fc.nat(buona.length - 1),
      fc.constantFrom('A', 'b', '1', '<', '"', ' ', '/', '&'),
      (i, c) => {
        const altra = buona.slice(0, i) + c + buona.slice(i + 1);
        try {
          withBusta(Buffer.from(altra), 'text/xml', (b) => {
            expect(verifyFirma(b, REQUIRED, NOW).esito).toBe('VALIDA');
            expect({ ...b.richiesta, contenuto: Buffer.from(b.richiesta.contenuto) }).toEqual(RICHIESTA);
          });
        } catch (e) {
          expect(e).toBeInstanceOf(EnvelopeError);
        }
      },
    );
    fc.assert(proprieta, { numRuns: 1500 });
  });
});

describe('between threads', () => {
  it('settings and result are plain data, and who signed is in the result', () => {
    const { ca: _, ...resto } = REQUIRED;
    const dati: DatiFirma = { ...resto, fiducia: { files: [{ nome: 'ca.pem', pem: ca.cert }] } };
    const di = openFirma(structuredClone(dati));
    const esito = withBusta(Buffer.from(sign()), 'text/xml', (b) => verifyFirma(b, di, NOW));
    const x509 = new X509Certificate(anpr.cert);
    expect(structuredClone(esito)).toEqual({
      esito: 'VALIDA',
      firmatario: {
        fingerprint256: x509.fingerprint256,
        subject: expect.stringContaining('CN=Servizio Notifiche'),
        issuer: expect.stringContaining('CN=CA Utenti di Prova'),
        serial: x509.serialNumber,
        validTo: new Date(x509.validTo).toISOString(),
      },
    });
  });

  it('nothing that reads envelopes loads node-forge', () => {
    const visti = new Set<string>();
    const visit = (file: URL): void => {
      if (visti.has(file.href)) return;
      visti.add(file.href);
      for (const [, da] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export) (?!type )[^;]*? from '([^']+)';/gm,
      )) {
        expect(da).not.toBe('node-forge');
        if (da?.startsWith('.')) visit(new URL(da.replace(/js$/, 'ts'), file));
      }
    };
    visit(new URL('../../src/soap/firma.ts', import.meta.url));
    visit(new URL('../../src/soap/envelope.ts', import.meta.url));
    expect(visti.size).toBeGreaterThan(10);
  });
});

describe('MTOM', () => {
  it('G37: a content moved to a part after signing is verified as if it were inline, and a changed part is refused', () => {
    const inline = RICHIESTA.contenuto;
    const busta = sign().replace(
      Buffer.from(inline).toString('base64'),
      '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:c%40x"/>',
    );
    const mime = (contenuto: string): string =>
      `--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <r@x>\r\n\r\n${busta}\r\n` +
      `--b\r\nContent-Type: application/octet-stream\r\nContent-ID: <c@x>\r\nContent-Transfer-Encoding: binary\r\n\r\n${contenuto}\r\n--b--\r\n`;
    const tipo = 'multipart/related; type="application/xop+xml"; boundary="b"; start="<r@x>"';
    expect(verify(mime(Buffer.from(inline).toString('latin1')), {}, NOW, tipo)).toBe('VALIDA');
    expect(verify(mime('un altro contenuto'), {}, NOW, tipo)).toBe('FIRMA_NON_VALIDA');
  });
});

describe.skipIf(!xmlsec)('a signature made by xmlsec1', () => {
  const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const INC = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
  const MORE = 'http://www.w3.org/2001/04/xmldsig-more#rsa-';
  interface Modo {
    readonly c14n: string;
    readonly firma: string;
    readonly digest: string;
    readonly uri: string;
    readonly prefissi?: string;
  }
  const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';

  function template({ c14n, firma, digest, uri, prefissi }: Modo): string {
    const inc = prefissi === undefined ? '' : `<ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="${prefissi}"/>`;
    const env = uri === '' ? '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>' : '';
    return `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <ds:SignedInfo>
        <ds:CanonicalizationMethod Algorithm="${c14n}">${inc}</ds:CanonicalizationMethod>
        <ds:SignatureMethod Algorithm="${firma}"/>
        <ds:Reference URI="${uri}"><ds:Transforms>${env}<ds:Transform Algorithm="${c14n}">${inc}</ds:Transform></ds:Transforms>
          <ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/></ds:Reference>
      </ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>`;
  }

  function signWithXmlsec(modo: Modo): string {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsu="${WSU}" xmlns:inutile="urn:inutile">
  <soapenv:Header><!-- un commento -->
    <wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" soapenv:mustUnderstand="1">
    ${template(modo)}</wsse:Security>
  </soapenv:Header>
  <soapenv:Body wsu:Id="id-corpo" xml:lang="it"><ns2:RichiestaN000 xmlns:ns2="http://sogei.it/ANPR/N000AnprService" xmlns="">
    <testataNotifica><tipoNotifica>N010</tipoNotifica><codMittente>999999</codMittente><!-- x --><codDestinatario>015146</codDestinatario>
    <dataOraRichiesta>2026-03-01T10:00:00+01:00</dataOraRichiesta><idOperazioneANPR>1</idOperazioneANPR></testataNotifica>
    <contenuto>Y29udGVu
dXRv</contenuto></ns2:RichiestaN000></soapenv:Body>
</soapenv:Envelope>`;
    const file = folder.write('da-firmare.xml', xml);
    const coppia = `${folder.write('k.pem', anpr.key)},${folder.write('c.pem', anpr.cert)}`;
    const out = `${folder.path}/firmata.xml`;
    run('xmlsec1', '--sign', '--privkey-pem', coppia, '--id-attr:Id', 'Body', '--output', out, file);
    return readFileSync(out, 'utf8');
  }

  const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
  it.each([
    ['exclusive c14n, sha256', { c14n: EXC, firma: `${MORE}sha256`, digest: SHA256, uri: '#id-corpo' }],
    [
      'exclusive c14n with InclusiveNamespaces',
      { c14n: EXC, firma: `${MORE}sha256`, digest: SHA256, uri: '#id-corpo', prefissi: 'soapenv inutile' },
    ],
    [
      'exclusive c14n with the default namespace inclusive',
      { c14n: EXC, firma: `${MORE}sha256`, digest: SHA256, uri: '#id-corpo', prefissi: '#default soapenv' },
    ],
    [
      'exclusive c14n with comments',
      { c14n: `${EXC}WithComments`, firma: `${MORE}sha256`, digest: SHA256, uri: '#id-corpo' },
    ],
    ['inclusive c14n', { c14n: INC, firma: `${MORE}sha256`, digest: SHA256, uri: '#id-corpo' }],
    [
      'inclusive c14n 1.1',
      {
        c14n: 'http://www.w3.org/2006/12/xml-c14n11',
        firma: `${MORE}sha512`,
        digest: 'http://www.w3.org/2001/04/xmlenc#sha512',
        uri: '#id-corpo',
      },
    ],
    ['the whole envelope', { c14n: EXC, firma: `${MORE}sha256`, digest: SHA256, uri: '' }],
    [
      'the whole envelope, inclusive',
      { c14n: INC, firma: `${MORE}sha384`, digest: 'http://www.w3.org/2001/04/xmldsig-more#sha384', uri: '' },
    ],
  ] as [string, Modo][])('G70: is accepted, and refused once tampered: %s', (_, modo) => {
    const firmata = signWithXmlsec(modo);
    expect(verify(firmata)).toBe('VALIDA');
    expect(verify(firmata.replace('>015146<', '>015147<'))).toBe('FIRMA_NON_VALIDA');
    expect(verify(firmata.replace('Y29udGVu', 'Y29udGVv'))).toBe('FIRMA_NON_VALIDA');
  });
});
