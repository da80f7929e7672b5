/**
 * The codes of the small tables that the registers read and that no screen describes: only whether ANPR has them.
 * Invariant: codes are text as ANPR writes them; an unknown one is kept and told (Q16), never refused.
 */
import {
  LEGAMI_CONVIVENZA,
  LEGAMI_FAMIGLIA,
  MOTIVI_CANCELLAZIONE_APR,
  MOTIVI_ISCRIZIONE_AIRE,
  MOTIVI_ISCRIZIONE_APR,
  STATI_CIVILI,
} from './codici.js';

/** `0`…`n` or `1`…`n` as text. */
const numeri = (da: number, a: number): string[] => Array.from({ length: a - da + 1 }, (_, i) => String(da + i));

/** By the name of the element, the table of ANPR and its codes. Table 28 (AIRE) has no motive that table 15 has not. */
export const CODICI_AMMESSI = {
  sesso: ['sesso', ['M', 'F', 'N']],
  validitaCF: ['tabella 22', ['1', '9']],
  statoCivile: ['tabella 1', Object.keys(STATI_CIVILI)],
  tipoIndirizzo: ['tabella 25', numeri(1, 11)],
  tipoScheda: ['tipo di scheda', ['3', '4', '5']],
  tipoLegame: ['tipo di legame', ['3', '4', '5']],
  legameFamiglia: ['tabella 5', Object.keys(LEGAMI_FAMIGLIA)],
  legameConvivenza: ['tabella 6', Object.keys(LEGAMI_CONVIVENZA)],
  specieConvivenza: ['tabella 27', numeri(1, 6)],
  tipoSoggiorno: ['tabella 8', numeri(1, 9)],
  motivoIscrizione: ['tabella 7', Object.keys(MOTIVI_ISCRIZIONE_APR)],
  motivoIscrizioneAIRE: ['tabella 19', Object.keys(MOTIVI_ISCRIZIONE_AIRE)],
  motivoCancellazione: ['tabelle 15 e 28', Object.keys(MOTIVI_CANCELLAZIONE_APR)],
  statoProcedimento: ['tabella 30', numeri(1, 7)],
  certificabilita: ['tabella 42', numeri(0, 4)],
  elettore: ['elettore', ['S', 'N', 'P']],
} as const satisfies Record<string, readonly [string, readonly string[]]>;

/** A coded field that the registers read. */
export type CampoCodificato = keyof typeof CODICI_AMMESSI;

/** True where the tables known to this version have the code. */
export function codiceAmmesso(campo: CampoCodificato, codice: string): boolean {
  return (CODICI_AMMESSI[campo][1] as readonly string[]).includes(codice);
}
