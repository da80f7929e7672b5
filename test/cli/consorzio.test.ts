/** A consortium of forty comuni in one installation: what writes is told whose, what reads says whose. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { elenca } from '../../src/store/inbox.js';
import { elencaSezioni } from '../../src/work/stradario.js';
import { issue, toP12 } from '../soap/pki.js';
import { type Banco, banco, metti } from './banco.js';

const QUANTI = 40;
const codice = (n: number): string => String(999_000 + n);
const ENTI = Array.from({ length: QUANTI }, (_, i) => ({
  codiceIstat: codice(i + 1),
  nome: `Comune ${i + 1}`,
  codiciStorici: i === 0 ? ['999900'] : [],
  keystoreDir: `chiavi/${codice(i + 1)}`,
}));
const [PRIMO, SECONDO, TERZO] = [codice(1), codice(2), codice(3)];

const b: Banco = banco();
const inbox = () => b.conDb((db) => db.transaction((tx) => elenca(tx, { limit: 100 })));
const registro = () => b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 100 })));

beforeEach(async () => {
  b.configura({ enti: ENTI });
  await b.allinea('migra');
});

const SEZIONI = 'sezione;denominazione;cap;specie;via;civico;collegio_camera;collegio_senato;circoscrizione_regionali';
function fileSezioni(): string {
  const file = join(b.dir, 'sezioni.csv');
  writeFileSync(file, `${SEZIONI}\n1;SCUOLA;00100;VIA;ROMA;1;1;1;1\n`);
  return file;
}

describe('a write command with several enti and no --comune is refused', () => {
  it('sezioni importa does not replace the list of the first comune', async () => {
    const { code, err } = await b.allinea('sezioni', 'importa', fileSezioni());
    expect([code, err]).toEqual([2, expect.stringContaining('serve 40 enti: dire di quale con --comune')]);
    expect(await b.conDb((db) => elencaSezioni(db, PRIMO!))).toEqual([]);
    const fatto = await b.allinea('sezioni', 'importa', fileSezioni(), '--comune', SECONDO!);
    expect(fatto).toMatchObject({ code: 0, out: expect.stringContaining(`Comune 2 (${SECONDO})`) });
    expect(await b.conDb((db) => elencaSezioni(db, SECONDO!))).toHaveLength(1);
  });

  it.each([
    [['stradario', 'importa', 'x.csv']],
    [['tari', 'importa', 'x.csv']],
    [['tari', 'abbina', '--codice', 'U1', '--nessuna']],
    [['tari', 'fotografia', '--anno', '2026']],
    [['revisioni', 'genera', '2027']],
    [['revisioni', 'conferma', 'X']],
    [['revisioni', 'togli', 'X']],
    [['revisioni', 'inizia', 'X']],
    [['revisioni', 'approva', '1']],
    [['revisioni', 'respingi', '1', '--motivo', 'x']],
    [['revisioni', 'chiudi', 'X']],
    [['esporta', 'liste', '--provincia', 'RM', '--file', 'x.xml']],
    [['esporta', 'sezioni', '--provincia', 'RM', '--file', 'x.xml']],
    [['riprova', '--tutte']],
    [['riprova', '1']],
    [['scarta', '1', '--motivo', 'x']],
    [['anomalie', '--chiudi', '1']],
    [['anomalie', '--unisci', '1', '2']],
    [['anomalie', '--distingui', '1', '2']],
    [['variazioni', '--accogli', '1']],
    [['variazioni', '--respingi', '--ufficio', 'tributi', '--motivo', 'x']],
    [['ricostruisci', '--correggi']],
    [['verifica-interna', '--correggi']],
    [['confronta', '--tutti', '--applica']],
    [['riconcilia']],
    [['sblocco']],
  ])('%j', async (argv) => {
    const { code, err } = await b.allinea(...argv);
    expect([code, err]).toEqual([2, expect.stringContaining('serve 40 enti')]);
    expect((await registro()).filter((a) => a.azione !== 'migra')).toEqual([]);
  });

  it('an id of another comune is not touched', async () => {
    const [id] = await b.conDb((db) => metti(db, [{ motivo: 'STATO_LOCALE', n: { codDestinatario: SECONDO! } }]));
    expect((await b.allinea('riprova', String(id), '--comune', TERZO!)).code).toBe(1);
    expect((await b.allinea('scarta', String(id), '--motivo', 'x', '--comune', TERZO!)).code).toBe(1);
    expect((await inbox())[0]?.stato).toBe('parked');
    expect((await b.allinea('riprova', String(id), '--comune', SECONDO!)).code).toBe(0);
  });

  it('a code that a comune had before is that comune, and «tutti» are all', async () => {
    await b.conDb((db) =>
      metti(db, [
        { motivo: 'STATO_LOCALE', n: { codDestinatario: '999900' } },
        { motivo: 'STATO_LOCALE', n: { codDestinatario: SECONDO! } },
      ]),
    );
    expect((await b.allinea('riprova', '--tutte', '--comune', PRIMO!, '--json')).json()).toEqual({ rimesse: 1 });
    expect((await b.allinea('riprova', '--tutte', '--comune', 'tutti', '--json')).json()).toEqual({ rimesse: 1 });
  });
});

describe('reads say whose', () => {
  it.each([
    [['vista', 'v_residenti']],
    [['sezioni', 'mostra']],
    [['stradario', 'mostra']],
    [['revisioni', 'calendario']],
    [['tari', 'abbina']],
    [['imu', '--soggetto', 'S:1', '--anno', '2026']],
    [['spiega', '--soggetto', 'S:1']],
  ])('%j', async (argv) => {
    const { out, err } = await b.allinea(...argv);
    expect(out.split('\n')[0]).toBe(`Comune 1 (${PRIMO})`);
    expect(err).toBe(`Comune 1 (${PRIMO}), il primo di 40 enti: per un altro --comune.\n`);
    const detto = await b.allinea(...argv, '--comune', TERZO!);
    expect([detto.out.split('\n')[0], detto.err]).toEqual([`Comune 3 (${TERZO})`, '']);
  });

  it('with --json the document stays as it was and the error stream says whose', async () => {
    const { json, err } = await b.allinea('vista', 'v_residenti', '--json');
    expect([json(), err]).toEqual([[], expect.stringContaining('Comune 1')]);
  });

  it('a code that nobody has is refused with those that there are', async () => {
    const { code, err } = await b.allinea('notifiche', '--comune', '123456');
    expect([code, err]).toEqual([2, expect.stringMatching(/999001 \(Comune 1\), .* e altri 35/)]);
  });
});

it('the option has one name everywhere', async () => {
  for (const comando of ['importa', 'riconcilia', 'sblocco', 'stato', 'scarta']) {
    const { out } = await b.allinea(comando, '--help');
    expect(out).toContain('--comune <istat>');
    expect(out).not.toContain('--ente');
  }
});

it('--unisci takes only cards that exist, in that comune', async () => {
  const carta = (cod: string, n: number) => [cod, n, `S:${n}`];
  await b.conDb((db) =>
    db.transaction(async (tx) => {
      for (const [cod, n, chiave] of [carta(PRIMO!, 1), carta(PRIMO!, 2), carta(SECONDO!, 3)])
        await tx.execute('INSERT INTO fatti_chiavi (cod_comune, fatto_id, chiave) VALUES (?, ?, ?)', [
          cod as string,
          n as number,
          chiave as string,
        ]);
    }),
  );
  const male = await b.allinea('anomalie', '--unisci', '1', '3', '--comune', PRIMO!);
  expect(male).toMatchObject({ code: 2, err: expect.stringContaining('parla di S:3') });
  expect((await b.allinea('anomalie', '--unisci', '1', '2', '--comune', PRIMO!)).code).toBe(0);
});

describe('stato is one table', () => {
  it('of forty rows with the worst first', async () => {
    await b.conDb((db) => metti(db, [{ motivo: 'STATO_LOCALE', n: { codDestinatario: codice(17) } }]));
    const { code, out } = await b.allinea('stato');
    const righe = out.split('\n').filter((r) => /^Comune \d+ /.test(r));
    expect([code, righe.length]).toEqual([1, QUANTI]);
    expect(righe[0]).toMatch(/^Comune 17 .* 1 parcheggiata$/);
    expect(out).toContain('40 enti, da guardare 1; in dettaglio: «allinea stato --comune CODICE»');
  });

  it('and in detail the comune that is named', async () => {
    const { out } = await b.allinea('stato', '--comune', TERZO!);
    expect(out).toContain(`Comune 3 (${TERZO})\n`);
    expect(out).not.toContain('Comune 4');
  });
});

it('a keystore of another comune in a folder is said', async () => {
  mkdirSync(join(b.dir, 'chiavi', PRIMO!), { recursive: true });
  const suo = issue({ cn: `${SECONDO}-CO-9999` });
  writeFileSync(join(b.dir, 'chiavi', PRIMO!, 'nuovo.p12'), toP12(suo, 'x'));
  writeFileSync(join(b.dir, 'chiavi', PRIMO!, 'nuovo.password'), 'x');
  const detto = `nuovo.p12 è del comune ${SECONDO}`;
  expect((await b.allinea('controlla')).out).toContain(`keystore di Comune 1: ${detto}`);
  expect((await b.allinea('stato', '--comune', PRIMO!)).out).toContain(detto);
  expect((await b.allinea('stato')).out).toMatch(/^Comune 1 .*1 problema di chiavi$/m);
});
