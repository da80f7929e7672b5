/**
 * Reads a ds:Signature into plain values, before anything is believed.
 * Invariant: strict on purpose. One SignedInfo, one value each, known algorithms, few references: leniency about the form
 * of a signature is how forged ones were accepted elsewhere (CVE-2025-29774, CVE-2025-29775).
 */
import { voceDi } from '../anpr/tabella.js';
import { EnvelopeError } from '../errors.js';
import type { Forma } from './canonicalizza.js';
import { canonici, type NodoCanonico, onlyCanonico } from './canonico.js';
import { CANONICALIZZAZIONI, ENVELOPED, FIRME_RSA, IMPRONTE, NS, STR_TRANSFORM } from './spazi.js';

/** What a signature says about one signed element. */
export interface Riferimento {
  /** Empty for the whole document, else `#Id`. */
  readonly uri: string;
  readonly forma: Forma;
  readonly hash: string;
  readonly impronta: Buffer;
}

/** The parts of a signature, and how to canonicalise what it signs. */
export interface Signature {
  readonly elemento: NodoCanonico;
  readonly signedInfo: NodoCanonico;
  readonly forma: Forma;
  readonly valore: Buffer;
  readonly keyInfo: NodoCanonico | undefined;
}

/** What SignedInfo says, read from the bytes that are signed. */
export interface SignedInfo {
  readonly hash: string;
  readonly riferimenti: readonly Riferimento[];
}

/** Timestamp, Body, token, assertion and some headers; each one costs a canonicalisation. */
const MAX_RIFERIMENTI = 10;

const malformata = (cosa: string): EnvelopeError => new EnvelopeError('5', 'FIRMA_MALFORMATA', `firma: ${cosa}`);

function lookup<T>(tabella: Readonly<Record<string, T>>, nome: string | undefined): T {
  const trovato = voceDi(tabella, nome ?? '');
  if (trovato !== undefined) return trovato;
  const messaggio = `firma con algoritmo non accettato: ${(nome ?? '').slice(0, 100)}`;
  throw new EnvelopeError('5', 'FIRMA_ALGORITMO', messaggio);
}

function only(n: NodoCanonico, nome: string): NodoCanonico {
  const trovato = onlyCanonico(n, NS.ds, nome);
  if (trovato === undefined) throw malformata(`serve un solo ${nome}`);
  return trovato;
}

/** Characters of a value: a signature of 16,384 bits on lines. */
const MAX_VALORE = 4_096;

function base64(testo: string | undefined, nome: string): Buffer {
  if (testo === undefined || testo.length > MAX_VALORE || !/^[A-Za-z0-9+/=\s]+$/.test(testo))
    throw malformata(`${nome} non è base64`);
  return Buffer.from(testo, 'base64');
}

/** Prefixes of one InclusiveNamespaces: each is looked for above every element. WSS4J names those in force at the Envelope, two or three. */
const MAX_PREFISSI = 16;
const MAX_PREFISSO = 64;

function splitPrefixes(lista: string | undefined): readonly string[] {
  const prefissi = [...new Set((lista ?? '').split(/\s+/).filter((p) => p !== ''))];
  if (prefissi.length > MAX_PREFISSI) throw malformata(`oltre ${MAX_PREFISSI} prefissi in InclusiveNamespaces`);
  if (prefissi.some((p) => p.length > MAX_PREFISSO)) throw malformata(`un prefisso oltre ${MAX_PREFISSO} caratteri`);
  return prefissi;
}

function formaOf(t: NodoCanonico): Forma {
  const inclusive = onlyCanonico(t, NS.ec, 'InclusiveNamespaces');
  const prefissi = splitPrefixes(inclusive?.attributi.PrefixList);
  return { ...lookup(CANONICALIZZAZIONI, t.attributi.Algorithm), prefissi };
}

/** Transforms: `enveloped-signature` for the whole document, then at most one canonicalisation. */
function transformsOf(reference: NodoCanonico, uri: string): Forma {
  const liste = reference.figli.filter((f) => f.nome === 'Transforms' && f.ns === NS.ds);
  if (liste.length > 1) throw malformata('più di un Transforms');
  const tutti = liste[0]?.figli ?? [];
  if (tutti.some((t) => t.nome !== 'Transform' || t.ns !== NS.ds)) throw malformata('Transforms estranei');
  const enveloped = tutti[0]?.attributi.Algorithm === ENVELOPED;
  if (enveloped !== (uri === '')) throw malformata('enveloped-signature va con URI="" e solo con quello');
  const [c, altro] = enveloped ? tutti.slice(1) : tutti;
  if (altro !== undefined) throw malformata('troppe trasformazioni');
  // XMLDSIG 4.4.3.2: without a canonicalisation it is the inclusive one.
  return c === undefined ? { mode: 0, withComments: false, prefissi: [] } : formaOf(c);
}

function parseReference(r: NodoCanonico): Riferimento {
  const uri = r.attributi.URI;
  if (uri === undefined || !/^(?:#[A-Za-z_][\w.-]*)?$/.test(uri)) {
    throw malformata('riferimento a qualcosa fuori dalla busta');
  }
  // A same-document URI without XPointer excludes comments, whatever the transform says (XMLDSIG 4.4.3.3).
  const forma = { ...transformsOf(r, uri), withComments: false };
  const hash = lookup(IMPRONTE, only(r, 'DigestMethod').attributi.Algorithm);
  return { uri, forma, hash, impronta: base64(only(r, 'DigestValue').testo, 'DigestValue') };
}

/**
 * Whether a reference signs the token and not a part of the message. It is set aside: it covers nothing that is read, and
 * the certificate is trusted, or not, for itself.
 */
function firmaIlToken(r: NodoCanonico): boolean {
  const trasformazioni = canonici(r, NS.ds, 'Transforms').flatMap((t) => t.figli);
  return trasformazioni.length === 1 && trasformazioni[0]?.attributi.Algorithm === STR_TRANSFORM;
}

/**
 * Reads what is signed, the token apart. @param info SignedInfo, read from the very text that is signed
 * @throws EnvelopeError 5 FIRMA_MALFORMATA, FIRMA_ALGORITMO
 */
export function parseSignedInfo(info: NodoCanonico | undefined): SignedInfo {
  if (info === undefined || info.tratto.estranei) throw malformata('SignedInfo con altro che elementi e testo');
  const riferimenti = info.figli.filter((f) => f.nome === 'Reference' && f.ns === NS.ds);
  if (riferimenti.length === 0 || riferimenti.length > MAX_RIFERIMENTI) throw malformata('numero di riferimenti');
  const hash = lookup(FIRME_RSA, only(info, 'SignatureMethod').attributi.Algorithm);
  return { hash, riferimenti: riferimenti.filter((r) => !firmaIlToken(r)).map(parseReference) };
}

/** The canonicalisation has to be known before SignedInfo can be canonicalised: the schema puts it first. */
function formaOfSignedInfo(signedInfo: NodoCanonico): Forma {
  const [metodo] = signedInfo.figli;
  if (metodo?.nome !== 'CanonicalizationMethod') throw malformata('manca CanonicalizationMethod');
  return formaOf(metodo);
}

/** @throws EnvelopeError 5 FIRMA_MALFORMATA, FIRMA_ALGORITMO */
export function parseSignature(elemento: NodoCanonico): Signature {
  const [signedInfo, valore, keyInfo] = ['SignedInfo', 'SignatureValue', 'KeyInfo'].map((nome) => {
    const trovati = canonici(elemento, NS.ds, nome);
    if (trovati.length > 1) throw malformata(`più di un ${nome}`);
    return trovati[0];
  });
  if (signedInfo === undefined || valore === undefined) throw malformata('serve un SignedInfo e un SignatureValue');
  return {
    elemento,
    signedInfo,
    forma: formaOfSignedInfo(signedInfo),
    valore: base64(valore.testo, 'SignatureValue'),
    keyInfo,
  };
}
