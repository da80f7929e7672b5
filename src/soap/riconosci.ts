/**
 * What a file given by hand is: an envelope of N000, a content, an answer, a list of 4005, an encrypted content.
 * Invariant: pure; whatever the bytes are, the answer is a list of entries, each recognised or refused with a reason that
 * says what to do, and no entry costs another. Nothing of a content goes into a reason.
 */
import { NAMESPACE, TIPI_NOTIFICA } from '../anpr/codici.js';
import { type Elemento, figlio, testo, trova } from '../anpr/elemento.js';
import { EnvelopeError, NotificaError } from '../errors.js';
import { conAllegati } from './allegati.js';
import { decodeBase64 } from './base64.js';
import { apriContenuto, type ContenutoAperto } from './contenuto.js';
import { readRichiesta } from './envelope.js';
import { chiaveDalContenuto } from './impronta.js';
import type { Keystore } from './keystore.js';
import { type Voce4005, voci4005 } from './voci-4005.js';

/** The forms a file may have, with their names for the operator. */
export const FORME = {
  BUSTA: 'busta N000',
  NOTIFICA: 'contenuto di una notifica',
  RISPOSTA: 'risposta di una registrazione',
  SCHEDA: 'scheda (3002)',
  SEZIONI: 'sezioni elettorali (3008)',
  RICHIESTA: 'richiesta di un cittadino (P002)',
  ELENCO: 'elenco 4005',
  CIFRATO: 'contenuto cifrato',
} as const;
export type Forma = keyof typeof FORME;

/** Answers of a service that are applied: their id is that of the question. */
const DI_SERVIZIO: ReadonlySet<Forma> = new Set(['SCHEDA', 'SEZIONI', 'RICHIESTA']);

/** An entry the inbox can take. */
export interface Riconosciuta {
  readonly forma: Forma;
  /** Place in a list of 4005, from 1. */
  readonly posizione?: number;
  readonly tipoNotifica: string;
  readonly codMittente: string;
  /** Codes of comuni the entry names as its own, most trustworthy first; empty when it names none. */
  readonly destinatari: readonly string[];
  /** As received; empty where the file does not say. */
  readonly dataOraRichiesta: string;
  readonly idOperazioneANPR: string;
  /** True: the file holds no id of the notification, the key is the fingerprint of what it says. */
  readonly chiaveDerivata: boolean;
  readonly contenuto: Uint8Array;
}

/** An entry the inbox cannot take. */
export interface Rifiutata {
  readonly forma?: Forma;
  readonly posizione?: number;
  readonly idOperazioneANPR?: string;
  /** Stable word. */
  readonly motivo: string;
  /** Italian: what is wrong and what to do. */
  readonly perche: string;
}

export type Voce = Riconosciuta | Rifiutata;

/** An ente that may have received an encrypted content: its code and every keystore it has. */
export interface EnteConChiavi {
  readonly codiceIstat: string;
  readonly keystores: readonly Keystore[];
}

/** A refusal on its way to the list. */
class NonPresa extends Error {
  constructor(readonly voce: Rifiutata) {
    super(voce.motivo);
  }
}

const no = (motivo: string, perche: string): NonPresa => new NonPresa({ motivo, perche });

/** Opens with the keys of whoever has them; without an ente for what is in the clear. */
function apri(byte: Buffer, enti: readonly EnteConChiavi[]): { aperto: ContenutoAperto; di?: string } {
  let manca: unknown;
  for (const { codiceIstat, keystores } of enti) {
    try {
      const aperto = apriContenuto(byte, keystores);
      return aperto.chiaveUsata === undefined ? { aperto } : { aperto, di: codiceIstat };
    } catch (e) {
      if (!(e instanceof NotificaError) || e.motivo !== 'CHIAVE_MANCANTE') throw e;
      manca = e;
    }
  }
  throw manca ?? no('ENTE', 'nessun ente configurato');
}

/** What an id of ANPR looks like (spec F): digits, or the letters and dashes of the newer services. */
const ID = /^[0-9A-Za-z-]{1,40}$/;
const RADICE_NOTIFICA = /^Notifica(N[0-9A-Z]{3})$/;
const RADICE_RISPOSTA = /^Risposta([0-9A-Z]{4})$/;
const NAMESPACE_COMUNI: ReadonlySet<string> = new Set([NAMESPACE.notifiche, '']);
/** Families of services that ask or extract: their answers tell the inbox nothing (3002, 3008, P002 and 4005 apart). */
const INTERROGAZIONI = /^[3467P]/;

/** The element that says what the document is: the root, or the one inside the Body of an envelope. */
function principale(radice: Elemento): Elemento {
  return radice.nome === 'Envelope' ? (figlio(radice, 'Body')?.figli[0] ?? radice) : radice;
}

/** Header of an answer: either side may be the comune, because answers repeat the header of the question. */
function comuniDi(e: Elemento): string[] {
  const testata = trova(e, (x) => x.nome === 'testataRisposta');
  const detti = [testo(testata, 'codDestinatario'), testo(testata, 'codMittente')];
  return detti.filter((c): c is string => c !== undefined && /^\d{6}$/.test(c));
}

/** What a content without envelope is; the type as the applier wants it. */
function contenuto(e: Elemento): Pick<Riconosciuta, 'forma' | 'tipoNotifica' | 'destinatari'> {
  const notifica = RADICE_NOTIFICA.exec(e.nome)?.[1];
  if (notifica !== undefined) {
    if (!NAMESPACE_COMUNI.has(e.ns))
      throw no('ALTRO_DESTINATARIO', 'è una notifica per un altro ente (INPS o simili): non va importata');
    return { forma: 'NOTIFICA', tipoNotifica: notifica, destinatari: [] };
  }
  if (e.nome === 'predisposizioneAnagrafica') {
    const evento = `NA0${testo(e, 'testata', 'idTipoEvento') ?? ''}`;
    return { forma: 'NOTIFICA', tipoNotifica: evento in TIPI_NOTIFICA ? evento : 'NA00', destinatari: [] };
  }
  const operazione = RADICE_RISPOSTA.exec(e.nome)?.[1];
  if (operazione === '3002') return { forma: 'SCHEDA', tipoNotifica: '3002', destinatari: comuniDi(e) };
  if (operazione === '3008') return { forma: 'SEZIONI', tipoNotifica: '3008', destinatari: comuniDi(e) };
  if (operazione === 'P002') return { forma: 'RICHIESTA', tipoNotifica: 'P002', destinatari: comuniDi(e) };
  if (operazione === undefined) throw sconosciuto(e);
  if (INTERROGAZIONI.test(operazione))
    throw no('NON_NOTIFICA', `è la risposta del servizio ${operazione}: non dice nulla che si applichi`);
  return { forma: 'RISPOSTA', tipoNotifica: 'NRIS', destinatari: comuniDi(e) };
}

function sconosciuto(e: Elemento): NonPresa {
  if (e.nome === 'subentro') return no('SUBENTRO', 'è il tracciato del subentro: si carica con «allinea carica»');
  if (e.nome === 'Fault') return no('NON_NOTIFICA', 'è un errore di ANPR (Fault): ripetere la richiesta');
  return no('NON_RICONOSCIUTO', 'è XML, ma non è una notifica né una risposta di ANPR');
}

/** A card and a list of sections have an id of their own, that of the question; everything else only names the operation it is about. */
function senzaBusta(e: Elemento, byte: Uint8Array, di?: string): Riconosciuta {
  const detto = contenuto(e);
  const testata = trova(e, (x) => x.nome === 'testataRisposta');
  const id = DI_SERVIZIO.has(detto.forma) ? testo(testata, 'idOperazioneANPR') : undefined;
  const suo = id !== undefined && ID.test(id) ? id : undefined;
  return {
    ...detto,
    ...(di !== undefined && { forma: 'CIFRATO' as const, destinatari: [di] }),
    codMittente: testo(testata, 'codMittente') ?? '',
    dataOraRichiesta: testo(testata, 'dataOraRichiesta') ?? '',
    idOperazioneANPR: suo ?? chiaveDalContenuto(e),
    chiaveDerivata: suo === undefined,
    contenuto: byte,
  };
}

/** An item whose type nobody wrote is known by its content. */
function daElenco(v: Voce4005, comuni: readonly string[]): Voce {
  const dove = { forma: 'ELENCO' as const, posizione: v.posizione };
  const { idOperazioneANPR } = v;
  if (idOperazioneANPR === undefined || !ID.test(idOperazioneANPR))
    return { ...dove, motivo: 'SENZA_ID', perche: 'idOperazioneANPR manca o non è di ANPR: richiedere l’elenco' };
  const chi = { ...dove, idOperazioneANPR };
  if (v.contenuto === undefined)
    return {
      ...chi,
      motivo: v.difetto,
      perche: `${v.perche}: richiedere ad ANPR questa notifica (4005, dettaglio RISPOSTA)`,
    };
  const { contenuto: byte } = v;
  return tenta(chi, () => {
    const aperto = apriContenuto(byte, []);
    const detto = v.tipoOperazione ?? contenuto(principale(aperto.elemento)).tipoNotifica;
    const fisso = { codMittente: '', dataOraRichiesta: '', chiaveDerivata: false };
    return [{ ...dove, ...fisso, idOperazioneANPR, tipoNotifica: detto, destinatari: comuni, contenuto: byte }];
  })[0]!;
}

/** What other programs write around the base64 of a CMS. */
const PEM = ['-----BEGIN CMS-----', '-----BEGIN PKCS7-----'] as const;

function senzaPem(byte: Buffer): Buffer | undefined {
  const inizio = PEM.find((p) => byte.subarray(0, p.length).equals(Buffer.from(p)));
  const fine = inizio === undefined ? -1 : byte.indexOf('-----END', inizio.length);
  return inizio === undefined || fine < 0 ? undefined : decodeBase64(byte.subarray(inizio.length, fine));
}

function leggi(byte: Buffer, enti: readonly EnteConChiavi[]): readonly Voce[] {
  const xml = senzaPem(byte) ?? conAllegati(byte);
  const { aperto, di } = apri(xml, enti);
  const e = principale(aperto.elemento);
  if (e.nome === 'RichiestaN000') {
    const { contenuto: dentro, codDestinatario, ...testata } = readRichiesta(aperto.xml);
    return [{ forma: 'BUSTA', ...testata, destinatari: [codDestinatario], chiaveDerivata: false, contenuto: dentro }];
  }
  if (e.nome === 'Risposta4005') {
    const voci = voci4005(e);
    if (voci.length === 0) throw new NonPresa({ forma: 'ELENCO', ...VUOTO });
    return voci.map((v) => daElenco(v, comuniDi(e)));
  }
  return [senzaBusta(e, di === undefined ? aperto.xml : xml, di)];
}

const VUOTO = {
  motivo: 'ELENCO_VUOTO',
  perche: 'la risposta 4005 non porta voci: ANPR non l’aveva ancora pronta, o non c’è nulla',
};

/** Errors of this house become the reason of one entry; anything else is a bug and goes up. */
function tenta(
  chi: Pick<Rifiutata, 'forma' | 'posizione' | 'idOperazioneANPR'>,
  fn: () => readonly Voce[],
): readonly Voce[] {
  try {
    return fn();
  } catch (e) {
    if (e instanceof NonPresa) return [{ ...chi, ...e.voce }];
    if (e instanceof EnvelopeError || e instanceof NotificaError)
      return [{ ...chi, motivo: e.motivo, perche: e.message }];
    throw e;
  }
}

/** Recognises the entries of one document, gzip and base64 included; `enti` are those of the installation. */
export function riconosci(byte: Uint8Array, enti: readonly EnteConChiavi[]): readonly Voce[] {
  return tenta({}, () => leggi(Buffer.from(byte.buffer, byte.byteOffset, byte.byteLength), enti));
}
