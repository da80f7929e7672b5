/**
 * The official electoral position of everybody on our lists, folded again from the facts and streamed page by page.
 * Invariant: nothing is made up — who lacks something the official schema requires is named, not filled in; nor is who is on a
 * list without a title (Q09). Read only.
 */

import { piega } from '../registri/evolve.js';
import { raggruppa } from '../registri/identita.js';
import { listeNostre } from '../registri/sezioni.js';
import type { Contesto } from '../registri/stato.js';
import type { Database } from '../store/database.js';
import { decisioniDi } from '../store/identita-decise.js';
import { conAnomalia, quanteAperte, soggettiInLista } from '../store/sezioni.js';
import { difettiPosizione } from './export-elettorale-difetti.js';
import { type ComuneElettorale, listaSoggetto, type PosizioneUfficiale } from './export-elettorale-xml.js';
import { fattiDecisi } from './mondo-locale.js';

/** People folded in one transaction. */
const PAGINA = 300;

/** One person of the export: the element, or why there is none. */
export type VoceLista = VoceBuona | { readonly soggetto: string; readonly problemi: readonly string[] };

/** Its `sezioni` are those of our lists, as they are written. */
export interface VoceBuona {
  readonly xml: string;
  readonly sezioni: readonly string[];
}

/** G.4: what is open of it keeps a person out of an export. */
const BLOCCO = 'Q09';

/** The `listaSoggetto` of everybody who is officially on one of our lists, by the key of the person. */
export async function* vociListe(db: Database, contesto: Contesto, di: ComuneElettorale): AsyncGenerator<VoceLista> {
  let dopo = '';
  for (;;) {
    const da = dopo;
    const soggetti = await db.transaction((tx) => soggettiInLista(tx, contesto.codComune, { dopo: da, limit: PAGINA }));
    if (soggetti.length === 0) return;
    dopo = soggetti.at(-1)!;
    const bloccati = await db.transaction((tx) => conAnomalia(tx, contesto.codComune, { regola: BLOCCO, soggetti }));
    for (const [soggetto, posizione] of await posizioni(db, contesto, soggetti)) {
      const problemi = difettiPosizione(posizione);
      if (bloccati.has(soggetto)) problemi.push(`in una lista senza il titolo (${BLOCCO}): cancellarlo in revisione`);
      const sezioni = [...posizione.nostre.values()].filter((n) => n !== null);
      yield problemi.length === 0 ? { xml: listaSoggetto(posizione, di), sezioni } : { soggetto, problemi };
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

/** `Q10 3`: the checks of G.4 that are open and stop no export, with how many of each. */
export async function controlliAperti(db: Database, codComune: string): Promise<string[]> {
  const aperti = await db.transaction((tx) => quanteAperte(tx, codComune, ['Q10', 'Q11', 'Q12']));
  return [...aperti].map(([regola, n]) => `${regola} ${n}`);
}
