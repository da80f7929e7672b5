/**
 * Reads a ds:Signature into plain values, before anything is computed.
 * Invariant: strict on purpose. One SignedInfo, one value each, known algorithms, few references: leniency about the form
 * of a signature is how forged ones were accepted elsewhere (CVE-2025-29774, CVE-2025-29775).
 */
import { EnvelopeError } from '../errors.js';
import { attribute, childrenOf, type Nodo, onlyChild } from './dom.js';
import { CANONICALIZZAZIONI, type Canonicalizzazione, ENVELOPED, EXC_C14N, FIRME_RSA, IMPRONTE, NS } from './spazi.js';

/** What a signature says about one signed element. */
export interface Riferimento {
  /** Empty for the whole document, else `#Id`. */
  readonly uri: string;
  readonly canonicalizzazione: Canonicalizzazione;
  /** Prefixes that exclusive canonicalisation treats as inclusive. */
  readonly prefissi: readonly string[];
  readonly hash: string;
  readonly impronta: Buffer;
}

export interface Signature {
  readonly elemento: Nodo;
  readonly signedInfo: Nodo;
  readonly canonicalizzazione: Canonicalizzazione;
  readonly prefissi: readonly string[];
  readonly hash: string;
  readonly valore: Buffer;
  readonly riferimenti: readonly Riferimento[];
}

/** Timestamp, Body, token, assertion and some headers; each one costs a canonicalisation. */
const MAX_RIFERIMENTI = 10;

const malformata = (cosa: string): EnvelopeError => new EnvelopeError('5', 'FIRMA_MALFORMATA', `firma: ${cosa}`);
const nonAccettato = (cosa: string): EnvelopeError =>
  new EnvelopeError('5', 'FIRMA_ALGORITMO', `firma con algoritmo non accettato: ${cosa.slice(0, 100)}`);

function only(e: Nodo, nome: string): Nodo {
  const trovato = onlyChild(e, NS.ds, nome);
  if (trovato === undefined) throw malformata(`serve un solo ${nome}`);
  return trovato;
}

function base64(e: Nodo, nome: string): Buffer {
  const testo = only(e, nome).testo;
  if (testo === undefined || testo === '') throw malformata(`${nome} non è solo testo`);
  return Buffer.from(testo, 'base64');
}

function lookup<T>(tabella: Readonly<Record<string, T>>, e: Nodo): T {
  const nome = attribute(e, 'Algorithm') ?? '';
  const trovato = Object.hasOwn(tabella, nome) ? tabella[nome] : undefined;
  if (trovato === undefined) throw nonAccettato(nome);
  return trovato;
}

/** `#default` is the default namespace, which libxml2 writes the same way. */
function prefissiOf(e: Nodo | undefined): readonly string[] {
  if (e === undefined) return [];
  const lista = childrenOf(e, NS.ec, 'InclusiveNamespaces')[0];
  return (attribute(lista, 'PrefixList') ?? '').split(/\s+/).filter((p) => p !== '');
}

const isEnveloped = (t: Nodo): boolean => attribute(t, 'Algorithm') === ENVELOPED;

/** Transforms: `enveloped-signature` for the whole document, then at most one canonicalisation. */
function transformsOf(reference: Nodo, uri: string): { c: Canonicalizzazione; prefissi: readonly string[] } {
  const lista = childrenOf(reference, NS.ds, 'Transforms');
  if (lista.length > 1) throw malformata('più di un Transforms');
  const tutti = lista[0]?.figli ?? [];
  if (tutti.some((t) => t.nome !== 'Transform' || t.ns !== NS.ds)) throw malformata('Transforms estranei');
  const [primo] = tutti;
  const enveloped = primo !== undefined && isEnveloped(primo);
  if (enveloped !== (uri === '')) throw malformata('enveloped-signature va con URI="" e solo con quello');
  const [c, altro] = enveloped ? tutti.slice(1) : tutti;
  if (altro !== undefined) throw malformata('troppe trasformazioni');
  // XMLDSIG 4.4.3.2: without a canonicalisation it is the inclusive one.
  if (c === undefined) return { c: { mode: 0, withComments: false }, prefissi: [] };
  return { c: lookup(CANONICALIZZAZIONI, c), prefissi: prefissiOf(c) };
}

function parseReference(e: Nodo): Riferimento {
  const uri = attribute(e, 'URI');
  if (uri === undefined || !/^(?:#[A-Za-z_][\w.-]*)?$/.test(uri))
    throw malformata('riferimento a qualcosa fuori dalla busta');
  const { c, prefissi } = transformsOf(e, uri);
  const hash = lookup(IMPRONTE, only(e, 'DigestMethod'));
  // A same-document URI without XPointer excludes comments, whatever the transform says (XMLDSIG 4.4.3.3).
  const canonicalizzazione = { mode: c.mode, withComments: false };
  return { uri, canonicalizzazione, prefissi, hash, impronta: base64(e, 'DigestValue') };
}

/** @throws EnvelopeError 5 FIRMA_MALFORMATA, FIRMA_ALGORITMO */
export function parseSignature(elemento: Nodo): Signature {
  const signedInfo = only(elemento, 'SignedInfo');
  const metodo = only(signedInfo, 'CanonicalizationMethod');
  const riferimenti = childrenOf(signedInfo, NS.ds, 'Reference');
  if (riferimenti.length === 0 || riferimenti.length > MAX_RIFERIMENTI) throw malformata('numero di riferimenti');
  return {
    elemento,
    signedInfo,
    canonicalizzazione: lookup(CANONICALIZZAZIONI, metodo),
    prefissi: attribute(metodo, 'Algorithm')?.startsWith(EXC_C14N) === true ? prefissiOf(metodo) : [],
    hash: lookup(FIRME_RSA, only(signedInfo, 'SignatureMethod')),
    valore: base64(elemento, 'SignatureValue'),
    riferimenti: riferimenti.map(parseReference),
  };
}
