/** Facts: found by every identifier they are connected with, and once however often they are applied. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import type { Identificativi } from '../../src/anpr/soggetto.js';
import {
  chiaviTutte,
  fattiConnessi,
  fattiDi,
  inserisciFatti,
  sostituisci,
  sostituisciFatti,
} from '../../src/store/fatti.js';
import { perOgniDatabase } from './databases.js';
import { COMUNE } from './notifiche.js';

function fatto(identificativi: Identificativi, altro: Partial<Fatto> = {}): Fatto {
  return { tipo: 'MUTAZIONE', operazione: '5008', idNotificaANPR: '1', dati: { identificativi }, ...altro };
}

const S = (n: number) => `${n}`.padStart(16, '0');

perOgniDatabase((apri) => {
  it('finds every fact in the connected component, and none outside', async () => {
    const db = await apri();
    const catena = [
      fatto({ idSchedaSoggettoANPR: '1' }),
      fatto({ idSchedaSoggettoANPR: '1', idANPR: 'AA00000AA' }),
      fatto({ idANPR: 'AA00000AA', codiceFiscale: 'RSSMRA80A01H501U' }),
      fatto({ codiceFiscale: 'RSSMRA80A01H501U' }),
    ];
    const estraneo = fatto({ codiceFiscale: 'VRDLGI70A01H501X' });
    await db.transaction(async (tx) => {
      await inserisciFatti(
        tx,
        COMUNE,
        [...catena, estraneo].map((f, i) => ({ notificaId: i + 1, fatto: f })),
      );
      await inserisciFatti(tx, '015146', [{ notificaId: 9, fatto: catena[0]! }]);
      const trovati = await fattiConnessi(tx, COMUNE, ['C:RSSMRA80A01H501U']);
      expect(trovati.map((f) => f.notificaId).sort()).toEqual([1, 2, 3, 4]);
      expect(trovati.find((f) => f.notificaId === 3)?.fatto).toEqual(catena[2]);
      expect(await fattiConnessi(tx, COMUNE, ['S:2'])).toEqual([]);
    });
  });

  it('gives back the fact as it was, whatever characters it holds', async () => {
    const db = await apri();
    const strano = fatto(
      { idSchedaSoggettoANPR: '0000000000000007', idANPR: 'ŠŽ' },
      { idOperazioneANPR: '012345678901234567890123456789', decorrenza: '2026-02-29' },
    );
    const intero: Fatto = {
      ...strano,
      dati: { ...strano.dati, generalita: { cognome: "D'Àngelo 👩‍👧 \\", nome: '"N"' } },
    };
    await db.transaction((tx) => inserisciFatti(tx, COMUNE, [{ notificaId: 1, fatto: intero }]));
    expect((await db.transaction((tx) => fattiDi(tx, 1))).map((f) => f.fatto)).toEqual([intero]);
  });

  it('replaces the facts of a notification that is applied again', async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      await inserisciFatti(tx, COMUNE, [{ notificaId: 2, fatto: fatto({ idSchedaSoggettoANPR: '1' }) }]);
      const due = [fatto({ idSchedaSoggettoANPR: '1' }), fatto({ idSchedaSoggettoANPR: '5' })];
      for (let i = 0; i < 3; i++) await sostituisci(tx, COMUNE, { notificaId: 1, fatti: due });
      expect(await fattiConnessi(tx, COMUNE, ['S:1'])).toHaveLength(2);
      await sostituisciFatti(tx, COMUNE, new Map([[1, [due[1]!]]]));
      expect(await fattiConnessi(tx, COMUNE, ['S:1'])).toHaveLength(1);
      expect(await fattiConnessi(tx, COMUNE, ['S:5'])).toHaveLength(1);
    });
  });

  it('pages through all keys of one ente without missing or repeating one', async () => {
    const db = await apri();
    const fatti = Array.from({ length: 257 }, (_, i) => ({
      notificaId: 1 + (i % 3),
      fatto: fatto({ idSchedaSoggettoANPR: S(i) }),
    }));
    await db.transaction((tx) => inserisciFatti(tx, COMUNE, fatti));
    const chiavi: string[] = [];
    for (;;) {
      const dopo = chiavi.at(-1);
      const pagina = await db.transaction((tx) =>
        chiaviTutte(tx, COMUNE, { limit: 50, ...(dopo === undefined ? {} : { dopo }) }),
      );
      if (pagina.length === 0) break;
      chiavi.push(...pagina);
    }
    expect(chiavi).toEqual(Array.from({ length: 257 }, (_, i) => `S:${S(i)}`));
  });

  it('agrees with a connected component computed in memory', async () => {
    const db = await apri();
    const id = fc.record(
      {
        idSchedaSoggettoANPR: fc.constantFrom('1', '2', '3'),
        idANPR: fc.constantFrom('X', 'Y'),
        codiceFiscale: fc.constantFrom('P', 'Q'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(id, { maxLength: 12 }), async (identita) => {
        const fatti = identita.map((i) => fatto(i as Identificativi));
        const trovati = await db.transaction(async (tx) => {
          await tx.execute('DELETE FROM fatti_chiavi');
          await tx.execute('DELETE FROM fatti');
          await inserisciFatti(
            tx,
            COMUNE,
            fatti.map((f, i) => ({ notificaId: i, fatto: f })),
          );
          return fattiConnessi(tx, COMUNE, ['S:1']);
        });
        expect(trovati.map((f) => f.notificaId).sort()).toEqual(componente(identita as Identificativi[], '1').sort());
      }),
      { numRuns: 40 },
    );
  });
});

/** Indices connected with the card, by growing a set until it is stable. */
function componente(identita: readonly Identificativi[], scheda: string): number[] {
  const note = new Set([`idSchedaSoggettoANPR=${scheda}`]);
  const di = (i: Identificativi) => Object.entries(i).map(([k, v]) => `${k}=${v}`);
  for (let prima = 0; prima !== note.size; ) {
    prima = note.size;
    for (const i of identita) if (di(i).some((k) => note.has(k))) for (const k of di(i)) note.add(k);
  }
  return identita.flatMap((i, n) => (di(i).some((k) => note.has(k)) ? [n] : []));
}
