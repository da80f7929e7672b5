/** `allinea anomalie --unisci` and `--distingui`: two different cards, one decision. */
import { expect, it } from 'vitest';
import { decisioniDi } from '../../src/store/identita-decise.js';
import { banco, ISTAT } from './banco.js';

const b = banco();

it('remembers the decision about two cards and refuses anything else', async () => {
  const decise = () => b.conDb((db) => db.transaction((tx) => decisioniDi(tx, ISTAT)));
  expect(await decise()).toEqual([]);
  for (const sbagliato of [['S:1'], ['S:1', 'S:1'], ['S:1', 'RSSMRA80A01H501U'], ['S:1', 'S:2', 'S:3']])
    expect(await b.allinea('anomalie', '--unisci', ...sbagliato)).toMatchObject({ code: 2 });
  await b.conDb((db) =>
    db.transaction(async (tx) => {
      for (const n of [3, 20])
        await tx.execute('INSERT INTO fatti_chiavi (cod_comune, fatto_id, chiave) VALUES (?, ?, ?)', [
          ISTAT,
          n,
          `S:${n}`,
        ]);
    }),
  );
  expect(await b.allinea('anomalie', '--distingui', 'S:20', '3')).toMatchObject({ code: 0 });
  expect(await b.allinea('anomalie', '--unisci', 'S:20', 'S:3')).toMatchObject({ code: 0 });
  expect(await decise()).toEqual([{ prima: 'S:3', seconda: 'S:20', decisione: 'UNITE' }]);
});
