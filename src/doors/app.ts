/**
 * What one server answers: the receiver first (it reads bodies itself), then express with whatever else there is.
 * Invariant: nothing from inside ever leaves in an answer: unknown paths get 404, a failure gets 503 and no text.
 */
import type { RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Log } from '../log.js';
import { createPipelineLimit } from './connections.js';
import type { Handler } from './soap-receiver.js';

function createOthers(routers: readonly RequestHandler[], log: Log): express.Express {
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

/**
 * Puts the receiver in front and the routers behind it, in this order.
 * A notification does not go through express: finding the one path there costs a twentieth of the whole call.
 */
export function createApp(receiver: Handler, routers: readonly RequestHandler[], log: Log): RequestListener {
  const others = createOthers(routers, log);
  const admits = createPipelineLimit();
  return (req, res) => {
    if (admits(req, res)) receiver(req, res, () => others(req, res));
  };
}
