/**
 * Verifies the XML signature of an envelope (WS-Security, spec A.4) with libxml2's canonicalisation and node:crypto.
 * Invariant: accepted means that the very Body that was read (the only one of the envelope, by its place and not by an Id) is covered by a
 * signature whose certificate a trusted CA issued. Whatever is not on an allow-list is refused; nothing here reads a clock.
 * Trust comes before cost: until a trusted CA answers for who signs, the envelope is canonicalised once, in a form that the
 * sender does not choose.
 */
import { createHash, verify, type X509Certificate } from 'node:crypto';
import type { XmlElement } from 'libxml2-wasm';
import { EnvelopeError } from '../errors.js';
import { type Canonizzato, canonicalPart, canonicalText, canonicalWithout } from './canonicalizza.js';
import { canonici, type NodoCanonico, onlyCanonico, parseCanonico } from './canonico.js';
import { type BundleCa, type CertificatoVisto, type DatiFiducia, openBundle, vistoDi } from './certificati.js';
import { elementsOf } from './dom.js';
import type { Busta } from './envelope.js';
import { distrust } from './fiducia.js';
import { certificatesOf, type Indicati } from './firma-chiave.js';
import { parseSignature, parseSignedInfo, type Riferimento, type Signature, type SignedInfo } from './firma-xml.js';
import { NS } from './spazi.js';
import { checkTimestamp } from './timestamp.js';
import { putBack } from './xop.js';

/** `required`: no signature, no notification; `if-present`: verified where there is one; `ignored`: trials only. */
export type PolicyFirma = 'required' | 'if-present' | 'ignored';

export interface ImpostazioniFirma {
  readonly policy: PolicyFirma;
  readonly ca: BundleCa;
  /** ANPR's algorithms are not published (spec K.2) and its samples of 2018 use SHA-1. */
  readonly acceptSha1: boolean;
  /** How far clocks may differ when a signed Timestamp is checked; null leaves it unchecked. */
  readonly timestampToleranceMs: number | null;
}

/** The same settings as plain data, which cross from one thread to another. */
export interface DatiFirma extends Omit<ImpostazioniFirma, 'ca'> {
  readonly fiducia: DatiFiducia;
}

/** Settings ready for use; opening the bundle is what costs. @throws ConfigError as `openBundle` */
export function openFirma({ fiducia, ...impostazioni }: DatiFirma): ImpostazioniFirma {
  return { ...impostazioni, ca: openBundle(fiducia.files, fiducia) };
}

export type EsitoFirma = 'VALIDA' | 'ASSENTE' | 'NON_VERIFICATA';

/** What came of a verification, as plain data; who signed only where the signature was verified. */
export interface FirmaVerificata {
  readonly esito: EsitoFirma;
  readonly firmatario?: CertificatoVisto;
}

const refuse = (motivo: string, messaggio: string): EnvelopeError => new EnvelopeError('5', motivo, messaggio);

/** Whether anything claims to sign the message, before the envelope is canonicalised to look closer. */
function isSigned({ envelope, header }: Busta): boolean {
  const isFirma = (e: XmlElement): boolean => e.name === 'Signature' && e.namespaceUri === NS.ds;
  const testa = header === undefined ? [] : elementsOf(header);
  const posti = testa.filter((e) => e.name === 'Security' && e.namespaceUri === NS.wsse);
  return testa.some(isFirma) || posti.some((p) => elementsOf(p).some(isFirma)) || elementsOf(envelope).some(isFirma);
}

/** The envelope as signatures see it. */
interface Firmata extends Canonizzato {
  readonly envelope: NodoCanonico;
  readonly body: NodoCanonico;
}

/**
 * The canonical text of the document that was read, and its elements.
 * With MTOM the signature was made over the inline form: the content goes back where the Include stands.
 */
function canonicalBusta({ doc, include, richiesta }: Busta): Firmata {
  if (include !== undefined) putBack(include, richiesta.contenuto);
  const testo = canonicalText(doc);
  const envelope = parseCanonico(testo);
  // The envelope was read: it has one Body, which is the one that was read.
  const body = envelope === undefined ? undefined : onlyCanonico(envelope, NS.soap11, 'Body');
  if (envelope === undefined || body === undefined) throw refuse('FIRMA_MALFORMATA', 'la busta non si rilegge');
  return { doc, testo, envelope, body };
}

/** Signatures that speak for the message: in a Security header, in the Header, or beside the Body. Not those inside tokens. */
function signaturesOf({ envelope }: Firmata): NodoCanonico[] {
  const header = canonici(envelope, NS.soap11, 'Header').slice(0, 1);
  const posti = [...header.flatMap((h) => canonici(h, NS.wsse, 'Security')), ...header, envelope];
  return posti.flatMap((p) => canonici(p, NS.ds, 'Signature'));
}

/** More than one signature over a message is unusual, more than these an attempt to make us work. */
const MAX_FIRME = 2;

type Ids = ReadonlyMap<string, NodoCanonico>;
const ID = /^(?:.*:)?(?:Id|ID|id|AssertionID)$/;

/** Every Id of the envelope. Two equal ones are how a signed element is moved away and another put in its place. */
function collectIds(radice: NodoCanonico): Ids {
  const ids = new Map<string, NodoCanonico>();
  const visit = (n: NodoCanonico): void => {
    for (const [nome, valore] of Object.entries(n.attributi)) {
      if (!ID.test(nome)) continue;
      const altro = ids.get(valore);
      if (altro !== undefined && altro !== n) throw refuse('FIRMA_ID_DUPLICATO', 'due elementi con lo stesso Id');
      ids.set(valore, n);
    }
    for (const f of n.figli) visit(f);
  };
  visit(radice);
  return ids;
}

const targetOf = (r: Riferimento, ids: Ids): NodoCanonico | undefined => ids.get(r.uri.slice(1));

interface Firma {
  readonly signature: Signature;
  /** What SignedInfo says in the canonical text of the envelope, which need not be the form that was signed: believed by nobody. */
  readonly apparente: SignedInfo;
}

function readFirma(elemento: NodoCanonico): Firma {
  const signature = parseSignature(elemento);
  return { signature, apparente: parseSignedInfo(signature.signedInfo) };
}

function checkReference(busta: Firmata, r: Riferimento, { firma, ids }: { firma: NodoCanonico; ids: Ids }): void {
  const target = r.uri === '' ? busta.envelope : targetOf(r, ids);
  if (target === undefined) throw refuse('FIRMA_NON_VALIDA', 'la firma si riferisce a un elemento che non c’è');
  const canonico = r.uri === '' ? canonicalWithout(busta, firma, r.forma) : canonicalPart(busta, target, r.forma);
  if (createHash(r.hash).update(canonico).digest().equals(r.impronta)) return;
  throw refuse('FIRMA_NON_VALIDA', `l'impronta di ${target.nome} non corrisponde: il messaggio è stato modificato`);
}

function covers(busta: Firmata, info: SignedInfo, ids: Ids): boolean {
  return info.riferimenti.some((r) => r.uri === '' || targetOf(r, ids) === busta.body);
}

/** The certificates for which somebody answers, of those that a signature names: never none. */
function trustedOf(indicati: Indicati, { impostazioni, now }: Regole): readonly X509Certificate[] {
  const giudicati = indicati.certificati.map((cert) => ({ cert, sfiducia: distrust(impostazioni.ca, cert, now) }));
  const fidati = giudicati.filter((g) => g.sfiducia === undefined).map((g) => g.cert);
  if (fidati.length > 0) return fidati;
  // The CAs of a chain that is carried with it are not what the operator looks for.
  const [primo] = [...giudicati.filter((g) => !g.cert.ca), ...giudicati];
  if (primo !== undefined) throw refuse('FIRMA_CERTIFICATO', `certificato di firma non accettato: ${primo.sfiducia}`);
  throw refuse('FIRMA_CERTIFICATO', mancante(indicati));
}

function mancante({ nominati, illeggibili }: Indicati): string {
  if (nominati.length > 0) {
    const quale = nominati.join('; ');
    return `il messaggio nomina il certificato di firma senza portarlo, e non è in firma.caFiles: ${quale}`;
  }
  if (illeggibili > 0) return 'il certificato che il messaggio porta non si legge, o la sua chiave non è RSA';
  return 'la firma non dice con quale certificato è fatta';
}

function verifies(
  info: SignedInfo,
  canonico: Buffer,
  { cert, valore }: { cert: X509Certificate; valore: Buffer },
): boolean {
  if (cert.publicKey.asymmetricKeyType !== 'rsa') return false;
  try {
    return verify(info.hash, canonico, cert.publicKey, valore);
  } catch {
    // OpenSSL throws on a key it finds unusable: that is a signature that does not verify.
    return false;
  }
}

interface Verificata {
  readonly firmatario: X509Certificate;
  /** Read from the very bytes that the signature is over. */
  readonly info: SignedInfo;
}

/** Canonicalises SignedInfo as the message asks: only for whom is trusted. */
function verifySignedInfo(busta: Firmata, signature: Signature, fidati: readonly X509Certificate[]): Verificata {
  const canonico = Buffer.from(canonicalPart(busta, signature.signedInfo, signature.forma));
  const info = parseSignedInfo(parseCanonico(canonico.toString('utf8')));
  const { valore } = signature;
  const firmatario = fidati.find((cert) => verifies(info, canonico, { cert, valore }));
  if (firmatario !== undefined) return { firmatario, info };
  throw refuse('FIRMA_NON_VALIDA', 'la firma non corrisponde al certificato che dichiara');
}

function checkSha1({ hash, riferimenti }: SignedInfo, { acceptSha1 }: ImpostazioniFirma): void {
  if (acceptSha1 || (hash !== 'sha1' && riferimenti.every((r) => r.hash !== 'sha1'))) return;
  throw refuse('FIRMA_ALGORITMO', 'firma con SHA-1: si accetta con firma.acceptSha1');
}

const nonCopre = (): EnvelopeError => refuse('FIRMA_NON_COPRE_BODY', 'nessuna firma copre il Body che si legge');

interface Regole {
  readonly impostazioni: ImpostazioniFirma;
  readonly ids: Ids;
  readonly now: Date;
}

/** @returns who signed */
function checkFirma(busta: Firmata, { signature, apparente }: Firma, regole: Regole): X509Certificate {
  const { impostazioni, ids, now } = regole;
  checkSha1(apparente, impostazioni);
  const fidati = trustedOf(
    certificatesOf(signature.keyInfo, impostazioni.ca, (id) => ids.get(id)),
    regole,
  );
  const { firmatario, info } = verifySignedInfo(busta, signature, fidati);
  checkSha1(info, impostazioni);
  if (!covers(busta, info, ids)) throw nonCopre();
  for (const r of info.riferimenti) checkReference(busta, r, { firma: signature.elemento, ids });
  if (impostazioni.timestampToleranceMs === null) return firmatario;
  for (const t of info.riferimenti.map((r) => targetOf(r, ids))) {
    if (t?.nome === 'Timestamp' && t.ns === NS.wsu) checkTimestamp(t, now, impostazioni.timestampToleranceMs);
  }
  return firmatario;
}

/**
 * Checks the signature of an open envelope as the policy asks. Writes nothing: what it found is in the answer.
 * @throws EnvelopeError 5: `FIRMA_ASSENTE`, `FIRMA_NON_COPRE_BODY`, `FIRMA_NON_VALIDA`, `FIRMA_CERTIFICATO`,
 *   `FIRMA_ALGORITMO`, `FIRMA_SCADUTA`, `FIRMA_ID_DUPLICATO`, `FIRMA_MALFORMATA`
 */
export function verifyFirma(ricevuta: Busta, impostazioni: ImpostazioniFirma, now: Date): FirmaVerificata {
  const firmata = isSigned(ricevuta);
  if (impostazioni.policy === 'ignored') return { esito: firmata ? 'NON_VERIFICATA' : 'ASSENTE' };
  if (!firmata) {
    if (impostazioni.policy === 'if-present') return { esito: 'ASSENTE' };
    throw refuse('FIRMA_ASSENTE', 'la busta non è firmata');
  }
  const busta = canonicalBusta(ricevuta);
  const elementi = signaturesOf(busta);
  if (elementi.length > MAX_FIRME) throw refuse('FIRMA_MALFORMATA', 'troppe firme');
  const ids = collectIds(busta.envelope);
  const firme = elementi.map(readFirma).filter((f) => covers(busta, f.apparente, ids));
  if (firme.length === 0) throw nonCopre();
  const [primo] = firme.map((f) => checkFirma(busta, f, { impostazioni, ids, now }));
  return primo === undefined ? { esito: 'VALIDA' } : { esito: 'VALIDA', firmatario: vistoDi(primo) };
}
