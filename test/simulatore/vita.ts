/** A small town whose whole year goes through the real inbox and the real applier, to be compared with the truth. */
import { creaParametri, type VoceParametro } from '../../src/registri/parametri.js';
import type { Contesto } from '../../src/registri/stato.js';
import {
  conTari,
  creaComune,
  creaStoria,
  csvUtenze,
  type NotificaSimulata,
  primoElenco,
  type Regolamento,
  schedeIniziali,
  type UtenzaSimulata,
  ultimoElenco,
  type Verita,
  verita,
} from '../../src/simulatore/index.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { carica } from '../../src/work/carica.js';
import { allineaParametri } from '../../src/work/tari-effetti.js';
import { fotografa } from '../../src/work/tari-fotografia.js';
import { importaUtenze } from '../../src/work/tari-utenze.js';
import { applicaInbox } from '../work/banco.js';
import { OGGI } from './paese.js';

const MATTINA = '2025-11-22T10:00:00.000Z';

/** A notification of the history as 4005 brings it. */
export function ricevuta(codDestinatario: string, n: NotificaSimulata): NotificaRicevuta {
  return {
    canale: '4005',
    codDestinatario,
    tipoNotifica: n.tipoNotifica,
    codMittente: '999999',
    dataOraRichiesta: n.momento,
    idOperazioneANPR: n.idOperazioneANPR,
    contenuto: Buffer.from(n.contenuto()),
    prova: false,
    firma: 'NON_VERIFICATA',
    ricevutaIl: MATTINA,
  };
}

let paesi = 0;

/** Founds a town of an ente of its own and lives its year; `oggi` is that of the towns of these tests. */
export function fonda(seed: string, abitanti = 60, regolamento: Regolamento = []) {
  const codiceIstat = String(700_000 + paesi++);
  const comune = creaComune({ seed, codiceIstat, nome: 'VALFINTA', abitanti, oggi: OGGI, regolamento });
  const storia = creaStoria(comune, OGGI);
  const parametri = creaParametri(regolamento as readonly VoceParametro[]);
  const contesto: Contesto = { codComune: codiceIstat, codici: new Set([codiceIstat]), oggi: OGGI, parametri };
  return { comune, storia, contesto };
}

/** Loads the town, gives the daemon its year in this order and applies everything. */
export async function vivi(
  db: Database,
  paese: ReturnType<typeof fonda>,
  storia: readonly NotificaSimulata[],
): Promise<void> {
  const { comune, contesto } = paese;
  const inbox = createInbox(db);
  const schede = [...schedeIniziali(comune)].map((s) => Buffer.from(s.contenuto));
  await carica(inbox, schede, { codComune: contesto.codComune, now: () => new Date(MATTINA) });
  await Promise.all(storia.map((n) => inbox.salva(ricevuta(contesto.codComune, n))));
  // The workbench's clock stands in June: everything here is due before.
  await db.transaction((tx) => tx.execute('UPDATE notifiche SET prossimo_tentativo_il = ?', [MATTINA]));
  await applicaInbox(db, contesto, [50]);
}

const ANNO = Number(OGGI.slice(0, 4));

/** The list comes from the office's program, and then the snapshot of 1 January is taken. */
async function consegna(db: Database, codComune: string, utenze: readonly UtenzaSimulata[]): Promise<void> {
  const now = new Date(`${OGGI}T10:00:00.000Z`);
  const { errori } = await importaUtenze(db, Buffer.from(csvUtenze(utenze)), {
    codComune,
    attore: 'ufficio.tari',
    now,
  });
  if (errori.length > 0) throw new Error(`the list of the town has ${errori.length} wrong lines`);
  await fotografa(db, { codComune, anno: ANNO, now });
}

/** As `vivi`, with what the TARI office does: a list after the load and one at the end. @returns the truth of it all */
export async function viviConTari(
  db: Database,
  paese: ReturnType<typeof fonda>,
  storia: readonly NotificaSimulata[],
): Promise<Verita> {
  const { comune, contesto } = paese;
  await vivi(db, paese, []);
  await allineaParametri((fn) => db.transaction(fn), contesto);
  const primo = primoElenco(comune);
  await consegna(db, contesto.codComune, primo);
  await vivi(db, paese, storia);
  const ultimo = ultimoElenco(comune, primo);
  await consegna(db, contesto.codComune, ultimo);
  return conTari(comune, verita(comune, OGGI), { primo, ultimo, anno: ANNO });
}
