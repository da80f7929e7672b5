/** `allinea carica --prova` judges the initial load and writes nothing; the load itself warns before it queues anything. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { creaComune, schedeIniziali, subentroIniziale } from '../../src/simulatore/index.js';
import { azioni } from '../../src/store/audit.js';
import { Database } from '../../src/store/database.js';
import { elenca } from '../../src/store/inbox.js';
import { banco, esegui, ISTAT } from './banco.js';

const b = banco();
const TESTATA = 'id_scheda_anpr;cognome;nome;data_nascita;id_famiglia_anpr;codice_legame;toponimo;civico';
const ANNA = '101;PROVA;ANNA;1980-01-01;501;1;ROMA;1';
const LUCA = '102;PROVA;LUCA;2010-01-01;501;3;ROMA;1';
const SOLA = '103;PROVA;SOLA;1990-01-01;502;1;ROMA;2';
const MALE = 'X;PROVA;SEGRETA;ieri;501;3;ROMA;1';
const righe = (...linee: readonly string[]): string => [TESTATA, ...linee, ''].join('\n');

const paese = creaComune({ seed: 'cli', codiceIstat: ISTAT, nome: 'PROVA', abitanti: 60, oggi: '2026-06-15' });
const TRACCIATO = [...subentroIniziale(paese)].join('');
const PERSONE = paese.iniziale.persone.size;
const SCHEDE = [...schedeIniziali(paese)].map((s) => s.contenuto);

const file = (nome: string, contenuto: string | Uint8Array): string => {
  const percorso = join(b.dir, nome);
  writeFileSync(percorso, contenuto);
  return percorso;
};
const carica = (percorso: string, ...altro: string[]) => b.allinea('carica', percorso, '--comune', ISTAT, ...altro);
const caricaCsv = (percorso: string, ...altro: string[]) => carica(percorso, '--estratto-il', '2026-03-01', ...altro);

/** Every row that a load could have left. */
const lasciato = () =>
  b.conDb((db) =>
    db.transaction(async (tx) => ({
      notifiche: (await elenca(tx, { limit: 1000 })).map((n) => n.idOperazioneANPR),
      azioni: (await azioni(tx, { limit: 10 })).map((a) => a.azione),
      segni: await tx.query("SELECT nome FROM stato_lavori WHERE nome LIKE 'carico:%'"),
    })),
  );
const NIENTE = { notifiche: [], azioni: [], segni: [] };

beforeEach(() => b.conDb(async () => undefined));

describe('carica --prova reads and judges everything and writes nothing', () => {
  it('says how many people and families of a CSV would be queued, and every warning with what it means', async () => {
    const percorso = file('comune.csv', righe(ANNA, LUCA, SOLA, MALE));
    const { code, out } = await caricaCsv(percorso, '--prova');
    expect(code).toBe(1);
    expect(out).toContain('3 persone in 2 famiglie o convivenze: 2 documenti da mettere in coda.');
    expect(out).toContain('1 riga non si carica');
    expect(out).toContain('riga 5, id_scheda_anpr: atteso');
    expect(out).toContain('3 indirizzi sono senza il nome del comune');
    expect(out).toContain('È una prova: non è stato messo in coda né scritto nulla.');
    expect(out).not.toContain('SEGRETA');
    expect(existsSync(`${percorso}.scarti.csv`)).toBe(false);
    expect(await lasciato()).toEqual(NIENTE);
  });

  it('is in the singular where there is one, and exits 0 where all would be queued', async () => {
    const testata = `${TESTATA};nome_comune`;
    const { code, out } = await caricaCsv(file('uno.csv', `${testata}\n${ANNA};PROVA\n`), '--prova');
    expect([code, out]).toEqual([
      0,
      '1 persona in 1 famiglia o convivenza: 1 documento da mettere in coda.\nÈ una prova: non è stato messo in coda né scritto nulla.\n',
    ]);
  });

  it('writes the report of what is not taken only where it is told to, and keeps that of an earlier load', async () => {
    const percorso = file('comune.csv', righe(ANNA, MALE));
    const vecchio = file('comune.csv.scarti.csv', 'di ieri');
    await caricaCsv(percorso, '--prova');
    expect(readFileSync(vecchio, 'utf8')).toBe('di ieri');
    const altrove = join(b.dir, 'detto.csv');
    const { out } = await caricaCsv(percorso, '--prova', '--scarti', altrove);
    expect(out).toContain(altrove);
    expect(readFileSync(altrove, 'utf8')).toContain('3;id_scheda_anpr;');
  });

  it('knows what an earlier load has queued already', async () => {
    const percorso = file('comune.csv', righe(ANNA, LUCA));
    await caricaCsv(percorso);
    const prima = await lasciato();
    expect((await caricaCsv(percorso, '--prova')).out).toContain('1 documento, già in coda o applicato.');
    const due = file('due.csv', righe(ANNA, LUCA, SOLA));
    expect((await caricaCsv(due, '--prova')).out).toContain('2 documenti, da mettere in coda il solo nuovo.');
    const { json } = await caricaCsv(due, '--prova', '--json');
    expect(json()).toMatchObject({ prova: true, persone: 3, famiglie: 2, documenti: 2, nuovi: 1, senzaComune: 3 });
    expect(await lasciato()).toEqual(prima);
  });

  it('judges the official layout, people and cards, and says when a file has fewer people than it declares', async () => {
    const percorso = file('comune.xml', TRACCIATO.replace(/<cognome>[^<]*<\/cognome>/, ''));
    const { code, out } = await carica(percorso, '--prova');
    expect(code).toBe(1);
    expect(out).toMatch(
      new RegExp(`^${PERSONE - 1} persone, \\d+ famiglie e .*: \\d+ documenti da mettere in coda`, 'm'),
    );
    expect(out).toContain('1 persona non si carica');
    expect(out).toContain('comune.xml, soggetto 1, cognome: atteso');
    const meno = file('meno.xml', TRACCIATO.replace(/(<numeroSchedeSoggettoInvio>)\d+/, '$19999'));
    const mancano = await carica(meno, '--prova');
    expect(mancano.out).toContain('1 file ha un altro numero di persone da quello che dichiara');
    expect(mancano.out).not.toContain('senza la famiglia');
    expect((await carica(file('a.xml', TRACCIATO.slice(0, -100)), '--prova', '--json')).json()).toMatchObject({
      errore: 'XML',
    });
    expect(await lasciato()).toEqual(NIENTE);
  });

  it('judges answers of the 3002, and names those that are none', async () => {
    const dir = join(b.dir, 'risposte');
    mkdirSync(dir);
    for (const [i, s] of SCHEDE.entries()) writeFileSync(join(dir, `${i}.xml`), s);
    writeFileSync(join(dir, 'altro.xml'), '<altro/>');
    const { code, out } = await carica(dir, '--prova');
    expect(code).toBe(1);
    expect(out).toContain(`${PERSONE} persone in ${SCHEDE.length} documenti da mettere in coda.`);
    expect(out).toContain('1 documento non si carica');
    expect(out).toContain('altro.xml: non è una risposta 3002');
    expect(await lasciato()).toEqual(NIENTE);
    const { json } = await carica(dir, '--prova', '--json');
    expect(json()).toMatchObject({ prova: true, persone: PERSONE, nuovi: SCHEDE.length, giaPresenti: 0 });
  });

  it('says which answers are known with another content', async () => {
    const percorso = file('1.xml', SCHEDE[0]!);
    await carica(percorso);
    writeFileSync(percorso, `${Buffer.from(SCHEDE[0]!).toString('utf8')}\n`);
    const prima = await lasciato();
    const { out } = await carica(percorso, '--prova');
    expect(out).toContain('1 documento è già noto con un altro contenuto');
    expect(await lasciato()).toEqual(prima);
  });
});

describe('carica says its warnings before queueing, and what they mean', () => {
  const FILE = ['prova.sqlite', 'prova.sqlite-wal'];

  /** How many documents were in the queue when the first warning was written: the database is copied at that instant. */
  async function codaAllAvviso(argv: readonly string[], avviso: string): Promise<{ out: string; coda: number }> {
    const copia = mkdtempSync(join(b.dir, 'copia-'));
    let detto = false;
    const err = {
      columns: undefined,
      write: (t: string) => {
        if (detto || !t.includes(avviso)) return;
        detto = true;
        for (const f of FILE) if (existsSync(join(b.dir, f))) copyFileSync(join(b.dir, f), join(copia, f));
      },
    };
    const { out } = await esegui([...argv, '--config', b.config], { err });
    if (!detto) return { out, coda: -1 };
    const db = await Database.open({ kind: 'sqlite', file: join(copia, 'prova.sqlite') });
    try {
      return { out, coda: (await db.transaction((tx) => elenca(tx, { limit: 1000 }))).length };
    } finally {
      await db.close();
    }
  }

  it.each([
    ['senza il nome del comune'],
    ['1 riga non si carica: finché non si corregge, di quella persona si sa solo ciò che dicono le notifiche'],
  ])('a CSV: %s', async (avviso) => {
    const percorso = file('comune.csv', righe(ANNA, LUCA, MALE));
    const argv = ['carica', percorso, '--comune', ISTAT, '--estratto-il', '2026-03-01'];
    expect(await codaAllAvviso(argv, avviso)).toEqual({ out: expect.stringContaining('2 persone'), coda: 0 });
    expect((await lasciato()).notifiche).toHaveLength(1);
    expect(readFileSync(`${percorso}.scarti.csv`, 'utf8').match(/3;|4;/g)).toEqual(['4;', '4;']);
  });

  it('the official layout and the answers of the 3002 too', async () => {
    const percorso = file('comune.xml', TRACCIATO.replace(/<cognome>[^<]*<\/cognome>/, ''));
    const prima = await codaAllAvviso(['carica', percorso, '--comune', ISTAT], '1 persona non si carica');
    expect(prima).toEqual({ out: expect.stringContaining(`${PERSONE - 1} persone`), coda: 0 });
    const gia = (await lasciato()).notifiche.length;
    const files = [file('1.xml', SCHEDE[0]!), file('2.xml', '<altro/>')];
    const altre = await codaAllAvviso(['carica', ...files, '--comune', ISTAT], '1 documento non si carica');
    expect(altre).toEqual({ out: expect.stringContaining('1 documento in coda'), coda: gia });
  });

  it('nothing is said where there is nothing to say', async () => {
    const percorso = file('uno.csv', `${TESTATA};nome_comune\n${ANNA};PROVA\n`);
    expect((await caricaCsv(percorso)).err).not.toContain('Prima di mettere in coda');
  });
});
