/** A caller whose bytes trickle in. Invariant: ends in an answer or in an error, within its time. */
import { request } from 'node:http';
import { setTimeout as attendi } from 'node:timers/promises';
import type { Messaggio } from '../src/simulatore/busta-notifica.js';
import type { RispostaHttp } from '../src/simulatore/postino.js';

const PEZZI = 6;
const PAUSA_MS = 60;
const ATTESA_MS = 5_000;

/** Sends the message in pieces with pauses. @throws Error on network failure or no answer in time */
export function postaLenta(url: string, { corpo, contentType }: Messaggio): Promise<RispostaHttp> {
  const headers = { 'content-type': contentType, 'content-length': corpo.length, soapaction: '""' };
  return new Promise((resolve, reject) => {
    const chiamata = request(url, { method: 'POST', headers, agent: false, timeout: ATTESA_MS }, (risposta) => {
      const pezzi: Buffer[] = [];
      risposta.on('data', (p: Buffer) => pezzi.push(p));
      risposta.on('error', reject);
      risposta.on('end', () => resolve({ status: risposta.statusCode ?? 0, corpo: Buffer.concat(pezzi) }));
    });
    chiamata.on('timeout', () => chiamata.destroy(new Error('no answer')));
    chiamata.on('error', reject);
    void stilla(corpo, (pezzo) => chiamata.write(pezzo)).then(() => chiamata.end());
  });
}

async function stilla(corpo: Buffer, scrivi: (pezzo: Buffer) => unknown): Promise<void> {
  const passo = Math.ceil(corpo.length / PEZZI);
  for (let i = 0; i < corpo.length; i += passo) {
    scrivi(corpo.subarray(i, i + passo));
    await attendi(PAUSA_MS);
  }
}
