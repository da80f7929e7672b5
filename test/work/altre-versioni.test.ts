/** C1: when the first of two different versions cannot be opened, the others are tried, and the operator is told. */
import { expect, it } from 'vitest';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { createInbox, elencaCopie, leggi, leggiContenutoCopia } from '../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { ContenutoPericolosoError, type Lettore, lettoreQui } from '../../src/work/lettore.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, faiLoop, inbox, logDiProva, notificaDi, nuovoEnte, righe, righeAttese } from './banco.js';
import { immigrati, residente } from './persone.js';

const qui = lettoreQui(() => []);
/** Ends on the contents that hold the word. */
const fragile: Lettore = {
  leggi: async (n) => {
    if (n.contenuto.includes('MINA')) throw new ContenutoPericolosoError('ended');
    return qui.leggi(n);
  },
};

perOgniDatabase((apri) => {
  const banco = async () => {
    const [db, ente] = [await apri(), nuovoEnte()];
    const buona = { ...notificaDi(ente, '7', immigrati(1, [residente(1)])), canale: 'N000' as const };
    const con = (contenuto: string, altro: Partial<NotificaRicevuta> = {}): NotificaRicevuta => ({
      ...buona,
      contenuto: Buffer.from(contenuto),
      ...altro,
    });
    const posta = createInbox(db, { maxBatchRows: 1 });
    const stato = async () => (await inbox(db, ente)).map((n) => [n.stato, n.motivo]);
    return { db, ente, buona, con, posta, stato };
  };
  const sostituite = async (db: Database, codComune: string) =>
    (await db.transaction((tx) => elencaAnomalie(tx, { codComune, limit: 100 }))).filter(
      (a) => a.regola === 'NOTIFICA_SOSTITUITA',
    );

  it('a broken first version never hides a newborn: the good one is promoted, the first kept, and the operator told', async () => {
    const { db, ente, buona, con, posta, stato } = await banco();
    await posta.salva(con('rotto'));
    expect(await posta.salva(buona)).toBe('conflitto');
    const log = logDiProva();
    await faiLoop(db, ente, { log });
    expect(await stato()).toEqual([['applied', null]]);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [buona]));
    const [{ id } = { id: 0 }] = await inbox(db, ente);
    await db.transaction(async (tx) => {
      expect((await leggi(tx, id))?.contenuto.equals(Buffer.from(buona.contenuto))).toBe(true);
      const [copia] = await elencaCopie(tx, id);
      expect((await leggiContenutoCopia(tx, id, copia!.copia)).toString()).toBe('rotto');
    });
    const [anomalia] = await sostituite(db, ente.codComune);
    expect(anomalia?.descrizione).toContain('CONTENUTO_SCONOSCIUTO');
    expect(log.righe.filter((r) => r.includes('another version'))).toHaveLength(1);
    // The same bytes again are known ones, whichever version they are.
    await posta.salva(buona);
    await posta.salva(con('rotto'));
    expect(await stato()).toEqual([['applied', null]]);
  });

  it('the good version frees the notification also when it comes after the first was parked', async () => {
    const { db, ente, buona, con, posta, stato } = await banco();
    await posta.salva(con('rotto'));
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['parked', 'CONTENUTO_SCONOSCIUTO']]);
    await posta.salva(con('rotto anche questo'));
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['parked', 'CONTENUTO_SCONOSCIUTO']]);
    await posta.salva(buona);
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['applied', null]]);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [buona]));
  });

  it('a pulled version that opens takes the place of a pushed one that does not', async () => {
    const { db, ente, buona, con, posta, stato } = await banco();
    await posta.salva(con('rotto'));
    await posta.salva({ ...buona, canale: '4005' });
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['applied', null]]);
    expect((await inbox(db, ente))[0]?.canale).toBe('4005');
  });

  it('a hostile first version, and hostile ones before the good one, hide nothing either', async () => {
    const { db, ente, buona, con, posta, stato } = await banco();
    await posta.salva(con('MINA 1', { tipoNotifica: 'N099' }));
    await posta.salva(con('MINA 2'));
    await posta.salva(con('rotto'));
    await posta.salva(buona);
    await faiLoop(db, ente, { lettore: fragile });
    expect(await stato()).toEqual([['applied', null]]);
    expect((await inbox(db, ente))[0]?.tipoNotifica).toBe(buona.tipoNotifica);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [buona]));
    expect((await sostituite(db, ente.codComune))[0]?.descrizione).toContain('CONTENUTO_PERICOLOSO');
  });

  it('versions that were tried and gave nothing make room for the one that does', async () => {
    const { db, ente, buona, con, posta, stato } = await banco();
    await posta.salva(con('rotto'));
    for (let i = 0; i < 12; i++) await posta.salva(con(`rotto ${i}`));
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['parked', 'CONTENUTO_SCONOSCIUTO']]);
    expect(await posta.salva(buona)).toBe('conflitto');
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['applied', null]]);
    const [{ id } = { id: 0 }] = await inbox(db, ente);
    expect(await db.transaction((tx) => elencaCopie(tx, id))).toHaveLength(10);
  });

  it('where the first reads, another version changes nothing', async () => {
    const { db, ente, buona, con, posta, stato } = await banco();
    await posta.salva(buona);
    await posta.salva(con(immigrati(1, [residente(2)]).xml, { ricevutaIl: ADESSO }));
    await faiLoop(db, ente);
    expect(await stato()).toEqual([['applied', null]]);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [buona]));
    expect(await sostituite(db, ente.codComune)).toEqual([]);
  });
});
