import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { openBundle } from '../../src/soap/certificati.js';
import { readRichiesta, withBusta } from '../../src/soap/envelope.js';
import { verifyFirma } from '../../src/soap/firma.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { createCa, issue } from './pki.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const ca = createCa('CA Utenti di Prova');
const anpr = issue({ cn: 'Servizio Notifiche' }, ca);
const impostazioni = {
  policy: 'required',
  ca: openBundle([{ nome: 'ca.pem', pem: ca.cert }]),
  acceptSha1: false,
  timestampToleranceMs: 300_000,
} as const;
const XOP = 'xmlns:xop="http://www.w3.org/2004/08/xop/include"';
const include = (id: string): string => `<xop:Include ${XOP} href="cid:${id}"/>`;
const TIPO = 'multipart/related; type="application/xop+xml"; boundary="b"; start="<r@x>"';

const CAMPI = {
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '999001',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
};
function busta(contenuto: string, campi: Partial<typeof CAMPI> = {}): string {
  const testata = Object.entries({ ...CAMPI, ...campi }).map(([nome, valore]) => `<${nome}>${valore}</${nome}>`);
  return (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>' +
    `<n:RichiestaN000 xmlns:n="http://sogei.it/ANPR/N000AnprService"><testataNotifica>${testata.join('')}` +
    `</testataNotifica><contenuto>${contenuto}</contenuto></n:RichiestaN000></s:Body></s:Envelope>`
  );
}

function mtom(xml: string, parti: Record<string, string | Buffer>): Buffer {
  const pezzi = [`--b\r\nContent-ID: <r@x>\r\nContent-Type: application/xop+xml\r\n\r\n${xml}\r\n`];
  for (const [id, byte] of Object.entries(parti)) {
    pezzi.push(`--b\r\nContent-ID: <${id}>\r\n\r\n${Buffer.from(byte as string).toString('latin1')}\r\n`);
  }
  return Buffer.from(`${pezzi.join('')}--b--\r\n`, 'latin1');
}

function esito<T>(fn: () => T): T | string {
  try {
    return fn();
  } catch (e) {
    if (e instanceof EnvelopeError) return e.motivo;
    throw e;
  }
}
const leggi = (corpo: Buffer | string, tipo = TIPO): string | undefined =>
  esito(() => Buffer.from(readRichiesta(Buffer.from(corpo as string), tipo).contenuto).toString()) as string;
const verifica = (corpo: Buffer, tipo = TIPO): string =>
  esito(() => withBusta(corpo, tipo, (b) => verifyFirma(b, impostazioni, NOW).esito)) as string;

const firmata = firmaBusta(busta('Y2lhbw=='), anpr.key, anpr.cert, { now: NOW });
/** Moves the text of an element into a part, as CXF does after signing. */
function sposta(xml: string, elemento: string, parti: Record<string, Buffer>, n = 0): string {
  const pezzi = xml.split(new RegExp(`(<(?:\\w+:)?${elemento}[^>]*>)([^<]+)`));
  const testo = pezzi[3 * n + 2] as string;
  parti[`${elemento}-${n}`] = Buffer.from(testo, 'base64');
  pezzi[3 * n + 2] = include(`${elemento}-${n}`);
  return pezzi.join('');
}

describe('C1: what is read is what was signed', () => {
  const parti = { c: 'ciao' };
  it.each([
    ['text before it', `Y2lh${include('c')}`],
    ['text after it', `${include('c')}bw==`],
    ['text on both sides', `B1B1${include('c')}B2B2`],
    ['another one', `${include('c')}${include('c')}`],
    ['an element of another kind', `${include('c')}<x/>`],
    ['a comment', `<!-- -->${include('c')}`],
    ['an instruction', `${include('c')}<?x y?>`],
    ['a CDATA section', `<![CDATA[ ]]>${include('c')}`],
    ['itself, inside another element', `<x>${include('c')}</x>`],
  ])('an Include with %s is refused', (_, contenuto) => {
    expect(leggi(mtom(busta(contenuto), parti))).toBe('CONTENUTO_AMBIGUO');
  });

  it('elements inside a content are refused, whatever text they hold', () => {
    expect(leggi(busta('Y2lh<x>bw==</x>'), 'text/xml')).toBe('CONTENUTO_AMBIGUO');
  });

  it('blanks around an Include, and comments inside a text, change nothing', () => {
    expect(leggi(mtom(busta(`\n  ${include('c')}\n`), parti))).toBe('ciao');
    expect(leggi(busta('Y2lh<!-- x -->bw=='), 'text/xml')).toBe('ciao');
  });

  it('the same holds for every other Include', () => {
    expect(leggi(mtom(busta(include('c'), { codMittente: `9${include('c')}` }), parti))).toBe('CONTENUTO_AMBIGUO');
  });
});

describe('D1: any base64 of a signed message may travel in a part', () => {
  const dove = ['contenuto', 'BinarySecurityToken', 'SignatureValue', 'DigestValue'] as const;

  it('every choice of them is put back, read and verified', () => {
    const proprieta = fc.property(fc.subarray([...dove], { minLength: 1 }), fc.nat(1), (quali, n) => {
      const parti: Record<string, Buffer> = {};
      let xml = firmata;
      for (const nome of quali) xml = sposta(xml, nome, parti, nome === 'DigestValue' ? n : 0);
      const corpo = mtom(xml, parti);
      expect(verifica(corpo)).toBe('VALIDA');
      expect(leggi(corpo)).toBe('ciao');
      for (const nome of Object.keys(parti)) {
        const altra = Buffer.from(parti[nome] as Buffer);
        altra[altra.length >> 1] = (altra[altra.length >> 1] ?? 0) ^ 0xff;
        expect(verifica(mtom(xml, { ...parti, [nome]: altra }))).not.toBe('VALIDA');
      }
    });
    fc.assert(proprieta, { numRuns: 40 });
  });

  it('a part that is not there is said, wherever it was named', () => {
    expect(verifica(mtom(sposta(firmata, 'SignatureValue', {}), {}))).toBe('ALLEGATO_MANCANTE');
  });

  it('a part named again and again does not grow beyond what a body may be', () => {
    const tante = Array.from({ length: 60 }, (_, i) => `<x${i}>${include('g')}</x${i}>`).join('');
    const corpo = mtom(busta('Y2lhbw==').replace('<s:Header/>', `<s:Header>${tante}</s:Header>`), {
      g: Buffer.alloc(1_000_000),
    });
    expect(leggi(corpo)).toBe('TROPPO_GRANDE');
  });

  it('a call that CXF made, its token in an attachment, is accepted', () => {
    const qui = new URL('./casi/mtom-token-in-attachment', import.meta.url);
    const tipo = readFileSync(`${qui.pathname}.content-type`, 'utf8').trim();
    const fiducia = { nome: 'ca.pem', pem: readFileSync(new URL('./casi/ca.pem', import.meta.url), 'utf8') };
    const corpo = readFileSync(`${qui.pathname}.body`);
    const il = new Date('2026-11-29T22:45:00Z');
    const tutte = { ...impostazioni, ca: openBundle([fiducia]), timestampToleranceMs: null };
    expect(withBusta(corpo, tipo, (b) => verifyFirma(b, tutte, il).esito)).toBe('VALIDA');
  });
});

describe('D4: what the official schema allows is never code 5', () => {
  const letta = (campi: Partial<typeof CAMPI>): unknown =>
    esito(() => {
      const { contenuto: _, ...testata } = readRichiesta(Buffer.from(busta('Y2lhbw==', campi)), 'text/xml');
      return testata;
    });

  it.each([
    ['an empty sender', { codMittente: '' }, { codMittente: '' }],
    ['an empty type', { tipoNotifica: ' ' }, { tipoNotifica: '' }],
    ['a type with a dot', { tipoNotifica: 'N0.10' }, { tipoNotifica: 'N0.10' }],
    ['a type with blanks', { tipoNotifica: ' N 010 ' }, { tipoNotifica: 'N 010' }],
    ['a type of 21 characters', { tipoNotifica: 'N'.repeat(21) }, { tipoNotifica: 'N'.repeat(21) }],
    ['a type of a thousand', { tipoNotifica: 'N'.repeat(1000) }, { tipoNotifica: 'N'.repeat(40) }],
    ['a sender on two lines', { codMittente: 'A\tB\nC\u202eD' }, { codMittente: 'A B C D' }],
    ['a positive id', { idOperazioneANPR: '+4310655090' }, {}],
    ['a negative id', { idOperazioneANPR: '-12' }, { idOperazioneANPR: '-12' }],
    ['an id with zeros before it', { idOperazioneANPR: ' 00012 ' }, { idOperazioneANPR: '00012' }],
    [
      'a date with many digits',
      { dataOraRichiesta: '2026-03-01T10:00:00.1234567890123Z' },
      { dataOraRichiesta: '2026-03-01T10:00:00.1234567890123Z' },
    ],
  ])('%s', (_, campi, atteso) => {
    expect(letta(campi)).toEqual({ ...CAMPI, ...atteso });
  });

  it('an id of a thousand digits is one key, and another one another', () => {
    const di = (id: string): string => (letta({ idOperazioneANPR: id }) as typeof CAMPI).idOperazioneANPR;
    const [a, b] = [`${'9'.repeat(999)}1`, `${'9'.repeat(999)}2`].map(di) as [string, string];
    expect([a.length, a === di(`+${'9'.repeat(999)}1`), a === b]).toEqual([64, true, false]);
  });

  it.each([
    ['no id', { idOperazioneANPR: '' }],
    ['a sign alone', { idOperazioneANPR: '+' }],
    ['an id of something else', { idOperazioneANPR: '12; DROP' }],
    ['no recipient', { codDestinatario: '' }],
    ['no date', { dataOraRichiesta: '' }],
  ])('%s is not a request', (_, campi) => {
    expect(letta(campi)).toBe('TESTATA');
  });
});
