/**
 * The web application under one server: the receiver first (it reads bodies itself), then whatever else answers.
 * Invariant: nothing from inside ever leaves in an answer: unknown paths get 404, a failure gets 503 and no text.
 */
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Log } from '../log.js';

/** Puts the routers together, in this order. */
export function createApp(routers: readonly RequestHandler[], log: Log): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  for (const router of routers) app.use(router);
  app.use((_req: Request, res: Response) => {
    res.status(404).type('text/plain').send('Not found\n');
  });
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => {
    log.error('Request failed', { method: req.method, error });
    if (res.headersSent) res.destroy();
    else res.status(503).end();
  });
  return app;
}
