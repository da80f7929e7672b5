import { afterAll, describe, expect, it } from 'vitest';
import { controllaFirma } from '../../src/work/doctor/firma.js';
import { createCa, issue, tempFolder } from '../soap/pki.js';

const NOW = new Date('2026-06-15T10:00:00Z');
const folder = tempFolder();
afterAll(() => folder.remove());
const ca = createCa('CA Utenti di Prova');
const anpr = issue({ cn: 'Servizio Notifiche' }, ca);
const caFile = folder.write('ca.pem', ca.cert);
const foglia = folder.write('anpr.pem', anpr.cert);

const controlla = (firma: Partial<Parameters<typeof controllaFirma>[0]>): [string, string][] =>
  controllaFirma({ policy: 'required', caFiles: [caFile], ...firma }, NOW).map((c) => [c.esito, c.dettaglio]);

describe('what controlla says of signatures', () => {
  it('D2: a signing certificate is no error when its CA is there too, in the same file or in another', () => {
    const insieme = folder.write('insieme.pem', `${anpr.cert}\n${ca.cert}`);
    for (const caFiles of [[caFile, foglia], [foglia, caFile], [insieme]]) {
      const detto = controlla({ caFiles });
      expect(detto.every(([esito]) => esito === 'ok')).toBe(true);
      expect(detto.map(([, d]) => d).join()).toContain('CN=Servizio Notifiche», emesso da una CA dell’elenco');
    }
  });

  it('a signing certificate alone, or beside another CA, is told with the CA that is missing', () => {
    const altra = folder.write('altra.pem', createCa('CA Altra').cert);
    expect(controlla({ caFiles: [altra, foglia] })).toContainEqual([
      'attenzione',
      `${foglia}: certificato di firma «C=IT, O=Ente di Prova, CN=Servizio Notifiche», ma la CA che lo ha emesso non c’è: nessuna sua firma è accettata`,
    ]);
    expect(controlla({ caFiles: [foglia] })).toContainEqual(['errore', 'nessun certificato di CA']);
  });

  it('a file that is not there, or no certificate, is named; the others are looked at all the same', () => {
    const vuoto = folder.write('vuoto.pem', 'ciao');
    const detto = controlla({ caFiles: ['/nessuno.pem', vuoto, caFile] });
    expect(detto.filter(([e]) => e === 'errore').map(([, d]) => d)).toEqual([
      expect.stringContaining('/nessuno.pem: non si legge'),
      `${vuoto}: nessun certificato PEM`,
    ]);
    expect(detto).toContainEqual(['ok', expect.stringContaining(`${caFile}: scade`)]);
  });

  it('C3: who may sign and lists that cannot be used are told', () => {
    expect(controlla({ soggetti: ['CN=Servizio Notifiche'] })).toContainEqual(['ok', 'CN=Servizio Notifiche']);
    const crl = folder.write('x.crl', 'ciao');
    expect(controlla({ crlFiles: [crl, '/nessuna.crl'] }).filter(([e]) => e === 'attenzione')).toEqual([
      ['attenzione', `${crl}: non è una CRL (X509 CRL, DER o PEM)`],
      ['attenzione', '/nessuna.crl: il file non c’è, non si legge o è vuoto'],
    ]);
    expect(controlla({ policy: 'ignored' })).toEqual([
      ['attenzione', 'NON verificata: chiunque può mandare notifiche'],
    ]);
  });
});
