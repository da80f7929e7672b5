/**
 * The answer of service 3008: the electoral sections as ANPR holds them. Speaks of no person; a section that ANPR does not
 * have comes back positive and empty (#4404), and changes nothing.
 */
import { type Risposta, tipoNRIS } from './risposta.js';
import { sezioniDescritte } from './sezioni.js';
import type { TipoNotifica } from './tipo.js';

export const sezioni3008: TipoNotifica<Risposta> = {
  ...tipoNRIS('3008', 'Sezioni elettorali', () => 'AVVISO'),
  codice: '3008',
  fatti: () => [],
  sezioni: sezioniDescritte,
};
