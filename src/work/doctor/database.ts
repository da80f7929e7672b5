/** Is the database there, recent enough, migrated, quick to commit, and does its clock agree with ours? */

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { statoComuni } from '../../store/comuni-storici.js';
import { Database, type DatabaseConfig, type DatabaseInfo } from '../../store/database.js';
import { isThere } from '../../store/engine.js';
import { NewerDatabaseError } from '../../store/schema.js';
import { comuniVecchi } from '../comuni-storici.js';
import { guastoDatabase, testoGuasto } from '../guasto-database.js';
import { attenzione, type Controllo, errore, ok } from './controllo.js';
import { controllaServer } from './server-database.js';

/** Every notification costs one durable commit before it is acknowledged: rotating disks need some 50 ms. */
const COMMIT_LENTO_MS = 50;
const MINIMA = { mariadb: [10, 6], mysql: [8, 0] } as const;
/** Notifications without a signature time tolerance are judged by the clock: a minute is already strange. */
const SCARTO_MS = 60_000;
const SPAZIO_BYTES = 1_073_741_824;

function versione({ kind, version }: DatabaseInfo): Controllo {
  if (kind === 'sqlite') return ok('database', `SQLite ${version}`);
  const maria = /mariadb/i.test(version);
  const [major = 0, minor = 0] = version.split('.').map((n) => Number.parseInt(n, 10));
  const [needMajor, needMinor] = maria ? MINIMA.mariadb : MINIMA.mysql;
  const vecchia = major < needMajor || (major === needMajor && minor < needMinor);
  const nome = maria ? 'MariaDB' : 'MySQL';
  if (vecchia) return errore('database', `${nome} ${version}`, `serve ${nome} ${needMajor}.${needMinor} o successiva`);
  return ok('database', `${nome} ${version}`);
}

function commit({ commitMs }: DatabaseInfo): Controllo {
  const dettaglio = `una scrittura durevole richiede ${commitMs.toFixed(1)} ms`;
  if (commitMs <= COMMIT_LENTO_MS) return ok('tempo di scrittura', dettaglio);
  return attenzione('tempo di scrittura', dettaglio, 'disco lento: usare un SSD o un controller con cache protetta');
}

async function schema(db: Database): Promise<Controllo> {
  const pending = await db.pendingMigrations();
  if (pending.length === 0) return ok('schema', 'aggiornato');
  return attenzione(
    'schema',
    pending.length === 1 ? 'manca 1 passo' : `mancano ${pending.length} passi`,
    'eseguire «allinea migra» (lo fa anche «allinea avvia»)',
  );
}

async function orologio(db: Database, now: () => Date): Promise<Controllo> {
  if (db.kind === 'sqlite') return ok('orologio', `${now().toISOString()} (nessun riferimento esterno)`);
  const [row] = await db.transaction((tx) =>
    tx.query<{ adesso: string }>("SELECT DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%H:%i:%sZ') AS adesso"),
  );
  const scarto = Math.abs(new Date(row?.adesso ?? '').getTime() - now().getTime());
  const dettaglio = `scarto dal server del database ${Math.round(scarto / 1000)} s`;
  if (scarto <= SCARTO_MS) return ok('orologio', dettaglio);
  return errore('orologio', dettaglio, 'sincronizzare gli orologi (NTP): le firme hanno un tempo di validità');
}

/** A hint, whatever it finds: without the archive fewer things are checked, and nothing is wrong. */
async function comuni(db: Database, now: () => Date): Promise<Controllo> {
  const stato = await db.transaction((tx) => statoComuni(tx));
  const nome = 'archivio dei comuni';
  if (stato === undefined)
    return ok(nome, 'non importato: dei codici si controlla la forma (manuale, «comuni importa»)');
  const di = `${stato.righe} ${stato.righe === 1 ? 'riga' : 'righe'}, importato il ${giornoInItalia(stato.importatoIl)}`;
  return ok(nome, comuniVecchi(stato, now()) ? `${di}: vedere se ce n’è uno più recente` : di);
}

function spazio(config: DatabaseConfig): Controllo[] {
  if (config.kind !== 'sqlite' || config.file === ':memory:') return [];
  const { bavail, bsize } = statfsSync(dirname(config.file));
  const liberi = Number(bavail) * Number(bsize);
  const dettaglio = `${(liberi / SPAZIO_BYTES).toFixed(1)} GB liberi`;
  if (liberi >= SPAZIO_BYTES) return [ok('spazio su disco', dettaglio)];
  return [
    attenzione('spazio su disco', dettaglio, 'liberare spazio: a disco pieno le notifiche non si possono confermare'),
  ];
}

/** The doctor is waited for: what a server does not answer within this is a finding. */
const LIMITI = { statementTimeoutMs: 10_000 };

/** What the doctor asks the database about. */
export interface DatabasePaziente {
  readonly database: DatabaseConfig;
  /** The largest call that the receiver takes. */
  readonly maxBodyBytes: number;
}

/** What is known before something is refused stays known: how the server is set up says why. */
async function guarda(db: Database, p: DatabasePaziente, now: () => Date): Promise<Controllo[]> {
  const trovati: Controllo[] = [];
  try {
    const stato = await schema(db);
    trovati.push(stato, ...(await controllaServer(db, p.maxBodyBytes)));
    if (stato.esito !== 'ok') return trovati;
    const info = await db.info();
    trovati.push(versione(info), commit(info), await orologio(db, now), await comuni(db, now));
  } catch (error) {
    if (error instanceof NewerDatabaseError)
      trovati.push(...error.problems.map((x) => errore('schema', x.value, x.remedy)));
    else trovati.push(guasto(error, p));
  }
  return trovati;
}

function guasto(error: unknown, { database }: DatabasePaziente): Controllo {
  const detto = guastoDatabase(error, database);
  return errore('database', testoGuasto(detto), detto.rimedio);
}

/** Everything about the database; one finding when it cannot be opened. */
export async function controllaDatabase(p: DatabasePaziente, now: () => Date): Promise<Controllo[]> {
  const { database } = p;
  if (database.kind === 'sqlite' && !isThere(database))
    return [
      attenzione('database', `${database.file} non c’è ancora`, 'lo crea il demone al primo avvio, o «allinea migra»'),
    ];
  let db: Database | undefined;
  try {
    db = await Database.open(database, LIMITI);
    return [...(await guarda(db, p, now)), ...spazio(database)];
  } catch (error) {
    return [guasto(error, p)];
  } finally {
    await db?.close();
  }
}
