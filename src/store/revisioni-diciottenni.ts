/** The preparatory list of the semestrale, as `v_elettorale_diciottenni` shows it. */
import type { Row, Tx } from './tx.js';

/** People born between the two days (included) who are of the list; by surname. */
export async function diciottenni(
  tx: Tx,
  codComune: string,
  nati: { readonly dal: string; readonly al: string },
): Promise<Row[]> {
  return tx.query(
    `SELECT id_scheda_anpr, codice_fiscale, cognome, nome, sesso, data_nascita, maggiorenne_il, lista, registro, indirizzo,
       stato
     FROM v_elettorale_diciottenni WHERE cod_comune = ? AND data_nascita >= ? AND data_nascita <= ?
     ORDER BY sesso, cognome, nome, soggetto`,
    [codComune, nati.dal, nati.al],
  );
}

/** Registered Italians of about that age whose birth date is not complete: somebody has to look (E.9). */
export async function nasciteParziali(
  tx: Tx,
  codComune: string,
  anni: { readonly dal: string; readonly al: string },
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT COUNT(*) AS n FROM anagrafe WHERE cod_comune = ? AND registro IS NOT NULL AND precisione_nascita <> 'GIORNO'
     AND cittadinanze LIKE '%100%' AND SUBSTR(data_nascita, 1, 4) >= ? AND SUBSTR(data_nascita, 1, 4) <= ?`,
    [codComune, anni.dal.slice(0, 4), anni.al.slice(0, 4)],
  );
  return row?.n ?? 0;
}
