/**
 * The guard: looks at what is wrong, keeps the alarms in the database in line with it, and sends what is due.
 * Invariant: never stops anything. While the database is away, which is an alarm too, this process remembers by itself that it
 * said so; everything else lives in the database, so that neither a second process nor a restart doubles a message.
 */
import type { Regole } from '../../anpr/silenzio.js';
import { InfrastructureError } from '../../errors.js';
import type { Log, LogMeta } from '../../log.js';
import type { CertificatoVisto } from '../../soap/certificati.js';
import type { Keystore } from '../../soap/keystore.js';
import { type Allarme, allineaAllarmi, type Condizione, dimenticaAllarmi, INSTALLAZIONE } from '../../store/allarmi.js';
import type { CanaleAllarmi } from '../../store/allarmi-invii.js';
import type { Database } from '../../store/database.js';
import { annotaFirmatari } from '../firmatari.js';
import { oggiInItalia } from '../oggi.js';
import { type Installazione, scadenzeNote } from '../situazione.js';
import type { CodiceAllarme } from './cause.js';
import { canaliDi, codiceErrore, consegna, manda } from './consegna.js';
import type { ImpostazioniAllarmi } from './impostazioni.js';
import { CODICI_FREQUENTI, rileva, type Sguardo } from './rileva.js';
import { CODICI_ANPR, rilevaAnpr } from './rileva-anpr.js';
import type { NomiEnti } from './testo.js';

const DAY_MS = 86_400_000;
/** What only one machine can see is closed by another when that one has not been heard of for so long. */
const MACCHINA_SPARITA_MS = 2 * DAY_MS;
const MEMORIA_MS = 365 * DAY_MS;
/** A restart of the database is over within one look; the second look without it is an alarm. */
const SGUARDI_SENZA = 2;

const DI_MACCHINA: ReadonlySet<string> = new Set<CodiceAllarme>([
  'DATABASE_LENTO',
  'SPOOL',
  'DISCO_PIENO',
  'CERTIFICATO_IN_SCADENZA',
]);

export interface OpzioniGuardia extends Pick<Sguardo, 'spool' | 'dischi' | 'macchina'> {
  readonly db: Database;
  readonly log: Log;
  readonly now: () => Date;
  readonly installazione: Installazione;
  readonly keystores: (codiceIstat: string) => readonly Keystore[];
  readonly regole: Regole;
  readonly allarmi: ImpostazioniAllarmi;
  /** Certificates that signed notifications since the start. */
  readonly firmatari: () => Iterable<CertificatoVisto>;
}

export interface Guardia {
  /** Every few minutes: what changes quickly, and what is due to be sent. */
  guarda(): Promise<LogMeta>;
  /** Every hour: silence, keys, certificates. @throws InfrastructureError the database does not answer */
  guardaAnpr(): Promise<LogMeta>;
}

/** What this process said while the database was away. */
interface Assenza {
  sguardi: number;
  dal: string;
  readonly detto: Map<CanaleAllarmi, string>;
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

function allarmeDatabase({ macchina }: OpzioniGuardia, dal: string, now: Date): Allarme {
  const adesso = now.toISOString();
  const codice: CodiceAllarme = 'DATABASE_ASSENTE';
  const comune = { codComune: INSTALLAZIONE, codice, oggetto: macchina, dettaglio: 'il database non risponde' };
  return { ...comune, id: 0, dal, apertoIl: dal, vistoIl: adesso, chiusoIl: adesso };
}

async function diSenzaDatabase(o: OpzioniGuardia, assenza: Assenza, genere: 'ALLARME' | 'RIENTRO'): Promise<void> {
  const now = o.now();
  const oggi = oggiInItalia(now);
  for (const canale of canaliDi(o.allarmi)) {
    const prima = assenza.detto.get(canale);
    if (genere === 'ALLARME' ? prima === oggi : prima === undefined) continue;
    const messaggio = { genere, allarme: allarmeDatabase(o, assenza.dal, now) };
    const id = `database-${genere.toLowerCase()}-${now.getTime()}`;
    try {
      await manda(canale, [messaggio], { impostazioni: o.allarmi, nomi: nomiDi(o), now, id });
      assenza.detto.set(canale, oggi);
    } catch (error) {
      o.log.warn('Alarm not delivered, will be tried again', { canale, code: codiceErrore(error) });
    }
  }
}

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
  };
  const esito = await allinea(o, await rileva(sguardo), CODICI_FREQUENTI);
  return { ...esito, written: await consegna({ db, log, now, impostazioni, nomi: nomiDi(o) }) };
}

/** Makes the guard of this process. */
export function creaGuardia(o: OpzioniGuardia): Guardia {
  let assenza: Assenza | undefined;
  const senza = async (error: InfrastructureError): Promise<LogMeta> => {
    assenza ??= { sguardi: 0, dal: o.now().toISOString(), detto: new Map() };
    assenza.sguardi += 1;
    o.log.warn('No look at the alarms without the database', { attempts: assenza.sguardi, error });
    if (assenza.sguardi >= SGUARDI_SENZA) await diSenzaDatabase(o, assenza, 'ALLARME');
    return { missing: 'database' };
  };
  return {
    guardaAnpr: () => guardaAnpr(o),
    guarda: async () => {
      try {
        const esito = await guarda(o);
        if (assenza !== undefined) await diSenzaDatabase(o, assenza, 'RIENTRO');
        assenza = undefined;
        return esito;
      } catch (error) {
        if (error instanceof InfrastructureError) return senza(error);
        throw error;
      }
    },
  };
}
