/** The inbox: once per key, kept beside when different, acknowledged only after the commit. */
import { expect, it } from 'vitest';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import { conteggi, createInbox, elenca, elencaCopie, leggi, leggiContenutoCopia } from '../../src/store/inbox.js';
import { perOgniDatabase } from './databases.js';
import { COMUNE, notifica, notifiche } from './notifiche.js';

perOgniDatabase((apri) => {
  it('keeps the bytes, the thirty-digit id and the leading zeros as they came', async () => {
    const db = await apri();
    const contenuto = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const id = '012345678901234567890123456789';
    expect(await createInbox(db).salva(notifica({ contenuto, idOperazioneANPR: id, codDestinatario: '001001' }))).toBe(
      'nuova',
    );
    const [riga] = await db.transaction((tx) => elenca(tx, { limit: 10 }));
    expect(riga).toMatchObject({ idOperazioneANPR: id, codDestinatario: '001001', stato: 'pending', duplicati: 0 });
    expect((await db.transaction((tx) => leggi(tx, riga!.id)))?.contenuto).toEqual(contenuto);
  });

  it('keeps a content bigger than any packet of the server', async () => {
    const db = await apri();
    const contenuto = Buffer.alloc(20 * 1024 * 1024, 'àb');
    await createInbox(db).salva(notifica({ contenuto }));
    const [riga] = await db.transaction((tx) => elenca(tx, { limit: 1 }));
    expect((await db.transaction((tx) => leggi(tx, riga!.id)))?.contenuto.equals(contenuto)).toBe(true);
  });

  it('stores one row for fifty simultaneous saves of one key from two processes', async () => {
    const [a, b] = [createInbox(await apri()), createInbox(await apri())];
    const esiti = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? a : b).salva(notifica())));
    expect(esiti.filter((e) => e === 'nuova')).toHaveLength(1);
    expect(esiti.filter((e) => e === 'duplicata')).toHaveLength(49);
    const righe = await (await apri()).transaction((tx) => elenca(tx, { limit: 10 }));
    expect(righe).toHaveLength(1);
    expect(righe[0]?.duplicati).toBe(49);
  });

  it('keeps other bytes of a known key beside it, once each and ten at most, and opens one anomaly', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    await inbox.salva(notifica());
    for (let i = 0; i < 12; i++)
      expect(await inbox.salva(notifica({ contenuto: Buffer.from(`altro ${i}`) }))).toBe('conflitto');
    expect(await inbox.salva(notifica({ contenuto: Buffer.from('altro 0') }))).toBe('conflitto');
    await db.transaction(async (tx) => {
      const [riga] = await elenca(tx, { limit: 10 });
      const copie = await elencaCopie(tx, riga!.id);
      expect(copie).toHaveLength(10);
      expect((await leggiContenutoCopia(tx, riga!.id, copie[3]!.copia)).toString()).toBe('altro 3');
      expect((await leggi(tx, riga!.id))?.contenuto.toString()).toBe('contenuto');
      expect(await elencaAnomalie(tx, { limit: 10 })).toMatchObject([{ regola: 'NOTIFICA_DISCORDE' }]);
    });
  });

  it('takes the pulled form of a pushed notification for the same one, without anomaly', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    await inbox.salva(notifica());
    expect(await inbox.salva(notifica({ canale: '4005', contenuto: Buffer.from('<chiaro/>') }))).toBe('duplicata');
    await db.transaction(async (tx) => {
      expect(await elencaAnomalie(tx, { limit: 10 })).toEqual([]);
      const [riga] = await elenca(tx, { limit: 10 });
      expect(await elencaCopie(tx, riga!.id)).toMatchObject([{ canale: '4005' }]);
    });
  });

  it('lets no test notification stand in the way of a real one with the same id', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    expect(await inbox.salva(notifica({ prova: true }))).toBe('nuova');
    expect(await inbox.salva(notifica({ contenuto: Buffer.from('vera') }))).toBe('nuova');
    expect(await db.transaction(conteggi)).toMatchObject([
      { codComune: COMUNE, stato: 'pending', quante: 1 },
      { codComune: COMUNE, stato: 'prova', quante: 1 },
    ]);
  });

  it('stores the good ones of a batch that holds a poisoned one', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    const cattiva = notifica({ idOperazioneANPR: '9', canale: null as unknown as 'N000' });
    const esiti = await Promise.allSettled([...notifiche(20), cattiva].map((n) => inbox.salva(n)));
    expect(esiti.map((e) => e.status)).toEqual([...Array(20).fill('fulfilled'), 'rejected']);
    expect(await db.transaction((tx) => elenca(tx, { limit: 100 }))).toHaveLength(20);
  });

  it('refuses a key that no column holds, instead of cutting two keys to one', async () => {
    const inbox = createInbox(await apri());
    await expect(inbox.salva(notifica({ idOperazioneANPR: '1'.repeat(65) }))).rejects.toMatchObject({ codice: '5' });
  });

  it('shares one commit among those who wait, and answers each of them', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    let commits = 0;
    const transaction = db.transaction.bind(db);
    db.transaction = (fn) => {
      commits += 1;
      return transaction(fn);
    };
    const esiti = await Promise.all(notifiche(100).map((n) => inbox.salva(n)));
    expect(esiti).toEqual(Array(100).fill('nuova'));
    expect(commits).toBe(1);
  });

  it('lets a save inside a transaction throw instead of waiting for itself', async () => {
    const db = await apri();
    const inbox = createInbox(db);
    await expect(db.transaction(() => inbox.salva(notifica()))).rejects.toThrow('nested transaction');
  });
});
