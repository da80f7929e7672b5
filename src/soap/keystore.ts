/**
 * The private keys of an ente, out of its PKCS#12 keystores (`nnnnnn-CO-9999.p12`, spec A.5).
 * Invariant: a key is chosen by the certificate it belongs to and never by date: ANPR goes on encrypting for an expired
 * certificate until somebody changes it in the web application (G8), so nothing is ever discarded here.
 */

import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { voceDi } from '../anpr/tabella.js';
import { ConfigError } from '../errors.js';
import { ASN1_PKCS12, Asn1NonValido, checkAsn1 } from './asn1.js';

const { asn1, pki, pkcs12 } = forge;
type Asn1 = forge.asn1.Asn1;

/** One private key with the names under which a sender may call it. */
export interface ChiavePrivata {
  /** Distinguished name of the issuer in comparable form, see `nameKey`. */
  readonly issuerKey: string;
  /** The same, readable. */
  readonly issuer: string;
  /** Serial number, lower-case hexadecimal without leading zeros. */
  readonly serial: string;
  /** SubjectKeyIdentifier, lower-case hexadecimal; empty when the certificate has none. */
  readonly ski: string;
  /** Common name, e.g. `015146-CO-9999`. */
  readonly soggetto: string;
  /** End of validity, ISO-8601 UTC: for warnings, never to exclude. */
  readonly scadenza: string;
  readonly chiave: KeyObject;
  /** The certificate of the key, PEM: for what the comune itself signs. */
  readonly certPem: string;
  /** The other certificates of the file (its CAs), PEM. */
  readonly catenaPem: readonly string[];
  /** Secret of this key from which the answer to a bad padding is derived (see `rsa.ts`). */
  readonly segretoRifiuto: Uint8Array;
}

/** An open PKCS#12: the file it came from and its keys. */
export interface Keystore {
  readonly nome: string;
  readonly chiavi: readonly ChiavePrivata[];
}

const CON_NOME: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

function attributes(name: Asn1): { oid: string; testo: string }[] {
  const trovati: { oid: string; testo: string }[] = [];
  for (const rdn of name.value as Asn1[]) {
    for (const atv of rdn.value as Asn1[]) {
      const [tipo, valore] = atv.value as [Asn1, Asn1];
      trovati.push({ oid: asn1.derToOid(tipo.value as string), testo: decodeString(valore) });
    }
  }
  return trovati;
}

/** forge leaves every string type as raw bytes; only BMPString is not a superset of ASCII. */
function decodeString(a: Asn1): string {
  const byte = Buffer.from(String(a.value), 'binary');
  if (a.type === asn1.Type.BMPSTRING) return new TextDecoder('utf-16be').decode(byte);
  return byte.toString('utf8');
}

/** A distinguished name in a form that compares equal whatever string type, case and spacing each side chose. */
export function nameKey(name: Asn1): string {
  return attributes(name)
    .map((a) => `${a.oid}=${a.testo.trim().replace(/\s+/g, ' ').toLowerCase()}`)
    .join(',');
}

/** A distinguished name to read: `CN=CA Utenti, O=…`. */
export function nameText(name: Asn1): string {
  return attributes(name)
    .map((a) => `${voceDi(CON_NOME, a.oid) ?? a.oid}=${a.testo}`)
    .join(', ');
}

/** Serial numbers are compared as numbers: hexadecimal, lower case, no leading zeros. */
export function serialKey(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, '');
}

type Certificato = forge.pki.Certificate;

/** Version 1 is not written in the certificate: then everything stands one place earlier. */
function issuerOf(certificato: Certificato): Asn1 {
  const tbs = ((pki.certificateToAsn1(certificato).value as Asn1[])[0] as Asn1).value as Asn1[];
  const senzaVersione = tbs[0]?.tagClass === asn1.Class.UNIVERSAL;
  return tbs[senzaVersione ? 2 : 3] as Asn1;
}

function toChiave(certificato: Certificato, altri: readonly Certificato[], chiave: KeyObject): ChiavePrivata {
  const issuer = issuerOf(certificato);
  const estensione = certificato.getExtension('subjectKeyIdentifier') as { subjectKeyIdentifier?: string } | undefined;
  const segreto = chiave.export({ type: 'pkcs8', format: 'der' });
  return {
    issuerKey: nameKey(issuer),
    issuer: nameText(issuer),
    serial: serialKey(certificato.serialNumber),
    ski: estensione?.subjectKeyIdentifier?.toLowerCase() ?? '',
    soggetto: String(certificato.subject.getField('CN')?.value ?? ''),
    scadenza: certificato.validity.notAfter.toISOString(),
    chiave,
    certPem: pki.certificateToPem(certificato),
    catenaPem: altri.map((c) => pki.certificateToPem(c)),
    segretoRifiuto: createHash('sha256').update('allinea-rifiuto').update(segreto).digest(),
  };
}

function problem(nome: string, remedy: string): ConfigError {
  return new ConfigError([{ key: 'keystore', value: nome, remedy }]);
}

type Pkcs12 = forge.pkcs12.Pkcs12Pfx;

function readAsn1(p12: Uint8Array, nome: string): Asn1 {
  try {
    checkAsn1(p12, ASN1_PKCS12);
    return asn1.fromDer(Buffer.from(p12).toString('binary'));
  } catch (e) {
    const perche =
      e instanceof Asn1NonValido && e.difetto === 'TROPPO_GRANDE' ? ` che si possa aprire (${e.message})` : '';
    const remedy = `il file non è un PKCS#12${perche}: scaricarlo di nuovo da ANPR (Sicurezza) senza aprirlo né convertirlo`;
    throw problem(nome, remedy);
  }
}

/**
 * New algorithms (PBES2) take the password as UTF-8, the MAC as UTF-16; forge takes one for both. With letters outside of
 * ASCII the MAC is left out: the file is the operator's own, and a wrong password still fails on the padding.
 */
function withoutMac(struttura: Asn1): Asn1 {
  return { ...struttura, value: (struttura.value as Asn1[]).slice(0, 2) };
}

/** @throws ConfigError: not a PKCS#12, wrong password, an algorithm that forge does not know */
function decodePkcs12(p12: Uint8Array, password: string, nome: string): Pkcs12 {
  const struttura = readAsn1(p12, nome);
  try {
    return pkcs12.pkcs12FromAsn1(struttura, false, password);
  } catch (e) {
    const utf8 = Buffer.from(password, 'utf8').toString('binary');
    const altra = utf8 === password ? undefined : tryPkcs12(withoutMac(struttura), utf8);
    if (altra !== undefined) return altra;
    const testo = e instanceof Error ? e.message : '';
    // NOTE: forge has no error classes; a MAC or a padding that does not fit is what a wrong password looks like.
    if (/Invalid password|MAC could not be verified|decrypt/i.test(testo)) {
      throw problem(nome, 'password errata: correggere il file di password di questo keystore');
    }
    throw problem(nome, `il PKCS#12 non si legge (${testo.slice(0, 120)})`);
  }
}

function tryPkcs12(struttura: Asn1, password: string): Pkcs12 | undefined {
  try {
    return pkcs12.pkcs12FromAsn1(struttura, false, password);
  } catch {
    return undefined;
  }
}

function bagsOf(pfx: Pkcs12, tipo: string | undefined): forge.pkcs12.Bag[] {
  return tipo === undefined ? [] : (pfx.getBags({ bagType: tipo })[tipo] ?? []);
}

/**
 * Opens a PKCS#12 with old (RC2, 3DES) or new (PBES2, AES, SHA-256) algorithms. Takes 10 to 300 ms: at start, not per notification.
 * @param nome how messages call it, usually the file name
 * @throws ConfigError not a PKCS#12, wrong password, no RSA key with its certificate
 */
export function openKeystore(p12: Uint8Array, password: string, nome: string): Keystore {
  try {
    return readKeystore(p12, password, nome);
  } catch (e) {
    if (e instanceof ConfigError) throw e;
    throw problem(
      nome,
      'il keystore contiene un certificato o una chiave che non si legge: chiederne uno nuovo ad ANPR',
    );
  }
}

function readKeystore(p12: Uint8Array, password: string, nome: string): Keystore {
  const pfx = decodePkcs12(p12, password, nome);
  const certificati = bagsOf(pfx, pki.oids.certBag).flatMap((b) => (b.cert === undefined ? [] : [b.cert]));
  const chiavi: ChiavePrivata[] = [];
  for (const bag of [...bagsOf(pfx, pki.oids.pkcs8ShroudedKeyBag), ...bagsOf(pfx, pki.oids.keyBag)]) {
    if (bag.key === undefined || bag.key === null) continue;
    const chiave = createPrivateKey(pki.privateKeyToPem(bag.key));
    const suo = certificati.find((c) => new X509Certificate(pki.certificateToPem(c)).checkPrivateKey(chiave));
    if (suo === undefined) continue;
    const altri = certificati.filter((c) => c !== suo);
    chiavi.push(toChiave(suo, altri, chiave));
  }
  if (chiavi.length === 0) throw problem(nome, 'il PKCS#12 non contiene una chiave RSA con il suo certificato');
  return { nome, chiavi };
}
