/** Who is who, decided by an operator: an input like any other, so that it does not matter whether it came first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisioneIdentita } from '../../src/registri/identita-decise.js';
import { applica, creaMondo, type Mondo } from '../../src/registri/mondo.js';
import { NOMI_TABELLE } from '../../src/registri/righe.js';
import type { Contesto } from '../../src/registri/stato.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import { azioni } from '../../src/store/audit.js';
import type { Database } from '../../src/store/database.js';
import { svuotaProiezioni } from '../../src/store/stato-locale.js';
import { chiediRicostruzione, statoRicostruzione } from '../../src/work/ricostruisci.js';
import { vitaDi } from '../../src/work/vita.js';
import { decidiIdentita, schedaDi, seguiDecisioni } from '../../src/work/vita-identita.js';
import { CONTESTO, feedMescolato } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  ADESSO,
  applicaInbox,
  finche,
  loopDi,
  notificaDi,
  notificheDi,
  nuovoEnte,
  quando,
  righe,
  salva,
} from './banco.js';
import { immigrati, nris, residente } from './persone.js';

const schede = fc.constantFrom('S:101', 'S:102', 'S:103', 'S:104');
const decisione: fc.Arbitrary<DecisioneIdentita> = fc
  .tuple(schede, schede, fc.constantFrom('UNITE', 'DISTINTE'))
  .filter(([a, b]) => a < b)
  .map(([prima, seconda, d]) => ({ prima, seconda, decisione: d }) as DecisioneIdentita);
const decisioni = fc.uniqueArray(decisione, { maxLength: 3, selector: (d) => `${d.prima}${d.seconda}` });

const decidi = (db: Database, { codComune }: Contesto, { prima, seconda, decisione: d }: DecisioneIdentita) =>
  decidiIdentita(db, { codComune, schede: [seconda, prima], decisione: d }, { attore: 'prova', now: new Date(ADESSO) });
const segui = (db: Database, ente: Contesto) => seguiDecisioni((fn) => db.transaction(fn), quando(ente));

describe('decisions on identity', () => {
  const tutte = (m: Mondo) =>
    Object.fromEntries(
      NOMI_TABELLE.map((t) => [t, [...m.righe.get(t)!.values()].flatMap((r) => [...r.entries()]).sort()]),
    );

  it('the same facts in any order end in the same rows, whatever was decided', () => {
    fc.assert(
      fc.property(feedMescolato, decisioni, ([a, b], decise) => {
        const [x, y] = [a, b].map((f) => {
          const mondo = creaMondo([], [], { ...CONTESTO, decisioni: decise });
          for (const fatti of f) applica(mondo, { fatti, carico: false });
          return tutte(mondo);
        });
        expect(y).toEqual(x);
      }),
      { numRuns: 150 },
    );
  });

  it('a card is written S:123 or 123 and in no other way', () => {
    expect([schedaDi('S:101'), schedaDi(' 101'), schedaDi('A:101'), schedaDi('x')]).toEqual([
      'S:101',
      'S:101',
      undefined,
      undefined,
    ]);
  });
});

perOgniDatabase((apri) => {
  it('a decision outlives a rebuild, and what waited for it is applied', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const [una, altra] = [residente(1), residente(2, { famiglia: '500002' })];
    const doppia = { ...una, identificativi: { ...altra.identificativi, idSchedaSoggettoANPR: '100001' } };
    await salva(db, [
      notificaDi(ente, '1', immigrati(1, [una, altra])),
      notificaDi(ente, '2', nris('5008', 2, [{ ...doppia, cittadinanze: [{ codiceStato: '215' }] }])),
    ]);
    await applicaInbox(db, ente, [1]);
    const stati = async () => Object.values((await righe(db, ente)).anagrafe ?? {}).map((r) => r.cittadinanze);
    const attese = (await vitaDi(db, '100001', ente)).flatMap((v) => v.fatti).filter((f) => f.sospeso);
    expect([await stati(), attese.length]).toEqual([['100', '100'], 1]);

    await decidi(db, ente, { prima: 'S:100001', seconda: 'S:100002', decisione: 'DISTINTE' });
    await segui(db, ente);
    const decise = await righe(db, ente);
    expect(await stati()).toEqual(['215', '100']);
    await db.transaction((tx) => svuotaProiezioni(tx, ente.codComune));
    await db.transaction((tx) => chiediRicostruzione(tx, ente.codComune, ADESSO));
    const loop = loopDi(db, ente);
    const fatta = () => db.transaction((tx) => statoRicostruzione(tx, ente.codComune));
    await finche('the rebuild is done', async () => (await fatta())?.startsWith('FATTA') === true);
    await loop.stop();
    expect(await righe(db, ente)).toEqual(decise);
  });

  it('a decision before or after the facts gives the same rows', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feedMescolato, decisioni, async ([f], decise) => {
        const viste = [];
        for (const prima of [true, false]) {
          const ente = nuovoEnte();
          if (prima) for (const d of decise) await decidi(db, ente, d);
          await salva(db, notificheDi(ente, f));
          await applicaInbox(db, ente, [4]);
          if (!prima) for (const d of decise) await decidi(db, ente, d);
          await segui(db, ente);
          viste.push(await righe(db, ente));
        }
        expect(viste[1]).toEqual(viste[0]);
      }),
      { numRuns: 12 },
    );
  });

  it('two cards of one person are an anomaly until somebody decides, and the decision can be changed', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const una = residente(1);
    const altra = { ...residente(2), identificativi: { ...una.identificativi, idSchedaSoggettoANPR: '100002' } };
    await salva(db, [notificaDi(ente, '1', immigrati(1, [una])), notificaDi(ente, '2', immigrati(2, [altra]))]);
    await applicaInbox(db, ente, [1]);
    const aperte = async () =>
      (await db.transaction((tx) => elencaAnomalie(tx, { codComune: ente.codComune, limit: 50 })))
        .filter((a) => ['DOPPIA_SCHEDA', 'Q20'].includes(a.regola))
        .map((a) => `${a.regola} ${a.oggetto}`)
        .sort();
    const iscritti = async () => Object.keys((await righe(db, ente)).anagrafe ?? {});
    const dubbi = ['DOPPIA_SCHEDA S:100001', 'DOPPIA_SCHEDA S:100002', 'Q20 S:100001', 'Q20 S:100002'];
    expect(await aperte()).toEqual(dubbi);
    const coppia = { prima: 'S:100001', seconda: 'S:100002' };

    await decidi(db, ente, { ...coppia, decisione: 'DISTINTE' });
    expect(await segui(db, ente)).toBe(1);
    expect(await segui(db, ente)).toBe(0);
    expect([await aperte(), await iscritti()]).toEqual([[], ['S:100001', 'S:100002']]);

    await decidi(db, ente, { ...coppia, decisione: 'UNITE' });
    await segui(db, ente);
    expect([await aperte(), await iscritti()]).toEqual([[], ['S:100001']]);
    expect((await vitaDi(db, '100002', ente)).map((v) => [v.soggetto, v.fatti.length])).toEqual([['S:100001', 2]]);
    const fatte = await db.transaction((tx) => azioni(tx, { limit: 10 }));
    expect(fatte.map((a) => a.azione)).toEqual(['unisci-schede', 'distingui-schede']);
  });
});
