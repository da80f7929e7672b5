/** Projections: what is written is what was meant, however changes are grouped. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  chiaveRiga,
  NOMI_TABELLE,
  type NomeTabella,
  type Riga,
  type RowChange,
  TABELLE,
} from '../../src/registri/righe.js';
import { applicaCambi, righeDi, svuotaProiezioni, tutteLeRighe } from '../../src/store/stato-locale.js';
import { perOgniDatabase } from './databases.js';
import { COMUNE } from './notifiche.js';

const INTERI = new Set(['componenti', 'minori', 'progressivo']);
/** Columns of one character. */
const UNA_LETTERA = new Set(['senza_fissa_dimora', 'senza_voto']);
const testo = fc.oneof(
  fc.constantFrom('007', "D'Ü", '👩‍👧', '\\', 'a ', 'A', 'a'),
  fc.string({ unit: 'binary', maxLength: 6 }).filter((s) => !s.includes('\0')),
);

/** Rows with keys from a small set, so that changes meet. */
function riga(tabella: NomeTabella): fc.Arbitrary<Riga> {
  const { chiave, colonne } = TABELLE[tabella];
  const model: Record<string, fc.Arbitrary<string | number | null>> = {};
  for (const c of chiave)
    model[c] = INTERI.has(c) ? fc.integer({ min: 1, max: 2 }) : fc.constantFrom('1', '2', 'a', 'A');
  for (const c of colonne) {
    const valore = INTERI.has(c) ? fc.nat(99) : UNA_LETTERA.has(c) ? fc.constantFrom('S', 'N') : testo;
    model[c] = fc.option<string | number, null>(valore, { nil: null });
  }
  return fc.record(model);
}

/** A register: at most one row per key. */
function registro(tabella: NomeTabella): fc.Arbitrary<Map<string, Riga>> {
  return fc
    .array(riga(tabella), { maxLength: 8 })
    .map((righe) => new Map(righe.map((r) => [chiaveRiga(tabella, r), r])));
}

function differenze(tabella: NomeTabella, a: Map<string, Riga>, b: Map<string, Riga>): RowChange[] {
  return [...new Set([...a.keys(), ...b.keys()])].map((k) => ({
    tabella,
    prima: a.get(k) ?? null,
    dopo: b.get(k) ?? null,
  }));
}

const perChiave = (tabella: NomeTabella, righe: Iterable<Riga>): Riga[] =>
  [...righe].sort((x, y) => (chiaveRiga(tabella, x) < chiaveRiga(tabella, y) ? -1 : 1));

const conNotifica = (cambi: readonly RowChange[]) => cambi.map((change) => ({ change, notificaId: 1 }));

perOgniDatabase((apri) => {
  it('turns the rows of before into the rows of after when it applies their difference', async () => {
    const db = await apri();
    const caso = fc.constantFrom(...NOMI_TABELLE).chain((t) => fc.tuple(fc.constant(t), registro(t), registro(t)));
    await fc.assert(
      fc.asyncProperty(caso, async ([tabella, a, b]) => {
        const lette = await db.transaction(async (tx) => {
          await svuotaProiezioni(tx, COMUNE);
          await applicaCambi(tx, COMUNE, conNotifica(differenze(tabella, new Map(), a)));
          await applicaCambi(tx, COMUNE, conNotifica(differenze(tabella, a, b)));
          return tutteLeRighe(tx, COMUNE, { tabella, limit: 100 });
        });
        expect(perChiave(tabella, lette)).toEqual(perChiave(tabella, b.values()));
      }),
      { numRuns: 60 },
    );
  });

  const nucleo = (id: string, componenti: number): Riga => ({
    id_famiglia_anpr: id,
    indirizzo: null,
    componenti,
    minori: null,
    dal: null,
    intestatario: null,
  });
  const cambio = (prima: Riga | null, dopo: Riga | null): RowChange => ({ tabella: 'tributi_nuclei', prima, dopo });

  it('lets the last of several changes of one row count, and remembers who made it', async () => {
    const db = await apri();
    const [uno, due] = [nucleo('1', 1), nucleo('1', 2)];
    await db.transaction(async (tx) => {
      await applicaCambi(tx, COMUNE, [
        { change: cambio(null, uno), notificaId: 1 },
        { change: cambio(uno, null), notificaId: 2 },
        { change: cambio(null, due), notificaId: 3 },
      ]);
      expect(await righeDi(tx, COMUNE, { tabella: 'tributi_nuclei', colonna: 'componenti', valori: [2] })).toEqual([
        due,
      ]);
      expect(await tx.query('SELECT last_notifica_id FROM tributi_nuclei')).toEqual([{ last_notifica_id: 3 }]);
    });
  });

  it('pages through a table with a composite key, and never shows another comune', async () => {
    const db = await apri();
    const righe = Array.from(
      { length: 60 },
      (_, i): Riga => ({
        soggetto: `S:${Math.floor(i / 4)}`,
        lista: `L${i % 4}`,
        sezione: '1',
        stato: 'ISCRITTO',
        motivo: null,
        dal: null,
        indirizzo: null,
        indirizzo_dal: null,
      }),
    );
    const cambi = conNotifica(righe.map((dopo) => ({ tabella: 'elettorale_elettori', prima: null, dopo }) as const));
    await db.transaction((tx) => applicaCambi(tx, COMUNE, cambi));
    await db.transaction((tx) => applicaCambi(tx, '015146', cambi.slice(0, 9)));
    const lette: Riga[] = [];
    for (;;) {
      const dopo = lette.at(-1);
      const opzioni = { tabella: 'elettorale_elettori', limit: 7, ...(dopo === undefined ? {} : { dopo }) } as const;
      const pagina = await db.transaction((tx) => tutteLeRighe(tx, COMUNE, opzioni));
      if (pagina.length === 0) break;
      lette.push(...pagina);
    }
    expect(perChiave('elettorale_elettori', lette)).toEqual(perChiave('elettorale_elettori', righe));
  });

  it('empties the projections of one ente only', async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      for (const comune of [COMUNE, '015146'])
        await applicaCambi(tx, comune, conNotifica([cambio(null, nucleo('1', 1))]));
      await svuotaProiezioni(tx, COMUNE);
      expect(await tx.query('SELECT cod_comune FROM tributi_nuclei')).toEqual([{ cod_comune: '015146' }]);
    });
  });
});
