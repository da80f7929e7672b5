/**
 * The households of the comune on one day, as the registers know them now.
 * Invariant: pure; the same rows give the same households in whatever order they come, and nobody is counted twice.
 */
import type { Generalita, PrecisioneData } from '../anpr/soggetto.js';
import { maggiorenneDal } from './anagrafe.js';
import { confrontaChiavi } from './identita.js';

/** Somebody resident on that day, in a family on that day. */
export interface Presente {
  readonly idFamiglia: string;
  readonly soggetto: string;
  readonly codiceLegame: string | null;
  /** When they left that family since; null while they are in it. */
  readonly al: string | null;
  readonly dataNascita: string | null;
  readonly precisioneNascita: string | null;
  readonly indirizzo: string | null;
}

/** One household on that day. */
export interface NucleoAl {
  readonly idFamiglia: string;
  readonly indirizzo: string | null;
  readonly occupanti: number;
  readonly minori: number;
}

/** The head on that day: whoever is one now became so when the one before left. Of two, the one who left first. */
function testaDi(membri: readonly Presente[]): Presente | undefined {
  const teste = membri.filter((p) => p.codiceLegame === '1');
  return teste.sort((a, b) => (a.al === b.al ? 0 : (a.al ?? SEMPRE) < (b.al ?? SEMPRE) ? -1 : 1))[0] ?? membri[0];
}

/** After every day there is. */
const SEMPRE = '9999-12-31';

/** Groups who was there by family; the address is the head's, else that of the lowest card. */
export function nucleiAl(giorno: string, presenti: Iterable<Presente>): Map<string, NucleoAl> {
  const famiglie = new Map<string, Map<string, Presente>>();
  for (const p of presenti) {
    const membri = famiglie.get(p.idFamiglia) ?? new Map<string, Presente>();
    famiglie.set(p.idFamiglia, membri.set(p.soggetto, p));
  }
  const nuclei = new Map<string, NucleoAl>();
  for (const [idFamiglia, membri] of famiglie) {
    const tutti = [...membri.values()].sort((a, b) => confrontaChiavi(a.soggetto, b.soggetto));
    const testa = testaDi(tutti);
    const minori = tutti.filter((p) => minorenne(p, giorno)).length;
    nuclei.set(idFamiglia, { idFamiglia, indirizzo: testa?.indirizzo ?? null, occupanti: tutti.length, minori });
  }
  return nuclei;
}

function minorenne({ dataNascita, precisioneNascita }: Presente, giorno: string): boolean {
  if (dataNascita === null || dataNascita === '') return false;
  const nata: Generalita = { dataNascita, precisioneNascita: (precisioneNascita ?? 'GIORNO') as PrecisioneData };
  const maggiorenne = maggiorenneDal(nata);
  return maggiorenne !== undefined && maggiorenne > giorno;
}

/** What is not as the last version says; a household that was never there on that day has nobody left. */
export function daRifare(
  prima: ReadonlyMap<string, NucleoAl>,
  ora: ReadonlyMap<string, NucleoAl>,
): readonly NucleoAl[] {
  const cambiati = [...ora.values()].filter((n) => !uguali(prima.get(n.idFamiglia), n));
  const spariti = [...prima.values()].filter((n) => n.occupanti > 0 && !ora.has(n.idFamiglia));
  return [...cambiati, ...spariti.map((n) => ({ ...n, occupanti: 0, minori: 0 }))];
}

function uguali(a: NucleoAl | undefined, b: NucleoAl): boolean {
  return a !== undefined && a.occupanti === b.occupanti && a.minori === b.minori && a.indirizzo === b.indirizzo;
}
