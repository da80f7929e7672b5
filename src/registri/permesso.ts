/**
 * The residence permit on the calendar: once it has expired the foreigner has to renew the declaration of habitual abode
 * (D.P.R. 223/1989 art. 7 c. 3 and art. 11 c. 1 lett. c; modello-dati E.8, "permit expires").
 * Invariant: pure; of the permit only its kind and its last day are known, and nothing here cancels anybody.
 */
import { ITALIA } from '../anpr/codici.js';
import type { Fatto } from '../anpr/fatto.js';
import { piuGiorni } from '../anpr/giorni.js';
import { eRevoca, eSchedaDiANPR } from './revoca.js';
import type { Riga } from './righe.js';
import type { StatoSoggetto } from './stato.js';

/** Table 8: the renewal is under way, so the last day of the old permit asks nothing of anybody. */
const RINNOVO_IN_CORSO = '6';

/** The permit after a message. */
export function conPermesso(
  prima: StatoSoggetto,
  fatto: Fatto,
): Pick<StatoSoggetto, 'permessoSoggiorno' | 'permessoInDubbio'> {
  const { permessoSoggiorno } = fatto.dati;
  if (permessoSoggiorno !== undefined) return { permessoSoggiorno, permessoInDubbio: false };
  if (prima.permessoSoggiorno === undefined) return {};
  if (eRevoca(fatto)) return { permessoInDubbio: true };
  const revocato = eSchedaDiANPR(fatto) && prima.permessoInDubbio === true;
  return revocato ? { permessoSoggiorno: undefined, permessoInDubbio: false } : {};
}

/** First day on which the permit is valid no more; null where no last day is known or it is being renewed. */
export function permessoScadutoDal({ permessoSoggiorno }: Pick<StatoSoggetto, 'permessoSoggiorno'>): string | null {
  const { dataScadenza, tipoSoggiorno } = permessoSoggiorno ?? {};
  if (dataScadenza === undefined || tipoSoggiorno === RINNOVO_IN_CORSO) return null;
  return piuGiorni(dataScadenza, 1);
}

/** The task about a resident foreigner whose permit has expired. */
export function compitiPermesso(anagrafe: Riga, stato: StatoSoggetto | undefined, oggi: string): string[] {
  if (stato === undefined || anagrafe.registro !== 'APR') return [];
  const italiano = (stato.cittadinanze ?? []).some((c) => c.codiceStato === ITALIA);
  const dal = permessoScadutoDal(stato);
  return !italiano && dal !== null && dal <= oggi ? ['PERMESSO_SCADUTO'] : [];
}
