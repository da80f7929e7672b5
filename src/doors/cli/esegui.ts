/**
 * Runs one command: opens what it needs, prints its outcome once, turns errors into Italian texts and exit codes.
 * Invariant: whatever happens, exactly one exit code comes out and the database is closed.
 */
import { ConfigError, InfrastructureError, TransientError } from '../../errors.js';
import { fileWords, isFileFault } from '../../regular-file.js';
import { Database } from '../../store/database.js';
import { type ClientDi, clientiANPR } from '../../work/anpr.js';
import type { Ambiente, Esito, Impostazioni, OpzioniComuni } from './ambiente.js';
import { ESITO } from './ambiente.js';

/** The command line is wrong in a way that only the command can see. */
export class UsoError extends Error {
  override readonly name = 'UsoError';
}

/** What a command that reads or writes the database works with. */
export interface Sessione {
  readonly impostazioni: Impostazioni;
  readonly db: Database;
  /** ANPR's services of a comune; null when it is not connected. */
  readonly client: ClientDi;
}

/** Opens the configured database for `fn` and closes it afterwards. Refuses one whose schema is behind. */
export async function conDatabase<T>(
  ambiente: Ambiente,
  opzioni: OpzioniComuni,
  fn: (sessione: Sessione) => Promise<T>,
): Promise<T> {
  const impostazioni = ambiente.loadSettings(opzioni.config);
  const db = await Database.open(impostazioni.database);
  try {
    const pending = await db.pendingMigrations();
    if (pending.length > 0)
      throw new UsoError(`Il database non è aggiornato (${pending.length} passi): eseguire «allinea migra».`);
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

function failure(error: unknown): Esito {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((p) => `  ${p.key} = ${p.value}\n    → ${p.remedy}`);
    const quanti = error.problems.length === 1 ? '1 problema' : `${error.problems.length} problemi`;
    const testa = error.heals ? 'Per ora non si può partire' : 'La configurazione non è valida';
    const text = `${testa} (${quanti}):\n${lines.join('\n')}`;
    return {
      code: error.heals ? ESITO.NON_ORA : ESITO.CONFIG,
      text,
      data: { errore: 'CONFIGURAZIONE', problemi: error.problems },
    };
  }
  if (error instanceof UsoError)
    return { code: ESITO.USO, text: error.message, data: { errore: 'USO', messaggio: error.message } };
  const messaggio = error instanceof Error ? error.message : String(error);
  if (error instanceof InfrastructureError || error instanceof TransientError) {
    const text = `Il database non risponde: ${messaggio}\n  → controllare che sia acceso e la sezione «database» della configurazione`;
    return { code: ESITO.DATABASE, text, data: { errore: 'DATABASE', messaggio } };
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
  const { esito, failed } = await comando().then(
    (e) => ({ esito: e, failed: e.failed === true }),
    (error: unknown) => ({ esito: failure(error), failed: true }),
  );
  if (opzioni.json === true) ambiente.out.write(`${JSON.stringify(esito.data, null, 2)}\n`);
  else if (esito.text !== '') (failed ? ambiente.err : ambiente.out).write(`${esito.text}\n`);
  return esito.code;
}
