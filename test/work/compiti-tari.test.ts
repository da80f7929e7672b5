/** The tasks about TARI users on real databases: opened and closed by what arrives, by the nightly round, by the list itself. */
import { expect, it } from 'vitest';
import { calcolaCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import type { Contesto } from '../../src/registri/stato.js';
import { chiudiAnomaliePerId, elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { riguardaTari } from '../../src/work/compiti-tari.js';
import { importaUtenze, riabbina } from '../../src/work/tari-utenze.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, quando, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { immigrati, n01, nris, residente } from './persone.js';

const CF = [1, 2].map((n) =>
  calcolaCodiceFiscale({
    cognome: `ABBA${'E'.repeat(n)}`,
    nome: `PROVA${n}`,
    sesso: 'F',
    dataNascita: `198${n}-01-01`,
    codiceLuogo: 'H501',
  }),
);
const csv = (...righe: string[]): Uint8Array =>
  Buffer.from(['codice;codice_fiscale;indirizzo;categoria', ...righe].join('\n'));
const persona = (n: number, altro: Parameters<typeof residente>[1] = {}) => {
  const p = residente(n, altro);
  return { ...p, identificativi: { ...p.identificativi, codiceFiscale: CF[n - 1]! } };
};

let ultima = 9_500;

async function arriva(db: Database, ente: Contesto, contenuto: Contenuto): Promise<void> {
  await salva(db, [notificaDi(ente, String(ultima++), contenuto)]);
  await applicaInbox(db, ente, [1]);
}

/** What is open about users and households. */
async function compiti(db: Database, { codComune }: Contesto): Promise<string[]> {
  const aperte = await db.transaction((tx) => elencaAnomalie(tx, { codComune, ufficio: 'TRIBUTI', limit: 100 }));
  return aperte
    .filter((a) => /^[UN]:/.test(a.oggetto))
    .map((a) => `${a.regola} ${a.oggetto}`)
    .sort();
}

perOgniDatabase((apri) => {
  const moglie = { famiglia: '500001', civico: 1, legame: '2' };
  const pronto = async (...utenze: string[]) => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, immigrati(1, [persona(1), persona(2, moglie)]));
    const di = { codComune: ente.codComune, attore: 'operatore.prova', now: new Date(ADESSO) };
    await importaUtenze(db, csv(...utenze), di);
    const notte = async () => {
      await riabbina(db, ente.codComune, new Date(ADESSO));
      await riguardaTari(db, quando(ente));
    };
    return { db, ente, di, notte };
  };

  it('a holder who leaves asks for the subentro until a restore, a new list or a new holder says otherwise', async () => {
    const { db, ente, di, notte } = await pronto(`U1;${CF[0]};Via Roma 1;D1`);
    expect(await compiti(db, ente)).toEqual([]);
    await arriva(db, ente, n01('N010', 2, persona(1), '2026-05-01'));
    expect(await compiti(db, ente)).toEqual(['TARI_TITOLARE_USCITO U:U1']);
    await arriva(db, ente, n01('N015', 3, persona(1), '2026-05-02'));
    expect(await compiti(db, ente)).toEqual([]);
    await arriva(db, ente, n01('N010', 4, persona(1), '2026-05-03'));
    expect(await compiti(db, ente)).toEqual(['TARI_TITOLARE_USCITO U:U1']);
    await importaUtenze(db, csv(`U1;${CF[1]};Via Roma 1;D1`), di);
    await notte();
    expect(await compiti(db, ente)).toEqual([]);
  });

  it('a household nobody declared is a task from its arrival until a user is matched with it', async () => {
    const { db, ente, di, notte } = await pronto(`U9;${CF[0]};Via Verdi 99;D1`);
    await notte();
    expect(await compiti(db, ente)).toEqual(['TARI_NON_DICHIARATA N:500001', 'TARI_TITOLARE_TRASFERITO U:U9']);
    await importaUtenze(db, csv(`U9;${CF[0]};Via Verdi 99;D1`, `U1;${CF[1]};Via Roma 1;D1`), di);
    await notte();
    expect(await compiti(db, ente)).toEqual([]);
    await importaUtenze(db, csv(`U1;${CF[1]};Via Roma 1;D1`), di);
    await arriva(db, ente, nris('5005', 5, [persona(1, { famiglia: '500009', civico: 9 })], '2026-05-02'));
    expect(await compiti(db, ente)).toEqual(['TARI_NON_DICHIARATA N:500009']);
  });

  it('the night says the same as the arrival, and forgets users that are no longer in the list', async () => {
    const { db, ente, di, notte } = await pronto(`U1;${CF[0]};Via Roma 1;D1`);
    await arriva(db, ente, n01('N010', 2, persona(1), '2026-05-01'));
    await notte();
    expect(await compiti(db, ente)).toEqual(['TARI_TITOLARE_USCITO U:U1']);
    await arriva(db, ente, n01('N010', 3, persona(2), '2026-05-01'));
    expect(await compiti(db, ente)).toEqual(['TARI_SENZA_RESIDENTI U:U1']);
    await notte();
    expect(await compiti(db, ente)).toEqual(['TARI_SENZA_RESIDENTI U:U1']);
    await importaUtenze(db, csv(`U7;${CF[1]};Via Verdi 7;D1`), di);
    await notte();
    expect(await compiti(db, ente)).toEqual(['TARI_SENZA_RESIDENTI U:U7']);
  });

  it('what a person closed is not asked again every night, and is news again once it had ended', async () => {
    const { db, ente, notte } = await pronto(`U1;${CF[0]};Via Roma 1;D1`);
    await arriva(db, ente, n01('N010', 2, persona(1), '2026-05-01'));
    await db.transaction(async (tx) => {
      const aperte = await elencaAnomalie(tx, { codComune: ente.codComune, regola: 'TARI_TITOLARE_USCITO', limit: 9 });
      const ids = aperte.map((a) => a.id);
      await chiudiAnomaliePerId(tx, ids, ADESSO, 'operatore.prova');
    });
    await notte();
    await arriva(db, ente, nris('5008', 3, [persona(2, moglie)], '2026-05-02'));
    expect(await compiti(db, ente)).toEqual([]);
    await arriva(db, ente, n01('N015', 4, persona(1), '2026-05-03'));
    await arriva(db, ente, n01('N010', 5, persona(1), '2026-05-04'));
    expect(await compiti(db, ente)).toEqual(['TARI_TITOLARE_USCITO U:U1']);
  });

  it('without a list of the office nothing is said to be missing', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, immigrati(1, [persona(1)]));
    await riguardaTari(db, quando(ente));
    expect(await compiti(db, ente)).toEqual([]);
  });
});
