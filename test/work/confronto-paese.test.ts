/** The comparison on a fictitious comune after a year: aligned it writes nothing, and what a lossy feed left wrong is healed. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { schedeIniziali, subentroIniziale } from '../../src/simulatore/index.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { carica } from '../../src/work/carica.js';
import { confrontaTutte, diversi } from '../../src/work/confronto/confronta.js';
import { REGOLE_CONFRONTO } from '../../src/work/confronto/correzione.js';
import { type EsitoGiro, giroConfronto } from '../../src/work/confronto/giro.js';
import { vociDaFile } from '../../src/work/confronto/sorgenti.js';
import { OGGI } from '../simulatore/paese.js';
import { apriBanco, type Banco } from '../simulatore/servizi/banco.js';
import { ricevuta } from '../simulatore/vita.js';
import { apriInMemoria } from '../store/databases.js';
import { applicaInbox, righe } from './banco.js';

const ADESSO = `${OGGI}T20:00:00.000Z`;

/** Loads the town and gives the daemon those of its notifications that are not lost. */
async function vissuto(b: Banco, perduta: (i: number) => boolean): Promise<{ db: Database; ente: Contesto }> {
  const db = await apriInMemoria();
  const codComune = b.comune.codiceIstat;
  const ente = { codComune, codici: new Set([codComune]), oggi: OGGI };
  const inbox = createInbox(db);
  const schede = [...schedeIniziali(b.comune)].map((s) => Buffer.from(s.contenuto));
  await carica(inbox, schede, { codComune, now: () => new Date('2025-11-22T10:00:00Z') });
  const arrivate = b.storia.filter((_, i) => !perduta(i));
  await Promise.all(arrivate.map((n) => inbox.salva(ricevuta(codComune, n))));
  await applica(db, ente);
  return { db, ente };
}

/** The workbench's clock stands in June: everything here is due before. */
const applica = async (db: Database, ente: Contesto): Promise<void> => {
  await db.transaction((tx) => tx.execute("UPDATE notifiche SET prossimo_tentativo_il = '2025-11-22T10:00:00.000Z'"));
  await applicaInbox(db, ente, [100]);
};

const giro = (b: Banco, db: Database, ente: Contesto): Promise<EsitoGiro> =>
  giroConfronto({
    db,
    inbox: createInbox(db),
    contesto: ente,
    now: () => new Date(ADESSO),
    domanda: { client: b.client, numero: async () => b.numero(), nazionale: true },
    persone: 100_000,
    giorni: 0,
    correggi: true,
  });

const aperte = async (db: Database): Promise<{ regola: string; oggetto: string }[]> =>
  (await db.transaction((tx) => elencaAnomalie(tx, { limit: 10_000 }))).filter((a) =>
    (REGOLE_CONFRONTO as readonly string[]).includes(a.regola),
  );

it('Law: convergence — a comune that had every notification differs in nobody but those of whom something was revoked', async () => {
  const b = apriBanco();
  const { db, ente } = await vissuto(b, () => false);
  const prima = await righe(db, ente);
  const esito = await giro(b, db, ente);
  // A 5013 never says of what: the card is the first to tell.
  const revocati = [...b.comune.registro.persone.values()].filter((p) => p.domicilioRevocato).map((p) => p.idScheda);
  expect((await aperte(db)).map((a) => a.oggetto)).toEqual(revocati.map((id) => `S:${id}`));
  expect(esito).toMatchObject({ diverse: revocati.length, inviate: revocati.length, rifiutate: 0 });
  expect(esito.guardate).toBeGreaterThan(250);
  expect(await righe(db, ente)).toEqual(prima);
  await db.close();
});

it('Law: convergence — what a lossy feed left wrong is healed by one comparison; only whom ANPR no longer has is left to look up', async () => {
  const b = apriBanco();
  const { db, ente } = await vissuto(b, (i) => i % 4 === 1);
  const primo = await giro(b, db, ente);
  expect(primo.inviate).toBeGreaterThan(0);
  await applica(db, ente);
  expect(await giro(b, db, ente)).toMatchObject({ inviate: 0 });
  const restano = await aperte(db);
  expect(restano.filter((a) => a.regola !== 'ASSENTE_IN_ANPR')).toEqual([]);
  // Registered by an operation whose annulment was lost: no card is left that could say so.
  for (const { oggetto } of restano) expect(b.comune.registro.persone.has(oggetto.slice(2))).toBe(false);
  await db.close();
});

it('the file of the massive download compared with the comune it was made of differs in nobody', async () => {
  const b = apriBanco();
  const { db, ente } = await vissuto(b, () => true);
  const pezzi = async function* () {
    for (const pezzo of subentroIniziale(b.comune)) yield Buffer.from(pezzo);
  };
  const trascurati = { colonne: () => undefined, riga: () => undefined };
  const file = { nome: 'scarico.xml', pezzi: pezzi(), momento: ADESSO, codifica: 'utf-8', trascurati } as const;
  let guardate = 0;
  for await (const risultato of confrontaTutte(db, vociDaFile(file), { contesto: ente })) {
    expect(diversi(risultato)).toEqual([]);
    guardate += risultato.confrontati.length;
  }
  expect(guardate).toBe(b.comune.iniziale.persone.size);
  await db.close();
});
