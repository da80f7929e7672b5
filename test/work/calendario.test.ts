/** What the calendar alone changes: on its day, once, and told to the offices like any other change. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import { ricalcolaGiorno } from '../../src/work/calendario.js';
import { confrontaTutto } from '../../src/work/ricostruisci.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  applicaInbox,
  conta,
  finche,
  logDiProva,
  loopDi,
  notificaDi,
  nuovoEnte,
  righe,
  righeAttese,
  salva,
} from './banco.js';
import { immigrati, n01, residente } from './persone.js';

const giorno = (db: Database, ente: Contesto, oggi: string): Promise<number> =>
  ricalcolaGiorno(
    (fn) => db.transaction(fn),
    { contesto: { ...ente, oggi }, now: `${oggi}T01:00:00.000Z` },
    logDiProva(),
  );

const contribuente = async (db: Database, ente: Contesto) => (await righe(db, ente)).tributi_contribuenti?.['S:100001'];

/** Condizioni told to the tax office, in order. */
const condizioni = async (db: Database, { codComune }: Contesto): Promise<unknown[]> =>
  db.transaction((tx) =>
    tx.query(
      `SELECT valore_prima, valore_dopo, decorrenza, conosciuta_il, notifica_id FROM variazioni
       WHERE cod_comune = ? AND campo = 'condizione' ORDER BY id`,
      [codComune],
    ),
  );

perOgniDatabase((apri) => {
  it('makes a contribuente and an elettore on the eighteenth birthday, not before, and once', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-06-15');
    const notifica = notificaDi(ente, '1', immigrati(1, [residente(1, { nascita: '2008-06-17' })]));
    await salva(db, [notifica]);
    await applicaInbox(db, ente, [1]);
    expect(await giorno(db, ente, '2026-06-16')).toBe(0);
    expect(await contribuente(db, ente)).toBeUndefined();
    expect(await giorno(db, ente, '2026-06-17')).toBe(1);
    expect(await contribuente(db, ente)).toMatchObject({ condizione: 'RESIDENTE' });
    expect((await righe(db, ente)).elettorale_elettori?.['S:100001|GENERALE']).toMatchObject({ stato: 'DA_ISCRIVERE' });
    const dette = await conta(db, 'variazioni', ente);
    expect(await giorno(db, ente, '2026-06-17')).toBe(0);
    expect(await giorno(db, ente, '2026-06-18')).toBe(0);
    expect(await conta(db, 'variazioni', ente)).toBe(dette);
    expect(await righe(db, ente)).toEqual(righeAttese({ ...ente, oggi: '2026-06-18' }, [notifica]));
  });

  it('lets a departure dated next week happen next week', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-06-15');
    const notifiche = [
      notificaDi(ente, '1', immigrati(1, [residente(1)])),
      notificaDi(ente, '2', n01('N010', 2, residente(1), '2026-06-22')),
    ];
    await salva(db, notifiche);
    await applicaInbox(db, ente, [1]);
    expect(await contribuente(db, ente)).toMatchObject({ condizione: 'RESIDENTE' });
    expect(await giorno(db, ente, '2026-06-21')).toBe(0);
    expect(await giorno(db, ente, '2026-06-22')).toBe(1);
    expect(await contribuente(db, ente)).toMatchObject({ condizione: 'NON_RESIDENTE', condizione_dal: '2026-06-22' });
    expect((await condizioni(db, ente)).at(-1)).toEqual({
      valore_prima: 'RESIDENTE',
      valore_dopo: 'NON_RESIDENTE',
      decorrenza: '2026-06-22',
      conosciuta_il: '2026-06-22T01:00:00.000Z',
      notifica_id: null,
    });
    expect((await confrontaTutto(db, { ...ente, oggi: '2026-06-22' })).differenze).toEqual([]);
  });

  it('works through more people than one page of them, each once', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-06-15');
    const classe = Array.from({ length: 450 }, (_, n) => residente(n, { nascita: '2008-06-17', famiglia: '500000' }));
    await salva(db, [notificaDi(ente, '1', immigrati(1, classe))]);
    await applicaInbox(db, ente, [1]);
    expect(await giorno(db, ente, '2026-06-20')).toBe(450);
    expect(await giorno(db, ente, '2026-06-20')).toBe(0);
    expect(Object.keys((await righe(db, ente)).tributi_contribuenti ?? {})).toHaveLength(450);
  });

  it('is done by the loop when the day changes in Italy', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-06-15');
    await salva(db, [notificaDi(ente, '1', immigrati(1, [residente(1, { nascita: '2008-06-17' })]))]);
    let adesso = '2026-06-16T21:59:00.000Z';
    const loop = loopDi(db, ente, { now: () => new Date(adesso) });
    await finche('it is applied', async () => (await righe(db, ente)).anagrafe?.['S:100001'] !== undefined);
    expect(await contribuente(db, ente)).toBeUndefined();
    adesso = '2026-06-16T22:00:00.000Z';
    loop.sveglia();
    await finche('the day has changed', async () => (await contribuente(db, ente)) !== undefined);
    await loop.stop();
  });
});
