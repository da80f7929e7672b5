/** `allinea variazioni` on a real database: what it shows, what it writes, what it refuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { inserisciVariazioni, type NuovaVariazione } from '../../src/store/variazioni.js';
import { banco, ISTAT } from './banco.js';

const b = banco();

const variazione = (altro: Partial<NuovaVariazione> = {}): NuovaVariazione => ({
  ufficio: 'TRIBUTI',
  oggetto: 'C:S:101',
  campo: 'recapito',
  ambito: 'RECAPITO',
  tipo: 'INDIRIZZO',
  motivo: null,
  soggetto: 'S:101',
  id_famiglia_anpr: null,
  valore_prima: 'VIA ROMA 1',
  valore_dopo: 'VIA "VERDI"; 2',
  decorrenza: '2026-02-01',
  id_operazione_anpr: '4310655090',
  stato: 'DA_LAVORARE',
  conosciutaIl: '2026-03-01T09:00:00.000Z',
  notificaId: null,
  ...altro,
});

const registro = () => b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 100 })));

beforeEach(() =>
  b.conDb((db) =>
    db.transaction((tx) =>
      inserisciVariazioni(tx, ISTAT, [
        variazione(),
        variazione({ valore_prima: 'VIA "VERDI"; 2', valore_dopo: '=VIA', conosciutaIl: '2026-04-01T09:00:00.000Z' }),
        variazione({
          ufficio: 'ELETTORALE',
          oggetto: 'E:S:101|GENERALE',
          campo: 'stato',
          ambito: 'GENERALE',
          stato: 'PROPOSTA',
        }),
      ]),
    ),
  ),
);

describe('the list', () => {
  it('shows no value of anybody unless asked, and then the audit says who looked', async () => {
    expect((await b.allinea('variazioni')).out).not.toContain('VERDI');
    expect((await b.allinea('variazioni', '--json')).out).not.toContain('VERDI');
    expect(await registro()).toEqual([]);
    expect((await b.allinea('variazioni', '--valori')).out).toContain('VERDI');
    expect((await registro()).map((a) => a.azione)).toEqual(['variazioni-valori']);
  });

  it('is narrowed by office, kind, state and the day it became known', async () => {
    const ids = async (...filtri: string[]) =>
      ((await b.allinea('variazioni', '--json', ...filtri)).json() as { variazioni: { id: number }[] }).variazioni.map(
        (v) => v.id,
      );
    expect(await ids('--ufficio', 'elettorale')).toEqual([3]);
    expect(await ids('--ambito', 'recapito', '--dal', '2026-03-15')).toEqual([2]);
    expect(await ids('--stato', 'accolta')).toEqual([]);
  });
});

describe('the CSV', () => {
  it('opens in a spreadsheet: BOM, semicolons, quotes, no formula', async () => {
    const file = join(b.dir, 'variazioni.csv');
    expect(await b.allinea('variazioni', '--ufficio', 'tributi', '--csv', file)).toMatchObject({ code: 0 });
    const [testata, prima, seconda, resto] = readFileSync(file, 'utf8').split('\r\n');
    expect(testata).toMatch(/^\uFEFFid;comune;ufficio/);
    expect(prima).toContain(';VIA ROMA 1;"VIA ""VERDI""; 2";');
    expect(seconda).toContain(";'=VIA;");
    expect(resto).toBe('');
  });
});

describe('the decision', () => {
  it('a variazione worked twice is refused, and says in which state it is', async () => {
    expect(await b.allinea('variazioni', '--accogli', '1', '2')).toMatchObject({ code: 0 });
    const ancora = await b.allinea('variazioni', '--accogli', '1');
    expect(ancora).toMatchObject({ code: 1, out: expect.stringContaining('1: è già chiusa (accolta)') });
    expect((await registro()).map((a) => [a.attore, a.azione])).toEqual([['operatore.prova', 'accogli-variazioni']]);
  });

  it('a refusal wants a reason, and leaves no gap in the chain', async () => {
    expect(await b.allinea('variazioni', '--respingi', '2')).toMatchObject({ code: 2 });
    const primaDellUltima = await b.allinea('variazioni', '--respingi', '1', '--motivo', 'indirizzo provvisorio');
    expect(primaDellUltima).toMatchObject({ code: 1, out: expect.stringContaining('la segue la 2') });
    expect(await b.allinea('variazioni', '--respingi', '1', '2', '--motivo', 'indirizzo provvisorio')).toMatchObject({
      code: 0,
    });
    expect((await registro())[0]).toMatchObject({ azione: 'respingi-variazioni', motivo: 'indirizzo provvisorio' });
  });

  it('what changes an electoral list is decided in a revisione only, and the refusal says with which command', async () => {
    const proposta = {
      ufficio: 'ELETTORALE',
      oggetto: 'E:S:102|GENERALE',
      campo: 'stato',
      ambito: 'GENERALE',
    } as const;
    const altro = { ...proposta, tipo: 'CANCELLAZIONE', motivo: 'MORTE' };
    await b.conDb((db) =>
      db.transaction((tx) =>
        inserisciVariazioni(tx, ISTAT, [
          variazione({ ...altro, stato: 'PROPOSTA' }),
          variazione({ ...altro, oggetto: 'E:S:103|GENERALE', stato: 'PROPOSTA', revisione: 'DIN-2026-07-I' }),
          variazione({ ...altro, oggetto: 'E:S:104|GENERALE', stato: 'IN_REVISIONE', revisione: 'DIN-2026-07-I' }),
        ]),
      ),
    );
    const { code, out } = await b.allinea('variazioni', '--accogli', '4', '5', '6');
    expect(code).toBe(1);
    expect(out).toContain('4: le liste elettorali cambiano solo con una revisione e nessuna la prende ancora');
    expect(out).toContain('«allinea revisioni inizia DIN-2026-07-I», poi «allinea revisioni approva 5»');
    expect(out).toContain('6: le liste elettorali cambiano solo con una revisione: «allinea revisioni approva 6»');
    expect((await b.allinea('variazioni', '--accogli', '--tipo', 'cancellazione')).out).toContain(
      '0 variazioni accolte',
    );
    const respinte = await b.allinea('variazioni', '--respingi', '4', '6', '--motivo', 'omonimo');
    expect([respinte.code, respinte.out]).toEqual([1, expect.stringContaining('revisioni respingi 6 --motivo')]);
    expect((await b.allinea('variazioni', '--stato', 'in_revisione')).out).toContain('CANCELLAZIONE');
  });

  it('in bulk it wants a filter, and each office has its own word for accepted', async () => {
    expect(await b.allinea('variazioni', '--accogli')).toMatchObject({ code: 2 });
    expect(await b.allinea('variazioni', '--accogli', '--ufficio', 'elettorale')).toMatchObject({ code: 0 });
    const { out } = await b.allinea('variazioni', '--stato', 'approvata');
    expect(out).toContain('GENERALE');
  });
});
