/** A small town whose whole year goes through the real inbox and the real applier, to be compared with the truth. */
import type { Contesto } from '../../src/registri/stato.js';
import { creaComune, creaStoria, type NotificaSimulata, schedeIniziali } from '../../src/simulatore/index.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { carica } from '../../src/work/carica.js';
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
export function fonda(seed: string, abitanti = 60) {
  const codiceIstat = String(700_000 + paesi++);
  const comune = creaComune({ seed, codiceIstat, nome: 'VALFINTA', abitanti, oggi: OGGI });
  const storia = creaStoria(comune, OGGI);
  const contesto: Contesto = { codComune: codiceIstat, codici: new Set([codiceIstat]), oggi: OGGI };
  return { comune, storia, contesto };
}

/** Loads the town, gives the daemon its year in this order and applies everything. */
export async function vivi(
  db: Database,
  { comune, contesto }: ReturnType<typeof fonda>,
  storia: readonly NotificaSimulata[],
): Promise<void> {
  const inbox = createInbox(db);
  const schede = [...schedeIniziali(comune)].map((s) => Buffer.from(s.contenuto));
  await carica(inbox, schede, { codComune: contesto.codComune, now: () => new Date(MATTINA) });
  await Promise.all(storia.map((n) => inbox.salva(ricevuta(contesto.codComune, n))));
  // The workbench's clock stands in June: everything here is due before.
  await db.transaction((tx) => tx.execute('UPDATE notifiche SET prossimo_tentativo_il = ?', [MATTINA]));
  await applicaInbox(db, contesto, [50]);
}
