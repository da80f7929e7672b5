/** Arithmetic of the benchmark's figures. */

/** The middle one; of an even number, the mean of the two in the middle. */
export function mediana(valori: readonly number[]): number {
  const ordinati = [...valori].sort((a, b) => a - b);
  const meta = Math.floor(ordinati.length / 2);
  const [a, b] = [ordinati[meta - 1], ordinati[meta]];
  if (b === undefined) return Number.NaN;
  return ordinati.length % 2 === 1 || a === undefined ? b : (a + b) / 2;
}
