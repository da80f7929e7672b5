/**
 * Reads the body of a call by itself, because what reads it elsewhere exits on a broken gzip and hangs on an empty POST.
 * Invariant: never more bytes than the limit are held, before or after inflating, and never longer than the time limit.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import type { Carico } from './carico.js';

export interface LimitiCorpo {
  readonly maxBodyBytes: number;
  /** From the headers to the last byte. */
  readonly bodyTimeoutMs: number;
}

export type MotivoCorpo =
  | 'TROPPO_GRANDE'
  | 'COMPRESSIONE'
  /** The client went away or never finished: there is nobody to answer. */
  | 'INTERROTTO'
  | 'LENTO'
  | 'SOVRACCARICO';

/** The body did not come whole, or did not fit. */
export class CorpoRifiutato extends Error {
  override readonly name = 'CorpoRifiutato';
  constructor(
    readonly motivo: MotivoCorpo,
    message: string,
    readonly byte: number,
  ) {
    super(message);
  }
}

function collect(req: IncomingMessage, limiti: LimitiCorpo, carico: Carico): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pezzi: Buffer[] = [];
    let byte = 0;
    let rifiuto: CorpoRifiutato | undefined;
    const refuse = (motivo: MotivoCorpo, message: string): void => {
      rifiuto ??= new CorpoRifiutato(motivo, message, byte);
      pezzi.length = 0;
    };
    const settle = (): void => {
      clearTimeout(timer);
      if (rifiuto === undefined) resolve(pezzi.length === 1 ? (pezzi[0] as Buffer) : Buffer.concat(pezzi));
      else reject(rifiuto);
    };
    const timer = setTimeout(() => {
      refuse('LENTO', `il corpo non è arrivato entro ${limiti.bodyTimeoutMs} ms`);
      settle();
    }, limiti.bodyTimeoutMs);
    req.on('data', (pezzo: Buffer) => {
      byte += pezzo.length;
      // What exceeds is read and dropped: a client that is still writing would never see the answer (connection reset).
      if (rifiuto !== undefined) return;
      if (byte > limiti.maxBodyBytes) refuse('TROPPO_GRANDE', `corpo oltre ${limiti.maxBodyBytes} byte`);
      else if (!carico.hold(pezzo.length)) refuse('SOVRACCARICO', 'troppi byte in arrivo tutti insieme');
      else pezzi.push(pezzo);
    });
    req.on('end', settle);
    req.on('close', () => {
      // Every call closes: only one that was not read to its end was interrupted.
      if (!req.readableEnded) refuse('INTERROTTO', 'il chiamante ha chiuso la connessione');
      settle();
    });
    req.on('error', () => refuse('INTERROTTO', 'la connessione è caduta'));
  });
}

const INFLATE: Readonly<Record<string, (b: Buffer, o: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
};

async function decode(corpo: Buffer, codifica: string, max: number): Promise<Buffer> {
  if (codifica === '' || codifica === 'identity') return corpo;
  const apri = INFLATE[codifica];
  if (apri === undefined) {
    throw new CorpoRifiutato('COMPRESSIONE', `Content-Encoding non previsto: ${codifica.slice(0, 30)}`, corpo.length);
  }
  try {
    return await apri(corpo, { maxOutputLength: max });
  } catch (e) {
    const grande = (e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (grande)
      throw new CorpoRifiutato('TROPPO_GRANDE', `corpo compresso che si espande oltre ${max} byte`, corpo.length);
    throw new CorpoRifiutato('COMPRESSIONE', 'corpo compresso che non si apre', corpo.length);
  }
}

/**
 * The whole body, inflated.
 * @param carico counts the bytes held; the caller releases them when the call is over
 * @throws CorpoRifiutato
 */
export async function readBody(req: IncomingMessage, limiti: LimitiCorpo, carico: Carico): Promise<Buffer> {
  const grezzo = await collect(req, limiti, carico);
  const codifica = (req.headers['content-encoding'] ?? '').trim().toLowerCase();
  const corpo = await decode(grezzo, codifica, limiti.maxBodyBytes);
  if (corpo !== grezzo && !carico.hold(corpo.length)) {
    throw new CorpoRifiutato('SOVRACCARICO', 'troppi byte in arrivo tutti insieme', grezzo.length);
  }
  return corpo;
}
