/** ANPR's five attempts, counted from what we refused (spec A.3, G12). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChiamataRifiutata, tentate } from '../../src/anpr/tentativi.js';

const alle = (minuti: number): string =>
  new Date(Date.parse('2026-06-15T09:00:00.000Z') + minuti * 60_000).toISOString();
const rifiutata = (id: string, minuti: number, motivo = 'FIRMA_CERTIFICATO'): ChiamataRifiutata => ({
  idOperazioneANPR: id,
  tipoNotifica: 'N010',
  motivo,
  ricevutoIl: alle(minuti),
  verificato: true,
});
const adesso = (minuti: number): Date => new Date(alle(minuti));
const NESSUNA = new Set<string>();

describe('the attempts of ANPR', () => {
  it('G12: two refusals of one notification are two of five, and say when it will be suspended', () => {
    expect(tentate([rifiutata('1', 0), rifiutata('1', 5)], NESSUNA, adesso(6))).toMatchObject([
      { idOperazioneANPR: '1', tentativi: 2, stato: 'IN_CORSO', sospesaIl: alle(20) },
    ]);
  });

  it('G12: after the fifth it is suspended, and also when the others never reached us', () => {
    const cinque = [0, 5, 10, 15, 20].map((m) => rifiutata('1', m));
    expect(tentate(cinque, NESSUNA, adesso(20))).toMatchObject([{ tentativi: 5, stato: 'SOSPESA' }]);
    expect(tentate([rifiutata('1', 0)], NESSUNA, adesso(60))).toMatchObject([{ tentativi: 1, stato: 'SOSPESA' }]);
  });

  it('whoever is not verified adds no attempt to what ANPR itself called with, and is told apart', () => {
    const invece = [0, 1, 2].flatMap((m) => ['1', '2'].map((id) => ({ ...rifiutata(id, m), verificato: false })));
    expect(tentate([rifiutata('1', 0), ...invece], NESSUNA, adesso(3))).toMatchObject([
      { idOperazioneANPR: '1', tentativi: 1, verificata: true },
      { idOperazioneANPR: '2', tentativi: 3, verificata: false },
    ]);
  });

  it('what came in the end is no longer lost', () => {
    expect(
      tentate([rifiutata('1', 0), rifiutata('2', 1)], new Set(['1']), adesso(3)).map((t) => t.idOperazioneANPR),
    ).toEqual(['2']);
  });

  it('after an unlock the series begins again', () => {
    const prima = [0, 5, 10, 15, 20].map((m) => rifiutata('1', m));
    const dopo = [3_000, 3_005].map((m) => rifiutata('1', m, 'DESTINATARIO'));
    expect(tentate([...prima, ...dopo], NESSUNA, adesso(3_006))).toMatchObject([
      {
        tentativi: 2,
        stato: 'IN_CORSO',
        primoIl: alle(0),
        sospesaIl: alle(3_020),
        motivi: ['FIRMA_CERTIFICATO', 'DESTINATARIO'],
      },
    ]);
  });

  it('property: every refused notification that did not come is named once, and the order of the log plays no part', () => {
    const chiamate = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 500 }))
        .map(([id, m]) => rifiutata(String(id), m)),
    );
    fc.assert(
      fc.property(chiamate, fc.integer({ min: 500, max: 1_000 }), (tutte, quando) => {
        const trovate = tentate(tutte, NESSUNA, adesso(quando));
        expect(new Set(trovate.map((t) => t.idOperazioneANPR))).toEqual(new Set(tutte.map((t) => t.idOperazioneANPR)));
        expect(trovate.every((t) => t.tentativi >= 1 && t.primoIl <= t.ultimoIl)).toBe(true);
        expect(tentate(tutte.toReversed(), NESSUNA, adesso(quando))).toEqual(trovate);
      }),
    );
  });
});
