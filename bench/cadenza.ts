/**
 * Genuine calls at a steady pace, as many as a whole province sends at its busiest, while something else goes on.
 * Invariant: every call is timed from its beginning to its acknowledgement; whatever is not acknowledged is counted.
 */
import { request } from 'node:http';
import type { Esito } from './raffica.js';
import { quantile } from './raffica.js';

export interface Passo {
  readonly port: number;
  readonly durataMs: number;
  /** From one call to the next. */
  readonly ogniMs: number;
}

/** Longer than any call may take. */
const ATTESA_MS = 20_000;

function chiama(port: number, percorso: string, corpo: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': corpo.length };
    const req = request(
      { port, host: '127.0.0.1', path: percorso, method: 'POST', headers, agent: false, timeout: ATTESA_MS },
      (res) => {
        let testo = '';
        res.setEncoding('latin1');
        res.on('data', (p: string) => {
          testo += p;
        });
        res.on('end', () => resolve(res.statusCode === 200 && testo.includes('>1<')));
        res.on('error', () => resolve(false));
      },
    );
    req.on('timeout', () => req.destroy());
    req.on('error', () => resolve(false));
    req.end(corpo);
  });
}

/** Sends bodies one after the other, never waiting for the answer of the one before. */
export async function cadenza(percorso: string, corpi: readonly Buffer[], p: Passo): Promise<Esito> {
  const inizio = performance.now();
  const tempi: number[] = [];
  const inVolo: Promise<void>[] = [];
  let rifiutate = 0;
  for (let i = 0; performance.now() - inizio < p.durataMs; i++) {
    const corpo = corpi[i % corpi.length] as Buffer;
    const da = performance.now();
    inVolo.push(
      chiama(p.port, percorso, corpo).then((presa) => {
        tempi.push(performance.now() - da);
        if (!presa) rifiutate++;
      }),
    );
    const prossima = inizio + (i + 1) * p.ogniMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, prossima - performance.now())));
  }
  await Promise.all(inVolo);
  const durataMs = performance.now() - inizio;
  const ordinati = Float64Array.from(tempi).sort();
  return {
    richieste: tempi.length,
    rifiutate,
    durataMs,
    alSecondo: (tempi.length * 1000) / durataMs,
    p50Ms: quantile(ordinati, 0.5),
    p99Ms: quantile(ordinati, 0.99),
  };
}
