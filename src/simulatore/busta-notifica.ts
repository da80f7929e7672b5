/**
 * One notification as it goes on the wire: content encrypted once (a repetition carries the same bytes), envelope signed
 * every time, inline or with the content in a MTOM part.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { writeRichiesta } from '../soap/busta.js';
import { cifraContenuto, type Destinatario, openDestinatario } from '../soap/cifra.js';
import { firmaBusta } from '../soap/firma-busta.js';
import type { Caso } from './caso.js';
import type { Credenziali } from './pki.js';
import type { NotificaSimulata } from './scena.js';

/** Who sends and for whom. */
export interface Corrispondenza {
  /** ANPR's signing key and certificate; null sends unsigned envelopes, for trials of the policy. */
  readonly mittente: Credenziali | null;
  /** ISTAT code: `codDestinatario`. */
  readonly codDestinatario: string;
  /** Certificate of the comune, PEM; null leaves the contents in the clear. */
  readonly certDestinatario: string | null;
  readonly now: () => Date;
}

/** How often a content or an envelope takes one of its rarer forms. */
export interface Forme {
  /** Envelope as MTOM/XOP. */
  readonly quotaMTOM: number;
  /** Content compressed before it is encrypted. */
  readonly quotaGzip: number;
  /** CMS with indefinite lengths, as BouncyCastle streams it. */
  readonly quotaBER: number;
}

/** Keys and certificates, read once. */
export interface Ufficio {
  readonly corrispondenza: Corrispondenza;
  readonly forme: Forme;
  readonly chiave: KeyObject | null;
  readonly destinatario: Destinatario | null;
}

export function apriUfficio(corrispondenza: Corrispondenza, forme: Forme): Ufficio {
  const { mittente, certDestinatario } = corrispondenza;
  return {
    corrispondenza,
    forme,
    chiave: mittente === null ? null : createPrivateKey(mittente.chiavePem),
    destinatario: certDestinatario === null ? null : openDestinatario(certDestinatario),
  };
}

/** A notification whose content is encrypted and whose form is decided. */
export interface Plico {
  readonly notifica: NotificaSimulata;
  readonly contenuto: Uint8Array;
  readonly mtom: boolean;
  readonly dataOraRichiesta: string;
}

/** Encrypts the content: done once, whatever the number of attempts. */
export function preparaPlico(u: Ufficio, notifica: NotificaSimulata, caso: Caso): Plico {
  const xml = Buffer.from(notifica.contenuto(), 'utf8');
  const chiaro = caso.vero(u.forme.quotaGzip) ? gzipSync(xml) : xml;
  const ber = caso.vero(u.forme.quotaBER);
  const contenuto = u.destinatario === null ? chiaro : cifraContenuto(chiaro, u.destinatario, { ber });
  const mtom = caso.vero(u.forme.quotaMTOM);
  return { notifica, contenuto, mtom, dataOraRichiesta: u.corrispondenza.now().toISOString() };
}

/** Body and Content-Type of one HTTP call. */
export interface Messaggio {
  readonly corpo: Buffer;
  readonly contentType: string;
}

/** ANPR's own code as a sender, seen in traced messages. */
const COD_MITTENTE = '999999';

/** Writes and signs the envelope of one attempt. */
export function scriviMessaggio(u: Ufficio, p: Plico): Messaggio {
  const { mittente, codDestinatario, now } = u.corrispondenza;
  const busta = writeRichiesta({
    tipoNotifica: p.notifica.tipoNotifica,
    codMittente: COD_MITTENTE,
    codDestinatario,
    dataOraRichiesta: p.dataOraRichiesta,
    idOperazioneANPR: p.notifica.idOperazioneANPR,
    contenuto: p.contenuto,
  });
  const firmata =
    u.chiave === null || mittente === null ? busta : firmaBusta(busta, u.chiave, mittente.certPem, { now: now() });
  if (p.mtom) return comeMTOM(firmata, p.contenuto);
  return { corpo: Buffer.from(firmata, 'utf8'), contentType: 'text/xml; charset=utf-8' };
}

const CONFINE = 'uuid:notifica-anpr';
const CID = 'contenuto@anpr.example';
const XOP = 'http://www.w3.org/2004/08/xop/include';

/** The signed envelope with its content moved into a part: the signature was made over the inline form. */
function comeMTOM(busta: string, contenuto: Uint8Array): Messaggio {
  const inline = `<contenuto>${Buffer.from(contenuto).toString('base64')}</contenuto>`;
  const include = `<contenuto><xop:Include xmlns:xop="${XOP}" href="cid:${CID}"/></contenuto>`;
  const testaBusta =
    `--${CONFINE}\r\nContent-ID: <busta@anpr.example>\r\nContent-Transfer-Encoding: 8bit\r\n` +
    'Content-Type: application/xop+xml; charset=utf-8; type="text/xml"\r\n\r\n';
  const testaContenuto =
    `\r\n--${CONFINE}\r\nContent-ID: <${CID}>\r\nContent-Transfer-Encoding: binary\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n';
  const corpo = Buffer.concat([
    Buffer.from(testaBusta + busta.replace(inline, () => include) + testaContenuto, 'utf8'),
    contenuto,
    Buffer.from(`\r\n--${CONFINE}--\r\n`, 'utf8'),
  ]);
  const contentType =
    `multipart/related; type="application/xop+xml"; start="<busta@anpr.example>"; start-info="text/xml"; ` +
    `boundary="${CONFINE}"`;
  return { corpo, contentType };
}
