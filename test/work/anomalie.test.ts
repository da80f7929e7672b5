/** Anomalies open with the fact that causes them and close by themselves with the fact that settles them. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { chi, immigrati, n01, nris, residente } from './persone.js';

async function arriva(db: Database, ente: Contesto, ...contenuti: readonly Contenuto[]): Promise<void> {
  const prima = contatore;
  contatore += contenuti.length;
  await salva(
    db,
    contenuti.map((c, i) => notificaDi(ente, `n${prima + i}`, c)),
  );
  await applicaInbox(db, ente, [1]);
}
let contatore = 0;

/** Tasks of the tax office are another matter. */
const aperte = async (db: Database, { codComune }: Contesto): Promise<string[]> =>
  (await db.transaction((tx) => elencaAnomalie(tx, { codComune, limit: 100 })))
    .filter((a) => a.ufficio !== 'TRIBUTI')
    .map((a) => `${a.regola} ${a.oggetto}`)
    .sort();

const moglie = { famiglia: '500001', civico: 1, legame: '2' };

perOgniDatabase((apri) => {
  it('Q03: a family that lost its head is reported until a 5001 gives it one', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, immigrati(1, [residente(1), residente(2, moglie)]));
    expect(await aperte(db, ente)).toEqual([]);
    await arriva(db, ente, n01('N010', 2, residente(1), '2026-05-01'));
    expect(await aperte(db, ente)).toEqual(['Q03 F:500001']);
    await arriva(db, ente, nris('5001', 3, [residente(2, { ...moglie, legame: '1' })], '2026-05-02'));
    expect(await aperte(db, ente)).toEqual([]);
    const tutte = await db.transaction((tx) =>
      elencaAnomalie(tx, { codComune: ente.codComune, ufficio: 'ANAGRAFE', soloAperte: false, limit: 100 }),
    );
    expect(tutte).toMatchObject([{ regola: 'Q03', ufficio: 'ANAGRAFE', chiusaIl: ADESSO }]);
  });

  it('opens one and the same anomaly once, and again when it comes back', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const senzaCasa = { ...residente(1), residenze: [] };
    await arriva(db, ente, immigrati(1, [senzaCasa]), nris('5008', 2, [senzaCasa]));
    expect(await aperte(db, ente)).toEqual(['Q01 S:100001']);
    await arriva(db, ente, nris('5005', 3, [residente(1)]));
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('keeps what a notification alone says until somebody closes it', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const { tipoNotifica, xml } = immigrati(1, [residente(1)]);
    await arriva(db, ente, { tipoNotifica, xml: xml.replace('<residenza>', '<mai_vista/><residenza>') });
    expect((await aperte(db, ente)).map((a) => a.split(' ')[0])).toEqual(['ELEMENTO_IGNOTO']);
    await arriva(db, ente, nris('5008', 2, [residente(1)]));
    expect(await aperte(db, ente)).toHaveLength(1);
  });

  it('closes what was open about somebody who turns out to be somebody known', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const { idSchedaSoggettoANPR: _, idANPR: __, ...soloCF } = chi(1).identificativi;
    await arriva(db, ente, n01('N014', 1, { ...chi(1), identificativi: soloCF }, '2026-05-01'));
    expect(await aperte(db, ente)).toHaveLength(1);
    await arriva(db, ente, immigrati(2, [residente(1)], '2026-05-02'));
    expect((await aperte(db, ente)).filter((a) => a.includes(' C:'))).toEqual([]);
  });
});
