/** Spreads the retries of what failed together. Invariant: no chance in it, so that a rerun does the same. */

/** A number in [0, 1) that the notification and its attempts decide. */
export function jitter({ id, tentativi }: { readonly id: number; readonly tentativi: number }): number {
  return ((id * 2654435761 + tentativi * 40503) % 1000) / 1000;
}
