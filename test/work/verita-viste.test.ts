/** The views of the offices against the truth of the fictitious ANPR, on real databases. */
import { expect, it } from 'vitest';
import { confronta } from '../../src/doors/cli/prova/confronto.js';
import { verita, veritaIniziale } from '../../src/simulatore/index.js';
import { confrontaTutto } from '../../src/work/ricostruisci.js';
import { OGGI } from '../simulatore/paese.js';
import { fonda, vivi } from '../simulatore/vita.js';
import { perOgniDatabase } from '../store/databases.js';

const SEMI = ['uno', 'due'];

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
});
