/** The applier at work: who fails stays behind alone, who waits is woken, and stopping leaves nothing half done. */
import { expect, it } from 'vitest';
import { TransientError } from '../../src/errors.js';
import type { Contesto } from '../../src/registri/stato.js';
import { rimuoviContenuti } from '../../src/store/conservazione.js';
import type { Database } from '../../src/store/database.js';
import { leggi, riprova, scarta } from '../../src/store/inbox.js';
import { elencaLease } from '../../src/store/lease.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  ADESSO,
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
} from './banco.js';
import { databaseConMano } from './guasti.js';
import { immigrati, residente } from './persone.js';

const VELENO = 'VELENOSO';
const arrivi = (ente: Contesto, quante: number, velenosa = -1) =>
  Array.from({ length: quante }, (_, i) =>
    notificaDi(ente, String(i + 1), immigrati(i + 1, [residente(i + 1, i === velenosa ? { cognome: VELENO } : {})])),
  );

/** Whatever statement carries the poisoned name fails like this. */
const velenosa = (db: Database, errore: () => Error): Database =>
  databaseConMano(db, (_, params) => {
    if (params.some((p) => typeof p === 'string' && p.includes(VELENO))) throw errore();
  });

function cancello(): { apri: () => void; aperto: Promise<void> } {
  let apri = (): void => undefined;
  const aperto = new Promise<void>((resolve) => {
    apri = resolve;
  });
  return { apri, aperto };
}

/** The database stops at the first fact written until the gate opens. */
function fermata(db: Database) {
  const [arrivato, via] = [cancello(), cancello()];
  const mano = databaseConMano(db, async (sql) => {
    if (!sql.startsWith('INSERT INTO fatti ')) return;
    arrivato.apri();
    await via.aperto;
  });
  return { mano, arrivato: arrivato.aperto, prosegui: via.apri };
}

perOgniDatabase((apri) => {
  it('isolates the notification that breaks its batch, and applies the others', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const notifiche = arrivi(ente, 5, 2);
    await salva(db, notifiche);
    const log = logDiProva();
    await faiLoop(
      velenosa(db, () => new Error('a bug')),
      ente,
      { log },
    );
    const stati = (await inbox(db, ente)).map((n) => [n.stato, n.motivo, n.tentativi]);
    const applicata = ['applied', null, 1];
    expect(stati).toEqual([applicata, applicata, ['parked', 'ERRORE_INTERNO', 1], applicata, applicata]);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, notifiche.toSpliced(2, 1)));
    expect(log.righe.filter((r) => r.startsWith('error'))).toHaveLength(1);
    expect(log.righe.join()).not.toContain(VELENO);
  });

  it('retries what heals by itself with growing pauses, then parks it, and never holds back another', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, arrivi(ente, 3, 1));
    let adesso = Date.parse(ADESSO);
    const loop = loopDi(
      velenosa(db, () => new TransientError('busy')),
      ente,
      { now: () => new Date(adesso) },
    );
    const malata = async () => (await inbox(db, ente))[1]!;
    const pause: number[] = [];
    for (let tentativo = 1; tentativo < 4; tentativo++) {
      await finche(`attempt ${tentativo}`, async () => (await malata()).tentativi === tentativo);
      const n = await malata();
      expect(n).toMatchObject({ stato: 'pending', motivo: 'TRANSITORIO' });
      pause.push(Date.parse(n.prossimoTentativoIl) - adesso);
      adesso = Date.parse(n.prossimoTentativoIl);
      loop.sveglia();
    }
    await finche('the last attempt', smaltita(db, ente));
    await loop.stop();
    expect(await malata()).toMatchObject({ stato: 'parked', motivo: 'TENTATIVI_ESAURITI', tentativi: 4 });
    for (const [i, pausa] of pause.entries()) {
      expect(pausa).toBeGreaterThanOrEqual(500 * 2 ** i);
      expect(pausa).toBeLessThanOrEqual(1000 * 2 ** i);
    }
    const altre = (await inbox(db, ente)).filter((_, i) => i !== 1);
    expect(altre.map((n) => [n.stato, n.tentativi])).toEqual(Array(2).fill(['applied', 1]));
  });

  it('does not try again before its time', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, arrivi(ente, 1, 0));
    const loop = loopDi(
      velenosa(db, () => new TransientError('busy')),
      ente,
    );
    await finche('the first attempt', async () => (await inbox(db, ente))[0]!.tentativi === 1);
    await salva(db, arrivi(ente, 2).slice(1));
    await finche('the second is applied', async () => (await inbox(db, ente))[1]!.stato === 'applied');
    await loop.stop();
    expect((await inbox(db, ente))[0]).toMatchObject({ stato: 'pending', tentativi: 1 });
  });

  it('wakes at once when something has arrived', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const loop = loopDi(db, ente, { settings: { pollMs: 600_000 } });
    await finche('the lease is taken', async () =>
      (await db.transaction(elencaLease)).some((l) => l.nome.endsWith(ente.codComune)),
    );
    await salva(db, arrivi(ente, 1));
    loop.sveglia();
    await finche('it is applied', smaltita(db, ente), 10_000);
    await loop.stop();
  });

  it('finishes the batch in hand when stopped, begins no other, and gives the lease back', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, arrivi(ente, 5));
    const { mano, arrivato, prosegui } = fermata(db);
    const loop = loopDi(mano, ente, { settings: { batchSize: 2 } });
    await arrivato;
    const fermo = loop.stop();
    prosegui();
    await fermo;
    const stati = (await inbox(db, ente)).map((n) => n.stato);
    expect(stati).toEqual(['applied', 'applied', 'pending', 'pending', 'pending']);
    const [lease] = (await db.transaction(elencaLease)).filter((l) => l.nome === `ente:${ente.codComune}`);
    expect(lease?.owner).toBe('');
    await faiLoop(db, ente);
    expect(await conta(db, 'applicazioni', ente)).toBe(5);
  });

  it('lets the operator discard what was claimed already, and applies the rest of the batch', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, arrivi(ente, 3));
    const [, scelta] = await inbox(db, ente);
    let presa = false;
    let scartata = false;
    const mano = databaseConMano(
      db,
      (sql) => {
        presa ||= sql.includes('FROM contenuti');
      },
      async () => {
        if (!presa || scartata) return;
        scartata = true;
        await db.transaction((tx) => scarta(tx, scelta!.id, { motivo: 'errata', attore: 'prova', now: ADESSO }));
      },
    );
    await faiLoop(mano, ente);
    expect((await inbox(db, ente)).map((n) => [n.stato, n.tentativi])).toEqual([
      ['applied', 1],
      ['discarded', 0],
      ['applied', 1],
    ]);
  });

  it('applies to the current comune what comes under one of its historical codes', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const [vecchia, nuova] = arrivi(ente, 2);
    const storica = { ...vecchia!, codDestinatario: '999900', idOperazioneANPR: `storica-${ente.codComune}` };
    await salva(db, [storica, nuova!]);
    const applicata = async () => (await conta(db, 'applicazioni', ente)) === 2;
    const loop = loopDi(db, ente);
    await finche('both are applied', applicata);
    await loop.stop();
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [storica, nuova!]));
  });

  it('parks what it should apply again after retention removed its content', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, arrivi(ente, 1));
    const [{ id } = { id: 0 }] = await inbox(db, ente);
    await db.transaction(async (tx) => {
      await scarta(tx, id, { motivo: 'doppia', attore: 'prova', now: '2020-01-01T00:00:00.000Z' });
      await rimuoviContenuti(tx, { primaDi: ADESSO, now: ADESSO, limit: 10 });
      expect(await riprova(tx, { ids: [id] }, ADESSO)).toBe(1);
    });
    await faiLoop(db, ente);
    expect(await db.transaction((tx) => leggi(tx, id))).toMatchObject({ stato: 'parked', motivo: 'CONTENUTO_VUOTO' });
  });
});
