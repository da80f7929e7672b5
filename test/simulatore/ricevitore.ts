/** A receiver on the other side of the wire: reads what comes as the daemon does and answers what the test tells it to. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Pki } from '../../src/simulatore/index.js';
import { openBundle } from '../../src/soap/certificati.js';
import { withBusta } from '../../src/soap/envelope.js';
import { verifyFirma } from '../../src/soap/firma.js';

/** One call as it arrived. */
export interface Chiamata {
  readonly id: string;
  readonly tipoNotifica: string;
  readonly codDestinatario: string;
  readonly contenuto: Buffer;
  readonly firma: string;
  readonly mtom: boolean;
}

/** What to answer: a code, an HTTP status, or nothing at all (the connection is dropped). */
export type Risposta = { readonly codice: string } | { readonly status: number } | 'MUTO';

export interface Ricevitore {
  readonly url: string;
  readonly chiamate: Chiamata[];
  /** Most calls that were ever open together. */
  insieme(): number;
  chiudi(): Promise<void>;
}

function leggi(corpo: Buffer, contentType: string | undefined, pki: Pki): Chiamata {
  const impostazioni = {
    policy: 'required',
    ca: openBundle([{ nome: 'ca.pem', pem: pki.caPem }]),
    acceptSha1: false,
    timestampToleranceMs: 60_000,
  } as const;
  return withBusta(corpo, contentType, (busta) => ({
    id: busta.richiesta.idOperazioneANPR,
    tipoNotifica: busta.richiesta.tipoNotifica,
    codDestinatario: busta.richiesta.codDestinatario,
    contenuto: Buffer.from(busta.richiesta.contenuto),
    firma: verifyFirma(busta, impostazioni, new Date()).esito,
    mtom: contentType?.startsWith('multipart/') === true,
  }));
}

function busta(codice: string): string {
  const ns = 'http://sogei.it/ANPR/N000AnprService';
  const dentro = `<n:RispostaN000 xmlns:n="${ns}"><codiceEsito>${codice}</codiceEsito><esito>${codice}</esito></n:RispostaN000>`;
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${dentro}</s:Body></s:Envelope>`;
}

/** Opens a receiver; `rispondi` is asked for every call, with the number of times that id has come. */
export async function apriRicevitore(
  pki: Pki,
  rispondi: (c: Chiamata, volta: number) => Risposta,
): Promise<Ricevitore> {
  const chiamate: Chiamata[] = [];
  let aperte = 0;
  let massimo = 0;
  const server = createServer({ key: pki.tls.chiavePem, cert: pki.tls.certPem }, (req, res) => {
    const pezzi: Buffer[] = [];
    massimo = Math.max(massimo, ++aperte);
    res.on('close', () => aperte--);
    req.on('data', (pezzo: Buffer) => pezzi.push(pezzo));
    req.on('end', () => {
      const chiamata = leggi(Buffer.concat(pezzi), req.headers['content-type'], pki);
      chiamate.push(chiamata);
      const risposta = rispondi(chiamata, chiamate.filter((c) => c.id === chiamata.id).length);
      if (risposta === 'MUTO') return void req.socket.destroy();
      if ('status' in risposta) return void res.writeHead(risposta.status).end();
      res.writeHead(200, { 'content-type': 'text/xml' }).end(busta(risposta.codice));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const chiudi = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `https://127.0.0.1:${port}/anpr`, chiamate, insieme: () => massimo, chiudi };
}
