/** The rules of a comune in the configuration. Invariant: the shape only; what they may say is judged by `registri/regole.ts`. */
import { sezione, testo } from './campi.js';

export const regola = sezione({
  ufficio: testo('scrivere l’ufficio: TRIBUTI o ELETTORALE'),
  evento: testo('scrivere l’evento, per esempio "TARI_OCCUPANTI" (docs/viste.md, «Regole del comune»)'),
  regola: testo('scrivere la regola: applica, proponi, avvisa o ignora'),
  dal: testo('manca la validità: scrivere da quale giorno vale, AAAA-MM-GG'),
  operazione: testo('scrivere il codice di un’operazione di ANPR, per esempio "1001"')
    .nullable()
    .optional()
    .default(null),
  atto: testo('scrivere l’atto che la stabilisce').nullable().optional().default(null),
});
