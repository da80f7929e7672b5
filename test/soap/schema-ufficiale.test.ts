/**
 * D4: whatever the official schema of RichiestaN000 allows is stored. The generator knows the schema by its facts; xmllint
 * says whether it knows it well.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readRichiesta } from '../../src/soap/envelope.js';
import { createInbox } from '../../src/store/inbox.js';
import { perOgniDatabase } from '../store/databases.js';
import { tempFolder } from './pki.js';
import { isInstalled, succeeds } from './programmi.js';

const UFFICIALE = join(process.cwd(), '../shared/spec/xsd/N000/N000serviziNotifiche.wsdl');
const NOSTRO = 'src/anpr/wsdl/N000.wsdl';
const xmllint = isInstalled('xmllint');
const folder = tempFolder();
afterAll(() => folder.remove());

const scritto = (t: string): string => t.replace(/[&<>\r]/g, (c) => `&#${c.charCodeAt(0)};`);
/** Characters of XML 1.0. */
const isXml = (c: string): boolean => {
  const n = c.codePointAt(0) ?? 0;
  if (n < 0x20) return n === 0x09 || n === 0x0a || n === 0x0d;
  return (n < 0xd800 || n > 0xdfff) && n !== 0xfffe && n !== 0xffff;
};
/** Any character that XML 1.0 has, escapes and blanks more often than they come. */
const carattere = fc
  .oneof(
    fc.constantFrom(
      ' ',
      '\t',
      '\n',
      '\r',
      '&',
      '<',
      '>',
      '"',
      "'",
      '\u0085',
      '\u202e',
      '\u{1F600}',
      '\u0301',
      '\u00a0',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  .filter(isXml);
const stringa = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'N010',
    'N0.10',
    ' N 010 ',
    'N'.repeat(21),
    'x'.repeat(41),
    'NRIS',
    '__proto__',
    'constructor',
  ),
  fc.array(carattere, { maxLength: 60 }).map((c) => c.join('')),
);
const spazi = fc.constantFrom('', ' ', '\n\t ', '  ');
const fra = (a: number, b: number): fc.Arbitrary<string> =>
  fc.integer({ min: a, max: b }).map((n) => String(n).padStart(2, '0'));
/** xs:dateTime, with what nobody writes: years of five digits or before Christ, midnight as 24:00, any fraction, any zone. */
const dataOra = fc
  .record({
    anno: fc.constantFrom('2026', '0001', '9999', '12026', '-0044', '1582'),
    mese: fra(1, 12),
    giorno: fra(1, 28),
    ora: fc.constantFrom('00:00:00', '23:59:59', '10:30:00.904', '24:00:00', `01:02:03.${'1234567890'.repeat(4)}`),
    zona: fc.constantFrom('', 'Z', '+01:00', '-14:00', '+14:00', '+00:00'),
  })
  .map(({ anno, mese, giorno, ora, zona }) => `${[anno, mese, giorno].join('-')}T${ora}${zona}`);
/** xs:integer has a sign, zeros before it, and no end. */
const intero = fc
  .record({
    segno: fc.constantFrom('', '+', '-'),
    zeri: fc.constantFrom('', '0', '000'),
    n: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.bigInt({ min: 0n, max: 10n ** 90n })),
  })
  .map(({ segno, zeri, n }) => `${segno}${zeri}${n}`);
const base64 = fc.uint8Array({ minLength: 1, maxLength: 200 }).chain((b) =>
  spazi.map((s) =>
    Buffer.from(b)
      .toString('base64')
      .replace(/(.{20})/g, `$1${s}`),
  ),
);

interface Scritta {
  readonly xml: string;
  readonly contenuto: Buffer;
}

/** @param vicino what stands around a date @param id an integer */
const richiestaCon = (vicino: fc.Arbitrary<string>, id: fc.Arbitrary<string>): fc.Arbitrary<Scritta> =>
  fc
    .record({ tipo: stringa, mittente: stringa, data: dataOra, id, contenuto: base64, s: spazi, v: vicino })
    .map(({ tipo, mittente, data, id: numero, contenuto, s, v }) => ({
      contenuto: Buffer.from(contenuto, 'base64'),
      xml:
        `<n:RichiestaN000 xmlns:n="http://sogei.it/ANPR/N000AnprService">${s}<testataNotifica>${s}` +
        `<tipoNotifica>${scritto(tipo)}</tipoNotifica><codMittente>${scritto(mittente)}</codMittente>${s}` +
        `<codDestinatario>999001</codDestinatario><dataOraRichiesta>${v}${data}${v}</dataOraRichiesta>` +
        `<idOperazioneANPR>${s}${numero}${s}</idOperazioneANPR></testataNotifica><contenuto>${s}${contenuto}${s}</contenuto>` +
        `${s}</n:RichiestaN000>`,
    }));

const richiesta = richiestaCon(spazi, intero);
/** NOTE: libxml2 has no integers over 24 digits and no blanks around a dateTime, both of which XML Schema allows. */
const perXmllint = richiestaCon(
  fc.constant(''),
  intero.filter((i) => i.length < 25),
);

const busta = ({ xml }: Scritta): Buffer =>
  Buffer.from(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${xml}</s:Body></s:Envelope>`);

function schemaDi(file: string): string {
  const schema = /<(xsd|xs):schema[\s\S]*<\/\1:schema>/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  const spazi = ['tns', 'n000'].map((p) => `xmlns:${p}="http://sogei.it/ANPR/N000AnprService"`).join(' ');
  const conSpazi = schema.replace(
    /<(xsd|xs):schema/,
    (_, p: string) =>
      `<${p}:schema xmlns:${p}="http://www.w3.org/2001/XMLSchema" xmlns:xmime="http://www.w3.org/2005/05/xmlmime" ${spazi}`,
  );
  return folder.write(file.includes('shared') ? 'ufficiale.xsd' : 'nostro.xsd', conSpazi);
}

describe('D4: requests valid by the official schema', () => {
  const schemi = [NOSTRO, ...(existsSync(UFFICIALE) ? [UFFICIALE] : [])];
  it.skipIf(!xmllint).each(schemi)('what the generator writes is valid for xmllint: %s', (schema) => {
    const file = fc.sample(perXmllint, 150).map((r, i) => folder.write(`r${i}.xml`, r.xml));
    expect(succeeds('xmllint', '--noout', '--schema', schemaDi(schema), ...file)).toBe(true);
  });

  it('are never code 5, and their content is read to the byte', () => {
    const proprieta = fc.property(richiesta, (r) => {
      const letta = readRichiesta(busta(r), 'text/xml; charset=utf-8');
      expect(Buffer.from(letta.contenuto).equals(r.contenuto)).toBe(true);
      expect(letta.codDestinatario).toBe('999001');
    });
    fc.assert(proprieta, { numRuns: 400 });
  });
});

perOgniDatabase((apri) => {
  it('D4: requests valid by the official schema are stored, each under its own key', async () => {
    const inbox = createInbox(await apri());
    const lette = fc.sample(richiesta, 80).map((r) => readRichiesta(busta(r), 'text/xml'));
    const chiavi = new Set(lette.map((l) => l.idOperazioneANPR));
    const esiti = [];
    for (const l of lette) {
      const arrivo = { canale: 'N000', prova: false, firma: 'VALIDA', ricevutaIl: '2026-03-01T10:00:00.000Z' } as const;
      esiti.push(await inbox.salva({ ...l, ...arrivo }));
    }
    expect(esiti.filter((e) => e === 'nuova')).toHaveLength(chiavi.size);
  });
});
