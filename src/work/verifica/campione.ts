/**
 * The rolling samples of the verification: people folded again in memory (law 4), notifications read again.
 * Invariant: only reads; every sample has a bookmark, so that everybody's turn comes.
 */
import type { RowChange } from '../../registri/righe.js';
import type { Contesto } from '../../registri/stato.js';
import type { Keystore } from '../../soap/keystore.js';
import type { Database, Tx } from '../../store/database.js';
import { chiaviTutte } from '../../store/fatti.js';
import { leggi } from '../../store/inbox.js';
import { applicateDopo, type Rotto } from '../../store/verifica.js';
import { ricalcola } from '../apply.js';
import { leggiNotifica } from '../lettura.js';
import { caricaMondo } from '../mondo-locale.js';

/** What a sample looked at, what it found, where the next one begins. */
export interface EsitoCampione {
  readonly oggetti: readonly string[];
  readonly rotti: readonly Rotto[];
  readonly segno: string;
}

/** People of one transaction. */
const PAGINA = 200;

/** Folds the people after `segno` again and compares with their rows; begins again after the last. */
export async function campionePersone(
  db: Database,
  contesto: Contesto,
  { segno, quante, prima }: { readonly segno: string; readonly quante: number; readonly prima: readonly string[] },
): Promise<EsitoCampione> {
  const oggetti = new Set<string>(prima);
  const rotti = new Map<string, Rotto>();
  const guarda = async (chiavi: readonly string[]): Promise<void> => {
    const esito = await db.transaction((tx) => piegaDiNuovo(tx, chiavi, contesto));
    for (const oggetto of esito.oggetti) oggetti.add(oggetto);
    for (const rotto of esito.rotti) rotti.set(rotto.oggetto, rotto);
  };
  if (prima.length > 0) await guarda(prima);
  let qui = segno;
  for (let fatte = 0; fatte < quante; ) {
    const limit = Math.min(PAGINA, quante - fatte);
    const chiavi = await db.transaction((tx) => chiaviTutte(tx, contesto.codComune, { dopo: qui, limit }));
    if (chiavi.length > 0) await guarda(chiavi);
    qui = chiavi.length < limit ? '' : chiavi.at(-1)!;
    if (qui === '') break;
    fatte += chiavi.length;
  }
  return { oggetti: [...oggetti], rotti: [...rotti.values()], segno: qui };
}

async function piegaDiNuovo(
  tx: Tx,
  chiavi: readonly string[],
  contesto: Contesto,
): Promise<Pick<EsitoCampione, 'oggetti' | 'rotti'>> {
  const mondo = await caricaMondo(tx, { chiavi, nuovi: [] }, contesto);
  const attese = [...mondo.righe.get('anagrafe')!.values()].flatMap((righe) => [...righe.values()]);
  // The calendar moves these rows as soon as the applier has its turn: they are late, not wrong.
  const inRitardo = new Set(
    attese.filter((r) => r.ricalcola_il !== null && String(r.ricalcola_il) <= contesto.oggi).map((r) => r.soggetto),
  );
  const { cambi, segnalazioni } = ricalcola(mondo, chiavi, contesto.oggi);
  const perOggetto = new Map<string, RowChange[]>();
  for (const cambio of cambi) {
    const riga = (cambio.dopo ?? cambio.prima)!;
    const oggetto = riga.soggetto === undefined ? `F:${String(riga.id_famiglia_anpr)}` : String(riga.soggetto);
    const tarda = riga.soggetto === undefined ? inRitardo.size > 0 : inRitardo.has(riga.soggetto);
    if (!tarda) perOggetto.set(oggetto, [...(perOggetto.get(oggetto) ?? []), cambio]);
  }
  return { oggetti: [...segnalazioni.keys()], rotti: [...perOggetto].map(([o, suoi]) => rottoDi(o, suoi)) };
}

function rottoDi(oggetto: string, cambi: readonly RowChange[]): Rotto {
  const tabelle = new Map<string, number>();
  for (const { tabella } of cambi) tabelle.set(tabella, (tabelle.get(tabella) ?? 0) + 1);
  return { oggetto, prova: [...tabelle].map(([tabella, n]) => `${tabella}: ${n}`).join(', ') };
}

/**
 * Reads applied notifications again and counts their facts. One whose content does not open any more (a key that is gone) or
 * that this version reads otherwise is no evidence: only fewer facts than the content says are.
 */
export async function campioneNotifiche(
  db: Database,
  codComune: string,
  o: { readonly segno: string; readonly quante: number; readonly keystores: readonly Keystore[] },
): Promise<EsitoCampione> {
  const limit = o.quante;
  const pagina = await db.transaction((tx) => applicateDopo(tx, codComune, { dopo: Number(o.segno) || 0, limit }));
  const rotti: Rotto[] = [];
  for (const { id, fatti } of pagina) {
    const notifica = await db.transaction((tx) => leggi(tx, id));
    const dice =
      notifica === undefined ? 0 : quantiFatti(() => leggiNotifica(notifica, o.keystores).lettura.fatti.length);
    if (dice > fatti) rotti.push({ oggetto: `notifica:${id}`, prova: `ne dice ${dice}, qui sono ${fatti}` });
  }
  const segno = pagina.length < limit ? '' : String(pagina.at(-1)!.id);
  return { oggetti: pagina.map((n) => `notifica:${n.id}`), rotti, segno };
}

function quantiFatti(fn: () => number): number {
  try {
    return fn();
  } catch {
    // What does not open now opened when it was applied: its keys are another check's business.
    return 0;
  }
}
