/** The spool: bounded, closed to others, emptied in order and once, whoever wrote it and whatever is damaged. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InfrastructureError } from '../../../src/errors.js';
import { StatementError } from '../../../src/store/driver-errors.js';
import { misuraSpool } from '../../../src/store/spool/spool.js';
import { notifica, notifiche } from '../notifiche.js';
import { bancoSpool, InboxFinta, MEGA } from './banco.js';

const b = bancoSpool();
const files = (): string[] => readdirSync(b.dir).toSorted();
const onlyFile = (): string => join(b.dir, files()[0] ?? '');
const NIENTE = { accantonate: 0, bytePersi: 0, illeggibili: 0, trattenute: 0 };

/** A process number that certainly belongs to nobody any more. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

/** Gives the only file of the folder to another process. */
function giveTo(pid: number, suffix = 'spool'): string {
  const old = onlyFile();
  const uuid = /-([0-9a-f-]{36})\./.exec(old)?.[1] ?? '';
  const path = join(b.dir, `${pid}-${uuid}.${suffix}`);
  renameSync(old, path);
  return path;
}

describe('what the spool keeps', () => {
  it('is readable by its owner only', async () => {
    await b.spool().conserva(notifica());
    expect(statSync(b.dir).mode & 0o777).toBe(0o700);
    expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
  });

  it('is delivered once, in order, and nothing stays', async () => {
    const spool = b.spool();
    const tante = notifiche(300);
    await Promise.all(tante.map((n) => spool.conserva(n)));
    expect(await spool.misura()).toMatchObject({ notifiche: 300, accantonati: 0, dal: expect.any(String) });
    const inbox = new InboxFinta();
    expect(await spool.svuota((n) => inbox.salva(n))).toEqual({ ...NIENTE, consegnate: 300 });
    expect(inbox.arrivate).toEqual(tante);
    expect(files()).toEqual([]);
    expect(await spool.svuota((n) => inbox.salva(n))).toEqual({ ...NIENTE, consegnate: 0 });
    expect(await spool.misura()).toEqual({ notifiche: 0, byte: 0, dal: null, accantonati: 0 });
  });

  it('shares one fsync among those who wait together', async () => {
    const spool = b.spool();
    await Promise.all(notifiche(100).map((n) => spool.conserva(n)));
    const one = statSync(onlyFile()).size;
    await Promise.all(notifiche(100).map((n) => spool.conserva(n)));
    expect(files()).toHaveLength(1);
    expect(statSync(onlyFile()).size).toBe(one * 2);
  });

  it('never exceeds its limit: beyond it nothing is kept and the caller is told', async () => {
    const spool = b.spool(MEGA);
    const contenuto = Buffer.alloc(100_000);
    const outcomes = await Promise.allSettled(notifiche(30, { contenuto }).map((n) => spool.conserva(n)));
    const kept = outcomes.filter((o) => o.status === 'fulfilled').length;
    expect(kept).toBeGreaterThan(5);
    expect(kept).toBeLessThan(11);
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toBeInstanceOf(InfrastructureError);
    expect(await spool.byte()).toBeLessThanOrEqual(MEGA);
    expect((await spool.misura()).notifiche).toBe(kept);
  });
});

describe('a spool that is interrupted while it is emptied', () => {
  it('keeps what the database did not take and goes on later, in order', async () => {
    const spool = b.spool();
    const tante = notifiche(200);
    await Promise.all(tante.map((n) => spool.conserva(n)));
    const inbox = new InboxFinta();
    const finoA100 = async (n: Parameters<InboxFinta['salva']>[0]) => {
      if (inbox.arrivate.length >= 100) inbox.via();
      return inbox.salva(n);
    };
    await expect(spool.svuota(finoA100)).rejects.toBeInstanceOf(InfrastructureError);
    const nuova = notifica({ idOperazioneANPR: 'dopo' });
    await spool.conserva(nuova);
    inbox.guasto = null;
    await spool.svuota((n) => inbox.salva(n));
    expect(inbox.arrivate).toEqual([...tante, nuova]);
    expect(files()).toEqual([]);
  });
});

describe('what a database that is well does not take now, a packet too large for it', () => {
  const ACCESO = async (): Promise<void> => undefined;
  const trovato = (rifiutata: string, inbox: InboxFinta) => async (n: Parameters<InboxFinta['salva']>[0]) => {
    if (n.idOperazioneANPR === rifiutata) throw new InfrastructureError('too large', '1153');
    return inbox.salva(n);
  };

  it('goes on waiting and keeps out nobody behind it', async () => {
    const spool = b.spool();
    const tante = notifiche(150);
    const grande = tante[20]?.idOperazioneANPR ?? '';
    await Promise.all(tante.map((n) => spool.conserva(n)));
    const inbox = new InboxFinta();
    const fatto = await spool.svuota(trovato(grande, inbox), ACCESO);
    expect(fatto).toEqual({ ...NIENTE, consegnate: 149, trattenute: 1 });
    expect(inbox.arrivate).toEqual(tante.filter((_, i) => i !== 20));
    expect((await spool.misura()).notifiche).toBe(1);
    await expect(spool.svuota(trovato(grande, inbox), ACCESO)).rejects.toBeInstanceOf(InfrastructureError);
    await spool.conserva(notifica({ idOperazioneANPR: 'dopo' }));
    await expect(spool.svuota(trovato(grande, inbox), ACCESO)).rejects.toBeInstanceOf(InfrastructureError);
    expect(inbox.ids).toContain('dopo');
    expect(await spool.svuota((n) => inbox.salva(n), ACCESO)).toMatchObject({ consegnate: 1, trattenute: 0 });
    expect(inbox.ids).toContain(grande);
    expect(files()).toEqual([]);
  });

  it('is not written anew again and again when nothing at all is taken', async () => {
    const spool = b.spool();
    await Promise.all(notifiche(100).map((n) => spool.conserva(n)));
    const chieste: string[] = [];
    const niente = async (n: Parameters<InboxFinta['salva']>[0]): Promise<never> => {
      chieste.push(n.idOperazioneANPR);
      throw new InfrastructureError('no', '1290');
    };
    const byte = await spool.byte();
    for (let i = 0; i < 3; i++) await expect(spool.svuota(niente, ACCESO)).rejects.toBeInstanceOf(InfrastructureError);
    expect([await spool.byte(), files().length]).toEqual([byte, 1]);
    expect(chieste.length).toBeLessThan(300);
  });
});

describe('files of other processes', () => {
  it('are emptied when their process is dead', async () => {
    await b.spool().conserva(notifica());
    giveTo(deadPid());
    const inbox = new InboxFinta();
    await b.spool().svuota((n) => inbox.salva(n));
    expect(inbox.ids).toEqual([notifica().idOperazioneANPR]);
    expect(files()).toEqual([]);
  });

  it('are emptied when a dead process had begun to empty them', async () => {
    await b.spool().conserva(notifica());
    giveTo(deadPid(), `spool.${deadPid()}`);
    const inbox = new InboxFinta();
    await b.spool().svuota((n) => inbox.salva(n));
    expect(inbox.ids).toHaveLength(1);
  });

  it('are left alone while their process lives and writes, and emptied when it has not written for a while', async () => {
    await b.spool().conserva(notifica());
    const path = giveTo(1);
    const inbox = new InboxFinta();
    await b.spool().svuota((n) => inbox.salva(n));
    expect(inbox.ids).toEqual([]);
    const before = Date.now() / 1000 - 120;
    utimesSync(path, before, before);
    await b.spool().svuota((n) => inbox.salva(n));
    expect(inbox.ids).toHaveLength(1);
  });

  it('lose nothing when they are taken from a process that is still writing', async () => {
    const writer = b.spool();
    const thief = b.spool();
    const inbox = new InboxFinta();
    for (const n of notifiche(30)) {
      const written = writer.conserva(n);
      await thief.svuota((m) => inbox.salva(m));
      await written;
    }
    await thief.svuota((m) => inbox.salva(m));
    expect(new Set(inbox.ids).size).toBe(30);
  });
});

describe('what is damaged or refused', () => {
  it('is kept aside and said, and holds back no other', async () => {
    const spool = b.spool();
    const tante = notifiche(5);
    for (const n of tante) await spool.conserva(n);
    const path = onlyFile();
    const bytes = readFileSync(path);
    const one = bytes.byteLength / 5;
    bytes[Math.floor(one * 2.5)] = (bytes[Math.floor(one * 2.5)] ?? 0) ^ 255;
    writeFileSync(path, bytes);
    appendFileSync(path, bytes.subarray(0, 11));
    const inbox = new InboxFinta();
    const fatto = await spool.svuota((n) => inbox.salva(n));
    expect(fatto).toEqual({ consegnate: 4, accantonate: 1, bytePersi: 11, illeggibili: 0, trattenute: 0 });
    expect(inbox.arrivate).toEqual(tante.filter((_, i) => i !== 2));
    expect(files()).toEqual([expect.stringMatching(/\.aside$/)]);
    expect(readFileSync(onlyFile())).toEqual(bytes.subarray(one * 2, one * 3));
    expect((await misuraSpool(b.dir)).accantonati).toBe(1);
  });

  it('a record that the database refuses for its own sake is kept aside, and renamed it is tried again', async () => {
    const spool = b.spool();
    const tante = notifiche(3);
    for (const n of tante) await spool.conserva(n);
    const inbox = new InboxFinta();
    const refuse = async (n: (typeof tante)[number]) => {
      if (n === undefined || n.idOperazioneANPR === tante[1]?.idOperazioneANPR) throw new StatementError('1406');
      return inbox.salva(n);
    };
    expect(await spool.svuota(refuse)).toMatchObject({ consegnate: 2, accantonate: 1 });
    renameSync(onlyFile(), onlyFile().replace(/\.aside$/, '.spool'));
    await b.spool().svuota((n) => inbox.salva(n));
    expect(new Set(inbox.ids)).toEqual(new Set(tante.map((n) => n.idOperazioneANPR)));
  });

  it('a file that is none of the spool is not touched', async () => {
    writeFileSync(join(b.dir, 'LEGGIMI'), 'appunti');
    writeFileSync(join(b.dir, `${process.pid}-${randomUUID()}.spool`), '');
    const inbox = new InboxFinta();
    expect(await b.spool().svuota((n) => inbox.salva(n))).toEqual({ ...NIENTE, consegnate: 0 });
    expect(files()).toEqual(['LEGGIMI']);
  });
});
