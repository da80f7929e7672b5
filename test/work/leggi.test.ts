/** The laws of architecture section 3 on real databases, through the real inbox, the applier and the loop. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { createInbox, leggi } from '../../src/store/inbox.js';
import { svuotaProiezioni } from '../../src/store/stato-locale.js';
import { chiediRicostruzione, confrontaTutto, statoRicostruzione } from '../../src/work/ricostruisci.js';
import { feed, feedMescolato } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  ADESSO,
  applicaInbox,
  conta,
  faiLoop,
  finche,
  inbox,
  loopDi,
  notificheDi,
  nuovoEnte,
  righe,
  righeAttese,
  salva,
  tutto,
} from './banco.js';

const poche = { numRuns: 10 };

perOgniDatabase((apri) => {
  it('acknowledged is stored: whatever salva resolved for is there, byte for byte', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, async (f) => {
        const ente = nuovoEnte();
        const notifiche = notificheDi(ente, f);
        const cassetta = createInbox(db);
        const esiti = await Promise.all(notifiche.map((n) => cassetta.salva(n)));
        expect(esiti).toEqual(notifiche.map(() => 'nuova'));
        const perId = new Map(notifiche.map((n) => [n.idOperazioneANPR, n.contenuto]));
        for (const { id, idOperazioneANPR } of await inbox(db, ente)) {
          const letta = await db.transaction((tx) => leggi(tx, id));
          expect(letta?.contenuto.equals(perId.get(idOperazioneANPR)!)).toBe(true);
        }
      }),
      poche,
    );
  });

  it('once: pushed and pulled any number of times, it changes the tables once and is answered the same', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, fc.array(fc.nat(13), { maxLength: 10 }), async (f, ripetute) => {
        const ente = nuovoEnte();
        const notifiche = notificheDi(ente, f).map(
          (n, i) => ({ ...n, canale: i % 2 === 0 ? 'N000' : '4005' }) as const,
        );
        const ancora = ripetute.flatMap((i) => notifiche[i] ?? []);
        const tirate = ancora.map((n) => ({
          ...n,
          canale: n.canale === 'N000' ? ('4005' as const) : ('N000' as const),
        }));
        await salva(db, [...notifiche, ...ancora]);
        await applicaInbox(db, ente, [3]);
        const prima = await tutto(db, ente);
        await salva(db, tirate);
        await applicaInbox(db, ente, [3]);
        expect(await conta(db, 'applicazioni', ente)).toBe(notifiche.length);
        const senzaContatori = ({ notifiche: _, ...resto }: Record<string, unknown>) => resto;
        expect(senzaContatori((await tutto(db, ente)) as Record<string, unknown>)).toEqual(
          senzaContatori(prima as Record<string, unknown>),
        );
        expect(await righe(db, ente)).toEqual(righeAttese(ente, notifiche));
      }),
      poche,
    );
  });

  it('order does not matter: any permutation in batches of any size ends in the same rows', async () => {
    const db = await apri();
    const dopo = async (ente: Contesto, notifiche: ReturnType<typeof notificheDi>, lotti: readonly number[]) => {
      await salva(db, notifiche);
      await applicaInbox(db, ente, lotti);
      return righe(db, ente);
    };
    await fc.assert(
      fc.asyncProperty(feedMescolato, async ([a, b]) => {
        const ids = new Map(a.map((fatti, i) => [fatti, `${9_000_000 + i}`]));
        const per = (ente: Contesto, f: typeof a) =>
          notificheDi(ente, f).map((n, i) => ({ ...n, idOperazioneANPR: ids.get(f[i]!)! }));
        const enti = [nuovoEnte(), nuovoEnte(), nuovoEnte(), nuovoEnte()] as const;
        const attese = righeAttese(enti[0], per(enti[0], a));
        expect(await dopo(enti[0], per(enti[0], a), [1])).toEqual(attese);
        expect(await dopo(enti[1], per(enti[1], b), [3])).toEqual(attese);
        expect(await dopo(enti[2], per(enti[2], b), [50])).toEqual(attese);
        expect(await dopo(enti[3], per(enti[3], [...b].reverse()), [1, 3, 1, 50])).toEqual(attese);
      }),
      poche,
    );
  });

  it('the loop gives the rows of the model, whatever its batch', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, fc.constantFrom(1, 3, 50), async (f, batchSize) => {
        const ente = nuovoEnte();
        const notifiche = notificheDi(ente, f);
        await salva(db, notifiche);
        await faiLoop(db, ente, { settings: { batchSize } });
        expect((await inbox(db, ente)).map((n) => n.stato)).toEqual(notifiche.map(() => 'applied'));
        expect(await righe(db, ente)).toEqual(righeAttese(ente, notifiche));
      }),
      poche,
    );
  });

  it('rebuild: dropping every projection and folding again gives the same rows and tells the offices nothing', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, async (f) => {
        const ente = nuovoEnte();
        await salva(db, notificheDi(ente, f));
        await applicaInbox(db, ente, [50]);
        const prima = await tutto(db, ente);
        expect((await confrontaTutto(db, ente)).differenze).toEqual([]);
        await db.transaction(async (tx) => {
          await svuotaProiezioni(tx, ente.codComune);
          await chiediRicostruzione(tx, ente.codComune, ADESSO);
        });
        await ricostruita(ente);
        expect(await tutto(db, ente)).toEqual(prima);
        expect((await confrontaTutto(db, ente)).differenze).toEqual([]);
      }),
      poche,
    );
    async function ricostruita(ente: Contesto): Promise<void> {
      const loop = loopDi(db, ente);
      const fatta = async () =>
        (await db.transaction((tx) => statoRicostruzione(tx, ente.codComune)))?.startsWith('FATTA') === true;
      await finche('the rebuild is done', fatta);
      await loop.stop();
    }
  });
});
