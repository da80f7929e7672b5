/** Calls read in threads that can be ended: what one of them does to its thread is nobody else's trouble. */
import { afterEach, describe, expect, it } from 'vitest';
import type { RegoleChiamata } from '../../src/soap/chiamata.js';
import { type ChiamateIsolate, openChiamate } from '../../src/soap/chiamate-isolate.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { createCa, issue } from '../soap/pki.js';
import { ADESSO, type Banco, busta, call, LogDiProva, openBanco, REGOLE } from './banco.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const x of open.splice(0).toReversed()) await x.close();
});

function chiamate(regole: () => RegoleChiamata = () => REGOLE, file?: URL): ChiamateIsolate {
  const o = { threads: 2, deadlineMs: 500, heapMb: 64, log: new LogDiProva(), ...(file && { file }) };
  const c = openChiamate(regole, o);
  open.push(c);
  return c;
}
async function banco(c: ChiamateIsolate): Promise<Banco> {
  const b = await openBanco({ leggi: c.leggi, slotWaitMs: 10_000 });
  open.push(b);
  return b;
}

describe('calls read in threads', () => {
  it('are answered as if they were read here, code by code', async () => {
    const b = await banco(chiamate());
    const codici = [busta(), busta({ codDestinatario: '058091' }), '', 'ciao', busta({ contenuto: Buffer.alloc(0) })];
    const risposte = await Promise.all(codici.map((c) => call(b.url, c)));
    expect(risposte.map((r) => r.codice)).toEqual(['1', '5', '6', '5', '6']);
    expect(b.inbox.salvate[0]?.contenuto.toString()).toBe('contenuto cifrato di prova');
    expect(b.inbox.rifiuti.map((r) => r.motivo).toSorted()).toEqual([
      'CONTENUTO_ASSENTE',
      'CORPO_VUOTO',
      'DESTINATARIO',
      'NON_SOAP',
    ]);
  });

  it('many at once keep each its own content, small or large', async () => {
    const b = await banco(chiamate());
    const contenuti = Array.from({ length: 60 }, (_, i) => Buffer.alloc(1 + i * 997, i));
    await Promise.all(contenuti.map((contenuto, i) => call(b.url, busta({ idOperazioneANPR: `${i}`, contenuto }))));
    expect(b.inbox.salvate.length).toBe(60);
    for (const n of b.inbox.salvate) {
      expect(Buffer.compare(n.contenuto, contenuti[Number(n.idOperazioneANPR)] as Buffer)).toBe(0);
    }
  });

  it('are verified by the CAs in service now: a bundle that changed counts at the next call', async () => {
    const ca = createCa('CA di Prova');
    const anpr = issue({ cn: 'ANPR di Prova' }, ca);
    const firma = {
      policy: 'required',
      fiducia: { files: [] },
      acceptSha1: false,
      timestampToleranceMs: null,
    } as const;
    let regole: RegoleChiamata = { ...REGOLE, firma };
    const b = await banco(chiamate(() => regole));
    const firmata = firmaBusta(busta(), anpr.key, anpr.cert, { now: ADESSO });
    expect((await call(b.url, firmata)).codice).toBe('5');
    regole = { ...REGOLE, firma: { ...firma, fiducia: { files: [{ nome: 'ca.pem', pem: ca.cert }] } } };
    expect((await call(b.url, firmata)).codice).toBe('1');
    expect(b.inbox.rifiuti.map((r) => r.motivo)).toEqual(['FIRMA_CERTIFICATO']);
  });
});

describe('calls that do harm', () => {
  const hostile = (): ChiamateIsolate => chiamate(() => REGOLE, new URL('./hostile-thread.mjs', import.meta.url));

  it.each(['LOOP', 'FILL', 'EXIT'])('%s: code 5 and the rejection log, everybody else is served', async (what) => {
    const b = await banco(hostile());
    const harm = call(b.url, what, { localAddress: '127.0.0.66' });
    const genuine = Array.from({ length: 30 }, (_, i) => call(b.url, busta({ idOperazioneANPR: `${i}` })));
    expect(new Set((await Promise.all(genuine)).map((r) => r.codice))).toEqual(new Set(['1']));
    expect((await harm).codice).toBe('5');
    expect(b.inbox.rifiuti.map((r) => r.motivo)).toEqual(['PERICOLOSA']);
    expect((await call(b.url, busta())).codice).toBe('1');
  });

  it('a closed pool is a 503, so that ANPR sends again', async () => {
    const c = chiamate();
    const b = await banco(c);
    await c.close();
    expect((await call(b.url, busta())).status).toBe(503);
  });
});
