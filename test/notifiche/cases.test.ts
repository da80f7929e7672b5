/** Every case folder: what the content changes is what `changes.json` says. See LEGGIMI.md for how to read one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { casi, esegui } from './caso.js';

const tutti = casi();

for (const tipo of new Set(tutti.map((c) => c.tipo))) {
  const suoi = tutti.filter((c) => c.tipo === tipo);
  describe(tipo, () => {
    it.each(suoi.map((caso) => [caso.nome.replaceAll('_', ' '), caso] as const))('%s', (_, caso) => {
      const atteso = join(caso.cartella, 'changes.json');
      expect(existsSync(atteso), 'changes.json is missing: write it with scrivi-attesi.ts and review it').toBe(true);
      expect(esegui(caso)).toEqual(JSON.parse(readFileSync(atteso, 'utf8')));
    });
  });
}
