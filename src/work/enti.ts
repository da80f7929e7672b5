/** A comune served by this installation, as the work needs it: its codes and where its keystores are. */

import type { VoceParametro } from '../registri/parametri.js';

/** One PKCS#12 file and the file with its password (null: the installation's common password). */
export interface KeystoreFile {
  readonly file: string;
  readonly passwordFile?: string | null | undefined;
}

export interface Ente {
  /** ISTAT code, 6 digits: the `cod_comune` of every row. */
  readonly codiceIstat: string;
  readonly nome: string;
  /** Codes the comune had before (mergers, changes of province): ANPR may still send to them. */
  readonly codiciStorici: readonly string[];
  readonly keystores: readonly KeystoreFile[];
  /** Folder of `*.p12` files, each with its `*.password` beside; read again when it changes. */
  readonly keystoreDir: string | null;
  /** Parameters of the comune, as checked with the configuration. */
  readonly parametri?: readonly VoceParametro[];
}

/** Every code under which notifications reach the ente, the current one first. */
export const codiciDi = (ente: Ente): readonly string[] => [ente.codiceIstat, ...ente.codiciStorici];
