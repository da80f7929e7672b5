/** Who a fact is about, key after key (modello-dati G.3), in whatever order the facts arrived. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import { chiaveRicerca } from '../../src/anpr/ricerca.js';
import type { Generalita, Identificativi } from '../../src/anpr/soggetto.js';
import { piega } from '../../src/registri/evolve.js';
import { raggruppa } from '../../src/registri/identita.js';
import { CONTESTO } from '../arbitraries.js';

const ANNA = 'RSSNNA80A41H501Y';
const BRUNO = 'VRDBRN75T10A562V';

let n = 0;
function fatto(operazione: number, id: Identificativi, generalita: Generalita = {}): Fatto {
  const tipo = 'MUTAZIONE';
  const idOperazioneANPR = String(operazione);
  n += 1;
  return {
    tipo,
    operazione: '5008',
    idOperazioneANPR,
    idNotificaANPR: String(n),
    dati: { identificativi: id, generalita },
  };
}
const anna = fatto(1, { idSchedaSoggettoANPR: '1', idANPR: 'AA1', codiceFiscale: ANNA, validitaCF: '1' });
const bruno = fatto(2, { idSchedaSoggettoANPR: '2', idANPR: 'AA2', codiceFiscale: BRUNO, validitaCF: '1' });

/** Key → operations applied / operations that wait. */
const chi = (...[fatti, decisioni]: Parameters<typeof raggruppa>): Record<string, string> =>
  Object.fromEntries(
    raggruppa(fatti, decisioni)
      .map((g): [string, string] => {
        const operazioni = (ff: readonly Fatto[]) => ff.map((f) => Number(f.idOperazioneANPR)).sort();
        return [g.chiave, `${operazioni(g.fatti)}/${operazioni(g.sospesi ?? [])}${g.conteso ? ' conteso' : ''}`];
      })
      .sort(),
  );

it('of two united cards the end of the duplicate is not the end of the person', () => {
  const residente = (n: number, scheda: string): Fatto => ({
    ...fatto(n, { idSchedaSoggettoANPR: scheda }),
    tipo: 'ISCRIZIONE',
    decorrenza: '2020-01-01',
  });
  const doppione: Fatto = {
    ...fatto(3, { idSchedaSoggettoANPR: '9' }),
    tipo: 'CANCELLAZIONE',
    dati: { identificativi: { idSchedaSoggettoANPR: '9' }, datiCancellazione: { motivoCancellazione: '10' } },
  };
  const cime = (fatti: Fatto[]) => piega(fatti, CONTESTO).posizioni.at(-1)?.stato;
  expect(cime([residente(1, '1'), residente(2, '9'), doppione])).toBe('ISCRITTO');
  expect(cime([residente(2, '9'), doppione])).toBe('CANCELLATO');
});

it('two spellings of a surname are one: accents, cedillas, apostrophes, case, spaces', () => {
  for (const [a, b] of [
    ["D'ALÌ", 'DALI’'],
    ['AGLIÈ', "Aglie'"],
    ['ŞTEFAN', 'ȘTEFAN'],
    ['DE  ROSSI ', 'De Rossi'],
    ['LO-PRESTI', 'LO PRESTI'],
  ] as const)
    expect(chiaveRicerca(a)).toBe(chiaveRicerca(b));
  expect(chiaveRicerca('ROSSI')).not.toBe(chiaveRicerca('ROSSO'));
});

describe('who a fact is about', () => {
  it('the card before the national id, the national id before the codice fiscale', () => {
    const perId = fatto(3, { idANPR: 'AA1' });
    const perCF = fatto(4, { codiceFiscale: BRUNO });
    expect(chi([anna, bruno, perId, perCF])).toEqual({ 'S:1': '1,3/', 'S:2': '2,4/' });
  });

  it('a codice fiscale not validated names somebody only with surname and birth date', () => {
    const nota = fatto(
      1,
      { idSchedaSoggettoANPR: '1', codiceFiscale: ANNA },
      { cognome: 'ROSSI', dataNascita: '1980-01-01' },
    );
    const conNome = fatto(
      2,
      { codiceFiscale: ANNA, validitaCF: '9' },
      { cognome: ' Rossi', dataNascita: '1980-01-01' },
    );
    const altra = fatto(3, { codiceFiscale: ANNA, validitaCF: '9' }, { cognome: 'NERI', dataNascita: '1980-01-01' });
    expect(chi([nota, conNome])).toEqual({ 'S:1': '1,2/' });
    expect(chi([nota, altra])).toEqual({ 'S:1': '1/', [`C:${ANNA}`]: '3/' });
  });

  it('the card of one and the codice fiscale of another: nothing is applied until somebody decides', () => {
    const doppio = fatto(3, { idSchedaSoggettoANPR: '1', codiceFiscale: BRUNO, validitaCF: '1' });
    expect(chi([anna, bruno, doppio])).toEqual({ 'S:1': '1/3 conteso', 'S:2': '2/ conteso' });
    const decisione = (d: 'UNITE' | 'DISTINTE') => [{ prima: 'S:1', seconda: 'S:2', decisione: d }];
    expect(chi([anna, bruno, doppio], decisione('DISTINTE'))).toEqual({ 'S:1': '1,3/', 'S:2': '2/' });
    expect(chi([anna, bruno, doppio], decisione('UNITE'))).toEqual({ 'S:1': '1,2,3/' });
  });

  it('the national id of one and the codice fiscale of another: nothing is applied', () => {
    const doppio = fatto(3, { idANPR: 'AA1', codiceFiscale: BRUNO });
    expect(chi([anna, bruno, doppio])).toEqual({ 'S:1': '1/3 conteso', 'S:2': '2/ conteso' });
  });

  it('a codice fiscale that two cards share says of nobody which', () => {
    const seconda = fatto(2, { idSchedaSoggettoANPR: '9', codiceFiscale: ANNA, validitaCF: '1' });
    expect(chi([anna, seconda, fatto(3, { codiceFiscale: ANNA })])).toEqual({
      'S:1': '1/3 conteso',
      'S:9': '2/ conteso',
    });
  });

  it('a second card of the same human is linked, not merged, and what it says of itself counts', () => {
    const seconda = fatto(2, { idSchedaSoggettoANPR: '9', codiceFiscale: ANNA, validitaCF: '1' });
    const dopo = fatto(3, { idSchedaSoggettoANPR: '9', codiceFiscale: ANNA, validitaCF: '1' });
    expect(chi([anna, seconda, dopo])).toEqual({ 'S:1': '1/ conteso', 'S:9': '2,3/ conteso' });
  });

  it('a codice fiscale corrected to one that nobody has is a change like any other', () => {
    const corretto = fatto(3, { idSchedaSoggettoANPR: '1', codiceFiscale: 'RSSNNA80A41H50MK', validitaCF: '1' });
    expect(chi([anna, bruno, corretto])).toEqual({ 'S:1': '1,3/', 'S:2': '2/' });
  });

  it('arrival plays no part, whoever is named', () => {
    const identificativi = fc.record(
      {
        idSchedaSoggettoANPR: fc.constantFrom('1', '2', '3'),
        idANPR: fc.constantFrom('AA1', 'AA2'),
        codiceFiscale: fc.constantFrom(ANNA, BRUNO),
        validitaCF: fc.constantFrom('1', '9'),
      },
      { requiredKeys: ['codiceFiscale'] },
    );
    const insieme = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), identificativi), { maxLength: 7 });
    fc.assert(
      fc.property(
        insieme.chain((voci) => {
          const fatti = voci.map(([op, id]) => fatto(op, id));
          return fc.tuple(fc.constant(fatti), fc.shuffledSubarray(fatti, { minLength: fatti.length }));
        }),
        ([fatti, mescolati]) => {
          expect(chi(mescolati)).toEqual(chi(fatti));
        },
      ),
      { numRuns: 300 },
    );
  });
});
