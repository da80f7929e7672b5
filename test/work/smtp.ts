/**
 * A small SMTP server that speaks the protocol honestly (EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA with dots), and a webhook
 * that keeps what it was sent.
 */
import { once } from 'node:events';
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** One mail as it was handed over. */
export interface Ricevuta {
  readonly da: string;
  readonly a: readonly string[];
  readonly utente: string | null;
  readonly cifrata: boolean;
  /** Headers and text, dots put right. */
  readonly testo: string;
}

export interface OpzioniSmtp {
  readonly utente?: { readonly nome: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Answer to DATA instead of 250, for as long as it returns one. */
  readonly rifiuta?: () => string | undefined;
}

interface Dialogo {
  da: string;
  a: string[];
  utente: string | null;
  cifrata: boolean;
  corpo: string[] | null;
}

const nuovo = (utente: string | null, cifrata: boolean): Dialogo => ({ da: '', a: [], utente, cifrata, corpo: null });
const indirizzo = (riga: string): string => /<([^>]*)>/.exec(riga)?.[1] ?? '';

/** PLAIN: `\0user\0password` in base64. */
function autentica(riga: string, { utente }: OpzioniSmtp): string | null {
  const [, nome, password] = Buffer.from(riga.split(' ')[2] ?? '', 'base64')
    .toString('utf8')
    .split('\0');
  return utente !== undefined && nome === utente.nome && password === utente.password ? (nome ?? '') : null;
}

/** Talks on one connection; after STARTTLS again on the encrypted one. */
function parla(socket: Socket | TLSSocket, o: OpzioniSmtp, ricevute: Ricevuta[]): void {
  const cifrata = socket instanceof TLSSocket;
  let d = nuovo(null, cifrata);
  let resto = '';
  const di = (riga: string): void => void socket.write(`${riga}\r\n`);
  const offerte = (): string[] => [
    'prova.invalid',
    ...(o.tls !== undefined && !cifrata ? ['STARTTLS'] : []),
    ...(o.utente === undefined ? [] : ['AUTH PLAIN']),
  ];
  const fine = (): void => {
    const no = o.rifiuta?.();
    if (no === undefined) ricevute.push({ ...d, testo: d.corpo?.join('\n') ?? '' });
    d = nuovo(d.utente, cifrata);
    di(no ?? '250 2.0.0 queued');
  };
  const suTls = (): void => {
    di('220 2.0.0 ready');
    socket.removeAllListeners('data');
    const tls = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(o.tls) });
    tls.on('error', () => tls.destroy());
    parla(tls, o, ricevute);
  };
  const ehlo = (): string =>
    offerte()
      .map((voce, i, tutte) => `250${i === tutte.length - 1 ? ' ' : '-'}${voce}`)
      .join('\r\n');
  /** The answer to one command; undefined when it was given already. */
  const rispondi = (riga: string): string | undefined => {
    const chiuso = o.utente !== undefined && d.utente === null;
    switch (riga.split(/[ :]/)[0]?.toUpperCase()) {
      case 'EHLO':
        return ehlo();
      case 'STARTTLS':
        if (o.tls === undefined) return '502 5.5.1 no TLS here';
        suTls();
        return undefined;
      case 'AUTH':
        d.utente = autentica(riga, o);
        return d.utente === null ? '535 5.7.8 no' : '235 2.7.0 yes';
      case 'MAIL':
        d.da = indirizzo(riga);
        return chiuso ? '530 5.7.0 authentication required' : '250 2.1.0 ok';
      case 'RCPT':
        d.a.push(indirizzo(riga));
        return '250 2.1.5 ok';
      case 'DATA':
        d.corpo = [];
        return '354 go on';
      case 'QUIT':
        return '221 2.0.0 bye';
      default:
        return '502 5.5.2 unknown';
    }
  };
  const riga = (testo: string): void => {
    if (d.corpo !== null && testo === '.') fine();
    else if (d.corpo !== null) d.corpo.push(testo.startsWith('..') ? testo.slice(1) : testo);
    else {
      const risposta = rispondi(testo);
      if (risposta !== undefined) di(risposta);
      if (risposta?.startsWith('221') === true) socket.end();
    }
  };
  if (!cifrata) di('220 prova.invalid ESMTP');
  socket.on('error', () => socket.destroy());
  socket.on('data', (pezzo: Buffer) => {
    const righe = (resto + pezzo.toString('utf8')).split('\r\n');
    resto = righe.pop() ?? '';
    for (const r of righe) riga(r);
  });
}

export interface ServerDiProva {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the SMTP server on a free port of this machine. */
export async function apriSmtp(o: OpzioniSmtp = {}): Promise<ServerDiProva & { readonly ricevute: Ricevuta[] }> {
  const ricevute: Ricevuta[] = [];
  const aperti = new Set<Socket>();
  const server = createServer((socket) => {
    aperti.add(socket);
    socket.on('close', () => aperti.delete(socket));
    parla(socket, o, ricevute);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const s of aperti) s.destroy();
    server.close();
    await once(server, 'close');
  };
  return { ricevute, port: (server.address() as AddressInfo).port, close };
}

/** What a webhook got. */
export interface Chiamata {
  readonly headers: IncomingHttpHeaders;
  readonly corpo: string;
}

/** Opens a webhook on a free port; `stato` is what it answers. */
export async function apriWebhook(
  stato: () => number = () => 204,
): Promise<ServerDiProva & { readonly chiamate: Chiamata[] }> {
  const chiamate: Chiamata[] = [];
  const server = createHttp((req, res) => {
    const pezzi: Buffer[] = [];
    req.on('data', (p: Buffer) => pezzi.push(p));
    req.on('end', () => {
      const risposta = stato();
      if (risposta < 300) chiamate.push({ headers: req.headers, corpo: Buffer.concat(pezzi).toString('utf8') });
      res.writeHead(risposta, risposta >= 300 && risposta < 400 ? { Location: '/altrove' } : {}).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { chiamate, port: (server.address() as AddressInfo).port, close };
}
