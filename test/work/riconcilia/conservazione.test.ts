/** The ledger of reconciliation stays short over the years, and what goes is never asked for again nor taken for a hole. */
import { expect, it } from 'vitest';
import { elencaAnomalie } from '../../../src/store/anomalie.js';
import { rimuoviFinestre } from '../../../src/store/conservazione.js';
import type { Database, Tx } from '../../../src/store/database.js';
import { perOgniDatabase } from '../../store/databases.js';
import { scena, simulata } from './banco.js';

const GIORNO_MIN = 1440;
const GIORNI_TENUTI = 40;

perOgniDatabase((apri) => {
  const finoA = (ora: Date): string => new Date(ora.getTime() - GIORNI_TENUTI * 86_400_000).toISOString();
  const pulisci = (db: Database, ora: Date, limit = 100): Promise<number> =>
    db.transaction((tx) => rimuoviFinestre(tx, { primaDi: finoA(ora), limit }));
  const conta = (tx: Tx, tabella: string): Promise<{ n: number }[]> => tx.query(`SELECT COUNT(*) AS n FROM ${tabella}`);

  it('keeps as many windows after a year as after its days, with no hole and nothing asked twice', async () => {
    const db = await apri();
    const s = scena(db, { impostazioni: { tipi: ['N030'], ripassoGiorni: 7 } });
    const righe: number[] = [];
    for (let giorno = 0; giorno < 200; giorno++) {
      await s.giro();
      await s.finoInFondo();
      await pulisci(db, s.orologio.ora);
      righe.push((await s.finestre()).length);
      s.orologio.avanti(GIORNO_MIN);
    }
    expect(Math.max(...righe.slice(100))).toBe(Math.max(...righe.slice(50, 100)));
    const chiesti = s.domande.filter((d) => d.metodo === 'elenco').length;
    // One window a day, and one visit again a week.
    expect(chiesti).toBeLessThanOrEqual(200 + 200 / 7 + 2);
    expect(await db.transaction((tx) => elencaAnomalie(tx, { limit: 9 }))).toEqual([]);
    const [richieste, voci] = await db.transaction(async (tx) => [
      await conta(tx, 'richieste_anpr'),
      await conta(tx, 'riconciliazione_voci'),
    ]);
    expect([Number(richieste![0]!.n) <= Math.max(...righe), Number(voci![0]!.n)]).toEqual([true, 0]);
  });

  it('what was recovered goes with its window, what is still missing stays', async () => {
    const db = await apri();
    const s = scena(db, { notifiche: [simulata(), simulata()], impostazioni: { tipi: ['N030'] } });
    await s.giro();
    await s.finoInFondo();
    s.orologio.avanti(60 * GIORNO_MIN);
    await s.giro();
    await s.finoInFondo();
    await db.transaction((tx) =>
      tx.execute(
        "UPDATE riconciliazione_voci SET stato = 'MANCANTE' WHERE id_operazione_anpr = (SELECT m FROM (SELECT MIN(id_operazione_anpr) AS m FROM riconciliazione_voci) x)",
        [],
      ),
    );
    expect(await pulisci(db, s.orologio.ora)).toBeGreaterThan(0);
    const stati = await db.transaction((tx) => tx.query<{ stato: string }>('SELECT stato FROM riconciliazione_voci'));
    expect(stati).toEqual([{ stato: 'MANCANTE' }]);
  });

  it('an ente that asks nothing any more, or still has an old window open, keeps everything', async () => {
    const db = await apri();
    const s = scena(db, { impostazioni: { tipi: ['N030'] } });
    await s.giro();
    await s.finoInFondo();
    const prima = await s.finestre();
    s.orologio.avanti(90 * GIORNO_MIN);
    expect(await pulisci(db, s.orologio.ora)).toBe(0);
    await s.giro();
    await db.transaction((tx) =>
      tx.execute("UPDATE riconciliazione_finestre SET stato = 'RECUPERO', chiusa_il = NULL WHERE id = ?", [
        prima[0]!.id,
      ]),
    );
    expect(await pulisci(db, s.orologio.ora)).toBe(0);
  });

  it('works in short transactions until nothing is left', async () => {
    const db = await apri();
    const s = scena(db, { impostazioni: { tipi: ['N030', 'N010', 'NRIS'] } });
    for (let giorno = 0; giorno < 5; giorno++) {
      await s.giro();
      await s.finoInFondo();
      s.orologio.avanti(GIORNO_MIN);
    }
    s.orologio.avanti(60 * GIORNO_MIN);
    await s.giro();
    const prima = (await s.finestre()).length;
    const tolte = [await pulisci(db, s.orologio.ora, 4), await pulisci(db, s.orologio.ora, 400)];
    expect(tolte[0]).toBe(4);
    expect((await s.finestre()).length).toBe(prima - tolte[0]! - tolte[1]!);
    expect(await pulisci(db, s.orologio.ora)).toBe(0);
  });
});
