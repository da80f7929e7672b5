/**
 * The endpoint that ANPR calls (service N000): its path, its WSDL and its stop; `receive.ts` answers the calls.
 * Invariant: it reads bodies itself and is mounted before anything that would.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { openContratto } from '../soap/contratto.js';
import { openCorpi } from './bodies.js';
import { createPortiere } from './overload.js';
import { type Contesto, type ImpostazioniReceiver, type PorteReceiver, receive, send } from './receive.js';

export type { ImpostazioniReceiver, PortaInbox, PorteReceiver } from './receive.js';

/** Answers, or passes on what is not its own. What express takes as a handler, and needs nothing of express. */
export type Handler = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

export interface SoapReceiver {
  /** To be put before anything that reads bodies. */
  readonly handler: Handler;
  /** From now on every call gets a 503; those under way finish. */
  ferma(): void;
  /** Calls under way. */
  inCorso(): number;
}

/** The address the caller used, for a WSDL that works where no public address is configured. */
function addressOf(c: Contesto, req: IncomingMessage): string {
  if (c.s.publicUrl !== null) return c.s.publicUrl;
  const host = /^[\w.:[\]-]{1,255}$/.test(req.headers.host ?? '') ? req.headers.host : 'localhost';
  return `${(req.socket as TLSSocket).encrypted ? 'https' : 'http'}://${host}${c.s.path}`;
}

/** The path of a call in small letters, without what follows `?`; a proxy may name the host before it (RFC 9112, 3.2.2). */
const pathOf = (url: string): string => url.replace(/^https?:\/\/[^/]*|\?.*$/gis, '').toLowerCase();

function get(c: Contesto, req: IncomingMessage, res: ServerResponse): void {
  const url = req.url ?? '';
  const vuoleWsdl = pathOf(url).endsWith('.wsdl') || /^[^?]*\?wsdl\b/i.test(url);
  if (vuoleWsdl) {
    send(res, 200, c.contratto.wsdl(addressOf(c, req)));
    return;
  }
  res.setHeader('Allow', 'POST');
  const testo = "Servizio N000: ANPR invia qui le notifiche con POST. Il contratto è all'indirizzo ?wsdl\n";
  send(res, 405, testo, 'text/plain; charset=utf-8');
}

/** Opens the door. The WSDL beside the code is read here, once. */
export async function createSoapReceiver(s: ImpostazioniReceiver, porte: PorteReceiver): Promise<SoapReceiver> {
  const wsdl = readFileSync(new URL('../anpr/wsdl/N000.wsdl', import.meta.url), 'utf8');
  const contratto = await openContratto(wsdl, s.campoRisposta);
  const c: Contesto = { porte, s, contratto, portiere: createPortiere(s), corpi: openCorpi(s), fermo: false };
  const base = s.path.toLowerCase().replace(/\/+$/, '');
  const nostri = new Set([base, `${base}/`, `${base}.wsdl`]);
  const handler: Handler = (req, res, next) => {
    if (!nostri.has(pathOf(req.url ?? ''))) next();
    else if (req.method === 'POST') void receive(c, req, res);
    else get(c, req, res);
  };
  const ferma = (): void => {
    c.fermo = true;
  };
  return { handler, ferma, inCorso: () => c.portiere.inCorso() };
}
