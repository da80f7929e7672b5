/** Every night: TARI users matched again, their tasks looked at, and the snapshot of 1 January where the regulation counts by it. */
import { annoDi, primoDellAnno } from '../../anpr/giorni.js';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import type { LogMeta } from '../../log.js';
import { creaParametri, parametroIl } from '../../registri/parametri.js';
import { riguardaTari } from '../compiti-tari.js';
import { contestoDi } from '../enti.js';
import type { JobContext } from '../schedule.js';
import { fotografa, haFotografia } from '../tari-fotografia.js';
import { riabbina } from '../tari-utenze.js';

export async function keepTari({ db, enti, now }: JobContext): Promise<LogMeta> {
  let matched = 0;
  let changed = 0;
  for (const ente of enti) {
    const { codiceIstat, parametri } = ente;
    matched += await riabbina(db, codiceIstat, now());
    const oggi = giornoInItalia(now());
    await riguardaTari(db, { contesto: contestoDi(ente, oggi), now: now().toISOString() });
    const anno = annoDi(oggi);
    const regola = parametroIl(creaParametri(parametri ?? []), 'tari_regola_componenti', primoDellAnno(oggi));
    const serve = regola === 'PRIMO_GENNAIO';
    // Late news of the year before still touches its bills.
    for (const a of [anno - 1, anno]) {
      if ((serve && a === anno) || (await haFotografia(db, codiceIstat, a)))
        changed += (await fotografa(db, { codComune: codiceIstat, anno: a, now: now() })).nuove;
    }
  }
  return { matched, changed };
}
