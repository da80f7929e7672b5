/**
 * What reaches the port and not the service: a wrong path, a TLS handshake that fails, plain HTTP where TLS is spoken. That is
 * where ANPR's assistance says "look at your receiver", and nothing else would show it.
 * Invariant: kinds and addresses only, never what was sent.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { FuoriServizio } from '../store/rifiuti-conteggi.js';

export type OnMiss = (kind: FuoriServizio, remoteAddress: string | undefined) => void;

/** What a failed handshake was. Whoever does not trust our certificate breaks it off, and so do monitors that only look whether the port is open. */
export function tlsMiss(error: Error): FuoriServizio {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_SSL_HTTP_REQUEST') return 'HTTP_SU_TLS';
  return code === 'ECONNRESET' ? 'TLS_INTERROTTO' : 'TLS_FALLITO';
}

/** To be put last: counts what no router before it has answered. */
export const wrongPath =
  (onMiss: OnMiss): RequestHandler =>
  (req: Request, _res: Response, next: NextFunction) => {
    onMiss('PERCORSO', req.socket.remoteAddress);
    next();
  };
