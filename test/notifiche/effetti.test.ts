/** The page the offices read is what the cases say. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { effetti, PAGINA } from './effetti.js';

it('docs/effetti.md is the table of effects as the golden cases have it (see effetti.ts to write it again)', () => {
  expect(readFileSync(PAGINA, 'utf8')).toBe(effetti());
});
