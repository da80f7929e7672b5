import { afterEach, describe, expect, it } from 'vitest';
import { disturba } from '../../../src/simulatore/flusso.js';
import { invia, type NotificaSimulata, sblocca, TENTATIVI } from '../../../src/simulatore/index.js';
import { conSorte, segnaSorte } from '../../../src/simulatore/servizi/index.js';
import { vivi } from '../paese.js';
import { apriRicevitore, type Ricevitore } from '../ricevitore.js';
import { apriBanco, leggiTutto, richiesta } from './banco.js';
import { pki } from './filo.js';

const { storia } = vivi({ abitanti: 2000 });
const id = (n: NotificaSimulata): string => n.idOperazioneANPR;

let ricevitore: Ricevitore | undefined;
afterEach(async () => ricevitore?.chiudi());

describe('a disturbed feed', () => {
  it('without disturbances pushes everything in its order, except NA**, which is in the lists alone', () => {
    const f = disturba(storia, { seed: 'x' });
    expect(f.spinte.map(id)).toEqual(storia.filter((n) => !n.tipoNotifica.startsWith('NA')).map(id));
    expect(f.generate.map((g) => id(g.notifica))).toEqual(storia.map(id));
    expect(new Set(f.generate.map((g) => g.sorte))).toEqual(new Set(['DA_INVIARE', 'SOLO_ELENCO']));
  });

  it('loses a share that the archive keeps (#2739), and nothing before the day asked for', () => {
    const dal = '2026-08-01T00:00:00.000Z';
    const f = disturba(storia, { seed: 'x', quotaPerdute: 0.3, perditeDal: dal });
    const perdute = f.generate.filter((g) => g.sorte === 'PERDUTA').map((g) => g.notifica);
    const spinte = new Set(f.spinte.map(id));
    expect(perdute.length).toBeGreaterThan(10);
    expect(perdute.every((n) => !spinte.has(id(n)) && n.momento >= dal)).toBe(true);
    expect(f.generate).toHaveLength(storia.length);
  });

  it('goes silent for a stretch and speaks again (G11, G15)', () => {
    const silenzio = { dal: '2026-05-01T00:00:00.000Z', al: '2026-06-01T00:00:00.000Z' };
    const f = disturba(storia, { seed: 'x', silenzio });
    expect(f.spinte.filter((n) => n.momento >= silenzio.dal && n.momento < silenzio.al)).toEqual([]);
    expect(f.spinte.some((n) => n.momento >= silenzio.al)).toBe(true);
  });

  it('never generates a restoration that was followed by a new departure (G25, #4680): nowhere to be found', () => {
    const f = disturba(storia, { seed: 'x', quotaAssorbite: 1 });
    expect(f.assorbite.length).toBeGreaterThan(0);
    expect(f.assorbite.every((n) => n.tipoNotifica === 'N015')).toBe(true);
    const generate = new Set(f.generate.map((g) => id(g.notifica)));
    expect(f.assorbite.some((n) => generate.has(id(n)))).toBe(false);
    for (const n of f.assorbite) {
      const scheda = /<idSchedaSoggettoANPR>(\d+)</.exec(n.contenuto())?.[1] ?? '?';
      const dopo = storia.slice(storia.indexOf(n) + 1);
      expect(dopo.some((x) => x.tipoNotifica === 'N010' && x.contenuto().includes(scheda))).toBe(true);
    }
  });

  it('generates some twice more under numbers of their own (G22, G45)', () => {
    const f = disturba(storia, { seed: 'x', quotaRaddoppiate: 0.5 });
    const tutte = f.generate.map((g) => g.notifica);
    expect(new Set(tutte.map(id)).size).toBe(tutte.length);
    const copie = tutte.filter((n) => !storia.includes(n));
    expect(copie.length).toBeGreaterThan(10);
    const originali = new Map(storia.map((n) => [n.contenuto(), n]));
    for (const c of copie) expect(originali.get(c.contenuto())?.tipoNotifica).toBe(c.tipoNotifica);
  });

  it('sends some weeks late (#4540), and is the same every time for the same seed', () => {
    const d = { seed: 'x', quotaTardive: 0.2, quotaPerdute: 0.1, quotaRaddoppiate: 0.1, quotaAssorbite: 0.5 };
    const f = disturba(storia, d);
    const indietro = f.spinte.filter((n, i) => i > 0 && n.momento < (f.spinte[i - 1]?.momento ?? ''));
    expect(indietro.length).toBeGreaterThan(20);
    expect(disturba(storia, d).spinte.map(id)).toEqual(f.spinte.map(id));
    expect(disturba(storia, { ...d, seed: 'y' }).spinte.map(id)).not.toEqual(f.spinte.map(id));
  });
});

describe('what the push lost', () => {
  it('is in the lists of 4005, together with what was never meant for the push', async () => {
    const b = apriBanco({}, { abitanti: 1000, quotaPerdute: 0.5, quotaRaddoppiate: 0.3 });
    const r = richiesta(b);
    const { dal, al } = r.periodo ?? { dal: '', al: '' };
    const voci = new Set((await leggiTutto(b, r)).map((v) => v.idOperazioneANPR));
    const perdute = conSorte(b.servizi.archivio, 'PERDUTA').filter((n) => n.momento >= dal && n.momento < al);
    expect(perdute.length).toBeGreaterThan(3);
    expect(perdute.filter((n) => n.tipoNotifica !== 'N031' && !voci.has(id(n)))).toEqual([]);
  });
});

describe('a sender that gives up', () => {
  const opzioni = (url: string, b: ReturnType<typeof apriBanco>) => ({
    url,
    caTls: pki.caPem,
    mittente: pki.anpr,
    codDestinatario: b.comune.codiceIstat,
    certDestinatario: pki.comuni[0]?.certPem ?? null,
    now: () => new Date(),
    seed: 'sospesa',
    minutoMs: 1,
    parallele: 2,
    onSorte: (n: string, sorte: 'CONSEGNATA' | 'SOSPESA') => segnaSorte(b.servizi.archivio, n, sorte),
  });

  it('suspends after five attempts, then stays silent until unlocked; 4005 has it all the while (G12, G11)', async () => {
    const b = apriBanco();
    let guasto = true;
    ricevitore = await apriRicevitore(pki, () => (guasto ? { status: 503 } : { codice: '1' }));
    const spinte = disturba(b.storia, { seed: 'banco' }).spinte;
    const esito = await invia(spinte, { ...opzioni(ricevitore.url, b), disabilitaDopo: 2 });
    expect(esito).toMatchObject({ acquisite: 0, sospese: spinte.length });
    expect(ricevitore.chiamate.length).toBeLessThan(spinte.length * TENTATIVI);
    expect(conSorte(b.servizi.archivio, 'SOSPESA').map(id).sort()).toEqual(spinte.map(id).sort());
    expect((await leggiTutto(b, richiesta(b, { statoLavorazione: '7', dettaglio: 'ID' }))).length).toBeGreaterThan(0);

    guasto = false;
    const prima = ricevitore.chiamate.length;
    const dopo = await sblocca(esito.daSbloccare, opzioni(ricevitore.url, b));
    expect(dopo).toMatchObject({ acquisite: spinte.length, sospese: 0 });
    expect(ricevitore.chiamate.length - prima).toBe(spinte.length);
    expect(conSorte(b.servizi.archivio, 'SOSPESA')).toEqual([]);
    expect(conSorte(b.servizi.archivio, 'CONSEGNATA')).toHaveLength(spinte.length);
  });
});
