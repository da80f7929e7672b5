/** What an operator mistypes is refused with what may be written: an empty list would be believed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { problemiRegole } from '../../src/registri/regole.js';
import { inserisciVariazioni } from '../../src/store/variazioni.js';
import { TIPI_VARIAZIONE } from '../../src/work/variazioni-parole.js';
import { banco, ISTAT } from './banco.js';

const b = banco();

beforeEach(() => b.conDb(async () => undefined));

describe('a word that means nothing', () => {
  it.each([
    [['variazioni', '--stato', 'boh'], 'scegliere fra aperte, da-lavorare'],
    [['variazioni', '--tipo', 'boh'], 'OCCUPANTI'],
    [['variazioni', '--ambito', 'boh'], 'TARI, IMU'],
    [['variazioni', '--regola', 'boh'], 'applica, avvisa, ignora'],
    [['variazioni', '--dal', '2026-02-31'], 'serve una data AAAA-MM-GG che il calendario ha'],
    [['variazioni', '--comune', '123456'], 'Nessun ente ha il codice 123456. Quelli configurati: 999001'],
    [['variazioni', '--accogli', '--comune', '123456'], 'Nessun ente ha il codice 123456'],
    [['variazioni', '--csv', '/non/c/e.csv'], 'Nella cartella /non/c non si può scrivere (ENOENT)'],
    [['variazioni', '--csv', '/'], '/ è una cartella'],
    [['anomalie', '--comune', '123456'], 'Nessun ente ha il codice 123456'],
    [['vista', 'v_elettori', '--comune', '123456'], 'Nessun ente ha il codice 123456'],
    [['riprova', '--tutte', '--comune', '123456'], 'Nessun ente ha il codice 123456'],
    [['spiega', '--soggetto', '1', '--comune', '123456'], 'Nessun ente ha il codice 123456'],
    [['revisioni', 'genera', '27'], 'serve un anno, per esempio 2026'],
    [['imu', '--soggetto', '1', '--anno', '20'], 'serve un anno, per esempio 2026'],
    [['tari', 'fotografia', '--anno', '2027'], 'Il 1º gennaio 2027 deve ancora venire'],
  ])('%j exits 2 and says what may be written', async (argv, detto) => {
    expect(await b.allinea(...argv)).toMatchObject({ code: 2, err: expect.stringContaining(detto) });
  });

  it('every event that a rule may be about has a tipo that may be asked for', () => {
    const voce = { ufficio: 'TRIBUTI', evento: '?', regola: 'proponi', dal: '2026-01-01' };
    const [rimedio] = problemiRegole([voce], 'regole').map((p) => p.remedy);
    const eventi = rimedio!.replace(/^.*: /, '').split(', ');
    const senza = eventi.filter((e) => !TIPI_VARIAZIONE.some((t) => e === t || e.endsWith(`_${t}`)));
    expect([eventi.length > 5, senza]).toEqual([true, []]);
  });
});

describe('a code that the comune had before', () => {
  it('is the comune, in lists and in commands of one ente', async () => {
    expect((await b.allinea('anomalie', '--comune', '999900')).code).toBe(0);
    expect((await b.allinea('vista', 'v_elettori', '--comune', '999900')).code).toBe(0);
    expect((await b.allinea('tari', 'abbina', '--comune', '999900')).code).toBe(0);
  });
});

describe('a list that is cut', () => {
  const variazione = (n: number) => ({
    ufficio: 'TRIBUTI' as const,
    oggetto: `C:S:${n}`,
    campo: 'recapito',
    ambito: 'RECAPITO',
    tipo: 'INDIRIZZO',
    motivo: null,
    soggetto: `S:${n}`,
    id_famiglia_anpr: null,
    valore_prima: 'A',
    valore_dopo: 'B',
    decorrenza: '2026-02-01',
    id_operazione_anpr: null,
    stato: 'DA_LAVORARE',
    conosciutaIl: '2026-03-01T09:00:00.000Z',
    notificaId: null,
  });
  beforeEach(() => b.conDb((db) => db.transaction((tx) => inserisciVariazioni(tx, ISTAT, [1, 2, 3].map(variazione)))));

  it('says so, and says nothing when it is whole', async () => {
    expect((await b.allinea('variazioni', '--limite', '2')).out).toContain('Sono solo le prime 2');
    expect((await b.allinea('variazioni', '--limite', '3')).out).not.toContain('Sono solo');
  });

  it('holds the open ones where they are asked for, and one is told as one', async () => {
    expect((await b.allinea('variazioni', '--accogli', '1')).out).toBe('1 variazione accolta.\n');
    const aperte = (await b.allinea('variazioni', '--stato', 'aperte', '--json')).json() as {
      variazioni: { id: number }[];
    };
    expect(aperte.variazioni.map((v) => v.id)).toEqual([2, 3]);
    const file = join(b.dir, 'v.csv');
    expect((await b.allinea('variazioni', '--csv', file)).out).toContain('3 variazioni scritte');
  });
});

describe('what cannot be done to some', () => {
  it('is told of riprova and anomalie too', async () => {
    expect(await b.allinea('riprova', '7')).toMatchObject({
      code: 1,
      out: expect.stringContaining('Nessuna notifica rimessa in coda: non ci sono'),
    });
    expect((await b.allinea('anomalie', '--chiudi', '7')).out).toContain(
      'Nessuna anomalia chiusa: non ci sono o erano già chiuse',
    );
  });

  it('a decision about cards that nobody knows is refused, and says which they are', async () => {
    expect(await b.allinea('anomalie', '--unisci', '8', '9')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nessun fatto di Comune di Prova (999001) parla di S:8 né di S:9'),
    });
  });
});

it('a file that cannot be written is said in words, with its path', async () => {
  const file = join(b.dir, 'sezioni.csv');
  const testata =
    'sezione;denominazione;cap;specie;via;civico;collegio_camera;collegio_senato;circoscrizione_regionali';
  writeFileSync(file, `${testata}\n1;SCUOLA;00100;VIA;ROMA;1;1;1;1\n`);
  expect((await b.allinea('sezioni', 'importa', file)).code).toBe(0);
  const { code, err } = await b.allinea('esporta', 'sezioni', '--provincia', 'RM', '--file', '/non/c/e.xml');
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/^\/non\/c\/e.*: non c’è, o non c’è la sua cartella \(ENOENT\)/),
  ]);
});

describe('help', () => {
  it('has no English of the library', async () => {
    for (const comando of ['notifiche', 'variazioni', 'carica', 'vista', 'tari', 'confronta', 'simula']) {
      const { out } = await b.allinea(comando, '--help');
      expect(out).not.toMatch(/choices:|default:|\[options\]|\[command\]|Usage|Arguments/);
    }
  });
});
