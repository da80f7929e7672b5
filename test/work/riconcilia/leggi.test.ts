/** Laws 2 and 6 on real databases: what was lost comes back, what is there stays as it is. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { confronta } from '../../../src/doors/cli/prova/confronto.js';
import type { Contesto } from '../../../src/registri/stato.js';
import {
  creaComune,
  creaStoria,
  type NotificaSimulata,
  schedeIniziali,
  verita,
  veritaIniziale,
} from '../../../src/simulatore/index.js';
import { apriArchivio, archivia } from '../../../src/simulatore/servizi/index.js';
import type { Database } from '../../../src/store/database.js';
import { createInbox } from '../../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../../src/store/notifica.js';
import { carica } from '../../../src/work/carica.js';
import { feed } from '../../arbitraries.js';
import { perOgniDatabase } from '../../store/databases.js';
import { conta, faiLoop, inbox, notificheDi, nuovoEnte, righe, righeAttese, salva, tutto } from '../banco.js';
import { orologio, type Scena, scena, simulata } from './banco.js';

const OGGI = '2026-06-15';
const MATTINA = `${OGGI}T05:00:00.000Z`;
const TIPI = ['NRIS', 'N010', 'N014', 'N015', 'N018', 'N030', 'N031', 'N032', 'NA00'];
/** What is older cannot be pulled any more. */
const RECENTI = '2025-12-20';

const spinta = (ente: Contesto, n: NotificaSimulata): NotificaRicevuta => ({
  canale: 'N000',
  codDestinatario: ente.codComune,
  tipoNotifica: n.tipoNotifica,
  codMittente: 'ANPR02',
  dataOraRichiesta: n.momento,
  idOperazioneANPR: n.idOperazioneANPR,
  contenuto: Buffer.from(n.contenuto()),
  prova: false,
  firma: 'NON_VERIFICATA',
  ricevutaIl: MATTINA,
});

const applica = (db: Database, s: Scena): Promise<void> => faiLoop(db, s.contesto, { now: () => s.orologio.ora });

/** A town with its year: loaded, the feed as it arrived, and an ANPR that has everything. */
async function paese(db: Database, { seed, perse }: { seed: string; perse: (i: number) => boolean }) {
  const contesto = { ...nuovoEnte(OGGI), codici: new Set<string>() };
  const ente = { ...contesto, codici: new Set([contesto.codComune]) };
  const comune = creaComune({ seed, codiceIstat: ente.codComune, nome: 'VALFINTA', abitanti: 60, oggi: OGGI });
  const schede = [...schedeIniziali(comune)].map((s) => Buffer.from(s.contenuto));
  const prima = veritaIniziale(comune, OGGI);
  const storia = creaStoria(comune, OGGI);
  const archivio = apriArchivio(comune);
  const mai = (n: NotificaSimulata): boolean => n.tipoNotifica.startsWith('NA');
  const arrivate = storia.filter((n, i) => !mai(n) && (n.momento < RECENTI || !perse(i)));
  archivia(
    archivio,
    storia.map((notifica) => ({ notifica, sorte: 'PERDUTA' as const })),
  );
  const s = scena(db, {
    contesto: ente,
    archivio,
    ore: orologio(MATTINA),
    servizi: { attesaMs: 300_000, stimaMs: 300_000, attesaNAMs: 300_000, vociPerProgressivo: 7 },
    impostazioni: { tipi: TIPI, giorniIndietro: 179, richiesteAperte: 100 },
  });
  await carica(createInbox(db), schede, { codComune: ente.codComune, now: () => new Date(MATTINA) });
  return { s, arrivate, attesi: { prima, dopo: verita(comune, OGGI) }, perdute: storia.length - arrivate.length };
}

perOgniDatabase((apri) => {
  it('convergence: any loss, repetition and shuffle, then one reconciliation, ends in the state of ANPR', async () => {
    const db = await apri();
    const caso = fc.record({
      seed: fc.string({ minLength: 3, maxLength: 8 }),
      ogni: fc.integer({ min: 1, max: 4 }),
      insieme: fc.constantFrom(0, 5),
      dettaglio: fc.constantFrom('ID' as const, 'RISPOSTA' as const),
      mescola: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(caso, async ({ seed, ogni, insieme, dettaglio, mescola }) => {
        const { s, arrivate, attesi, perdute } = await paese(db, { seed, perse: (i) => i % ogni === 0 });
        expect(perdute).toBeGreaterThan(0);
        s.impostazioni = { ...s.impostazioni, singoleMassimo: insieme, dettaglio };
        const ordine = mescola ? arrivate.toReversed() : arrivate;
        await salva(
          db,
          [...ordine, ...ordine.slice(0, 10)].map((n) => spinta(s.contesto, n)),
        );
        await applica(db, s);
        await s.giro();
        await s.finoInFondo();
        await applica(db, s);
        const atteso = { codComune: s.contesto.codComune, ...attesi, disordine: true };
        expect(await confronta(db, atteso)).toEqual([]);
        expect((await s.finestre()).filter((f) => !['COPERTA', 'DIVISA'].includes(f.stato))).toEqual([]);
      }),
      { numRuns: 3 },
    );
  });

  it('reconciling what is aligned writes neither registers nor inbox, also the second visit of last week', async () => {
    const db = await apri();
    const { s, arrivate, attesi } = await paese(db, { seed: 'allineato', perse: () => true });
    await salva(
      db,
      arrivate.map((n) => spinta(s.contesto, n)),
    );
    await applica(db, s);
    expect(await confronta(db, { codComune: s.contesto.codComune, ...attesi })).not.toEqual([]);
    await s.giro();
    await s.finoInFondo();
    await applica(db, s);
    expect(await confronta(db, { codComune: s.contesto.codComune, ...attesi, disordine: true })).toEqual([]);
    const prima = await tutto(db, s.contesto);
    s.impostazioni = { ...s.impostazioni, ripassoGiorni: 1, ripassoProfonditaGiorni: 90 };
    s.orologio.avanti(60 * 25);
    await s.giro();
    await s.finoInFondo();
    expect(await tutto(db, s.contesto)).toEqual(prima);
    expect((await s.finestre()).filter((f) => f.origine === 'RIPASSO').length).toBeGreaterThan(TIPI.length);
  });

  it('once: what is pushed and pulled under the same id changes the tables once, whichever came first', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, fc.boolean(), async (f, primaTirate) => {
        const ente = nuovoEnte();
        const spinte = notificheDi(ente, f).map((n) => ({ ...n, canale: 'N000' as const }));
        const notifiche = spinte.map((n) =>
          simulata({
            idOperazioneANPR: n.idOperazioneANPR,
            tipoNotifica: n.tipoNotifica as NotificaSimulata['tipoNotifica'],
            contenuto: () => Buffer.from(n.contenuto).toString(),
          }),
        );
        const tipi = [...new Set(spinte.map((n) => n.tipoNotifica))];
        const s = scena(db, { contesto: ente, notifiche, impostazioni: { tipi, singoleMassimo: 0 } });
        const tira = async () => {
          await s.giro({ dal: '2026-06-01T00:00:00.000Z', al: s.orologio.ora.toISOString(), tipi: [] });
          await s.finoInFondo();
        };
        if (primaTirate) await tira();
        await salva(db, spinte);
        await tira();
        await applica(db, s);
        expect(await conta(db, 'applicazioni', ente)).toBe(spinte.length);
        expect((await inbox(db, ente)).length).toBe(spinte.length);
        expect(await righe(db, ente)).toEqual(righeAttese(ente, spinte));
      }),
      { numRuns: 5 },
    );
  });
});
