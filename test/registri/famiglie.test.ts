/** The nucleo of a dwelling: since when it is as it is. */
import { expect, it } from 'vitest';
import { derivaFamiglia } from '../../src/registri/famiglie.js';

it('an exit from the AIRE family, before it came home with the same card, does not change the nucleo', () => {
  const tornata = {
    soggetto: 'S:1',
    id_famiglia_anpr: '501',
    registro: 'APR',
    tipo_scheda: '3',
    codice_legame: '1',
    registro_dal: '2026-01-24',
    indirizzo: 'VIA ROMA 1',
    indirizzo_dal: '2026-01-24',
    in_famiglia_dal: '2015-08-19',
  };
  const partito = (tipo_scheda: string) => ({ soggetto: 'S:2', tipo_scheda, dal: '2015-08-19', al: '2026-01-27' });
  const dal = (tipo: string) =>
    derivaFamiglia('501', { anagrafe: [tornata], appartenenze: [partito(tipo)], presenze: [] }, '2026-06-15').nucleo
      ?.dal;
  expect(dal('5')).toBe('2026-01-24');
  expect(dal('3')).toBe('2026-01-27');
});
