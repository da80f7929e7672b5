/** What the command line asks for. Invariant: whatever is not understood is refused, with what would have been. */
import { parseArgs } from 'node:util';

export type NomeMotore = 'sqlite' | 'mariadb';

export interface Opzioni {
  readonly abitanti: number;
  /** Same seed, same town, same month, same plan of faults. */
  readonly seme: string;
  readonly motori: readonly NomeMotore[];
  /** Days of sending; every day has its faults. */
  readonly giorni: number;
  /** Milliseconds a fault lasts, at least and at most. */
  readonly durata: readonly [number, number];
  /** Length of one of ANPR's minutes, in milliseconds. */
  readonly minutoMs: number;
  /** The engines at the same time: most of a short month is waiting. */
  readonly insieme: boolean;
}

const COMPLETA = { abitanti: 50_000, giorni: 22, durata: [1_500, 6_000], minutoMs: 500, insieme: false } as const;
const BREVE = { abitanti: 350, giorni: 3, durata: [250, 700], minutoMs: 250, insieme: true } as const;
const USO =
  'npm run chaos -- [--abitanti N] [--seme TESTO] [--motore sqlite|mariadb|tutti] [--breve] [--scrivi docs/caos.md]';

/** The command line is wrong. */
export class UsoError extends Error {
  override readonly name = 'UsoError';
}

function motoriDi(quale: string): NomeMotore[] {
  if (quale === 'tutti') return ['sqlite', 'mariadb'];
  if (quale === 'sqlite' || quale === 'mariadb') return [quale];
  throw new UsoError(`--motore ${quale}: sqlite, mariadb or tutti\n${USO}`);
}

function abitantiDi(testo: string | undefined, solito: number): number {
  const n = testo === undefined ? solito : Number(testo);
  if (!Number.isInteger(n) || n < 200 || n > 1_000_000)
    throw new UsoError(`--abitanti ${testo}: a whole number from 200 to 1000000\n${USO}`);
  return n;
}

function leggi(argomenti: readonly string[]) {
  try {
    const options = {
      abitanti: { type: 'string' },
      seme: { type: 'string', default: 'allinea' },
      motore: { type: 'string', default: 'tutti' },
      breve: { type: 'boolean', default: false },
      scrivi: { type: 'string' },
    } as const;
    return parseArgs({ args: [...argomenti], options }).values;
  } catch (error) {
    throw new UsoError(`${error instanceof Error ? error.message : String(error)}\n${USO}`);
  }
}

/** @throws UsoError */
export function leggiOpzioni(argomenti: readonly string[]): Opzioni & { readonly scrivi: string | undefined } {
  const v = leggi(argomenti);
  const base = v.breve ? BREVE : COMPLETA;
  const abitanti = abitantiDi(v.abitanti, base.abitanti);
  return { ...base, abitanti, seme: v.seme, motori: motoriDi(v.motore), scrivi: v.scrivi };
}
