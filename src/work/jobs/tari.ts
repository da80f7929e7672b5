/** Every night: TARI users matched again, their tasks looked at, and the snapshot of 1 January where the regulation counts by it. */
import type { LogMeta } from '../../log.js';
import { creaParametri, parametroIl } from '../../registri/parametri.js';
import { riguardaTari } from '../compiti-tari.js';
import { contestoDi } from '../enti.js';
import { oggiInItalia } from '../oggi.js';
import type { JobContext } from '../schedule.js';
import { fotografa, haFotografia } from '../tari-fotografia.js';
import { riabbina } from '../tari-utenze.js';

export async function keepTari({ db, enti, now }: JobContext): Promise<LogMeta> {
  let matched = 0;
  let changed = 0;
  for (const ente of enti) {
    const { codiceIstat, parametri } = ente;
    matched += await riabbina(db, codiceIstat, now());
    await riguardaTari(db, { contesto: contestoDi(ente, oggiInItalia(now())), now: now().toISOString() });
    const anno = Number(oggiInItalia(now()).slice(0, 4));
    const regola = parametroIl(creaParametri(parametri ?? []), 'tari_regola_componenti', `${anno}-01-01`);
    const serve = regola === 'PRIMO_GENNAIO';
    // Late news of the year before still touches its bills.
    for (const a of [anno - 1, anno]) {
      if ((serve && a === anno) || (await haFotografia(db, codiceIstat, a)))
        changed += (await fotografa(db, { codComune: codiceIstat, anno: a, now: now() })).nuove;
    }
  }
  return { matched, changed };
}
