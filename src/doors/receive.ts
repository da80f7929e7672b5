/**
 * One call of ANPR, from the body to the answer: every situation of architecture section 6 has exactly one answer here.
 * Law: acknowledged is stored. Code 1 leaves only after `salva` resolved; whatever goes wrong on our side is an HTTP 503
 * without a code, which ANPR takes as no answer and sends again. Bodies are never logged, and never read in this thread.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EnvelopeError } from '../errors.js';
import type { Log } from '../log.js';
import type { CertificatoVisto } from '../soap/certificati.js';
import { type ChiamataAccolta, type ChiamataRifiutata, type LeggiChiamata, rifiutata } from '../soap/chiamata.js';
import type { CampoRisposta, CodiceRisposta, Contratto } from '../soap/contratto.js';
import type { EsitoConsegna, NotificaRicevuta, Rifiuto } from '../store/notifica.js';
import type { Corpi } from './bodies.js';
import { CorpoRifiutato, type LimitiCorpo } from './body.js';
import type { Carico, LimitiCarico, Portiere } from './overload.js';
import { peerOf } from './peer.js';

/** What the receiver needs of the inbox. `salva` resolves after the commit (or the spool's fsync), rejects when nothing was stored. */
export interface PortaInbox {
  salva(n: NotificaRicevuta): Promise<EsitoConsegna>;
  rifiuta(r: Rifiuto): Promise<void>;
}

export interface ImpostazioniReceiver extends LimitiCorpo, LimitiCarico {
  /** Path of the endpoint; the same with `.wsdl` and with `?wsdl` is answered too (G2). */
  readonly path: string;
  /** Address for the WSDL; null takes it from the call. */
  readonly publicUrl: string | null;
  readonly campoRisposta: CampoRisposta;
}

export interface PorteReceiver {
  readonly inbox: PortaInbox;
  /** Understands a call: whose it is, whether it is signed. */
  readonly leggi: LeggiChiamata;
  readonly now: () => Date;
  readonly log: Log;
  /** Told who signed a notification that was stored. */
  readonly firmatario?: (f: CertificatoVisto) => void;
}

/** ANPR tries again after 5 minutes by itself (spec A.3). */
const RETRY_AFTER_S = '60';

/** What every call needs. */
export interface Contesto {
  readonly porte: PorteReceiver;
  readonly s: ImpostazioniReceiver;
  readonly contratto: Contratto;
  readonly portiere: Portiere;
  readonly corpi: Corpi;
  fermo: boolean;
}

/** @param corpo text goes out with the head in one write to the socket */
export function send(res: ServerResponse, status: number, corpo: string, tipo = 'text/xml; charset=utf-8'): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, { 'Content-Type': tipo, 'Content-Length': Buffer.byteLength(corpo) });
  res.end(corpo);
}

const answer = (c: Contesto, res: ServerResponse, codice: CodiceRisposta): void =>
  send(res, 200, c.contratto.risposta(codice));

/** No code: ANPR sends again. */
function unavailable(c: Contesto, res: ServerResponse): void {
  if (c.fermo) res.setHeader('Connection', 'close');
  res.setHeader('Retry-After', RETRY_AFTER_S);
  send(res, 503, '');
}

interface Arrivo {
  readonly now: Date;
  readonly mittente: string | null;
  readonly byte: number;
}

/** Notes a refusal and answers its code. A rejection log that cannot be written changes nothing for the caller. */
async function refuse(c: Contesto, res: ServerResponse, r: ChiamataRifiutata, arrivo: Arrivo): Promise<void> {
  const rifiuto: Rifiuto = {
    ricevutoIl: arrivo.now.toISOString(),
    motivo: r.motivo,
    dettaglio: r.messaggio,
    codice: r.codice,
    codDestinatario: r.testata.codDestinatario ?? null,
    tipoNotifica: r.testata.tipoNotifica ?? null,
    idOperazioneANPR: r.testata.idOperazioneANPR ?? null,
    mittente: arrivo.mittente,
    byte: arrivo.byte,
    verificato: r.verificata === true,
  };
  const { ricevutoIl: _, mittente, ...meta } = rifiuto;
  c.porte.log.warn('call refused', { ...meta, remoteAddress: mittente });
  try {
    await c.porte.inbox.rifiuta(rifiuto);
  } catch (err) {
    c.porte.log.warn('refusal not recorded', { err });
  }
  answer(c, res, r.codice);
}

async function store(c: Contesto, res: ServerResponse, letta: ChiamataAccolta, arrivo: Arrivo): Promise<void> {
  const { richiesta, prova } = letta;
  const firma = letta.firma.esito;
  const ids = { idOperazioneANPR: richiesta.idOperazioneANPR, codDestinatario: richiesta.codDestinatario };
  let esito: EsitoConsegna;
  try {
    esito = await c.porte.inbox.salva({
      ...richiesta,
      canale: 'N000',
      prova,
      firma,
      ricevutaIl: arrivo.now.toISOString(),
    });
  } catch (err) {
    if (err instanceof EnvelopeError) {
      return refuse(c, res, { ...rifiutata(err, richiesta), verificata: firma === 'VALIDA' }, arrivo);
    }
    c.porte.log.error('notification not stored, ANPR will send it again', { ...ids, err });
    return unavailable(c, res);
  }
  answer(c, res, '1');
  if (letta.firma.firmatario !== undefined) c.porte.firmatario?.(letta.firma.firmatario);
  c.porte.log.info('notification stored', {
    ...ids,
    tipoNotifica: richiesta.tipoNotifica,
    esito,
    firma,
    byte: arrivo.byte,
  });
}

function overloaded(c: Contesto, res: ServerResponse, arrivo: Arrivo): void {
  c.porte.log.warn('overloaded', {
    count: c.portiere.inCorso(),
    byte: arrivo.byte,
    remoteAddress: arrivo.mittente,
  });
  unavailable(c, res);
}

/** What a body that did not come whole deserves. */
async function refuseBody(c: Contesto, res: ServerResponse, e: CorpoRifiutato, arrivo: Arrivo): Promise<void> {
  const conByte = { ...arrivo, byte: e.byte };
  switch (e.motivo) {
    case 'TROPPO_GRANDE':
    case 'COMPRESSIONE':
      return refuse(c, res, rifiutata(new EnvelopeError('5', e.motivo, e.message), {}), conByte);
    case 'SOVRACCARICO':
      // The rest of the body is still on its way: nobody reads it.
      res.setHeader('Connection', 'close');
      return overloaded(c, res, conByte);
    case 'LENTO':
    case 'INTERROTTO':
      c.porte.log.warn('body did not arrive', { motivo: e.motivo, byte: e.byte, remoteAddress: arrivo.mittente });
      res.setHeader('Connection', 'close');
      return send(res, 408, '');
    default:
      return e.motivo satisfies never;
  }
}

interface Chiamata {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly arrivo: Arrivo;
  /** What it holds, from its first byte on. */
  carico?: Carico;
}

async function serve(c: Contesto, chiamata: Chiamata): Promise<void> {
  const { req, res } = chiamata;
  const peer = peerOf(req.socket.remoteAddress);
  const corpo = await c.corpi.read(req, (giveWay) => {
    const carico = c.portiere.arrive(peer, giveWay);
    chiamata.carico = carico;
    return carico;
  });
  const arrivo = { ...chiamata.arrivo, byte: corpo.length };
  if (!(await chiamata.carico?.enter())) return overloaded(c, res, arrivo);
  const letta = await c.porte.leggi({
    corpo,
    contentType: req.headers['content-type'],
    adesso: arrivo.now.getTime(),
    da: peer,
  });
  return letta.accolta ? store(c, res, letta, arrivo) : refuse(c, res, letta, arrivo);
}

/** Answers one POST. Never rejects: what is unforeseen is a 503, so that nothing is lost. */
export async function receive(c: Contesto, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (c.fermo) {
    c.porte.log.warn('call while stopping', { count: c.portiere.inCorso() });
    return unavailable(c, res);
  }
  const arrivo = { now: c.porte.now(), mittente: req.socket.remoteAddress ?? null, byte: 0 };
  const chiamata: Chiamata = { req, res, arrivo };
  try {
    await serve(c, chiamata);
  } catch (e) {
    if (e instanceof CorpoRifiutato) return await refuseBody(c, res, e, arrivo);
    c.porte.log.error('receiver failed', { err: e });
    unavailable(c, res);
  } finally {
    chiamata.carico?.release();
  }
}
