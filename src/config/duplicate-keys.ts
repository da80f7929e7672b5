/**
 * Keys that an object of a JSON text says twice: the standard parser keeps the last one and is silent.
 * Invariant: one pass over the text, which is JSON already; positions are those of the text.
 */

/** A key said more than once in one object. */
export interface DuplicateKey {
  /** `enti[0].nome`, the key included. */
  readonly path: string;
  /** Lines where it stands, from 1, in order. */
  readonly lines: readonly number[];
}

/** An object or a list that is not closed yet. */
interface Open {
  readonly path: string;
  /** Lines of each key; undefined for a list. */
  readonly keys: Map<string, number[]> | undefined;
  /** Of a list: the place of the value that comes. */
  index: number;
  /** Of an object: the key whose value comes; undefined where a key comes. */
  key: string | undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],\n]/g;

const under = ({ path, keys, key = '', index }: Open): string => {
  if (keys === undefined) return `${path}[${index}]`;
  return path === '' ? key : `${path}.${key}`;
};

function remember(open: Open, token: string, line: number): void {
  if (open.keys === undefined || open.key !== undefined) return;
  open.key = JSON.parse(token) as string;
  const lines = open.keys.get(open.key) ?? [];
  lines.push(line);
  open.keys.set(open.key, lines);
}

function told({ path, keys }: Open): DuplicateKey[] {
  return [...(keys ?? [])]
    .filter(([, lines]) => lines.length > 1)
    .map(([key, lines]) => ({ path: path === '' ? key : `${path}.${key}`, lines }));
}

/** The keys said twice, those of the innermost objects first. @param json a valid JSON text, without comments */
export function duplicateKeys(json: string): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const stack: Open[] = [];
  let line = 1;
  for (const [token] of json.matchAll(TOKEN)) {
    const open = stack.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') {
      const path = open === undefined ? '' : under(open);
      stack.push({ path, keys: token === '{' ? new Map() : undefined, index: 0, key: undefined });
    } else if (token === '}' || token === ']') {
      if (open !== undefined) found.push(...told(open));
      stack.pop();
    } else if (token === ',') {
      if (open !== undefined) Object.assign(open, { index: open.index + 1, key: undefined });
    } else if (open !== undefined) remember(open, token, line);
  }
  return found;
}
