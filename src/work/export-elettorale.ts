/**
 * The official electoral position of everybody on our lists, folded again from the facts and streamed page by page.
 * Invariant: nothing is made up — who lacks something the official schema requires is named, not filled in. Read only.
 */

import { piega } from '../registri/evolve.js';
import { raggruppa } from '../registri/identita.js';
import { listeNostre } from '../registri/sezioni.js';
import type { Contesto } from '../registri/stato.js';
import type { Database } from '../store/database.js';
import { decisioniDi } from '../store/identita-decise.js';
import { soggettiInLista } from '../store/sezioni.js';
import { type ComuneElettorale, listaSoggetto, mancanti, type PosizioneUfficiale } from './export-elettorale-xml.js';
import { fattiDecisi } from './mondo-locale.js';

/** People folded in one transaction. */
const PAGINA = 300;

/** One person of the export: the element, or why there is none. */
export type VoceLista = { readonly xml: string } | { readonly soggetto: string; readonly mancano: readonly string[] };

/** The `listaSoggetto` of everybody who is officially on one of our lists, by the key of the person. */
export async function* vociListe(db: Database, contesto: Contesto, di: ComuneElettorale): AsyncGenerator<VoceLista> {
  let dopo = '';
  for (;;) {
    const da = dopo;
    const soggetti = await db.transaction((tx) => soggettiInLista(tx, contesto.codComune, { dopo: da, limit: PAGINA }));
    if (soggetti.length === 0) return;
    dopo = soggetti.at(-1)!;
    for (const [soggetto, posizione] of await posizioni(db, contesto, soggetti)) {
      const mancano = mancanti(posizione);
      yield mancano.length === 0 ? { xml: listaSoggetto(posizione, di) } : { soggetto, mancano };
    }
  }
}

async function posizioni(
  db: Database,
  contesto: Contesto,
  soggetti: readonly string[],
): Promise<[string, PosizioneUfficiale][]> {
  const { codComune } = contesto;
  const { fatti, decisioni } = await db.transaction(async (tx) => {
    const decise = await decisioniDi(tx, codComune);
    const noti = await fattiDecisi(tx, new Set(soggetti), { codComune, decisioni: decise });
    return { fatti: noti.map((n) => n.fatto), decisioni: decise };
  });
  const gruppi = new Map(raggruppa(fatti, decisioni).map((g) => [g.chiave, g]));
  const trovate: [string, PosizioneUfficiale][] = [];
  for (const soggetto of soggetti) {
    const { liste, identificativi } = piega(gruppi.get(soggetto)?.fatti ?? [], contesto);
    const nostre = listeNostre(liste, contesto.codici);
    if (liste === undefined || nostre.size === 0) continue;
    const { idSchedaSoggettoANPR } = identificativi;
    trovate.push([soggetto, { idSchedaSoggettoANPR, liste, nostre }]);
  }
  return trovate;
}
