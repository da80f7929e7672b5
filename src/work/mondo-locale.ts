/**
 * Loads from the database the part of the registers that some facts may touch: the people, everybody ever in their
 * families, and the facts of all of them that matter.
 * Invariant: closed — whatever `applica` may look at is here, so that a family is never counted without one of its members.
 */
import { chiaviDi, type Fatto } from '../anpr/fatto.js';
import { type DecisioneIdentita, uniteA } from '../registri/identita-decise.js';
import { creaMondo, type Mondo } from '../registri/mondo.js';
import { TABELLE_SOGGETTO } from '../registri/proietta.js';
import type { NomeTabella, Riga } from '../registri/righe.js';
import type { Contesto } from '../registri/stato.js';
import type { Tx } from '../store/database.js';
import { type FattoConservato, fattiConnessi } from '../store/fatti.js';
import { decisioniDi } from '../store/identita-decise.js';
import { righeDi } from '../store/stato-locale.js';
import { archivioComuni } from './comuni-storici.js';

interface RigaDi {
  readonly tabella: NomeTabella;
  readonly riga: Riga;
}

/**
 * Loads the world around the keys and around the facts about to be applied (not yet stored).
 * @param chiavi keys as `chiaviDi` gives them
 */
export async function caricaMondo(
  tx: Tx,
  { chiavi, nuovi }: { readonly chiavi: readonly string[]; readonly nuovi: readonly Fatto[] },
  contesto: Contesto,
): Promise<Mondo> {
  const decisioni = await decisioniDi(tx, contesto.codComune);
  const cercate = new Set([...chiavi, ...nuovi.flatMap(chiaviDi)]);
  const noti = (await fattiDecisi(tx, cercate, { codComune: contesto.codComune, decisioni })).map((c) => c.fatto);
  const soggetti = new Set([...cercate, ...noti.flatMap(chiaviDi)].filter((k) => !k.startsWith('F:')));
  const righe: RigaDi[] = [];
  for (const tabella of TABELLE_SOGGETTO) {
    righe.push(...(await carica(tx, contesto, { tabella, colonna: 'soggetto', valori: [...soggetti] })));
  }
  const famiglie = famiglieDi([...noti, ...nuovi], righe, cercate);
  righe.push(...(await righeFamiglie(tx, contesto, { famiglie, soggetti })));
  const diConvivenza = await fattiConnessi(
    tx,
    contesto.codComune,
    famiglie.map((f) => `F:${f}`),
  );
  const comuni = await archivioComuni(tx);
  const fatti = [...new Set([...noti, ...diConvivenza.map((c) => c.fatto)])];
  return creaMondo(fatti, righe, { ...contesto, decisioni, ...(comuni !== undefined && { comuni }) });
}

/** The facts connected with the keys, also through cards that an operator united; those cards are added to `cercate`. */
export async function fattiDecisi(
  tx: Tx,
  cercate: Set<string>,
  { codComune, decisioni }: { readonly codComune: string; readonly decisioni: readonly DecisioneIdentita[] },
): Promise<FattoConservato[]> {
  for (;;) {
    const noti = await fattiConnessi(tx, codComune, [...cercate]);
    const unite = uniteA(new Set([...cercate, ...noti.flatMap((c) => chiaviDi(c.fatto))]), decisioni);
    if (unite.length === 0) return noti;
    for (const chiave of unite) cercate.add(chiave);
  }
}

interface Cerca {
  readonly tabella: NomeTabella;
  readonly colonna: string;
  readonly valori: readonly string[];
}

async function carica(tx: Tx, contesto: Contesto, cerca: Cerca): Promise<RigaDi[]> {
  if (cerca.valori.length === 0) return [];
  const righe = await righeDi(tx, contesto.codComune, cerca);
  return righe.map((riga) => ({ tabella: cerca.tabella, riga }));
}

function famiglieDi(fatti: readonly Fatto[], righe: readonly RigaDi[], chiavi: ReadonlySet<string>): string[] {
  const famiglie = new Set<string>();
  for (const chiave of chiavi) if (chiave.startsWith('F:')) famiglie.add(chiave.slice(2));
  for (const f of fatti) {
    const id = f.dati.famigliaConvivenza?.idFamigliaConvivenzaANPR;
    if (id !== undefined) famiglie.add(id);
  }
  for (const { tabella, riga } of righe) if (tabella === 'appartenenze') famiglie.add(String(riga.id_famiglia_anpr));
  return [...famiglie];
}

/** Rows of the families, and of their members that are not loaded yet. */
async function righeFamiglie(
  tx: Tx,
  contesto: Contesto,
  { famiglie, soggetti }: { readonly famiglie: readonly string[]; readonly soggetti: ReadonlySet<string> },
): Promise<RigaDi[]> {
  const diFamiglia = { colonna: 'id_famiglia_anpr', valori: famiglie };
  const appartenenze = await carica(tx, contesto, { tabella: 'appartenenze', ...diFamiglia });
  const altri = [...new Set(appartenenze.map((a) => String(a.riga.soggetto)))].filter((s) => !soggetti.has(s));
  return [
    ...appartenenze.filter((a) => !soggetti.has(String(a.riga.soggetto))),
    ...(await carica(tx, contesto, { tabella: 'anagrafe', colonna: 'soggetto', valori: altri })),
    ...(await carica(tx, contesto, { tabella: 'posizioni', colonna: 'soggetto', valori: altri })),
    ...(await carica(tx, contesto, { tabella: 'residenze', colonna: 'soggetto', valori: altri })),
    ...(await carica(tx, contesto, { tabella: 'famiglie', ...diFamiglia })),
    ...(await carica(tx, contesto, { tabella: 'tributi_nuclei', ...diFamiglia })),
  ];
}
