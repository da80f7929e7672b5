/**
 * Two things a message may say about a family's house: that another family lives there too, and the day of a separation.
 * Invariant: the last word stands; neither ever moves a row (E.5, E.6).
 */
import type { Fatto } from '../anpr/fatto.js';
import type { Situazione } from './anagrafe.js';
import { giornoNoto, inizio } from './decorrenza.js';
import { massimo } from './periodi.js';
import { ultima } from './posizioni.js';
import { eRevoca, eSchedaDiANPR } from './revoca.js';
import type { Riga } from './righe.js';
import type { StatoSoggetto } from './stato.js';

/** What is known of the house after a message; nothing where it says nothing of it. */
export function conCasa(prima: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'coabitazione' | 'separazione'> {
  return { ...conCoabitazione(prima, fatto), ...conSeparazione(prima, fatto) };
}

/** Changes nothing of the person: whatever was last changed still is. */
const PROCEDIMENTO = '1014';

/** Its own day, else that of the operation which made it (E.0): a whole card tells of it long after. */
function giornoSeparazione(fatto: Fatto): string | undefined {
  const { tipo, decorrenza, dati } = fatto;
  const diOperazione = dati.separata === true && tipo === 'MUTAZIONE' && !eRevoca(fatto);
  return dati.separazione ?? (diOperazione ? decorrenza : undefined);
}

function conSeparazione({ separazione: nota }: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'separazione'> {
  const dal = giornoSeparazione(fatto);
  if (fatto.dati.annullaMatrimonio === true) {
    return nota !== undefined && (dal !== undefined || nota.dopo === 0) ? { separazione: undefined } : {};
  }
  if (dal !== undefined) return { separazione: { dal, dopo: fatto.tipo === 'MUTAZIONE' ? 0 : null, inDubbio: false } };
  if (nota === undefined) return {};
  if (eRevoca(fatto)) return { separazione: { ...nota, inDubbio: true } };
  const annulla = fatto.tipo === 'ANNULLAMENTO_MUTAZIONE';
  // A 5012 does not say of what, but ANPR annuls from the last operation back (#2257); a whole card settles a doubt.
  if ((annulla && nota.dopo === 0) || (eSchedaDiANPR(fatto) && nota.inDubbio)) return { separazione: undefined };
  const muta = fatto.tipo === 'MUTAZIONE' && fatto.operazione !== PROCEDIMENTO;
  if (nota.dopo === null || !(annulla || muta)) return {};
  return { separazione: { ...nota, dopo: nota.dopo + (annulla ? -1 : 1) } };
}

function conCoabitazione(prima: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'coabitazione'> {
  const { famigliaConvivenza: famiglia, legameSoggetto: legame } = fatto.dati;
  const presente = famiglia?.presenzaFamigliaCoabitante;
  const idFamiglia = famiglia?.idFamigliaConvivenzaANPR ?? famigliaDi(prima);
  if (presente === undefined || idFamiglia === undefined) return {};
  const dette = [giornoNoto(fatto), inizio(fatto), legame?.dataDecorrenza];
  const il = dette.reduce<string | null>((ultimo, giorno) => massimo(ultimo, giorno ?? null), null);
  return { coabitazione: { idFamiglia, presente, il } };
}

/** What the person's own card says of another family in the dwelling; of another family, or of the house before, it counts no more. */
export function colonneCoabitazione({ coabitazione }: StatoSoggetto, { dimora, appartenenza }: Situazione): Riga {
  const qui = massimo(dimora?.dal ?? null, appartenenza?.dal ?? null);
  const suo = coabitazione !== undefined && coabitazione.idFamiglia === appartenenza?.valore.idFamiglia;
  if (!suo || (qui !== null && coabitazione.il !== null && qui > coabitazione.il)) {
    return { famiglia_coabitante: null, famiglia_coabitante_il: null };
  }
  return { famiglia_coabitante: coabitazione.presente ? 'S' : 'N', famiglia_coabitante_il: coabitazione.il };
}

/** A message without the number of the family speaks of the one the person is in. */
function famigliaDi({ posizioni }: StatoSoggetto): string | undefined {
  const cima = ultima(posizioni);
  return cima?.stato === 'ISCRITTO' ? cima.appartenenze.at(-1)?.valore.idFamiglia : undefined;
}
