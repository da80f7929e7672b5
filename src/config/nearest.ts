/** Finds the known word nearest to a mistyped one, for messages that say what was probably meant. */

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `: forse «x»?` when a known word is close enough to be a slip of the hand, otherwise the whole list when it is short. */
export function nearest(word: string, known: readonly string[]): string {
  const [best] = known
    .map((k) => ({ k, d: distance(word.toLowerCase(), k.toLowerCase()) }))
    .toSorted((a, b) => a.d - b.d);
  if (best !== undefined && best.d <= Math.max(2, word.length / 3)) return `: forse «${best.k}»?`;
  return known.length <= 20 ? `: le chiavi note sono ${known.join(', ')}` : '';
}
