/** The life of a person: the facts in ANPR's order whatever arrived first, and the rows they lead to. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { perChiave } from '../../src/registri/proietta.js';
import { vitaDi } from '../../src/work/vita.js';
import { feed } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, inbox, notificaDi, notificheDi, nuovoEnte, righe, salva, tutto } from './banco.js';
import { immigrati, nris, residente } from './persone.js';

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

  it('answers to a codice fiscale that was replaced, also one that only the message that replaced it tells', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const [una] = [residente(1)];
    const nuova = { ...una, identificativi: { ...una.identificativi, codiceFiscale: 'RSSMRA80A01H501U' } };
    const mai = { ...nuova, identificativiPrecedenti: { codiceFiscale: 'VRDLGI75T10A562S' } };
    await salva(db, [
      notificaDi(ente, '1', immigrati(1, [una])),
      notificaDi(ente, '2', nris('5008', 2, [nuova])),
      notificaDi(ente, '3', nris('5008', 3, [mai])),
    ]);
    await applicaInbox(db, ente, [1]);
    for (const codice of [una.identificativi.codiceFiscale!, 'RSSMRA80A01H501U', 'VRDLGI75T10A562S']) {
      expect((await vitaDi(db, codice, ente)).map((v) => v.soggetto)).toEqual(['S:100001']);
    }
    const precedenti = Object.values((await righe(db, ente)).identita_precedenti ?? {});
    expect(precedenti.map((r) => [r.codice_fiscale, r.stato_cf])).toEqual([
      [una.identificativi.codiceFiscale, 'SOSTITUITO'],
      ['VRDLGI75T10A562S', 'SOSTITUITO'],
    ]);
  });

  it('nobody answers to an unknown name', async () => {
    const db = await apri();
    expect(await vitaDi(db, 'RSSMRA80A01H501U', nuovoEnte())).toEqual([]);
  });
});
