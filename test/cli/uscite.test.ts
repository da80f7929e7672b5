/** Nobody deceives the operator's terminal, sheet or file: what commands write of hostile names, and who may read it. */
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cella, rigaCsv } from '../../src/doors/cli/csv.js';
import { apriRiservato, resocontoRiservato, scriviRiservato } from '../../src/doors/cli/file-riservato.js';
import { tabella } from '../../src/doors/cli/testo.js';
import { inserisciVariazioni } from '../../src/store/variazioni.js';
import { testoEmail } from '../../src/work/allarmi/testo.js';
import { banco, ISTAT } from './banco.js';

const b = banco();
const UNSEEN = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const OSTILE = 'VIA\u001b[2J\u202eROMA\u009b\u200b\nTUTTO BENE';

const conVariazione = (valore: string): Promise<void> =>
  b.conDb((db) =>
    db.transaction((tx) =>
      inserisciVariazioni(tx, ISTAT, [
        {
          ufficio: 'TRIBUTI',
          oggetto: 'C:S:101',
          campo: 'recapito',
          ambito: 'RECAPITO',
          tipo: 'INDIRIZZO',
          motivo: null,
          soggetto: 'S:101',
          id_famiglia_anpr: null,
          valore_prima: valore,
          valore_dopo: "VIA D'ANGELO 1, NICCOLÒ",
          decorrenza: '2026-02-01',
          id_operazione_anpr: '4310655090',
          stato: 'DA_LAVORARE',
          conosciutaIl: '2026-03-01T09:00:00.000Z',
          notificaId: null,
        },
      ]),
    ),
  );

describe('control, format and bidirectional characters never reach', () => {
  it('a table raw, and a newline makes no line of its own', async () => {
    await conVariazione(OSTILE);
    const { out } = await b.allinea('variazioni', '--valori');
    expect(out).not.toMatch(UNSEEN);
    expect(out).toContain('VIA<U+001B>[2J<U+202E>ROMA<U+009B><U+200B><U+000A>TUTTO BENE');
    expect(out).toContain("D'ANGELO 1, NICCOLÒ");
    expect(tabella([['a\nb', 'c']])).toBe('a<U+000A>b  c');
  });

  it('a JSON document raw, and a program reads there exactly what is stored', async () => {
    await conVariazione(OSTILE);
    const detto = await b.allinea('variazioni', '--valori', '--json');
    expect(detto.out).not.toMatch(UNSEEN);
    expect((detto.json() as { variazioni: { valorePrima: string }[] }).variazioni[0]?.valorePrima).toBe(OSTILE);
  });

  it('a CSV raw', async () => {
    await conVariazione(OSTILE);
    const file = join(b.dir, 'v.csv');
    await b.allinea('variazioni', '--csv', file);
    const righe = readFileSync(file, 'utf8').slice(1).split('\r\n');
    expect(righe).toHaveLength(3);
    expect(righe.join('')).not.toMatch(UNSEEN);
  });

  it('the terminal through an argument or the name of a file', async () => {
    const unknown = await b.allinea('\u001b]0;x\u0007\u202e');
    expect(unknown.err).not.toMatch(UNSEEN);
    expect(unknown.err).toContain('<U+001B>');
    await b.conDb(async () => undefined);
    writeFileSync(join(b.dir, 'a\u001b[31m\u202e.xml'), 'x');
    const { out, err } = await b.allinea('importa', b.dir);
    expect(out + err).not.toMatch(UNSEEN);
    expect(out).toContain('a<U+001B>[31m<U+202E>.xml');
  });

  it('a mail raw', () => {
    const allarme = {
      ...{ id: 1, codice: 'X', codComune: ISTAT, oggetto: OSTILE, dettaglio: OSTILE, dal: '2026-01-01T00:00:00Z' },
      ...{ apertoIl: '2026-01-01T00:00:00Z', vistoIl: '2026-01-01T00:00:00Z', chiusoIl: null },
    };
    const { subject, text } = testoEmail([{ genere: 'ALLARME', allarme }], new Map([[ISTAT, 'X\r\nBcc: y@z.it']]));
    expect(subject + text).not.toMatch(UNSEEN);
    expect(subject).not.toContain('\n');
  });
});

describe('a cell that a spreadsheet would take as a formula', () => {
  it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '=HYPERLINK("http://x";"y")'])(
    '%j is neutralised',
    (valore) => expect(cella(valore).replace(/^"/, '')).toMatch(/^(?:'|<U\+)/),
  );

  it.each(["D'ANGELO", 'NICCOLO\u0300', '-5', '+12,5', 'A-B', 'A=B', '', "'NDRIN"])('%j stays', (valore) =>
    expect(cella(valore)).toBe(valore),
  );

  it('quotes and separators stay inside their cell', () => {
    expect(rigaCsv(['a;b', 'c"d', null, 3])).toBe('"a;b";"c""d";;3\r\n');
  });
});

describe('files that a command writes are 0600 whatever the umask', () => {
  let umask = 0;
  beforeEach(() => {
    umask = process.umask(0);
  });
  afterEach(() => process.umask(umask));
  const mode = (file: string): number => statSync(file).mode & 0o777;

  it.each(['new', 'there already and open to all'])('%s', async (come) => {
    const files = ['a', 'b', 'c'].map((f) => join(b.dir, f));
    const [uno = '', due = '', tre = ''] = files;
    if (come !== 'new')
      for (const f of files) {
        writeFileSync(f, 'prima');
        chmodSync(f, 0o666);
      }
    await scriviRiservato(uno, 'x');
    resocontoRiservato(due, 'testata;').scrivi('x');
    await (await apriRiservato(tre)).close();
    expect(files.map(mode)).toEqual([0o600, 0o600, 0o600]);
    expect(files.map((f) => readFileSync(f, 'utf8'))).toEqual(['x', 'testata;x', '']);
  });

  it('a device is written and keeps what it is, or is refused where a file would replace it', async () => {
    await scriviRiservato('/dev/null', 'x');
    await b.conDb(async () => undefined);
    const nulla = join(b.dir, 'nulla');
    symlinkSync('/dev/null', nulla);
    const detto = await b.allinea('variazioni', '--csv', nulla);
    expect(detto).toMatchObject({ code: 1, err: expect.stringContaining('non è un file') });
    expect(existsSync(nulla) && statSync(nulla).isCharacterDevice()).toBe(true);
  });
});
