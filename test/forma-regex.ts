/**
 * What a regular expression costs, from its shape alone: whether the time of V8's search grows faster than the text.
 * A simple judgement that errs on the side of «may»: it knows the shapes that are linear whatever the text is.
 */

interface Atomo {
  readonly tipo: 'carattere' | 'inizio' | 'limite' | 'gruppo' | 'sguardo' | 'rimando';
  readonly dentro: readonly (readonly Atomo[])[];
  readonly min: number;
  readonly max: number;
}

class Lettura {
  #i = 0;
  constructor(private readonly testo: string) {}

  alternative(): Atomo[][] {
    const tutte: Atomo[][] = [[]];
    while (this.#i < this.testo.length && this.testo[this.#i] !== ')') {
      if (this.testo[this.#i] === '|') {
        this.#i++;
        tutte.push([]);
      } else tutte.at(-1)?.push(this.#conQuanti(this.#atomo()));
    }
    return tutte;
  }

  #atomo(): Omit<Atomo, 'min' | 'max'> {
    const c = this.testo[this.#i++];
    if (c === '^') return { tipo: 'inizio', dentro: [] };
    if (c === '$') return { tipo: 'limite', dentro: [] };
    if (c === '(') return this.#gruppo();
    if (c === '[') return this.#classe();
    if (c !== '\\') return { tipo: 'carattere', dentro: [] };
    const d = this.testo[this.#i++] ?? '';
    if (d === 'b' || d === 'B') return { tipo: 'limite', dentro: [] };
    if (/[1-9k]/.test(d)) return { tipo: 'rimando', dentro: [] };
    const resto = /^(?:\{[^}]*\}|[0-9a-fA-F]{4}|[0-9a-fA-F]{2})/.exec(this.testo.slice(this.#i))?.[0] ?? '';
    if (/[pPux]/.test(d)) this.#i += resto.length;
    return { tipo: 'carattere', dentro: [] };
  }

  #classe(): Omit<Atomo, 'min' | 'max'> {
    for (; this.testo[this.#i] !== ']'; this.#i++) if (this.testo[this.#i] === '\\') this.#i++;
    this.#i++;
    return { tipo: 'carattere', dentro: [] };
  }

  #gruppo(): Omit<Atomo, 'min' | 'max'> {
    const apre = /^\?(?:<?[=!]|:|<\w+>)/.exec(this.testo.slice(this.#i))?.[0] ?? '';
    this.#i += apre.length;
    const dentro = this.alternative();
    this.#i++;
    return { tipo: /[=!]$/.test(apre) ? 'sguardo' : 'gruppo', dentro };
  }

  #conQuanti(a: Omit<Atomo, 'min' | 'max'>): Atomo {
    const q = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.testo.slice(this.#i));
    if (q === null) return { ...a, min: 1, max: 1 };
    this.#i += q[0].length;
    if (q[1] !== undefined)
      return { ...a, min: q[1] === '+' ? 1 : 0, max: q[1] === '?' ? 1 : Number.POSITIVE_INFINITY };
    const min = Number(q[2]);
    return { ...a, min, max: q[3] === '' ? min : q[4] === '' ? Number.POSITIVE_INFINITY : Number(q[4]) };
  }
}

const senzaFine = (a: Atomo): boolean => a.max === Number.POSITIVE_INFINITY;

/** Repetitions without an end in a sequence, alternatives counted by the worst; Infinity for one inside another. */
function ripetizioni(sequenza: readonly Atomo[]): number {
  let tutte = 0;
  for (const a of sequenza) {
    if (a.tipo === 'rimando') return Number.POSITIVE_INFINITY;
    const dentro = Math.max(0, ...a.dentro.map(ripetizioni));
    if (senzaFine(a) && (dentro > 0 || !unModoSolo(a))) return Number.POSITIVE_INFINITY;
    // Repeated a fixed number of times, what has no end is written so many times.
    tutte += senzaFine(a) ? 1 : dentro * Math.max(1, a.max);
  }
  return tutte;
}

/** Whether what is repeated matches in one way only. */
function unModoSolo({ dentro }: Atomo): boolean {
  if (dentro.length === 0) return true;
  const fissa = (a: Atomo): boolean => a.min === a.max && unModoSolo(a);
  return dentro.length === 1 && (dentro[0]?.length ?? 0) > 0 && (dentro[0]?.every(fissa) ?? false);
}

function lineare(sequenza: readonly Atomo[], daCapo: boolean): boolean {
  const n = ripetizioni(sequenza);
  if (n === 0) return true;
  if (n > 1) return false;
  // Tried once, where the text begins; or the run is taken and nothing after it can fail, so that the search goes on behind it.
  const ultimo = sequenza.at(-1);
  return (sequenza[0]?.tipo === 'inizio' && !daCapo) || (ultimo !== undefined && senzaFine(ultimo));
}

/** Whether matching, testing and replacing everywhere cost no more than the text is long. */
export function isLineare(sorgente: string, flags = ''): boolean {
  return new Lettura(sorgente).alternative().every((s) => lineare(s, flags.includes('m')));
}
