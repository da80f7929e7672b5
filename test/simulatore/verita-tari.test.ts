/** The list of the invented TARI office, and what a change means for its bills, counted by hand. */
import { expect, it } from 'vitest';
import {
  conTari,
  csvUtenze,
  effettoAtteso,
  primoElenco,
  type Regolamento,
  ultimoElenco,
  variazioniNette,
  verita,
  veritaIniziale,
} from '../../src/simulatore/index.js';
import { OGGI, vivi } from './paese.js';

const { comune } = vivi({ abitanti: 1000 });
const primo = primoElenco(comune);
const ultimo = ultimoElenco(comune, primo);
const dopo = conTari(comune, verita(comune, OGGI), { primo, ultimo, anno: 2026 });
const utenze = [...dopo.v_tari_utenze.values()];

it('most users are matched, some are in doubt, some homes are empty, and holders have died, left or moved', () => {
  const quante = (abbinamento: string): number => utenze.filter((u) => u.abbinamento === abbinamento).length;
  expect(quante('ABBINATA') / utenze.length).toBeGreaterThan(0.6);
  expect(Math.min(quante('DUBBIA'), quante('SENZA'))).toBeGreaterThan(5);
  const titolari = new Set(utenze.map((u) => u.condizione_titolare));
  for (const c of ['RESIDENTE', 'DECEDUTO', 'NON_RESIDENTE', null]) expect(titolari).toContain(c);
  expect(utenze.some((u) => u.titolare_nel_nucleo === 0 && u.condizione_titolare === 'RESIDENTE')).toBe(true);
  expect(utenze.filter((u) => u.presente === 0).length).toBeGreaterThan(3);
  expect(dopo.v_tari_senza_utenza.size).toBeGreaterThan(5);
});

it('the file has a header, one line per user, and says the same address in several ways', () => {
  const righe = csvUtenze(primo).trimEnd().split('\r\n');
  expect(righe[0]).toBe('codice;codice_fiscale;indirizzo;categoria');
  expect(righe).toHaveLength(primo.length + 1);
  for (const modo of [/ROCCAFINTA \(RM\)/, /;V\. /, /;via .* n\. /, /;Via [^;]*, \d/])
    expect(righe.some((r) => modo.test(r))).toBe(true);
});

it('a snapshot is written again where later news touches that day, and only there', () => {
  const foto = [...dopo.v_tari_fotografie.values()];
  const seconde = foto.filter((f) => f.versione === 2);
  expect(seconde.length).toBeGreaterThan(0);
  expect(seconde.length).toBeLessThan(foto.length / 10);
  for (const f of seconde) {
    const prima = dopo.v_tari_fotografie.get(`2026|${f.id_famiglia_anpr}|1`);
    expect([prima?.ultima, f.ultima]).toEqual([0, 1]);
  }
});

it.each<[string, string, string, string, 0 | 1]>([
  ['GIORNO', '2026-03-15', '2026-03-15', '2026', 1],
  ['MESE_SUCCESSIVO', '2026-03-15', '2026-04-01', '2026', 1],
  ['MESE_SUCCESSIVO', '2026-12-31', '2027-01-01', '2027', 0],
  ['MESE_SUCCESSIVO', '2026-03-01', '2026-04-01', '2026', 1],
  ['BIMESTRE_SUCCESSIVO', '2026-03-01', '2026-05-01', '2026', 1],
  ['BIMESTRE_SUCCESSIVO', '2026-02-28', '2026-03-01', '2026', 1],
  ['BIMESTRE_SUCCESSIVO', '2026-11-02', '2027-01-01', '2027', 0],
  ['PRIMO_GENNAIO', '2026-01-01', '2026-01-01', '2026', 1],
  ['PRIMO_GENNAIO', '2026-01-02', '2027-01-01', '2027', 0],
  ['EMISSIONE', '2026-05-01', '2026-01-01', '2026', 1],
  ['EMISSIONE', '2026-05-02', '2027-01-01', '2027', 0],
  ['EMISSIONE', '2025-05-02', '2025-01-01', '2025', 1],
])('with %s an occupant since %s counts from %s', (regola, decorrenza, effetto_dal, anno, da_conguagliare) => {
  const regolamento: Regolamento = [
    { nome: 'tari_regola_componenti', valore: regola, dal: '2000-01-01', atto: '' },
    { nome: 'tari_anno_emesso', valore: '2026', dal: '2026-05-01', atto: '' },
  ];
  const occupanti = { tributo: 'TARI', tipo: 'OCCUPANTI', motivo: null, decorrenza };
  expect(effettoAtteso(occupanti, regolamento, OGGI)).toEqual({ effetto_dal, anno, da_conguagliare });
  const recapito = { tributo: 'RECAPITO', tipo: 'INDIRIZZO', motivo: null, decorrenza: '2026-01-30' };
  expect(effettoAtteso(recapito, regolamento, OGGI).effetto_dal).toBe('2026-03-01');
  expect(effettoAtteso({ ...recapito, motivo: 'STRADA_RINOMINATA' }, regolamento, OGGI).effetto_dal).toBeNull();
});

it('the day is told of nearly every net change, and where it is told it is nearly always one', () => {
  const nette = variazioniNette(veritaIniziale(comune, OGGI), dopo).filter((v) => v.campo !== 'generalita');
  const datate = nette.filter((v) => v.giorni !== null);
  expect(datate.length / nette.length).toBeGreaterThan(0.75);
  expect(datate.filter((v) => new Set(v.giorni).size === 1).length / datate.length).toBeGreaterThan(0.8);
});
