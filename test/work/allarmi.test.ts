/** Alarms on real databases: what opens them, at most one message per cause and day, the recovery, and whatever is away. */

import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { creaPki } from '../../src/simulatore/pki.js';
import { vistoDi } from '../../src/soap/certificati.js';
import { cifraContenuto } from '../../src/soap/cifra.js';
import { openKeystore } from '../../src/soap/keystore.js';
import { allarmiAperti } from '../../src/store/allarmi.js';
import { apriAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { annotaFine, annotaNote } from '../../src/store/lavori-corse.js';
import { createRifiuti } from '../../src/store/rifiuti.js';
import { creaAssenza } from '../../src/work/allarmi/assenza.js';
import { CAUSE } from '../../src/work/allarmi/cause.js';
import { chiudi } from '../../src/work/allarmi/chiusura.js';
import { creaGuardia, type Guardia, type OpzioniGuardia } from '../../src/work/allarmi/guardia.js';
import { CODICI_FREQUENTI } from '../../src/work/allarmi/rileva.js';
import { CODICI_ANPR } from '../../src/work/allarmi/rileva-anpr.js';
import { CODICI_FIRMA } from '../../src/work/allarmi/rileva-firma.js';
import { runJob } from '../../src/work/schedule.js';
import { metti, notifica } from '../cli/banco.js';
import { createCa, tempFolder } from '../soap/pki.js';
import { type Apri, perOgniDatabase } from '../store/databases.js';
import { arrivano, ente, REGOLE, rifiutate } from './arrivi.js';
import { logDiProva } from './banco.js';
import { apriSmtp, apriWebhook, type Ricevuta } from './smtp.js';

const SOGLIE = {
  parcheggiateNumero: 50,
  parcheggiateOre: 72,
  firmeRifiutateGiorno: 5,
  fermeOre: 1,
  commitMs: 60_000,
  lavoriFalliti: 3,
  richiestaOre: 48,
  finestraGiorni: 30,
  discoLiberoBytes: 1,
};

/** A guard with its mail server and its webhook, and a clock that the test moves. */
async function corpoDiGuardia(db: Database, altro: Partial<OpzioniGuardia> = {}) {
  let rotto: string | undefined;
  const smtp = await apriSmtp({ rifiuta: () => rotto });
  const hook = await apriWebhook();
  const log = logDiProva();
  let ora = new Date('2026-06-15T09:00:00.000Z');
  const opzioni: OpzioniGuardia = {
    db,
    log,
    now: () => ora,
    installazione: {
      enti: [ente('999001', { codiciStorici: [] })],
      keystorePassword: null,
      server: { tls: null },
      firma: { policy: 'ignored', caFiles: [] },
    },
    keystores: () => [],
    regole: REGOLE,
    allarmi: {
      email: {
        host: '127.0.0.1',
        port: smtp.port,
        sicurezza: 'nessuna',
        utente: null,
        passwordFile: null,
        caFile: null,
        mittente: 'allinea@comune.invalid',
        destinatari: ['ced@comune.invalid'],
      },
      webhook: { url: `http://127.0.0.1:${hook.port}/`, segretoFile: null },
      timeoutMs: 5_000,
      soglie: SOGLIE,
    },
    firmatari: () => [],
    revoche: () => ({ crl: [], crlInservibili: [] }),
    spool: { enabled: false, dir: '' },
    dischi: [],
    macchina: 'prova',
    lavori: () => null,
    assenza: { manca: async () => undefined, torna: async () => undefined },
    ...altro,
  };
  return {
    guardia: creaGuardia(opzioni),
    opzioni,
    log,
    ricevute: smtp.ricevute,
    chiamate: hook.chiamate,
    guasta: (risposta: string | undefined) => {
      rotto = risposta;
    },
    alle: (istante: string) => {
      ora = new Date(istante);
    },
    close: async () => {
      await smtp.close();
      await hook.close();
    },
  };
}

/** As whoever has no certificate of ANPR's CA calls. */
const FIRMA = { motivo: 'FIRMA_CERTIFICATO' };

const oggetto = (m: Ricevuta): string => {
  const riga = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(m.testo)?.[1] ?? '';
  return riga.replace(/\n[ \t]/g, '');
};
const codici = async (db: Database): Promise<string[]> => (await db.transaction(allarmiAperti)).map((a) => a.codice);
const bloccante = (db: Database, oggetto: string) =>
  db.transaction((tx) =>
    apriAnomalie(tx, [
      {
        codComune: '999001',
        regola: 'PROVA',
        gravita: 'BLOCCO',
        ufficio: 'SISTEMI',
        oggetto,
        descrizione: 'prova',
        apertaIl: '2026-06-15T08:00:00.000Z',
      },
    ]),
  );
const guarita = (db: Database) =>
  db.transaction((tx) => tx.execute("UPDATE anomalie SET aperta = NULL, chiusa_il = '2026-06-15T10:00:00.000Z'"));

/** The same database, of which every transaction fails while it is away. */
const cheManca = (db: Database, via: () => Error | undefined): Database =>
  new Proxy(db, {
    get: (vero, nome) => {
      const error = via();
      if (nome === 'transaction' && error !== undefined) return () => Promise.reject(error);
      const valore: unknown = Reflect.get(vero, nome, vero);
      return typeof valore === 'function' ? valore.bind(vero) : valore;
    },
  });

perOgniDatabase((apri: Apri) => {
  let db: Database;
  let c: Awaited<ReturnType<typeof corpoDiGuardia>>;
  beforeEach(async () => {
    db = await apri();
    c = await corpoDiGuardia(db);
  });
  afterEach(() => c.close());

  it('one cause is one mail and one document a day, however often it is looked at, and one more when it is over', async () => {
    await bloccante(db, 'a');
    await bloccante(db, 'b');
    for (const ora of ['09:00', '09:05', '18:00']) {
      c.alle(`2026-06-15T${ora}:00.000Z`);
      await c.guardia.guarda();
    }
    expect([c.ricevute.length, c.chiamate.length]).toEqual([1, 1]);
    expect(c.ricevute[0]?.testo).toContain('ANOMALIE_BLOCCANTI');
    await guarita(db);
    for (const ora of ['18:05', '18:10']) {
      c.alle(`2026-06-15T${ora}:00.000Z`);
      await c.guardia.guarda();
    }
    expect(c.ricevute.map((m) => oggetto(m).includes('rientrato'))).toEqual([false, true]);
    expect(c.chiamate.map((x) => (JSON.parse(x.corpo) as { genere: string }).genere)).toEqual(['ALLARME', 'RIENTRO']);
  });

  it('what lasts is said again, each cause at its interval; what comes and goes in a day is said once', async () => {
    await bloccante(db, 'a');
    await rifiutate(db, '4711', ['2026-06-15T08:50:00.000Z']);
    await c.guardia.guarda();
    expect(await codici(db)).toEqual(expect.arrayContaining(['TENTATIVI_IN_CORSO', 'ANOMALIE_BLOCCANTI']));
    expect(c.chiamate).toHaveLength(2);
    await guarita(db);
    await c.guardia.guarda();
    await bloccante(db, 'a');
    await c.guardia.guarda();
    expect(c.chiamate).toHaveLength(3);
    c.alle('2026-06-16T09:00:00.000Z');
    await c.guardia.guarda();
    const dopo = c.chiamate.slice(3).map((x) => JSON.parse(x.corpo) as { genere: string; allarme: { codice: string } });
    expect(dopo.map((d) => `${d.genere} ${d.allarme.codice}`).toSorted()).toEqual([
      'ALLARME ANOMALIE_BLOCCANTI',
      'ALLARME NOTIFICHE_SOSPESE',
      'RIENTRO TENTATIVI_IN_CORSO',
    ]);
    c.alle('2026-06-17T09:00:00.000Z');
    await c.guardia.guarda();
    expect(c.chiamate).toHaveLength(6);
  });

  it('two processes and a restart double nothing', async () => {
    await bloccante(db, 'a');
    const altra = creaGuardia({ ...c.opzioni, db: await apri(), macchina: 'altra' });
    await Promise.all([c.guardia.guarda(), altra.guarda()]);
    await creaGuardia(c.opzioni).guarda();
    expect([c.ricevute.length, c.chiamate.length]).toEqual([1, 1]);
    await guarita(db);
    await Promise.all([c.guardia.guarda(), altra.guarda()]);
    expect([c.ricevute.length, c.chiamate.length]).toEqual([2, 2]);
  });

  it('a mail server that refuses is one line in the log, tried again later, and holds back no webhook', async () => {
    await bloccante(db, 'a');
    c.guasta('452 4.3.1 full');
    await c.guardia.guarda();
    expect([c.ricevute.length, c.chiamate.length]).toEqual([0, 1]);
    const righe = () => c.log.righe.filter((r) => r.includes('Alarm not delivered'));
    expect(righe()).toHaveLength(1);
    expect(righe()[0]).toContain('"retryAt":"2026-06-15T09:05:00.000Z"');
    c.alle('2026-06-15T09:04:00.000Z');
    await c.guardia.guarda();
    expect(righe()).toHaveLength(1);
    c.guasta(undefined);
    c.alle('2026-06-15T09:05:00.000Z');
    await c.guardia.guarda();
    expect([c.ricevute.length, c.chiamate.length]).toEqual([1, 1]);
  });

  it('a process that died with a message in hand gives it back after ten minutes', async () => {
    await bloccante(db, 'a');
    c.guasta('452 4.3.1 full');
    await c.guardia.guarda();
    c.guasta(undefined);
    await db.transaction((tx) =>
      tx.execute(
        "UPDATE allarmi_invii SET preso_da = 'morto', preso_il = '2026-06-15T09:06:00.000Z' WHERE inviato_il IS NULL",
      ),
    );
    for (const [ora, quante] of [
      ['09:10', 0],
      ['09:17', 1],
    ] as const) {
      c.alle(`2026-06-15T${ora}:00.000Z`);
      await c.guardia.guarda();
      expect(c.ricevute).toHaveLength(quante);
    }
  });

  it('G11, G15: a silence becomes an alarm that names since when, and ends with the first notification', async () => {
    await arrivano(db, '999001', { dal: '2026-03-02', al: '2026-06-12', alGiorno: 8 });
    c.alle('2026-06-15T08:00:00.000Z');
    await c.guardia.guardaAnpr();
    expect(await codici(db)).toEqual([]);
    c.alle('2026-06-22T09:00:00.000Z');
    await c.guardia.guardaAnpr();
    await c.guardia.guarda();
    expect(oggetto(c.ricevute[0]!)).toContain('silenzio');
    expect(JSON.parse(c.chiamate[0]?.corpo ?? '')).toMatchObject({
      allarme: { codice: 'SILENZIO_ANPR', codComune: '999001', dal: '2026-06-12T09:20:00.000Z' },
    });
    await arrivano(db, '999001', { dal: '2026-06-22', al: '2026-06-22', alGiorno: 1 });
    await c.guardia.guardaAnpr();
    expect(await codici(db)).not.toContain('SILENZIO_ANPR');
  });

  it('parked notifications, a missing keystore and refused signatures each have their cause', async () => {
    await metti(db, [{ motivo: 'CHIAVE_MANCANTE', n: { ricevutaIl: '2026-06-01T09:00:00.000Z' } }]);
    for (let i = 0; i < 5; i++) await rifiutate(db, `99${i}`, ['2026-06-15T08:00:00.000Z'], FIRMA);
    await c.guardia.guarda();
    expect((await codici(db)).toSorted()).toEqual([
      'FIRME_RIFIUTATE',
      'KEYSTORE_MANCANTE',
      'NOTIFICHE_SOSPESE',
      'PARCHEGGIATE',
    ]);
    expect(c.ricevute).toHaveLength(1);
  });

  it('G8, G10: certificates that end and keys that are wrong are alarms of the hourly look', async () => {
    const pki = await creaPki({ codiciIstat: ['999001'], now: new Date('2025-07-01T00:00:00.000Z'), anni: 1 });
    const altra = await creaPki({ codiciIstat: ['999001'], now: new Date('2026-01-01T00:00:00.000Z'), anni: 3 });
    const keystores = [pki, altra].map(({ comuni: [k] }) => openKeystore(k!.p12, k!.password, k!.nomeFile));
    const contenuto = cifraContenuto('<a/>', pki.comuni[0]!.certPem);
    await createInbox(db).salva(notifica({ canale: 'N000', contenuto }));
    const firmatari = () => [vistoDi(new X509Certificate(pki.anpr.certPem))];
    await creaGuardia({ ...c.opzioni, keystores: () => keystores, firmatari }).guardaAnpr();
    const aperti = await db.transaction(allarmiAperti);
    expect(aperti.map((a) => [a.codice, a.dettaglio])).toEqual([
      ['CHIAVE_SBAGLIATA', expect.stringContaining('non usa mai il certificato più nuovo')],
      ['CERTIFICATO_IN_SCADENZA', expect.stringContaining('FIRMATARIO: scade il 2026-07-01')],
    ]);
  });

  it('C3: the first signer is learned, and a new subject raises an alarm until firma.soggetti lists it', async () => {
    const visto = (nome: string, serial: string) => ({
      fingerprint256: serial,
      subject: `C=IT, O=Ente di Prova, CN=${nome}`,
      issuer: 'CN=CA',
      serial,
      validTo: '2030-01-01T00:00:00.000Z',
    });
    const primi = [visto('ANPR Notifiche', '01')];
    const guarda = async (visti: ReturnType<typeof visto>[], soggetti: string[] = []): Promise<unknown[]> => {
      const installazione = { ...c.opzioni.installazione, firma: { policy: 'required', caFiles: [], soggetti } };
      await creaGuardia({ ...c.opzioni, installazione, firmatari: () => visti }).guarda();
      const aperti = (await db.transaction(allarmiAperti)).filter((a) => a.codice === 'FIRMATARIO_NUOVO');
      return aperti.map((a) => [a.oggetto, a.dettaglio]);
    };
    expect(await guarda(primi)).toEqual([]);
    expect(await guarda([visto('ANPR Notifiche', '02')])).toEqual([]);
    const detto = 'numero di serie 03; il primo visto è «C=IT, O=Ente di Prova, CN=ANPR Notifiche»';
    const altro = ['C=IT, O=Ente di Prova, CN=999002-PC-0001', detto];
    expect(await guarda([visto('999002-PC-0001', '03')])).toEqual([altro]);
    // Many more names do not push out the one that was learned.
    for (let i = 10; i < 30; i++) await guarda([visto(`N${i}`, `${i}`)]);
    expect((await guarda([])).every((a) => `${a}`.includes('«C=IT, O=Ente di Prova, CN=ANPR Notifiche»'))).toBe(true);
    expect(await guarda([], ['O=Ente di Prova'])).toEqual([]);
  });

  it('C3: two signers met before the first look: the first one is learned', async () => {
    const cert = (nome: string) => ({ subject: `CN=${nome}`, fingerprint256: nome, issuer: '', serial: nome });
    const visti = ['uno', 'due'].map((n) => ({ ...cert(n), validTo: '2030-01-01T00:00:00.000Z' }));
    await creaGuardia({ ...c.opzioni, firmatari: () => visti }).guarda();
    expect((await db.transaction(allarmiAperti)).map((a) => [a.codice, a.oggetto])).toEqual([
      ['FIRMATARIO_NUOVO', 'CN=due'],
    ]);
  });

  it('C3: a list of revoked certificates that is over, or is none, is an alarm of this machine', async () => {
    const chiave = createPublicKey(createPrivateKey(createCa('CA').key));
    const liste = {
      crl: [
        { nome: 'a.crl', scade: '2026-06-01T00:00:00.000Z', revocati: new Set<string>(), chiave },
        { nome: 'b.crl', scade: '2026-07-01T00:00:00.000Z', revocati: new Set<string>(), chiave },
      ],
      crlInservibili: [{ nome: 'c.crl', difetto: 'non è una CRL' }],
    };
    await creaGuardia({ ...c.opzioni, revoche: () => liste }).guarda();
    const aperti = await db.transaction(allarmiAperti);
    expect(aperti.map((a) => [a.codice, a.oggetto, a.dettaglio.slice(0, 22)])).toEqual([
      ['CRL_NON_VALIDA', 'prova a.crl', 'scaduta il 2026-06-01:'],
      ['CRL_NON_VALIDA', 'prova c.crl', 'non è una CRL'],
    ]);
    await c.guardia.guarda();
    expect(await db.transaction(allarmiAperti)).toEqual([]);
  });

  it('a job that fails three times in a row is an alarm until it succeeds', async () => {
    const contesto = { db, log: c.log, now: c.opzioni.now } as never;
    const rotto = { name: 'tari', run: () => Promise.reject(new Error('no')) };
    for (let i = 0; i < 3; i++) await runJob(rotto, contesto);
    await c.guardia.guarda();
    expect((await db.transaction(allarmiAperti))[0]).toMatchObject({ codice: 'LAVORO_FALLITO', oggetto: 'tari' });
    await runJob({ name: 'tari', run: async () => ({}) }, contesto);
    await c.guardia.guarda();
    expect(await codici(db)).toEqual([]);
  });

  it('a badly signed call with an invented id is counted in an alarm that does not name it', async () => {
    await rifiutate(db, 'INVENTATO-1', ['2026-06-14T08:00:00.000Z'], FIRMA);
    await c.guardia.guarda();
    const [allarme] = await db.transaction(allarmiAperti);
    expect(allarme).toMatchObject({ codice: 'NOTIFICHE_SOSPESE', oggetto: 'mittente non verificato' });
    expect(JSON.stringify([allarme, c.ricevute, c.chiamate])).not.toContain('INVENTATO-1');
  });

  it('junk closes no alarm: lost notifications stay one until they arrive, or the operator closes it', async () => {
    await rifiutate(db, '4711', ['2025-11-14T08:00:00.000Z']);
    await rifiutate(db, '4712', ['2026-06-14T08:00:00.000Z']);
    await c.guardia.guarda();
    const rifiuti = createRifiuti(db, { massimo: 100 });
    const vuota = { motivo: 'NON_SOAP', dettaglio: 'x', codice: '5', mittente: '192.0.2.1', byte: 4 } as const;
    const nessuno = { codDestinatario: null, tipoNotifica: null, idOperazioneANPR: null, verificato: false };
    for (let i = 0; i < 13_000; i++)
      await rifiuti.registra({ ...vuota, ...nessuno, ricevutoIl: '2026-06-15T08:59:00.000Z' });
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        rifiutate(
          db,
          `INVENTATO-${i}`,
          ['2026-06-15T08:59:00.000Z'],
          i % 2 === 0 ? FIRMA : { motivo: 'FIRMA_ASSENTE' },
        ),
      ),
    );
    await rifiuti.fermo();
    c.alle('2026-06-15T09:05:00.000Z');
    await c.guardia.guarda();
    const sospese = async () =>
      (await db.transaction(allarmiAperti)).find((a) => a.codice === 'NOTIFICHE_SOSPESE' && a.oggetto === '');
    expect((await sospese())?.dettaglio).toBe('2 notifiche (NON_SALVATA): 4711, 4712');
    await createInbox(db).salva(notifica({ idOperazioneANPR: '4711' }));
    await c.guardia.guarda();
    const resta = await sospese();
    expect(resta?.dettaglio).toBe('una notifica (NON_SALVATA): 4712');
    const chi = {
      id: resta?.id ?? 0,
      attore: 'prova',
      motivo: 'ripresa a mano',
      now: new Date('2026-06-15T09:06:00Z'),
    };
    expect(await chiudi(db, chi)).toMatchObject({ codice: 'NOTIFICHE_SOSPESE' });
    await c.guardia.guarda();
    expect(await sospese()).toBeUndefined();
    await rifiutate(db, '4713', ['2026-06-15T09:07:00.000Z']);
    c.alle('2026-06-15T10:00:00.000Z');
    await c.guardia.guarda();
    expect((await sospese())?.dettaglio).toBe('una notifica (NON_SALVATA): 4713');
  });

  it('a job that an awake daemon does not run is an alarm that says since when, and one that slept runs it first', async () => {
    let sveglioDal = new Date('2026-06-15T08:00:00.000Z');
    const lavori = () => ({ jobs: { verify: '50 3 * * *', alarms: '*/5 * * * *' }, sveglioDal });
    const guardia = creaGuardia({ ...c.opzioni, lavori });
    const fine = (giorno: string) => ({ now: `2026-06-${giorno}T02:00:00.000Z`, riuscita: true });
    const quali = { lavoro: 'verify', codici: ['999001'] };
    await db.transaction((tx) => annotaNote(tx, [quali], '2026-06-01T00:00:00.000Z'));
    await db.transaction((tx) => annotaFine(tx, quali, fine('12')));
    await guardia.guarda();
    expect(await codici(db)).toEqual([]);
    sveglioDal = new Date('2026-06-13T00:00:00.000Z');
    await guardia.guarda();
    expect((await db.transaction(allarmiAperti))[0]).toMatchObject({
      codice: 'LAVORO_FERMO',
      oggetto: 'verify',
      dal: '2026-06-13T01:50:00.000Z',
      dettaglio:
        'verifica interna: non eseguito dal 12/06/26, 04:00:00, era previsto il 13/06/26, 03:50:00, per 999001',
    });
    await db.transaction((tx) => annotaFine(tx, quali, fine('15')));
    await guardia.guarda();
    expect(await codici(db)).toEqual([]);
  });

  it('what one machine sees is not closed by another, unless that one has not been heard of for two days', async () => {
    const piena = (macchina: string, byte: number, dischi = [tmpdir()]): Guardia =>
      creaGuardia({
        ...c.opzioni,
        macchina,
        dischi,
        allarmi: { ...c.opzioni.allarmi, soglie: { ...SOGLIE, discoLiberoBytes: byte } },
      });
    await piena('uno', 2 ** 50).guarda();
    await piena('due', 1).guarda();
    expect(await codici(db)).toEqual(['DISCO_PIENO']);
    c.alle('2026-06-18T09:00:00.000Z');
    await piena('due', 1).guarda();
    expect(await codici(db)).toEqual([]);
  });

  describe('without the database', () => {
    const folder = tempFolder();
    let via: Error | undefined;
    const senza = (): Guardia => {
      const { log, now, allarmi } = c.opzioni;
      const assenza = creaAssenza({
        database: {
          kind: 'mysql',
          host: 'db.comune.invalid',
          port: 3306,
          user: 'allinea',
          password: 'SEGRETA',
          database: 'a',
        },
        ...{ log, now, allarmi, nomi: new Map(), macchina: 'prova', file: join(folder.path, 'allarme.json') },
      });
      return creaGuardia({ ...c.opzioni, db: cheManca(db, () => via), assenza });
    };
    const guarda = async (g: Guardia, ore: readonly string[]) => {
      for (const ora of ore) {
        c.alle(`2026-06-15T${ora}:00.000Z`);
        await g.guarda();
      }
    };
    afterAll(() => folder.remove());

    it('says so itself, once a day, with the cause and the remedy, and when it is back', async () => {
      via = new InfrastructureError('x', '1820');
      const g = senza();
      await guarda(g, ['09:00', '09:05', '09:10']);
      expect(c.ricevute.map(oggetto)).toEqual([expect.stringContaining('il database non risponde')]);
      const documento = JSON.parse(c.chiamate[0]?.corpo ?? '') as { allarme: { dettaglio: string } };
      expect(documento.allarme.dettaglio).toMatch(
        /db\.comune\.invalid:3306.*utente «allinea».*scaduta \(1820\)\. Rimedio: .*ALTER USER 'allinea'/,
      );
      expect(c.chiamate[0]?.corpo).not.toContain('SEGRETA');
      via = undefined;
      await g.guarda();
      await g.guarda();
      expect(c.ricevute.map(oggetto)).toEqual([expect.anything(), expect.stringContaining('rientrato: il database')]);
      expect(c.chiamate).toHaveLength(2);
    });

    it('says another cause of the same day, and the same cause on another day', async () => {
      via = new InfrastructureError('x', 'ECONNREFUSED');
      const g = senza();
      await guarda(g, ['09:00', '09:05']);
      via = new InfrastructureError('x', '1045');
      await guarda(g, ['09:10', '09:15', '23:30']);
      expect(c.chiamate).toHaveLength(3);
      via = undefined;
      await g.guarda();
    });

    it('does not say it again when the process is started again, and says that it is over', async () => {
      via = new InfrastructureError('x', 'ECONNREFUSED');
      await guarda(senza(), ['09:00', '09:05']);
      await guarda(senza(), ['09:10', '09:15', '09:20']);
      expect(c.chiamate).toHaveLength(1);
      via = undefined;
      await senza().guarda();
      await senza().guarda();
      expect(c.chiamate.map((x) => (JSON.parse(x.corpo) as { genere: string }).genere)).toEqual(['ALLARME', 'RIENTRO']);
    });

    it('a database that answers and refuses to write is an alarm as well', async () => {
      via = undefined;
      await db.transaction((tx) => tx.execute('ALTER TABLE contenuti RENAME TO contenuti_via'));
      await guarda(senza(), ['09:00', '09:05']);
      await db.transaction((tx) => tx.execute('ALTER TABLE contenuti_via RENAME TO contenuti'));
      expect(c.chiamate[0]?.corpo).toContain('manca una tabella');
      await senza().guarda();
    });
  });
});

describe('the table of causes', () => {
  const manuale = readFileSync(new URL('../../docs/manuale.md', import.meta.url), 'utf8');

  it('every cause has its line in the manual, and the manual no other', () => {
    const inizio = manuale.indexOf('## Gli allarmi');
    const capitolo = manuale.slice(inizio, manuale.indexOf('\n## ', inizio + 1));
    const righe = [...capitolo.matchAll(/^\| `([A-Z0-9_]+)` \| ([^|]+) \|/gm)].map((m) => [m[1], m[2]?.trim()]);
    expect(Object.fromEntries(righe)).toEqual(Object.fromEntries(Object.entries(CAUSE).map(([k, v]) => [k, v.titolo])));
  });

  it('every cause is looked for by one look', () => {
    const cercate = [...CODICI_FREQUENTI, ...CODICI_FIRMA, ...CODICI_ANPR, 'DATABASE_ASSENTE'];
    expect(cercate.toSorted()).toEqual(Object.keys(CAUSE).toSorted());
  });
});
