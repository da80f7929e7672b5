/** Places valid at their date (Q14, Q15, Q16): what is doubted, and above all what is not. Invented comuni. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calcolaCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import type { Fatto } from '../../src/anpr/fatto.js';
import type { Generalita } from '../../src/anpr/soggetto.js';
import { type ComuneStorico, creaArchivio } from '../../src/registri/comuni-storici.js';
import { incoerenzeLuoghi } from '../../src/registri/qualita-luoghi.js';
import { type Contesto, type Iscritto, STATO_VUOTO, type StatoSoggetto } from '../../src/registri/stato.js';
import { CONTESTO } from '../arbitraries.js';

const comune = (codiceIstat: string, codiceCatastale: string, dal: string, al: string | null): ComuneStorico => ({
  codiceIstat,
  codiceCatastale,
  dal,
  al,
  denominazione: 'PROVA',
  siglaProvincia: null,
});
const COMUNI = [
  comune('901001', 'X901', '1861-03-17', '1927-01-12'),
  comune('902001', 'X902', '1861-03-17', '1992-04-16'),
  comune('903001', 'X902', '1992-04-16', null),
  comune('904001', 'X904', '2019-01-01', null),
  comune('905001', 'X905', '1924-03-01', '1947-09-16'),
];
const CON_ARCHIVIO: Contesto = { ...CONTESTO, comuni: creaArchivio(COMUNI, '2023-05-16') };

const nato = (generalita: Generalita, altro: Partial<StatoSoggetto> = {}): StatoSoggetto => ({
  ...STATO_VUOTO,
  generalita,
  ...altro,
});
const residente = (codiceIstat: string, dal: string, al: string | null = null): Iscritto => ({
  stato: 'ISCRITTO',
  registro: 'APR',
  dal,
  dalResidenza: true,
  residenze: [{ dal, al, valore: { tipoIndirizzo: '1', indirizzo: { codiceIstat } } }],
  appartenenze: [],
});

interface Prova {
  readonly stato: StatoSoggetto;
  readonly cf?: string;
  readonly validita?: string;
  readonly fatti?: readonly Fatto[];
}
const trovate = ({ stato, cf, validita = '9', fatti = [] }: Prova, contesto = CON_ARCHIVIO): string[] => {
  const anagrafe = { registro: 'APR', codice_fiscale: cf ?? null, validita_cf: validita };
  return incoerenzeLuoghi({ anagrafe, stato, fatti }, contesto).map((s) => `${s.regola} ${s.dettaglio}`);
};
const nascita = (comuneNascita: string, dataNascita: string): Prova => ({
  stato: nato({ comuneNascita, dataNascita }),
});

describe('the comune of a date', () => {
  it('is doubted where it ended before or began after, in other words than where nobody knows it', () => {
    expect(trovate(nascita('901001', '1950-01-01'))).toEqual([
      'Q15 nascita: il comune 901001 non esisteva a quella data',
    ]);
    expect(trovate(nascita('904001', '2018-12-31'))).toEqual([
      'Q15 nascita: il comune 904001 non esisteva a quella data',
    ]);
    expect(trovate(nascita('999777', '1980-01-01'))).toEqual([
      'Q15 nascita: il comune 999777 non è nell’archivio dei comuni',
    ]);
    expect(trovate(nascita('58091', '1980-01-01'))).toEqual(['Q15 nascita: 58091 non è un codice di comune']);
  });

  it('is not doubted under the code it has today, under the code it had, or on its last day', () => {
    for (const [codice, giorno] of [
      ['903001', '1950-01-01'],
      ['902001', '2020-01-01'],
      ['901001', '1927-01-11'],
      ['904001', '2019-01-01'],
    ] as const)
      expect(trovate(nascita(codice, giorno))).toEqual([]);
  });

  it('of who was born before the last land became Italian is only known or unknown', () => {
    const annesso = { ...CON_ARCHIVIO, comuni: creaArchivio([comune('907001', 'X907', '1924-03-01', null)]) };
    expect(trovate(nascita('907001', '1915-01-01'), annesso)).toEqual([]);
    expect(trovate(nascita('907002', '1915-01-01'), annesso)).toHaveLength(1);
  });

  it('with only the month or the year of birth known, any day of it is enough', () => {
    const prova = (dataNascita: string, precisioneNascita: 'MESE' | 'ANNO') =>
      trovate({ stato: nato({ comuneNascita: '901001', dataNascita, precisioneNascita }) });
    expect(prova('1927-01-01', 'ANNO')).toEqual([]);
    expect(prova('1927-01-01', 'MESE')).toEqual([]);
    expect(prova('1927-02-01', 'MESE')).toHaveLength(1);
  });

  it('of an address, a destination, a provenance is looked at on its own days, ours never', () => {
    const base = { dataNascita: '1980-01-01' };
    const dove = (posizioni: StatoSoggetto['posizioni']) => trovate({ stato: nato(base, { posizioni }) });
    expect(dove([residente('999001', '1800-01-01')])).toEqual([]);
    expect(dove([residente('904001', '2010-01-01', '2012-01-01')])).toEqual([
      'Q15 residenza: il comune 904001 non esisteva a quella data',
    ]);
    expect(dove([residente('904001', '2010-01-01')])).toEqual([]);
    const partito = { stato: 'CANCELLATO', dal: '2020-01-01', decesso: false } as const;
    expect(dove([{ ...partito, destinazione: { codiceIstat: '901001' } }])).toEqual([
      'Q15 destinazione: il comune 901001 non esisteva a quella data',
    ]);
    const fatto = { tipo: 'ISCRIZIONE', operazione: '1002', idNotificaANPR: '1', decorrenza: '2020-01-01' } as const;
    const fatti = [{ ...fatto, dati: { identificativi: {}, provenienza: { codiceIstat: '901001' } } }];
    expect(trovate({ stato: nato(base), fatti })).toHaveLength(1);
    const indirizzo = { codiceIstat: '901001' };
    const domicili = [{ tipoIndirizzo: '3', periodi: [{ dal: '2020-01-01', al: null, valore: indirizzo }] }];
    expect(trovate({ stato: nato(base, { domicili }) })).toEqual([
      'Q15 recapito: il comune 901001 non esisteva a quella data',
    ]);
  });

  it('that the archive does not know is not doubted on a day after its last update', () => {
    expect(trovate(nascita('906001', '2024-01-01'))).toEqual([]);
    expect(trovate(nascita('906001', '2023-05-16'))).toHaveLength(1);
  });

  it('without the archive only the form is looked at', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{5,7}$/), (codice) => {
        const forma = /^(?!000)\d{3}(?!000)\d{3}$/.test(codice);
        expect(trovate(nascita(codice, '1980-01-01'), CONTESTO)).toHaveLength(forma ? 0 : 1);
      }),
    );
  });
});

describe('the place in the codice fiscale', () => {
  const cf = (codiceLuogo: string, dataNascita = '1980-01-01') =>
    calcolaCodiceFiscale({ cognome: 'ABBA', nome: 'PROVA', sesso: 'F', dataNascita, codiceLuogo });
  const Q14 = 'Q14 il luogo nel codice fiscale non è quello di nascita';

  it('is one that the comune of birth ever had, as far as the archive knows it', () => {
    const { stato } = nascita('903001', '1980-01-01');
    expect(trovate({ stato, cf: cf('X902') })).toEqual([]);
    expect(trovate({ stato, cf: cf('X904') })).toEqual([Q14]);
    expect(trovate({ stato, cf: cf('X904') }, CONTESTO)).toEqual([]);
    expect(trovate({ stato, cf: cf('X904'), validita: '1' })).toEqual([]);
    expect(trovate({ stato: nato({ comuneNascita: '906001', dataNascita: '2024-01-01' }), cf: cf('X904') })).toEqual(
      [],
    );
  });

  it('of who was born in a comune that Italy ceded may be of a state, and the other way round', () => {
    expect(trovate({ ...nascita('905001', '1940-01-01'), cf: cf('Z149', '1940-01-01') })).toEqual([]);
    const stato = (dataNascita: string) => nato({ statoNascita: '250', dataNascita });
    expect(trovate({ stato: stato('1940-01-01'), cf: cf('X905', '1940-01-01') })).toEqual([]);
    expect(trovate({ stato: stato('1960-01-01'), cf: cf('X905', '1960-01-01') })).toEqual([Q14]);
  });

  it('of who was born abroad is that of the state, or of one that is no more', () => {
    const stato = nato({ statoNascita: '215', dataNascita: '1980-01-01' });
    expect(trovate({ stato, cf: cf('Z110') })).toEqual([]);
    expect(trovate({ stato, cf: cf('Z112') })).toEqual([Q14]);
    expect(trovate({ stato, cf: cf('Z118') })).toEqual([]);
    expect(trovate({ stato: nato({ statoNascita: '998', dataNascita: '1980-01-01' }), cf: cf('Z112') })).toEqual([]);
  });
});

describe('the code of a state', () => {
  const stato = (altro: Partial<StatoSoggetto>, generalita: Generalita = {}) =>
    trovate({ stato: nato(generalita, altro) });
  const cittadina = (codiceStato: string) => stato({ cittadinanze: [{ codiceStato }] });

  it('of citizenship is one that may be had, stateless included', () => {
    for (const codice of ['100', '215', '999', '997', '998', '888']) expect(cittadina(codice)).toEqual([]);
    expect(cittadina('218')).toEqual(['Q16 cittadinanza: lo stato 218 non è ammesso per questo uso']);
    expect(cittadina('224')).toEqual(['Q16 cittadinanza: lo stato 224 non è nella tabella degli stati esteri']);
  });

  it('of birth may be of a state that is no more, for who is old enough', () => {
    expect(stato({}, { statoNascita: '224', dataNascita: '1980-01-01' })).toEqual([]);
    expect(stato({}, { statoNascita: '224', dataNascita: '2020-01-01' })).toHaveLength(1);
    expect(stato({}, { statoNascita: '100', dataNascita: '1980-01-01' })).toHaveLength(1);
  });

  it('of residence may be a territory, and is looked at where the person lives now', () => {
    const estero = (codiceStato: string, al: string | null): Iscritto => ({
      ...residente('', '2020-01-01', al),
      residenze: [{ dal: '2020-01-01', al, valore: { tipoIndirizzo: '4', indirizzo: { codiceStato } } }],
    });
    expect(stato({ posizioni: [estero('218', null)] })).toEqual([]);
    expect(stato({ posizioni: [estero('999', '2021-01-01')] })).toEqual([]);
    expect(stato({ posizioni: [estero('999', null)] })).toHaveLength(1);
  });
});
