/** The card that N010 and N015 leave to be read: asked for where there is access, else a task that later facts close. */
import { expect, it } from 'vitest';
import { TIPI } from '../../src/notifiche/index.js';
import { SENZA_SCHEDA } from '../../src/registri/confronto.js';
import type { Contesto } from '../../src/registri/stato.js';
import { chiudiAnomaliePerId, elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { type EsitoSchede, leggiSchede } from '../../src/work/confronto/schede.js';
import { perOgniDatabase } from '../store/databases.js';
import { AnprFinta } from './anpr-finta.js';
import { ADESSO, applicaInbox, inbox, notificaDi, nuovoEnte, righe, salva } from './banco.js';
import { chi, immigrati, n01, nris, residente } from './persone.js';

const persona = residente(1);
const altrove = residente(1, { codice: '015146', dal: '2026-02-01' });

async function partita(db: Database): Promise<Contesto> {
  const ente = nuovoEnte();
  await salva(db, [
    notificaDi(ente, '900', immigrati(1, [persona])),
    notificaDi(ente, '901', n01('N010', 2, persona, '2026-02-01')),
  ]);
  await applicaInbox(db, ente, [10]);
  return ente;
}

const fra = (ore: number) => new Date(Date.parse(ADESSO) + ore * 3_600_000);

const leggi = (db: Database, ente: Contesto, anpr?: AnprFinta, ore = 0): Promise<EsitoSchede> =>
  leggiSchede({
    db,
    inbox: createInbox(db),
    contesto: ente,
    now: () => fra(ore),
    domanda: anpr?.domanda,
    massimo: 10,
  });

const compiti = async (db: Database, { codComune }: Contesto) =>
  db.transaction((tx) => elencaAnomalie(tx, { codComune, regola: 'SCHEDA_DA_LEGGERE', limit: 100 }));

it('every type that wants a card is known to the judgement, and a birth, which wants one if it says no residence', () => {
  const vogliono = TIPI.filter((t) => t.wantsScheda).map((t) => t.codice);
  expect([...SENZA_SCHEDA].toSorted()).toEqual([...vogliono, 'NRIS-1001'].toSorted());
});

perOgniDatabase((apri) => {
  it('G29: with access the card is asked for once and applied, and nothing is left to do', async () => {
    const db = await apri();
    const ente = await partita(db);
    const anpr = new AnprFinta().tiene(altrove);
    expect(await leggi(db, ente, anpr)).toEqual({ attesa: 1, chieste: 1, aperte: 0, chiuse: 0 });
    expect(await leggi(db, ente, anpr, 0.1)).toMatchObject({ chieste: 0 });
    await applicaInbox(db, ente, [10]);
    expect(await leggi(db, ente, anpr, 0.2)).toEqual({ attesa: 0, chieste: 0, aperte: 0, chiuse: 0 });
    expect((await inbox(db, ente)).map((n) => n.canale)).toEqual(['4005', '4005', '3002']);
    expect((await righe(db, ente)).anagrafe?.['S:100001']?.registro).toBeNull();
    expect(await compiti(db, ente)).toEqual([]);
  });

  it('without access it is a task for the anagrafe that names the operation and nobody', async () => {
    const db = await apri();
    const ente = await partita(db);
    expect(await leggi(db, ente)).toMatchObject({ attesa: 1, aperte: 1 });
    expect(await leggi(db, ente, undefined, 1)).toMatchObject({ aperte: 0 });
    const [compito] = await compiti(db, ente);
    expect(compito).toMatchObject({ ufficio: 'ANAGRAFE', oggetto: 'S:100001' });
    expect(compito?.descrizione).toMatch(/N010 .*4310000002.*applicazione web/);
    expect(compito?.descrizione).not.toContain('COGNOME');
  });

  it('a later registration settles it and closes the task by itself', async () => {
    const db = await apri();
    const ente = await partita(db);
    await leggi(db, ente);
    await salva(db, [notificaDi(ente, '902', nris('5001', 5, [persona]))]);
    await applicaInbox(db, ente, [10]);
    expect(await leggi(db, ente, undefined, 1)).toMatchObject({ attesa: 0, chiuse: 1 });
    expect(await compiti(db, ente)).toEqual([]);
  });

  it('a task that the operator closed is not opened again, a new notification opens another', async () => {
    const db = await apri();
    const ente = await partita(db);
    await leggi(db, ente);
    const ids = (await compiti(db, ente)).map((a) => a.id);
    await db.transaction((tx) => chiudiAnomaliePerId(tx, ids, ADESSO));
    expect(await leggi(db, ente, undefined, 0.1)).toMatchObject({ attesa: 0, aperte: 0 });
    expect(await leggi(db, ente, undefined, 1)).toMatchObject({ attesa: 0, aperte: 0 });
    expect(await leggi(db, ente, undefined, 2)).toMatchObject({ attesa: 0, aperte: 0 });
  });

  it('a revocation asks for the card of who has a digital domicile, and of nobody else', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const conDigitale = { ...chi(1), domicilioDigitale: 'uno@pec.example.it', domicilioDigitaleDal: '2026-01-02' };
    await salva(db, [
      notificaDi(ente, '900', immigrati(1, [persona, residente(2)])),
      notificaDi(ente, '901', nris('5008', 2, [conDigitale])),
      notificaDi(ente, '902', nris('5013', 3, [chi(1), chi(2)])),
    ]);
    await applicaInbox(db, ente, [10]);
    expect(await leggi(db, ente)).toMatchObject({ attesa: 1, aperte: 1 });
    expect(await compiti(db, ente)).toMatchObject([{ oggetto: 'S:100001' }]);
    await salva(db, [notificaDi(ente, '903', nris('5008', 4, [conDigitale]))]);
    await applicaInbox(db, ente, [10]);
    expect(await leggi(db, ente, undefined, 1)).toMatchObject({ attesa: 0, chiuse: 1 });
  });

  it('a birth whose answer has no residence asks for the card, and the card says where the family lives', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const { residenze, ...nata } = residente(3, {
      nascita: '2026-01-08',
      dal: '2026-01-08',
      legame: '3',
      famiglia: '500001',
      civico: 1,
    });
    await salva(db, [
      notificaDi(ente, '900', immigrati(1, [persona])),
      notificaDi(ente, '901', nris('1001', 2, [nata])),
    ]);
    await applicaInbox(db, ente, [10]);
    expect(await leggi(db, ente, undefined, -4)).toMatchObject({ attesa: 1, aperte: 1 });
    expect(await compiti(db, ente)).toMatchObject([{ oggetto: 'S:100003' }]);
    const anpr = new AnprFinta();
    anpr.tiene({ ...nata, ...(residenze !== undefined && { residenze }) });
    await leggi(db, ente, anpr, -2);
    await applicaInbox(db, ente, [10]);
    expect((await righe(db, ente)).anagrafe?.['S:100003']?.indirizzo).not.toBeNull();
    expect(await leggi(db, ente, anpr)).toMatchObject({ attesa: 0, chiuse: 1 });
  });

  it('while ANPR is away nobody is forgotten, and whom it does not find becomes a task', async () => {
    const db = await apri();
    const ente = await partita(db);
    const anpr = new AnprFinta();
    anpr.lontana = true;
    expect(await leggi(db, ente, anpr, -4)).toMatchObject({ attesa: 1, aperte: 0 });
    anpr.lontana = false;
    expect(await leggi(db, ente, anpr, -3)).toMatchObject({ attesa: 1, chieste: 1, aperte: 1 });
    anpr.tiene(altrove);
    expect(await leggi(db, ente, anpr, -1)).toMatchObject({ chieste: 1 });
    await applicaInbox(db, ente, [10]);
    expect(await leggi(db, ente, anpr)).toMatchObject({ attesa: 0, chiuse: 1 });
  });
});
