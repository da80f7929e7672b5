/**
 * Keeps the effect of the open variazioni of the tax office equal to what the parameters say today.
 * Invariant: a function of (decorrenza, parameters, today): a parameter changed from a day on moves nothing before that
 * day, and what the office has worked is never touched.
 */

import { createHash } from 'node:crypto';
import { inizioDelGiorno } from '../anpr/ora-italiana.js';
import { NESSUN_PARAMETRO } from '../registri/parametri.js';
import type { Contesto } from '../registri/stato.js';
import { type Effetto, effettoDi } from '../registri/tari.js';
import type { Tx } from '../store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../store/lavori.js';
import { paginaTributiAperte, scriviEffetto, scriviParametri, type VariazioneAperta } from '../store/parametri.js';
import type { Scrivi } from './calendario.js';

/** Variazioni looked at in one transaction. */
const PAGINA = 500;

async function allinea(tx: Tx, aperte: readonly VariazioneAperta[], contesto: Contesto): Promise<void> {
  const perEffetto = new Map<string, { effetto: Effetto; ids: number[] }>();
  for (const v of aperte) {
    const effetto = effettoDi(v, contesto.oggi, contesto.parametri ?? NESSUN_PARAMETRO);
    const { effetto_dal, anno, da_conguagliare } = effetto;
    if (v.effetto_dal === effetto_dal && v.anno === anno && v.da_conguagliare === da_conguagliare) continue;
    const chiave = `${effetto_dal}/${da_conguagliare}`;
    const gruppo = perEffetto.get(chiave) ?? { effetto, ids: [] };
    perEffetto.set(chiave, gruppo);
    gruppo.ids.push(v.id);
  }
  for (const { effetto, ids } of perEffetto.values()) await scriviEffetto(tx, ids, effetto);
}

/**
 * On a new day, and at a start that finds other parameters: their copy, then every open variazione. What was aligned with
 * the same parameters today is not read again: a restart of a large comune would spend seconds on it.
 */
export async function allineaParametri(scrivi: Scrivi, contesto: Contesto): Promise<void> {
  const { codComune, oggi, parametri = NESSUN_PARAMETRO } = contesto;
  const nome = `parametri:${codComune}`;
  const valore = createHash('sha256')
    .update(JSON.stringify([oggi, ...parametri]))
    .digest('hex');
  if ((await scrivi((tx) => leggiStatoLavoro(tx, nome))) === valore) return;
  await scrivi((tx) => scriviParametri(tx, codComune, { parametri, oggi }));
  for (let dopo = 0; ; ) {
    const aperte = await scrivi(async (tx) => {
      const pagina = await paginaTributiAperte(tx, codComune, { dopo, limit: PAGINA });
      await allinea(tx, pagina, contesto);
      return pagina;
    });
    if (aperte.length < PAGINA) break;
    dopo = aperte.at(-1)!.id;
  }
  await scrivi((tx) => scriviStatoLavoro(tx, nome, { valore, now: inizioDelGiorno(oggi) }));
}
