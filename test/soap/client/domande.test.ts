/** What leaves for ANPR: against its official schemas, and its signatures against foreign programs. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../pki.js';
import { isInstalled, run, succeeds } from '../programmi.js';
import { banco, ca, comune, ko, NOW, pronta } from './banco.js';

const XSD = resolve(import.meta.dirname, '../../../../shared/spec/xsd/comuni');
const haSchemi = existsSync(XSD) && isInstalled('xmllint');
if (!existsSync(XSD))
  console.log('SKIPPED: the official schemas are not beside the project, requests were not validated');
const haXmlsec = isInstalled('xmlsec1');
const haOpenssl = isInstalled('openssl', ['version']);

const b = banco();
const folder = tempFolder();
afterAll(() => folder.remove());

/** Asks every question once and gives back the envelopes that left. */
async function tutte(hash: 'sha256' | 'sha1' = 'sha256'): Promise<Record<string, string>> {
  const c = b.client({ hash, idApplicazione: 'Prova & figli' });
  const domande: Record<string, () => Promise<unknown>> = {
    elenco: () =>
      c.elenco({
        idOperazioneComune: '20260301100000000',
        tipo: 'NRIS',
        statoLavorazione: '9',
        dettaglio: 'RISPOSTA',
        periodo: { dal: '2026-02-01T00:00:00.000Z', al: '2026-02-28T00:00:00.000Z' },
        identificativi: { da: '4310655090', a: '4512509534' },
      }),
    'elenco di tutto': () =>
      c.elenco({
        idOperazioneComune: '2',
        tipo: null,
        statoLavorazione: '9',
        dettaglio: 'ID',
        identificativi: { da: '1', a: '2' },
      }),
    verifica: () => c.verifica({ idOperazioneComune: '3', ticket: '303104', progressivo: 12 }),
    'scheda per codice fiscale': () =>
      c.scheda({ idOperazioneComune: '4', criterio: { codiceFiscale: 'PRVPRV80A01F205X' }, nazionale: false }),
    'scheda per scheda': () =>
      c.scheda({ idOperazioneComune: '5', criterio: { idSchedaSoggettoANPR: '12345678' }, nazionale: true }),
    'scheda per idANPR': () =>
      c.scheda({ idOperazioneComune: '6', criterio: { idANPR: 'WB63457P6' }, nazionale: true }),
    famiglia: () =>
      c.scheda({ idOperazioneComune: '7', criterio: { idFamigliaConvivenzaANPR: '51235724' }, nazionale: false }),
    operazione: () => c.operazione({ idOperazioneComune: '8', idOperazioneANPR: '98955097' }),
    file: () => c.file({ idOperazioneComune: '9', ticket: '71742682' }),
    prova: () => c.prova({ idOperazioneComune: '10' }),
  };
  const partite: Record<string, string> = {};
  for (const [nome, chiedi] of Object.entries(domande)) {
    b.con(ko(['EN122']));
    await chiedi().catch(() => {});
    partite[nome] = b.domande[0] ?? '';
  }
  return partite;
}

const corpo = (busta: string): string => /<soap:Body[^>]*>([\s\S]*)<\/soap:Body>/.exec(busta)?.[1] ?? '';

let buste: Record<string, string>;
let busteSha1: Record<string, string>;
beforeAll(async () => {
  buste = await tutte();
  busteSha1 = await tutte('sha1');
});

const SCHEMI: Readonly<Record<string, string>> = {
  Richiesta4005: '4000estrazione.xsd',
  Richiesta3002: '3000consultazione.xsd',
  Richiesta3003: '3000consultazione.xsd',
  Richiesta7002: '7001scaricoTabelle.xsd',
};

describe.skipIf(!haSchemi)('the official schemas', () => {
  it('accept every question', () => {
    let visti = 0;
    for (const [nome, busta] of Object.entries(buste)) {
      const radice = /<\w+:(\w+)/.exec(corpo(busta))?.[1] ?? '';
      const schema = SCHEMI[radice];
      if (schema === undefined) continue;
      const file = folder.write('domanda.xml', corpo(busta));
      expect(succeeds('xmllint', '--noout', '--schema', join(XSD, schema), file), nome).toBe(true);
      visti++;
    }
    expect(visti).toBe(9);
  });
});

describe('the questions', () => {
  it('name who asks, with the number of the caller and the version of ANPR', () => {
    expect(corpo(buste.elenco!)).toContain(
      '<testataRichiesta><idOperazioneComune>20260301100000000</idOperazioneComune><codMittente>015146</codMittente>' +
        '<codDestinatario>ANPR05</codDestinatario><operazioneRichiesta>4005</operazioneRichiesta>' +
        `<dataOraRichiesta>${NOW.toISOString()}</dataOraRichiesta><tipoOperazione>C</tipoOperazione><tipoInvio>TEST</tipoInvio>` +
        '<nomeApplicativo>Allinea</nomeApplicativo><versioneApplicativo>0.1.0</versioneApplicativo></testataRichiesta>',
    );
  });

  it('G61: ask for the type they were asked for, and for none when they were asked for all', () => {
    expect(corpo(buste.elenco!)).toContain('<operazioneRichiesta>NRIS</operazioneRichiesta>');
    expect(corpo(buste['elenco di tutto']!).match(/operazioneRichiesta>/g)).toHaveLength(2);
  });

  it('G62: ask for the state they were asked for: 9, all, whatever somebody took charge of', () => {
    expect(corpo(buste.elenco!)).toContain('<statoLavorazione>9</statoLavorazione>');
  });

  it('ask 3002 by idANPR in its own element, and for a family in the other (#4277)', () => {
    expect(corpo(buste['scheda per idANPR']!)).toContain('<idANPR>WB63457P6</idANPR>');
    expect(corpo(buste.famiglia!)).toContain('<identificativoANPR>51235724</identificativoANPR>');
    expect(corpo(buste.famiglia!)).toContain('<schedaAnagraficaRichiesta>2</schedaAnagraficaRichiesta>');
  });

  it('ask the test of the connection in its own namespace', () => {
    expect(corpo(buste.prova!)).toMatch(
      /^<conn:RichiestaConnessione xmlns:conn="http:\/\/sogei.it\/ANPR\/connessione">/,
    );
  });
});

const trustCa = (): string => folder.write('ca.pem', ca.cert);
const pub = (): string =>
  folder.write('pub.pem', run('openssl', 'x509', '-in', folder.write('c.pem', comune.cert), '-pubkey', '-noout'));
const FIRMA = "/*/*[local-name()='Header']/*/*[local-name()='Signature']";
const FIRMA_SAML = "//*[local-name()='Assertion']/*[local-name()='Signature']";
const IDS = ['--id-attr:Id', 'Timestamp', '--id-attr:Id', 'Body', '--id-attr:ID', 'Assertion'];

function verifica(busta: string): { messaggio: boolean; asserzione: boolean } {
  const file = folder.write('busta.xml', busta);
  return {
    messaggio: succeeds('xmlsec1', '--verify', '--pubkey-pem', pub(), ...IDS, '--node-xpath', FIRMA, file),
    asserzione: succeeds('xmlsec1', '--verify', '--trusted-pem', trustCa(), ...IDS, '--node-xpath', FIRMA_SAML, file),
  };
}

describe.skipIf(!haXmlsec || !haOpenssl)('the signatures, to xmlsec1', () => {
  it.each([
    ['rsa-sha256', () => buste],
    ['rsa-sha1', () => busteSha1],
  ] as const)('verify with %s: message and assertion of every question', (algoritmo, quali) => {
    for (const [nome, busta] of Object.entries(quali())) {
      expect(busta).toContain(`#${algoritmo}"`);
      expect(verifica(busta), nome).toEqual({ messaggio: true, asserzione: true });
    }
  });

  it('cover Timestamp and Body, and break when either changes (#2330, #3285)', () => {
    const busta = buste.verifica!;
    expect(busta.match(/<ds:Reference URI="#(?:TS-|_)/g)).toHaveLength(3);
    expect(verifica(busta.replace('303104', '303105')).messaggio).toBe(false);
    expect(verifica(busta.replace('10:05:00.000Z</wsu:Expires>', '10:06:00.000Z</wsu:Expires>')).messaggio).toBe(false);
    expect(verifica(busta.replace('203.0.113.7', '203.0.113.8')).asserzione).toBe(false);
  });
});

describe('the assertion', () => {
  it('says operator, seat, workstation and address, for five minutes', () => {
    const testo = buste.verifica!;
    expect(testo).toContain('<saml2:Issuer>XS</saml2:Issuer>');
    expect(testo).toContain('unspecified">PRVPRV80A01F205X</saml2:NameID>');
    expect(testo).toContain('Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"');
    expect(testo).toContain(
      '<saml2:Conditions NotBefore="2026-03-01T10:00:00.000Z" NotOnOrAfter="2026-03-01T10:05:00.000Z">',
    );
    expect(testo).toContain('<saml2:SubjectLocality Address="203.0.113.7">');
    expect(testo).toMatch(/Name="IdSede"[^>]*><saml2:AttributeValue[^>]*>015146</);
    expect(testo).toMatch(/Name="IdPostazione"[^>]*><saml2:AttributeValue[^>]*>015146-CO-9999</);
    expect(testo).toMatch(/Name="IdApplicazione"[^>]*><saml2:AttributeValue[^>]*>Prova &amp; figli</);
  });

  it.skipIf(!haOpenssl)('carries the name of the workstation signed, which openssl verifies', () => {
    for (const quali of [buste, busteSha1]) {
      const base64 =
        /Name="IdPostazioneFirmato"[^>]*><saml2:AttributeValue[^>]*>([^<]+)</.exec(quali.verifica!)?.[1] ?? '';
      const file = folder.write('postazione.der', Buffer.from(base64, 'base64'));
      const args = ['cms', '-verify', '-inform', 'DER', '-in', file, '-CAfile', trustCa(), '-purpose', 'any'];
      expect(run('openssl', ...args)).toBe('015146-CO-9999');
    }
  });
});

describe('a repeated question', () => {
  it('has the same number and another signature', async () => {
    let volte = 0;
    b.risponde((_, res) => {
      volte++;
      if (volte === 1) res.destroy();
      else res.end(pronta(''));
    });
    await b.client({ retries: 1 }).verifica({ idOperazioneComune: '77', ticket: '1', progressivo: 1 });
    expect(b.domande).toHaveLength(2);
    for (const d of b.domande) expect(d).toContain('<idOperazioneComune>77</idOperazioneComune>');
    expect(b.domande[0]).not.toBe(b.domande[1]);
  });
});
