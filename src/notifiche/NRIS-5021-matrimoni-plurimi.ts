/** NRIS 5021: Matrimoni plurimi. Touches marriage sections only, of which the registers keep the day of a separation. */
import { testo } from '../anpr/elemento.js';
import type { Fatto } from '../anpr/fatto.js';
import { type Risposta, tipoNRIS } from './risposta.js';
import type { TipoNotifica } from './tipo.js';

const base = tipoNRIS('5021', 'Matrimoni plurimi', () => 'MUTAZIONE');

/** Type 07 of the 5021 (spec/tabelle): an insertion is annulled. */
const ANNULLA = /^0?7$/;

/** Of an annulment the content is what no longer is, where it says anything. */
const annullato = (fatto: Fatto): Fatto => ({ ...fatto, dati: { ...fatto.dati, annullaMatrimonio: true } });

export const nris5021: TipoNotifica<Risposta> = {
  ...base,
  fatti: (risposta, busta) => {
    const fatti = base.fatti(risposta, busta);
    return ANNULLA.test(testo(risposta.radice, 'tipoMutazione') ?? '') ? fatti.map(annullato) : fatti;
  },
};
