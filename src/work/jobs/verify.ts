/** Every night: inbox, facts, rows and views are held against each other; what does not agree is an anomaly. */
import type { LogMeta } from '../../log.js';
import { contestoDi } from '../confronto/impostazioni.js';
import { codiciDi } from '../enti.js';
import type { JobContext } from '../schedule.js';
import { verificaInterna } from '../verifica/verifica.js';

const MINUTO_MS = 60_000;

export async function verifyInside({ db, enti, keystores, now, confronto: c }: JobContext): Promise<LogMeta> {
  let checkedCount = 0;
  let foundCount = 0;
  for (const ente of enti) {
    const esito = await verificaInterna({
      db,
      contesto: contestoDi(ente, now()),
      codici: codiciDi(ente),
      keystores: keystores(ente.codiceIstat),
      now,
      persone: c.personePerVerifica,
      notifiche: c.notifichePerVerifica,
      fermeDopoMs: c.fermeDopoMinuti * MINUTO_MS,
    });
    checkedCount += esito.guardati;
    foundCount += esito.trovate.length;
  }
  return { checkedCount, foundCount };
}
