/**
 * Shares the event loop out: reading and verifying envelopes stops now and then to let everything else have its turn.
 * Invariant: calls go on in the order in which they came; whoever waits, waits for whole turns and never for a timer.
 */

/**
 * 64 calls may come in the same turn (a shared commit answers them all at once) and each takes about a millisecond: done
 * in one go they would hold health checks, the applier and the answers for longer than anybody should wait.
 */
const TURNO_MS = 8;

/** Runs a piece of work when the present turn has time left for it, and gives what it gives. */
export type InTurno = <T>(lavoro: () => T) => Promise<T>;

export function createTurni(turnoMs: number = TURNO_MS): InTurno {
  let fine = 0;
  let prossimo: Promise<void> | undefined;
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(() => {
        prossimo = undefined;
        fine = performance.now() + turnoMs;
        resolve();
      });
    });
  return async (lavoro) => {
    while (performance.now() >= fine) {
      prossimo ??= next();
      await prossimo;
    }
    // Here and not in the caller: everybody who waited would find time left before anybody had begun.
    return lavoro();
  };
}
