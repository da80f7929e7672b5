/** The views of the offices against the truth of the fictitious ANPR, on real databases. */
import { expect, it } from 'vitest';
import { confronta } from '../../src/doors/cli/prova/confronto.js';
import { inventaRegolamento, type Regolamento, verita, veritaIniziale } from '../../src/simulatore/index.js';
import { confrontaTutto } from '../../src/work/ricostruisci.js';
import { OGGI } from '../simulatore/paese.js';
import { fonda, vivi, viviConTari } from '../simulatore/vita.js';
import { perOgniDatabase } from '../store/databases.js';

const SEMI = ['uno', 'due'];

const voce = (nome: string, valore: string, dal: string) => ({ nome, valore, dal, atto: 'Delibera inventata' });

/** Regulations that differ in all that the views of the TARI office depend on. */
const REGOLAMENTI: readonly (readonly [string, Regolamento])[] = [
  ['adds families up, by month, and counts two where nobody is resident', inventaRegolamento(OGGI)],
  [
    'keeps families apart, by 1 January, and lets the surface say who is not resident',
    [
      voce('tari_regola_componenti', 'PRIMO_GENNAIO', '2020-01-01'),
      voce('tari_occupanti_non_residenti', 'SUPERFICIE', '2020-01-01'),
      voce('tari_anno_emesso', '2026', '2026-02-01'),
    ],
  ],
  [
    'counts as the list is issued',
    [voce('tari_regola_componenti', 'EMISSIONE', '2020-01-01'), voce('tari_anno_emesso', '2026', '2026-05-01')],
  ],
];

perOgniDatabase((apri) => {
  it('every view that the register of ANPR determines is equal to the truth after a year of every operation, in whatever order it came, and after a rebuild', async () => {
    const db = await apri();
    for (const seed of SEMI) {
      const paese = fonda(seed, 80);
      await vivi(db, paese, seed === 'due' ? paese.storia.toReversed() : paese.storia);
      const { comune, contesto } = paese;
      const attesi = { prima: veritaIniziale(comune, OGGI), dopo: verita(comune, OGGI) };
      expect.soft([seed, await confronta(db, { codComune: contesto.codComune, ...attesi })]).toEqual([seed, []]);
      expect((await confrontaTutto(db, contesto)).differenze).toEqual([]);
    }
  });

  it.each(REGOLAMENTI)('with a TARI office that %s the views are equal to the truth too', async (_, regolamento) => {
    const db = await apri();
    const paese = fonda('tari', 150, regolamento);
    const dopo = await viviConTari(db, paese, paese.storia);
    const { codComune } = paese.contesto;
    const attesi = { prima: veritaIniziale(paese.comune, OGGI), dopo };
    expect(await confronta(db, { codComune, ...attesi })).toEqual([]);
    const abbinamenti = [...dopo.v_tari_utenze.values()].map((u) => u.abbinamento);
    for (const abbinamento of ['ABBINATA', 'DUBBIA', 'SENZA']) expect(abbinamenti).toContain(abbinamento);
    await db.transaction((tx) => tx.execute("UPDATE tari_utenze SET stato = 'DUBBIA' WHERE stato = 'ABBINATA'"));
    await db.transaction((tx) => tx.execute('DELETE FROM tari_fotografie WHERE versione = 1'));
    const guaste = new Set((await confronta(db, { codComune, ...attesi })).map((d) => d.vista));
    expect(guaste).toEqual(new Set(['v_tari_utenze', 'v_tari_senza_utenza', 'v_tari_fotografie']));
  });
});
