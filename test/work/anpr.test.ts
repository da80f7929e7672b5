/** The clients of the comuni as the configuration makes them, and what the doctor says about each way they fail. */
import { mkdirSync, unlinkSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { ConfigError } from '../../src/errors.js';
import { Database } from '../../src/store/database.js';
import { clientiANPR } from '../../src/work/anpr.js';
import { controllaServizi } from '../../src/work/doctor/servizi.js';
import { scadenzeNote } from '../../src/work/situazione.js';
import { banco, busta, ca, comune, ko, NOW } from '../soap/client/banco.js';
import { createCa, issue, tempFolder, toP12 } from '../soap/pki.js';

const b = banco();
const folder = tempFolder();
afterAll(() => folder.remove());
mkdirSync(`${folder.path}/anpr`);
const CO = toP12(comune, 'segreta');
folder.write('anpr/co.p12', CO);
folder.write('anpr/co.password', 'segreta\n');
folder.write('anpr/ca.pem', ca.cert);

const accesso = (): object => ({
  ambiente: 'TEST',
  keystore: { file: 'anpr/co.p12', passwordFile: 'anpr/co.password' },
  caFiles: ['anpr/ca.pem'],
  operatore: 'PRVPRV80A01F205X',
  indirizzoIp: '203.0.113.7',
  indirizzi: {
    consultazione: `${b.url}/3000`,
    estrazione: `${b.url}/4000`,
    scarico: `${b.url}/7001`,
    prova: `${b.url}/TestConn`,
  },
  retries: 0,
});

function entiCon(anpr: object | null): ReturnType<typeof loadConfig>['enti'] {
  const enti = [
    { codiceIstat: '015146', nome: 'Collegato', codiciStorici: ['015999'], anpr },
    { codiceIstat: '000001', nome: 'Senza' },
  ];
  const file = folder.write('allinea.json', JSON.stringify({ enti, firma: { policy: 'ignored' } }));
  return loadConfig({ file, env: {} }).enti;
}

const client = (anpr: object | null) =>
  clientiANPR(entiCon(anpr), { commonPassword: null, version: '0.1.0', now: () => NOW });
const PROVA = { idOperazioneComune: '1' };
const conforme = busta('<c:RispostaConnessione xmlns:c="http://sogei.it/ANPR/connessione"/>');

describe('the section enti[].anpr', () => {
  const problemi = (anpr: object): string[] => {
    try {
      entiCon(anpr);
      return [];
    } catch (e) {
      return (e as ConfigError).problems.map((p) => `${p.key}: ${p.remedy}`);
    }
  };

  it('has a default for all that ANPR publishes', () => {
    const { indirizzi: _, retries: __, ambiente: ___, ...minimo } = accesso() as Record<string, unknown>;
    const { anpr } = entiCon(minimo)[0]!;
    expect(anpr).toMatchObject({
      ambiente: 'PROD',
      codDestinatario: 'ANPR05',
      firma: 'rsa-sha256',
      emittente: 'XS',
      tipoInvio: null,
    });
    expect(anpr?.keystore.file).toBe(`${folder.path}/anpr/co.p12`);
    expect(entiCon(null)[0]?.anpr).toBeNull();
  });

  it('says everything that is wrong at once', () => {
    const sbagliato = {
      ...accesso(),
      caFiles: [],
      operatore: '',
      indirizzoIp: 'casa',
      indirizzi: { prova: 'http://ws.example.it/x' },
    };
    expect(problemi(sbagliato)).toEqual([
      'enti[0].anpr.indirizzi.prova: l’indirizzo di un servizio di ANPR comincia con https://',
      expect.stringMatching(/^enti\[0\]\.anpr\.caFiles: serve la CA/),
      expect.stringMatching(/^enti\[0\]\.anpr\.operatore: scrivere il codice fiscale/),
      expect.stringMatching(/^enti\[0\]\.anpr\.indirizzoIp: scrivere l’indirizzo IP pubblico/),
    ]);
    expect(problemi({ ...accesso(), operatori: 'x' })).toEqual([
      'enti[0].anpr.operatori: chiave sconosciuta: forse «operatore»?',
    ]);
  });
});

describe('the clients', () => {
  it('are one for each connected comune, under every code it has; the others have none', async () => {
    const di = client(accesso());
    expect(di('000001')).toBeNull();
    expect(di('999999')).toBeNull();
    expect(di('015146')).toBe(di('015999'));
    b.con(conforme);
    await di('015146')?.prova(PROVA);
    expect(b.domande[0]).toContain('<codMittente>015146</codMittente>');
    expect(b.domande[0]).toContain('<tipoInvio>TEST</tipoInvio>');
  });

  it('a key that cannot be read stops nothing before the first question, and is told then', async () => {
    folder.write('anpr/rotto.p12', 'non è un PKCS#12');
    const di = client({ ...accesso(), keystore: { file: 'anpr/rotto.p12' } });
    await expect(di('015146')?.prova(PROVA)).rejects.toThrow(ConfigError);
    const senzaCa = client({ ...accesso(), caFiles: ['anpr/co.password'] });
    await expect(senzaCa('015146')?.prova(PROVA)).rejects.toThrow('non contiene certificati PEM');
  });

  it('an expired certificate is told before ANPR refuses it without saying why', async () => {
    const scaduto = issue({ cn: '015146-CO-9999', al: new Date('2026-02-28T00:00:00Z') }, ca);
    folder.write('anpr/scaduto.p12', toP12(scaduto, 'segreta'));
    const di = client({ ...accesso(), keystore: { file: 'anpr/scaduto.p12', passwordFile: 'anpr/co.password' } });
    b.con(conforme);
    await expect(di('015146')?.prova(PROVA)).rejects.toThrow('015146-CO-9999 è scaduto il 2026-02-28');
    expect(b.domande).toEqual([]);
  });

  it('a renewed certificate is used without a restart', async () => {
    folder.write('anpr/nuovo.p12', CO);
    const di = client({ ...accesso(), keystore: { file: 'anpr/nuovo.p12', passwordFile: 'anpr/co.password' } });
    b.con(conforme);
    await di('015146')?.prova(PROVA);
    const rinnovato = issue({ cn: '015146-CO-9998' }, ca);
    unlinkSync(`${folder.path}/anpr/nuovo.p12`);
    folder.write('anpr/nuovo.p12', toP12(rinnovato, 'segreta'));
    await di('015146')?.prova(PROVA);
    expect(b.domande.map((d) => /015146-CO-999\d/.exec(d)?.[0])).toEqual(['015146-CO-9999', '015146-CO-9998']);
  });
});

describe('the doctor on ANPR’s services', () => {
  const diagnosi = async (anpr: object | null = accesso()) => {
    const enti = entiCon(anpr);
    const di = clientiANPR(enti, { commonPassword: null, version: '0.1.0', now: () => NOW });
    const [primo] = await controllaServizi(enti, di, () => NOW);
    return `${primo?.esito}: ${primo?.dettaglio} → ${primo?.rimedio ?? ''}`;
  };
  const fault = (testo: string): string =>
    busta(`<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>${testo}</faultstring></soapenv:Fault>`);

  it('a comune that is not connected is well, and so is one that ANPR answers', async () => {
    expect(await diagnosi(null)).toBe('ok: non collegati: riceve e non chiede → ');
    b.con(conforme);
    expect(await diagnosi()).toMatch(/^ok: ANPR risponde; il suo orologio differisce di 0 s/);
  });

  it.each([
    [
      'an address that is not enabled (G57)',
      () => b.con(fault('Rejected by policy. (from client)')),
      /^errore: accesso rifiutato.*indirizzo IP pubblico.*abilitato/,
    ],
    [
      'a revoked certificate',
      () => b.con(fault('certificate revoked (from client)')),
      /^errore: .*REVOCATO.*Sicurezza/,
    ],
    ['a signature that is not accepted', () => b.con(fault('Internal Error (from client)')), /^errore: .*rsa-sha1/],
    ['our clock ahead (G54)', () => b.con(ko(['EHR16'])), /^errore: EHR16.*NTP/],
    ['ANPR away', () => b.con(ko(['998'])), /^attenzione: .*998.*riprovare/],
    ['the wrong environment', () => b.con(ko(['EC021'])), /^errore: ANPR rifiuta \(EC021\).*tipoInvio/],
    ['something that is not ANPR', () => b.con('<html/>'), /^errore: risponde qualcosa che non è ANPR/],
  ])('%s', async (_, prepara, atteso) => {
    prepara();
    expect(await diagnosi()).toMatch(atteso);
  });

  it('a clock that is minutes away, a wrong CA, nobody there', async () => {
    b.risponde((_, res) => {
      res.setHeader('Date', new Date(NOW.getTime() + 240_000).toUTCString());
      res.end(conforme);
    });
    expect(await diagnosi()).toMatch(/^attenzione: .*24[01] s.*NTP/);
    folder.write('anpr/altra.pem', createCa('Altra CA').cert);
    expect(await diagnosi({ ...accesso(), caFiles: ['anpr/altra.pem'] })).toMatch(
      /^errore: anpr\.caFiles: .*CA Postazione ANPR/,
    );
    const altrove = { ...(accesso() as { indirizzi: object }).indirizzi, prova: 'https://localhost:1/' };
    expect(await diagnosi({ ...accesso(), indirizzi: altrove })).toMatch(
      /^errore: non si raggiunge \(ECONNREFUSED\).*porta 443/,
    );
  });
});

describe('the ends of the certificates of the services', () => {
  it('are watched with all the others: our key and the CA of ANPR', async () => {
    const db = await Database.open({ kind: 'sqlite', file: `${folder.path}/scadenze.sqlite` });
    try {
      await db.migrate();
      const installazione = {
        enti: entiCon(accesso()),
        keystorePassword: null,
        server: { tls: null },
        firma: { policy: 'ignored', caFiles: [] },
      };
      const viste = await scadenzeNote(db, installazione, NOW);
      expect(viste.map((s) => s.kind).toSorted()).toEqual(['CA', 'KEYSTORE']);
      expect(viste.map((s) => s.file.replace(/^.*\//, '')).toSorted()).toEqual(['ca.pem', 'co.p12']);
    } finally {
      await db.close();
    }
  });
});
