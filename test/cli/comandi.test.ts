/** The operator's commands against a real database: what they print, what they change, how they exit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { elenca, type NotificaInbox } from '../../src/store/inbox.js';
import { banco, esegui, ISTAT, metti } from './banco.js';

const b = banco();
const inbox = (): Promise<NotificaInbox[]> => b.conDb((db) => db.transaction((tx) => elenca(tx, { limit: 100 })));
const registro = () => b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 100 })));

describe('exit codes', () => {
  it('a wrong configuration exits 78 and lists every problem', async () => {
    b.configura({ enti: [], server: { port: -1 } });
    const { code, err } = await b.allinea('stato');
    expect(code).toBe(78);
    expect(err).toContain('enti = []');
    expect(err).toContain('server.port = -1');
  });

  it('with --json the problems are data', async () => {
    b.configura({ enti: [] });
    const { code, json } = await b.allinea('config', '--json');
    expect([code, (json() as { problemi: unknown[] }).problemi]).toEqual([
      78,
      [expect.objectContaining({ key: 'enti' })],
    ]);
  });

  it('a cron expression that means nothing is a wrong configuration', async () => {
    b.configura({ jobs: { retention: '99 99 * * *' } });
    expect(await b.allinea('config')).toMatchObject({ code: 78, err: expect.stringContaining('jobs.retention') });
  });

  it('a database that does not answer exits 69', async () => {
    b.configura({ database: { kind: 'mysql', host: '127.0.0.1', port: 1 } });
    expect(await b.allinea('stato')).toMatchObject({
      code: 69,
      err: expect.stringContaining('il server non c’è o ha chiuso la connessione (ECONNREFUSED)'),
    });
  });

  it.each([
    [['volare'], 'Comando sconosciuto: volare'],
    [['mostra'], 'Manca l’argomento id'],
    [['mostra', 'uno'], 'Valore non valido «uno»: serve un numero intero positivo.'],
    [['stato', '--forte'], 'Opzione sconosciuta: --forte'],
    [['scarta', '1'], 'Manca l’opzione --motivo'],
    [['notifiche', '--stato', 'boh'], 'Valore non valido «boh»: si può scegliere fra in-coda'],
    [['notifiche', '--dal', 'ieri'], 'serve una data AAAA-MM-GG'],
  ])('%j exits 2 and says why in Italian', async (argv, detto) => {
    const { code, err } = await esegui(argv);
    expect(code).toBe(2);
    expect(err).toContain(detto);
  });

  it('a database that was never migrated exits 2 and says what to do, and migra does it', async () => {
    expect(await b.allinea('stato')).toMatchObject({ code: 2, err: expect.stringContaining('allinea migra') });
    expect((await b.allinea('migra', '--elenca')).code).toBe(1);
    expect((await b.allinea('migra')).code).toBe(0);
    expect((await b.allinea('stato')).code).toBe(0);
  });

  it('help is Italian and exits 0', async () => {
    const { code, out } = await esegui(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Comandi:');
    expect(out).toContain('69 database non raggiungibile');
  });
});

describe('config', () => {
  it('shows the effective configuration without secrets', async () => {
    writeFileSync(join(b.dir, 'segreto'), 'parolachiave');
    b.configura({ database: { kind: 'mysql', passwordFile: 'segreto' } });
    const { code, out } = await b.allinea('config', '--mostra');
    expect(code).toBe(0);
    expect(out).toContain('"password": "***"');
    expect(out).not.toContain('parolachiave');
  });
});

describe('with notifications', () => {
  let ids: number[] = [];
  beforeEach(async () => {
    ids = await b.conDb((db) =>
      metti(db, [{ motivo: 'CHIAVE_MANCANTE' }, { motivo: 'TIPO_SCONOSCIUTO' }, { n: { tipoNotifica: 'N010' } }]),
    );
  });

  it('stato counts them per reason and exits 1 because somebody should look', async () => {
    const { code, out } = await b.allinea('stato');
    expect(code).toBe(1);
    expect(out).toMatch(/parcheggiate +2 \(CHIAVE_MANCANTE 1, TIPO_SCONOSCIUTO 1\)/);
    const { json } = await b.allinea('stato', '--json');
    expect((json() as { enti: { notifiche: object }[] }).enti[0]?.notifiche).toMatchObject({ pending: 1, parked: 2 });
  });

  it('notifiche lists newest first and filters', async () => {
    const ricevute = async (...argv: string[]) =>
      ((await b.allinea('notifiche', '--json', ...argv)).json() as { notifiche: NotificaInbox[] }).notifiche.map(
        (n) => n.id,
      );
    expect(await ricevute()).toEqual(ids.toReversed());
    expect(await ricevute('--stato', 'parked', '--motivo', 'CHIAVE_MANCANTE')).toEqual([ids[0]]);
    expect(await ricevute('--limite', '1', '--prima-di', String(ids[1]))).toEqual([ids[0]]);
    expect(await ricevute('--dal', '2026-06-16')).toEqual([]);
  });

  it('mostra shows no content and leaves no trace, with --contenuto the audit says who looked', async () => {
    const senza = await b.allinea('mostra', String(ids[0]));
    expect([senza.code, senza.out.includes('SEGRETO'), await registro()]).toEqual([0, false, []]);
    const con = await b.allinea('mostra', String(ids[0]), '--contenuto');
    expect([con.code, con.out.includes('SEGRETO')]).toEqual([0, true]);
    expect(await registro()).toMatchObject([
      { attore: 'operatore.prova', azione: 'mostra-contenuto', notificaId: ids[0] },
    ]);
  });

  it('mostra of an id that is not there exits 1', async () => {
    expect(await b.allinea('mostra', '99999')).toMatchObject({ code: 1, out: 'La notifica 99999 non c’è.\n' });
    expect((await b.allinea('spiega', '99999')).code).toBe(1);
  });

  it('spiega says what a notification says, and values only when asked for and recorded', async () => {
    const { code, out } = await b.allinea('spiega', String(ids[0]));
    expect(code).toBe(0);
    expect(out).toContain('Cambierebbe');
    expect(await registro()).toEqual([]);
    await b.allinea('spiega', String(ids[0]), '--valori');
    expect(await registro()).toMatchObject([{ azione: 'spiega-valori', notificaId: ids[0] }]);
  });

  it('riprova puts back what was named, by id, by reason or all, and records it', async () => {
    expect((await b.allinea('riprova', '--motivo', 'CHIAVE_MANCANTE')).out).toContain('1 notifica rimessa in coda');
    expect((await inbox()).map((n) => n.stato)).toEqual(['pending', 'parked', 'pending']);
    expect((await b.allinea('riprova', '--tutte', '--json')).json()).toEqual({ rimesse: 1 });
    expect((await registro()).map((a) => a.azione)).toEqual(['riprova', 'riprova']);
  });

  it('what is parked as CONTENUTO_PERICOLOSO is not opened to be looked at, and is tried again with the usual command', async () => {
    const [id] = await b.conDb((db) => metti(db, [{ motivo: 'CONTENUTO_PERICOLOSO' }]));
    const spiegata = await b.allinea('spiega', String(id));
    expect(spiegata.out).toContain('Non si legge');
    expect(spiegata.out).toContain('Aprirla ha fermato il programma tre volte');
    expect((await b.allinea('mostra', String(id), '--contenuto')).out).not.toContain('SEGRETO');
    expect((await b.allinea('riprova', '--motivo', 'CONTENUTO_PERICOLOSO')).out).toContain(
      '1 notifica rimessa in coda',
    );
    expect((await b.allinea('mostra', String(id), '--contenuto')).out).toContain('SEGRETO');
  });

  it('riprova wants to know which, once', async () => {
    expect((await b.allinea('riprova')).code).toBe(2);
    expect((await b.allinea('riprova', '1', '--tutte')).code).toBe(2);
    expect((await b.allinea('riprova', '77777')).code).toBe(1);
  });

  it('scarta wants a reason, keeps the row and can be undone', async () => {
    expect((await b.allinea('scarta', String(ids[1]), '--motivo', 'inviata per errore')).code).toBe(0);
    expect(await registro()).toMatchObject([{ azione: 'scarta', motivo: 'inviata per errore' }]);
    expect((await b.allinea('scarta', String(ids[1]), '--motivo', 'x')).code).toBe(1);
    expect((await b.allinea('riprova', String(ids[1]))).code).toBe(0);
    expect((await inbox())[1]?.stato).toBe('pending');
  });

  it('ricostruisci of an aligned register exits 0 and with --correggi leaves a request', async () => {
    expect(await b.allinea('ricostruisci')).toMatchObject({
      code: 0,
      out: expect.stringContaining('ogni riga è quella'),
    });
    expect((await b.allinea('ricostruisci', '--correggi', '--comune', '999900')).code).toBe(0);
    expect((await registro())[0]).toMatchObject({ azione: 'ricostruisci', oggetto: `ente:${ISTAT}` });
    expect((await b.allinea('ricostruisci', '--comune', '123456')).code).toBe(2);
  });

  it('no output of any command holds the content', async () => {
    const id = String(ids[0]);
    for (const argv of [['stato'], ['notifiche'], ['mostra', id], ['spiega', id]])
      for (const json of [[], ['--json']]) expect((await b.allinea(...argv, ...json)).out).not.toContain('SEGRETO');
  });
});

describe('carica', () => {
  const documento = (id: string) =>
    `<r:Risposta3002 xmlns:r="http://sogei.it/ANPR/3000consultazione"><r:Risposta3002_OK><testataRisposta><idOperazioneANPR>${id}</idOperazioneANPR></testataRisposta></r:Risposta3002_OK></r:Risposta3002>`;
  beforeEach(async () => {
    await b.allinea('migra');
    mkdirSync(join(b.dir, 'schede'));
    for (const id of ['1', '2', '3']) writeFileSync(join(b.dir, 'schede', `${id}.xml`), documento(`440000000${id}`));
  });

  it('puts every document of a folder into the inbox once', async () => {
    const { json } = await b.allinea('carica', join(b.dir, 'schede'), '--comune', ISTAT, '--json');
    expect(json()).toEqual({ nuovi: 3, giaPresenti: 0, discordi: 0, persone: 0, ripresaDa: 0 });
    expect((await inbox()).map((n) => [n.canale, n.tipoNotifica, n.idOperazioneANPR])).toContainEqual([
      'CARICO',
      '3002',
      '4400000002',
    ]);
    const { json: ancora } = await b.allinea('carica', join(b.dir, 'schede'), '--comune', ISTAT, '--json');
    expect(ancora()).toEqual({ nuovi: 0, giaPresenti: 3, discordi: 0, persone: 0, ripresaDa: 0 });
  });

  it('names the file that is no answer of 3002', async () => {
    writeFileSync(join(b.dir, 'schede', '9.xml'), '<altro/>');
    const { code, out } = await b.allinea('carica', join(b.dir, 'schede'), '--comune', ISTAT);
    expect([code, out]).toEqual([1, expect.stringContaining('9.xml: non è una risposta 3002')]);
  });
});

describe('controlla', () => {
  it('finds what is missing, says the remedy and exits 1', async () => {
    await b.allinea('migra');
    const { code, out } = await b.allinea('controlla');
    expect(code).toBe(1);
    expect(out).toContain('la cartella dei keystore non si legge');
    expect(out).toContain('NON verificata');
  });

  it('a broken database hides no other finding', async () => {
    b.configura({ database: { kind: 'mysql', host: '127.0.0.1', port: 1 } });
    const { json } = await b.allinea('controlla', '--json');
    const { controlli } = json() as { controlli: { nome: string; esito: string }[] };
    expect(controlli).toContainEqual(expect.objectContaining({ nome: 'database', esito: 'errore' }));
    expect(controlli.map((c) => c.nome)).toContain('porta');
  });
});
