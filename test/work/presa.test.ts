/** What the applier takes: the next batch is opened in advance, and nothing is taken twice or decided early. */
import { expect, it } from 'vitest';
import { creaPrese } from '../../src/work/presa.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, residente } from './persone.js';

perOgniDatabase((apri) => {
  const banco = async (quante: number) => {
    const [db, ente] = [await apri(), nuovoEnte()];
    const chi = Array.from({ length: quante }, (_, i) => i + 1);
    await salva(
      db,
      chi.map((i) => notificaDi(ente, String(i), immigrati(i, [residente(i)]))),
    );
    return creaPrese({ db, codici: ente.codici, keystores: () => [], now: () => new Date(ADESSO), batchSize: 2 });
  };
  const id = (presa: { readonly dovute: readonly { readonly idOperazioneANPR: string }[] }) =>
    presa.dovute.map((n) => n.idOperazioneANPR);

  it('opens the next batch while the one in hand is written, without what is in hand', async () => {
    const prese = await banco(3);
    const prima = await prese.prossima();
    expect(id(prima)).toEqual(['1', '2']);
    await prese.durante(prima, () => Promise.resolve());
    const seconda = await prese.prossima();
    expect(id(seconda)).toEqual(['3']);
    expect([...seconda.lette.keys()]).toEqual(seconda.dovute.map((n) => n.id));
  });

  it('prepares nothing when the batch in hand is not full', async () => {
    const prese = await banco(1);
    const prima = await prese.prossima();
    await prese.durante(prima, () => Promise.resolve());
    expect(id(await prese.prossima())).toEqual(['1']);
  });

  it('looks again at the inbox after what was prepared is given up', async () => {
    const prese = await banco(3);
    await prese.durante(await prese.prossima(), () => Promise.resolve());
    prese.lascia();
    expect(id(await prese.prossima())).toEqual(['1', '2']);
  });

  it('fails as the writing fails', async () => {
    const prese = await banco(2);
    const rotta = prese.durante(await prese.prossima(), () => Promise.reject(new Error('not written')));
    await expect(rotta).rejects.toThrow('not written');
  });
});
