/**
 * The way from a daemon to its database server: it can swallow every byte, as a half-open connection does, and be cut.
 * Invariant: closed, nothing of it stays.
 */
import { connect, createServer, type Socket } from 'node:net';

export interface Via {
  readonly path: string;
  /** From now on bytes are taken and go nowhere. */
  ingoia(si: boolean): void;
  /** Ends every connection there is. */
  taglia(): void;
  chiudi(): Promise<void>;
}

/** Opens a way at the socket `path` to the socket `meta`. */
export async function apriVia(path: string, meta: string): Promise<Via> {
  const socket = new Set<Socket>();
  let muta = false;
  const server = createServer((cliente) => {
    const verso = connect(meta);
    const passa = (a: Socket) => (d: Buffer) => void (muta || a.write(d));
    cliente.on('data', passa(verso));
    verso.on('data', passa(cliente));
    for (const [uno, altro] of [
      [cliente, verso],
      [verso, cliente],
    ] as const) {
      socket.add(uno);
      uno.on('error', () => uno.destroy());
      uno.on('close', () => {
        socket.delete(uno);
        altro.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  const taglia = (): void => {
    for (const s of socket) s.destroy();
  };
  return {
    path,
    ingoia: (si) => {
      muta = si;
    },
    taglia,
    chiudi: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        taglia();
      }),
  };
}
