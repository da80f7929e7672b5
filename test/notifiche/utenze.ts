/**
 * The TARI users of a case, as its `prima.json` writes them, and the tasks they leave after the content.
 * Invariant: judged by `compitiTari` on the rows of the case; nothing here knows what is expected.
 */
import {
  compitiTari,
  type NucleoDaGuardare,
  type Titolare,
  type UtenzaDaGuardare,
} from '../../src/registri/compiti-tari.js';
import type { EsitoVoce, Mondo } from '../../src/registri/mondo.js';
import type { NomeTabella, Riga } from '../../src/registri/righe.js';
import type { Segnalazione } from '../../src/registri/stato.js';

/** One user in `prima.json`: of whom (codice fiscale), where, and the family it is matched with, if any. */
export interface UtenzaCaso {
  readonly codice: string;
  readonly titolare: string;
  readonly indirizzo: string;
  readonly famiglia?: string;
}

const daGuardare = ({ codice, titolare, indirizzo, famiglia }: UtenzaCaso): UtenzaDaGuardare => ({
  codice,
  codiceFiscale: titolare,
  indirizzo,
  stato: famiglia === undefined ? 'SENZA' : 'ABBINATA',
  idFamiglia: famiglia ?? null,
});

const righeDi = (mondo: Mondo, tabella: NomeTabella): Riga[] =>
  [...mondo.righe.get(tabella)!.values()].flatMap((r) => [...r.values()]);

const testo = (v: unknown): string | null => (v === null || v === undefined ? null : String(v));

/** The tasks about the users and the families that the content touches; none where the case has no users. */
export function compitiUtenze(
  mondo: Mondo,
  utenzeCaso: readonly UtenzaCaso[],
  { segnalazioni }: EsitoVoce,
): ReadonlyMap<string, readonly Segnalazione[]> {
  if (utenzeCaso.length === 0) return new Map();
  const famiglie = [...segnalazioni.keys()].filter((o) => o.startsWith('F:')).map((o) => o.slice(2));
  const anagrafe = righeDi(mondo, 'anagrafe');
  const toccati = new Set(anagrafe.filter((a) => segnalazioni.has(String(a.soggetto))).map((a) => a.codice_fiscale));
  const tutte = utenzeCaso.map(daGuardare);
  const utenze = tutte.filter((u) => famiglie.includes(u.idFamiglia ?? '') || toccati.has(u.codiceFiscale));
  const contribuenti = new Map(righeDi(mondo, 'tributi_contribuenti').map((c) => [c.soggetto, c]));
  const titolari = new Map<string, Titolare>();
  for (const a of anagrafe) {
    const c = contribuenti.get(a.soggetto ?? '');
    const titolare = { condizione: testo(c?.condizione), condizioneDal: testo(c?.condizione_dal) };
    titolari.set(String(a.codice_fiscale), { ...titolare, idFamiglia: testo(a.id_famiglia_anpr) });
  }
  const nuclei = new Map<string, NucleoDaGuardare>();
  for (const n of righeDi(mondo, 'tributi_nuclei')) {
    const { indirizzo, componenti, minori } = n;
    const quanti = { componenti: Number(componenti), minori: Number(minori) };
    nuclei.set(String(n.id_famiglia_anpr), { indirizzo: testo(indirizzo), ...quanti });
  }
  return compitiTari({ utenze: tutte, titolari, nuclei }, { utenze, famiglie }, mondo.contesto);
}
