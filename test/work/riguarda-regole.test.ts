/** After an upgrade what must be rebuilt is rebuilt by itself, in the background. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import { svuotaProiezioni } from '../../src/store/stato-locale.js';
import { statoRicostruzione } from '../../src/work/ricostruisci.js';
import { regoleViste } from '../../src/work/riguarda-regole.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, finche, loopDi, notificaDi, nuovoEnte, salva, tutto } from './banco.js';
import { immigrati, residente } from './persone.js';

async function paese(db: Database): Promise<Contesto> {
  const ente = nuovoEnte();
  const tutti = Array.from({ length: 70 }, (_, n) => residente(n, { famiglia: String(500_000 + n), civico: n }));
  await salva(db, [notificaDi(ente, '1', immigrati(1, tutti))]);
  await applicaInbox(db, ente, [50]);
  return ente;
}

const viste = (db: Database, ente: Contesto) => db.transaction((tx) => regoleViste(tx, ente.codComune));

async function conRegole(db: Database, ente: Contesto, regoleProgramma: string): Promise<void> {
  const loop = loopDi(db, ente, { regoleProgramma });
  await finche('everybody is made again', async () => {
    const v = await viste(db, ente);
    return v?.regole === regoleProgramma && v.dopo === null;
  });
  await loop.stop();
}

const guasta = (db: Database, ente: Contesto) =>
  db.transaction((tx) =>
    tx.execute("UPDATE tributi_contribuenti SET condizione = 'AIRE' WHERE cod_comune = ?", [ente.codComune]),
  );

perOgniDatabase((apri) => {
  it('rows that other rules made are made again, once, and go on where they were interrupted', async () => {
    const db = await apri();
    const ente = await paese(db);
    const prima = await tutto(db, ente);
    await guasta(db, ente);
    await conRegole(db, ente, 'nuove');
    expect(await tutto(db, ente)).toEqual(prima);
    await guasta(db, ente);
    await conRegole(db, ente, 'nuove');
    expect(await tutto(db, ente)).not.toEqual(prima);
    await conRegole(db, ente, 'ancora');
    expect(await tutto(db, ente)).toEqual(prima);
  });

  it('a new ente has nothing to make again, and emptied tables are asked to come back', async () => {
    const db = await apri();
    const nuovo = nuovoEnte();
    await conRegole(db, nuovo, 'nuove');
    expect(await db.transaction((tx) => statoRicostruzione(tx, nuovo.codComune))).toBeUndefined();
    const ente = await paese(db);
    const prima = await tutto(db, ente);
    await db.transaction((tx) => svuotaProiezioni(tx, ente.codComune));
    let passati = 0;
    // Requests are looked for as the clock goes on.
    const now = () => new Date(Date.parse(ADESSO) + ++passati * 20);
    const loop = loopDi(db, ente, { regoleProgramma: 'nuove', now });
    const stato = () => db.transaction((tx) => statoRicostruzione(tx, ente.codComune));
    await finche('the rebuild is done', async () => (await stato())?.startsWith('FATTA') === true);
    await loop.stop();
    expect(await tutto(db, ente)).toEqual(prima);
  });
});
