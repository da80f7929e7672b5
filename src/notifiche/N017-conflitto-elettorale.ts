/** N017: Conflitto sul primo caricamento elettorale. Its content was never published: two comuni sent the same elector (#3761). */
import { tipoSenzaEffetti } from './senza-effetti.js';

export const n017 = tipoSenzaEffetti('N017', 'Conflitto sul primo caricamento elettorale', {
  regola: 'N017',
  gravita: 'CONTROLLO',
  ufficio: 'ELETTORALE',
  descrizione: 'Un elettore è stato caricato anche da un altro comune: verificare nella web application',
});
