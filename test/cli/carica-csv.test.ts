/** `allinea carica FILE.csv` as an operator runs it: what is queued, what is reported, what is refused. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { elenca } from '../../src/store/inbox.js';
import { COLONNE } from '../../src/work/carica-tracciato.js';
import { banco, ISTAT } from './banco.js';

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
      out: expect.stringContaining('2 persone in 1 documenti, 1 nuovi'),
    });
    const zippato = await carica(file('comune.csv.gz', gzipSync(righe(ANNA, LUCA))));
    expect(zippato).toMatchObject({ code: 0, out: expect.stringContaining('0 nuovi') });
    expect((await inCoda()).map((n) => [n.canale, n.stato])).toEqual([['CARICO', 'pending']]);
    const fatte = await b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 10 })));
    expect(fatte.map((a) => a.azione)).toEqual(['carica', 'carica']);
  });

  it('reports every line it did not take beside the file, without a value of anybody', async () => {
    await inCoda();
    const percorso = file('comune.csv', righe(ANNA, 'X;PROVA;SEGRETA;ieri;501;3;ROMA;1'));
    expect(await carica(percorso)).toMatchObject({ code: 1, out: expect.stringContaining('1 righe non caricate') });
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
