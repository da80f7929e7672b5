/** The inbox with the spool in front of it: who waits for what, when the database is away, hangs, and comes back. */
import { afterEach, describe, expect, it } from 'vitest';
import { EnvelopeError, InfrastructureError } from '../../../src/errors.js';
import { silentLog } from '../../../src/log.js';
import { StatementError } from '../../../src/store/driver-errors.js';
import { type InboxConSpool, openInboxConSpool } from '../../../src/store/spool/inbox-con-spool.js';
import { notifica, notifiche } from '../notifiche.js';
import { bancoSpool, InboxFinta } from './banco.js';

const b = bancoSpool();
let aperta: InboxConSpool | undefined;
afterEach(async () => {
  await aperta?.fermo();
  aperta = undefined;
});

function apri(inbox: InboxFinta, databaseWaitMs = 30_000) {
  const consegnate: string[] = [];
  const spool = b.spool();
  aperta = openInboxConSpool({
    inbox,
    spool,
    bussa: async () => {
      if (inbox.guasto instanceof InfrastructureError) throw inbox.guasto;
    },
    log: silentLog,
    databaseWaitMs,
    consegnata: (n) => void consegnate.push(n.idOperazioneANPR),
  });
  return { posta: aperta, spool, consegnate };
}

describe('the inbox with a spool', () => {
  it('does not touch the spool while the database takes notifications', async () => {
    const inbox = new InboxFinta();
    const { posta, spool } = apri(inbox);
    expect(await posta.salva(notifica())).toBe('nuova');
    expect(await posta.salva(notifica())).toBe('duplicata');
    expect(await spool.byte()).toBe(0);
  });

  it('keeps what the database refuses and delivers it in order, once, when the database is back', async () => {
    const inbox = new InboxFinta();
    const { posta, consegnate } = apri(inbox);
    inbox.via();
    const tante = notifiche(20);
    for (const n of tante) expect(await posta.salva(n)).toBe('spool');
    expect(await posta.salva(tante[3] ?? notifica())).toBe('spool');
    expect(posta.viaIlDatabase()).toBe(true);
    inbox.guasto = null;
    await expect.poll(() => consegnate.length, { timeout: 10_000 }).toBe(21);
    expect(inbox.arrivate).toEqual(tante);
    expect(posta.viaIlDatabase()).toBe(false);
    expect(await posta.salva(notifica({ idOperazioneANPR: 'poi' }))).toBe('nuova');
  });

  it('waits for a database that hangs no longer than it is told, and not at all afterwards', async () => {
    const inbox = new InboxFinta();
    const { posta } = apri(inbox, 150);
    let answer = (): void => undefined;
    inbox.attesa = new Promise((resolve) => {
      answer = resolve;
    });
    const [first, second] = notifiche(2);
    const begin = performance.now();
    expect(await posta.salva(first ?? notifica())).toBe('spool');
    expect(performance.now() - begin).toBeLessThan(2_000);
    answer();
    await expect.poll(() => posta.viaIlDatabase(), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => inbox.ids.length, { timeout: 10_000 }).toBe(1);
    expect(await posta.salva(second ?? notifica())).toBe('nuova');
  });

  it('refuses with code 5 a key that no column holds, database or not', async () => {
    const inbox = new InboxFinta();
    const { posta } = apri(inbox);
    inbox.via();
    await posta.salva(notifica());
    await expect(posta.salva(notifica({ idOperazioneANPR: '1'.repeat(65) }))).rejects.toBeInstanceOf(EnvelopeError);
  });

  it('does not hide in the spool what the database refuses for its own sake', async () => {
    const inbox = new InboxFinta();
    const { posta, spool } = apri(inbox);
    inbox.guasto = new StatementError('1406');
    await expect(posta.salva(notifica())).rejects.toBeInstanceOf(StatementError);
    expect(await spool.byte()).toBe(0);
  });

  it.each([
    ['an error of the driver that nobody foresaw', new Error('Pool is closed.')],
    ['a sentence that the server does not understand', new StatementError('1064', 'sentence')],
    ['a fault of the program', new TypeError('undefined is not a function')],
  ])('keeps a notification on disk whatever keeps it out of the database: %s', async (_, guasto) => {
    const inbox = new InboxFinta();
    const { posta, spool } = apri(inbox);
    inbox.guasto = guasto;
    expect(await posta.salva(notifica())).toBe('spool');
    expect(await spool.byte()).toBeGreaterThan(0);
  });

  it('leaves the spool to the next start when it is stopped, and the next start empties it', async () => {
    const inbox = new InboxFinta();
    const { posta } = apri(inbox);
    inbox.via();
    for (const n of notifiche(3)) await posta.salva(n);
    await posta.fermo();
    inbox.guasto = null;
    expect(inbox.ids).toEqual([]);
    apri(inbox);
    await expect.poll(() => inbox.ids.length, { timeout: 10_000 }).toBe(3);
  });
});
