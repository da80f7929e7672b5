/** What the applier takes: counted before it is opened, the next batch in advance, nothing twice or decided early. */
import { expect, it } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { elenca, type NotificaConContenuto } from '../../src/store/inbox.js';
import { ContenutoPericolosoError, type Lettore, lettoreQui } from '../../src/work/lettore.js';
import { creaPrese, type OpzioniPrese, type Presa } from '../../src/work/presa.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, residente } from './persone.js';

perOgniDatabase((apri) => {
  const banco = async (quante: number, lettore: Lettore = lettoreQui(() => [])) => {
    const [db, ente] = [await apri(), nuovoEnte()];
    const chi = Array.from({ length: quante }, (_, i) => i + 1);
    await salva(
      db,
      chi.map((i) => notificaDi(ente, String(i), immigrati(i, [residente(i)]))),
    );
    const o: OpzioniPrese = {
      db,
      codici: ente.codici,
      lettore,
      scrivi: (fn) => db.transaction(fn),
      now: () => new Date(ADESSO),
      batchSize: 2,
    };
    const aperture = async (): Promise<number[]> =>
      (await db.transaction((tx) => elenca(tx, { codComune: ente.codComune, limit: 100 }))).map((n) => n.aperture);
    return { prese: creaPrese(o), altro: () => creaPrese(o), aperture };
  };
  const id = ({ dovute }: Pick<Presa, 'dovute'>) => dovute.map((n) => n.idOperazioneANPR);
  const sospette = ({ tutte, dovute }: Presa) =>
    tutte.filter((n) => !dovute.includes(n)).map((n) => n.idOperazioneANPR);
  const niente = () => Promise.resolve();
  const qui = lettoreQui(() => []);
  const lettoreCon = (mano: (n: NotificaConContenuto) => void): Lettore => ({
    leggi: async (n) => {
      mano(n);
      return qui.leggi(n);
    },
  });

  it('opens the next batch while the one in hand is written, without what is in hand', async () => {
    const { prese } = await banco(3);
    const prima = await prese.prossima();
    expect(id(prima)).toEqual(['1', '2']);
    await prese.durante(prima, niente);
    const seconda = await prese.prossima();
    expect(id(seconda)).toEqual(['3']);
    expect([...seconda.esiti.keys()]).toEqual(seconda.dovute.map((n) => n.id));
  });

  it('prepares nothing when the batch in hand is not full', async () => {
    const { prese } = await banco(1);
    const prima = await prese.prossima();
    await prese.leggi(prima);
    await prese.durante(prima, niente);
    const dopo = await prese.prossima();
    expect(dopo.tutte.map((n) => n.idOperazioneANPR)).toEqual(['1']);
    expect(dopo.esiti.size).toBe(0);
  });

  it('looks again at the inbox after what was prepared is given up', async () => {
    const { prese } = await banco(3);
    const prima = await prese.prossima();
    await prese.leggi(prima);
    await prese.durante(prima, niente);
    prese.lascia();
    const dopo = await prese.prossima();
    expect(dopo.tutte.map((n) => n.idOperazioneANPR)).toEqual(['1', '2']);
  });

  it('fails as the writing fails', async () => {
    const { prese } = await banco(2);
    const rotta = prese.durante(await prese.prossima(), () => Promise.reject(new Error('not written')));
    await expect(rotta).rejects.toThrow('not written');
  });

  it('an attempt is recorded before opening', async () => {
    const viste: number[][] = [];
    const { prese, aperture } = await banco(3, {
      leggi: async (n) => {
        viste.push(await aperture());
        return qui.leggi(n);
      },
    });
    await prese.leggi(await prese.prossima());
    expect(viste).toEqual(Array(2).fill([1, 1, 0]));
  });

  it('who begins where another died takes what was being opened as suspects', async () => {
    const { prese, altro } = await banco(3);
    await prese.prossima();
    const dopo = await altro().prossima();
    expect([id(dopo), sospette(dopo)]).toEqual([[], ['1', '2']]);
    const [prima] = dopo.tutte;
    const nuove = altro();
    expect(await nuove.leggiSospetta(prima!)).toHaveProperty('letta');
    const ancora = await nuove.prossima();
    expect([id(ancora), sospette(ancora)]).toEqual([['1'], ['2']]);
  });

  it('what was read here is nobody’s suspect, whatever became of the writing', async () => {
    const { prese, altro, aperture } = await banco(2);
    const presa = await prese.prossima();
    await prese.leggi(presa);
    await prese.durante(presa, () => Promise.reject(new Error('no database'))).catch(() => undefined);
    const dopo = await prese.prossima();
    expect(sospette(dopo)).toEqual([]);
    await prese.leggi(dopo);
    await prese.chiudi();
    expect(await aperture()).toEqual([0, 0]);
    expect(id(await altro().prossima())).toEqual(['1', '2']);
  });

  it('what brings its reader down stays counted, and is not opened twice for one count', async () => {
    let volte = 0;
    const cattiva = lettoreCon((n) => {
      if (n.idOperazioneANPR !== '3') return;
      volte += 1;
      throw new ContenutoPericolosoError('ended');
    });
    const { prese, aperture } = await banco(3, cattiva);
    const prima = await prese.prossima();
    await prese.leggi(prima);
    await prese.durante(prima, niente);
    const esiti = [...(await prese.leggi(await prese.prossima())).values()];
    expect(esiti).toEqual([{ errore: expect.any(ContenutoPericolosoError) }]);
    await prese.chiudi();
    expect([volte, (await aperture()).at(-1)]).toEqual([1, 1]);
  });

  it('what could not be opened for want of a reader burns no attempt', async () => {
    const { prese, aperture } = await banco(
      1,
      lettoreCon(() => {
        throw new InfrastructureError('no reader');
      }),
    );
    await prese.leggi(await prese.prossima());
    await prese.chiudi();
    expect(await aperture()).toEqual([0]);
  });
});
