/**
 * One reconciliation with the fictitious ANPR after the month: slow, wrong and silent, hours compressed into seconds.
 * Invariant: what it brings goes into the inbox like any notification; the daemons go on applying meanwhile.
 */
import { TransientError } from '../src/errors.js';
import { silentLog } from '../src/log.js';
import type { Caso } from '../src/simulatore/caso.js';
import { type Archivio, apriServizi, clientDiretto, type ImpostazioniServizi } from '../src/simulatore/index.js';
import type { ClientANPR } from '../src/soap/client/servizi.js';
import type { Database } from '../src/store/database.js';
import { elencaFinestre } from '../src/store/finestre.js';
import { createInbox } from '../src/store/inbox.js';
import type { NotificaRicevuta } from '../src/store/notifica.js';
import type { ImpostazioniRiconciliazione } from '../src/work/riconcilia/contesto.js';
import { riconcilia } from '../src/work/riconcilia/index.js';
import { CODICE_ISTAT, NOME } from './installazione.js';

export interface Banco {
  readonly db: Database;
  readonly archivio: Archivio;
  readonly caso: Caso;
  readonly impostazioni: ImpostazioniRiconciliazione;
}

/** What it took. */
export interface EsitoRiconciliazione {
  readonly portate: number;
  readonly domande: number;
  /** Questions that were never answered. */
  readonly silenzi: number;
  readonly oreDiANPR: number;
  /** Windows still open at the end: none may be. */
  readonly aperte: number;
}

const ORA_MS = 3_600_000;
const PASSO_MS = ORA_MS / 2;
/** ANPR answers for so long in the end; beyond it is given up. */
const GIRI = 400;
const QUOTA_SILENZI = 0.05;
const APERTE = ['DA_CHIEDERE', 'CHIESTA', 'RECUPERO'] as const;

/** A bad day, hour by hour from its beginning: refusals, lost lists, lists that never get ready. */
function giornataccia(inizio: number): Partial<ImpostazioniServizi> {
  const dalle = (ora: number, effetto: ImpostazioniServizi['disservizi'][number]['effetto']) => ({
    dal: new Date(inizio + ora * ORA_MS).toISOString(),
    al: new Date(inizio + (ora + 1) * ORA_MS).toISOString(),
    effetto,
  });
  return {
    quota999: 0.05,
    quotaVuote: 0.05,
    quotaGzVuoti: 0.02,
    disservizi: [dalle(1, 'PERDE'), dalle(3, '998'), dalle(5, 'FALLISCE'), dalle(7, '999'), dalle(9, 'FERMO')],
  };
}

/** A client whose questions are sometimes never answered. */
function taciturno(client: ClientANPR, caso: Caso, conta: { domande: number; silenzi: number }): ClientANPR {
  const forse =
    <R, T>(fn: (r: R) => Promise<T>) =>
    async (r: R): Promise<T> => {
      conta.domande += 1;
      if (!caso.vero(QUOTA_SILENZI)) return fn(r);
      conta.silenzi += 1;
      throw new TransientError('no answer');
    };
  return {
    ...client,
    elenco: forse((r) => client.elenco(r)),
    verifica: forse((r) => client.verifica(r)),
    operazione: forse((r) => client.operazione(r)),
    scheda: forse((r) => client.scheda(r)),
  };
}

/**
 * Reconciles until nothing is open.
 * @param male whether ANPR has a bad day
 */
export async function riconciliaTutto(b: Banco, male: boolean): Promise<EsitoRiconciliazione> {
  // The services look at the time of elaboration: their day begins when the month is over for sure.
  const inizio = Date.now() + ORA_MS;
  let ora = inizio;
  const now = (): Date => new Date(ora);
  const impostazioni = male ? giornataccia(inizio) : {};
  const conta = { domande: 0, silenzi: 0 };
  const diretto = clientDiretto(apriServizi(b.archivio, { now, impostazioni }));
  const client = male ? taciturno(diretto, b.caso, conta) : diretto;
  let portate = 0;
  const inbox = createInbox(b.db);
  // The daemons have the real clock: what arrived in the future would wait for it.
  const salva = async (n: NotificaRicevuta) => {
    const esito = await inbox.salva({ ...n, ricevutaIl: new Date().toISOString() });
    if (esito === 'nuova') portate += 1;
    return esito;
  };
  const ente = { codiceIstat: CODICE_ISTAT, nome: NOME, codiciStorici: [], keystores: [], keystoreDir: null };
  const base = {
    db: b.db,
    ente,
    client,
    inbox: { salva },
    keystores: [],
    impostazioni: b.impostazioni,
    log: silentLog,
    now,
  };
  let aperte = 1;
  for (let giro = 0; giro < GIRI && aperte > 0; giro++) {
    await riconcilia({ ...base, cosa: giro === 0 ? 'TUTTO' : 'DOVUTE' });
    aperte = (await b.db.transaction((tx) => elencaFinestre(tx, CODICE_ISTAT, { stati: APERTE, limit: 100 }))).length;
    if (aperte > 0) ora += PASSO_MS;
  }
  return { portate, ...conta, oreDiANPR: (ora - inizio) / ORA_MS, aperte };
}
