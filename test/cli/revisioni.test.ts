/** `allinea revisioni` as the office uses it: from an empty calendar to a closed round, and how refusals are told. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { applicaInbox, notificaDi, salva } from '../work/banco.js';
import { immigrati, residente } from '../work/persone.js';
import { banco, ISTAT } from './banco.js';

const b = banco();
const CONTESTO = { codComune: ISTAT, codici: new Set([ISTAT]), oggi: '2026-06-15' } as Contesto;
const ROUND = 'DIN-2026-07-II';

describe('revisioni', () => {
  beforeEach(async () => {
    await b.conDb(async (db) => {
      await salva(db, [notificaDi(CONTESTO, 'a', immigrati(1, [residente(1), residente(2)], '2026-06-01'))]);
      await applicaInbox(db, CONTESTO, [10]);
    });
  });

  it('an extraordinary round says its polling day, which is not before its end', async () => {
    const aggiungi = (codice: string, voto: string, ...altro: string[]) => {
      const date = ['--dal', '2026-06-01', '--entro-il', '2026-06-30', '--consultazione', voto];
      return b.allinea('revisioni', 'aggiungi', codice, ...date, ...altro);
    };
    expect((await aggiungi('STR-1', '2026-07-12', '--tornata', 'I')).code).toBe(0);
    expect((await b.allinea('revisioni', 'calendario')).out).toMatch(/STR-1 .*2026-07-12/);
    const presto = await aggiungi('STR-2', '2026-06-20', '--tornata', 'II');
    expect(presto).toMatchObject({ code: 1, out: expect.stringContaining('dopo la consultazione del 2026-06-20') });
    const ordinaria = await aggiungi('SEM-9', '2026-07-12', '--tipo', 'SEMESTRALE');
    expect(ordinaria.out).toContain('solo una straordinaria prepara una consultazione');
  });

  it('goes from the empty calendar to the closed round', async () => {
    expect((await b.allinea('revisioni', 'calendario')).out).toContain('2 proposte senza revisione');
    expect((await b.allinea('revisioni', 'genera', '2026')).out).toContain('6 bozze aggiunte');
    expect((await b.allinea('revisioni', 'conferma', 'DIN-2026-07-I', ROUND)).out).toContain(
      '2 revisioni confermate, 2 proposte affidate',
    );
    const righe = (await b.allinea('revisioni', 'proposte', ROUND, '--json')).json() as {
      id: number;
      entro_il: string;
    }[];
    expect(righe.map((r) => r.entro_il)).toEqual(['2026-07-31', '2026-07-31']);
    expect((await b.allinea('revisioni', 'inizia', ROUND)).out).toContain('2 proposte in revisione');
    const [a, c] = righe.map((r) => String(r.id));
    expect((await b.allinea('revisioni', 'approva', a!)).out).toContain('1 proposta approvata.');
    expect((await b.allinea('revisioni', 'respingi', c!)).code).toBe(2);
    expect((await b.allinea('revisioni', 'respingi', c!, '--motivo', 'mai abitato qui')).code).toBe(0);
    expect(await b.allinea('revisioni', 'approva', a!)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${a}: è approvata, non in revisione`),
    });
    expect((await b.allinea('revisioni', 'chiudi', ROUND)).code).toBe(0);
    expect((await b.allinea('revisioni', 'chiudi', ROUND)).out).toContain('è chiusa: non si riapre');
  });

  it('enters an extraordinary round by hand and refuses one that overlaps', async () => {
    const mano = (codice: string) =>
      b.allinea('revisioni', 'aggiungi', codice, '--tornata', 'I', '--dal', '2026-06-01', '--entro-il', '2026-06-30');
    expect((await mano('STR-1')).out).toContain('STR-1: bozza aggiunta');
    expect(await mano('STR-2')).toMatchObject({ code: 1, out: expect.stringContaining('si sovrappongono') });
    expect((await b.allinea('revisioni', 'togli', 'STR-1')).code).toBe(0);
    expect((await b.allinea('revisioni', 'togli', 'STR-1')).code).toBe(1);
  });

  it('lists the eighteen-year-olds of the next half-year, and refuses a list that is none', async () => {
    const detto = await b.allinea('revisioni', 'diciottenni');
    expect(detto).toMatchObject({
      code: 0,
      out: expect.stringContaining('Lista 2026-02: chi compie 18 anni dal 2026-07-01'),
    });
    expect((await b.allinea('revisioni', 'diciottenni', '--lista', '2026-05')).code).toBe(1);
  });

  it('says of a semestrale who is not proposed to it yet, and refuses a round that is not there', async () => {
    await b.allinea('revisioni', 'genera', '2026');
    expect((await b.allinea('revisioni', 'genera', '2026')).out).toContain('2026 sono già nel calendario');
    const vuota = await b.allinea('revisioni', 'proposte', 'SEM-2026-10');
    expect(vuota.out).toContain('Nessuna proposta.');
    expect(vuota.out).not.toContain('18 anni');
    await b.conDb(async (db) => {
      await salva(db, [notificaDi(CONTESTO, 'd18', immigrati(18, [residente(18, { nascita: '2009-02-03' })]))]);
      await applicaInbox(db, CONTESTO, [1]);
    });
    expect((await b.allinea('revisioni', 'proposte', 'SEM-2026-10')).out).toContain(
      'Un altro compie 18 anni nel semestre che prepara: proposto dal 2026-08-01 («allinea revisioni diciottenni --lista 2026-08»).',
    );
    expect(await b.allinea('revisioni', 'proposte', 'SEM-2031')).toMatchObject({
      code: 1,
      out: expect.stringContaining('SEM-2031: non è nel calendario'),
    });
  });

  it('works for an ente of this installation only', async () => {
    expect((await b.allinea('revisioni', 'calendario', '--comune', '058091')).code).toBe(2);
    expect((await b.allinea('revisioni', '--help')).out).toContain('diciottenni');
  });
});
