/** The life of a person: the facts in ANPR's order whatever arrived first, and the rows they lead to. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { perChiave } from '../../src/registri/proietta.js';
import { vitaDi } from '../../src/work/vita.js';
import { feed } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, inbox, notificheDi, nuovoEnte, righe, salva, tutto } from './banco.js';

perOgniDatabase((apri) => {
  it('ends in the rows that stand, changes nothing, and names the notification of every fact', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, async (f) => {
        const ente = nuovoEnte();
        await salva(db, notificheDi(ente, f));
        await applicaInbox(db, ente, [5]);
        const foto = await tutto(db, ente);
        const note = new Set((await inbox(db, ente)).map((n) => n.id));
        for (const chi of ['101', 'RSSMRA80A01H501U', 'AA00001AA']) {
          for (const vita of await vitaDi(db, chi, ente)) {
            for (const { notificaId } of vita.fatti) expect(note).toContain(notificaId);
            const ultime = new Map<string, unknown>();
            for (const { cambi } of vita.fatti) {
              for (const { tabella, prima, dopo } of cambi) {
                if (tabella !== 'anagrafe') continue;
                if (prima !== null) ultime.clear();
                for (const [k, r] of perChiave(tabella, [dopo])) ultime.set(k, r);
              }
            }
            const stanti = (await righe(db, ente)).anagrafe?.[vita.soggetto];
            expect(ultime.get(vita.soggetto)).toEqual(stanti);
          }
        }
        expect(await tutto(db, ente)).toEqual(foto);
      }),
      { numRuns: 10 },
    );
  });

  it('is the same whatever order the notifications arrived in', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, async (f) => {
        const detti = [];
        for (const arrivo of ['diritto', 'rovescio']) {
          const ente = nuovoEnte();
          const notifiche = notificheDi(ente, f);
          await salva(db, arrivo === 'diritto' ? notifiche : notifiche.toReversed());
          await applicaInbox(db, ente, [5]);
          const vite = await vitaDi(db, '101', ente);
          detti.push(vite.map((v) => v.fatti.map(({ notificaId: _, ...detto }) => detto)));
        }
        expect(detti[1]).toEqual(detti[0]);
      }),
      { numRuns: 8 },
    );
  });

  it('nobody answers to an unknown name', async () => {
    const db = await apri();
    expect(await vitaDi(db, 'RSSMRA80A01H501U', nuovoEnte())).toEqual([]);
  });
});
