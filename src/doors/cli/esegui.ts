/**
 * Runs one command: opens what it needs, prints its outcome once, turns errors into Italian texts and exit codes.
 * Invariant: whatever happens, exactly one exit code comes out and the database is closed.
 */
import { ConfigError, InfrastructureError, TransientError } from '../../errors.js';
import { printableJson } from '../../printable.js';
import { fileWords, isFileFault } from '../../regular-file.js';
import { Database, type DatabaseOptions } from '../../store/database.js';
import { isThere } from '../../store/engine.js';
import { NewerDatabaseError } from '../../store/schema.js';
import { type ClientDi, clientiANPR } from '../../work/anpr.js';
import type { Ambiente, Esito, Impostazioni, OpzioniComuni } from './ambiente.js';
import { ESITO } from './ambiente.js';
import { conGuasto, GuastoError, righeGuasto } from './guasto.js';
import { conto } from './testo.js';
import { comeUtente, controllaUtente, UtenteError } from './utente.js';

/** The command line is wrong in a way that only the command can see. */
export class UsoError extends Error {
  override readonly name = 'UsoError';
}

/** The command line is right, and something else must be done first, which the message says: no help would help. */
export class PrimaError extends UsoError {}

/** What a command that reads or writes the database works with. */
export interface Sessione {
  readonly impostazioni: Impostazioni;
  readonly db: Database;
  /** ANPR's services of a comune; null when it is not connected. */
  readonly client: ClientDi;
}

/** Command lines that have said where their configuration is. */
const dette = new WeakSet<Ambiente>();

/** Reads the configuration; says where it was found, unless the command line says so itself. @throws ConfigError */
export function leggiImpostazioni(ambiente: Ambiente, { config }: OpzioniComuni): Impostazioni {
  const { file, from } = ambiente.configOrigin(config);
  if ((from === 'environment' || from === 'installation') && !dette.has(ambiente))
    ambiente.err.write(`Configurazione: ${file}\n`);
  dette.add(ambiente);
  return ambiente.loadSettings(config);
}

/** The configuration of an installation whose files are about to be used. @throws ConfigError; UtenteError not as this user */
export function impostazioniDi(ambiente: Ambiente, opzioni: OpzioniComuni): Impostazioni {
  const impostazioni = leggiImpostazioni(ambiente, opzioni);
  controllaUtente(ambiente, impostazioni);
  return impostazioni;
}

/** Opens the configured database, which must be there: to read it makes none. @throws PrimaError */
export async function apriDatabase({ database }: Impostazioni, limiti?: DatabaseOptions): Promise<Database> {
  if (isThere(database)) return Database.open(database, limiti);
  const file = database.kind === 'sqlite' ? database.file : '';
  throw new PrimaError(
    `Il database ${file} non c’è: se la configurazione è quella giusta, lo crea il demone al primo avvio, o «allinea migra».`,
  );
}

/**
 * Opens the configured database for `fn` and closes it afterwards. Refuses one that is not there or whose schema is behind.
 * @throws GuastoError what the database refuses, with its place and its remedy
 */
export function conDatabase<T>(
  ambiente: Ambiente,
  opzioni: OpzioniComuni & { readonly limiti?: DatabaseOptions },
  fn: (sessione: Sessione) => Promise<T>,
): Promise<T> {
  const impostazioni = impostazioniDi(ambiente, opzioni);
  return conGuasto(impostazioni.database, async () =>
    inSessione(ambiente, { impostazioni, db: await apriDatabase(impostazioni, opzioni.limiti) }, fn),
  );
}

async function inSessione<T>(
  ambiente: Ambiente,
  { impostazioni, db }: Pick<Sessione, 'impostazioni' | 'db'>,
  fn: (sessione: Sessione) => Promise<T>,
): Promise<T> {
  try {
    const pending = await db.pendingMigrations();
    if (pending.length > 0)
      throw new PrimaError(
        `Il database non è aggiornato (${conto(pending.length, 'passo', 'passi')}): eseguire «allinea migra».`,
      );
    const { enti, keystorePassword } = impostazioni;
    const client = clientiANPR(enti, {
      commonPassword: keystorePassword,
      version: ambiente.version,
      now: ambiente.now,
    });
    return await fn({ impostazioni, db, client });
  } finally {
    await db.close();
  }
}

/** Where the configuration was looked for, and who may read it. */
function dove(error: ConfigError, ambiente: Ambiente, { config }: OpzioniComuni): string[] {
  const { file, from } = ambiente.configOrigin(config);
  const nota =
    from === 'none'
      ? ['Nessun file di configurazione: né --config, né ALLINEA_CONFIG, né /etc/allinea/allinea.json.']
      : [];
  const vietati = error.problems.some((p) => p.remedy.includes('(EACCES)'));
  if (!vietati) return from === 'option' || file === null ? nota : [`In ${file}.`];
  return [
    ...nota,
    `Forse va eseguito dall’utente del demone, di solito «allinea»:\n  ${comeUtente(ambiente, 'allinea')}`,
  ];
}

/** Where the right words are, as commander's own errors say it. */
const aiutoDi = (error: UsoError, { aiuto }: Ambiente): string =>
  error instanceof PrimaError || aiuto === undefined ? '' : `\nAiuto: ${aiuto}`;

function testaDi(error: ConfigError): string {
  if (error instanceof NewerDatabaseError) return 'Questo programma è più vecchio del suo database';
  return error.heals ? 'Per ora non si può partire' : 'La configurazione non è valida';
}

function failure(error: unknown, ambiente: Ambiente, opzioni: OpzioniComuni): Esito {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((p) => `  ${p.key} = ${p.value}\n    → ${p.remedy}`);
    const quanti = conto(error.problems.length, 'problema', 'problemi');
    const testa = testaDi(error);
    const text = [`${testa} (${quanti}):`, ...lines, ...dove(error, ambiente, opzioni)].join('\n');
    return {
      code: error.heals ? ESITO.NON_ORA : ESITO.CONFIG,
      text,
      data: { errore: 'CONFIGURAZIONE', problemi: error.problems },
    };
  }
  if (error instanceof UtenteError)
    return { code: ESITO.USO, text: error.message, data: { errore: 'UTENTE', messaggio: error.message } };
  if (error instanceof UsoError)
    return {
      code: ESITO.USO,
      text: error.message + aiutoDi(error, ambiente),
      data: { errore: 'USO', messaggio: error.message },
    };
  const messaggio = error instanceof Error ? error.message : String(error);
  if (error instanceof GuastoError) {
    const data = { errore: 'DATABASE', messaggio, guasto: error.guasto };
    return { code: ESITO.DATABASE, text: righeGuasto(error.guasto).join('\n'), data };
  }
  if (error instanceof InfrastructureError || error instanceof TransientError) {
    const text = `Per ora non si può: ${messaggio}\n  → riprovare fra poco`;
    return { code: ESITO.DATABASE, text, data: { errore: 'NON_ORA', messaggio } };
  }
  if (isFileFault(error)) {
    const text = `${error.path}: ${fileWords(error)}.`;
    return { code: ESITO.TROVATO, text, data: { errore: 'FILE', messaggio: text } };
  }
  return { code: ESITO.TROVATO, text: `Errore: ${messaggio}`, data: { errore: 'INTERNO', messaggio } };
}

/** Runs the command and prints: text on the output (problems on the error stream), or one JSON document. */
export async function esegui(
  ambiente: Ambiente,
  opzioni: OpzioniComuni,
  comando: () => Promise<Esito>,
): Promise<number> {
  // Begun inside of a promise: what it throws before its first wait is told like the rest.
  const { esito, failed } = await Promise.resolve()
    .then(comando)
    .then(
      (e) => ({ esito: e, failed: e.failed === true }),
      (error: unknown) => ({ esito: failure(error, ambiente, opzioni), failed: true }),
    );
  if (opzioni.json === true) ambiente.out.write(`${printableJson(JSON.stringify(esito.data, null, 2))}\n`);
  else if (esito.text !== '') (failed ? ambiente.err : ambiente.out).write(`${esito.text}\n`);
  return esito.code;
}
