/** Reconciliation broken on purpose: at every statement, at every call, by processes that die and processes that compete. */
import { expect, it } from 'vitest';
import { TransientError } from '../../../src/errors.js';
import type { ClientANPR } from '../../../src/soap/client/servizi.js';
import type { Database } from '../../../src/store/database.js';
import { createInbox } from '../../../src/store/inbox.js';
import { perOgniDatabase } from '../../store/databases.js';
import { inbox } from '../banco.js';
import { databaseConMano, guastaIl } from '../guasti.js';
import { type OpzioniScena, type Scena, scena, simulata } from './banco.js';

const piccola = (altro: OpzioniScena = {}): OpzioniScena => ({
  notifiche: [simulata(), simulata(), simulata()],
  ...altro,
  impostazioni: { tipi: ['N030'], singoleMassimo: 1, ...altro.impostazioni },
});

const presenti = async (db: Database, s: Scena): Promise<string[]> =>
  (await inbox(db, s.contesto)).map((n) => n.idOperazioneANPR).toSorted();
const tutti = (s: Scena): string[] => [...s.archivio.voci.keys()].toSorted();

/** Goes on after the fault until nothing is open; a killed process holds its lease for ten minutes. */
async function guarita(db: Database, s: Scena): Promise<void> {
  s.orologio.avanti(11);
  await s.giro();
  await s.finoInFondo();
  expect(await presenti(db, s)).toEqual(tutti(s));
  expect((await inbox(db, s.contesto)).map((n) => n.duplicati)).toEqual(tutti(s).map(() => expect.any(Number)));
}

const elenchi = (s: Scena) => s.domande.filter((d) => d.metodo === 'elenco');

perOgniDatabase((apri, motore) => {
  it('fails at every statement and still brings everything in, without asking in a loop', async () => {
    const db = await apri();
    // One statement after the other on the file, one in seven on the server: the same code, slower.
    const passo = motore.kind === 'sqlite' ? 1 : 7;
    for (let k = 1; ; k += passo) {
      const s = scena(db, piccola());
      const guasto = guastaIl(k);
      const rotto = databaseConMano(db, guasto);
      const fino = async () => {
        await s.giro('TUTTO', { db: rotto, inbox: createInbox(rotto) });
        for (let i = 0; i < 8; i++) {
          s.orologio.avanti(60);
          await s.giro('DOVUTE', { db: rotto, inbox: createInbox(rotto) });
        }
      };
      await fino().catch((error: unknown) => expect(String(error)).toContain('broken on purpose'));
      const finito = guasto.contati() < k;
      await guarita(db, s);
      // The same number again is no new question: the window, the one planned after the fault, the missing together.
      expect(new Set(elenchi(s).map((d) => d.richiesta.idOperazioneComune)).size).toBeLessThanOrEqual(3);
      expect(elenchi(s).length).toBeLessThanOrEqual(6);
      if (finito) return;
    }
  });

  it('killed between the question and its ticket, it sends the same number again and gets the same ticket (G55)', async () => {
    const db = await apri();
    const s = scena(db, piccola());
    const vivo = s.client;
    s.client = {
      ...vivo,
      elenco: async (r) => {
        await vivo.elenco(r);
        throw new Error('killed');
      },
    };
    await expect(s.giro()).rejects.toThrow('killed');
    s.client = vivo;
    await guarita(db, s);
    const [prima, seconda] = elenchi(s).map((d) => d.richiesta.idOperazioneComune);
    expect(seconda).toBe(prima);
    expect((await s.finestre()).filter((f) => f.stato === 'COPERTA')).toHaveLength(2);
  });

  it.each(['elenco', 'verifica'] as const)(
    'ANPR away at every %s: later and later, and nothing is lost (G56)',
    async (metodo) => {
      const db = await apri();
      const s = scena(db, piccola());
      const vivo = s.client;
      const via = async (): Promise<never> => {
        s.domande.push({ metodo: 'via', richiesta: { idOperazioneComune: '' } });
        throw new TransientError('ANPR answers 998');
      };
      s.client = { ...vivo, [metodo]: via } as ClientANPR;
      await s.giro();
      for (let i = 0; i < 6 * 12; i++) {
        s.orologio.avanti(10);
        await s.giro('DOVUTE');
      }
      expect(s.domande.filter((d) => d.metodo === 'via').length).toBeLessThan(12);
      s.client = vivo;
      await guarita(db, s);
    },
  );

  it('two processes at once: one works, the other finds it busy, and every number is used once', async () => {
    const [a, b] = [await apri(), await apri()];
    const s = scena(a, piccola());
    const vivo = s.client;
    const altri: string[] = [];
    s.client = {
      ...vivo,
      elenco: async (r) => {
        altri.push((await s.giro('TUTTO', { db: b, inbox: createInbox(b), client: vivo })).esito);
        return vivo.elenco(r);
      },
    };
    expect((await s.giro()).esito).toBe('FATTO');
    expect(altri).toEqual(['OCCUPATA']);
    s.client = vivo;
    await Promise.all([s.giro(), s.giro('TUTTO', { db: b, inbox: createInbox(b) })]);
    await guarita(a, s);
    const numeri = s.domande.map((d) => d.richiesta.idOperazioneComune);
    expect(new Set(numeri).size).toBe(numeri.length);
  });

  it('an ente whose ANPR is away holds back no other', async () => {
    const db = await apri();
    const [rotto, sano] = [scena(db, piccola()), scena(db, piccola())];
    rotto.client = { ...rotto.client, elenco: () => Promise.reject(new TransientError('away')) };
    await Promise.all([rotto.giro(), sano.giro()]);
    await sano.finoInFondo();
    expect(await presenti(db, sano)).toEqual(tutti(sano));
    expect(await presenti(db, rotto)).toEqual([]);
  });
});
