/** A 1013 undoes the last registration: where that one has not come, whoever was registered before stays as they were. */
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import { piega } from '../../src/registri/evolve.js';
import { CONTESTO } from '../arbitraries.js';
import { residente } from '../work/persone.js';
import { fatto } from './fatti.js';

const DA_SEMPRE = '2020-01-01';
const RIENTRO = '2026-03-01';

const carta = (dal: string) => ({ ...residente(1, { dal }), datiIscrizione: { dataIscrizione: dal } });
const scheda = (n: number, dal: string): Fatto => fatto(n, { tipo: 'SCHEDA', operazione: '3002', dati: carta(dal) });
const iscrizione = (n: number, dal: string): Fatto =>
  fatto(n, { tipo: 'ISCRIZIONE', operazione: '1002', decorrenza: dal, dati: carta(dal) });
const annullata = fatto(5, {
  tipo: 'ANNULLAMENTO_ISCRIZIONE',
  operazione: '1013',
  decorrenza: RIENTRO,
  dati: residente(1),
});

const iscritto = (...fatti: Fatto[]): unknown => {
  const { posizioni, segnalazioni } = piega(fatti, CONTESTO);
  return [posizioni.map((p) => p.dal), segnalazioni.map((s) => s.regola)];
};

describe('the annulment of a registration', () => {
  it('that has not come leaves who was registered before, and is a doubt', () => {
    expect(iscritto(scheda(1, DA_SEMPRE), annullata)).toEqual([[DA_SEMPRE], ['Q08']]);
  });

  it.each([
    ['heard as it was made', iscrizione(2, RIENTRO)],
    ['known from a card', scheda(2, RIENTRO)],
  ])('%s undoes it, also of who was registered already', (_, nota) => {
    expect(iscritto(nota, annullata)).toEqual([[], []]);
    expect(iscritto(scheda(1, DA_SEMPRE), nota, annullata)).toEqual([[], []]);
  });

  it('whose day was rectified undoes it all the same', () => {
    const dati = { ...residente(1), rettifica: { dataPrimaIscrizioneComune: '2026-02-20' } };
    const rettifica = fatto(3, { tipo: 'RETTIFICA', operazione: '5014', dati });
    for (const nota of [iscrizione(2, RIENTRO), scheda(2, RIENTRO)])
      expect(iscritto(nota, rettifica, annullata)).toEqual([[], []]);
  });
});
