/**
 * Who is who: splits the facts of a connected component into persons.
 * Invariant: a pure function of the set of facts — arrival plays no part. Two cards with facts of their own are never
 * merged: both stay, both are reported (architecture 2, "identity"; modello-dati G.3).
 */

import { chiaviProprie, type Fatto } from '../anpr/fatto.js';
import { chiaveRicerca } from '../anpr/ricerca.js';
import type { Generalita, Identificativi } from '../anpr/soggetto.js';
import { type DecisioneIdentita, type Identita, leggiDecisioni } from './identita-decise.js';
import { type Attribuito, sospendi } from './identita-sospese.js';
import { confrontaId, ordina } from './ordine.js';

/** One person (or one convivenza) and the facts about it. */
export interface Gruppo {
  /** `S:<scheda>`, `A:<idANPR>`, `C:<codice fiscale>` or `F:<famiglia>`: the natural key of the rows. */
  readonly chiave: string;
  readonly fatti: readonly Fatto[];
  /** Another card holds the same national id or codice fiscale. */
  readonly conteso: boolean;
  /** Facts that name somebody else too: they wait for a decision and move no row. */
  readonly sospesi?: readonly Fatto[];
}

interface Bozza extends Attribuito {
  conteso: boolean;
}

/**
 * Groups the facts; facts without any strong identifier are the caller's error and are left out. Cards that an operator
 * united are one person under the lowest of them, those kept apart are not contested between themselves. A fact without a
 * card is placed in ANPR's order: it may name a person through what an earlier one said of them.
 */
export function raggruppa(fatti: readonly Fatto[], decisioni?: readonly DecisioneIdentita[]): Gruppo[] {
  const identita = leggiDecisioni(decisioni);
  const bozze = new Map<string, Bozza>();
  const unisci = (chiave: string, fatto: Fatto): void => {
    const bozza = bozze.get(chiave) ?? { chiave, fatti: [], sospesi: [], conteso: false };
    bozze.set(chiave, bozza);
    bozza.fatti.push(fatto);
  };
  const conChiave = (prefisso: string) => fatti.filter((f) => chiaviProprie(f)[0]?.startsWith(prefisso));
  for (const f of [...conChiave('F:'), ...conChiave('S:')]) unisci(identita.rappresentante(chiaviProprie(f)[0]!), f);
  const perId = ordina(conChiave('A:'));
  const dove = { bozze, identita };
  const restano = perId.filter((f) => !attacca(dove, f, (g) => stessoIdANPR(g, f) || stessoCodiceFiscale(g, f)));
  for (const f of restano) unisci(chiaviProprie(f)[0]!, f);
  for (const f of ordina(conChiave('C:')))
    if (!attacca(dove, f, (g) => stessoCodiceFiscale(g, f))) unisci(chiaviProprie(f)[0]!, f);
  segnaContesi(dove);
  sospendi(
    [...bozze.values()].filter((b) => b.conteso),
    identita.distinte,
  );
  return [...bozze.values()];
}

interface Dove {
  readonly bozze: ReadonlyMap<string, Bozza>;
  readonly identita: Identita;
}

/**
 * Adds the fact to the group that matches. Where several do nobody can say whom it is about: it waits with the lowest of
 * them, and those that nobody kept apart are contested.
 */
function attacca({ bozze, identita }: Dove, fatto: Fatto, corrisponde: (g: Bozza) => boolean): boolean {
  const candidati = [...bozze.values()].filter(corrisponde).sort((a, b) => confrontaChiavi(a.chiave, b.chiave));
  for (const c of candidati) {
    if (candidati.some((altro) => altro !== c && !identita.distinte(c.chiave, altro.chiave))) c.conteso = true;
  }
  const [primo, ...altri] = candidati;
  (altri.length > 0 ? primo?.sospesi : primo?.fatti)?.push(fatto);
  return candidati.length > 0;
}

/** Cards before national ids before codici fiscali; inside a kind by number. */
export function confrontaChiavi(a: string, b: string): number {
  const rango = (k: string) => 'SACF'.indexOf(k.charAt(0));
  return rango(a) - rango(b) || confrontaId(a.slice(2), b.slice(2));
}

function stessoIdANPR(g: Bozza, fatto: Fatto): boolean {
  const id = fatto.dati.identificativi.idANPR;
  return g.fatti.some((f) => f.dati.identificativi.idANPR === id);
}

function stessoCodiceFiscale(g: Bozza, fatto: Fatto): boolean {
  if (g.chiave.startsWith('F:') || fatto.dati.identificativi.codiceFiscale === undefined) return false;
  return g.fatti.some((f) => concorda(f, fatto));
}

/** A validated codice fiscale where birth dates do not disagree; a non-validated one only with surname and birth date. */
function concorda(a: Fatto, b: Fatto): boolean {
  const [x, y]: Identificativi[] = [a.dati.identificativi, b.dati.identificativi];
  const suoi = [x!.codiceFiscale, a.dati.identificativiPrecedenti?.codiceFiscale];
  if (y!.codiceFiscale === undefined || !suoi.includes(y!.codiceFiscale)) return false;
  const [g, h]: Generalita[] = [a.dati.generalita ?? {}, b.dati.generalita ?? {}];
  const nascite = [g!.dataNascita, h!.dataNascita];
  const validato = x!.validitaCF !== '9' && y!.validitaCF !== '9';
  if (validato) return nascite.includes(undefined) || nascite[0] === nascite[1];
  return nascite[0] !== undefined && nascite[0] === nascite[1] && stessoCognome(g!, h!);
}

/** Two messages may write a surname with other accents, spaces and case (G.6); who has none matches who has none. */
function stessoCognome({ cognome: a = '' }: Generalita, { cognome: b = '' }: Generalita): boolean {
  return chiaveRicerca(a) === chiaveRicerca(b);
}

function segnaContesi({ bozze, identita }: Dove): void {
  const visti = new Map<string, Set<Bozza>>();
  for (const bozza of bozze.values()) {
    if (!bozza.chiave.startsWith('S:')) continue;
    for (const chiave of new Set(bozza.fatti.flatMap((f) => chiaviProprie(f).slice(1)))) {
      const stesse = visti.get(chiave) ?? new Set();
      for (const altra of stesse) {
        if (identita.distinte(altra.chiave, bozza.chiave)) continue;
        altra.conteso = true;
        bozza.conteso = true;
      }
      visti.set(chiave, stesse.add(bozza));
    }
  }
}
