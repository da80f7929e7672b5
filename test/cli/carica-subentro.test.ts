/** `allinea carica` with the official layout and with folders of cards: what is queued, reported, and taken up again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { creaComune, schedeIniziali, subentroIniziale } from '../../src/simulatore/index.js';
import { elenca } from '../../src/store/inbox.js';
import { banco, ISTAT } from './banco.js';
import { zip } from './zip.js';

const b = banco();
const paese = creaComune({ seed: 'cli', codiceIstat: ISTAT, nome: 'PROVA', abitanti: 60, oggi: '2026-06-15' });
const TRACCIATO = [...subentroIniziale(paese)].join('');
const PERSONE = paese.iniziale.persone.size;

const file = (nome: string, contenuto: string | Buffer): string => {
  const percorso = join(b.dir, nome);
  writeFileSync(percorso, contenuto);
  return percorso;
};
const carica = (percorso: string, ...altro: string[]) => b.allinea('carica', percorso, '--comune', ISTAT, ...altro);
const inCoda = () => b.conDb((db) => db.transaction((tx) => elenca(tx, { limit: 1000 })));

describe('the official layout', () => {
  it('is loaded plain, gzip or in a zip, once however it is given, with the day the file says', async () => {
    await inCoda();
    expect(await carica(file('comune.xml', TRACCIATO))).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${PERSONE} persone`),
      err: expect.stringContaining(`Persone: ${PERSONE} caricate`),
    });
    const prima = await inCoda();
    expect(prima.every((n) => n.canale === 'CARICO' && n.dataOraRichiesta.startsWith(paese.inizio.slice(0, 7)))).toBe(
      true,
    );
    const gz = await carica(file('comune.xml.gz', gzipSync(TRACCIATO)), '--json');
    expect(gz.json()).toMatchObject({ persone: PERSONE, nuovi: 0, scarti: null });
    const inZip = file('fornitura.zip', zip([{ nome: 'invio1/subentro.xml', byte: TRACCIATO }]));
    expect((await carica(inZip, '--json')).json()).toMatchObject({ persone: PERSONE, nuovi: 0 });
    expect(await inCoda()).toHaveLength(prima.length);
  });

  it('reports whom it did not take beside the file, without a value of anybody', async () => {
    await inCoda();
    const percorso = file('comune.xml', TRACCIATO.replace(/<cognome>[^<]*<\/cognome>/, ''));
    const detto = await carica(percorso);
    expect(detto).toMatchObject({ code: 1, out: expect.stringContaining('1 persona non caricata') });
    expect(readFileSync(`${percorso}.scarti.csv`, 'utf8')).toContain(';1;NON_CARICATA;cognome;');
    writeFileSync(percorso, TRACCIATO);
    expect((await carica(percorso)).code).toBe(0);
    expect(existsSync(`${percorso}.scarti.csv`)).toBe(false);
  });

  it('cut, of another comune, in a zip with a password or with fewer people than it says is one line', async () => {
    await inCoda();
    const no = async (percorso: string) => (await carica(percorso, '--json')).json() as { errore: string };
    expect(await no(file('a.xml', TRACCIATO.slice(0, -100)))).toMatchObject({ errore: 'XML' });
    expect(await no(file('b.xml', TRACCIATO.replaceAll(`Istat>${ISTAT}<`, 'Istat>123456<')))).toMatchObject({
      errore: 'ALTRO_COMUNE',
    });
    const mezzo = zip([
      { nome: '1.xml', byte: TRACCIATO },
      { nome: '2.xml', byte: TRACCIATO, protetta: true },
    ]);
    expect(await no(file('c.zip', mezzo))).toMatchObject({ errore: 'ZIP_PROTETTO' });
    expect(await inCoda()).toEqual([]);
    const meno = TRACCIATO.replace(/(<numeroSchedeSoggettoInvio>)\d+/, '$19999');
    expect(await carica(file('d.xml', meno))).toMatchObject({
      code: 1,
      out: expect.stringContaining('d.xml.scarti.csv'),
    });
  });
});

describe('cards of service 3002', () => {
  const schede = [...schedeIniziali(paese)].map((s) => s.contenuto);

  it('are loaded from a zip too, and the bad ones named by entry', async () => {
    await inCoda();
    const voci = schede.map((byte, i) => ({ nome: `${i}.xml`, byte }));
    const percorso = file(
      'schede.zip',
      zip([...voci, { nome: 'altro.xml', byte: '<altro/>' }, { nome: 'chiuso.xml', byte: 'x', protetta: true }]),
    );
    const detto = await carica(percorso);
    expect(detto).toMatchObject({ code: 1, out: expect.stringContaining(`${schede.length} documenti in coda`) });
    expect(detto.out).toContain('schede.zip!altro.xml: non è una risposta 3002');
    expect(detto.out).toContain('schede.zip!chiuso.xml: protetto da password');
    expect((await carica(percorso, '--json')).json()).toMatchObject({
      nuovi: 0,
      giaPresenti: schede.length,
      ripresaDa: 0,
    });
  });
});
