import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { watchBundle } from '../../src/doors/ca-files.js';
import { openBundle } from '../../src/soap/certificati.js';
import { difettoCrl, openCrl, revocato } from '../../src/soap/crl.js';
import { distrust } from '../../src/soap/fiducia.js';
import { openFirma } from '../../src/soap/firma.js';
import { LogDiProva } from '../doors/banco.js';
import { createCa, type Identita, issue, tempFolder } from './pki.js';
import { isInstalled, run } from './programmi.js';

const openssl = isInstalled('openssl', ['version']);
const folder = tempFolder();
afterAll(() => folder.remove());

const NOW = new Date('2026-03-01T10:00:00Z');
const ca = createCa('CA Utenti di Prova');
const buono = issue({ cn: 'Servizio Notifiche', serial: '77aa' }, ca);
const preso = issue({ cn: 'Servizio Notifiche', serial: '00c1a0' }, ca);

interface Lista {
  readonly di?: Identita;
  readonly seriali?: readonly string[];
  readonly fino?: string;
  readonly md?: string;
  readonly der?: boolean;
}

/** A list that openssl makes. */
function lista({ di = ca, seriali = ['C1A0'], fino = '20260401000000Z', md = 'sha256', der = false }: Lista): Buffer {
  const righe = seriali.map((s) => `R\t490101000000Z\t260201000000Z\t${s}\tunknown\t/CN=x\n`);
  folder.write('index.txt', righe.join(''));
  const cnf = `[ca]\ndefault_ca=d\n[d]\ndatabase=${folder.path}/index.txt\ndefault_md=${md}\n`;
  const out = join(folder.path, 'lista.pem');
  run(
    'openssl',
    ...['ca', '-config', folder.write('ca.cnf', cnf), '-gencrl', '-out', out],
    ...['-keyfile', folder.write('ca.key', di.key), '-cert', folder.write('ca.pem', di.cert)],
    ...['-crl_lastupdate', '20260201000000Z', '-crl_nextupdate', fino],
  );
  if (der) run('openssl', 'crl', '-in', out, '-outform', 'DER', '-out', out);
  return readFileSync(out);
}

const bundle = (...crl: Buffer[]) =>
  openBundle([{ nome: 'ca.pem', pem: ca.cert }], { crl: crl.map((byte, i) => ({ nome: `${i}.crl`, byte })) });
const giudizio = (crl: Buffer, chi: Identita): string | undefined =>
  distrust(bundle(crl), new X509Certificate(chi.cert), NOW);

describe.skipIf(!openssl)('C3: lists of revoked certificates', () => {
  it.each([
    ['PEM', {}],
    ['DER', { der: true }],
    ['SHA-1', { md: 'sha1' }],
    ['SHA-512', { md: 'sha512' }],
    ['long lists', { seriali: [...Array.from({ length: 500 }, (_, i) => (0x100000 + i).toString(16)), 'C1A0'] }],
  ] as [string, Lista][])('what the CA took back does not sign: %s', (_, come) => {
    expect(giudizio(lista(come), preso)).toBe('il certificato con numero di serie C1A0 è revocato (0.crl)');
    expect(giudizio(lista(come), buono)).toBeUndefined();
  });

  it('an empty list revokes nobody', () => {
    expect(giudizio(lista({ seriali: [] }), preso)).toBeUndefined();
    expect(bundle(lista({ seriali: [] })).crl[0]?.scade).toBe('2026-04-01T00:00:00.000Z');
  });

  it('a list over its time goes on revoking, refuses nobody else, and says so', () => {
    const vecchia = lista({ fino: '20260215000000Z' });
    expect(giudizio(vecchia, preso)).toContain('revocato');
    expect(giudizio(vecchia, buono)).toBeUndefined();
    const [c] = bundle(vecchia).crl;
    expect(c === undefined ? '' : difettoCrl(c, NOW)).toContain('scaduta il 2026-02-15');
    expect(c === undefined ? '' : difettoCrl(c, new Date('2026-02-14T00:00:00Z'))).toBeUndefined();
  });

  it('a list of another CA, a changed one and one that is none revoke nobody and say why', () => {
    const altra = createCa('CA Utenti di Prova');
    const cambiata = lista({ der: true });
    cambiata[cambiata.indexOf(Buffer.from('c1a0', 'hex'))] = 0x31;
    for (const [byte, difetto] of [
      [lista({ di: altra }), 'non è firmata da nessuna delle CA'],
      [cambiata, 'non è firmata da nessuna delle CA'],
      [Buffer.from('ciao'), 'non è una CRL'],
      [Buffer.alloc(0), 'il file non c’è'],
      [Buffer.from(new X509Certificate(ca.cert).raw), 'è'],
    ] as const) {
      const b = bundle(byte);
      expect([b.crl.length, b.crlInservibili[0]?.difetto]).toEqual([0, expect.stringContaining(difetto)]);
      expect(giudizio(byte, preso)).toBeUndefined();
    }
  });

  it('any damage is a list that counts whole, or none', () => {
    const intera = lista({ der: true });
    const chi = new X509Certificate(ca.cert);
    const proprieta = fc.property(fc.nat(intera.length - 1), fc.nat(255), fc.nat(intera.length), (i, v, fine) => {
      const byte = Buffer.from(intera);
      byte[i] = v;
      for (const b of [byte, byte.subarray(0, fine)]) {
        const c = openCrl({ nome: 'x', byte: b }, [chi]);
        if ('revocati' in c) expect(revocato(new X509Certificate(preso.cert), chi, [c])).toBe(c);
      }
    });
    fc.assert(proprieta, { numRuns: 500 });
  });

  it('they and the subjects cross to the threads that read calls, as plain data', () => {
    const fiducia = {
      files: [{ nome: 'ca.pem', pem: ca.cert }],
      soggetti: ['CN=Servizio Notifiche'],
      crl: [{ nome: 'x.crl', byte: lista({}) }],
    };
    const dati = { policy: 'required', acceptSha1: false, timestampToleranceMs: null, fiducia } as const;
    const regole = openFirma(structuredClone(dati));
    const giudica = (chi: Identita): string | undefined => distrust(regole.ca, new X509Certificate(chi.cert), NOW);
    expect([giudica(buono), giudica(preso)]).toEqual([undefined, expect.stringContaining('revocato (x.crl)')]);
    expect(giudica(issue({ cn: 'altro' }, ca))).toContain('firma.soggetti');
  });

  it('are read again when their files change; one that is gone or half written stays as it was', async () => {
    const fonte = {
      caFiles: [folder.write('fiducia.pem', ca.cert)],
      crlFiles: [folder.write('revocati.crl', lista({ seriali: [] })), join(folder.path, 'non-ancora.crl')],
    };
    const log = new LogDiProva();
    const b = await watchBundle(fonte, log, 50);
    try {
      expect(b.bundle().crlInservibili.map((c) => c.nome)).toEqual([fonte.crlFiles[1]]);
      expect(log.testo).toContain('CRL unusable');
      writeFileSync(fonte.crlFiles[0] as string, lista({}));
      await vi.waitFor(() => expect(b.bundle().crl[0]?.revocati.size).toBe(1));
      writeFileSync(fonte.crlFiles[1] as string, lista({ seriali: ['01', '02'] }));
      await vi.waitFor(() => expect(b.bundle().crl.length).toBe(2));
      writeFileSync(fonte.crlFiles[0] as string, lista({}).subarray(0, 300));
      await vi.waitFor(() => expect(log.testo).toContain('non è una CRL'));
      expect(b.bundle().crl.map((c) => c.revocati.size)).toEqual([1, 2]);
      expect(b.fiducia().crl?.length).toBe(2);
    } finally {
      b.close();
    }
  });
});
