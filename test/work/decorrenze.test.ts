/** Since when a variazione counts: the day of its own datum, whatever else happened to the same people before or after. */
import { expect, it } from 'vitest';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import { paginaVista } from '../../src/store/viste.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { chi, immigrati, nris, residente } from './persone.js';

const NUCLEO = '500001';
const di = (n: number, civico: number, dal: string): DatiSoggetto => ({
  ...residente(n, { famiglia: NUCLEO, legame: n === 1 ? '1' : '3', civico, dal }),
  legameSoggetto: { tipoLegame: '3', codiceLegame: n === 1 ? '1' : '3', dataDecorrenza: '2020-01-01' },
});

let ultima = 8_100_000;

async function arrivano(db: Database, ente: Contesto, contenuti: readonly Contenuto[]): Promise<void> {
  const notifiche = contenuti.map((c) => notificaDi(ente, String(ultima++), c));
  await salva(db, notifiche);
  await applicaInbox(db, ente, [1]);
}

/** What is still to be worked of one object: kind, value, day. */
async function aperte(db: Database, { codComune }: Contesto, oggetto: string): Promise<unknown[]> {
  const righe = await db.transaction((tx) =>
    paginaVista(tx, codComune, { vista: 'v_tributi_variazioni', limit: 1_000 }),
  );
  return righe
    .filter((r) => r.oggetto === oggetto && r.stato === 'DA_LAVORARE')
    .map((r) => [r.tipo, r.valore_dopo, r.decorrenza]);
}

perOgniDatabase((apri) => {
  it('a household that grows and then moves has the new number since the birth and the new home since the move, in whatever order it is known', async () => {
    const db = await apri();
    const nascita = nris(
      '1001',
      2,
      [residente(3, { famiglia: NUCLEO, legame: '3', civico: 1, dal: '2026-02-01' })],
      '2026-02-01',
    );
    const trasloco = nris(
      '5001',
      3,
      [1, 2].map((n) => di(n, 9, '2026-03-10')),
      '2026-03-10',
    );
    const neonata = nris(
      '5001',
      4,
      [
        {
          ...di(3, 9, '2026-03-10'),
          legameSoggetto: { tipoLegame: '3', codiceLegame: '3', dataDecorrenza: '2026-02-01' },
        },
      ],
      '2026-03-10',
    );
    for (const storia of [
      [nascita, trasloco, neonata],
      [trasloco, nascita, neonata],
    ]) {
      const ente = nuovoEnte();
      await arrivano(db, ente, [
        immigrati(
          1,
          [1, 2].map((n) => di(n, 1, '2020-01-01')),
        ),
        ...storia,
      ]);
      expect(await aperte(db, ente, `N:${NUCLEO}`)).toEqual(
        expect.arrayContaining([
          ['OCCUPANTI', '3', '2026-02-01'],
          ['INDIRIZZO', expect.stringContaining('VIA ROMA 9'), '2026-03-10'],
        ]),
      );
    }
  });

  it('a residence that ended with the emigration to AIRE ends that day also when AIRE ends', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const partita: DatiSoggetto = {
      ...residente(1),
      residenze: [
        {
          tipoIndirizzo: '4',
          indirizzo: { codiceStato: '215', descrizioneStato: 'FRANCIA', localitaEstera: 'LIONE' },
          dataDecorrenzaResidenza: '2026-02-01',
        },
      ],
      famigliaConvivenza: { ...residente(1).famigliaConvivenza, idFamigliaConvivenzaANPR: '500900', tipoScheda: '5' },
    };
    const cancellata = {
      ...chi(1),
      datiCancellazione: { motivoCancellazione: '8', dataDecorrenzaCancellazione: '2026-04-01' },
    };
    await arrivano(db, ente, [immigrati(1, [residente(1)])]);
    await db.transaction((tx) => tx.execute("UPDATE variazioni SET stato = 'ACCOLTA'"));
    await arrivano(db, ente, [nris('A006', 2, [partita], '2026-02-01'), nris('2003', 3, [cancellata], '2026-04-01')]);
    expect(await aperte(db, ente, 'C:S:100001')).toEqual(
      expect.arrayContaining([
        ['CONDIZIONE', 'NON_RESIDENTE', '2026-04-01'],
        ['ABITAZIONE_PRINCIPALE', null, '2026-02-01'],
      ]),
    );
  });
});
