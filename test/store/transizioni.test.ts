/** From arrival to applied: claims, transitions, counts, retention; every step checks the state it starts from. */
import { beforeEach, expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { rimuoviContenuti } from '../../src/store/conservazione.js';
import type { Database, Tx } from '../../src/store/database.js';
import {
  claimDovute,
  conteggi,
  createInbox,
  elenca,
  leggi,
  parcheggia,
  rimanda,
  riprova,
  StatoCambiatoError,
  scarta,
  segnaApplicata,
  segnaApplicate,
  trova,
  ultimeRicevute,
} from '../../src/store/inbox.js';
import { perOgniDatabase } from './databases.js';
import { COMUNE, notifica, notifiche } from './notifiche.js';

const DOPO = '2026-06-01T00:00:00.000Z';

/** Records the statements on their way to the database. */
function spia(tx: Tx, sql: string[]): Tx {
  return {
    kind: tx.kind,
    query: (s, p) => {
      sql.push(s);
      return tx.query(s, p);
    },
    execute: (s, p) => tx.execute(s, p),
  };
}

perOgniDatabase((apri, motore) => {
  let db: Database;
  let ids: number[];
  const dovute = (now = DOPO, limit = 100) =>
    db.transaction((tx) => claimDovute(tx, { codComune: COMUNE, now, limit }));

  beforeEach(async () => {
    db = await apri();
    const inbox = createInbox(db);
    await Promise.all(notifiche(10).map((n) => inbox.salva(n)));
    await inbox.salva(notifica({ codDestinatario: '015146' }));
    await inbox.salva(notifica({ prova: true, idOperazioneANPR: 'prova' }));
    ids = (await dovute()).map((n) => n.id);
  });

  it('claims what is due for one ente, with its bytes, in the order of arrival', async () => {
    const tutte = await dovute();
    expect(tutte.map((n) => n.contenuto.toString())).toEqual(Array.from({ length: 10 }, (_, i) => `contenuto ${i}`));
    expect(await dovute('2026-03-01T00:00:04.000Z')).toHaveLength(5);
    expect(await dovute(DOPO, 3)).toHaveLength(3);
  });

  it('claims one notification at a time when they are big', async () => {
    const poche = await db.transaction((tx) =>
      claimDovute(tx, { codComune: COMUNE, now: DOPO, limit: 9, maxBytes: 1 }),
    );
    expect(poche.map((n) => n.id)).toEqual(ids.slice(0, 1));
  });

  it('marks a batch applied with what was found inside', async () => {
    const righe = ids.map((id, i) => ({
      id,
      ...(i === 0 ? { operazione: '5005', idOperazioneRegistrazione: '007' } : {}),
    }));
    await db.transaction((tx) => segnaApplicate(tx, righe, { now: DOPO }));
    expect(await dovute()).toEqual([]);
    const prima = await db.transaction((tx) => leggi(tx, ids[0]!));
    expect(prima).toMatchObject({
      stato: 'applied',
      tentativi: 1,
      operazione: '5005',
      idOperazioneRegistrazione: '007',
    });
  });

  it('marks none of a batch when one of them was discarded meanwhile', async () => {
    await db.transaction((tx) => scarta(tx, ids[4]!, { motivo: 'prova', attore: 'mrossi', now: DOPO }));
    const batch = db.transaction((tx) =>
      segnaApplicate(
        tx,
        ids.map((id) => ({ id })),
        { now: DOPO },
      ),
    );
    await expect(batch).rejects.toBeInstanceOf(StatoCambiatoError);
    expect(await dovute()).toHaveLength(9);
    expect(await db.transaction((tx) => azioni(tx, { limit: 9 }))).toMatchObject([
      { azione: 'scarta', attore: 'mrossi' },
    ]);
  });

  it('parks with a reason, and takes back by reason with attempts from the beginning', async () => {
    await db.transaction(async (tx) => {
      for (const id of ids.slice(0, 3))
        await parcheggia(tx, id, { motivo: 'CHIAVE_MANCANTE', messaggio: 'm', now: DOPO });
      await parcheggia(tx, ids[3]!, { motivo: 'XML_NON_VALIDO', messaggio: 'm', now: DOPO });
    });
    expect(await dovute()).toHaveLength(6);
    expect(await db.transaction((tx) => riprova(tx, { motivo: 'CHIAVE_MANCANTE', codComune: '015146' }, DOPO))).toBe(0);
    expect(await db.transaction((tx) => riprova(tx, { motivo: 'CHIAVE_MANCANTE' }, DOPO))).toBe(3);
    expect(await db.transaction((tx) => riprova(tx, { ids }, DOPO))).toBe(1);
    expect((await dovute()).map((n) => n.tentativi)).toEqual(Array(10).fill(0));
  });

  it('refuses to park, postpone or apply what is not pending', async () => {
    const id = ids[0]!;
    await db.transaction((tx) => segnaApplicata(tx, { id }, { now: DOPO }));
    const testo = { motivo: 'm', messaggio: 'm' };
    for (const passo of [
      (tx: Tx) => parcheggia(tx, id, { ...testo, now: DOPO }),
      (tx: Tx) => rimanda(tx, id, { ...testo, prossimoTentativoIl: DOPO }),
      (tx: Tx) => segnaApplicata(tx, { id }, { now: DOPO }),
      (tx: Tx) => scarta(tx, id, { motivo: 'm', attore: 'a', now: DOPO }),
    ])
      await expect(db.transaction(passo)).rejects.toBeInstanceOf(StatoCambiatoError);
  });

  it('postpones without holding back the others', async () => {
    const altro = { motivo: 'TRANSITORIO', messaggio: 'm' };
    await db.transaction((tx) => rimanda(tx, ids[0]!, { ...altro, prossimoTentativoIl: '2026-07-01T00:00:00.000Z' }));
    expect((await dovute()).map((n) => n.id)).toEqual(ids.slice(1));
    expect((await dovute('2026-07-02T00:00:00.000Z')).map((n) => n.id)).toEqual(ids);
  });

  it('lists by every filter and continues after an id in both directions', async () => {
    const lista = (f: object) =>
      db.transaction((tx) => elenca(tx, { limit: 4, codComune: COMUNE, stato: 'pending', ...f }));
    expect((await lista({})).map((n) => n.id)).toEqual(ids.slice(0, 4));
    expect((await lista({ dopoId: ids[3]! })).map((n) => n.id)).toEqual(ids.slice(4, 8));
    expect((await lista({ ordine: 'desc', dopoId: ids[9]! })).map((n) => n.id)).toEqual(ids.slice(5, 9).reverse());
    expect(await lista({ dal: '2026-03-01T00:00:08.000Z', al: '2026-03-01T00:00:09.000Z' })).toHaveLength(1);
    expect(await lista({ tipo: 'N010' })).toEqual([]);
  });

  it('counts per ente and state, and knows when each ente was last heard', async () => {
    const righe = await db.transaction(conteggi);
    expect(righe.map((r) => [r.codComune, r.stato, r.quante])).toEqual([
      ['015146', 'pending', 1],
      [COMUNE, 'pending', 10],
      [COMUNE, 'prova', 1],
    ]);
    const [, ultima] = await db.transaction(ultimeRicevute);
    expect(ultima).toEqual({ codComune: COMUNE, ricevutaIl: '2026-03-01T00:00:09.000Z' });
    expect((await db.transaction((tx) => trova(tx, COMUNE, '4310000003')))?.id).toBe(ids[3]);
  });

  it('removes the bytes of what was applied long ago and of nothing else', async () => {
    const [a, b, c] = ids as [number, number, number];
    await db.transaction(async (tx) => {
      await segnaApplicate(tx, [{ id: a }], { now: '2026-01-01T00:00:00.000Z' });
      await segnaApplicate(tx, [{ id: b }], { now: DOPO });
      await parcheggia(tx, c, { motivo: 'm', messaggio: 'm', now: '2026-01-01T00:00:00.000Z' });
    });
    const via = () =>
      db.transaction((tx) => rimuoviContenuti(tx, { primaDi: '2026-02-01T00:00:00.000Z', now: DOPO, limit: 9 }));
    expect([await via(), await via()]).toEqual([1, 0]);
    const letta = (id: number) => db.transaction((tx) => leggi(tx, id));
    expect(await letta(a)).toMatchObject({ stato: 'applied', contenutoRimossoIl: DOPO, contenuto: Buffer.alloc(0) });
    for (const id of [b, c]) expect((await letta(id))?.contenuto.length).toBeGreaterThan(0);
  });

  it('claims from the index alone, in its order, however many rows there are', async () => {
    const inbox = createInbox(db);
    await Promise.all(
      notifiche(3000).map((n, i) => inbox.salva({ ...n, idOperazioneANPR: `x${i}`, codDestinatario: `0${i % 3}` })),
    );
    await db.transaction(async (tx) => {
      const sql: string[] = [];
      await claimDovute(spia(tx, sql), { codComune: '01', now: DOPO, limit: 50 });
      if (motore.kind === 'sqlite') {
        const piano = await tx.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql[0]}`, ['01', DOPO, 50]);
        expect(piano.map((p) => p.detail).join()).toContain('USING INDEX ix_notifiche_dovute');
        expect(piano.map((p) => p.detail).join()).not.toContain('TEMP B-TREE');
      } else {
        const [piano] = await tx.query<{ key: string; Extra: string }>(`EXPLAIN ${sql[0]}`, ['01', DOPO, 50]);
        expect(piano?.key).toBe('ix_notifiche_dovute');
        expect(piano?.Extra).not.toContain('filesort');
      }
    });
  });
});
