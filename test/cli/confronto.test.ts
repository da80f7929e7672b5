/** The comparison at the end of the trial: a wrong row anywhere is found, and named without its value. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { confronta } from '../../src/doors/cli/prova/confronto.js';
import { silentLog } from '../../src/log.js';
import {
  creaComune,
  creaStoria,
  type Estremi,
  schedeIniziali,
  verita,
  veritaIniziale,
} from '../../src/simulatore/index.js';
import { Database } from '../../src/store/database.js';
import { conteggi, createInbox } from '../../src/store/inbox.js';
import { carica } from '../../src/work/carica.js';
import { lettoreQui } from '../../src/work/lettore.js';
import { avviaLoop } from '../../src/work/loop.js';
import { ISTAT } from './banco.js';

const OGGI = '2026-06-15';
const ADESSO = new Date(`${OGGI}T10:00:00.000Z`);
const now = (): Date => ADESSO;

let db: Database;
let attesi: Estremi;

async function applica(): Promise<void> {
  const retry = { maxAttempts: 3, firstDelayMs: 1, maxDelayMs: 10 };
  const settings = { batchSize: 100, pollMs: 20, leaseTtlMs: 30_000, retry };
  const base = { db, codComune: ISTAT, codici: new Set([ISTAT]), lettore: lettoreQui(() => []), log: silentLog };
  const loop = avviaLoop({ ...base, now, owner: 'prova', settings });
  const attese = async () =>
    (await db.transaction((tx) => conteggi(tx))).filter((c) => c.stato !== 'applied').map((c) => c.stato);
  await expect.poll(attese, { timeout: 30_000 }).toEqual([]);
  await loop.stop();
}

beforeEach(async () => {
  db = await Database.open({ kind: 'sqlite', file: ':memory:' });
  await db.migrate();
  const comune = creaComune({ seed: 'confronto', codiceIstat: ISTAT, nome: 'Prova', abitanti: 120, oggi: OGGI });
  const schede = [...schedeIniziali(comune)].map((s) => Buffer.from(s.contenuto));
  const inbox = createInbox(db);
  await carica(inbox, schede, { codComune: ISTAT, now });
  await applica();
  const storia = creaStoria(comune, OGGI);
  const comuni = {
    canale: '4005',
    codDestinatario: ISTAT,
    codMittente: 'ANPR02',
    prova: false,
    firma: 'NON_VERIFICATA',
  } as const;
  for (const n of storia)
    await inbox.salva({
      ...comuni,
      tipoNotifica: n.tipoNotifica,
      dataOraRichiesta: n.momento,
      idOperazioneANPR: n.idOperazioneANPR,
      contenuto: Buffer.from(n.contenuto()),
      ricevutaIl: now().toISOString(),
    });
  await applica();
  attesi = { prima: veritaIniziale(comune, OGGI), dopo: verita(comune, OGGI) };
});
afterEach(() => db.close());

const guasta = (sql: string): Promise<unknown> => db.transaction((tx) => tx.execute(sql));
const differenze = () => confronta(db, { codComune: ISTAT, ...attesi });

it('an aligned database has no difference, and each kind of damage is found in its view', async () => {
  expect(await differenze()).toEqual([]);
  await guasta("UPDATE anagrafe SET cognome = 'GUASTO' WHERE registro = 'APR' AND codice_legame = '2'");
  const trovate = await differenze();
  expect(new Set(trovate.map((d) => `${d.vista} ${d.colonna}`))).toContain('v_residenti cognome');
  expect(JSON.stringify(trovate)).not.toContain('GUASTO');
});

it.each([
  ['DELETE FROM elettorale_elettori', 'v_elettori', 'manca'],
  [
    "UPDATE tributi_contribuenti SET condizione = 'AIRE' WHERE condizione = 'RESIDENTE'",
    'v_tributi_contribuenti',
    'condizione',
  ],
  ['UPDATE tributi_nuclei SET componenti = componenti + 1', 'v_tributi_nuclei', 'componenti'],
  ['UPDATE famiglie SET indirizzo = NULL', 'v_famiglie', 'indirizzo'],
  ["DELETE FROM variazioni WHERE ufficio = 'TRIBUTI'", 'v_tributi_variazioni', 'manca'],
  ["UPDATE variazioni SET decorrenza = '1999-01-01'", 'v_tributi_variazioni', 'decorrenza'],
  ["UPDATE variazioni SET decorrenza = '1999-01-01'", 'v_elettorale_variazioni', 'decorrenza'],
  ["UPDATE variazioni SET effetto_dal = '1999-01-01'", 'v_tributi_variazioni', 'effetto_dal'],
  ['UPDATE variazioni SET da_conguagliare = 1', 'v_tributi_variazioni', 'da_conguagliare'],
  ["UPDATE variazioni SET motivo = 'GUASTO'", 'v_elettorale_variazioni', 'motivo'],
  ['UPDATE variazioni SET id_famiglia_anpr = NULL', 'v_tributi_variazioni', 'id_famiglia_anpr'],
  ["UPDATE anagrafe SET procedimento_dal = '2026-01-01'", 'v_tributi_variazioni', 'provvisoria'],
  [
    "UPDATE variazioni SET valore_dopo = 'X' WHERE ufficio = 'ELETTORALE' AND campo = 'stato'",
    'v_elettorale_variazioni',
    'valore_dopo',
  ],
])('%s shows in %s as %s', async (sql, vista, colonna) => {
  await guasta(sql);
  expect(await differenze()).toContainEqual(expect.objectContaining({ vista, colonna }));
});
