/**
 * How much the receiver is holding: calls under way and the bytes of their bodies.
 * Invariant: what a call took is given back when it ends, however it ends; when there is nobody else, one call always fits.
 */
export interface LimitiCarico {
  readonly maxConcurrent: number;
  /** Bytes of bodies in memory, all calls together. */
  readonly maxBytesInFlight: number;
}

/** The part of the load that one call holds. */
export interface Carico {
  /** Takes bytes; false when they do not fit. */
  hold(byte: number): boolean;
  /** Gives everything back. */
  release(): void;
}

export interface Portiere {
  /** Lets a call in; undefined when there are too many. */
  enter(): Carico | undefined;
  /** Calls under way. */
  inCorso(): number;
}

export function createPortiere(limiti: LimitiCarico): Portiere {
  let chiamate = 0;
  let totale = 0;
  const enter = (): Carico | undefined => {
    if (chiamate >= limiti.maxConcurrent) return undefined;
    chiamate++;
    let miei = 0;
    let dentro = true;
    return {
      hold: (byte) => {
        // Alone, it may take what the limit of one body allows.
        if (totale + byte > limiti.maxBytesInFlight && totale > miei) return false;
        miei += byte;
        totale += byte;
        return true;
      },
      release: () => {
        if (!dentro) return;
        dentro = false;
        chiamate--;
        totale -= miei;
      },
    };
  };
  return { enter, inCorso: () => chiamate };
}
