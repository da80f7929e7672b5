/**
 * What the roof hands to the commands, and the way a command answers.
 * Invariant: a command knows neither the environment nor the process: it gets settings, streams and a clock, and returns
 * an outcome that is printed in one place, as Italian text or as JSON.
 */

import type { Regole } from '../../anpr/silenzio.js';
import type { Log } from '../../log.js';
import type { DatabaseConfig } from '../../store/database.js';
import type { ImpostazioniAllarmi } from '../../work/allarmi/impostazioni.js';
import type { ImpostazioniConfronto } from '../../work/confronto/impostazioni.js';
import type { FirmaPaziente } from '../../work/doctor/firma.js';
import type { Ente } from '../../work/enti.js';
import type { ImpostazioniRiconciliazione } from '../../work/riconcilia/index.js';

/** Exit codes, documented in docs/manuale.md. */
export const ESITO = {
  OK: 0,
  /** Something was found or failed: parked notifications, a problem, a difference. */
  TROVATO: 1,
  /** The command line is wrong. */
  USO: 2,
  /** The database cannot be reached (EX_UNAVAILABLE). */
  DATABASE: 69,
  /** Something of this machine is not there yet: a port, an address, a certificate half renewed (EX_UNAVAILABLE). */
  NON_ORA: 69,
  /** The configuration is wrong (EX_CONFIG). */
  CONFIG: 78,
} as const;

/** The part of the configuration that commands need; the whole one fits. */
export interface Impostazioni {
  readonly database: DatabaseConfig;
  readonly enti: readonly Ente[];
  readonly keystorePassword: string | null;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly path: string;
    readonly maxBodyBytes: number;
    readonly publicUrl: string | null;
    readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  };
  readonly spool: { readonly enabled: boolean; readonly dir: string; readonly maxBytes: number };
  readonly firma: FirmaPaziente;
  readonly jobs: Readonly<Record<string, string | null>>;
  readonly riconciliazione: ImpostazioniRiconciliazione;
  readonly confronto: ImpostazioniConfronto;
  readonly silenzio: Regole;
  readonly allarmi: ImpostazioniAllarmi;
}

/** The file that the configuration is read from, and who named it. */
export interface OrigineConfig {
  readonly file: string | null;
  readonly from: 'option' | 'environment' | 'installation' | 'none';
}

/** The daemon as a command starts it. */
export interface AvvioOptions {
  readonly config: string | undefined;
}

/** Given by the roof. */
export interface Ambiente {
  readonly version: string;
  /** What the program was built from: `4afac58ebcd4`; null where nobody knows. */
  readonly commit: string | null;
  /** Reads and validates. @throws ConfigError */
  loadSettings(file: string | undefined): Impostazioni;
  /** The effective configuration without secrets, and the file it came from. @throws ConfigError */
  showConfig(file: string | undefined): { readonly file: string | null; readonly config: unknown };
  /** Where `loadSettings` reads from; nothing is read. */
  configOrigin(file: string | undefined): OrigineConfig;
  /** Runs the daemon until it is stopped; the exit code. */
  runDaemon(options: AvvioOptions): Promise<number>;
  /** Program and arguments that run this command line again, for the trial's child process. */
  readonly self: readonly string[];
  readonly now: () => Date;
  /** System user who runs the command: goes into the operator's audit. */
  readonly attore: string;
  /** Shows the help of the command that runs: `allinea carica --help`. Said by whoever reads the command line. */
  readonly aiuto?: string;
  /** The command line itself, without program and script name. */
  readonly argv: readonly string[];
  /** Number of the system user; null where the system has none. */
  readonly uid: number | null;
  /** Name of a system user; undefined when it has none that is known here. */
  userName(uid: number): string | undefined;
  readonly out: Output;
  readonly err: Output;
  /** For long commands: what happens underneath, at level warn and above, on the error stream. */
  readonly log: Log;
  /** Asked once by a command that lasts: aborted when the operator interrupts. */
  interruption(): AbortSignal;
}

/** Where text goes; `columns` is undefined when it is no terminal. */
export interface Output {
  readonly write: (text: string) => void;
  /** Writes the line of the cursor anew; undefined when it is no terminal. */
  readonly riscrivi?: (riga: string) => void;
  readonly columns: number | undefined;
}

/** What a command found: `text` for people, `data` for `--json`. */
export interface Esito {
  readonly code: number;
  readonly text: string;
  readonly data: unknown;
  /** The command could not do its work: the text goes to the error stream. */
  readonly failed?: boolean;
}

/** Options that every command has. */
export interface OpzioniComuni {
  readonly json?: boolean;
  readonly config?: string;
}
