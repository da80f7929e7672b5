/** Laws 3, 4 and 8 on lives made of every operation of the matrix (architecture, section 3). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiaviDi } from '../../src/anpr/fatto.js';
import { TIPI } from '../../src/notifiche/index.js';
import { applica, creaMondo, type Mondo, riproietta } from '../../src/registri/mondo.js';
import { NOMI_TABELLE } from '../../src/registri/righe.js';
import type { VariazioneRegistrata } from '../../src/registri/storno.js';
import { VICENDE } from '../../src/simulatore/vicende.js';
import { regole } from '../arbitraries.js';
import { FUORI, nonSommano, registra, valori } from './catena.js';
import { CONTESTO_VITE, type Letta, vita, vitaDi, vitaMescolata, vitaPersa } from './vite.js';

const CORSE = 10;
const SENZA_CAUSA = { idOperazioneANPR: null, decorrenza: null };

/** Every row of every table, by table and key. */
function righe(mondo: Mondo): unknown {
  const ordina = <T>(voci: (readonly [string, T])[]) =>
    Object.fromEntries([...voci].sort(([a], [b]) => (a < b ? -1 : 1)));
  return Object.fromEntries(
    NOMI_TABELLE.map((t) => [t, ordina([...mondo.righe.get(t)!.values()].flatMap((r) => [...r]))]),
  );
}

function vivi(lette: readonly Letta[]): Mondo {
  const mondo = creaMondo([], [], CONTESTO_VITE);
  for (const { fatti, codice } of lette) applica(mondo, { fatti, carico: codice === '3002' });
  return mondo;
}

/** Codes and stories that the laws have met. */
const visti = new Set<string>();

function nota(lette: readonly Letta[]): void {
  for (const { codice, vicenda } of lette) visti.add(codice).add(vicenda);
}

describe('the laws on lives of every operation', () => {
  it('order does not matter: any permutation of what arrived ends in the same rows', () => {
    fc.assert(
      fc.property(vitaMescolata, ([a, b]) => {
        nota(a);
        expect(righe(vivi(b))).toEqual(righe(vivi(a)));
      }),
      { numRuns: CORSE },
    );
  });

  it('rebuild: dropping every row and folding again gives the same rows', () => {
    fc.assert(
      fc.property(vitaPersa, ({ schede, storia }) => {
        const tutte = [...schede, ...storia];
        nota(tutte);
        const fatti = tutte.flatMap((n) => n.fatti);
        const nuovo = creaMondo(fatti, [], CONTESTO_VITE);
        riproietta(nuovo, fatti.flatMap(chiaviDi), { carico: true, causa: SENZA_CAUSA });
        expect(righe(nuovo)).toEqual(righe(vivi(tutte)));
      }),
      // The example is big enough for every story to find somebody.
      { numRuns: CORSE, examples: [[vitaDi('ogni vicenda', 200)]] },
    );
  });

  it('variazioni add up: from the rows of the initial load to those of today, whatever was worked in between and whatever the rules', () => {
    const lavori = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(fc.oneof(vita, vitaPersa), lavori, regole, ({ schede, storia }, lavora, delComune) => {
        nota(storia);
        const mondo = vivi(schede);
        const prima = valori(mondo);
        const registro: VariazioneRegistrata[] = [];
        for (const { fatti } of storia) {
          for (const v of applica(mondo, { fatti, carico: false }).variazioni) registra(registro, v, delComune);
          if (lavora.next().value !== true) continue;
          for (const [i, v] of registro.entries())
            if (v.stato === 'DA_LAVORARE') registro[i] = { ...v, stato: 'ACCOLTA' };
        }
        expect(nonSommano(registro, prima, valori(mondo))).toEqual([]);
        expect(registro.filter((v) => !FUORI.has(v.stato)).length).toBeGreaterThan(0);
      }),
      { numRuns: CORSE },
    );
  });

  it('every operation of the matrix and every story occurs in the lives of these laws', () => {
    // Answers to questions of ours and requests that are waiting: nothing happens to anybody by them.
    const senzaVita = new Set(['3008', 'P002', 'C001', 'C002', 'C003', 'S001']);
    const attesi = TIPI.map((t) => t.codice).filter((codice) => !senzaVita.has(codice));
    expect(attesi.filter((codice) => !visti.has(codice))).toEqual([]);
    expect(VICENDE.map((v) => v.nome).filter((nome) => !visti.has(nome))).toEqual([]);
  });
});
