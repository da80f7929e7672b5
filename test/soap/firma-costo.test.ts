/** Trust before cost: what a stranger may have canonicalised, counted by canonicalisations and bounds and never by a clock. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { type RichiestaN000, writeRichiesta } from '../../src/soap/busta.js';
import { openBundle } from '../../src/soap/certificati.js';
import { withBusta } from '../../src/soap/envelope.js';
import { verifyFirma } from '../../src/soap/firma.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { createCa, issue } from './pki.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const ca = createCa('CA Utenti di Prova');
const anpr = issue({ cn: 'Servizio Notifiche' }, ca);
const estraneo = issue({ cn: 'Servizio Notifiche' }, createCa('CA di Nessuno'));
const REGOLE = {
  policy: 'required',
  ca: openBundle([{ nome: 'ca.pem', pem: ca.cert }]),
  acceptSha1: false,
  timestampToleranceMs: null,
} as const;
const RICHIESTA: RichiestaN000 = {
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '999001',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
  contenuto: Buffer.from('contenuto cifrato di prova'),
};
const busta = writeRichiesta(RICHIESTA);

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const INC = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const INC11 = 'http://www.w3.org/2006/12/xml-c14n11';

/** The answer, and how many times libxml2 was asked for a canonical form; 0 when no parser saw the envelope. */
function costo(xml: string): { motivo: string; volte: number } {
  let volte = 0;
  try {
    const motivo = withBusta(Buffer.from(xml), 'text/xml', (b) => {
      const canonicalize = b.doc.canonicalize.bind(b.doc);
      Object.defineProperty(b.doc, 'canonicalize', {
        value: (...argomenti: Parameters<typeof canonicalize>): void => {
          volte++;
          canonicalize(...argomenti);
        },
      });
      return verifyFirma(b, REGOLE, NOW).esito;
    });
    return { motivo, volte };
  } catch (e) {
    if (e instanceof EnvelopeError) return { motivo: e.motivo, volte };
    throw e;
  }
}

const inclusive = (prefissi: string): string =>
  `<ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="${prefissi}"></ec:InclusiveNamespaces>`;
const metodo = (algoritmo: string, dentro = ''): string =>
  `<ds:CanonicalizationMethod Algorithm="${algoritmo}">${dentro}</ds:CanonicalizationMethod>`;
const porta = (cert: string): string => {
  const der = new X509Certificate(cert).raw.toString('base64');
  return `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;
};
/** A signature over the whole message that nobody made. */
const falsa = (canonicalizzazione: string, keyInfo = ''): string =>
  `<ds:Signature><ds:SignedInfo>${canonicalizzazione}` +
  '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI=""><ds:Transforms>' +
  `<ds:Transform Algorithm="${DS}enveloped-signature"/></ds:Transforms>` +
  '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>' +
  `</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue>${keyInfo}</ds:Signature>`;
const conTesta = (firme: string, altro = '', dichiarazioni = ''): string =>
  busta.replace(
    '<soapenv:Header/>',
    `<soapenv:Header${dichiarazioni}><wsse:Security xmlns:wsse="${WSSE}" xmlns:ds="${DS}">${firme}</wsse:Security>${altro}</soapenv:Header>`,
  );
const ripeti = (n: number, scrivi: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => scrivi(i)).join('');
const fondo = (n: number, dentro: string): string => '<a>'.repeat(n) + dentro + '</a>'.repeat(n);
const dichiara = (n: number): string => ripeti(n, (i) => ` xmlns:n${i}="u:${i}"`);

describe('an envelope of a stranger that was made to be dear', () => {
  const foglie = '<a/>'.repeat(1_700);
  const nominati = ripeti(680, (i) => `n${i % 480} `).trim();
  it.each([
    [
      'names 2,040 prefixes 120 levels deep',
      conTesta(falsa(metodo(EXC, inclusive('q '.repeat(2_040)))).repeat(4), fondo(120, foglie)),
    ],
    ['names 2,040 prefixes once', conTesta(falsa(metodo(EXC, inclusive(ripeti(800, (i) => `q${i} `)))), foglie)],
    [
      'declares 480 namespaces over 1,850 elements',
      conTesta(falsa(metodo(INC)).repeat(4), '<a/>'.repeat(1_850), dichiara(480)),
    ],
    ['declares them 100 levels above', conTesta(falsa(metodo(INC)).repeat(4), fondo(100, foglie), dichiara(480))],
    [
      'declares and names them',
      conTesta(falsa(metodo(EXC, inclusive(nominati))).repeat(4), fondo(100, foglie), dichiara(480)),
    ],
    ['needs one signature only', conTesta(falsa(metodo(INC)), fondo(100, foglie), dichiara(480))],
    ['stays under the number of declarations', conTesta(falsa(metodo(INC)), foglie, dichiara(90))],
  ])('%s: refused for its size, or its form, after one canonicalisation at most', (_, xml) => {
    const { motivo, volte } = costo(xml);
    expect(['TROPPO_GRANDE', 'FIRMA_MALFORMATA']).toContain(motivo);
    expect(volte).toBe(motivo === 'TROPPO_GRANDE' ? 0 : 1);
  });
});

describe('trust before cost', () => {
  const forme: [string, string][] = [
    ['inclusive', metodo(INC)],
    ['inclusive with comments', metodo(`${INC}#WithComments`)],
    ['inclusive 1.1', metodo(INC11)],
    ['exclusive with comments', metodo(`${EXC}WithComments`)],
    ['exclusive with prefixes', metodo(EXC, inclusive('soapenv wsse'))],
  ];
  it.each(forme)(
    'SignedInfo in a form that the message chooses (%s) is not canonicalised for a stranger',
    (_, forma) => {
      for (const chi of ['', porta(estraneo.cert)]) {
        expect(costo(conTesta(falsa(forma, chi)))).toEqual({ motivo: 'FIRMA_CERTIFICATO', volte: 1 });
      }
    },
  );

  it.each(forme)(
    'who carries a certificate that is trusted and cannot sign with it: SignedInfo (%s), no reference',
    (_, forma) => {
      const prova = costo(conTesta(falsa(forma, porta(anpr.cert))));
      expect(prova).toEqual({ motivo: 'FIRMA_NON_VALIDA', volte: 2 });
    },
  );

  it('a signature that does not cover the Body is not canonicalised at all', () => {
    const altrove = falsa(metodo(INC), porta(anpr.cert))
      .replace('URI=""', 'URI="#x"')
      .replace(/<ds:Transforms>.*<\/ds:Transforms>/, '');
    expect(costo(conTesta(altrove))).toEqual({ motivo: 'FIRMA_NON_COPRE_BODY', volte: 1 });
    const buona = firmaBusta(busta, anpr.key, anpr.cert, { now: NOW });
    const accanto = buona.replace(
      '</wsse:Security>',
      () => `${altrove.replace('<ds:Signature>', `<ds:Signature xmlns:ds="${DS}">`)}</wsse:Security>`,
    );
    expect(costo(accanto)).toEqual({ motivo: 'VALIDA', volte: 1 });
  });

  it('what seems to be signed counts for nothing: the references are read again from the bytes that are signed', () => {
    // A comment is in the bytes that are signed and not in the text that the envelope was looked over with.
    const commentata = falsa(metodo(`${INC}#WithComments`), porta(anpr.cert)).replace(
      'AAAA</ds:DigestValue>',
      'AA<!-- x -->AA</ds:DigestValue>',
    );
    expect(costo(conTesta(commentata)).motivo).toBe('FIRMA_MALFORMATA');
  });
});

describe('the prefixes of InclusiveNamespaces', () => {
  const buona = firmaBusta(busta, anpr.key, anpr.cert, { now: NOW });
  const nomi = (n: number): string => ripeti(n, (i) => `p${i} `);
  const conPrefissi = (lista: string): string => conTesta(falsa(metodo(EXC, inclusive(lista)), porta(anpr.cert)));

  it.each([
    ['16', nomi(16)],
    ['16, each of them ten times', nomi(16).repeat(10)],
    ['none', ' '],
    ['the default namespace', '#default wsse'],
  ])('%s: read', (_, lista) => {
    expect(costo(conPrefissi(lista)).motivo).toBe('FIRMA_NON_VALIDA');
  });

  it.each([
    ['17', nomi(17)],
    ['one of 65 characters', 'p'.repeat(65)],
  ])('%s: refused before the form is used', (_, lista) => {
    expect(costo(conPrefissi(lista))).toEqual({ motivo: 'FIRMA_MALFORMATA', volte: 1 });
    const vuota = new RegExp(`(<ds:Transform Algorithm="${EXC}")(/>|></ds:Transform>)`);
    const inRiferimento = buona.replace(vuota, (__, inizio: string) => `${inizio}>${inclusive(lista)}</ds:Transform>`);
    expect(inRiferimento).not.toBe(buona);
    expect(costo(inRiferimento)).toEqual({ motivo: 'FIRMA_MALFORMATA', volte: 1 });
  });

  it('more signatures than two are refused before any of them is read', () => {
    const una = falsa(metodo(INC), porta(anpr.cert));
    expect(costo(conTesta(una.repeat(2)))).toEqual({ motivo: 'FIRMA_NON_VALIDA', volte: 2 });
    expect(costo(conTesta(una.repeat(3)))).toEqual({ motivo: 'FIRMA_MALFORMATA', volte: 1 });
  });
});
