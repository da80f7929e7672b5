import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../src/errors.js';
import type { StatoPosizione } from '../../../src/simulatore/persona.js';
import type { CriterioScheda, EsitoScheda } from '../../../src/soap/client/servizi.js';
import { apriBanco, type Banco } from './banco.js';

const testo = (e: EsitoScheda): string => (e.esito === 'TROVATA' ? Buffer.from(e.contenuto).toString('utf8') : e.esito);

const scheda = (b: Banco, criterio: CriterioScheda, nazionale = false): Promise<EsitoScheda> =>
  b.client.scheda({ idOperazioneComune: b.numero(), criterio, nazionale });

const tutti = (b: Banco, stato: StatoPosizione) =>
  [...b.comune.registro.persone.values()].filter((p) => p.posizione.stato === stato);

describe('service 3002', () => {
  it('gives the card as the register is now, not as it was at the load', async () => {
    const b = apriBanco();
    const cambiati = tutti(b, 'APR').filter((p) => {
      const prima = b.comune.iniziale.persone.get(p.idScheda)?.residenza;
      return prima !== undefined && prima !== p.residenza;
    });
    expect(cambiati.length).toBeGreaterThan(0);
    for (const p of cambiati) {
      const xml = testo(await scheda(b, { idSchedaSoggettoANPR: p.idScheda }));
      expect(xml).toContain(`<dataDecorrenzaResidenza>${p.residenza?.dal}<`);
    }
  });

  it('numbers its answers after everything that was registered', async () => {
    const b = apriBanco();
    const massimo = Math.max(...b.storia.map((n) => Number(n.idOperazioneANPR)));
    const [p] = tutti(b, 'APR');
    const una = await scheda(b, { idSchedaSoggettoANPR: p?.idScheda ?? '' });
    const due = await scheda(b, { idSchedaSoggettoANPR: p?.idScheda ?? '' });
    const id = (e: EsitoScheda) => Number(e.esito === 'TROVATA' ? e.idOperazioneANPR : 0);
    expect(id(una) > massimo && id(due) > id(una)).toBe(true);
    expect(testo(una)).toContain(`<idOperazioneANPR>${id(una)}<`);
  });

  it('gives a family with all its members, and a convivenza that is open and empty', async () => {
    const b = apriBanco();
    const { famiglie, membri } = b.comune.registro;
    const [grande] = [...membri].filter(([f, m]) => m.size > 2 && famiglie.get(f)?.tipo === '3');
    const xml = testo(await scheda(b, { idFamigliaConvivenzaANPR: grande?.[0] ?? '' }));
    for (const s of grande?.[1] ?? []) expect(xml).toContain(`<idSchedaSoggettoANPR>${s}<`);
    const vuota = [...famiglie.values()].find((f) => f.tipo === '4' && f.aperta && (membri.get(f.id)?.size ?? 0) === 0);
    if (vuota !== undefined)
      expect(testo(await scheda(b, { idFamigliaConvivenzaANPR: vuota.id }))).toContain('datiFamigliaConvivenza');
    expect(await scheda(b, { idFamigliaConvivenzaANPR: '1' })).toEqual({ esito: 'ASSENTE' });
  });

  it('finds nobody who is not resident here unless the search is national', async () => {
    const b = apriBanco();
    for (const stato of ['DECEDUTO', 'EMIGRATO', 'IRREPERIBILE'] as const) {
      const [p] = tutti(b, stato);
      const criterio = { idSchedaSoggettoANPR: p?.idScheda ?? '' };
      expect(await scheda(b, criterio)).toEqual({ esito: 'ASSENTE' });
      expect(await scheda(b, criterio, true)).toMatchObject({ esito: 'TROVATA' });
    }
  });

  it('says of the dead when they died, of the cancelled why, of the emigrated where they are', async () => {
    const b = apriBanco();
    for (const p of tutti(b, 'DECEDUTO')) {
      const xml = testo(await scheda(b, { idSchedaSoggettoANPR: p.idScheda }, true));
      expect(xml).toContain(`<datiDecesso><dataEvento>${p.posizione.dal}<`);
    }
    for (const p of tutti(b, 'IRREPERIBILE')) {
      const xml = testo(await scheda(b, { idSchedaSoggettoANPR: p.idScheda }, true));
      expect(xml).toContain(`<motivoCancellazione>${p.posizione.motivo}<`);
    }
    const n010 =
      b.storia
        .filter((n) => n.tipoNotifica === 'N010')
        .at(-1)
        ?.contenuto() ?? '';
    const chi = /<idSchedaSoggettoANPR>(\d+)</.exec(n010)?.[1] ?? '';
    const altro = /<comuneRichiesta>.*?<codiceIstat>(\d{6})/.exec(n010)?.[1] ?? '';
    const p = b.comune.registro.persone.get(chi);
    if (p?.posizione.stato === 'EMIGRATO')
      expect(testo(await scheda(b, { idSchedaSoggettoANPR: chi }, true))).toContain(
        `<idFamigliaConvivenzaComuneIstat>${altro}<`,
      );
  });
});

describe('service 3003', () => {
  it('gives one notification or one operation by its id, and never an N031 (#1412)', async () => {
    const b = apriBanco({}, { abitanti: 1000 });
    const chiedi = (idOperazioneANPR: string) =>
      b.client.operazione({ idOperazioneComune: b.numero(), idOperazioneANPR });
    const n = b.storia.find((x) => x.tipoNotifica === 'NRIS');
    for (const id of [n?.idOperazioneANPR ?? '', n?.idRegistrante ?? '']) {
      const e = await chiedi(id);
      expect(e.esito === 'TROVATA' && Buffer.from(e.contenuto).toString()).toBe(n?.contenuto());
    }
    const n031 = b.storia.find((x) => x.tipoNotifica === 'N031');
    expect(await chiedi(n031?.idOperazioneANPR ?? '')).toEqual({ esito: 'ASSENTE' });
  });

  it('on a bad day has the notification without its content (#1295)', async () => {
    const b = apriBanco({ operazioniVuote: true });
    const n = b.storia.find((x) => x.tipoNotifica === 'N010');
    const domanda = { idOperazioneComune: b.numero(), idOperazioneANPR: n?.idOperazioneANPR ?? '' };
    expect(await b.client.operazione(domanda)).toEqual({ esito: 'ASSENTE' });
  });
});

describe('service 7002', () => {
  it('has the whole register when it is ready, the same at every download, and refuses a ticket of 4005', async () => {
    const b = apriBanco();
    const ticket = b.servizi.ordinaFile('REGISTRO', 'xml');
    const scarica = (t: string) => b.client.file({ idOperazioneComune: b.numero(), ticket: t });
    expect(await scarica(ticket)).toEqual({ esito: 'NON_PRONTO', codice: 'EN122' });
    b.passano(7 * 60);
    const file = await scarica(ticket);
    const xml = file.esito === 'PRONTO' ? Buffer.from(file.contenuto).toString('utf8') : '';
    for (const p of [...tutti(b, 'APR'), ...tutti(b, 'AIRE')])
      expect(xml).toContain(`<idSchedaSoggettoANPR>${p.idScheda}<`);
    for (const p of tutti(b, 'DECEDUTO')) expect(xml).not.toContain(`<idSchedaSoggettoANPR>${p.idScheda}<`);
    expect(await scarica(ticket)).toEqual(file);
    const elenco = await b.client.elenco({
      idOperazioneComune: b.numero(),
      tipo: null,
      statoLavorazione: '9',
      dettaglio: 'ID',
      identificativi: { da: '0', a: '99999999999' },
    });
    expect(await scarica(elenco.esito === 'ACCOLTA' ? elenco.ticket : '')).toMatchObject({ esito: 'NON_PRONTO' });
  });

  it('on a bad day is out of service like the others', async () => {
    const disservizi = [{ dal: '2026-11-22T00:00:00Z', al: '2026-11-23T00:00:00Z', effetto: '998' as const }];
    const b = apriBanco({ disservizi });
    await expect(b.client.file({ idOperazioneComune: b.numero(), ticket: '1' })).rejects.toThrow(TransientError);
    await expect(b.client.prova({ idOperazioneComune: b.numero() })).rejects.toThrow(TransientError);
  });
});
