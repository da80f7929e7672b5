/**
 * The guard: looks at what is wrong, keeps the alarms in the database in line with it, and sends what is due.
 * Invariant: never stops anything. That the database is away is an alarm too and needs none (`assenza.ts`); everything else
 * lives in the database, so that neither a second process nor a restart doubles a message.
 */
import type { Regole } from '../../anpr/silenzio.js';
import { InfrastructureError, TransientError } from '../../errors.js';
import type { Log, LogMeta } from '../../log.js';
import type { CertificatoVisto } from '../../soap/certificati.js';
import type { Keystore } from '../../soap/keystore.js';
import { type Allarme, allineaAllarmi, type Condizione, dimenticaAllarmi } from '../../store/allarmi.js';
import type { Database } from '../../store/database.js';
import { provaScrittura } from '../../store/salute.js';
import { annotaFirmatari } from '../firmatari.js';
import { type Installazione, scadenzeNote } from '../situazione.js';
import type { Assenza } from './assenza.js';
import type { CodiceAllarme } from './cause.js';
import { consegna } from './consegna.js';
import type { ImpostazioniAllarmi } from './impostazioni.js';
import { CODICI_FREQUENTI, rileva, type Sguardo } from './rileva.js';
import { CODICI_ANPR, rilevaAnpr } from './rileva-anpr.js';
import { CODICI_FIRMA, rilevaFirma, type SguardoFirma } from './rileva-firma.js';
import type { NomiEnti } from './testo.js';

const DAY_MS = 86_400_000;
/** What only one machine can see is closed by another when that one has not been heard of for so long. */
const MACCHINA_SPARITA_MS = 2 * DAY_MS;
const MEMORIA_MS = 365 * DAY_MS;

const DI_MACCHINA: ReadonlySet<string> = new Set<CodiceAllarme>([
  'DATABASE_LENTO',
  'SPOOL',
  'DISCO_PIENO',
  'CERTIFICATO_IN_SCADENZA',
  'CRL_NON_VALIDA',
]);

export interface OpzioniGuardia extends Pick<Sguardo, 'spool' | 'dischi' | 'macchina'> {
  readonly db: Database;
  readonly log: Log;
  readonly now: () => Date;
  readonly installazione: Installazione;
  readonly keystores: (codiceIstat: string) => readonly Keystore[];
  readonly regole: Regole;
  readonly allarmi: ImpostazioniAllarmi;
  /** What this process says while the database is away. */
  readonly assenza: Assenza;
  /** Certificates that signed notifications since the start. */
  readonly firmatari: () => Iterable<CertificatoVisto>;
  /** When the jobs should run, and since when this process is awake; null where nothing runs them. */
  readonly lavori: () => Sguardo['lavori'];
  /** Lists of revoked certificates as they are now. */
  readonly revoche: () => SguardoFirma['liste'];
}

export interface Guardia {
  /** Every few minutes: what changes quickly, and what is due to be sent. */
  guarda(): Promise<LogMeta>;
  /** Every hour: silence, keys, certificates. @throws InfrastructureError the database does not answer */
  guardaAnpr(): Promise<LogMeta>;
}

/** Would this look have found the alarm again? */
function competenza(codici: readonly string[], { macchina }: OpzioniGuardia, now: Date): (a: Allarme) => boolean {
  const sparita = new Date(now.getTime() - MACCHINA_SPARITA_MS).toISOString();
  return (a) => {
    if (!codici.includes(a.codice)) return false;
    const mia = a.oggetto === macchina || a.oggetto.startsWith(`${macchina} `);
    return !DI_MACCHINA.has(a.codice) || mia || a.vistoIl < sparita;
  };
}

async function allinea(o: OpzioniGuardia, trovate: readonly Condizione[], codici: readonly string[]): Promise<LogMeta> {
  const now = o.now();
  const compete = competenza(codici, o, now);
  const esito = await o.db.transaction((tx) => allineaAllarmi(tx, { trovate, compete, now: now.toISOString() }));
  return { total: trovate.length, inserted: esito.aperti, removed: esito.chiusi };
}

const nomiDi = (o: OpzioniGuardia): NomiEnti => new Map(o.installazione.enti.map((e) => [e.codiceIstat, e.nome]));

async function guardaAnpr(o: OpzioniGuardia): Promise<LogMeta> {
  const { db, log, regole, keystores, installazione, allarmi, macchina } = o;
  const now = o.now();
  await annotaFirmatari(db, o.firmatari(), now);
  const scadenze = await scadenzeNote(db, installazione, now);
  const tlsFile = installazione.server.tls?.certFile ?? null;
  const { enti } = installazione;
  const sguardo = { db, enti, keystores, now, regole, soglie: allarmi.soglie, tlsFile, scadenze, macchina };
  const trovate = await rilevaAnpr(sguardo);
  for (const t of trovate.filter((c) => c.codice === 'SILENZIO_ANPR'))
    log.warn('ANPR is silent for improbably long', { codComune: t.codComune, since: t.dal });
  await db.transaction((tx) => dimenticaAllarmi(tx, new Date(now.getTime() - MEMORIA_MS).toISOString()));
  return allinea(o, trovate, CODICI_ANPR);
}

async function guarda(o: OpzioniGuardia): Promise<LogMeta> {
  const { db, log, spool, dischi, macchina, allarmi: impostazioni } = o;
  const now = o.now();
  const sguardo: Sguardo = {
    db,
    enti: o.installazione.enti,
    now,
    soglie: impostazioni.soglie,
    macchina,
    spool,
    dischi,
    lavori: o.lavori(),
  };
  await provaScrittura(db, now.toISOString());
  await annotaFirmatari(db, o.firmatari(), now);
  const { soggetti = [] } = o.installazione.firma;
  const firma = await rilevaFirma({ db, now, macchina, soggetti, liste: o.revoche() });
  const esito = await allinea(o, [...(await rileva(sguardo)), ...firma], [...CODICI_FREQUENTI, ...CODICI_FIRMA]);
  return { ...esito, written: await consegna({ db, log, now, impostazioni, nomi: nomiDi(o) }) };
}

/** Makes the guard of this process. */
export function creaGuardia(o: OpzioniGuardia): Guardia {
  return {
    guardaAnpr: () => guardaAnpr(o),
    guarda: async () => {
      try {
        const esito = await guarda(o);
        await o.assenza.torna();
        return esito;
      } catch (error) {
        if (!(error instanceof InfrastructureError || error instanceof TransientError)) throw error;
        await o.assenza.manca(error);
        return { missing: 'database' };
      }
    },
  };
}
