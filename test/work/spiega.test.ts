/** `spiega`: the dry run is what is then written, and looking changes nothing. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spiega } from '../../src/work/explain.js';
import { feed } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, inbox, notificaDi, notificheDi, nuovoEnte, salva, tutto } from './banco.js';
import { immigrati, n01, residente } from './persone.js';

perOgniDatabase((apri) => {
  it('explains before what it explains after, and writes nothing', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, async (f) => {
        const ente = nuovoEnte();
        const come = { keystores: [], contesto: ente };
        for (const notifica of notificheDi(ente, f).slice(0, 6)) {
          await salva(db, [notifica]);
          const { id } = (await inbox(db, ente)).at(-1)!;
          const foto = await tutto(db, ente);
          const prima = await spiega(db, id, come);
          expect(await tutto(db, ente)).toEqual(foto);
          await applicaInbox(db, ente, [1]);
          const dopo = await spiega(db, id, come);
          expect(prima?.applicata).toBe(false);
          expect(dopo?.applicata).toBe(true);
          expect(JSON.parse(JSON.stringify(dopo?.cambi))).toEqual(JSON.parse(JSON.stringify(prima?.cambi)));
          expect(dopo?.lettura).toEqual(prima?.lettura);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('tells the variazioni it would open, and after applying those it opened', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const come = { keystores: [], contesto: ente };
    await salva(db, [notificaDi(ente, '1', immigrati(1, [residente(1)]))]);
    await applicaInbox(db, ente, [1]);
    await salva(db, [notificaDi(ente, '2', n01('N010', 2, residente(1), '2026-06-01'))]);
    const id = (await inbox(db, ente)).at(-1)!.id;
    const inBreve = (s: Awaited<ReturnType<typeof spiega>>) =>
      s?.variazioni.map((v) => [v.oggetto, v.campo, v.valore_prima, v.valore_dopo, v.decorrenza]).sort();
    const prima = inBreve(await spiega(db, id, come));
    expect(prima).toContainEqual(['C:S:100001', 'condizione', 'RESIDENTE', 'NON_RESIDENTE', '2026-06-01']);
    await applicaInbox(db, ente, [1]);
    expect(inBreve(await spiega(db, id, come))).toEqual(prima);
  });

  it('says why a notification cannot be read, and knows when there is none', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, [notificaDi(ente, '1', { tipoNotifica: 'N099', xml: '<NotificaN099><x>1</x></NotificaN099>' })]);
    const [{ id } = { id: 0 }] = await inbox(db, ente);
    const come = { keystores: [], contesto: ente };
    expect(await spiega(db, id, come)).toMatchObject({
      applicata: false,
      cambi: [],
      errore: { nome: 'NotificaError' },
    });
    expect(await spiega(db, id + 1_000_000, come)).toBeUndefined();
  });
});
