/** The real client on one end of the wire, the fictitious services on the other. */
import { readFileSync } from 'node:fs';
import { creaPki, type Pki } from '../../../src/simulatore/index.js';
import {
  apriServer,
  type OpzioniServer,
  PERCORSI,
  type ServerServizi,
} from '../../../src/simulatore/servizi/server.js';
import { createClientANPR } from '../../../src/soap/client/client.js';
import type { ImpostazioniANPR, MezziANPR } from '../../../src/soap/client/impostazioni.js';
import type { ClientANPR } from '../../../src/soap/client/servizi.js';
import { openKeystore } from '../../../src/soap/keystore.js';
import { OPZIONI } from '../paese.js';
import type { Banco } from './banco.js';

const ISTAT = OPZIONI.codiceIstat;
const WSDL = readFileSync(new URL('../../../src/anpr/wsdl/servizi.wsdl', import.meta.url), 'utf8');
export const pki: Pki = await creaPki({ codiciIstat: [ISTAT], now: new Date(`${'2026-11-01'}T00:00:00Z`) });

export interface Filo {
  readonly server: ServerServizi;
  readonly client: ClientANPR;
}

function impostazioni(url: string, altre: Partial<ImpostazioniANPR>): ImpostazioniANPR {
  return {
    codMittente: ISTAT,
    codDestinatario: 'ANPR05',
    tipoInvio: 'TEST',
    indirizzi: {
      '3000': `${url}${PERCORSI['3000']}`,
      '4000': `${url}${PERCORSI['4000']}`,
      '7001': `${url}${PERCORSI['7001']}`,
      TestConn: `${url}${PERCORSI.TestConn}`,
    },
    operatore: 'NTNGPP60A01H501X',
    emittente: 'XS',
    idSede: ISTAT,
    idPostazione: null,
    idApplicazione: null,
    indirizzoIp: '127.0.0.1',
    hash: 'sha256',
    applicativo: { nome: 'Allinea', versione: '0' },
    schedaPersona: '1',
    schedaFamiglia: '2',
    datiRichiesti: ['1'],
    connectTimeoutMs: 2_000,
    callTimeoutMs: 2_000,
    maxAnswerBytes: 64 * 1024 * 1024,
    retries: 0,
    retryDelayMs: 1,
    tlsClient: false,
    ...altre,
  };
}

function mezzi(b: Banco, di: Pki): MezziANPR {
  const [k] = di.comuni;
  if (k === undefined) throw new Error('no keystore');
  const [chiave] = openKeystore(k.p12, k.password, k.nomeFile).chiavi;
  if (chiave === undefined) throw new Error('no key');
  return { credenziale: () => chiave, ca: () => [pki.caPem], now: () => new Date(b.adesso()), wsdl: WSDL };
}

export interface OpzioniFilo {
  readonly server?: Partial<OpzioniServer>;
  readonly client?: Partial<ImpostazioniANPR>;
  /** Whose keys the client signs with; ours when absent. */
  readonly chiavi?: Pki;
}

/** Opens both ends; the questions must be signed by a certificate of our CA. */
export async function tendiFilo(b: Banco, o: OpzioniFilo = {}): Promise<Filo> {
  const server = await apriServer({
    servizi: new Map([[ISTAT, b.servizi]]),
    tls: pki.tls,
    caFirma: pki.caPem,
    now: () => new Date(b.adesso()),
    ...o.server,
  });
  const client = createClientANPR(impostazioni(server.url, o.client ?? {}), mezzi(b, o.chiavi ?? pki));
  return { server, client };
}
