/**
 * What is wrong with who signs: a second signer that nobody confirmed, lists of revoked certificates that are over.
 * Invariant: names of certificates and files only; reads only.
 */
import type { BundleCa } from '../../soap/certificati.js';
import { difettoCrl } from '../../soap/crl.js';
import { type Condizione, INSTALLAZIONE } from '../../store/allarmi.js';
import type { Database } from '../../store/database.js';
import { firmatariNuovi, leggiFirmatari } from '../firmatari.js';
import type { CodiceAllarme } from './cause.js';

export const CODICI_FIRMA: readonly CodiceAllarme[] = ['FIRMATARIO_NUOVO', 'CRL_NON_VALIDA'];

export interface SguardoFirma {
  readonly db: Database;
  readonly now: Date;
  readonly macchina: string;
  /** Subjects that the operator confirmed (`firma.soggetti`). */
  readonly soggetti: readonly string[];
  /** Lists in use on this machine, and files that hold none. */
  readonly liste: Pick<BundleCa, 'crl' | 'crlInservibili'>;
}

async function nuovi({ db, soggetti }: SguardoFirma): Promise<Condizione[]> {
  const { primo, altri } = firmatariNuovi(await leggiFirmatari(db), soggetti);
  return altri.map((f) => ({
    codComune: INSTALLAZIONE,
    codice: 'FIRMATARIO_NUOVO',
    oggetto: f.soggetto.slice(0, 120),
    dettaglio: `numero di serie ${f.serial}; il primo visto è «${primo}»`,
    dal: f.vistoIl,
  }));
}

function revoche({ liste, macchina, now }: SguardoFirma): Condizione[] {
  return [...liste.crl, ...liste.crlInservibili].flatMap((c) => {
    const dettaglio = difettoCrl(c, now);
    if (dettaglio === undefined) return [];
    const oggetto = `${macchina} ${c.nome}`.slice(0, 120);
    const dal = 'scade' in c && c.scade !== null ? c.scade : now.toISOString();
    return [{ codComune: INSTALLAZIONE, codice: 'CRL_NON_VALIDA', oggetto, dettaglio, dal }];
  });
}

/** Everything of `CODICI_FIRMA` that is wrong now. @throws InfrastructureError the database does not answer */
export async function rilevaFirma(s: SguardoFirma): Promise<Condizione[]> {
  return [...(await nuovi(s)), ...revoche(s)];
}
