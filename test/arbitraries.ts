/**
 * Random facts about a handful of people and families: every kind of statement, in any order, also the absurd ones a
 * lossy feed produces. Invented people only.
 */
import fc from 'fast-check';
import type { Fatto } from '../src/anpr/fatto.js';
import type { DatiSoggetto, Indirizzo, Residenza } from '../src/anpr/soggetto.js';
import { REGOLE_EVENTO, type RegoleComune } from '../src/registri/regole.js';
import type { Contesto } from '../src/registri/stato.js';

export const CONTESTO: Contesto = { codComune: '999001', codici: new Set(['999001', '999900']), oggi: '2026-06-15' };

const data = (da: number, a: number) =>
  fc
    .record({
      anno: fc.integer({ min: da, max: a }),
      mese: fc.integer({ min: 1, max: 12 }),
      giorno: fc.integer({ min: 1, max: 28 }),
    })
    .map(({ anno, mese, giorno }) => `${anno}-${String(mese).padStart(2, '0')}-${String(giorno).padStart(2, '0')}`);

const evento = data(2023, 2027);

const via: fc.Arbitrary<Indirizzo> = fc.record({
  codiceIstat: fc.constantFrom('999001', '999001', '999001', '999900', '015146'),
  nomeComune: fc.constant('VALFINTA'),
  specie: fc.constant('VIA'),
  toponimo: fc.constantFrom('ROMA', 'VERDI', 'DEI MILLE', 'VERDI, N.'),
  civico: fc.integer({ min: 1, max: 3 }).map(String),
});
const estero: fc.Arbitrary<Indirizzo> = fc.record({
  codiceStato: fc.constant('215'),
  localitaEstera: fc.constantFrom('PARIS', 'LYON'),
});

const residenza: fc.Arbitrary<Residenza> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { tipoIndirizzo: fc.constantFrom('1', '1', '1', '10', '3'), indirizzo: via, dataDecorrenzaResidenza: evento },
      { requiredKeys: ['tipoIndirizzo', 'indirizzo'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ tipoIndirizzo: fc.constant('4'), indirizzo: estero, dataDecorrenzaResidenza: evento }),
  },
);

const liste = fc.record(
  {
    elettore: fc.constantFrom('S', 'S', 'N'),
    generale: fc.record({ codiceIstat: fc.constantFrom('999001', '015146'), sezione: fc.constantFrom('1', '2') }),
    aggiuntaUEComunali: fc.record({ codiceIstat: fc.constantFrom('999001', '015146'), sezione: fc.constant('1') }),
    aggiuntaComReg: fc.record({ codiceIstat: fc.constant('999001'), sezione: fc.constant('1') }),
  },
  { requiredKeys: ['elettore'] },
);

const persona = fc.constantFrom(
  { scheda: '101', id: 'AA00001AA', cf: 'RSSMRA80A01H501U', nascita: '1980-01-01' },
  { scheda: '102', id: 'AA00002AA', cf: 'VRDLGI75T10A562S', nascita: '1975-12-10' },
  { scheda: '103', id: 'AA00003AA', cf: 'BNCNNA08H50F205X', nascita: '2008-06-10' },
  { scheda: '104', id: 'AA00004AA', cf: 'NREGLI15C12L219K', nascita: '2015-03-12' },
);

const famiglia = fc.record(
  {
    idFamigliaConvivenzaANPR: fc.constantFrom('501', '502', '503'),
    idFamigliaConvivenzaComuneIstat: fc.constant('999001'),
    tipoScheda: fc.constantFrom('3', '3', '3', '4', '5'),
    presenzaFamigliaCoabitante: fc.boolean(),
  },
  { requiredKeys: ['idFamigliaConvivenzaANPR', 'idFamigliaConvivenzaComuneIstat', 'tipoScheda'] },
);
const legame = fc.record(
  { tipoLegame: fc.constant('3'), codiceLegame: fc.constantFrom('1', '2', '3'), dataDecorrenza: evento },
  { requiredKeys: ['tipoLegame', 'codiceLegame'] },
);

/** One statement about one of the four people, identified in one of the ways ANPR does. */
const datiSoggetto: fc.Arbitrary<DatiSoggetto> = fc
  .tuple(
    persona,
    fc.constantFrom('scheda', 'tutto', 'tutto', 'id', 'cf'),
    fc.record(
      {
        cittadinanze: fc.constantFrom([{ codiceStato: '100' }], [{ codiceStato: '215' }], [{ codiceStato: '100' }]),
        residenze: residenza.map((r) => [r]),
        famigliaConvivenza: famiglia,
        legameSoggetto: legame,
        datiIscrizione: fc.record({ dataIscrizione: evento, motivoIscrizione: fc.constantFrom('1', '2', '4', '10') }),
        destinazione: fc.constantFrom({ codiceIstat: '021008' }, { codiceIstat: '015146' }),
        separazione: evento,
        liste,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([p, come, sezioni]) => ({
    identificativi: {
      ...((come === 'scheda' || come === 'tutto') && { idSchedaSoggettoANPR: p.scheda }),
      ...((come === 'id' || come === 'tutto') && { idANPR: p.id }),
      ...((come === 'cf' || come === 'tutto') && { codiceFiscale: p.cf, validitaCF: '1' }),
    },
    generalita: { cognome: `COGNOME${p.scheda}`, nome: 'NOME', dataNascita: p.nascita },
    ...sezioni,
  })) as fc.Arbitrary<DatiSoggetto>;

const tipo = fc.constantFrom(
  ...(['ISCRIZIONE', 'ISCRIZIONE', 'MUTAZIONE', 'MUTAZIONE', 'MUTAZIONE', 'SCHEDA', 'RIPRISTINO'] as const),
  ...(['ANNULLAMENTO_ISCRIZIONE', 'ANNULLAMENTO_MUTAZIONE', 'RETTIFICA', 'POSIZIONE_ELETTORALE', 'AVVISO'] as const),
  ...(['CANCELLAZIONE', 'CANCELLAZIONE', 'CONVIVENZA'] as const),
);

const perTipo = (fatto: Fatto): fc.Arbitrary<Fatto> => {
  const con = (dati: Partial<DatiSoggetto>): Fatto => ({ ...fatto, dati: { ...fatto.dati, ...dati } });
  if (fatto.tipo === 'CANCELLAZIONE') {
    return fc.tuple(fc.constantFrom('1', '3', '6', '12', undefined), evento).map(([motivo, d]) =>
      motivo === undefined
        ? { ...fatto, operazione: 'N010' }
        : con({
            datiCancellazione: { motivoCancellazione: motivo, dataDecorrenzaCancellazione: d },
            ...(motivo === '1' && { dataDecesso: d }),
          }),
    );
  }
  if (fatto.tipo === 'RETTIFICA')
    return evento.map((d) => con({ rettifica: { dataDecorrenzaResidenza: d, dataIngressoFamiglia: d } }));
  if (fatto.tipo === 'RIPRISTINO')
    return fc.constantFrom('N015', '2011').map((operazione) => ({ ...fatto, operazione }));
  if (fatto.tipo === 'CONVIVENZA') {
    return fc.constantFrom('1010', '2009').map((operazione) => ({
      ...fatto,
      operazione,
      dati: { identificativi: {}, famigliaConvivenza: { idFamigliaConvivenzaANPR: '503', tipoScheda: '4' } },
    }));
  }
  return fc.constant(fatto);
};

/** A random fact: mostly numbered, sometimes only with a moment. */
export const fatto: fc.Arbitrary<Fatto> = fc
  .record({
    tipo,
    operazione: fc.constant('5001'),
    idOperazioneANPR: fc.oneof(
      { weight: 8, arbitrary: fc.bigInt({ min: 4310655090n, max: 4310655190n }).map(String) },
      { weight: 1, arbitrary: fc.uuid() },
    ),
    momento: data(2024, 2026).map((d) => `${d}T08:00:00.000Z`),
    idNotificaANPR: fc.integer({ min: 1, max: 1_000_000 }).map(String),
    decorrenza: evento,
    dati: datiSoggetto,
  })
  .chain((f) => perTipo(f as Fatto));

/** A feed: notifications of one to three facts each. */
export const feed = fc.array(fc.array(fatto, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 14 });

/** The same feed in another order. */
export const feedMescolato = feed.chain((f) =>
  fc.tuple(fc.constant(f), fc.shuffledSubarray(f, { minLength: f.length, maxLength: f.length })),
);

/** Rules of a comune, also mixed for the same event by operation. */
export const regole: fc.Arbitrary<RegoleComune> = fc.array(
  fc.record({
    ufficio: fc.constant('TRIBUTI'),
    evento: fc.constantFrom('SOGGETTO_CONDIZIONE', 'RECAPITO_INDIRIZZO', 'TARI_OCCUPANTI'),
    regola: fc.constantFrom(...REGOLE_EVENTO),
    dal: fc.constantFrom('2020-01-01', '2026-01-01', '2027-01-01'),
    operazione: fc.constantFrom(null, '5001', 'N010'),
  }),
  { maxLength: 5 },
);
