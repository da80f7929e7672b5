/** Keystores are read again when their files change, and a bad file disables no other. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import forge from 'node-forge';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/log.js';
import { creaPki, type Pki } from '../../src/simulatore/pki.js';
import { openKeystore } from '../../src/soap/keystore.js';
import { type Chiavi, readKeystores, watchChiavi } from '../../src/work/chiavi.js';
import type { Ente } from '../../src/work/enti.js';
import { banco, ISTAT } from '../cli/banco.js';

const b = banco();
let pki: Pki;
let altra: Pki;
beforeAll(async () => {
  pki = await creaPki({ codiciIstat: [ISTAT], now: new Date() });
  altra = await creaPki({ codiciIstat: [ISTAT], now: new Date() });
});

const ente = (): Ente => ({
  codiceIstat: ISTAT,
  nome: 'Prova',
  codiciStorici: [],
  keystores: [],
  keystoreDir: join(b.dir, 'chiavi'),
});

function metti(p: Pki, nome: string): void {
  const k = p.comuni[0]!;
  mkdirSync(join(b.dir, 'chiavi'), { recursive: true });
  writeFileSync(join(b.dir, 'chiavi', `${nome}.password`), `${k.password}\n`);
  writeFileSync(join(b.dir, 'chiavi', `${nome}.p12`), k.p12);
}

/** A PKCS#12 whose certificate says no version, which is version 1: what old CAs and `openssl x509 -req` make. */
function creaPki1(): { p12: Uint8Array; password: string } {
  const { publicKey, privateKey } = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.version = 0;
  cert.publicKey = publicKey;
  cert.serialNumber = '0a';
  const nome = [{ shortName: 'CN', value: `${ISTAT}-CO-9999` }];
  cert.setSubject(nome);
  cert.setIssuer(nome);
  cert.sign(privateKey, forge.md.sha256.create());
  const p12 = forge.pkcs12.toPkcs12Asn1(privateKey, [cert], 'segreta');
  return { p12: Buffer.from(forge.asn1.toDer(p12).getBytes(), 'binary'), password: 'segreta' };
}

const aperti: Chiavi[] = [];
afterEach(() => {
  for (const c of aperti.splice(0)) c.stop();
});

function osserva(nuove: string[] = []): Chiavi {
  const onNewKeys = (e: Ente): void => void nuove.push(e.codiceIstat);
  const chiavi = watchChiavi({ enti: [ente()], commonPassword: null, log: silentLog, onNewKeys, pollMs: 20 });
  aperti.push(chiavi);
  return chiavi;
}

describe('keystores', () => {
  it('a folder that is not there, a wrong password and a file that is no keystore are problems, the good one opens', () => {
    expect(readKeystores(ente(), null).problems).toEqual([expect.objectContaining({ key: 'keystoreDir' })]);
    metti(pki, 'buono');
    metti(altra, 'password-errata');
    writeFileSync(join(b.dir, 'chiavi', 'password-errata.password'), 'no');
    writeFileSync(join(b.dir, 'chiavi', 'rotto.p12'), 'non è un p12');
    writeFileSync(join(b.dir, 'chiavi', 'rotto.password'), 'x');
    const { keystores, problems } = readKeystores(ente(), null);
    expect(keystores.map((k) => k.nome)).toEqual(['buono.p12']);
    expect(problems.map((p) => p.remedy).join()).toMatch(/password errata.*non è un PKCS#12/);
  });

  it('a certificate of version 1 opens like any other', () => {
    const { p12, password } = creaPki1();
    expect(openKeystore(p12, password, 'v1.p12').chiavi).toHaveLength(1);
  });

  it('a queue, a device, a folder, a huge, an empty and a cut file are each their own problem, at once', () => {
    metti(pki, 'buono');
    const dir = join(b.dir, 'chiavi');
    const in_ = (nome: string): string => join(dir, nome);
    execFileSync('mkfifo', [in_('coda.p12'), in_('buono-b.password')]);
    writeFileSync(in_('buono-b.p12'), pki.comuni[0]!.p12);
    symlinkSync('/dev/zero', in_('dispositivo.p12'));
    mkdirSync(in_('cartella.p12'));
    writeFileSync(in_('enorme.p12'), '');
    truncateSync(in_('enorme.p12'), 2 ** 40);
    writeFileSync(in_('vuoto.p12'), '');
    writeFileSync(in_('tronco.p12'), pki.comuni[0]!.p12.subarray(0, 900));
    const { keystores, problems } = readKeystores(ente(), 'comune');
    expect(keystores.map((k) => k.nome)).toEqual(['buono.p12']);
    const detto = problems.map((p) => `${basename(p.value)}: ${p.remedy}`).join('\n');
    expect(detto).toMatch(/^buono-b.password: .*non è un file/m);
    expect(detto).toMatch(/^coda.p12: .*non è un file/m);
    expect(detto).toMatch(/^dispositivo.p12: .*non è un file/m);
    expect(detto).toMatch(/^cartella.p12: .*è una cartella/m);
    expect(detto).toMatch(/^enorme.p12: .*troppo grande/m);
    expect(detto).toMatch(/^vuoto.p12: .*non è un PKCS#12/m);
    expect(detto).toMatch(/^tronco.p12: .*non è un PKCS#12/m);
  });

  it('a keystore without a password file opens with the common password', () => {
    metti(pki, 'buono');
    rmSync(join(b.dir, 'chiavi', 'buono.password'));
    expect(readKeystores(ente(), null).problems).toHaveLength(1);
    expect(readKeystores(ente(), pki.comuni[0]!.password).keystores).toHaveLength(1);
  });

  it('a keystore added while running is used and told about, one that vanishes stays in use', async () => {
    metti(pki, 'a');
    const nuove: string[] = [];
    const chiavi = osserva(nuove);
    expect(chiavi.keystores(ISTAT)).toHaveLength(1);
    metti(altra, 'b');
    await expect.poll(() => nuove).toEqual([ISTAT]);
    expect(chiavi.keystores(ISTAT)).toHaveLength(2);
    rmSync(join(b.dir, 'chiavi', 'a.p12'));
    await expect.poll(() => chiavi.keystores(ISTAT).map((k) => k.nome)).toEqual(['b.p12', 'a.p12']);
  });

  it('a password corrected later opens the keystore', async () => {
    metti(pki, 'a');
    writeFileSync(join(b.dir, 'chiavi', 'a.password'), 'sbagliata');
    const nuove: string[] = [];
    const chiavi = osserva(nuove);
    expect(chiavi.keystores(ISTAT)).toEqual([]);
    writeFileSync(join(b.dir, 'chiavi', 'a.password'), pki.comuni[0]!.password);
    await expect.poll(() => nuove).toEqual([ISTAT]);
  });
});
