/**
 * Finds the households that a TARI user may be matched with, without looking at all of them.
 * Invariant: `abbina` of those found chooses as `abbina` of everybody does; a search costs the streets of a similar name, not
 * the households that share a number: of those that no score tells apart only two are kept, the winner and who makes it a doubt.
 */
import { confrontaId } from './ordine.js';
import { leggiStrada, paroleInComune, type Strada } from './somiglianza.js';
import { type Candidato, stradeDi } from './utenze.js';
import type { Utenza } from './utenze-csv.js';

export interface IndiceCandidati {
  /** The best ones for this user are among them. */
  cerca(utenza: Utenza): readonly Candidato[];
}

/** The two households with the lowest ids. */
type Primi = readonly Candidato[];

function conUno(primi: Primi, c: Candidato): Primi {
  if (primi.some((p) => p.idFamiglia === c.idFamiglia)) return primi;
  return [...primi, c].sort((a, b) => confrontaId(a.idFamiglia, b.idFamiglia)).slice(0, 2);
}

/** The homes behind one number and letter: a user that says no unit resembles them all alike. */
interface Porta {
  tutti: Primi;
  readonly perInterno: Map<string, Primi>;
}

interface Via {
  readonly parole: readonly string[];
  /** By number, then by letter. */
  readonly perCivico: Map<string, Map<string, Porta>>;
}

function ottieni<K, V>(mappa: Map<K, V>, chiave: K, nuovo: () => V): V {
  const presente = mappa.get(chiave);
  if (presente !== undefined) return presente;
  const valore = nuovo();
  mappa.set(chiave, valore);
  return valore;
}

function colloca(via: Via, { civico, esponente, interno }: Strada, c: Candidato): void {
  const esponenti = ottieni(via.perCivico, civico, () => new Map<string, Porta>());
  const porta = ottieni(esponenti, esponente, (): Porta => ({ tutti: [], perInterno: new Map() }));
  porta.tutti = conUno(porta.tutti, c);
  porta.perInterno.set(interno, conUno(porta.perInterno.get(interno) ?? [], c));
}

/** Who may live there: another number is another home, and one that is not said is too little to be matched. */
function* allaPorta(via: Via, { civico, interno }: Strada): Generator<Candidato> {
  for (const { tutti, perInterno } of via.perCivico.get(civico)?.values() ?? [])
    if (interno === '') yield* tutti;
    else for (const i of [interno, '']) yield* perInterno.get(i) ?? [];
}

/** The streets of the households, by their words. */
function creaVie() {
  const vie = new Map<string, Via>();
  const perParola = new Map<string, Via[]>();
  const simili = new Map<string, readonly Via[]>();
  const nuova = (parole: readonly string[]): Via => {
    const via: Via = { parole, perCivico: new Map() };
    for (const p of new Set(parole)) ottieni(perParola, p, (): Via[] => []).push(via);
    return via;
  };
  const cerca = (parole: readonly string[]): readonly Via[] => {
    const vicine = new Set(parole.flatMap((p) => perParola.get(p) ?? []));
    return [...vicine].filter((v) => paroleInComune(parole, v.parole) > 0);
  };
  return {
    di: (parole: readonly string[]): Via => ottieni(vie, parole.join(' '), () => nuova(parole)),
    /** Those whose name resembles this one; every spelling is looked up once, when all the streets are there. */
    simili: (parole: readonly string[]) => ottieni(simili, parole.join(' '), () => cerca(parole)),
  };
}

/** Indexes the households by holder and by street, number, letter and unit. */
export function indicizza(candidati: Iterable<Candidato>): IndiceCandidati {
  const perCodice = new Map<string, Candidato[]>();
  const vie = creaVie();
  for (const grezzo of candidati) {
    const c = { ...grezzo, strade: stradeDi(grezzo) };
    for (const cf of c.membri) ottieni(perCodice, cf, (): Candidato[] => []).push(c);
    for (const s of c.strade) colloca(vie.di(s.parole), s, c);
  }
  return {
    cerca: (utenza) => {
      const strada = leggiStrada(utenza.indirizzo);
      const trovati = new Set(perCodice.get(utenza.codiceFiscale) ?? []);
      for (const via of vie.simili(strada.parole)) for (const c of allaPorta(via, strada)) trovati.add(c);
      return [...trovati];
    },
  };
}
