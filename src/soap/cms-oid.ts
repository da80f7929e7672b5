/**
 * Object identifiers of the CMS structures that carry ANPR's contents, and the content ciphers accepted.
 * Invariant: an identifier that is not here is not understood, and the message names it.
 */
export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsaesOaep: '1.2.840.113549.1.1.7',
  mgf1: '1.2.840.113549.1.1.8',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;

export interface Cifrario {
  readonly oid: string;
  /** Name in node:crypto. */
  readonly nodeName: string;
  readonly byteChiave: number;
  readonly byteIv: number;
}

export type NomeCifrario = 'aes128' | 'aes192' | 'aes256' | 'des3';

/** AES-256-CBC is what municipalities report (spec A.5); the others cost nothing to accept. */
export const CIFRARI: Readonly<Record<NomeCifrario, Cifrario>> = {
  aes128: { oid: '2.16.840.1.101.3.4.1.2', nodeName: 'aes-128-cbc', byteChiave: 16, byteIv: 16 },
  aes192: { oid: '2.16.840.1.101.3.4.1.22', nodeName: 'aes-192-cbc', byteChiave: 24, byteIv: 16 },
  aes256: { oid: '2.16.840.1.101.3.4.1.42', nodeName: 'aes-256-cbc', byteChiave: 32, byteIv: 16 },
  des3: { oid: '1.2.840.113549.3.7', nodeName: 'des-ede3-cbc', byteChiave: 24, byteIv: 8 },
};

/** Hash identifiers of OAEP to their names in node:crypto. */
export const HASH: Readonly<Record<string, 'sha1' | 'sha256' | 'sha384' | 'sha512'>> = {
  [OID.sha1]: 'sha1',
  [OID.sha256]: 'sha256',
  [OID.sha384]: 'sha384',
  [OID.sha512]: 'sha512',
};
