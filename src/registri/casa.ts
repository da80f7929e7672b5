/**
 * Two things a message may say about a family's house: that another family lives there too, and the day of a separation.
 * Invariant: the last word stands; neither ever moves a row (E.5, E.6).
 */
import type { Fatto } from '../anpr/fatto.js';
import { giornoNoto, inizio } from './decorrenza.js';
import { massimo } from './periodi.js';
import { ultima } from './posizioni.js';
import type { StatoSoggetto } from './stato.js';

/** What is known of the house after a message; nothing where it says nothing of it. */
export function conCasa(prima: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'coabitazione' | 'separazione'> {
  const { separazione } = fatto.dati;
  return { ...conCoabitazione(prima, fatto), ...(separazione !== undefined && { separazione }) };
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

/** A message without the number of the family speaks of the one the person is in. */
function famigliaDi({ posizioni }: StatoSoggetto): string | undefined {
  const cima = ultima(posizioni);
  return cima?.stato === 'ISCRITTO' ? cima.appartenenze.at(-1)?.valore.idFamiglia : undefined;
}
