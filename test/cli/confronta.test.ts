/** `allinea confronta` and `allinea verifica-interna` as the operator types them, with files instead of ANPR. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import { createInbox, elenca } from '../../src/store/inbox.js';
import { AnprFinta } from '../work/anpr-finta.js';
import { applicaInbox, notificaDi, righe } from '../work/banco.js';
import { soggetto } from '../work/contenuti.js';
import { immigrati, residente } from '../work/persone.js';
import { banco, ISTAT } from './banco.js';

const b = banco();
const CONTESTO = { codComune: ISTAT, codici: new Set([ISTAT, '999900']), oggi: '2026-06-15' };
const PERSONE = [1, 2, 3].map((n) => residente(n));

/** Three people, loaded and applied. */
const paese = () =>
  b.conDb(async (db) => {
    await createInbox(db).salva(notificaDi(CONTESTO, '900', immigrati(1, PERSONE)));
    await applicaInbox(db, CONTESTO, [10]);
  });
const applica = () => b.conDb((db) => applicaInbox(db, CONTESTO, [10]));
const inCoda = () =>
  b.conDb(async (db) =>
    (await db.transaction((tx) => elenca(tx, { stato: 'pending', limit: 9 }))).map((n) => n.canale),
  );
const anomalie = () =>
  b.conDb(async (db) =>
    (await db.transaction((tx) => elencaAnomalie(tx, { limit: 99 })))
      .filter((a) => /CONFRONTO|QUI|ANPR$/.test(a.regola))
      .map((a) => `${a.regola} ${a.oggetto}`),
  );

function file(nome: string, contenuto: string | Uint8Array): string {
  const percorso = join(b.dir, nome);
  writeFileSync(percorso, contenuto);
  return percorso;
}

const nuova = (n: number, altro: Partial<DatiSoggetto>): DatiSoggetto => ({ ...PERSONE[n - 1]!, ...altro });
const coniugata = nuova(2, { generalita: { ...PERSONE[1]!.generalita, cognome: 'SEGRETO' } });
const risposta = (...persone: DatiSoggetto[]): string => file('r.xml', new AnprFinta().risposta(...persone).contenuto);
const estrazione = (...persone: DatiSoggetto[]): string =>
  `<?xml version="1.0"?><e:estrazione xmlns:e="urn:e">${persone.map((p) => `<e:riga>${soggetto(p)}</e:riga>`).join('\n')}</e:estrazione>`;

describe('allinea confronta', () => {
  it('an answer that says what stands here exits 0 and changes nothing, even with --applica', async () => {
    await paese();
    const detto = await b.allinea('confronta', '--file', risposta(...PERSONE), '--applica');
    expect(detto.code).toBe(0);
    expect(detto.out).toContain('3 persone confrontate: nessuna differenza');
    expect([await inCoda(), await anomalie()]).toEqual([[], []]);
  });

  it('a difference is told by the names of columns, and heals when applied', async () => {
    await paese();
    const f = risposta(coniugata);
    const detto = await b.allinea('confronta', '--file', f);
    expect(detto.code).toBe(1);
    expect(detto.out).toMatch(/S:100002: diversa in anagrafe\.cognome/);
    expect(detto.out + detto.err).not.toContain('SEGRETO');
    expect(await inCoda()).toEqual([]);
    await b.allinea('confronta', '--file', f, '--applica');
    expect(await inCoda()).toEqual(['FILE']);
    await applica();
    expect((await b.conDb((db) => righe(db, CONTESTO))).anagrafe?.['S:100002']?.cognome).toBe('SEGRETO');
    expect((await b.allinea('confronta', '--file', f, '--applica')).code).toBe(0);
    expect(await anomalie()).toEqual([]);
  });

  it('values go to the terminal and to the CSV only when asked for, and the audit says so', async () => {
    await paese();
    const csv = join(b.dir, 'd.csv');
    const detto = await b.allinea('confronta', '--file', risposta(coniugata), '--valori', '--csv', csv);
    expect(detto.out).toContain('anagrafe.cognome: qui COGNOME2, ANPR SEGRETO');
    expect(readFileSync(csv, 'utf8')).toContain('S:100002;DIVERSO;anagrafe;S:100002;cognome;COGNOME2;SEGRETO');
    const azioni = await b.conDb((db) =>
      db.transaction((tx) => tx.query('SELECT azione, dettaglio FROM registro_operatore')),
    );
    expect(azioni).toMatchObject([{ azione: 'confronta', dettaglio: expect.stringContaining('"valori":true') }]);
  });

  it('an extraction compares only what it says, gzip or not, and what it cannot be becomes a task', async () => {
    await paese();
    const povera = { identificativi: PERSONE[0]!.identificativi, generalita: PERSONE[0]!.generalita! };
    const f = file('e.xml.gz', gzipSync(estrazione(povera, coniugata)));
    const detto = await b.allinea('confronta', '--file', f, '--applica', '--json');
    expect(detto.json()).toMatchObject({
      guardati: 2,
      inviate: 0,
      anomalie: 1,
      differenze: expect.arrayContaining([
        {
          oggetto: 'S:100002',
          esito: 'DIVERSO',
          campi: expect.arrayContaining([expect.objectContaining({ campo: 'cognome' })]),
        },
      ]),
    });
    expect([await inCoda(), await anomalie()]).toEqual([[], ['CONFRONTO_DIVERSO S:100002']]);
  });

  it('a comment is no person, and a file that ends halfway keeps what it said before', async () => {
    await paese();
    const commentata = estrazione(PERSONE[0]!, PERSONE[1]!).replace('<e:riga>', '<!-- <datiSoggetto> --><e:riga>');
    const detto = await b.allinea('confronta', '--file', file('c.xml', commentata), '--json');
    expect([detto.code, detto.json()]).toMatchObject([0, { guardati: 2, differenze: [] }]);
    const mozzo = commentata.slice(0, commentata.lastIndexOf('</datiSoggetto>'));
    const rotto = await b.allinea('confronta', '--file', file('m.xml', mozzo), '--applica');
    expect(rotto.code).toBe(1);
    expect(rotto.out).toMatch(/XML non ben formato/);
    expect(rotto.out + rotto.err).not.toContain('COGNOME');
  });

  it('a full comparison tells who is missing on either side', async () => {
    await paese();
    const f = file('e.xml', estrazione(PERSONE[0]!, PERSONE[1]!, residente(9)));
    const detto = await b.allinea('confronta', '--file', f, '--tutti', '--applica');
    expect(detto.out).toMatch(/S:100009: iscritta in ANPR, qui non c’è/);
    expect(detto.out).toMatch(/S:100003: iscritta qui, ANPR non la trova/);
    expect(await anomalie()).toEqual(['SCONOSCIUTO_QUI S:100009', 'ASSENTE_IN_ANPR S:100003']);
  });

  it('the file of a massive download is read by its own names', async () => {
    await paese();
    const s = `<subentro xmlns="urn:s"><generalitaSoggetti><soggetto><generalitaSubIscr>
      <cognome>ALTRO</cognome><nome>NOME</nome><sesso>F</sesso><dataNascita>1980-01-01</dataNascita>
      <idSchedaSoggettoANPR>100001</idSchedaSoggettoANPR></generalitaSubIscr></soggetto></generalitaSoggetti></subentro>`;
    const detto = await b.allinea('confronta', '--file', file('s.xml', s), '--json');
    expect(detto.json()).toMatchObject({
      guardati: 1,
      differenze: expect.arrayContaining([expect.objectContaining({ oggetto: 'S:100001' })]),
    });
  });

  it('a CSV is compared by the columns it has, and the others are named', async () => {
    await paese();
    const righeCsv = ['idSchedaSoggettoANPR;Cognome;colore', '100001;COGNOME1;blu', '100002;ALTRO;blu', ';X;Y'];
    const detto = await b.allinea('confronta', '--file', file('e.csv', righeCsv.join('\r\n')));
    expect(detto.out).toContain('S:100002: diversa in anagrafe.cognome');
    expect(detto.out).toContain('2 persone confrontate: 1 diversa');
    expect(detto.out).toContain('1 riga del file');
    expect(detto.out).toContain('non si confrontano: colore');
  });

  it('a date that no calendar has is told with its line and its form, and the rest of the line is compared', async () => {
    await paese();
    const righeCsv = [
      'sep=;',
      'idSchedaSoggettoANPR;Cognome;data_nascita',
      '100001;ALTRO;31/02/1980',
      '0100002;COGNOME2;1/1/1980 00:00',
    ];
    const detto = await b.allinea('confronta', '--file', file('d.csv', righeCsv.join('\r')));
    expect(detto.out).toContain('1 data non si legge, la prima alla riga 3: serve una data AAAA-MM-GG o GG/MM/AAAA');
    expect(detto.out).toContain('S:100001: diversa in anagrafe.cognome');
    expect(detto.out).not.toContain('S:100002: diversa');
  });

  it('a file of the past counts before what ANPR registered later', async () => {
    await paese();
    await b.conDb(async (db) => {
      const dopo = nuova(1, { generalita: { ...PERSONE[0]!.generalita, cognome: 'DOPO' } });
      await createInbox(db).salva(notificaDi(CONTESTO, '901', immigrati(7, [dopo], '2026-06-10')));
      await applicaInbox(db, CONTESTO, [10]);
    });
    const f = file('e.xml', estrazione(nuova(1, {})));
    expect((await b.allinea('confronta', '--file', f, '--estratto-il', '2026-06-01')).code).toBe(0);
    expect((await b.allinea('confronta', '--file', f)).code).toBe(1);
  });

  it.each([
    ['no file', ['--file', 'manca.xml'], 'non c’è'],
    ['nothing chosen', [], 'Serve una di queste'],
    ['two choices', ['--persone', '3', '--soggetto', 'X'], 'Serve una di queste'],
    ['no access', ['--persone', '3'], 'non è collegato ai servizi di ANPR'],
  ])('%s is a wrong command line that says what to do', async (_, argomenti, perche) => {
    await paese();
    const detto = await b.allinea('confronta', ...argomenti);
    expect([detto.code, detto.err]).toEqual([2, expect.stringContaining(perche)]);
  });

  it.each([
    ['no XML at all', 'ciao', 'XML non ben formato'],
    ['of another kind', '<x><y>1</y></x>', 'CONTENUTO_VUOTO'],
    ['a piece of the comune', estrazione(PERSONE[0]!), 'non pare l’intero comune'],
    ['cut in the middle', estrazione(PERSONE[0]!).slice(0, -60), 'letto in parte'],
    ['not well-formed inside', '<x><datiSoggetto><a></b></datiSoggetto></x>', 'letto in parte'],
  ])('a file that is %s is told and nobody is declared missing for it', async (_, contenuto, perche) => {
    await paese();
    const detto = await b.allinea('confronta', '--file', file('x.xml', contenuto), '--tutti');
    expect(detto.code).toBe(1);
    expect(detto.out).toContain(perche);
    expect(detto.out).not.toContain('ANPR non la trova');
  });
});

describe('allinea verifica-interna', () => {
  it('exits 0 where everything agrees, 1 with the evidence where it does not, and leaves the request to put it right', async () => {
    await paese();
    expect((await b.allinea('verifica-interna')).code).toBe(0);
    await b.conDb((db) =>
      db.transaction((tx) => tx.execute("UPDATE anagrafe SET stato_civile = '4' WHERE soggetto = 'S:100002'")),
    );
    const detto = await b.allinea('verifica-interna', '--correggi');
    expect([detto.code, detto.out]).toEqual([1, expect.stringMatching(/RIGHE_DIVERSE S:100002: .*anagrafe: 1/)]);
    const stato = await b.conDb((db) =>
      db.transaction((tx) => tx.query('SELECT valore FROM stato_lavori WHERE nome = ?', [`ricostruisci:${ISTAT}`])),
    );
    expect(stato).toEqual([{ valore: 'CHIESTA' }]);
  });
});
