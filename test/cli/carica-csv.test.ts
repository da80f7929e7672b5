/** `allinea carica FILE.csv` as an operator runs it: what is queued, what is reported, what is refused. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { leggiContenuti } from '../../src/store/contenuti.js';
import { elenca } from '../../src/store/inbox.js';
import { COLONNE } from '../../src/work/carica-colonne.js';
import { applicaInbox } from '../work/banco.js';
import { immigrati, residente } from '../work/persone.js';
import { banco, ISTAT, metti } from './banco.js';

const b = banco();
const TESTATA = 'id_scheda_anpr;cognome;nome;data_nascita;id_famiglia_anpr;codice_legame;toponimo;civico';
const file = (nome: string, contenuto: string | Buffer): string => {
  const percorso = join(b.dir, nome);
  writeFileSync(percorso, contenuto);
  return percorso;
};
const righe = (...linee: readonly string[]): string => [TESTATA, ...linee, ''].join('\n');
const carica = (percorso: string, ...altro: string[]) =>
  b.allinea('carica', percorso, '--comune', ISTAT, '--estratto-il', '2026-03-01', ...altro);
const inCoda = () => b.conDb((db) => db.transaction((tx) => elenca(tx, { limit: 100 })));

const ANNA = '101;PROVA;ANNA;1980-01-01;501;1;ROMA;1';
const LUCA = '102;PROVA;LUCA;2010-01-01;501;3;ROMA;1';

describe('a municipal CSV', () => {
  it('is queued by family, plain or gzip, and given again is found again', async () => {
    await inCoda();
    expect(await carica(file('comune.csv', righe(ANNA, LUCA)))).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 persone in 1 documento in coda'),
    });
    const zippato = await carica(file('comune.csv.gz', gzipSync(righe(ANNA, LUCA))));
    expect(zippato).toMatchObject({ code: 0, out: expect.stringContaining('già in coda o applicato') });
    expect((await inCoda()).map((n) => [n.canale, n.stato])).toEqual([['CARICO', 'pending']]);
    const fatte = await b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 10 })));
    expect(fatte.map((a) => a.azione)).toEqual(['carica', 'carica']);
  });

  it('reports every line it did not take beside the file, without a value of anybody', async () => {
    await inCoda();
    const percorso = file('comune.csv', righe(ANNA, 'X;PROVA;SEGRETA;ieri;501;3;ROMA;1'));
    expect(await carica(percorso)).toMatchObject({ code: 1, out: expect.stringContaining('1 riga non caricata') });
    const scarti = readFileSync(`${percorso}.scarti.csv`, 'utf8');
    expect(scarti).toContain('3;id_scheda_anpr;');
    expect(scarti).toContain('3;data_nascita;');
    expect(scarti).not.toContain('SEGRETA');
    writeFileSync(percorso, righe(ANNA));
    await carica(percorso);
    expect(existsSync(`${percorso}.scarti.csv`)).toBe(false);
  });

  it('with a wrong heading, without the day of extraction or without a known ente loads nothing', async () => {
    await inCoda();
    const percorso = file('comune.csv', 'nome\nANNA\n');
    expect(await carica(percorso)).toMatchObject({ code: 1, out: expect.stringContaining('cognome: atteso') });
    expect(await b.allinea('carica', percorso, '--comune', ISTAT)).toMatchObject({ code: 2 });
    expect(await b.allinea('carica', percorso, '--comune', '123456', '--estratto-il', '2026-03-01')).toMatchObject({
      code: 2,
    });
    expect(await carica(join(b.dir, 'niente.csv'))).toMatchObject({ code: 2 });
    expect(await inCoda()).toEqual([]);
  });
});

describe('a file that is not what it should be', () => {
  const scarti = (percorso: string): string => readFileSync(`${percorso}.scarti.csv`, 'utf8');
  const carte = async (): Promise<string> => {
    const lette = await b.conDb((db) => db.transaction((tx) => leggiContenuti(tx, [1])));
    return lette.get(1)!.toString('utf8');
  };

  it('keeps the apostrophe that a word processor writes in windows-1252', async () => {
    await inCoda();
    const byte = Buffer.from(righe('101;D\x92ANGELO;NICOL\xd2;1980-01-01;501;1;ROMA;1'), 'latin1');
    expect(await carica(file('w.csv', byte), '--codifica', 'windows-1252')).toMatchObject({ code: 0 });
    expect(await carte()).toMatch(/D’ANGELO.*NICOLÒ/s);
  });

  it('does not take UTF-8 for windows-1252, nor the other way round', async () => {
    await inCoda();
    const utf8 = file('u.csv', righe(ANNA, '103;PROVA;NICOLÒ;1980-01-01;501;3;ROMA;1'));
    expect(await carica(utf8, '--codifica', 'windows-1252')).toMatchObject({ code: 1 });
    expect(scarti(utf8)).toContain('3;riga;codifica windows-1252: la riga è scritta in UTF-8');
  });

  it.each([
    ['utf16.csv', Buffer.from(`\uFEFF${righe(ANNA)}`, 'utf16le'), 1, 'non in UTF-16'],
    ['solo-testata.csv', righe(), 1, 'non c’è nessuno da caricare'],
    ['troncato.csv.gz', gzipSync(righe(ANNA, LUCA)).subarray(0, 60), 2, 'non è un gzip intero'],
    ['finto.csv.gz', righe(ANNA), 2, 'non è un gzip intero'],
    ['comune.txt', righe(ANNA), 1, 'il suo nome deve finire in .csv'],
  ])('%s loads nothing and says why', async (nome, contenuto, code, detto) => {
    await inCoda();
    const esito = await carica(file(nome, contenuto));
    expect([esito.code, esito.out + esito.err]).toEqual([code, expect.stringContaining(detto)]);
    expect(await inCoda()).toEqual([]);
  });

  it('a folder, or a report that finds no place, is said before anything is queued', async () => {
    await inCoda();
    mkdirSync(join(b.dir, 'cartella.csv'));
    expect(await carica(join(b.dir, 'cartella.csv'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('è una cartella'),
    });
    mkdirSync(join(b.dir, 'vuota'));
    expect(await carica(join(b.dir, 'vuota'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('non ci sono file'),
    });
    const percorso = file('comune.csv', righe(ANNA));
    expect(await carica(percorso, '--scarti', '/non/c/e.csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--scarti'),
    });
    expect(await inCoda()).toEqual([]);
  });

  it('from a day that has not come is refused: it would prevail over what ANPR tells until then', async () => {
    await inCoda();
    const percorso = file('comune.csv', righe(ANNA));
    const esito = await b.allinea('carica', percorso, '--comune', ISTAT, '--estratto-il', '2026-06-16');
    expect(esito).toMatchObject({ code: 2, err: expect.stringContaining('deve ancora venire') });
  });

  it('a heading may end with separators, and a person stands on one line only', async () => {
    await inCoda();
    const altra = '101;PROVA;ANNA;1981-02-02;502;1;ROMA;3';
    const percorso = file('comune.csv', [`${TESTATA};;`, `${ANNA};;`, LUCA, altra, ''].join('\r\n'));
    expect(await carica(percorso)).toMatchObject({ code: 1, out: expect.stringContaining('2 persone') });
    expect(scarti(percorso)).toContain('4;id_scheda_anpr;una riga per persona: la stessa è già alla riga 2');
  });
});

describe('the name of the comune in addresses', () => {
  const indirizzi = () =>
    b.conDb(async (db) => {
      await applicaInbox(db, { codComune: ISTAT, codici: new Set([ISTAT]), oggi: '2026-06-15' }, [50]);
      return db.transaction((tx) => tx.query<{ i: string }>('SELECT indirizzo AS i FROM v_residenti'));
    });

  it('is asked for where nobody says it: ANPR writes it, and its next notification would move everybody', async () => {
    await inCoda();
    const { err } = await carica(file('comune.csv', righe(ANNA, LUCA)));
    expect(err).toContain('2 indirizzi sono senza il nome del comune');
  });

  it('is that of the columns, or that of the archive', async () => {
    await inCoda();
    const testata = `${TESTATA};specie;nome_comune;provincia;scala`;
    const { err } = await carica(file('comune.csv', `${testata}\n${ANNA};VIA;Prova;rm;A\n`));
    expect(err).not.toContain('senza il nome');
    expect(await indirizzi()).toEqual([{ i: 'VIA ROMA 1 SCALA A, PROVA (RM)' }]);
  });

  it('abroad is the state, and the street stays with it, as it is written there', async () => {
    await inCoda();
    const testata = `${TESTATA};registro;tipo_scheda;cap;localita_estera;stato_estero;nome_stato`;
    const riga = '101;PROVA;ANNA;1980-01-01;501;1;RUE DE LA PAIX;5 BIS;AIRE;5;F-75002;PARIS;215;FRANCIA';
    expect((await carica(file('comune.csv', `${testata}\n${riga}\n`))).code).toBe(0);
    await indirizzi();
    const [estero] = await b.conDb((db) =>
      db.transaction((tx) =>
        tx.query<{ i: string }>(`SELECT indirizzo AS i FROM v_tributi_recapiti WHERE tipo = 'ESTERO'`),
      ),
    );
    expect(estero).toEqual({ i: 'RUE DE LA PAIX 5 BIS, F-75002 PARIS, FRANCIA' });
  });

  it('of the archive is written like ANPR writes it, so a load after a notification moves nothing', async () => {
    const { xml, tipoNotifica } = immigrati(1, [residente(1)]);
    await b.conDb(async (db) => {
      const colonne = 'codice_istat, dal, denominazione, sigla_provincia';
      const valori = `'${ISTAT}', '1861-03-17', 'VALFINTA', NULL`;
      await db.transaction((tx) => tx.execute(`INSERT INTO comuni_storici (${colonne}) VALUES (${valori})`, []));
      await metti(db, [{ n: { tipoNotifica, contenuto: Buffer.from(xml) } }]);
    });
    const prima = await indirizzi();
    const aperte = async (): Promise<number> =>
      ((await b.allinea('variazioni', '--json')).json() as { variazioni: unknown[] }).variazioni.length;
    const erano = await aperte();
    const persona = '100001;COGNOME1;NOME;1980-01-01;500001;1;ROMA;1;VIA;2020-01-01';
    const percorso = file('comune.csv', `${TESTATA};specie;residente_dal\n${persona}\n`);
    expect((await carica(percorso, '--estratto-il', '2026-06-14')).code).toBe(0);
    expect([await indirizzi(), await aperte()]).toEqual([prima, erano]);
    expect([prima, erano > 0]).toEqual([[{ i: 'VIA ROMA 1, VALFINTA' }], true]);
  });
});

it('docs/carico.md explains every column of the layout', () => {
  const pagina = readFileSync(new URL('../../docs/carico.md', import.meta.url), 'utf8');
  for (const [nome, contenuto] of Object.entries(COLONNE)) expect(pagina).toContain(`| \`${nome}\` | ${contenuto} |`);
});

describe('answers of the 3002', () => {
  it('one that is none is named, and costs the others nothing', async () => {
    await inCoda();
    const risposta = (id: number): string =>
      `<r:Risposta3002 xmlns:r="http://sogei.it/ANPR/3000consultazione"><r:Risposta3002_OK><testataRisposta><idOperazioneANPR>440000000${id}</idOperazioneANPR></testataRisposta></r:Risposta3002_OK></r:Risposta3002>`;
    const files = [file('1.xml', risposta(1)), file('2.xml', '<altro/>'), file('3.xml', risposta(3))];
    const { code, out } = await b.allinea('carica', ...files, '--comune', ISTAT);
    expect([code, out]).toEqual([1, expect.stringContaining('2 documenti in coda')]);
    expect(out).toContain('2.xml: non è una risposta 3002');
    expect((await inCoda()).map((n) => n.idOperazioneANPR)).toEqual(['4400000001', '4400000003']);
  });
});
