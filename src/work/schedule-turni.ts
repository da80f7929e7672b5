/**
 * The turns of the periodic jobs in this process: per job, and per ente where it runs per ente, when it last had its turn.
 * Invariant: whatever is due stays due until it is given its turn; nothing here runs or waits.
 */
import { type Corsa, TUTTI_GLI_ENTI } from '../store/lavori-corse.js';
import { isFrequente, type Orario, pausaMs, prossimo } from './orari.js';
import type { Job } from './schedule.js';

/** A run that ended its process so often waits for its next time: or no start would ever be over. */
export const MAX_INTERROTTE = 3;
/** A clock that was set back by less than this changes nothing; by more, what it said before counts no longer. */
const OROLOGIO_MS = 3_600_000;

/** Now, by the clock on the wall and by one that nobody sets (milliseconds). */
export interface Istante {
  readonly now: Date;
  readonly passati: number;
}

/** One job for one ente, or for the installation. */
export class Turno {
  readonly frequente: boolean;
  readonly #pausaMs: number;
  #ultima: Date;
  #passati: number;
  #prossima: Date | null;
  #avuto = false;

  constructor(
    readonly codice: string,
    private readonly orario: Orario,
    { now, passati }: Istante,
  ) {
    this.frequente = isFrequente(orario);
    this.#pausaMs = this.frequente ? pausaMs(orario) : Number.POSITIVE_INFINITY;
    this.#ultima = now;
    this.#passati = passati;
    this.#prossima = prossimo(orario, now);
  }

  /** What the database remembers, where this process has not had the turn itself meanwhile. */
  ricorda(c: Corsa): void {
    const ultima = new Date((c.interrotte >= MAX_INTERROTTE ? c.iniziataIl : c.finitaIl) ?? c.notoDal);
    if (!this.#avuto && ultima < this.#ultima) this.#segna(ultima);
  }

  /** Did an instant of its schedule pass since its last turn, or, for what is frequent, as much time as lies between two? */
  dovuto({ now, passati }: Istante): boolean {
    if (this.#ultima.getTime() - now.getTime() > OROLOGIO_MS) this.#segna(now);
    if (passati - this.#passati >= this.#pausaMs) return true;
    return this.#prossima !== null && this.#prossima <= now;
  }

  /** Is an instant of its schedule just over? What is due and not on time was missed. */
  puntuale({ now }: Istante, entroMs: number): boolean {
    const ora = prossimo(this.orario, new Date(now.getTime() - entroMs));
    return ora !== null && ora <= now;
  }

  /** It has its turn now. */
  tocca({ now, passati }: Istante): void {
    this.#avuto = true;
    this.#passati = passati;
    this.#segna(now);
  }

  #segna(ultima: Date): void {
    this.#ultima = ultima;
    this.#prossima = prossimo(this.orario, ultima);
  }
}

/** The turns of one job. */
export function turniDi(job: Job, orario: Orario, { codici, ora }: { codici: readonly string[]; ora: Istante }) {
  const quali = job.perEnte === undefined ? [TUTTI_GLI_ENTI] : codici;
  return quali.map((codice) => new Turno(codice, orario, ora));
}
