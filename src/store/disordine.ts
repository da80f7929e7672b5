/**
 * About whom news came in another order than ANPR's: an office was told with the day and the motive known by then.
 * Invariant: read-only; the order is that of the registering operations, arrival is the number of the inbox row.
 */
import { confrontaId } from '../registri/ordine.js';
import type { Tx } from './tx.js';

interface Arrivo {
  readonly chiave: string;
  readonly notifica: number;
  readonly operazione: string;
}

const DI_PERSONE = `SELECT DISTINCT c.chiave AS chiave, n.id AS notifica, n.id_operazione_registrazione AS operazione
  FROM fatti_chiavi c JOIN fatti f ON f.cod_comune = c.cod_comune AND f.id = c.fatto_id JOIN notifiche n ON n.id = f.notifica_id
  WHERE c.cod_comune = ? AND c.chiave LIKE 'S:%' AND n.id_operazione_registrazione IS NOT NULL`;

const DI_FAMIGLIE = `SELECT DISTINCT soggetto, id_famiglia_anpr AS famiglia FROM appartenenze WHERE cod_comune = ?`;

/** True when one of these came after a later operation. */
function inDisordine(arrivi: readonly Arrivo[]): boolean {
  const ordinati = [...arrivi].sort((a, b) => a.notifica - b.notifica);
  return ordinati.some((a, i) => i > 0 && confrontaId(ordinati[i - 1]!.operazione, a.operazione) > 0);
}

function raccogli<T>(voci: readonly T[], chiave: (voce: T) => string): Map<string, T[]> {
  const per = new Map<string, T[]>();
  for (const voce of voci) {
    const sue = per.get(chiave(voce));
    if (sue === undefined) per.set(chiave(voce), [voce]);
    else sue.push(voce);
  }
  return per;
}

/** People (`S:<card>`) and families (`N:<family>`) about whom, or about whose members, news came in disorder. */
export async function fuoriOrdine(tx: Tx, codComune: string): Promise<ReadonlySet<string>> {
  const persone = raccogli(await tx.query<Arrivo>(DI_PERSONE, [codComune]), (a) => a.chiave);
  const membri = raccogli(
    await tx.query<{ soggetto: string; famiglia: string }>(DI_FAMIGLIE, [codComune]),
    (m) => m.famiglia,
  );
  const trovati = new Set<string>();
  for (const [chiave, arrivi] of persone) if (inDisordine(arrivi)) trovati.add(chiave);
  for (const [famiglia, suoi] of membri)
    if (inDisordine(suoi.flatMap(({ soggetto }) => persone.get(soggetto) ?? []))) trovati.add(`N:${famiglia}`);
  return trovati;
}
