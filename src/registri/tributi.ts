/**
 * What the tax office sees of one person: the contribuente with its condition and where a notice reaches it.
 * Invariant: facts at once, decisions never (E.4: a user is not closed because somebody left).
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { altroveIl } from './altrove.js';
import { maggiorenneDal, type Situazione, situazione } from './anagrafe.js';
import { domiciliIl } from './domicili.js';
import { entro } from './periodi.js';
import type { Riga } from './righe.js';
import type { Contesto, Posizione, StatoSoggetto } from './stato.js';

/** Tables 15 and 28: cancelled because nobody finds the person; 6 in APR, 5 (presumed) in AIRE. */
const IRREPERIBILE = { APR: '6', AIRE: '5' } as const;

/** One row of `tributi_contribuenti`; null for a minor and for somebody who never was registered here. */
export function rigaContribuente(soggetto: string, stato: StatoSoggetto, contesto: Contesto): Riga | null {
  const qui = situazione(stato, contesto.oggi);
  if (qui.posizione === undefined) return null;
  const iscritto = qui.posizione.stato === 'ISCRITTO';
  const dal = qui.posizione.dal;
  const maggiorenne = maggiorenneDal(stato.generalita);
  if (maggiorenne === undefined || !entro(maggiorenne, iscritto ? contesto.oggi : (dal ?? contesto.oggi))) return null;
  const condizione = condizioneDi(stato, qui.posizione);
  return {
    soggetto,
    condizione,
    condizione_dal: dal,
    recapito: recapito(condizione, { qui, stato, contesto }),
  };
}

/** What that position of the stack makes of a contribuente. */
export function condizioneDi(stato: StatoSoggetto, posizione: Posizione): string {
  if (posizione.stato === 'ISCRITTO') return posizione.registro === 'APR' ? 'RESIDENTE' : 'AIRE';
  if (posizione.decesso) return 'DECEDUTO';
  return posizione.motivo !== undefined && posizione.motivo === IRREPERIBILE[registroLasciato(stato, posizione)]
    ? 'IRREPERIBILE'
    : 'NON_RESIDENTE';
}

/** The register the cancellation took the person out of. */
export function registroLasciato(stato: StatoSoggetto, posizione: Posizione): 'APR' | 'AIRE' {
  const precedente = stato.posizioni[stato.posizioni.lastIndexOf(posizione) - 1];
  return precedente?.stato === 'ISCRITTO' ? precedente.registro : 'APR';
}

/** Table 25: elected domicile, where who has no home is reached (E.3). */
const DOMICILIO_ELETTO = '3';

interface Conosciuto {
  readonly qui: Situazione;
  readonly stato: StatoSoggetto;
  readonly contesto: Contesto;
}

function recapito(condizione: string, { qui, stato, contesto: { oggi } }: Conosciuto): string | null {
  if (condizione === 'NON_RESIDENTE') return altroveIl(stato, oggi)?.indirizzo ?? null;
  if (qui.dimora === undefined) return null;
  if (qui.dimora.valore.senzaFissaDimora === true) {
    const eletto = domiciliIl(stato, oggi).find((d) => d.tipoIndirizzo === DOMICILIO_ELETTO);
    return eletto === undefined ? null : formatIndirizzo(eletto.periodo.valore);
  }
  return formatIndirizzo(qui.dimora.valore.indirizzo);
}
