import { describe, expect, it } from 'vitest';
import { type RigaVista, variazioniNette, verita, veritaIniziale } from '../../src/simulatore/index.js';
import { conPassato } from '../../src/simulatore/passato.js';
import type { Persona } from '../../src/simulatore/persona.js';
import { copiaRegistro, metti } from '../../src/simulatore/registro.js';
import { OGGI, vivi } from './paese.js';

const { comune, storia } = vivi();
const prima = veritaIniziale(comune, OGGI);
const dopo = verita(comune, OGGI);
const righe = (vista: ReadonlyMap<string, RigaVista>): RigaVista[] => [...vista.values()];
const somma = (vista: RigaVista[]): number => vista.reduce((totale, r) => totale + Number(r.componenti), 0);

/** The truth with one person replaced. */
function conPersona(cerca: (p: Persona) => boolean, cambia: (p: Persona) => Persona) {
  const registro = copiaRegistro(comune.iniziale);
  const p = [...registro.persone.values()].find(cerca);
  if (p === undefined) throw new Error('nobody like that in the town');
  metti(registro, cambia(p));
  return { id: p.idScheda, verita: verita(comune, OGGI, registro) };
}

describe.each([
  ['at the load', prima],
  ['after a year', dopo],
])('the truth %s', (_, v) => {
  it('counts every resident once among the members of families and convivenze', () => {
    const residenti = righe(v.v_famiglie).filter((f) => f.tipo_scheda !== '5');
    expect(somma(residenti)).toBe(v.v_residenti.size);
  });

  it('has a nucleus for each family of residents and for nothing else', () => {
    const famiglie = righe(v.v_famiglie).filter((f) => f.tipo_scheda === '3' && !SENZA_CASA.test(String(f.indirizzo)));
    expect(new Set(v.v_tributi_nuclei.keys())).toEqual(new Set(famiglie.map((f) => String(f.id_famiglia_anpr))));
    for (const n of righe(v.v_tributi_nuclei)) {
      const famiglia = v.v_famiglie.get(String(n.id_famiglia_anpr));
      expect([n.componenti, n.indirizzo, n.intestatario]).toEqual([
        famiglia?.componenti,
        famiglia?.indirizzo,
        famiglia?.intestatario,
      ]);
      expect(n.dal).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(Number(n.componenti)).toBeGreaterThan(0);
    }
  });

  it('has as RESIDENTE exactly the adult residents, with their address', () => {
    const condizioni = righe(v.v_tributi_contribuenti).filter((c) => c.condizione === 'RESIDENTE');
    for (const c of condizioni) {
      const r = v.v_residenti.get(String(c.id_scheda_anpr));
      if (SENZA_CASA.test(String(r?.indirizzo))) continue;
      expect([c.recapito, c.condizione_dal]).toEqual([r?.indirizzo, r?.residente_dal]);
    }
    const minori = v.v_residenti.size - condizioni.length;
    expect(minori / v.v_residenti.size).toBeGreaterThan(0.1);
    expect(minori / v.v_residenti.size).toBeLessThan(0.3);
  });

  it('has addresses on one line, upper case, and none for whoever is elsewhere', () => {
    for (const r of righe(v.v_residenti)) expect(r.indirizzo).toMatch(/^[^a-z]+, 00100 ROCCAFINTA \(RM\)$/);
    const altrove = righe(v.v_tributi_contribuenti).filter((c) => c.condizione === 'NON_RESIDENTE');
    expect(altrove.every((c) => (c.recapito ?? null) === null)).toBe(true);
  });

  it('dates no row in the future', () => {
    const date = [...righe(v.v_residenti).map((r) => r.residente_dal), ...righe(v.v_tributi_nuclei).map((r) => r.dal)];
    expect(date.filter((d) => String(d) > OGGI)).toEqual([]);
  });
});

/** The street that does not exist: who is registered there has no home. */
const SENZA_CASA = /^VIA DELLA CASA COMUNALE /;

describe('the truth about one change', () => {
  it('counts a partial birth date from the last possible day', () => {
    const anno = String(Number(OGGI.slice(0, 4)) - 18);
    const giovane = conPersona(
      (p) => p.posizione.stato === 'APR',
      (p) => ({ ...p, dataNascita: `${anno}-01-01`, precisione: 'ANNO', liste: null }),
    );
    expect(giovane.verita.v_tributi_contribuenti.has(giovane.id)).toBe(false);
    const intera = conPersona(
      (p) => p.posizione.stato === 'APR',
      (p) => ({ ...p, dataNascita: `${anno}-01-01`, precisione: 'GIORNO', liste: null }),
    );
    expect(intera.verita.v_tributi_contribuenti.has(intera.id)).toBe(true);
    expect(intera.verita.v_elettori.get(`${intera.id}|GENERALE`)?.stato).toBe('DA_ISCRIVERE');
  });

  it('leaves out of the tax office a minor who left before coming of age', () => {
    const minore = conPersona(
      (p) => p.posizione.stato === 'APR',
      (p) => ({
        ...p,
        dataNascita: '2008-06-01',
        posizione: { stato: 'EMIGRATO', dal: '2026-03-01', motivo: '', dichiarata: true },
      }),
    );
    expect(minore.verita.v_tributi_contribuenti.has(minore.id)).toBe(false);
  });

  it('keeps the dead voter on the list, to be cancelled', () => {
    const morto = conPersona(
      (p) => p.liste?.sezioni.GENERALE !== undefined && p.posizione.stato === 'APR',
      (p) => ({
        ...p,
        appartenenza: null,
        posizione: { stato: 'DECEDUTO', dal: '2026-03-01', motivo: '1', dichiarata: true },
      }),
    );
    const riga = morto.verita.v_elettori.get(`${morto.id}|GENERALE`);
    expect([riga?.stato, riga?.motivo]).toEqual(['DA_CANCELLARE', 'MORTE']);
    expect(riga?.sezione).toMatch(/^\d+$/);
    const nette = variazioniNette(prima, morto.verita).filter((x) => x.oggetto === `C:S:${morto.id}`);
    expect(nette.map((x) => [x.tipo, x.valore_prima, x.valore_dopo])).toContainEqual([
      'CONDIZIONE',
      'RESIDENTE',
      'DECEDUTO',
    ]);
    expect(nette.map((x) => x.tipo)).not.toContain('INDIRIZZO');
  });
});

it('who became Italian leaves an added list for that, also after moving to our AIRE', () => {
  const lista = 'AGGIUNTA_UE_COMUNALI';
  const { id, verita: v } = conPersona(
    (p) => p.posizione.stato === 'APR' && p.dataNascita < '1990',
    (p) => ({
      ...p,
      posizione: { ...p.posizione, stato: 'AIRE' },
      cittadinanze: [{ codiceStato: '215' }, { codiceStato: '100', dataValidita: '2026-02-01' }],
      liste: { elettore: 'S', sezioni: { [lista]: '1' }, tolte: [] },
    }),
  );
  expect(v.v_elettori.get(`${id}|${lista}`)).toMatchObject({ stato: 'DA_CANCELLARE', motivo: 'CITTADINANZA' });
});

describe('the truth about the past', () => {
  const uno = (storia: (p: Persona) => Persona) =>
    conPersona(
      (p) => p.posizione.stato === 'APR' && p.casePassate.length === 0 && p.dataNascita < '1990',
      (p) => storia({ ...p, posizione: { ...p.posizione, dal: '2010-01-01' } }),
    );
  const righePer = (vista: ReadonlyMap<string, RigaVista>, id: string): RigaVista[] =>
    [...vista].filter(([k]) => k.startsWith(`${id}|`)).map(([, r]) => r);

  it('has the periods of a condition one after the other, the last one open', () => {
    const partito = uno((p) =>
      conPassato(p, { ...p, posizione: { stato: 'EMIGRATO', dal: '2026-03-01', motivo: '', dichiarata: true } }),
    );
    const periodi = righePer(partito.verita.v_tributi_condizioni, partito.id);
    expect(periodi.map((r) => [r.condizione, r.dal, r.al])).toEqual([
      ['RESIDENTE', '2010-01-01', '2026-03-01'],
      ['NON_RESIDENTE', '2026-03-01', null],
    ]);
    expect(righePer(partito.verita.v_imu_periodi_residenza, partito.id).map((r) => r.al)).toEqual(['2026-03-01']);
  });

  it.each([
    ['ends a home on the day of the next one', { toponimo: 'NUOVA' }],
    ['ends a home on the day of the next one, in the same house', undefined],
  ])('%s', (_, indirizzo) => {
    const dal = '2026-02-01';
    const mosso = uno((p) =>
      conPassato(p, { ...p, residenza: { tipoIndirizzo: '1', indirizzo: indirizzo ?? p.residenza!.indirizzo, dal } }),
    );
    const case_ = righePer(mosso.verita.v_imu_periodi_residenza, mosso.id);
    expect(case_.map((r) => r.al)).toEqual([dal, null]);
  });

  it('leaves nothing behind for another name or a date before', () => {
    const stessa = (dopo: (p: Persona) => Persona): number =>
      uno((p) => conPassato(p, dopo(p))).verita.v_imu_periodi_residenza.size;
    const quante = prima.v_imu_periodi_residenza.size;
    expect(stessa((p) => ({ ...p, residenza: { ...p.residenza!, indirizzo: { toponimo: 'ALTRO NOME' } } }))).toBe(
      quante,
    );
    expect(stessa((p) => ({ ...p, residenza: { ...p.residenza!, dal: '2010-01-01' } }))).toBe(quante);
  });

  it('shows IMU no home of somebody who has none', () => {
    const senza = uno((p) => ({ ...p, residenza: { ...p.residenza!, senzaFissaDimora: true } }));
    expect(righePer(senza.verita.v_imu_periodi_residenza, senza.id)).toEqual([]);
  });

  it('has nobody occupy a dwelling before the day on which they found a home', () => {
    const membri = comune.iniziale.membri;
    const solo = (p: Persona): boolean => membri.get(p.appartenenza?.idFamiglia ?? '')?.size === 1;
    const trova = conPersona(
      (p) => p.posizione.stato === 'APR' && p.appartenenza?.tipo === '3' && solo(p),
      (p) => {
        const senza = { ...p, residenza: { ...p.residenza!, senzaFissaDimora: true as const, dal: '2025-01-01' } };
        return conPassato(senza, { ...p, residenza: { ...p.residenza!, dal: '2026-02-01' } });
      },
    );
    const famiglia = comune.iniziale.persone.get(trova.id)?.appartenenza?.idFamiglia;
    expect(trova.verita.giorni().get(`N:${famiglia} componenti`)).toEqual(['2026-02-01']);
  });

  it('says where a notice is valid from the thirtieth day, and of a revoked digital domicile says nothing', () => {
    const domicilio = { tipoIndirizzo: '3', indirizzo: { toponimo: 'ALTROVE' }, dal: '2026-01-15' };
    const scritto = uno((p) => ({ ...p, domicili: [domicilio], domicilioDigitale: '', domicilioRevocato: true }));
    const recapiti = righePer(scritto.verita.v_tributi_recapiti, scritto.id);
    expect(recapiti.map((r) => [r.tipo, r.tipo_indirizzo])).toEqual([
      ['DOMICILIO', '3'],
      ['RESIDENZA', '1'],
    ]);
    expect(recapiti[0]?.efficace_dal).toBe('2026-02-14');
    expect([...scritto.verita.recapitiIgnoti].filter((k) => k.startsWith(`${scritto.id}|`))).toEqual([
      `${scritto.id}|DIGITALE|`,
    ]);
  });

  it('puts whoever turns eighteen on the list that prepares that half-year, also on a 29 February', () => {
    const giovane = (dataNascita: string) =>
      conPersona(
        (p) => p.posizione.stato === 'APR' && p.cittadinanze[0]?.codiceStato === '100',
        (p) => ({ ...p, dataNascita, precisione: 'GIORNO', liste: null }),
      );
    const detti = ['2009-06-30', '2009-07-01', '2012-02-29'].map((data) => {
      const g = giovane(data);
      const riga = g.verita.v_elettorale_diciottenni.get(g.id);
      return [riga?.maggiorenne_il, riga?.lista];
    });
    expect(detti).toEqual([
      ['2027-06-30', '2026-08'],
      ['2027-07-01', '2027-02'],
      ['2030-03-01', '2029-08'],
    ]);
  });
});

describe('the net variazioni', () => {
  it('are none between a truth and itself', () => {
    expect(variazioniNette(dopo, dopo)).toEqual([]);
  });

  it('lead from the first rows to the last, field by field', () => {
    const nette = variazioniNette(prima, dopo);
    const condizioni = new Map(
      righe(prima.v_tributi_contribuenti).map((r) => [`C:S:${r.id_scheda_anpr}`, r.condizione]),
    );
    for (const v of nette.filter((x) => x.tipo === 'CONDIZIONE')) condizioni.set(v.oggetto, v.valore_dopo);
    const attese = new Map(righe(dopo.v_tributi_contribuenti).map((r) => [`C:S:${r.id_scheda_anpr}`, r.condizione]));
    expect([...condizioni].filter(([, c]) => c !== null).sort()).toEqual([...attese].sort());
  });

  it('are one for each object and kind, of every kind', () => {
    const nette = variazioniNette(prima, dopo);
    const chiavi = nette.map((v) => `${v.oggetto} ${v.ambito} ${v.tipo}`);
    expect(new Set(chiavi).size).toBe(chiavi.length);
    expect(nette.every((v) => v.valore_prima !== v.valore_dopo)).toBe(true);
    const tipi = new Set(nette.map((v) => v.tipo));
    for (const tipo of ['CONDIZIONE', 'GENERALITA', 'INDIRIZZO', 'ABITAZIONE_PRINCIPALE', 'OCCUPANTI'])
      expect(tipi).toContain(tipo);
    for (const tipo of ['ISCRIZIONE', 'CANCELLAZIONE', 'CAMBIO_SEZIONE', 'CAMBIO_GENERALITA'])
      expect(tipi).toContain(tipo);
  });

  it('say nothing about what was announced or refused', () => {
    const avvisi = storia.filter((n) => ['operazione-rifiutata', 'scelta-richiesta'].includes(n.vicenda));
    expect(avvisi.length).toBeGreaterThan(3);
    expect(avvisi.every((n) => /rispostaKO|RispostaMultipla/.test(n.contenuto()))).toBe(true);
  });
});
