/** What the operator sees of silence and alarms, and the letter to ANPR: `allinea stato`, `allarmi`, `sblocco`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { silentLog } from '../../src/log.js';
import { creaPki } from '../../src/simulatore/pki.js';
import { allineaAllarmi } from '../../src/store/allarmi.js';
import { apriAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { annotaFine, annotaNote } from '../../src/store/lavori-corse.js';
import { creaGuardia } from '../../src/work/allarmi/guardia.js';
import { arrivano, rifiutate } from '../work/arrivi.js';
import { apriSmtp, apriWebhook, type ServerDiProva } from '../work/smtp.js';
import { ADESSO, banco, ISTAT, metti } from './banco.js';

const b = banco();

/** The guard of two enti, which sends nothing. */
const guardiaDiProva = (db: Database) => {
  const config = loadConfig({ file: b.config, env: {} });
  return creaGuardia({
    db,
    log: silentLog,
    now: () => ADESSO,
    installazione: config,
    keystores: () => [],
    regole: config.silenzio,
    allarmi: config.allarmi,
    firmatari: () => [],
    spool: { enabled: false, dir: '' },
    dischi: [],
    revoche: () => ({ crl: [], crlInservibili: [] }),
    macchina: 'prova',
    lavori: () => null,
    assenza: { manca: async () => undefined, torna: async () => undefined },
  });
};
const aperti: ServerDiProva[] = [];
afterEach(async () => {
  for (const s of aperti.splice(0)) await s.close();
});

/** Nothing since Friday 22 May, and two notifications refused on 8 June: it is 15 June. */
const muto = () =>
  b.conDb(async (db) => {
    await arrivano(db, ISTAT, { dal: '2026-02-02', al: '2026-05-22', alGiorno: 8 });
    const cinque = ['09:00', '09:05', '09:10', '09:15', '09:20'].map((o) => `2026-06-08T${o}:00.000Z`);
    await rifiutate(db, '4300000011', cinque);
    await rifiutate(db, '4300000012', cinque.slice(0, 2), { motivo: 'DESTINATARIO' });
  });

describe('allinea stato', () => {
  it('G11, G12, G15: says the silence, how improbable, since when, why, and what is lost', async () => {
    await muto();
    const { code, out } = await b.allinea('stato');
    expect(code).toBe(1);
    expect(out).toMatch(/SILENZIO IMPROBABILE: nulla da ANPR dal 22\/05\/26.*meno di una su un miliardo/);
    expect(out).toMatch(/! PROVATA: notifiche sospese dopo 5 tentativi[^\n]*\n\s+→ .*«allinea sblocco»/);
    expect(out).toContain('x esclusa: guasto generale');
    expect(out).toMatch(/4300000011 {2}N010 {2}5 tentativi su 5 visti qui, sospesa dal 08\/06\/26/);
  });

  it('a rhythm that goes on is said to be normal, with the hour at which it would not be any more', async () => {
    await b.conDb((db) => arrivano(db, ISTAT, { dal: '2026-02-02', al: '2026-06-12', alGiorno: 8 }));
    const { out } = await b.allinea('stato');
    expect(out).toMatch(
      /silenzio: nella norma \(probabilità una su \d+\); diventa improbabile il 1[5-9]\/06\/2026 ore \d+/,
    );
  });

  it('without history and inhabitants nothing is judged', async () => {
    await b.conDb(async () => undefined);
    expect((await b.allinea('stato')).out).toContain('silenzio: non si può giudicare');
  });
});

describe('allinea stato, the jobs', () => {
  const nota = (lavoro: string, finita: string, riuscita = true) =>
    b.conDb((db) =>
      db.transaction(async (tx) => {
        await annotaNote(tx, [{ lavoro, codici: [''] }], '2026-06-01T00:00:00.000Z');
        await annotaFine(tx, { lavoro, codici: [''] }, { now: finita, riuscita });
      }),
    );

  it('shows last and next run of each job, and what was not run when it should have been', async () => {
    await b.conDb(async () => undefined);
    expect((await b.allinea('stato')).out).toContain('Lavori periodici: nessuno ancora eseguito');
    await nota('retention', '2026-06-15T01:31:00.000Z');
    await nota('alarms', '2026-06-15T08:59:00.000Z', false);
    const bene = await b.allinea('stato');
    expect(bene.out).toMatch(/pulizia \(retention\) +15\/06\/26, 03:31:00 +16\/06\/26, 03:30:00/);
    expect(bene.out).toMatch(/allarmi \(alarms\) +15\/06\/26, 10:59:00 \(fallita\)/);
    expect(bene.code).toBe(0);
    await nota('retention', '2026-06-13T01:31:00.000Z');
    const male = await b.allinea('stato');
    expect(male.out).toMatch(
      /pulizia \(retention\) +13\/06\/26, 03:31:00 +NON ESEGUITO: era previsto il 14\/06\/26, 03:30/,
    );
    expect(male.code).toBe(1);
  });

  it('a job that is switched off is said to be so', async () => {
    b.configura({ jobs: { compare: null } });
    await nota('retention', '2026-06-15T01:31:00.000Z');
    expect((await b.allinea('stato')).out).toMatch(/confronto con ANPR \(compare\) +mai +mai \(spento nella/);
  });
});

describe('allinea sblocco', () => {
  it('G11, G12: writes the letter with interval, ids, causes and evidence, and no person', async () => {
    await muto();
    const file = join(b.dir, 'lettera.txt');
    expect((await b.allinea('sblocco', '-o', file)).code).toBe(0);
    const lettera = readFileSync(file, 'utf8');
    expect(lettera).toContain(
      'Oggetto: Comune di Prova (codice ISTAT 999001) - richiesta di sblocco delle notifiche N000',
    );
    expect(lettera).toContain('già 999900');
    expect(lettera).toMatch(/non consegnate dal 22\/05\/26.* al 15\/06\/26/);
    expect(lettera).toContain('idOperazioneANPR 4300000011, tipo N010: 5 tentativi su 5 visti');
    expect(lettera).toContain('chiamate rifiutate con motivo DESTINATARIO: 2');
    expect(lettera).toContain('ultima notifica ricevuta e confermata: 22/05/26');
    expect(lettera).toContain('5. Controlli fatti il 15/06/26');
    expect(lettera).not.toContain(b.dir);
    expect(lettera).not.toMatch(/SEGRETO|[A-Z]{6}\d{2}[A-Z]\d{2}/);
  });

  it('the letter has the endpoint whole, only its own comune, no certificate twice and no codice fiscale', async () => {
    const cf = 'RSSMRA80A01H501U';
    mkdirSync(join(b.dir, 'chiavi'));
    const nostre = await creaPki({ codiciIstat: [ISTAT, '999002'], now: ADESSO });
    const metti = (nome: string, i: number) => {
      writeFileSync(join(b.dir, 'chiavi', `${nome}.p12`), nostre.comuni[i]!.p12);
      writeFileSync(join(b.dir, 'chiavi', `${nome}.password`), nostre.comuni[i]!.password);
    };
    metti(`operatore-${cf}`, 0);
    mkdirSync(join(b.dir, 'altre'));
    writeFileSync(join(b.dir, 'altre', 'vicino.p12'), nostre.comuni[1]!.p12);
    writeFileSync(join(b.dir, 'altre', 'vicino.password'), nostre.comuni[1]!.password);
    b.configura({
      enti: [
        { codiceIstat: ISTAT, nome: 'Comune di Prova', keystoreDir: 'chiavi' },
        { codiceIstat: '999002', nome: 'Comune Vicino', keystoreDir: 'altre' },
      ],
      server: { host: '127.0.0.1', port: 1, publicUrl: 'https://anpr.comune.invalid:8443/anpr/n000' },
    });
    await b.conDb(async () => undefined);
    const { out } = await b.allinea('sblocco', '--comune', ISTAT);
    expect(out.match(/https:\/\/anpr\.comune\.invalid:8443\/anpr\/n000/g)?.length).toBeGreaterThanOrEqual(2);
    expect(out).not.toMatch(/Vicino|vicino|999002/);
    expect(out).not.toContain(cf);
    expect(out.match(/operatore-\[codice fiscale\]\.p12/g)).toHaveLength(1);
    expect(out).not.toContain(b.dir);
  });

  it('senders that were not verified are never in the letter, and whoever sends it is told how many they are', async () => {
    await muto();
    const invano = { motivo: 'FIRMA_CERTIFICATO' };
    await b.conDb((db) => rifiutate(db, 'INVENTATO-1', ['2026-05-01T09:00:00.000Z'], invano));
    await b.conDb((db) => rifiutate(db, 'INVENTATO-2', ['2026-06-09T09:00:00.000Z'], invano));
    const file = join(b.dir, 'lettera.txt');
    const { out } = await b.allinea('sblocco', '-o', file);
    const lettera = readFileSync(file, 'utf8');
    expect(lettera).not.toMatch(/INVENTATO|FIRMA/);
    expect(lettera).toMatch(/non consegnate dal 22\/05\/26/);
    expect(out).toContain('Non è nella lettera una notifica rifiutata per la firma');
    expect((await b.allinea('stato')).out).toMatch(/INVENTATO-2 .*\(mittente non verificato\)/);
  });

  it('the interval can be given, by days of the office', async () => {
    await muto();
    const { out } = await b.allinea('sblocco', '--comune', '999900', '--dal', '2026-06-01', '--al', '2026-06-05');
    expect(out).toContain('dal 01/06/26, 00:00:00 al 06/06/26, 00:00:00');
    expect(out).not.toContain('4300000011,');
  });

  it.each([
    ['2027-03-28', '2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('the day %s, on which the clocks change, is whole: from its midnight to the next', async (giorno, dal, al) => {
    await muto();
    const detto = await b.allinea('sblocco', '--dal', giorno, '--al', giorno, '--json');
    expect(detto.json()).toMatchObject({ dal, al });
  });

  it('an unknown ente, an interval upside down and a file that cannot be written are said', async () => {
    await muto();
    expect(await b.allinea('sblocco', '--comune', '111111')).toMatchObject({
      code: 2,
      err: expect.stringContaining('111111'),
    });
    expect((await b.allinea('sblocco', '--dal', '2026-06-05', '--al', '2026-06-01')).code).toBe(2);
    expect((await b.allinea('sblocco', '-o', join(b.dir, 'non', 'c')).then((d) => d.err)).toString()).toContain(
      'ENOENT',
    );
  });

  it('G71: says when ANPR will refuse because it is too long ago', async () => {
    await muto();
    expect((await b.allinea('sblocco', '--dal', '2025-11-01')).out).toContain('più di 180 giorni fa');
  });
});

describe('allinea allarmi', () => {
  const condizione = {
    codComune: ISTAT,
    codice: 'PARCHEGGIATE',
    oggetto: '',
    dettaglio: '60 notifiche',
    dal: '2026-06-10T09:00:00.000Z',
  };
  const allinea = (trovate: (typeof condizione)[], now: string) =>
    b.conDb((db) => db.transaction((tx) => allineaAllarmi(tx, { trovate, compete: () => true, now })));

  it('lists what is open with what to do, and what has ended when asked', async () => {
    await allinea([condizione], '2026-06-10T10:00:00.000Z');
    const aperto = await b.allinea('allarmi');
    expect(aperto).toMatchObject({
      code: 1,
      out: expect.stringMatching(/PARCHEGGIATE[\s\S]*Comune di Prova[\s\S]*60 notifiche[\s\S]*→/),
    });
    expect(aperto.out).toContain('Nessuno li riceve');
    await allinea([], '2026-06-11T10:00:00.000Z');
    expect(await b.allinea('allarmi')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nessun allarme aperto'),
    });
    expect((await b.allinea('allarmi', '--chiusi', '7')).out).toContain('Rientrati:');
  });

  it('an alarm says which rule and object, and the command it names shows exactly that', async () => {
    b.configura({
      enti: [
        { codiceIstat: ISTAT, nome: 'Comune di Prova' },
        { codiceIstat: '999002', nome: 'Comune Vicino' },
      ],
    });
    const anomalia = {
      gravita: 'BLOCCO',
      ufficio: 'SISTEMI',
      descrizione: 'prova',
      apertaIl: ADESSO.toISOString(),
    } as const;
    await b.conDb(async (db) => {
      await db.transaction((tx) =>
        apriAnomalie(tx, [
          { ...anomalia, codComune: ISTAT, regola: 'Q03', oggetto: 'F:07' },
          { ...anomalia, codComune: ISTAT, regola: 'Q04', oggetto: 'F:99' },
          { ...anomalia, codComune: '999002', regola: 'Q03', oggetto: 'F:55' },
        ]),
      );
      await rifiutate(db, '4711', ['2026-06-14T09:00:00.000Z']);
      await metti(db, [{ motivo: 'CHIAVE_MANCANTE', n: { ricevutaIl: '2026-06-01T09:00:00.000Z' } }]);
      await guardiaDiProva(db).guarda();
    });
    const { out } = await b.allinea('allarmi');
    const blocchi = out.split('\n\n');
    const di = (codice: string, oggetto: string) =>
      blocchi.find((t) => t.startsWith(codice) && t.includes('(999001)') && t.includes(oggetto)) ?? '';
    const esegue = async (blocco: string): Promise<string> => {
      const comandi = [...blocco.matchAll(/«allinea ([^»]*)»/g)]
        .map((m) => m[1] ?? '')
        .filter((c) => !c.endsWith(' ID'));
      expect(comandi.length).toBeGreaterThan(0);
      return (await Promise.all(comandi.map((c) => b.allinea(...c.split(' '))))).map((d) => d.out).join('\n');
    };
    expect(di('ANOMALIE_BLOCCANTI', 'Q03')).toContain('una anomalia: F:07');
    const q03 = await esegue(di('ANOMALIE_BLOCCANTI', 'Q03'));
    expect(q03).toContain('F:07');
    expect(q03).not.toMatch(/F:99|F:55/);
    expect(await esegue(di('NOTIFICHE_SOSPESE', '4711'))).toContain('idOperazioneANPR 4711');
    expect(await esegue(di('KEYSTORE_MANCANTE', ''))).toContain('CHIAVE_MANCANTE');
    expect(await esegue(di('PARCHEGGIATE', ''))).toContain('parcheggiata');
  });

  it('--chiudi closes one with a reason that stays in the audit, and says when it opens again', async () => {
    await allinea([condizione], '2026-06-10T10:00:00.000Z');
    expect((await b.allinea('allarmi')).out).toContain(
      'PARCHEGGIATE  troppe notifiche parcheggiate, o da troppo tempo (n. 1)',
    );
    expect((await b.allinea('allarmi', '--chiudi', '1')).code).toBe(2);
    const chiuso = await b.allinea('allarmi', '--chiudi', '1', '--motivo', 'visto');
    expect(chiuso).toMatchObject({ code: 0, out: expect.stringContaining('si riapre al prossimo controllo') });
    expect((await b.allinea('allarmi', '--chiudi', '1', '--motivo', 'visto')).err).toContain('Nessun allarme aperto');
    const righe = await b.conDb((db) =>
      db.transaction((tx) => tx.query<{ motivo: string }>('SELECT motivo FROM registro_operatore')),
    );
    expect(righe).toEqual([{ motivo: 'visto' }]);
  });

  it('--prova sends a message on every channel and says which one did not take it', async () => {
    expect(await b.allinea('allarmi', '--prova')).toMatchObject({
      code: 1,
      out: expect.stringContaining('Nessun canale'),
    });
    const smtp = await apriSmtp();
    let stato = 204;
    const hook = await apriWebhook(() => stato);
    aperti.push(smtp, hook);
    const email = {
      host: '127.0.0.1',
      port: smtp.port,
      sicurezza: 'nessuna',
      mittente: 'allinea@comune.example',
      destinatari: ['ced@comune.example'],
    };
    b.configura({ allarmi: { email, webhook: { url: `http://127.0.0.1:${hook.port}/`, consentiHttp: true } } });
    expect(await b.allinea('allarmi', '--prova')).toMatchObject({
      code: 0,
      out: 'EMAIL: consegnato\nWEBHOOK: consegnato\n',
    });
    const prova = smtp.ricevute[0]?.testo ?? '';
    for (const parte of ['messaggio di prova', 'ALLARME', 'Comune di Prova', 'Che cosa fare', 'NOTIFICHE_SOSPESE'])
      expect(prova).toContain(parte);
    expect(JSON.parse(hook.chiamate[0]?.corpo ?? '')).toMatchObject({
      genere: 'PROVA',
      allarme: { codice: 'NOTIFICHE_SOSPESE', codComune: ISTAT },
      rimedio: expect.stringContaining(`«allinea sblocco --comune ${ISTAT}»`),
    });
    stato = 500;
    expect(await b.allinea('allarmi', '--prova')).toMatchObject({
      code: 1,
      out: expect.stringContaining('WEBHOOK: NON consegnato'),
    });
  });

  it('a webhook in the clear and a secret that is not there are problems of the configuration', async () => {
    b.configura({ allarmi: { webhook: { url: 'http://avvisi.example/', segretoFile: 'manca' } } });
    const { code, err } = await b.allinea('allarmi');
    expect(code).toBe(78);
    expect(err).toContain('allarmi.webhook.url');
    b.configura({ allarmi: { webhook: { url: 'https://avvisi.example/', segretoFile: 'manca' } } });
    expect((await b.allinea('allarmi')).err).toContain('allarmi.webhook.segretoFile');
  });
});
