/**
 * Compares the views with the truth of the day that it is, whatever midnight does meanwhile.
 * Invariant: what is given back is of one day; a difference on a day that began during the trial is one only when the daemon has
 * had time to derive its rows again.
 */
import { setTimeout as attendi } from 'node:timers/promises';
import { annoDi } from '../../../anpr/giorni.js';
import { type Comune, conTari, type ElenchiTari, verita, veritaIniziale } from '../../../simulatore/index.js';
import type { Database } from '../../../store/database.js';
import { confrontaViste, type EsitoVista } from './confronto.js';

const OGNI_MS = 500;
/** The daemon sees a new day at its next look at the inbox, and derives again some hundred people at most. */
const TENTATIVI = 60;

/** A trial at its end. */
export interface Fine {
  readonly db: Database;
  readonly comune: Comune;
  readonly elenchi: ElenchiTari;
  /** Days on which the initial load was applied: one, or the two around a midnight. */
  readonly caricatoIl: readonly string[];
  readonly disordine: boolean;
  /** The day in Italy, now. */
  readonly oggi: () => string;
  readonly signal: AbortSignal;
}

const diverse = (viste: readonly EsitoVista[]): number => viste.reduce((n, v) => n + v.differenze.length, 0);

async function confrontaGiorno({ db, comune, elenchi, disordine, caricatoIl }: Fine, giorno: string) {
  const anno = annoDi(caricatoIl[0]!);
  const dopo = conTari(comune, verita(comune, giorno), { ...elenchi, anno });
  const esiti: EsitoVista[][] = [];
  for (const dal of new Set(caricatoIl)) {
    const prima = veritaIniziale(comune, dal);
    esiti.push(await confrontaViste(db, { codComune: comune.codiceIstat, prima, dopo, disordine }));
  }
  return esiti.sort((a, b) => diverse(a) - diverse(b))[0]!;
}

/** Every view against the truth of today. @throws when the signal aborts */
export async function confrontaOggi(fine: Fine): Promise<readonly EsitoVista[]> {
  for (let tentativo = 1; ; tentativo++) {
    const giorno = fine.oggi();
    const viste = await confrontaGiorno(fine, giorno);
    const lostesso = fine.oggi() === giorno;
    const iniziato = giorno !== fine.caricatoIl[0];
    if (lostesso && (diverse(viste) === 0 || !iniziato || tentativo >= TENTATIVI)) return viste;
    await attendi(OGNI_MS, undefined, { signal: fine.signal });
  }
}
