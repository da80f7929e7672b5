import { afterEach, describe, expect, it } from 'vitest';
import { creaCaso } from '../../src/simulatore/caso.js';
import { creaPki, invia, notificaDiProva, type OpzioniInvio, TENTATIVI } from '../../src/simulatore/index.js';
import { disordina } from '../../src/simulatore/invio.js';
import { apriContenuto } from '../../src/soap/contenuto.js';
import { openKeystore } from '../../src/soap/keystore.js';
import { vivi } from './paese.js';
import { apriRicevitore, type Chiamata, type Ricevitore, type Risposta } from './ricevitore.js';

const { comune, storia } = vivi({ abitanti: 300 });
const pki = await creaPki({ codiciIstat: [comune.codiceIstat], now: new Date() });
const [nostro] = pki.comuni;
if (nostro === undefined) throw new Error('no keystore');
const keystore = openKeystore(nostro.p12, nostro.password, nostro.nomeFile);

let ricevitore: Ricevitore | undefined;
afterEach(async () => ricevitore?.chiudi());

async function ascolta(rispondi: (c: Chiamata, volta: number) => Risposta): Promise<Ricevitore> {
  ricevitore = await apriRicevitore(pki, rispondi);
  return ricevitore;
}

function opzioni(url: string, altre: Partial<OpzioniInvio> = {}): OpzioniInvio {
  return {
    url,
    caTls: pki.caPem,
    mittente: pki.anpr,
    codDestinatario: comune.codiceIstat,
    certDestinatario: nostro?.certPem ?? '',
    now: () => new Date(),
    seed: 'invio',
    minutoMs: 1,
    parallele: 8,
    ...altre,
  };
}

describe('the sender', () => {
  it('delivers everything signed and encrypted, inline and by MTOM, and the content opens as it was written', async () => {
    const r = await ascolta(() => ({ codice: '1' }));
    const esito = await invia(storia, opzioni(r.url));
    expect(esito).toMatchObject({
      inviate: storia.length,
      acquisite: storia.length,
      sospese: 0,
      tentativi: storia.length,
    });
    expect(new Set(r.chiamate.map((c) => c.firma))).toEqual(new Set(['VALIDA']));
    expect(new Set(r.chiamate.map((c) => c.mtom))).toEqual(new Set([true, false]));
    const perId = new Map(storia.map((n) => [n.idOperazioneANPR, n]));
    for (const c of r.chiamate) {
      expect(apriContenuto(c.contenuto, [keystore]).xml.toString()).toBe(perId.get(c.id)?.contenuto());
      expect([c.codDestinatario, c.tipoNotifica]).toEqual([comune.codiceIstat, perId.get(c.id)?.tipoNotifica]);
    }
  });

  it('tries five times and then suspends, without holding back the others', async () => {
    const testarda = storia[0]?.idOperazioneANPR;
    const r = await ascolta((c) => (c.id === testarda ? { codice: '5' } : { codice: '1' }));
    const esito = await invia(storia.slice(0, 30), opzioni(r.url));
    expect(r.chiamate.filter((c) => c.id === testarda)).toHaveLength(TENTATIVI);
    expect(esito.daSbloccare.map((n) => n.idOperazioneANPR)).toEqual([testarda]);
    expect(esito.acquisite).toBe(29);
    expect(esito.esiti).toEqual({ '1': 29, '5': TENTATIVI });
  });

  it('waits five of its minutes between one attempt and the next', async () => {
    const arrivi: number[] = [];
    const r = await ascolta(() => {
      arrivi.push(Date.now());
      return { status: 503 };
    });
    await invia(storia.slice(0, 1), opzioni(r.url, { minutoMs: 20 }));
    const attese = arrivi.slice(1).map((t, i) => t - (arrivi[i] ?? 0));
    expect(attese).toHaveLength(TENTATIVI - 1);
    expect(Math.min(...attese)).toBeGreaterThanOrEqual(95);
  });

  it('sends again after 503, silence, other codes, and stops at the first 1, with the same bytes', async () => {
    const risposte: Risposta[] = [{ status: 503 }, 'MUTO', { codice: '6' }, { codice: '1' }];
    const r = await ascolta((_, volta) => risposte[volta - 1] ?? { codice: '1' });
    const esito = await invia(storia.slice(0, 5), opzioni(r.url));
    expect(esito.esiti).toEqual({ 'HTTP 503': 5, RETE: 5, '6': 5, '1': 5 });
    for (const n of storia.slice(0, 5)) {
      const sue = r.chiamate.filter((c) => c.id === n.idOperazioneANPR);
      expect(sue).toHaveLength(4);
      expect(new Set(sue.map((c) => c.contenuto.toString('hex'))).size).toBe(1);
    }
  });

  it('repeats some that were acknowledged, with the same bytes', async () => {
    const r = await ascolta(() => ({ codice: '1' }));
    const esito = await invia(storia, opzioni(r.url, { quotaDuplicati: 0.3 }));
    expect(esito.duplicati).toBeGreaterThan(storia.length * 0.15);
    expect(r.chiamate.length).toBe(storia.length + esito.duplicati);
    const diverse = new Set(r.chiamate.map((c) => `${c.id} ${c.contenuto.toString('hex')}`));
    expect(diverse.size).toBe(storia.length);
  });

  it('keeps within the calls asked for, tells how far it is, and stops when told', async () => {
    const r = await ascolta(() => ({ codice: '1' }));
    const stop = new AbortController();
    const avanzamenti: number[] = [];
    const esito = await invia(
      storia,
      opzioni(r.url, {
        parallele: 3,
        signal: stop.signal,
        onProgress: (a) => {
          avanzamenti.push(a.acquisite);
          if (a.acquisite >= 20) stop.abort();
        },
      }),
    );
    expect(r.insieme()).toBeLessThanOrEqual(3);
    expect(avanzamenti).toEqual([...avanzamenti].sort((a, b) => a - b));
    expect(esito.inviate).toBeLessThan(storia.length);
    expect(esito.acquisite).toBe(esito.inviate);
  });

  it('does not talk to a receiver whose certificate it does not trust', async () => {
    const r = await ascolta(() => ({ codice: '1' }));
    const altra = await creaPki({ codiciIstat: [], now: new Date() });
    const esito = await invia(storia.slice(0, 1), opzioni(r.url, { caTls: altra.caPem }));
    expect(esito.esiti).toEqual({ RETE: TENTATIVI });
    expect(r.chiamate).toEqual([]);
  });

  it('sends the test notification of the web application', async () => {
    const r = await ascolta(() => ({ codice: '1' }));
    await invia([notificaDiProva('2026-11-22T10:00:00.000Z')], opzioni(r.url));
    expect(r.chiamate.map((c) => [c.id, c.tipoNotifica])).toEqual([['999999', 'N031']]);
  });
});

describe('disorder', () => {
  it('loses the order within the window and nothing else', () => {
    const voci = Array.from({ length: 100 }, (_, i) => i);
    const fuori = disordina(voci, 10, creaCaso('x'));
    expect(fuori).not.toEqual(voci);
    expect([...fuori].sort((a, b) => a - b)).toEqual(voci);
    expect(fuori.every((v, i) => Math.floor(v / 10) === Math.floor(i / 10))).toBe(true);
    expect(disordina(voci, 1, creaCaso('x'))).toEqual(voci);
  });
});
