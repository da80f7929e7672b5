/**
 * What container platforms and monitors ask: is the process alive, can it take notifications.
 * Invariant: says states and counts, never data; `live` depends on nothing, or a slow database would get the daemon killed.
 */
import { type Request, type Response, Router } from 'express';

/** Each detail is a word or a short sentence: `database: ok`, `keystore 015146: scade il 2026-12-22`. */
export interface Prontezza {
  readonly ok: boolean;
  readonly dettagli: Readonly<Record<string, string>>;
}

export interface PortaSalute {
  /** Looked at on every call of `/health/ready`; a rejection counts as not ready. */
  pronto(): Promise<Prontezza>;
}

function json(res: Response, status: number, corpo: unknown): void {
  res.status(status).set('Cache-Control', 'no-store').json(corpo);
}

/** `GET /health/live` → 200; `GET /health/ready` → 200 or 503 with the details. */
export function createHealth(porta: PortaSalute): Router {
  const router = Router();
  router.get('/health/live', (_req: Request, res: Response) => json(res, 200, { stato: 'vivo' }));
  router.get('/health/ready', async (_req: Request, res: Response) => {
    try {
      const { ok, dettagli } = await porta.pronto();
      json(res, ok ? 200 : 503, { stato: ok ? 'pronto' : 'non pronto', dettagli });
    } catch {
      json(res, 503, { stato: 'non pronto', dettagli: {} });
    }
  });
  return router;
}
