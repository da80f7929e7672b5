/**
 * Who lived in the dwelling of a family, and when: registered here, in the family, with a home.
 * Invariant: from the rows of the members alone, so that what became known in another order gives the same days; nobody lives
 * in a dwelling before the first home they are known to have, nor while registered without one (E.3).
 */
import { TIPI_SCHEDA } from '../anpr/codici.js';
import { massimo, minimaFine, type Periodo, vuoto } from './periodi.js';
import { type Riga, testo } from './righe.js';

/** Table 25: a residence in Italy, whatever label it came with. */
const RESIDENZA = '1';

/** What is stored of somebody who is, or was, in the family. */
export interface RigheMembro {
  /** `appartenenze` rows of that family. */
  readonly appartenenze: readonly Riga[];
  readonly posizioni: readonly Riga[];
  readonly residenze: readonly Riga[];
}

export type Durata = Omit<Periodo<unknown>, 'valore'>;

const durata = (r: Riga): Durata => ({ dal: testo(r.dal), al: testo(r.al) });

function intersezione(a: readonly Durata[], b: readonly Durata[]): Durata[] {
  const comuni = a.flatMap((x) => b.map((y) => ({ dal: massimo(x.dal, y.dal), al: minimaFine(x.al, y.al) })));
  return comuni.filter(({ dal, al }) => !vuoto(dal, al));
}

/** In order, those that touch made one. */
function unione(durate: readonly Durata[]): Durata[] {
  const unite: Durata[] = [];
  for (const d of [...durate].sort((a, b) => ((a.dal ?? '') < (b.dal ?? '') ? -1 : 1))) {
    const ultima = unite.at(-1);
    if (ultima === undefined || (ultima.al !== null && ultima.al < (d.dal ?? ''))) unite.push(d);
    else
      unite[unite.length - 1] = {
        dal: ultima.dal,
        al: ultima.al === null || d.al === null ? null : massimo(ultima.al, d.al),
      };
  }
  return unite;
}

/** With a home while registered here; a registration of which no home is known is taken as it is. */
function inCasa({ posizioni, residenze }: RigheMembro): Durata[] {
  const qui = residenze.filter((r) => r.tipo_indirizzo === RESIDENZA);
  const iscrizioni = posizioni.filter((p) => p.registro === 'APR').map((p) => [durata(p)]);
  return iscrizioni.flatMap((iscrizione) => {
    if (intersezione(iscrizione, qui.map(durata)).length === 0) return iscrizione;
    return intersezione(iscrizione, qui.filter((r) => r.senza_fissa_dimora !== 'S').map(durata));
  });
}

/** The periods in which this person lived in the dwelling of the family; who left a card that was no family's never did. */
export function presenzeDi(membro: RigheMembro): Durata[] {
  const inFamiglia = membro.appartenenze.filter((a) => testo(a.al) === null || a.tipo_scheda === TIPI_SCHEDA.famiglia);
  return unione(intersezione(inFamiglia.map(durata), inCasa(membro)));
}

/** The last day up to `oggi` on which their number changed: who comes on the day on which another goes changes nothing. */
export function inTantiDal(presenze: readonly Durata[], oggi: string): string | null {
  const saldi = new Map<string, number>();
  const conta = (giorno: string | null, quanti: number): void => {
    if (giorno !== null && giorno <= oggi) saldi.set(giorno, (saldi.get(giorno) ?? 0) + quanti);
  };
  for (const { dal, al } of presenze) {
    conta(dal, 1);
    conta(al, -1);
  }
  let ultimo: string | null = null;
  for (const [giorno, saldo] of saldi) if (saldo !== 0) ultimo = massimo(ultimo, giorno);
  return ultimo;
}

/** The last day up to `oggi` on which somebody ceased to live there; null if nobody ever did. */
export function uscitiDal(presenze: readonly Durata[], oggi: string): string | null {
  let ultimo: string | null = null;
  for (const { al } of presenze) if (al !== null && al <= oggi) ultimo = massimo(ultimo, al);
  return ultimo;
}
