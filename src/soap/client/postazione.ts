/**
 * `IdPostazioneFirmato`: the name of the workstation in a CMS SignedData with the certificate of the comune (spec E).
 * Invariant: content and certificate travel inside, so whoever has the CA verifies it alone.
 */
import forge from 'node-forge';
import type { Credenziale } from './impostazioni.js';

const { asn1, pki, pkcs7 } = forge;

/** Base64 DER of the SignedData. Takes some 20 ms of forge's RSA: keep it, it depends on nothing that changes. */
export function firmaPostazione(idPostazione: string, c: Credenziale, hash: 'sha256' | 'sha1'): string {
  const p7 = pkcs7.createSignedData();
  p7.content = forge.util.createBuffer(idPostazione, 'utf8');
  p7.addCertificate(c.certPem);
  p7.addSigner({
    key: pki.privateKeyFromPem(c.chiave.export({ type: 'pkcs8', format: 'pem' }).toString()),
    certificate: c.certPem,
    digestAlgorithm: hash === 'sha1' ? (pki.oids.sha1 as string) : (pki.oids.sha256 as string),
    authenticatedAttributes: [],
  });
  p7.sign();
  return Buffer.from(asn1.toDer(p7.toAsn1()).getBytes(), 'binary').toString('base64');
}
