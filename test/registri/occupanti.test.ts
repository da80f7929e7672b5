/** Q05 holds by construction: every household counts the residents of its family, each once, whatever arrives in whatever order. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applica, creaMondo, type Mondo } from '../../src/registri/mondo.js';
import type { NomeTabella, Riga } from '../../src/registri/righe.js';
import { CONTESTO, feed } from '../arbitraries.js';

const righe = (mondo: Mondo, tabella: NomeTabella): Riga[] =>
  [...mondo.righe.get(tabella)!.values()].flatMap((r) => [...r.values()]);

const occupanti = (mondo: Mondo): number =>
  righe(mondo, 'tributi_nuclei').reduce((somma, n) => somma + Number(n.componenti), 0);

/** Who is registered in a family that is a household today. */
function inFamiglia(mondo: Mondo): Riga[] {
  const nuclei = new Set(righe(mondo, 'tributi_nuclei').map((n) => n.id_famiglia_anpr));
  return righe(mondo, 'anagrafe').filter((a) => {
    const registro = a.tipo_scheda === '5' ? 'AIRE' : 'APR';
    return a.registro === registro && nuclei.has(a.id_famiglia_anpr ?? '');
  });
}

it('Q05: after every operation the occupants are the people registered there, nobody twice and nobody lost', () => {
  fc.assert(
    fc.property(feed, (f) => {
      const mondo = creaMondo([], [], CONTESTO);
      for (const fatti of f) {
        applica(mondo, { fatti, carico: false });
        expect(occupanti(mondo)).toBe(inFamiglia(mondo).length);
      }
    }),
  );
});
