/**
 * A short sample of `npm run giorni`: the days that went wrong once, and some drawn by the day of the run, which are printed so
 * that what they find can be found again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Prova, provaGiorno } from '../../giorni/giorno.js';
import { cambiaOra, giorniDi, istantiDelicati, istantiDi } from '../../giorni/istanti.js';
import { leggiOpzioni, OpzioneErrata, proveDi } from '../../giorni/opzioni.js';
import { giornoInItalia } from '../../src/anpr/ora-italiana.js';
import { creaCaso } from '../../src/simulatore/caso.js';
import type { Database } from '../../src/store/database.js';
import { tabelle } from '../../src/store/tables/index.js';
import { apriInMemoria } from '../store/databases.js';

/** What each was the first to show. */
const FISSE: readonly (readonly [string, Prova])[] = [
  ['midnight into 1 February', { istante: '2027-01-31T10:00:00.000Z', seed: 'uno', abitanti: 120 }],
  ['a day that is tomorrow in Italy', { istante: '2027-12-31T23:30:00.000Z', seed: 'seme-11', abitanti: 300 }],
  ['29 February', { istante: '2028-02-29T10:00:00.000Z', seed: 'seme-4', abitanti: 120 }],
  ['a street renamed after somebody left', { istante: '2028-12-19T23:30:00.000Z', seed: 'seme-13', abitanti: 60 }],
  ['a head who died since', { istante: '2027-08-01T23:30:00.000Z', seed: 'seme-40', abitanti: 60 }],
  ['a procedure closed after a change of name', { istante: '2027-01-29T10:00:00.000Z', seed: 'seme-21', abitanti: 60 }],
  ['a street renamed, and a departure undone', { istante: '2027-10-31T00:30:00.000Z', seed: 'seme-10', abitanti: 60 }],
  ['a return, and a departure still to come', { istante: '2028-01-01T10:00:00.000Z', seed: 'seme-10', abitanti: 60 }],
  ['into a convent in the same house', { istante: '2028-01-01T23:30:00.000Z', seed: 'seme-9', abitanti: 300 }],
  ['a street renamed, and a move undone', { istante: '2027-12-31T10:00:00.000Z', seed: 'seme-18', abitanti: 60 }],
  ['a home found, and its day rectified', { istante: '2028-10-30T10:00:00.000Z', seed: 'seme-2', abitanti: 60 }],
  ['the night the clocks go back', { istante: '2026-10-25T00:30:00.000Z', seed: 'due', abitanti: 60 }],
  ['the night they go forward', { istante: '2027-03-28T01:30:00.000Z', seed: 'tre', abitanti: 60 }],
];
const SORTEGGIATE = 3;

/** Towns of the coming 400 days, another few every day. */
function sorteggiate(oggi: string): Prova[] {
  const caso = creaCaso(`giorni/${oggi}`);
  return Array.from({ length: SORTEGGIATE }, () => ({
    istante: caso.scegli(istantiDi({ dal: oggi, giorni: 400, passo: 3 })),
    seed: `seme-${caso.intero(1, 1_000_000)}`,
    abitanti: caso.scegli([60, 120, 300]),
  }));
}

const comando = ({ istante, seed, abitanti }: Prova): string =>
  `npm run giorni -- --istante ${istante} --semi ${seed} --abitanti ${abitanti}`;

describe('every view is equal to the truth, before and after midnight,', () => {
  let db: Database;
  beforeAll(async () => {
    db = await apriInMemoria();
  });
  afterAll(() => db.close());

  const guarda = async (prova: Prova): Promise<unknown> => {
    for (const { options } of tabelle('sqlite'))
      await db.transaction((tx) => tx.execute(`DELETE FROM ${options.name}`));
    return provaGiorno(db, prova);
  };

  it.each(FISSE)('on %s', async (_, prova) => {
    expect(await guarda(prova), comando(prova)).toEqual([]);
  });

  it('on days drawn by the day of the run', { timeout: 60_000 }, async () => {
    for (const prova of sorteggiate(giornoInItalia(new Date()))) {
      process.stdout.write(`drawn today: ${comando(prova)}\n`);
      expect.soft(await guarda(prova), comando(prova)).toEqual([]);
    }
  });
});

describe('the instants of 400 days', () => {
  const istanti = istantiDi({ dal: '2027-12-15', giorni: 400, passo: 10 });

  it('have the leap day, 1 January, both changes of the hour, the semestral revisions, and 23:30 UTC', () => {
    for (const giorno of ['2028-02-29', '2028-01-01', '2028-03-26', '2028-10-29', '2028-02-01', '2028-08-01'])
      expect(istanti).toEqual(expect.arrayContaining(istantiDelicati(giorno)));
    expect(istanti.filter((i) => i.endsWith('T23:30:00.000Z')).length).toBeGreaterThan(20);
    expect(istanti).toEqual([...new Set(istanti)].sort());
  });

  it('know on which nights the hour changes', () => {
    const notti = giorniDi({ dal: '2027-01-01', giorni: 731 }).filter(cambiaOra);
    expect(notti).toEqual(['2027-03-28', '2027-10-31', '2028-03-26', '2028-10-29']);
  });
});

it('options that are not understood are refused, and a sample is the same every time', () => {
  for (const args of [
    ['--dal', '2027-02-30'],
    ['--semi', '0'],
    ['--abitanti', '60,x'],
    ['--istante', '2027'],
    ['--boh'],
  ])
    expect(() => leggiOpzioni(args)).toThrow(OpzioneErrata);
  const opzioni = leggiOpzioni(['--campione', '5']);
  expect(proveDi(opzioni)).toHaveLength(5);
  expect(proveDi(opzioni)).toEqual(proveDi(opzioni));
});
