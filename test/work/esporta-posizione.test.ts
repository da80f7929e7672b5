/** A whole official position, as a card (3002) gives it, read and written again in the order of the schema. */
import { expect, it } from 'vitest';
import type { Elemento } from '../../src/anpr/elemento.js';
import { leggiListeCompleta } from '../../src/notifiche/liste.js';
import { listeNostre } from '../../src/registri/sezioni.js';
import { listaSoggetto, mancanti } from '../../src/work/export-elettorale-xml.js';

const e = (nome: string, ...figli: (Elemento | string)[]): Elemento => ({
  nome,
  ns: '',
  testo: figli.filter((f) => typeof f === 'string').join(''),
  figli: figli.filter((f) => typeof f !== 'string'),
});

const lista = (tag: string, sezione: string, codice = '999001'): Elemento =>
  e(
    tag,
    e('comune', e('nomeComune', 'VALFINTA'), e('codiceIstat', codice), e('siglaProvinciaIstat', 'XX')),
    e('sezioneelettoralenum', sezione),
  );

/** An elector of the AIRE: the general list in one item, the flags and an added list in another. */
const SCHEDA = e(
  'listaElettoraleCompleta',
  e('certificabilita', '2'),
  e(
    'liste',
    e('elettore', 's'),
    lista('listaGenerale', '4/A'),
    e('senatorepubblica', 'S'),
    e('circoscrsenatorepubblica', 'ESTERO - EUROPA'),
  ),
  e(
    'liste',
    e('elettore', 'S'),
    e('listaAggiuntaComReg', e('comregelettoretrento', 'S'), lista('listaBolTreVal', '2')),
    ...['referendumnazionali', 'elezionimembriue', 'cameradeputati', 'regionali', 'comunali', 'circoscrizionali'].map(
      (n) => e(n, 'N'),
    ),
  ),
);
const DI = { nome: 'Valfinta', codiceIstat: '999001', provincia: 'XX' };

it('keeps constituency, flags of every item and certifiability, and writes them in order', () => {
  const liste = leggiListeCompleta(SCHEDA)!;
  expect(liste).toMatchObject({ elettore: 'S', certificabilita: '2', flagAggiunte: { comregelettoretrento: 'S' } });
  const posizione = { idSchedaSoggettoANPR: '101', liste, nostre: listeNostre(liste, new Set(['999001'])) };
  expect(mancanti(posizione)).toEqual([]);
  const nomi = [...listaSoggetto(posizione, DI).matchAll(/<(\w+)>/g)].map((m) => m[1]);
  expect(
    nomi.filter(
      (n) => !['comune', 'nomeComune', 'codiceIstat', 'siglaProvinciaIstat', 'sezioneelettoralenum'].includes(n!),
    ),
  ).toEqual([
    'listaSoggetto',
    'idSchedaSoggettoANPR',
    'lista',
    'elettore',
    'listaGenerale',
    'listaAggiuntaComReg',
    'comregelettoretrento',
    'listaBolTreVal',
    'referendumnazionali',
    'elezionimembriue',
    'senatorepubblica',
    'circoscrsenatorepubblica',
    'cameradeputati',
    'regionali',
    'comunali',
    'circoscrizionali',
    'certificabilita',
    'soggettoCertificabile',
  ]);
});

it('writes no list of another comune and says what is missing', () => {
  const liste = leggiListeCompleta(e('x', e('liste', e('elettore', 'S'), lista('listaGenerale', '4', '058091'))))!;
  const posizione = { idSchedaSoggettoANPR: undefined, liste, nostre: listeNostre(liste, new Set(['999001'])) };
  expect(listaSoggetto(posizione, DI)).not.toContain('listaGenerale');
  expect(mancanti(posizione)).toEqual(expect.arrayContaining(['referendumnazionali', 'idSchedaSoggettoANPR']));
});
