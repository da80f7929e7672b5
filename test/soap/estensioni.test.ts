import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { maySign, skiOf } from '../../src/soap/estensioni.js';
import { createCa, issue } from './pki.js';

const ca = createCa('CA di Prova');
const raw = (pem: string): Buffer => new X509Certificate(pem).raw;

describe('extensions of a certificate', () => {
  it('the key identifier is the one that node-forge reads', () => {
    const letto = forge.pki.certificateFromPem(ca.cert).getExtension('subjectKeyIdentifier');
    const atteso = (letto as { subjectKeyIdentifier?: string } | undefined)?.subjectKeyIdentifier;
    expect(atteso).toMatch(/^[0-9a-f]{40}$/);
    expect(skiOf(raw(ca.cert))).toBe(atteso);
  });

  it('a certificate cut or changed anywhere has an answer', () => {
    const tutto = raw(issue({ cn: 'Uno' }, ca).cert);
    for (let i = 0; i < tutto.length; i++) {
      const rotto = Buffer.from(tutto);
      rotto[i] = (rotto[i] ?? 0) ^ 0xff;
      for (const b of [rotto, tutto.subarray(0, i)]) {
        expect(typeof skiOf(b)).toBe('string');
        expect(typeof maySign(b)).toBe('boolean');
      }
    }
  });
});
