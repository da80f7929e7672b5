/** Data quality: each rule fails on what it is about and on nothing else, opens by itself and closes by itself. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CODICI_AMMESSI } from '../../src/anpr/codici-ammessi.js';
import type { Fatto } from '../../src/anpr/fatto.js';
import { controllaContesi, controllaFamiglia, controllaSoggetto, REGOLE } from '../../src/registri/controlli.js';
import { paginaControlli } from '../../src/registri/controlli-tabella.js';
import { creaParametri } from '../../src/registri/parametri.js';
import { caratteriAmmessi } from '../../src/registri/qualita.js';
import { codiciIgnoti } from '../../src/registri/qualita-codici.js';
import type { Riga } from '../../src/registri/righe.js';
import { STATO_VUOTO, type StatoSoggetto } from '../../src/registri/stato.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import { CONTESTO } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, nris, residente } from './persone.js';

const SANA: Riga = {
  soggetto: 'S:1',
  registro: 'APR',
  registro_dal: '2020-01-01',
  indirizzo: 'VIA ROMA 1',
  indirizzo_dal: '2020-01-01',
  id_famiglia_anpr: '501',
  tipo_scheda: '3',
  codice_legame: '1',
  stato_civile: '1',
  cognome: 'D’ÀLÌ'.replace('’', "'"),
  nome: 'MARÍA JOSÉ',
  sesso: 'M',
  data_nascita: '1980-01-01',
  codice_fiscale: 'RSSMRA80A01H501U',
  validita_cf: '9',
  cittadinanze: '100',
  data_decesso: null,
};
const ELETTORE: Riga = { soggetto: 'S:1', lista: 'GENERALE', stato: 'ISCRITTO', sezione: '1' };
const stato = (altro: Partial<StatoSoggetto> = {}): StatoSoggetto => ({
  ...STATO_VUOTO,
  generalita: { dataNascita: '1980-01-01' },
  ...altro,
});

interface Prova {
  readonly riga?: Riga;
  readonly elettori?: readonly Riga[];
  readonly stato?: StatoSoggetto;
  readonly fatti?: readonly Fatto[];
}

const regole = (p: Prova = {}, contesto = CONTESTO): string[] =>
  controllaSoggetto(
    {
      anagrafe: { ...SANA, ...p.riga },
      contribuente: undefined,
      elettori: p.elettori ?? [ELETTORE],
      stato: p.stato ?? stato(),
      fatti: p.fatti ?? [],
    },
    contesto,
  ).map((s) => s.regola);

/** By field: what a message says with a code that no table has, and with one of them. */
const CODICI: readonly (readonly [string, object, object])[] = [
  ['sesso', { generalita: { sesso: 'X' } }, { generalita: { sesso: 'M' } }],
  ['validitaCF', { identificativi: { validitaCF: '7' } }, { identificativi: { validitaCF: '9' } }],
  ['statoCivile', { statoCivile: '77' }, { statoCivile: '1' }],
  [
    'tipoIndirizzo',
    { residenze: [{ tipoIndirizzo: '12', indirizzo: {} }] },
    { residenze: [{ tipoIndirizzo: '3', indirizzo: {} }] },
  ],
  ['tipoScheda', { famigliaConvivenza: { tipoScheda: '6' } }, { famigliaConvivenza: { tipoScheda: '3' } }],
  [
    'tipoLegame',
    { legameSoggetto: { tipoLegame: '7', codiceLegame: '1' } },
    { legameSoggetto: { tipoLegame: '3', codiceLegame: '1' } },
  ],
  [
    'legameFamiglia',
    { legameSoggetto: { tipoLegame: '3', codiceLegame: '27' } },
    { legameSoggetto: { tipoLegame: '3', codiceLegame: '99' } },
  ],
  [
    'legameConvivenza',
    { legameSoggetto: { tipoLegame: '4', codiceLegame: '28' } },
    { legameSoggetto: { tipoLegame: '4', codiceLegame: '2' } },
  ],
  [
    'specieConvivenza',
    { famigliaConvivenza: { tipoScheda: '4', specieConvivenza: '8' } },
    { famigliaConvivenza: { tipoScheda: '4', specieConvivenza: '2' } },
  ],
  ['tipoSoggiorno', { permessoSoggiorno: { tipoSoggiorno: '12' } }, { permessoSoggiorno: { tipoSoggiorno: '9' } }],
  ['motivoIscrizione', { datiIscrizione: { motivoIscrizione: '11' } }, { datiIscrizione: { motivoIscrizione: '10' } }],
  [
    'motivoIscrizioneAIRE',
    { datiIscrizione: { motivoIscrizioneAIRE: 'C08' } },
    { datiIscrizione: { motivoIscrizioneAIRE: 'C09' } },
  ],
  [
    'motivoCancellazione',
    { datiCancellazione: { motivoCancellazione: '14' } },
    { datiCancellazione: { motivoCancellazione: '13' } },
  ],
  ['statoProcedimento', { procedimento: { statoProcedimento: '8' } }, { procedimento: { statoProcedimento: '7' } }],
  [
    'certificabilita',
    { liste: { elettore: 'S', certificabilita: '5' } },
    { liste: { elettore: 'S', certificabilita: '0' } },
  ],
  ['elettore', { liste: { elettore: 'X' } }, { liste: { elettore: 'S' } }],
];

describe('what a person fails', () => {
  it('nothing, when everything is in its place', () => {
    expect(regole()).toEqual([]);
  });

  const CASI: readonly (readonly [string, Prova])[] = [
    ['Q01', { riga: { indirizzo: null } }],
    ['Q02', { riga: { id_famiglia_anpr: null } }],
    ['Q06', { riga: { codice_legame: '2' } }],
    ['Q06', { riga: { codice_legame: '28', stato_civile: '3' } }],
    ['Q09', { riga: { cittadinanze: '215' } }],
    ['Q09', { elettori: [ELETTORE, { ...ELETTORE, lista: 'AGGIUNTA_UE_COMUNALI' }] }],
    ['Q09', { stato: stato({ generalita: { dataNascita: '2009-06-01' } }) }],
    ['Q11', { riga: { registro: null } }],
    ['Q12', { elettori: [] }],
    ['Q14', { riga: { codice_fiscale: 'RSSMRA80A01H501X' } }],
    ['Q14', { riga: { sesso: 'F' } }],
    ['Q14', { riga: { data_nascita: '1980-02-01' } }],
    ['Q14', { riga: { codice_fiscale: '12345678901' } }],
    ['Q15', { stato: stato({ generalita: { dataNascita: '1980-01-01', comuneNascita: '58091' } }) }],
    ['DATE', { riga: { registro: 'AIRE', registro_dal: '1989-12-31' } }],
    ['DATE', { riga: { registro_dal: '1979-12-31' } }],
    ['DATE', { riga: { registro: null, data_decesso: '1979-01-01' }, elettori: [] }],
    ['DATE', { riga: { data_nascita: '2027-01-01', codice_fiscale: null } }],
    ['NASCITA_PARZIALE', { riga: { precisione_nascita: 'ANNO' } }],
    ['PERMESSO_SCADUTO', { stato: stato({ permessoSoggiorno: { tipoSoggiorno: '1', dataScadenza: '2026-01-31' } }) }],
    ['CARATTERI', { riga: { cognome: 'ROȘU' } }],
    ['CARATTERI', { riga: { nome: 'ANNA  MARIA' } }],
  ];
  it.each(CASI)('%s alone (case %#)', (regola, prova) => {
    expect(regole(prova)).toEqual([regola]);
    expect(REGOLE[regola]).toBeDefined();
  });

  it('a validated codice fiscale is not doubted for what it says, only for its form', () => {
    expect(regole({ riga: { sesso: 'F', validita_cf: '1' } })).toEqual([]);
    expect(regole({ riga: { codice_fiscale: 'RSSMRA80A01H501X', validita_cf: '1' } })).toEqual(['Q14']);
  });

  it('an omocodic code and a provisional one of 11 digits are right', () => {
    expect(regole({ riga: { codice_fiscale: 'RSSMRA80A01H50MS', validita_cf: '1' } })).toEqual(['Q14']);
    expect(regole({ riga: { codice_fiscale: '12345678903' } })).toEqual([]);
  });

  it('with only the year of birth known, day and month are not compared', () => {
    const riga = { data_nascita: '1980-12-31', precisione_nascita: 'ANNO' };
    expect(regole({ riga })).toEqual(['NASCITA_PARZIALE']);
  });

  it.each(CODICI)('Q16: an unknown code of %s, closed by the next word on it', (campo, ignoto, noto) => {
    const detto = (dati: object, n: number): Fatto => ({
      tipo: 'MUTAZIONE',
      operazione: '5008',
      idOperazioneANPR: String(n),
      idNotificaANPR: String(n),
      dati: { identificativi: {}, ...dati },
    });
    const fatti = [detto(noto, 1), detto(ignoto, 2)];
    expect(regole({ fatti: [detto(noto, 1)] })).toEqual([]);
    expect(regole({ fatti })).toEqual(['Q16']);
    expect(regole({ fatti: [...fatti, detto(noto, 3)] })).toEqual([]);
    expect(codiciIgnoti(fatti)[0]?.dettaglio).toContain(campo);
  });

  it('every coded field is tried', () => {
    expect(CODICI.map(([campo]) => campo).sort()).toEqual(Object.keys(CODICI_AMMESSI).sort());
  });

  it('who has lost the vote needs no electoral position', () => {
    expect(regole({ elettori: [], stato: stato({ liste: { elettore: 'N' }, senzaVoto: true }) })).toEqual([]);
  });

  it('Q19: an old decorrenza just registered, by the threshold of the comune', () => {
    const fatti = [
      {
        tipo: 'MUTAZIONE',
        operazione: '5005',
        momento: '2026-05-01T08:00:00.000Z',
        idNotificaANPR: '1',
        decorrenza: '2020-01-01',
        dati: { identificativi: {} },
      } as const,
    ];
    expect(regole({ fatti })).toEqual(['Q19']);
    expect(regole({ fatti: [{ ...fatti[0]!, tipo: 'SCHEDA' }] })).toEqual([]);
    expect(regole({ fatti: [{ ...fatti[0]!, momento: '2024-05-01T08:00:00.000Z' }] })).toEqual([]);
    const dieci = { nome: 'qualita_anni_decorrenza', valore: '10', dal: '2026-01-01', atto: 'prova' };
    expect(regole({ fatti }, { ...CONTESTO, parametri: creaParametri([dieci]) })).toEqual([]);
  });
});

describe('what a family fails', () => {
  const famiglia: Riga = { id_famiglia_anpr: '501', tipo_scheda: '3', intestatario: 'PROVA' };
  const di = (f: Riga, presenti: readonly Riga[]) => controllaFamiglia(f, presenti, null).map((s) => s.regola);
  const membro: Riga = { ...SANA, codice_legame: '3' };

  it('Q03 without a head and with two, Q04 at different addresses, nothing for a convivenza', () => {
    expect(di(famiglia, [SANA, membro])).toEqual([]);
    expect(di({ ...famiglia, intestatario: null }, [membro])).toEqual(['Q03']);
    expect(di(famiglia, [SANA, { ...SANA, soggetto: 'S:2' }])).toEqual(['Q03']);
    expect(di(famiglia, [SANA, { ...membro, indirizzo: 'VIA VERDI 2' }])).toEqual(['Q04']);
    expect(di({ ...famiglia, tipo_scheda: '4', intestatario: null }, [membro])).toEqual([]);
  });

  it('Q18: a member of a convivenza is no occupant of a home', () => {
    const nucleo: Riga = { id_famiglia_anpr: '501', componenti: 2, minori: 0 };
    const conventuale = { ...membro, tipo_scheda: '4' };
    expect(controllaFamiglia(famiglia, [SANA, conventuale], nucleo).map((s) => s.regola)).toEqual(['Q18']);
    expect(controllaFamiglia(famiglia, [SANA, membro], nucleo)).toEqual([]);
  });

  it('the same address written otherwise is the same address', () => {
    expect(di(famiglia, [SANA, { ...membro, indirizzo: 'Via Roma, 1' }])).toEqual([]);
  });

  it('Q20: of two contested cards both are open', () => {
    expect(controllaContesi(['S:1', 'S:2']).map((s) => s.regola)).toEqual(['Q20']);
    expect(controllaContesi(['S:1'])).toEqual([]);
  });
});

it('characters: accents and cedillas pass, typographic apostrophes, × and C1 leftovers do not', () => {
  for (const t of ["D'ALÌ", 'ŠIMŠA', 'ŞTEFAN', 'ĐOKIĆ']) expect(caratteriAmmessi(t)).toBe(true);
  for (const t of ['D’ALÌ', 'ȘTEFAN', 'A×B', '\u008aIMA', ' ROSSI']) expect(caratteriAmmessi(t)).toBe(false);
});

perOgniDatabase((apri) => {
  it('an anomaly opens with the notification that shows it and closes with the one that mends it', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const aperte = async () =>
      (await db.transaction((tx) => elencaAnomalie(tx, { codComune: ente.codComune, limit: 50 }))).map(
        (a) => `${a.regola} ${a.oggetto}`,
      );
    const figlia = residente(2, { famiglia: '500001', legame: '3', civico: 9 });
    await salva(db, [notificaDi(ente, '1', immigrati(1, [residente(1), figlia]))]);
    await applicaInbox(db, ente, [1]);
    expect(await aperte()).toContain('Q04 F:500001');
    const insieme = residente(2, { famiglia: '500001', legame: '3', civico: 1, dal: '2026-01-10' });
    await salva(db, [notificaDi(ente, '2', nris('5005', 2, [insieme]))]);
    await applicaInbox(db, ente, [1]);
    expect(await aperte()).not.toContain('Q04 F:500001');
  });
});

const PAGINA = fileURLToPath(new URL('../../docs/controlli.md', import.meta.url));

it('docs/controlli.md is the table of the code (delete it and run this test to write it again)', () => {
  if (!existsSync(PAGINA)) writeFileSync(PAGINA, paginaControlli());
  expect(readFileSync(PAGINA, 'utf8')).toBe(paginaControlli());
});
