/** All the bodies that are coming, looked at by one clock which runs while there are any. */
import type { IncomingMessage } from 'node:http';
import { CorpoRifiutato, Incoming, type LimitiCorpo } from './body.js';
import type { Carico } from './overload.js';

const TICK_MS = 250;

/** All the bodies that are coming. */
export interface Corpi {
  /**
   * The whole body, inflated.
   * @param enter lets the call in: given what gives way when others need its room
   * @throws CorpoRifiutato
   */
  read(req: IncomingMessage, enter: (giveWay: () => void) => Carico): Promise<Buffer>;
}

/** @param limiti what each body is held to */
export function openCorpi(limiti: LimitiCorpo): Corpi {
  const incoming = new Set<Incoming>();
  let clock: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = performance.now();
    for (const body of incoming) body.look(now);
  };
  const add = (body: Incoming): void => {
    incoming.add(body);
    clock ??= setInterval(look, TICK_MS);
  };
  const remove = (body: Incoming): void => {
    incoming.delete(body);
    if (incoming.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  };
  const read = (req: IncomingMessage, enter: (giveWay: () => void) => Carico): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const body: Incoming = new Incoming(
        req,
        limiti,
        enter(() => body.giveWay()),
        (outcome) => {
          remove(body);
          if (outcome instanceof CorpoRifiutato) reject(outcome);
          else resolve(outcome);
        },
      );
      add(body);
      // A call costs something before its first byte.
      body.begin();
    });
  return { read };
}
