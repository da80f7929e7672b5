/** Words: unknown ones are refused everywhere, states are Italian, one is one, and who did what can be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { banco, esegui, ISTAT, metti } from './banco.js';

const b = banco();

describe('unknown words are refused everywhere, and the error names the help of its own command', () => {
  it.each([
    [['statoo'], 'Comando sconosciuto: statoo', 'allinea --help'],
    [['stato', 'tutto'], 'Troppi argomenti per «stato»', 'allinea stato --help'],
    [['stato', '--fote'], 'Opzione sconosciuta: --fote', 'allinea stato --help'],
    [['sezioni', 'inporta'], 'Comando sconosciuto: inporta', 'allinea sezioni --help'],
    [['sezioni', 'mostra', 'x'], 'Troppi argomenti per «mostra»', 'allinea sezioni mostra --help'],
    [['help', 'boh'], 'Comando sconosciuto: boh', 'allinea --help'],
    [['help', 'revisioni', 'boh'], 'Comando sconosciuto: boh', 'allinea --help'],
    [['sblocco', '--ente', '1'], 'Opzione sconosciuta: --ente (si chiama --comune)', 'allinea sblocco --help'],
    [['carica'], 'Manca', 'allinea carica --help'],
  ])('%j', async (argv, detto, aiuto) => {
    const { code, err } = await esegui(argv);
    expect([code, err]).toEqual([2, expect.stringContaining(detto)]);
    expect(err).toContain(`Aiuto: ${aiuto}\n`);
  });

  it('help of a command that is there is its help', async () => {
    expect(await esegui(['help', 'sezioni', 'importa'])).toMatchObject({ code: 0, err: '' });
    expect((await esegui(['help', 'stato'])).out).toContain('Uso: allinea stato');
  });
});

describe('an error found inside a command names the help of its own command', () => {
  it.each([
    [['variazioni', '--accogli', '--respingi'], 'allinea variazioni --help'],
    [['sezioni', 'importa', '/non/c/e.csv'], 'allinea sezioni importa --help'],
    [['spiega'], 'allinea spiega --help'],
    [['simula'], 'allinea simula --help'],
    [['vista', 'v_elettori', '--comune', '123456'], 'allinea vista --help'],
  ])('%j', async (argv, aiuto) => {
    await b.conDb(async () => undefined);
    const { code, err } = await b.allinea(...argv);
    expect([code, err.endsWith(`.\nAiuto: ${aiuto}\n`)]).toEqual([2, true]);
  });

  it('but not where the command line is right and another must come first', async () => {
    const { code, err } = await b.allinea('notifiche');
    expect([code, err]).toEqual([2, expect.stringContaining('allinea migra')]);
    expect(err).not.toContain('Aiuto:');
  });
});

describe('one is told as one', () => {
  const CARTELLE = ['src/doors/cli', 'src/work'];
  const NOMI =
    'righe|persone|notifiche|finestre|richieste|passi|problemi|giorni|tentativi|chiamate|anomalie|risposte|domande|' +
    'schede|famiglie|proposte|sezioni|variazioni|differenze|certificati|volte|nuclei|file';
  // A ceiling and what is guarded by «more than one» are never one.
  const MAI_UNO = /più di|al massimo|conto\(|conteggio\(|=== 1|\.length > 1|\.length > 3|TENTATIVI|MAX_|SBLOCCABILI/;

  it('no text of the commands puts a plural after any number', () => {
    const trovati = CARTELLE.flatMap((c) =>
      readdirSync(c, { recursive: true, encoding: 'utf8' })
        .filter((f) => f.endsWith('.ts'))
        .flatMap((f) => readFileSync(join(c, f), 'utf8').split('\n'))
        .filter((riga) => new RegExp(`\\$\\{[^}]*\\}\\)? (?:${NOMI})\\b`).test(riga) && !MAI_UNO.test(riga)),
    );
    expect(trovati).toEqual([]);
  });
});

describe('states of variazioni and revisioni are Italian', () => {
  it('a state can be asked for by its word and by its code', async () => {
    await b.conDb(async () => undefined);
    for (const stato of ['da-lavorare', 'DA_LAVORARE', 'da lavorare', 'aperte'])
      expect(await b.allinea('variazioni', '--stato', stato)).toMatchObject({ code: 0, out: 'Nessuna variazione.\n' });
  });

  it('the calendar says them in words, --json their codes', async () => {
    await b.conDb(async () => undefined);
    await b.allinea('revisioni', 'genera', '2027');
    expect((await b.allinea('revisioni', 'calendario')).out).toMatch(/ bozza /);
    expect((await b.allinea('revisioni', 'calendario')).out).not.toContain('BOZZA');
    expect((await b.allinea('revisioni', 'calendario', '--json')).out).toContain('"BOZZA"');
  });
});

describe('states are Italian', () => {
  it('in lists, of one notification and as a filter; --json and the codes stay', async () => {
    const [id] = await b.conDb((db) => metti(db, [{ motivo: 'STATO_LOCALE' }]));
    for (const argv of [['notifiche'], ['notifiche', '--stato', 'parcheggiate'], ['notifiche', '--stato', 'parked']])
      expect((await b.allinea(...argv)).out).toMatch(/parcheggiata +STATO_LOCALE/);
    expect((await b.allinea('mostra', String(id))).out).toMatch(/stato +parcheggiata/);
    expect((await b.allinea('mostra', String(id))).out).not.toMatch(/parked/);
    const { json } = await b.allinea('notifiche', '--json');
    expect((json() as { notifiche: object[] }).notifiche).toMatchObject([{ stato: 'parked' }]);
  });
});

it('--al is included: the whole day of Rome', async () => {
  await b.conDb((db) =>
    metti(db, [{ n: { ricevutaIl: '2026-06-15T21:59:59.000Z' } }, { n: { ricevutaIl: '2026-06-15T22:00:00.000Z' } }]),
  );
  const quante = async (...argv: string[]) =>
    ((await b.allinea('notifiche', '--json', ...argv)).json() as { notifiche: unknown[] }).notifiche.length;
  expect(await quante('--al', '2026-06-15')).toBe(1);
  expect(await quante('--dal', '2026-06-16')).toBe(1);
  expect(await quante('--dal', '2026-06-15', '--al', '2026-06-16')).toBe(2);
});

describe('registro', () => {
  it('reads who did what, by day, command and comune, as table, JSON and CSV', async () => {
    const [id] = await b.conDb((db) => metti(db, [{ motivo: 'STATO_LOCALE' }]));
    await b.allinea('riprova', String(id));
    await b.allinea('scarta', String(id), '--motivo', 'inviata per errore');
    await b.allinea('vista', 'v_residenti');
    const comandi = async (...argv: string[]) =>
      ((await b.allinea('registro', '--json', ...argv)).json() as { azioni: { azione: string }[] }).azioni.map(
        (a) => a.azione,
      );
    expect(await comandi()).toEqual(['vista', 'scarta', 'riprova']);
    expect(await comandi('--comando', 'scarta')).toEqual(['scarta']);
    expect(await comandi('--comune', ISTAT)).toEqual(['vista', 'scarta']);
    expect(await comandi('--al', '2026-06-14')).toEqual([]);
    expect(await comandi('--dal', '2026-06-15', '--al', '2026-06-15', '--limite', '1')).toEqual(['vista']);
    const { out } = await b.allinea('registro');
    expect(out).toMatch(/operatore\.prova +scarta +notifica:\d+ +inviata per errore/);
    const file = join(b.dir, 'r.csv');
    expect((await b.allinea('registro', '--csv', file)).out).toContain('3 righe scritte');
    expect(readFileSync(file, 'utf8')).toContain('operatore.prova;scarta');
  });

  it('a migration is in it', async () => {
    await b.allinea('migra');
    expect((await b.allinea('registro', '--comando', 'migra')).out).toContain('passi:');
  });
});
