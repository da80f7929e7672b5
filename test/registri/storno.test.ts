/** What an office still has to look at is undone only by what says that it never was; an interval that was is told. */
import { describe, expect, it } from 'vitest';
import type { Variazione } from '../../src/registri/righe.js';
import { incatena, type VariazioneRegistrata } from '../../src/registri/storno.js';

const OCCUPANTI: Variazione = {
  ufficio: 'TRIBUTI',
  oggetto: 'N:1',
  campo: 'componenti',
  ambito: 'TARI',
  tipo: 'OCCUPANTI',
  motivo: null,
  soggetto: null,
  id_famiglia_anpr: '1',
  valore_prima: null,
  valore_dopo: null,
  decorrenza: null,
  id_operazione_anpr: null,
  stato: 'DA_LAVORARE',
};

const passa = (da: string | null, a: string | null, decorrenza: string | null): Variazione => ({
  ...OCCUPANTI,
  valore_prima: da,
  valore_dopo: a,
  decorrenza,
});
const catena = (...voci: readonly Variazione[]): VariazioneRegistrata[] => voci.map((v, i) => ({ ...v, id: i + 1 }));
const ids = (voci: readonly VariazioneRegistrata[]): number[] => voci.map((v) => v.id);

describe('a value that comes back', () => {
  const note = catena(passa('2', '3', '2026-01-10'), passa('3', '4', '2026-03-01'));

  it('from a later day undoes nothing: four people lived there from March to July', () => {
    const nuova = passa('4', '3', '2026-07-01');
    expect(incatena(note, nuova)).toEqual({ stornate: [], approvate: [], nuova });
  });

  it('from the day it had before undoes what never was', () => {
    const esito = incatena(note, passa('4', '3', '2026-01-10'));
    expect([ids(esito.stornate), esito.nuova]).toEqual([[2], null]);
  });

  it('to the first of several values undoes all that followed it', () => {
    expect(ids(incatena(note, passa('4', '2', '2020-05-05')).stornate)).toEqual([1, 2]);
  });

  it('leaves the day that is right on what is left: not that of somebody who was said to leave, and did not', () => {
    const tardi = catena(passa('4', '3', '2026-04-19'), passa('3', '2', '2026-04-19'), passa('2', '1', '2026-04-19'));
    const esito = incatena(tardi, passa('1', '2', '2025-12-15'));
    expect(ids(esito.stornate)).toEqual([3, 2]);
    expect(esito.nuova).toMatchObject({ valore_prima: '3', valore_dopo: '2', decorrenza: '2025-12-15' });
  });

  it('without a day of its own is judged by the value alone', () => {
    expect(ids(incatena(note, passa('4', '3', null)).stornate)).toEqual([2]);
    const nome = { campo: 'generalita', valore_prima: 'ROSSI', valore_dopo: 'BIANCHI', decorrenza: '2026-03-01' };
    const torna = { ...nome, valore_prima: 'BIANCHI', valore_dopo: 'ROSSI', decorrenza: '2026-07-01' };
    const esito = incatena(catena({ ...OCCUPANTI, ...nome }), { ...OCCUPANTI, ...torna });
    expect(ids(esito.stornate)).toEqual([1]);
  });

  it('withdraws a proposal of the electoral office whenever it comes: nothing was decided', () => {
    const proposta = { ufficio: 'ELETTORALE', campo: 'stato', stato: 'PROPOSTA' } as const;
    const esito = incatena(catena({ ...passa('ISCRITTO', 'DA_CANCELLARE', '2026-03-01'), ...proposta }), {
      ...passa('DA_CANCELLARE', 'ISCRITTO', '2026-07-01'),
      ...proposta,
    });
    expect([ids(esito.stornate), esito.nuova]).toEqual([[1], null]);
  });

  it('from death was never death, whenever the court says so', () => {
    const morte = { campo: 'condizione', ambito: 'SOGGETTO', tipo: 'CONDIZIONE' } as const;
    const note = catena({ ...passa('RESIDENTE', 'DECEDUTO', '2020-05-05'), ...morte });
    const esito = incatena(note, { ...passa('DECEDUTO', 'RESIDENTE', '2026-03-01'), ...morte });
    expect([ids(esito.stornate), esito.nuova]).toEqual([[1], null]);
  });

  it('is undone with its interval when a correction says that neither was', () => {
    const andata = catena(passa('3', '4', '2026-03-01'), passa('4', '3', '2026-07-01'));
    const esito = incatena(andata, { ...passa('3', '3', '2020-01-01'), rettifica: true });
    expect([ids(esito.stornate), esito.nuova]).toEqual([[1, 2], null]);
  });
});

describe('a date corrected after the office has closed its variazione, or before it ever had one', () => {
  const corretta = (da: string | null, a: string | null, operazione: string): Variazione => ({
    ...passa('3', '3', a),
    rettifica: true,
    decorrenzaPrima: da,
    operazione,
  });
  const accolta = catena({ ...passa('2', '3', '2026-03-01'), stato: 'ACCOLTA' });

  it.each([
    ['by a 5014 after it was accepted', accolta, corretta('2026-03-01', '2026-02-01', '5014')],
    ['by a 5014 of somebody loaded at the start', catena(), corretta('2026-03-01', '2026-02-01', '5014')],
    ['by a 5008 that corrects a death', accolta, corretta('2026-02-01', '2026-03-01', '5008')],
  ])('%s is told from the earlier of the two days', (_, note, nuova) => {
    const esito = incatena(note, nuova);
    expect(esito.stornate).toEqual([]);
    expect(esito.nuova).toMatchObject({
      valore_prima: '3',
      valore_dopo: '3',
      decorrenza: '2026-02-01',
      stato: 'DA_LAVORARE',
    });
    expect(esito.nuova?.rettifica).toBeUndefined();
  });

  it.each([
    ['a card that only knows a date better', corretta('2026-03-01', '2026-02-01', '3002')],
    ['a date where there was none', corretta(null, '2026-02-01', '5014')],
    ['the address for notices', { ...corretta('2026-03-01', '2026-02-01', '5014'), ambito: 'RECAPITO' }],
    ['a motive alone', corretta('2026-03-01', '2026-03-01', '5014')],
  ])('is not %s', (_, nuova) => {
    expect(incatena(accolta, nuova).nuova).toBeNull();
    expect(incatena(catena(), nuova).nuova).toBeNull();
  });
});
