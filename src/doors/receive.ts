/**
 * One call of ANPR, from the body to the answer: every situation of architecture section 6 has exactly one answer here.
 * Law: acknowledged is stored. Code 1 leaves only after `salva` resolved; whatever goes wrong on our side is an HTTP 503
 * without a code, which ANPR takes as no answer and sends again. Bodies are never logged.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EnvelopeError } from '../errors.js';
import type { Log } from '../log.js';
import type { RichiestaN000, TestataNotifica } from '../soap/busta.js';
import type { CertificatoVisto } from '../soap/certificati.js';
import type { CampoRisposta, CodiceRisposta, Contratto } from '../soap/contratto.js';
import { RichiestaRifiutata, withBusta } from '../soap/envelope.js';
import { type FirmaVerificata, type ImpostazioniFirma, verifyFirma } from '../soap/firma.js';
import { isParserBroken, LIMITI_XML } from '../soap/xml.js';
import type { EsitoConsegna, NotificaRicevuta, Rifiuto } from '../store/notifica.js';
import { CorpoRifiutato, type LimitiCorpo, readBody } from './body.js';
import type { LimitiCarico, Portiere } from './carico.js';
import type { InTurno } from './turni.js';

/** What the receiver needs of the inbox. `salva` resolves after the commit (or the spool's fsync), rejects when nothing was stored. */
export interface PortaInbox {
  salva(n: NotificaRicevuta): Promise<EsitoConsegna>;
  rifiuta(r: Rifiuto): Promise<void>;
  codiciEnti(): ReadonlySet<string>;
}

/** Notifications that ANPR's "Invia notifica di test" sends: N031 with one of these (spec A.6). */
export interface CodiciProva {
  readonly idOperazioneANPR: readonly string[];
  readonly codDestinatario: readonly string[];
}

export interface ImpostazioniReceiver extends LimitiCorpo, LimitiCarico {
  /** Path of the endpoint; the same with `.wsdl` and with `?wsdl` is answered too (G2). */
  readonly path: string;
  /** Address for the WSDL; null takes it from the call. */
  readonly publicUrl: string | null;
  readonly campoRisposta: CampoRisposta;
  readonly prova: CodiciProva;
  /** Read at every call, so that a reloaded CA bundle counts at once. */
  readonly firma: () => ImpostazioniFirma;
}

export interface PorteReceiver {
  readonly inbox: PortaInbox;
  readonly now: () => Date;
  readonly log: Log;
  /** Something is broken that only a restart mends (the XML parser trapped). */
  readonly fatale?: (e: unknown) => void;
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
  readonly inTurno: InTurno;
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

function isProva(r: RichiestaN000, prova: CodiciProva): boolean {
  if (r.tipoNotifica !== 'N031') return false;
  return prova.idOperazioneANPR.includes(r.idOperazioneANPR) || prova.codDestinatario.includes(r.codDestinatario);
}

interface Letta {
  readonly richiesta: RichiestaN000;
  readonly prova: boolean;
  readonly firma: FirmaVerificata;
}

/** Address first, signature last: it is what costs. @throws EnvelopeError */
function read(c: Contesto, corpo: Buffer, contentType: string | undefined, now: Date): Letta {
  const limiti = { ...LIMITI_XML, maxByte: c.s.maxBodyBytes };
  return withBusta(
    corpo,
    contentType,
    (busta) => {
      const { richiesta } = busta;
      const prova = isProva(richiesta, c.s.prova);
      try {
        if (!prova && !c.porte.inbox.codiciEnti().has(richiesta.codDestinatario)) {
          const chi = `codDestinatario ${richiesta.codDestinatario} non è fra gli enti di questa installazione`;
          throw new EnvelopeError('5', 'DESTINATARIO', chi);
        }
        return { richiesta, prova, firma: verifyFirma(busta, c.s.firma(), now) };
      } catch (e) {
        throw e instanceof EnvelopeError ? new RichiestaRifiutata(e, richiesta) : e;
      }
    },
    limiti,
  );
}

interface Arrivo {
  readonly now: Date;
  readonly mittente: string | null;
  readonly byte: number;
}

/** Notes a refusal and answers its code. A rejection log that cannot be written changes nothing for the caller. */
async function refuse(c: Contesto, res: ServerResponse, e: EnvelopeError, arrivo: Arrivo): Promise<void> {
  const testata: Partial<TestataNotifica> = e instanceof RichiestaRifiutata ? e.testata : {};
  const rifiuto: Rifiuto = {
    ricevutoIl: arrivo.now.toISOString(),
    motivo: e.motivo,
    dettaglio: e.message,
    codice: e.codice,
    codDestinatario: testata.codDestinatario ?? null,
    tipoNotifica: testata.tipoNotifica ?? null,
    idOperazioneANPR: testata.idOperazioneANPR ?? null,
    mittente: arrivo.mittente,
    byte: arrivo.byte,
  };
  const { ricevutoIl: _, mittente, ...meta } = rifiuto;
  c.porte.log.warn('call refused', { ...meta, remoteAddress: mittente });
  try {
    await c.porte.inbox.rifiuta(rifiuto);
  } catch (err) {
    c.porte.log.warn('refusal not recorded', { err });
  }
  answer(c, res, e.codice);
}

async function store(c: Contesto, res: ServerResponse, letta: Letta, arrivo: Arrivo): Promise<void> {
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
    if (err instanceof EnvelopeError) return refuse(c, res, new RichiestaRifiutata(err, richiesta), arrivo);
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

/** What a body that did not come whole deserves. */
async function refuseBody(c: Contesto, res: ServerResponse, e: CorpoRifiutato, arrivo: Arrivo): Promise<void> {
  switch (e.motivo) {
    case 'TROPPO_GRANDE':
    case 'COMPRESSIONE':
      return refuse(c, res, new EnvelopeError('5', e.motivo, e.message), { ...arrivo, byte: e.byte });
    case 'SOVRACCARICO':
      c.porte.log.warn('overloaded', { byte: e.byte });
      return unavailable(c, res);
    case 'LENTO':
    case 'INTERROTTO':
      c.porte.log.warn('body did not arrive', { motivo: e.motivo, byte: e.byte, remoteAddress: arrivo.mittente });
      res.setHeader('Connection', 'close');
      return send(res, 408, '');
    default:
      return e.motivo satisfies never;
  }
}

/** Answers one POST. Never rejects: what is unforeseen is a 503, so that nothing is lost. */
export async function receive(c: Contesto, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const carico = c.fermo ? undefined : c.portiere.enter();
  if (carico === undefined) {
    c.porte.log.warn(c.fermo ? 'call while stopping' : 'overloaded', { count: c.portiere.inCorso() });
    return unavailable(c, res);
  }
  const arrivo = { now: c.porte.now(), mittente: req.socket.remoteAddress ?? null, byte: 0 };
  try {
    const corpo = await readBody(req, c.s, carico);
    const conByte = { ...arrivo, byte: corpo.length };
    try {
      const letta = await c.inTurno(() => read(c, corpo, req.headers['content-type'], arrivo.now));
      await store(c, res, letta, conByte);
    } catch (e) {
      if (!(e instanceof EnvelopeError)) throw e;
      await refuse(c, res, e, conByte);
    }
  } catch (e) {
    if (e instanceof CorpoRifiutato) return await refuseBody(c, res, e, arrivo);
    c.porte.log.error('receiver failed', { err: e });
    unavailable(c, res);
    if (isParserBroken(e)) c.porte.fatale?.(e);
  } finally {
    carico.release();
  }
}
