/** States as an office calls them; the codes stay in the database and in `--json`. Pure. */
import { InvalidArgumentError } from 'commander';
import { voceDi } from '../../anpr/tabella.js';
import type { StatoInbox } from '../../store/notifica.js';

const STATI: Readonly<Record<StatoInbox, readonly [una: string, tante: string]>> = {
  pending: ['in coda', 'in-coda'],
  parked: ['parcheggiata', 'parcheggiate'],
  applied: ['applicata', 'applicate'],
  discarded: ['scartata', 'scartate'],
  prova: ['di prova', 'prova'],
};

/** `parcheggiata` for `parked`; a state of a later release as it is. */
export const statoDetto = (stato: string): string => voceDi(STATI, stato)?.[0] ?? stato;

/** The words of `--stato`. */
export const PAROLE_STATO: readonly string[] = Object.values(STATI).map(([, tante]) => tante);

/** Parses the word of a state, its code too. @throws InvalidArgumentError */
export const statoInbox = Object.assign(leggiStato, { scelte: PAROLE_STATO });

function leggiStato(testo: string): StatoInbox {
  const parola = testo.toLowerCase();
  for (const [stato, parole] of Object.entries(STATI))
    if (stato === parola || parole.includes(parola)) return stato as StatoInbox;
  throw new InvalidArgumentError(`si può scegliere fra ${PAROLE_STATO.join(', ')}.`);
}
