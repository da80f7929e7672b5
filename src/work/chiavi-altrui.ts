/**
 * Keystores that stand among those of an ente and are another comune's: copied into the wrong folder, they open nothing
 * here and are missing there.
 * Invariant: says names of files and codes, never a key; a name that holds no code is nobody's and says nothing.
 */
import type { Keystore } from '../soap/keystore.js';
import { codiciDi, type Ente } from './enti.js';

/** ANPR names a certificate `NNNNNN-CO-9999`, its file the same. */
const CODICE = /^(\d{6})-CO-/i;

/** One keystore of somebody else. */
export interface KeystoreAltrui {
  readonly nome: string;
  /** ISTAT code in the name of its certificate. */
  readonly codice: string;
}

/** Whose a keystore is, as its certificates say, or its file where they name nobody; undefined when neither does. */
function codiceDi({ nome, chiavi }: Keystore): string | undefined {
  for (const testo of [...chiavi.map((c) => c.soggetto), nome]) {
    const codice = CODICE.exec(testo.slice(0, 20))?.[1];
    if (codice !== undefined) return codice;
  }
  return undefined;
}

/** Those of these keystores that are of another comune than the ente, under none of its codes. Pure. */
export function keystoreAltrui(ente: Ente, keystores: readonly Keystore[]): KeystoreAltrui[] {
  const suoi = codiciDi(ente);
  return keystores.flatMap((k) => {
    const codice = codiceDi(k);
    return codice === undefined || suoi.includes(codice) ? [] : [{ nome: k.nome, codice }];
  });
}

/** What is said of one, in Italian. */
export const direAltrui = ({ nome, codice }: KeystoreAltrui): string =>
  `${nome} è del comune ${codice}: non apre le notifiche di questo, e forse manca nella cartella dell’altro`;
