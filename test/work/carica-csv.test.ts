/** The municipal CSV: every good line becomes facts, every bad one is told, and the road taken leaves no trace in the rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leggi } from '../../src/notifiche/index.js';
import { apriContenuto } from '../../src/soap/contenuto.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { caricaCsv, type EsitoCsv, type OpzioniCsv, type Scarto, TestataError } from '../../src/work/carica-csv.js';
import { documentoDi, soggettoDi } from '../../src/work/carica-documento.js';
import { leggiPersona, leggiTestata } from '../../src/work/carica-tracciato.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, righe, salva } from './banco.js';
import { n01, nris, residente } from './persone.js';

const TESTATA =
  'id_scheda_anpr;id_anpr;codice_fiscale;validita_cf;cognome;nome;sesso;data_nascita;cittadinanza;registro;iscritto_dal;id_famiglia_anpr;codice_legame;in_famiglia_dal;residente_dal;specie;toponimo;civico;stato_estero;localita_estera;elettore;sezione';

/** The n-th person of `persone.ts` as a line. */
const linea = (n: number, { famiglia = 500_000 + n, legame = '1', nascita = '1980-01-01' } = {}): string => {
  const { identificativi: id } = residente(n);
  return `${id.idSchedaSoggettoANPR};${id.idANPR};${id.codiceFiscale};1;COGNOME${n};NOME;F;${nascita};100;APR;01/01/2020;${famiglia};${legame};2020-01-01;2020-01-01;VIA;ROMA;${n};;;S;1`;
};
const file = (...linee: readonly string[]): string => [TESTATA, ...linee, ''].join('\r\n');

async function* pezzi(testo: string | Buffer, lunghi = 97): AsyncGenerator<Uint8Array> {
  const byte = Buffer.from(testo);
  for (let i = 0; i < byte.length; i += lunghi) yield byte.subarray(i, i + lunghi);
}

interface Caricato {
  readonly esito: EsitoCsv;
  readonly scarti: Scarto[];
}

async function carica(
  db: Database,
  codComune: string,
  testo: string | Buffer | AsyncIterable<Uint8Array>,
  altro: Partial<OpzioniCsv> = {},
): Promise<Caricato> {
  const scarti: Scarto[] = [];
  const dati = typeof testo === 'string' || Buffer.isBuffer(testo) ? pezzi(testo) : testo;
  const esito = await caricaCsv({ db, inbox: createInbox(db) }, dati, {
    codComune,
    codifica: 'utf-8',
    momento: '2026-03-01T00:00:00.000Z',
    impronta: 'prova',
    now: () => new Date(ADESSO),
    scarta: (s) => void scarti.push(s),
    ...altro,
  });
  return { esito, scarti };
}

describe('the dates of a line', () => {
  it.each(['2015-06-01 00:00:00', '01/06/2015 00:00', '1/6/2015', '2015-06-01T00:00:00'])(
    '%s is 1 June 2015',
    (scritta) => {
      const letta = leggiTestata(['codice_fiscale', 'cognome', 'nome', 'data_nascita', 'residente_dal', 'toponimo']);
      if (!('tracciato' in letta)) throw new Error('the heading of this test is wrong');
      const campi = ['RSSMRA80A01H501U', 'ROSSI', 'MARIO', scritta, scritta, 'ROMA'];
      expect(leggiPersona(campi, letta.tracciato, { codComune: '999001' })).toMatchObject({
        dati: {
          generalita: { dataNascita: '2015-06-01', precisioneNascita: 'GIORNO' },
          residenze: [{ dataDecorrenzaResidenza: '2015-06-01' }],
        },
      });
      const storta = leggiPersona(campi.with(4, '31/02/2015 00:00'), letta.tracciato, { codComune: '999001' });
      expect(storta).toEqual({
        problemi: [{ campo: 'residente_dal', atteso: expect.stringContaining('AAAA-MM-GG o GG/MM/AAAA') }],
      });
    },
  );
});

describe('the lengths of a line', () => {
  it('a value that no register holds is told with its field and its limit, and the line is left out', () => {
    const letta = leggiTestata(['codice_fiscale', 'cognome', 'nome', 'data_nascita', 'toponimo']);
    if (!('tracciato' in letta)) throw new Error('the heading of this test is wrong');
    const campi = ['RSSMRA80A01H501U', 'X'.repeat(201), 'MARIO', '1980', 'ROMA'];
    expect(leggiPersona(campi, letta.tracciato, { codComune: '999001' })).toEqual({
      problemi: [{ campo: 'cognome', atteso: 'al massimo 200 caratteri, non 201' }],
    });
  });
});

describe('a line and its document', () => {
  const tracciato = (() => {
    const letta = leggiTestata(TESTATA.split(';'));
    if (!('tracciato' in letta)) throw new Error('the heading of this test is wrong');
    return letta.tracciato;
  })();
  const testo = fc.string({
    unit: fc.constantFrom('A', 'Ò', "'", ' ', '&', '<', '>', 'Š'),
    minLength: 1,
    maxLength: 12,
  });
  const campi = fc
    .record({
      scheda: fc.integer({ min: 1, max: 1e9 }).map(String),
      cognome: testo.map((t) => t.trim() || 'X'),
      sesso: fc.constantFrom('M', 'F', ''),
      nascita: fc.constantFrom('1980-01-31', '31/01/1980', '1980', '1980-05'),
      registro: fc.constantFrom('APR', 'AIRE', ''),
      famiglia: fc.constantFrom('501', ''),
      civico: fc.constantFrom('12', ''),
      elettore: fc.constantFrom('S', 'N', ''),
    })
    .map((p) => [
      ...[p.scheda, '', '', '', p.cognome, 'NOME', p.sesso, p.nascita, '100 215', p.registro, '2020-01-01', p.famiglia],
      ...[
        p.famiglia === '' ? '' : '1',
        '2020-01-01',
        '2020-01-01',
        'VIA',
        'ROMA',
        p.civico,
        '215',
        'PARIS',
        p.elettore,
        '',
      ],
    ]);

  it('what is read from the line is what the applier reads from the document', () => {
    fc.assert(
      fc.property(campi, (c) => {
        const letta = leggiPersona(c, tracciato, { codComune: '999001' });
        if (!('dati' in letta)) throw new Error(JSON.stringify(letta));
        const momento = '2026-03-01T00:00:00.000Z';
        const documento = documentoDi([soggettoDi(letta.dati)], {
          codComune: '999001',
          fonte: 'CSV',
          momento,
          now: new Date(ADESSO),
        });
        const { elemento } = apriContenuto(documento.contenuto, []);
        const { fatti, note } = leggi(elemento, { ...documento, idNotificaANPR: documento.idOperazioneANPR });
        expect(note).toEqual([]);
        expect(fatti).toHaveLength(1);
        expect(fatti[0]).toMatchObject({ tipo: 'SCHEDA', momento });
        const senzaVuote = (o: object) =>
          Object.fromEntries(Object.entries(o).filter(([, v]) => Object.keys(v as object).length > 0));
        expect(senzaVuote(fatti[0]!.dati)).toEqual(senzaVuote(letta.dati));
      }),
    );
  });

  it('every wrong field is told at once, with what was expected and not what was found', () => {
    const c = linea(1).split(';');
    c[2] = 'SBAGLIATO';
    c[7] = '32/01/1980';
    c[11] = 'F-1';
    const letta = leggiPersona(c, tracciato, { codComune: '999001' });
    expect('problemi' in letta && letta.problemi.map((p) => p.campo)).toEqual([
      'codice_fiscale',
      'id_famiglia_anpr',
      'data_nascita',
    ]);
    expect(JSON.stringify(letta)).not.toContain('SBAGLIATO');
  });
});

perOgniDatabase((apri) => {
  it('the good lines are loaded, the bad ones told with their line, nothing is a variazione', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const cattiva = linea(2).replace('1980-01-01', 'ieri');
    const aperta = linea(3).replace('COGNOME3', '"COGNOME3');
    const { esito, scarti } = await carica(db, ente.codComune, file(linea(1), cattiva, aperta, linea(4)));
    expect(esito).toMatchObject({ persone: 2, nuovi: 2, scartate: 2 });
    expect(scarti.map((s) => [s.riga, s.problemi[0]?.campo])).toEqual([
      [3, 'data_nascita'],
      [4, 'riga'],
    ]);
    await applicaInbox(db, ente, [10]);
    const r = await righe(db, ente);
    expect(Object.keys(r.anagrafe ?? {})).toEqual(['S:100001', 'S:100004']);
    expect(r.elettorale_elettori?.['S:100001|GENERALE']).toMatchObject({ stato: 'ISCRITTO', sezione: '1' });
    const sql = 'SELECT COUNT(*) AS n FROM variazioni WHERE cod_comune = ?';
    expect(await db.transaction((tx) => tx.query(sql, [ente.codComune]))).toEqual([{ n: 0 }]);
  });

  it('a load repeated, or made after months of notifications, ends in the same rows', async () => {
    const db = await apri();
    const famiglia = { famiglia: 500_001, legame: '3' };
    const testo = file(linea(1), linea(2, famiglia), linea(3), linea(4));
    const notifiche = (ente: ReturnType<typeof nuovoEnte>) => [
      notificaDi(ente, '11', n01('N010', 11, residente(3), '2026-04-10')),
      notificaDi(ente, '12', nris('5005', 12, [residente(4, { civico: 99, dal: '2026-05-01' })], '2026-05-01')),
      notificaDi(ente, '13', nris('5008', 13, [residente(1, { cognome: 'VECCHIO' })], '2026-02-01')),
    ];
    const esiti = [];
    for (const come of ['prima', 'dopo', 'due volte'] as const) {
      const suo = nuovoEnte();
      if (come !== 'prima') {
        await salva(db, notifiche(suo));
        await applicaInbox(db, suo, [2]);
      }
      await carica(db, suo.codComune, testo);
      await applicaInbox(db, suo, [3]);
      if (come === 'prima') await salva(db, notifiche(suo));
      if (come === 'due volte') expect((await carica(db, suo.codComune, testo)).esito.nuovi).toBe(0);
      await applicaInbox(db, suo, [3]);
      esiti.push(JSON.stringify(await righe(db, suo)).replaceAll(suo.codComune, 'ENTE'));
    }
    expect(esiti[1]).toBe(esiti[0]);
    expect(esiti[2]).toBe(esiti[0]);
    expect(esiti[0]).toContain('VIA ROMA 99');
    expect(JSON.stringify((JSON.parse(esiti[0]!) as Record<string, unknown>).anagrafe)).not.toContain('VECCHIO');
  });

  it('a load that was interrupted goes on from where it was, and the report is whole', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const linee = Array.from({ length: 600 }, (_, n) => (n === 5 ? 'rotta' : linea(n + 1)));
    const testo = file(...linee);
    async function* interrotto(): AsyncGenerator<Uint8Array> {
      let letti = 0;
      for await (const pezzo of pezzi(testo, 4096)) {
        letti += pezzo.length;
        if (letti > testo.length * 0.7) throw new Error('disk gone');
        yield pezzo;
      }
    }
    await expect(carica(db, ente.codComune, interrotto())).rejects.toThrow('disk gone');
    const { esito, scarti } = await carica(db, ente.codComune, testo);
    expect(esito.ripresaDa).toBeGreaterThan(200);
    expect(esito.persone).toBeLessThan(400);
    expect(scarti.map((s) => s.riga)).toEqual([7]);
    const sql = 'SELECT COUNT(*) AS n FROM notifiche WHERE cod_destinatario = ?';
    expect(await db.transaction((tx) => tx.query(sql, [ente.codComune]))).toEqual([{ n: 599 }]);
  });

  it('a wrong heading loads nothing and lists everything that is wrong', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const sbagliato = carica(db, ente.codComune, 'cognome;nome;data di nascita\nROSSI;ANNA;1980-01-01\n');
    const error = await sbagliato.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TestataError);
    expect((error as TestataError).problemi.map((p) => p.campo)).toEqual([
      'data di nascita',
      'data_nascita',
      'id_scheda_anpr, id_anpr, codice_fiscale',
    ]);
  });

  it('reads windows-1252 when told, and says which line is not UTF-8 when not', async () => {
    const db = await apri();
    const latino = Buffer.from(file(linea(1).replace('COGNOME1', 'NICOLÒ'), linea(2)), 'latin1');
    const male = await carica(db, nuovoEnte().codComune, latino);
    expect(male.scarti.map((s) => s.riga)).toEqual([2]);
    const ente = nuovoEnte();
    await carica(db, ente.codComune, latino, { codifica: 'windows-1252' });
    await applicaInbox(db, ente, [10]);
    expect((await righe(db, ente)).anagrafe?.['S:100001']?.cognome).toBe('NICOLÒ');
  });
});
