/**
 * The historic archive of the comuni: which code was whose, from when to when (modello-dati G.5).
 * Invariant: pure, and small in memory: the applier keeps some 20,000 periods beside its batches, so they are numbers in
 * typed arrays, found by halving. Nothing is converted by name.
 */

/** One period of one comune. Half-open `[dal, al)`; `al` null: it goes on. */
export interface ComuneStorico {
  /** ISTAT code, 6 digits. */
  readonly codiceIstat: string;
  /** Belfiore code; null where the archive has none (`ND`). */
  readonly codiceCatastale: string | null;
  readonly dal: string;
  readonly al: string | null;
  readonly denominazione: string;
  readonly siglaProvincia: string | null;
}

/** Days of which one is enough: first and last, `YYYY-MM-DD`, both included. */
export interface Giorni {
  readonly dal: string;
  readonly fino: string;
}

/** What the checks ask the archive. */
export interface ArchivioComuni {
  /** What was the last update of the archive; what happened later it cannot deny. Null: not said. */
  readonly aggiornatoAl: string | null;
  /** True if the ISTAT code ever was a comune's. */
  conosce(codiceIstat: string): boolean;
  /**
   * True if on one of the days the comune was there: under this code, or under another one with the same Belfiore code,
   * which survives a change of province.
   */
  esisteva(codiceIstat: string, giorni: Giorni): boolean;
  /** Every Belfiore code that the ISTAT code ever had. */
  belfioriDi(codiceIstat: string): ReadonlySet<string>;
  /** The day from which the comune, under any of its codes, is no more; undefined while it is, or where it is not known. */
  finito(codiceIstat: string): string | undefined;
}

/** Later than every day: the end of a period that goes on. */
const MAI = 99_999_999;

const giornoNumero = (giorno: string): number => Number(giorno.slice(0, 4) + giorno.slice(5, 7) + giorno.slice(8, 10));
const giornoTesto = (n: number): string => {
  const t = String(n).padStart(8, '0');
  return `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6)}`;
};

/** `A001` as a number that sorts the same; 0 for none. */
const belfioreNumero = (b: string | null): number => (b === null ? 0 : b.charCodeAt(0) * 1000 + Number(b.slice(1)));
const belfioreTesto = (n: number): string =>
  `${String.fromCharCode(Math.floor(n / 1000))}${String(n % 1000).padStart(3, '0')}`;

/** Periods in the order of one of their codes. */
interface Colonne {
  readonly codice: Int32Array;
  readonly altro: Int32Array;
  readonly dal: Int32Array;
  readonly al: Int32Array;
}

type Periodo = readonly [codice: number, altro: number, dal: number, al: number];

function colonne(periodi: Periodo[]): Colonne {
  periodi.sort((a, b) => a[0] - b[0]);
  const di = (i: 0 | 1 | 2 | 3): Int32Array => Int32Array.from(periodi, (p) => p[i]);
  return { codice: di(0), altro: di(1), dal: di(2), al: di(3) };
}

/** Places of the periods of a code: from the first that is not less to the first that is more. */
function* postiDi({ codice }: Colonne, cercato: number): Generator<number> {
  let [basso, alto] = [0, codice.length];
  while (basso < alto) {
    const mezzo = (basso + alto) >>> 1;
    if (codice[mezzo]! < cercato) basso = mezzo + 1;
    else alto = mezzo;
  }
  for (let i = basso; codice[i] === cercato; i++) yield i;
}

/** Builds the archive from its periods, in any order. */
export function creaArchivio(comuni: Iterable<ComuneStorico>, aggiornatoAl: string | null = null): ArchivioComuni {
  const istat: Periodo[] = [];
  const catasto: Periodo[] = [];
  for (const c of comuni) {
    const [i, b] = [Number(c.codiceIstat), belfioreNumero(c.codiceCatastale)];
    const [dal, al] = [giornoNumero(c.dal), c.al === null ? MAI : giornoNumero(c.al)];
    istat.push([i, b, dal, al]);
    if (b !== 0) catasto.push([b, i, dal, al]);
  }
  return daColonne(colonne(istat), colonne(catasto), aggiornatoAl);
}

function daColonne(perIstat: Colonne, perBelfiore: Colonne, aggiornatoAl: string | null): ArchivioComuni {
  const belfiori = (codice: string): Set<number> => {
    const trovati = new Set<number>();
    for (const i of postiDi(perIstat, Number(codice))) if (perIstat.altro[i] !== 0) trovati.add(perIstat.altro[i]!);
    return trovati;
  };
  function* periodi(codice: string): Generator<readonly [dal: number, al: number]> {
    for (const i of postiDi(perIstat, Number(codice))) yield [perIstat.dal[i]!, perIstat.al[i]!];
    for (const b of belfiori(codice))
      for (const i of postiDi(perBelfiore, b)) yield [perBelfiore.dal[i]!, perBelfiore.al[i]!];
  }
  return {
    aggiornatoAl,
    conosce: (codice) => !postiDi(perIstat, Number(codice)).next().done,
    esisteva: (codice, giorni) => {
      const [primo, ultimo] = [giornoNumero(giorni.dal), giornoNumero(giorni.fino)];
      for (const [dal, al] of periodi(codice)) if (dal <= ultimo && primo < al) return true;
      return false;
    },
    belfioriDi: (codice) => new Set([...belfiori(codice)].map(belfioreTesto)),
    finito: (codice) => {
      let fine = 0;
      for (const [, al] of periodi(codice)) fine = Math.max(fine, al);
      return fine === 0 || fine === MAI ? undefined : giornoTesto(fine);
    },
  };
}
