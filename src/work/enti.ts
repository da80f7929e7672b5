/** A comune served by this installation, as the work needs it: its codes and where its keystores are. */

import { creaParametri, type VoceParametro } from '../registri/parametri.js';
import type { RegoleComune } from '../registri/regole.js';
import type { Contesto } from '../registri/stato.js';
import type { AccessoANPR } from './anpr.js';

/** One PKCS#12 file and the file with its password (null: the installation's common password). */
export interface KeystoreFile {
  readonly file: string;
  readonly passwordFile?: string | null | undefined;
}

export interface Ente {
  /** ISTAT code, 6 digits: the `cod_comune` of every row. */
  readonly codiceIstat: string;
  readonly nome: string;
  /** Inhabitants, for the rhythm to expect before there is a history; null or absent when not told. */
  readonly abitanti?: number | null;
  /** Codes the comune had before (mergers, changes of province): ANPR may still send to them. */
  readonly codiciStorici: readonly string[];
  readonly keystores: readonly KeystoreFile[];
  /** Folder of `*.p12` files, each with its `*.password` beside; read again when it changes. */
  readonly keystoreDir: string | null;
  /** How its questions reach ANPR; null or absent: it asks none. */
  readonly anpr?: AccessoANPR | null;
  /** Parameters of the comune, as checked with the configuration. */
  readonly parametri?: readonly VoceParametro[];
  /** Rules of the comune, as checked with the configuration. */
  readonly regole?: RegoleComune;
}

/** Every code under which notifications reach the ente, the current one first. */
export const codiciDi = (ente: Ente): readonly string[] => [ente.codiceIstat, ...ente.codiciStorici];

/** Where the judgement about this ente is made on that day: its codes, its parameters, its rules. */
export function contestoDi(ente: Ente, oggi: string): Contesto {
  const { codiceIstat, parametri = [], regole = [] } = ente;
  return { codComune: codiceIstat, codici: new Set(codiciDi(ente)), oggi, parametri: creaParametri(parametri), regole };
}
