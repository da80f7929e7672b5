/** N032: File disponibili. Files produced by ANPR can be downloaded with 7002. */
import { tipoSenzaEffetti } from './senza-effetti.js';

export const n032 = tipoSenzaEffetti('N032', 'File disponibili', {
  regola: 'N032',
  gravita: 'AVVISO',
  ufficio: 'SISTEMI',
  descrizione: 'ANPR ha prodotto dei file per il comune: scaricarli',
});
