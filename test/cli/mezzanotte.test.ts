/** A trial that crosses midnight: the daemon is at the new day before the truth is, or after it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { domani, nuovoGiorno, vivi } from '../../giorni/giorno.js';
import { confrontaOggi, type Fine } from '../../src/doors/cli/prova/mezzanotte.js';
import type { Database } from '../../src/store/database.js';
import { apriInMemoria } from '../store/databases.js';

const [GENNAIO, FEBBRAIO] = ['2027-01-31', '2027-02-01'];

let db: Database;
beforeEach(async () => {
  db = await apriInMemoria();
});
afterEach(() => db.close());

async function prova(): Promise<{ fine: Omit<Fine, 'oggi'>; mezzanotte: () => Promise<void> }> {
  const { s, elenchi } = await vivi(db, { istante: `${GENNAIO}T22:59:00.000Z`, seed: 'uno', abitanti: 300 });
  const signal = AbortSignal.timeout(60_000);
  const fine = { db, comune: s.comune, elenchi, disordine: false, caricatoIl: [GENNAIO], signal };
  return { fine, mezzanotte: () => nuovoGiorno(domani(s)) };
}

const quante = (viste: Awaited<ReturnType<typeof confrontaOggi>>): number =>
  viste.reduce((n, v) => n + v.differenze.length, 0);

it('a trial that crosses midnight into 1 February is compared with the truth of 1 February', async () => {
  const { fine, mezzanotte } = await prova();
  await mezzanotte();
  // The truth of the day before is not what the views say any more.
  expect(quante(await confrontaOggi({ ...fine, oggi: () => GENNAIO }))).toBeGreaterThan(0);
  const orologio = [GENNAIO];
  expect(quante(await confrontaOggi({ ...fine, oggi: () => orologio.shift() ?? FEBBRAIO }))).toBe(0);
});

it('a daemon that has not seen the new day yet is waited for', async () => {
  const { fine, mezzanotte } = await prova();
  let guardate = 0;
  let notte: Promise<void> | undefined;
  const oggi = (): string => {
    guardate += 1;
    if (guardate === 3) notte = mezzanotte();
    return FEBBRAIO;
  };
  expect(quante(await confrontaOggi({ ...fine, oggi }))).toBe(0);
  expect(guardate).toBeGreaterThan(3);
  // The views may be equal before the night has done all of its work: the database stays open until it has.
  await notte;
});
