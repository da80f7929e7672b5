/**
 * The endpoint that ANPR calls (service N000): its path, its WSDL and its stop; `receive.ts` answers the calls.
 * Invariant: it reads bodies itself and is mounted before anything that would.
 */
import { readFileSync } from 'node:fs';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { openContratto } from '../soap/contratto.js';
import { createPortiere } from './carico.js';
import { type Contesto, type ImpostazioniReceiver, type PorteReceiver, receive, send } from './receive.js';
import { createTurni } from './turni.js';

export type { CodiciProva, ImpostazioniReceiver, PortaInbox, PorteReceiver } from './receive.js';

export interface SoapReceiver {
  /** To be mounted before anything that reads bodies. */
  readonly router: RequestHandler;
  /** From now on every call gets a 503; those under way finish. */
  ferma(): void;
  /** Calls under way. */
  inCorso(): number;
}

/** The address the caller used, for a WSDL that works where no public address is configured. */
function addressOf(c: Contesto, req: Request): string {
  if (c.s.publicUrl !== null) return c.s.publicUrl;
  const host = /^[\w.:[\]-]{1,255}$/.test(req.headers.host ?? '') ? req.headers.host : 'localhost';
  return `${req.protocol}://${host}${c.s.path}`;
}

function get(c: Contesto, req: Request, res: Response): void {
  const vuoleWsdl = req.path.toLowerCase().endsWith('.wsdl') || /^[^?]*\?wsdl\b/i.test(req.originalUrl);
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
  const c: Contesto = { porte, s, contratto, portiere: createPortiere(s), inTurno: createTurni(), fermo: false };
  const base = s.path.toLowerCase().replace(/\/+$/, '');
  const nostri = new Set([base, `${base}/`, `${base}.wsdl`]);
  const router: RequestHandler = (req: Request, res: Response, next: NextFunction) => {
    if (!nostri.has(req.path.toLowerCase())) return next();
    if (req.method === 'POST') return receive(c, req, res);
    get(c, req, res);
  };
  const ferma = (): void => {
    c.fermo = true;
  };
  return { router, ferma, inCorso: c.portiere.inCorso };
}
