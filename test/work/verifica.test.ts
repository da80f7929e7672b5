/** The inside verification: what a hand broke among inbox, facts, rows and views is told once, and untold when it is right again. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { acquireLease } from '../../src/store/lease.js';
import { statoRicostruzione } from '../../src/work/ricostruisci.js';
import { chiediCorrezione } from '../../src/work/verifica/correzione.js';
import { REGOLE_VERIFICA } from '../../src/work/verifica/regole.js';
import { type EsitoVerifica, type Verifica, verificaInterna } from '../../src/work/verifica/verifica.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, finche, loopDi, notificaDi, nuovoEnte, righe, salva, smaltita, tutto } from './banco.js';
import { immigrati, n01, residente } from './persone.js';

const PERSONE = [1, 2, 3, 4].map((n) => ({
  ...residente(n, { famiglia: '500001', legame: n === 1 ? '1' : '3', civico: 1 }),
  liste: { elettore: 'S', generale: { codiceIstat: '999001', sezione: '1' } },
}));

async function paese(db: Database): Promise<Contesto> {
  const ente = nuovoEnte();
  await salva(db, [
    notificaDi(ente, '900', immigrati(1, PERSONE)),
    notificaDi(ente, '901', n01('N010', 2, PERSONE[3]!, '2026-02-01')),
  ]);
  await applicaInbox(db, ente, [1]);
  return ente;
}

const verifica = (db: Database, ente: Contesto, altro: Partial<Verifica> = {}): Promise<EsitoVerifica> =>
  verificaInterna({
    db,
    contesto: ente,
    codici: [ente.codComune],
    keystores: [],
    now: () => new Date(ADESSO),
    persone: 100,
    notifiche: 100,
    fermeDopoMs: 3_600_000,
    ...altro,
  });

const aperte = async (db: Database, { codComune }: Contesto): Promise<string[]> =>
  (await db.transaction((tx) => elencaAnomalie(tx, { codComune, limit: 100 })))
    .filter((a) => REGOLE_VERIFICA[a.regola] !== undefined)
    .map((a) => `${a.regola} ${a.oggetto}`)
    .sort();

const esegui = (db: Database, ente: Contesto, sql: string): Promise<unknown> =>
  db.transaction((tx) => tx.execute(sql, [ente.codComune]));

/** Puts right what was found with the real applier. */
async function correggi(db: Database, ente: Contesto): Promise<void> {
  const { trovate } = await verifica(db, ente);
  const chi = { codComune: ente.codComune, attore: 'prova', now: new Date(ADESSO) };
  const { ricostruzione } = await chiediCorrezione(db, trovate, chi);
  const loop = loopDi(db, ente);
  const rifatta = async () =>
    !ricostruzione ||
    (await db.transaction((tx) => statoRicostruzione(tx, ente.codComune)))?.startsWith('FATTA') === true;
  await finche('the requests are carried out', async () => (await smaltita(db, ente)()) && (await rifatta()));
  await loop.stop();
}

perOgniDatabase((apri) => {
  it('a sound register passes and nothing is written but the bookmark', async () => {
    const db = await apri();
    const ente = await paese(db);
    const prima = await tutto(db, ente);
    expect(await verifica(db, ente)).toMatchObject({ trovate: [], aperte: 0, chiuse: 0 });
    expect(await tutto(db, ente)).toEqual(prima);
  });

  it.each([
    ['G13: facts deleted by hand', 'DELETE FROM fatti WHERE cod_comune = ?', /^APPLICATA_SENZA_FATTI notifica:\d+$/],
    ['keys deleted by hand', 'DELETE FROM fatti_chiavi WHERE cod_comune = ?', /^FATTO_SENZA_CHIAVI notifica:\d+$/],
    [
      'a row that nobody wrote',
      "UPDATE anagrafe SET stato_civile = '4' WHERE cod_comune = ? AND soggetto = 'S:100002'",
      /^RIGHE_DIVERSE S:100002$/,
    ],
    [
      'a household that counts wrong',
      'UPDATE tributi_nuclei SET componenti = 9 WHERE cod_comune = ?',
      /^COMPONENTI_DIVERSI F:500001$/,
    ],
    [
      'two heads of one family',
      "UPDATE anagrafe SET codice_legame = '1' WHERE cod_comune = ? AND soggetto = 'S:100002'",
      /^DUE_INTESTATARI F:500001$/,
    ],
    [
      'G65: an elector who left and is still enrolled',
      "UPDATE elettorale_elettori SET stato = 'ISCRITTO' WHERE cod_comune = ? AND soggetto = 'S:100004'",
      /^ELETTORE_NON_ISCRITTO S:100004$/,
    ],
    [
      'two homes at once',
      "INSERT INTO residenze (cod_comune, soggetto, dal, tipo_indirizzo) VALUES (?, 'S:100002', '2021-01-01', '1')",
      /^PERIODI_SOVRAPPOSTI S:100002$/,
    ],
    [
      'a person without any fact',
      "INSERT INTO anagrafe (cod_comune, soggetto) VALUES (?, 'S:nessuno')",
      /^RIGA_SENZA_FATTI S:nessuno$/,
    ],
  ])('%s: told with its evidence, put right on request, and untold', async (_, guasto, attesa) => {
    const db = await apri();
    const ente = await paese(db);
    const prima = await righe(db, ente);
    await esegui(db, ente, guasto);
    await verifica(db, ente);
    expect(await aperte(db, ente)).toContainEqual(expect.stringMatching(attesa));
    await correggi(db, ente);
    expect(await righe(db, ente)).toEqual(prima);
    await verifica(db, ente);
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('facts of a notification that is not applied are told', async () => {
    const db = await apri();
    const ente = await paese(db);
    await esegui(
      db,
      ente,
      "UPDATE notifiche SET stato = 'discarded' WHERE cod_destinatario = ? AND tipo_notifica = 'N010'",
    );
    await verifica(db, ente);
    expect(await aperte(db, ente)).toEqual([expect.stringMatching(/^FATTI_DI_NON_APPLICATA notifica:\d+$/)]);
    await esegui(
      db,
      ente,
      "UPDATE notifiche SET stato = 'applied' WHERE cod_destinatario = ? AND tipo_notifica = 'N010'",
    );
    await verifica(db, ente);
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('what waits too long and a lease that nobody gave back are told until somebody works again', async () => {
    const db = await apri();
    const ente = await paese(db);
    await salva(db, [
      { ...notificaDi(ente, '902', immigrati(9, [residente(9)])), ricevutaIl: '2026-06-15T03:00:00.000Z' },
    ]);
    const richiesta = { nome: `ente:${ente.codComune}`, owner: 'morto', ttlMs: 1000, now: '2026-06-15T03:00:00.000Z' };
    await db.transaction((tx) => acquireLease(tx, richiesta));
    await verifica(db, ente);
    const oggetto = `ente:${ente.codComune}`;
    expect(await aperte(db, ente)).toEqual([`LEASE_SCADUTO ${oggetto}`, `NOTIFICHE_FERME ${oggetto}`]);
    await correggi(db, ente);
    await verifica(db, ente);
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('the sample comes to everybody in turn and then begins again', async () => {
    const db = await apri();
    const ente = await paese(db);
    await esegui(db, ente, "UPDATE anagrafe SET stato_civile = '4' WHERE cod_comune = ? AND soggetto = 'S:100004'");
    const trovati: number[] = [];
    for (let i = 0; i < 8; i++) trovati.push((await verifica(db, ente, { persone: 2 })).trovate.length);
    expect(trovati.indexOf(1)).toBeGreaterThan(0);
    expect(await aperte(db, ente)).toEqual(['RIGHE_DIVERSE S:100004']);
  });
});
