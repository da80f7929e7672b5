/** Rebuild: what a hand spoiled is found once and put right, and the offices hear only what is news to them. */
import { expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import { svuotaProiezioni } from '../../src/store/stato-locale.js';
import { chiediRicostruzione, confrontaTutto, statoRicostruzione } from '../../src/work/ricostruisci.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, finche, loopDi, notificaDi, nuovoEnte, righe, salva, tutto } from './banco.js';
import { databaseConMano } from './guasti.js';
import { immigrati, nris, residente } from './persone.js';

/** Families of two whose members stand far apart in the order of the keys. */
const PERSONE = 310;
const persona = (n: number) =>
  residente(n, { famiglia: String(500_000 + (n % (PERSONE / 2))), civico: n % (PERSONE / 2) });

async function paese(db: Database, canale: '4005' | 'CARICO' = '4005'): Promise<Contesto> {
  const ente = nuovoEnte();
  const tutti = Array.from({ length: PERSONE }, (_, n) => persona(n));
  await salva(db, [
    { ...notificaDi(ente, '1', { ...immigrati(1, tutti), ...(canale === 'CARICO' && {}) }), canale },
    notificaDi(ente, '2', nris('5008', 2, [{ ...persona(7), generalita: { cognome: 'NUOVO', nome: 'NOME' } }])),
  ]);
  await applicaInbox(db, ente, [50]);
  return ente;
}

async function ricostruisci(db: Database, ente: Contesto, mano = db): Promise<string | undefined> {
  await db.transaction((tx) => chiediRicostruzione(tx, ente.codComune, ADESSO));
  const stato = () => db.transaction((tx) => statoRicostruzione(tx, ente.codComune));
  const loop = loopDi(mano, ente);
  await finche('the rebuild is done', async () => (await stato())?.startsWith('FATTA') === true);
  await loop.stop();
  return stato();
}

perOgniDatabase((apri) => {
  it('counts every person once and finds nothing in an untouched register', async () => {
    const db = await apri();
    const ente = await paese(db);
    expect(await confrontaTutto(db, ente)).toEqual({ entita: PERSONE, differenze: [] });
  });

  it('finds a spoiled row, a missing one and one too many, each once; the loop puts them right and tells nobody', async () => {
    const db = await apri();
    const ente = await paese(db);
    const prima = await tutto(db, ente);
    await db.transaction(async (tx) => {
      const di = [ente.codComune, 'S:100003'];
      await tx.execute("UPDATE tributi_contribuenti SET condizione = 'AIRE' WHERE cod_comune = ? AND soggetto = ?", di);
      await tx.execute("DELETE FROM residenze WHERE cod_comune = ? AND soggetto = 'S:100005'", [ente.codComune]);
      await tx.execute("INSERT INTO anagrafe (cod_comune, soggetto) VALUES (?, 'S:nessuno')", [ente.codComune]);
    });
    const { differenze } = await confrontaTutto(db, ente);
    expect(differenze.map((d) => `${d.tabella} ${(d.dopo ?? d.prima)?.soggetto}`).sort()).toEqual([
      'anagrafe S:nessuno',
      'residenze S:100005',
      'tributi_contribuenti S:100003',
    ]);
    expect(await ricostruisci(db, ente)).toBe('FATTA 3');
    expect(await tutto(db, ente)).toEqual(prima);
  });

  it.each(['4005', 'CARICO'] as const)(
    'tells the offices nothing when emptied tables come back (%s)',
    async (canale) => {
      const db = await apri();
      const ente = await paese(db, canale);
      const prima = await tutto(db, ente);
      await db.transaction((tx) => svuotaProiezioni(tx, ente.codComune));
      await ricostruisci(db, ente);
      expect(await tutto(db, ente)).toEqual(prima);
    },
  );

  it('tells the offices nothing either when the rebuild of emptied tables is interrupted half way', async () => {
    const db = await apri();
    const ente = await paese(db);
    const prima = await tutto(db, ente);
    await db.transaction((tx) => svuotaProiezioni(tx, ente.codComune));
    let cadute = 0;
    const mano = databaseConMano(
      db,
      () => undefined,
      async () => {
        if (cadute > 0 || Object.keys((await righe(db, ente)).anagrafe ?? {}).length === 0) return;
        cadute += 1;
        throw new InfrastructureError('gone for a moment');
      },
    );
    await ricostruisci(db, ente, mano);
    expect(cadute).toBe(1);
    expect(await tutto(db, ente)).toEqual(prima);
  });

  it('compares without writing', async () => {
    const db = await apri();
    const ente = await paese(db);
    await db.transaction((tx) => svuotaProiezioni(tx, ente.codComune));
    const vuote = await righe(db, ente);
    expect((await confrontaTutto(db, ente)).differenze.length).toBeGreaterThan(PERSONE);
    expect(await righe(db, ente)).toEqual(vuote);
  });
});
