/**
 * Where a notice reaches a contribuente, and from which day it may be sent there.
 * Invariant: every address with its own type; a domicile is never a residence (E.5), and the choice among them is the office's.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { altroveIl } from './altrove.js';
import { situazione } from './anagrafe.js';
import { domiciliIl } from './domicili.js';
import { digitaleIl } from './domicilio-digitale.js';
import type { Riga } from './righe.js';
import type { Contesto, StatoSoggetto } from './stato.js';
import { recapitoEfficaceDal } from './tari.js';
import { condizioneDi } from './tributi.js';

/** Kinds of address of `tributi_recapiti`. */
export type TipoRecapito = 'RESIDENZA' | 'ESTERO' | 'DOMICILIO' | 'DIGITALE';

const RESIDENZA = { APR: ['RESIDENZA', '1'], AIRE: ['ESTERO', '4'] } as const;

interface Recapito {
  readonly tipo: TipoRecapito;
  /** Table 25; empty for the digital domicile. */
  readonly tipoIndirizzo: string;
  readonly indirizzo: string;
  readonly dal: string | null;
}

/** The rows of `tributi_recapiti` of one contribuente; of the deceased only what is not an address to write to: none. */
export function righeRecapiti(soggetto: string, stato: StatoSoggetto, contesto: Contesto): Riga[] {
  const { posizione, dimora } = situazione(stato, contesto.oggi);
  if (posizione === undefined || (posizione.stato === 'CANCELLATO' && posizione.decesso)) return [];
  const recapiti: Recapito[] = [];
  const abita = dimora !== undefined && dimora.valore.senzaFissaDimora !== true;
  if (posizione.stato === 'ISCRITTO' && abita) {
    const [tipo, tipoIndirizzo] = RESIDENZA[posizione.registro];
    recapiti.push({ tipo, tipoIndirizzo, indirizzo: formatIndirizzo(dimora.valore.indirizzo), dal: dimora.dal });
  }
  const altrove = condizioneDi(stato, posizione) === 'NON_RESIDENTE' ? altroveIl(stato, contesto.oggi) : undefined;
  if (altrove !== undefined) {
    const [tipo, tipoIndirizzo] = RESIDENZA[altrove.estero ? 'AIRE' : 'APR'];
    recapiti.push({ tipo, tipoIndirizzo, indirizzo: altrove.indirizzo, dal: altrove.dal });
  }
  for (const { tipoIndirizzo, periodo } of domiciliIl(stato, contesto.oggi)) {
    const { valore, dal } = periodo;
    recapiti.push({ tipo: 'DOMICILIO', tipoIndirizzo, indirizzo: formatIndirizzo(valore), dal });
  }
  const digitale = digitaleIl(stato, contesto.oggi);
  if (digitale !== undefined) {
    recapiti.push({ tipo: 'DIGITALE', tipoIndirizzo: '', indirizzo: digitale.valore, dal: digitale.dal });
  }
  return recapiti.map((r) => ({
    soggetto,
    tipo: r.tipo,
    tipo_indirizzo: r.tipoIndirizzo,
    indirizzo: r.indirizzo,
    dal: r.dal,
    efficace_dal: recapitoEfficaceDal(r.dal),
  }));
}
