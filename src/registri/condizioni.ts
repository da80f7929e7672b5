/**
 * What a contribuente was for the tax office, period by period: the stack of positions read day by day up to today.
 * Law: the last period is the condition of the contribuente, with the same date (`tributi.ts`).
 * Invariant: half-open periods without holes or overlaps; what was undone never was, what is still to come is not seen.
 */
import { maggiorenneDal } from './anagrafe.js';
import { entro } from './periodi.js';
import { posizioneIl } from './posizioni.js';
import type { Riga } from './righe.js';
import type { Contesto, Posizione, StatoSoggetto } from './stato.js';
import { condizioneDi } from './tributi.js';

/** Since ever, as the key of a row holds it. */
const DA_SEMPRE = '';

/** The rows of `tributi_condizioni` of one contribuente, oldest first; `dal` empty = since ever, `al` null = still so. */
export function righeCondizioni(soggetto: string, stato: StatoSoggetto, { oggi }: Contesto): Riga[] {
  const maggiorenne = maggiorenneDal(stato.generalita);
  if (maggiorenne === undefined) return [];
  return periodi(stato.posizioni, oggi)
    .filter((p) => daContribuente(p, maggiorenne, oggi))
    .map(({ dal, al, posizione }) => ({ soggetto, dal, al, condizione: condizioneDi(stato, posizione) }));
}

interface PeriodoCondizione {
  readonly dal: string;
  readonly al: string | null;
  readonly posizione: Posizione;
}

/** The position in force changes only on a day on which one begins. */
function periodi(posizioni: readonly Posizione[], oggi: string): PeriodoCondizione[] {
  const giorni = new Set(posizioni.map((p) => p.dal ?? DA_SEMPRE).filter((g) => g <= oggi));
  const trovati: PeriodoCondizione[] = [];
  for (const dal of [...giorni].sort()) {
    const posizione = posizioneIl(posizioni, dal);
    const ultimo = trovati.at(-1);
    if (posizione === undefined || ultimo?.posizione === posizione) continue;
    if (ultimo !== undefined) trovati[trovati.length - 1] = { ...ultimo, al: dal };
    trovati.push({ dal, al: null, posizione });
  }
  return trovati;
}

/** Whoever is registered becomes a contribuente on coming of age, whoever is not had to be one on that day. */
function daContribuente({ dal, al, posizione }: PeriodoCondizione, maggiorenne: string, oggi: string): boolean {
  if (posizione.stato === 'CANCELLATO') return entro(maggiorenne, dal === DA_SEMPRE ? oggi : dal);
  return al === null ? entro(maggiorenne, oggi) : maggiorenne < al;
}
