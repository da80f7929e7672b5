/** The database fills up, goes away, comes back, picks us as the victim: the loop waits and burns no attempts. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import mysql from 'mysql2/promise';
import { expect, inject, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { Database } from '../../src/store/database.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  conta,
  faiLoop,
  finche,
  inbox,
  logDiProva,
  loopDi,
  notificaDi,
  nuovoEnte,
  righe,
  righeAttese,
  salva,
  smaltita,
} from '../work/banco.js';
import { databaseConMano } from '../work/guasti.js';
import { immigrati, residente } from '../work/persone.js';

const arrivi = (ente: Contesto, quante: number, da = 0) =>
  Array.from({ length: quante }, (_, i) =>
    notificaDi(ente, `${da + i}`, immigrati(da + i + 1, [residente(da + i + 1)])),
  );

/** A way to the server that can be cut and mended: the daemon sees a server that is gone and back. */
async function strada(socketPath: string) {
  const vivi = new Set<Socket>();
  const apri = (porta: number): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((cliente) => {
        const verso = connect(socketPath);
        for (const s of [cliente, verso]) {
          vivi.add(s);
          s.on('error', () => undefined).on('close', () => {
            cliente.destroy();
            verso.destroy();
          });
        }
        cliente.pipe(verso).pipe(cliente);
      }).listen(porta, '127.0.0.1', () => resolve(server));
    });
  let server = await apri(0);
  const porta = (server.address() as { port: number }).port;
  return {
    porta,
    taglia: async () => {
      const chiuso = new Promise((resolve) => server.close(resolve));
      for (const s of vivi) s.destroy();
      await chiuso;
    },
    ripara: async () => {
      server = await apri(porta);
    },
  };
}

perOgniDatabase((apri, motore) => {
  it.runIf(motore.kind === 'sqlite')('waits for room on a full disk, burns no attempts, and goes on', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const tante = [
      notificaDi(
        ente,
        '0',
        immigrati(
          1,
          Array.from({ length: 400 }, (_, i) => residente(i)),
        ),
      ),
    ];
    await salva(db, tante);
    const limite = (pagine: string) => db.transaction((tx) => tx.query(`PRAGMA max_page_count = ${pagine}`));
    const [{ page_count } = { page_count: 0 }] = await db.transaction((tx) =>
      tx.query<{ page_count: number }>('PRAGMA page_count'),
    );
    await limite(String(page_count + 4));
    const log = logDiProva();
    const loop = loopDi(db, ente, { log });
    await finche('the loop has paused', async () => log.righe.some((r) => r.includes('"infrastructure":true')));
    expect((await inbox(db, ente)).map((n) => [n.stato, n.tentativi])).toEqual([['pending', 0]]);
    await limite('1000000');
    await finche('it is applied', smaltita(db, ente));
    await loop.stop();
    expect((await inbox(db, ente))[0]).toMatchObject({ stato: 'applied', tentativi: 1 });
    expect(await righe(db, ente)).toEqual(righeAttese(ente, tante));
  });

  it.runIf(motore.kind === 'mysql')('waits for a server that is gone, burns no attempts, and goes on', async () => {
    const diretto = await apri();
    const ente = nuovoEnte();
    const config = motore.config();
    if (config.kind !== 'mysql') throw new Error('not MariaDB');
    const { socketPath, ...resto } = config;
    const via = await strada(socketPath ?? '');
    const db = await Database.open({ ...resto, host: '127.0.0.1', port: via.porta });
    const log = logDiProva();
    let tagliata = false;
    const mano = databaseConMano(db, async (sql) => {
      if (tagliata || !sql.startsWith('INSERT INTO anagrafe')) return;
      tagliata = true;
      await via.taglia();
    });
    await salva(diretto, arrivi(ente, 5));
    const loop = loopDi(mano, ente, { log });
    await finche(
      'the loop has paused twice',
      async () => log.righe.filter((r) => r.includes('"infrastructure":true')).length > 1,
    );
    expect((await inbox(diretto, ente)).every((n) => n.stato === 'pending' && n.tentativi === 0)).toBe(true);
    await via.ripara();
    await finche('everything is applied', smaltita(diretto, ente));
    await loop.stop();
    await db.close();
    await via.taglia();
    expect((await inbox(diretto, ente)).map((n) => [n.stato, n.tentativi])).toEqual(Array(5).fill(['applied', 1]));
    expect(await righe(diretto, ente)).toEqual(righeAttese(ente, arrivi(ente, 5)));
  });

  it.runIf(motore.kind === 'mysql')('runs the batch again when the server sacrifices it to a deadlock', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, arrivi(ente, 2));
    const [{ id: notificaId } = { id: 0 }] = await inbox(db, ente);
    const { socketPath, user, password } = inject('mariadb')!;
    const config = motore.config();
    const altro = await mysql.createConnection({
      socketPath,
      user,
      password,
      database: config.kind === 'mysql' ? config.database : '',
    });
    // The heavier transaction survives a deadlock: this one has changed thousands of rows.
    await altro.query('BEGIN');
    const pesi = Array.from({ length: 5000 }, (_, i) => [`peso-${i}`, '', '']);
    await altro.query('INSERT INTO stato_lavori (nome, valore, aggiornato_il) VALUES ?', [pesi]);
    const nDeadlock = async () =>
      Number(
        ((await altro.query("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")) as [{ Value: string }[], unknown])[0][0]
          ?.Value,
      );
    const prima = await nDeadlock();
    let incrocio: Promise<unknown> | undefined;
    const log = logDiProva();
    const mano = databaseConMano(db, async (sql) => {
      if (!sql.includes("SET stato = 'applied'") || incrocio !== undefined) return;
      await altro.query('UPDATE notifiche SET duplicati = duplicati WHERE id = ?', [notificaId]);
      // The batch holds the lease's row and now waits for the notification's; this waits for the lease's.
      incrocio = altro
        .query('UPDATE lease SET owner = owner WHERE nome = ?', [`ente:${ente.codComune}`])
        .then(() => altro.query('ROLLBACK'));
    });
    await faiLoop(mano, ente, { log });
    await incrocio;
    expect(await nDeadlock()).toBe(prima + 1);
    await altro.end();
    expect((await inbox(db, ente)).map((n) => [n.stato, n.tentativi])).toEqual(Array(2).fill(['applied', 1]));
    expect(await conta(db, 'applicazioni', ente)).toBe(2);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, arrivi(ente, 2)));
    expect(log.righe.filter((r) => r.startsWith('warn') || r.startsWith('error'))).toEqual([]);
  });
});
