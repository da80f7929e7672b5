/**
 * Another archive of the comuni is another judgement about everybody: the applier looks at them again, a page between one
 * batch and the next, so that no notification waits for it.
 * Invariant: same functions as for a notification, no fact added. Whoever takes over goes on where the one before was. A page
 * may be judged by an archive that came meanwhile: its version never was, so everybody is looked at again.
 */
import type { Log } from '../log.js';
import { comuniVisti, scriviComuniVisti, statoComuni } from '../store/comuni-storici.js';
import { tutteLeRighe } from '../store/stato-locale.js';
import { type Applicazione, riapplica } from './apply.js';
import type { Scrivi } from './calendario.js';

/** People looked at in one transaction: they are folded in one go, and a receiver is answering on the same thread. */
const PAGINA = 50;

/** Looks at the next page, if the archive is not the one that the ente was held against; true where there is more. */
export async function riguardaComuni(scrivi: Scrivi, a: Applicazione, log: Log): Promise<boolean> {
  const { codComune } = a.contesto;
  return scrivi(async (tx) => {
    const stato = await statoComuni(tx);
    if (stato === undefined) return false;
    const { versione } = stato;
    const visti = await comuniVisti(tx, codComune);
    const iniziata = visti?.versione === versione;
    if (iniziata && visti.dopo === null) return false;
    const da = iniziata ? visti.dopo : null;
    const dopo = da === null ? {} : { dopo: { soggetto: da } };
    const pagina = await tutteLeRighe(tx, codComune, { tabella: 'anagrafe', limit: PAGINA, ...dopo });
    const soggetti = pagina.map((r) => String(r.soggetto));
    if (soggetti.length > 0) await riapplica(tx, soggetti, { ...a, ricalcolo: 'CALENDARIO' });
    const resta = soggetti.length === PAGINA;
    const fin = { versione, dopo: resta ? soggetti.at(-1)! : null };
    await scriviComuniVisti(tx, codComune, { visti: fin, now: a.now });
    if (!resta) log.info('everybody held against the archive of the comuni', { codComune });
    return resta;
  });
}
