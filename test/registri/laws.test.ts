/** The laws of the model (architecture, section 3) on the pure part: facts, fold, projections, variazioni. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiaviDi, type Fatto } from '../../src/anpr/fatto.js';
import { applyChanges, diff } from '../../src/registri/diff.js';
import { applica, creaMondo, type Mondo, riproietta } from '../../src/registri/mondo.js';
import { ordina } from '../../src/registri/ordine.js';
import { perChiave, type Righe } from '../../src/registri/proietta.js';
import { NOMI_TABELLE, type RowChange, type Variazione } from '../../src/registri/righe.js';
import { APERTE, incatena, type VariazioneRegistrata } from '../../src/registri/storno.js';
import { CONTESTO, fatto, feed, feedMescolato, regole } from '../arbitraries.js';
import { nonSommano, registra, valori } from './catena.js';

function tutte(mondo: Mondo): Righe {
  return new Map(
    NOMI_TABELLE.map((t) => [
      t,
      perChiave(
        t,
        [...mondo.righe.get(t)!.values()].flatMap((r) => [...r.values()]),
      ),
    ]),
  );
}

const ordinate = (righe: Righe) =>
  Object.fromEntries([...righe].map(([t, r]) => [t, Object.fromEntries([...r].sort(([a], [b]) => (a < b ? -1 : 1)))]));

function vivi(notifiche: readonly (readonly Fatto[])[], contesto = CONTESTO): Mondo {
  const mondo = creaMondo([], [], contesto);
  for (const fatti of notifiche) applica(mondo, { fatti, carico: false });
  return mondo;
}

describe('the laws of the model', () => {
  it('order does not matter: any permutation of the same notifications ends in the same rows', () => {
    fc.assert(
      fc.property(feedMescolato, ([a, b]) => {
        expect(ordinate(tutte(vivi(b)))).toEqual(ordinate(tutte(vivi(a))));
      }),
      { numRuns: 400 },
    );
  });

  it('once: the same notification any number of times changes the rows once', () => {
    fc.assert(
      fc.property(feed, (f) => {
        const mondo = vivi(f);
        const prima = ordinate(tutte(mondo));
        for (const fatti of f)
          expect(applica(mondo, { fatti: structuredClone(fatti), carico: false }).cambi).toEqual([]);
        expect(ordinate(tutte(mondo))).toEqual(prima);
      }),
    );
  });

  it('rebuild: dropping every row and folding again gives the same rows', () => {
    fc.assert(
      fc.property(feed, (f) => {
        const fatti = f.flat();
        const nuovo = creaMondo(fatti, [], CONTESTO);
        riproietta(nuovo, fatti.flatMap(chiaviDi), {
          carico: true,
          causa: { idOperazioneANPR: null, decorrenza: null },
        });
        expect(ordinate(tutte(nuovo))).toEqual(ordinate(tutte(vivi(f))));
      }),
    );
  });

  it('applyChanges(a, diff(a, b)) = b', () => {
    fc.assert(
      fc.property(feed, feed, (f, g) => {
        const [a, b] = [tutte(vivi(f)), tutte(vivi(g))];
        expect(ordinate(applyChanges(a, diff(a, b)))).toEqual(ordinate(b));
        expect(diff(b, b)).toEqual([]);
      }),
    );
  });

  it('the changes of each notification, one after the other, are the difference of the whole', () => {
    fc.assert(
      fc.property(feed, (f) => {
        const mondo = creaMondo([], [], CONTESTO);
        const cambi: RowChange[] = f.flatMap((fatti) => [...applica(mondo, { fatti, carico: false }).cambi]);
        const vuote: Righe = new Map(NOMI_TABELLE.map((t) => [t, new Map()]));
        expect(ordinate(applyChanges(vuote, cambi))).toEqual(ordinate(tutte(mondo)));
      }),
    );
  });

  it('the periods of a condition have no holes, and the last one is the condition of the contribuente', () => {
    fc.assert(
      fc.property(feed, (f) => {
        const mondo = vivi(f);
        const contribuenti = mondo.righe.get('tributi_contribuenti')!;
        for (const [soggetto, periodi] of mondo.righe.get('tributi_condizioni')!) {
          const ordinati = [...periodi.values()].sort((a, b) => (String(a.dal) < String(b.dal) ? -1 : 1));
          for (const [i, p] of ordinati.entries()) {
            expect(String(p.dal) < String(p.al ?? '9')).toBe(true);
            if (i > 0) expect(ordinati[i - 1]?.al).toBe(p.dal);
          }
          const contribuente = contribuenti.get(soggetto)?.get(soggetto);
          const aperto = ordinati.find((p) => p.al === null);
          expect(aperto?.condizione).toBe(contribuente?.condizione);
          expect(aperto?.dal || null).toBe(contribuente?.condizione_dal ?? null);
        }
        for (const [soggetto, righe] of contribuenti)
          if (righe.size > 0) expect(mondo.righe.get('tributi_condizioni')?.get(soggetto)?.size).toBeGreaterThan(0);
      }),
    );
  });

  it('the calendar alone gives the same rows as if the day had always been that', () => {
    fc.assert(
      fc.property(feed, (f) => {
        const ieri = creaMondo([], [], { ...CONTESTO, oggi: '2024-03-01' });
        for (const fatti of f) applica(ieri, { fatti, carico: false });
        const oggi = creaMondo(
          f.flat(),
          [...ieri.righe].flatMap(([tabella, indice]) =>
            [...indice.values()].flatMap((r) => [...r.values()]).map((riga) => ({ tabella, riga })),
          ),
          CONTESTO,
        );
        riproietta(oggi, f.flat().flatMap(chiaviDi), {
          carico: false,
          causa: { idOperazioneANPR: null, decorrenza: null },
        });
        expect(ordinate(tutte(oggi))).toEqual(ordinate(tutte(vivi(f))));
      }),
    );
  });
});

describe('variazioni add up', () => {
  it('from nothing to the rows the office sees now, whatever was worked in between and whatever the rules', () => {
    fc.assert(
      fc.property(feed, fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), regole, (f, lavorate, delComune) => {
        const mondo = creaMondo([], [], CONTESTO);
        const registro: VariazioneRegistrata[] = [];
        for (const [i, fatti] of f.entries()) {
          for (const v of applica(mondo, { fatti, carico: false }).variazioni) registra(registro, v, delComune);
          if (lavorate[i] !== true) continue;
          for (const [j, v] of registro.entries())
            if (v.stato === 'DA_LAVORARE') registro[j] = { ...v, stato: 'ACCOLTA' };
        }
        expect(nonSommano(registro, new Map(), valori(mondo))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('what is undone before it was worked leaves nothing to work', () => {
    const v = {
      oggetto: 'C:S:1',
      campo: 'condizione',
      valore_prima: 'RESIDENTE',
      valore_dopo: 'NON_RESIDENTE',
      stato: 'DA_LAVORARE',
    };
    const esito = incatena([{ ...v, id: 1 } as VariazioneRegistrata], {
      ...v,
      valore_prima: 'NON_RESIDENTE',
      valore_dopo: 'RESIDENTE',
    } as Variazione);
    expect(esito.stornate.map((s) => s.id)).toEqual([1]);
    expect(esito.nuova).toBeNull();
    expect(APERTE.has('STORNATA')).toBe(false);
  });
});

describe('the order of facts', () => {
  it('is the same for every permutation', () => {
    fc.assert(
      fc.property(
        fc
          .array(fatto, { maxLength: 12 })
          .chain((f) => fc.tuple(fc.constant(f), fc.shuffledSubarray(f, { minLength: f.length, maxLength: f.length }))),
        ([a, b]) => {
          expect(ordina(b)).toEqual(ordina(a));
        },
      ),
    );
  });

  it('reads ids longer than 32 bits as numbers', () => {
    const con = (id: string): Fatto => ({
      tipo: 'MUTAZIONE',
      operazione: '5008',
      idOperazioneANPR: id,
      idNotificaANPR: '1',
      dati: { identificativi: {} },
    });
    const ids = ordina([con('4512509534'), con('999999999'), con('123456789012345678901234567890')]).map(
      (f) => f.idOperazioneANPR,
    );
    expect(ids).toEqual(['999999999', '4512509534', '123456789012345678901234567890']);
  });
});
