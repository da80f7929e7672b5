/**
 * Which certificate a signature says it was made with: every form of KeyInfo that X.509 tokens have.
 * Invariant: gives candidates, each once and no more than a chain has, and trusts none; a bare key (KeyValue) is never one.
 */
import type { X509Certificate } from 'node:crypto';
import { canonici, type NodoCanonico, onlyCanonico } from './canonico.js';
import {
  type BundleCa,
  decodeCarried,
  findBySerial,
  findBySki,
  findByThumbprint,
  readCarried,
  readDer,
} from './certificati.js';
import { derAt, derIn } from './estensioni.js';
import { nomeLeggibile } from './nomi.js';
import { NS } from './spazi.js';

/** Finds the element of this very document that has an Id. */
export type ById = (id: string) => NodoCanonico | undefined;

/** What is more is not looked at. */
const MAX_CERTIFICATI = 8;
const MAX_NOMINATI = 3;
/** Characters of an identifier: a hash in base64. */
const MAX_IDENTIFICATIVO = 128;

const decode = (testo: string | undefined): Buffer => Buffer.from((testo ?? '').slice(0, MAX_IDENTIFICATIVO), 'base64');

/** What a KeyInfo gives. */
export interface Indicati {
  readonly certificati: readonly X509Certificate[];
  /** What it names without carrying it and is not known, in words for the operator. */
  readonly nominati: readonly string[];
  /** Certificates that it carries and nobody can read, or whose key is not RSA. */
  readonly illeggibili: number;
}

class Raccolta implements Indicati {
  readonly #trovati = new Map<string, X509Certificate>();
  readonly nominati: string[] = [];
  illeggibili = 0;

  constructor(
    private readonly bundle: BundleCa,
    private readonly byId: ById,
  ) {}

  get certificati(): readonly X509Certificate[] {
    return [...this.#trovati.values()];
  }

  #aggiungi(x509: X509Certificate | undefined): void {
    if (x509 === undefined) this.illeggibili++;
    else if (this.#trovati.size < MAX_CERTIFICATI) this.#trovati.set(x509.fingerprint256, x509);
  }

  #nomina(noti: readonly X509Certificate[], come: string): void {
    for (const x509 of noti) this.#aggiungi(x509);
    if (noti.length === 0 && this.nominati.length < MAX_NOMINATI) this.nominati.push(come);
  }

  #perSki(testo: string | undefined): void {
    const ski = decode(testo);
    this.#nomina(findBySki(this.bundle, ski), `SubjectKeyIdentifier ${ski.toString('hex')}`);
  }

  #perNumero(n: NodoCanonico): void {
    const issuer = nomeLeggibile(onlyCanonico(n, NS.ds, 'X509IssuerName')?.testo ?? '');
    const serial = nomeLeggibile(onlyCanonico(n, NS.ds, 'X509SerialNumber')?.testo ?? '').slice(0, 60);
    this.#nomina(findBySerial(this.bundle, serial), `emittente «${issuer}», numero di serie ${serial}`);
  }

  /** X509Data: certificates carried, or known ones that it names. */
  x509Data(data: NodoCanonico): void {
    for (const n of data.figli.filter((f) => f.ns === NS.ds)) {
      if (n.nome === 'X509Certificate') this.#aggiungi(readCarried(this.bundle, n.testo));
      if (n.nome === 'X509SKI') this.#perSki(n.testo);
      if (n.nome === 'X509IssuerSerial') this.#perNumero(n);
    }
  }

  /** KeyIdentifier of the X.509 token profile; WSS 1.1 adds the thumbprint. */
  #keyIdentifier(n: NodoCanonico): void {
    const tipo = n.attributi.ValueType ?? '';
    if (tipo.endsWith('#X509v3')) this.#aggiungi(readCarried(this.bundle, n.testo));
    if (tipo.endsWith('#X509SubjectKeyIdentifier')) this.#perSki(n.testo);
    if (!tipo.endsWith('#ThumbprintSHA1')) return;
    const sha1 = decode(n.testo);
    this.#nomina(findByThumbprint(this.bundle, sha1), `impronta SHA-1 ${sha1.toString('hex')}`);
  }

  #token(token: NodoCanonico | undefined): void {
    if (token?.nome !== 'BinarySecurityToken' || token.ns !== NS.wsse) return;
    if (!(token.attributi.ValueType ?? '').endsWith('#X509PKIPathv1')) {
      this.#aggiungi(readCarried(this.bundle, token.testo));
      return;
    }
    // A path begins with what the CA issued first and ends with the signer (X.509 token profile 1.0, 3.1).
    const der = decodeCarried(token.testo) ?? Buffer.alloc(0);
    const percorso = derAt(der, 0, der.length);
    let inizio = percorso?.inizio ?? 0;
    for (const { fine } of derIn(der, percorso, MAX_CERTIFICATI)) {
      this.#aggiungi(readDer(der.subarray(inizio, fine)));
      inizio = fine;
    }
  }

  securityTokenReference(str: NodoCanonico): void {
    const [reference] = canonici(str, NS.wsse, 'Reference');
    const uri = reference?.attributi.URI;
    if (uri !== undefined) {
      this.#token(this.byId(uri.startsWith('#') ? uri.slice(1) : uri));
      return;
    }
    const [identifier] = canonici(str, NS.wsse, 'KeyIdentifier');
    if (identifier !== undefined) this.#keyIdentifier(identifier);
    else for (const d of canonici(str, NS.ds, 'X509Data')) this.x509Data(d);
  }
}

/** Certificates that may have made the signature; the first known ones when there is no KeyInfo. */
export function certificatesOf(keyInfo: NodoCanonico | undefined, bundle: BundleCa, byId: ById): Indicati {
  if (keyInfo === undefined)
    return { certificati: bundle.noti.slice(0, MAX_CERTIFICATI).map((n) => n.x509), nominati: [], illeggibili: 0 };
  const raccolta = new Raccolta(bundle, byId);
  for (const s of canonici(keyInfo, NS.wsse, 'SecurityTokenReference')) raccolta.securityTokenReference(s);
  for (const d of canonici(keyInfo, NS.ds, 'X509Data')) raccolta.x509Data(d);
  return raccolta;
}
