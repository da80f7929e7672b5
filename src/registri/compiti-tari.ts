/**
 * The tasks about TARI users: whose holder died, left or moved, and which households nobody has declared (modello-dati E.3–E.9).
 * Invariant: pure; a user is never closed nor given to somebody by itself: detention may go on, and only a declaration ends it.
 */
import { NESSUN_PARAMETRO, parametroIl } from './parametri.js';
import { leggiStrada, somiglianza } from './somiglianza.js';
import type { Contesto, Segnalazione } from './stato.js';

/** One user of the office's list, with the household it is matched with. */
export interface UtenzaDaGuardare {
  readonly codice: string;
  readonly codiceFiscale: string;
  readonly indirizzo: string;
  /** `ABBINATA`, `DUBBIA`, `SENZA`, `CONFERMATA`, `NESSUNA`. */
  readonly stato: string;
  readonly idFamiglia: string | null;
}

/** Who holds a user, as the rows of today say. */
export interface Titolare {
  /** Null for a minor: never a contribuente, yet it may be written on a user. */
  readonly condizione: string | null;
  readonly condizioneDal: string | null;
  readonly idFamiglia: string | null;
}

/** A household as it is today. */
export interface NucleoDaGuardare {
  readonly indirizzo: string | null;
  readonly componenti: number;
  readonly minori: number;
}

/** What the tasks are judged on. */
export interface QuadroTari {
  /** Every user matched with one of the families. */
  readonly utenze: readonly UtenzaDaGuardare[];
  /** By codice fiscale; whoever ANPR does not know here is absent. */
  readonly titolari: ReadonlyMap<string, Titolare>;
  /** By family; those that live nowhere here are absent. */
  readonly nuclei: ReadonlyMap<string, NucleoDaGuardare>;
}

const OCCUPATE: ReadonlySet<string> = new Set(['ABBINATA', 'CONFERMATA']);
const PARTITI: ReadonlySet<string> = new Set(['NON_RESIDENTE', 'IRREPERIBILE', 'AIRE']);

/** What is to be judged: the users, whose holders the picture knows, and the families. */
export interface DaGuardare {
  readonly utenze: readonly UtenzaDaGuardare[];
  readonly famiglie: Iterable<string>;
}

/** The tasks by object: `U:<codice>` and `N:<famiglia>`. An empty list closes what was open. */
export function compitiTari(
  quadro: QuadroTari,
  { utenze, famiglie }: DaGuardare,
  contesto: Contesto,
): Map<string, readonly Segnalazione[]> {
  const compiti = new Map<string, readonly Segnalazione[]>();
  const dichiarate = new Set<string>();
  for (const u of quadro.utenze) {
    const abitata = chiAbita(u, quadro) !== undefined || inDubbio(u, quadro);
    if (abitata && u.idFamiglia !== null) dichiarate.add(u.idFamiglia);
  }
  for (const u of utenze) compiti.set(`U:${u.codice}`, segnala(dellUtenza(u, { quadro, dichiarate, contesto })));
  const indirizzi = indirizziDichiarati(quadro, dichiarate, contesto);
  for (const id of famiglie) {
    const nucleo = quadro.nuclei.get(id);
    const dichiarato = dichiarate.has(id) || (nucleo !== undefined && indirizzi.has(nucleo.indirizzo));
    compiti.set(`N:${id}`, segnala(nucleo === undefined || dichiarato ? [] : ['TARI_NON_DICHIARATA']));
  }
  return compiti;
}

const segnala = (regole: readonly string[]): Segnalazione[] =>
  regole.map((regola) => ({ regola, idOperazioneANPR: null }));

/** The household that lives in the dwelling of the user: a match is over when the family has another address. */
function chiAbita(u: UtenzaDaGuardare, { nuclei }: QuadroTari): NucleoDaGuardare | undefined {
  const nucleo = u.idFamiglia !== null && OCCUPATE.has(u.stato) ? nuclei.get(u.idFamiglia) : undefined;
  return nucleo === undefined || u.stato === 'CONFERMATA' || vicino(u, nucleo) ? nucleo : undefined;
}

/** Somebody has to say who lives there before anything else is asked about it. */
function inDubbio(u: UtenzaDaGuardare, { nuclei }: QuadroTari): boolean {
  const nucleo = u.stato === 'DUBBIA' && u.idFamiglia !== null ? nuclei.get(u.idFamiglia) : undefined;
  return nucleo !== undefined && vicino(u, nucleo);
}

/** Not surely another place: the same number in a street of another name is a street that was renamed (E.5). */
function vicino({ indirizzo }: UtenzaDaGuardare, nucleo: NucleoDaGuardare): boolean {
  if (nucleo.indirizzo === null || somiglianza(indirizzo, nucleo.indirizzo) > 0) return true;
  const civico = leggiStrada(indirizzo).civico;
  return civico !== '' && civico === leggiStrada(nucleo.indirizzo).civico;
}

/** Where several families in a dwelling are one user, one declaration is enough for all of them. */
function indirizziDichiarati(
  { nuclei }: QuadroTari,
  dichiarate: ReadonlySet<string>,
  { parametri = NESSUN_PARAMETRO, oggi }: Contesto,
): ReadonlySet<string | null> {
  if (parametroIl(parametri, 'tari_somma_nuclei_coabitanti', oggi) !== 'SI') return new Set();
  return new Set([...dichiarate].flatMap((id) => nuclei.get(id)?.indirizzo ?? []));
}

interface Attorno {
  readonly quadro: QuadroTari;
  readonly dichiarate: ReadonlySet<string>;
  readonly contesto: Contesto;
}

function dellUtenza(u: UtenzaDaGuardare, a: Attorno): string[] {
  const titolare = a.quadro.titolari.get(u.codiceFiscale);
  if (titolare === undefined) return [];
  const dubbia = inDubbio(u, a.quadro);
  const nucleo = dubbia ? a.quadro.nuclei.get(u.idFamiglia!) : chiAbita(u, a.quadro);
  if (titolare.condizione === 'DECEDUTO') return [nucleo === undefined ? 'TARI_EREDI' : subentro(nucleo, titolare, a)];
  const partito = PARTITI.has(titolare.condizione ?? '');
  if (nucleo === undefined)
    return partito ? ['TARI_SENZA_RESIDENTI'] : trasferito(titolare, a, 'TARI_TITOLARE_TRASFERITO');
  if (titolare.idFamiglia === u.idFamiglia) return [];
  // Once the holder is gone the match alone is a doubt: what asked for a subentro must not end with the night.
  return partito || !dubbia ? ['TARI_TITOLARE_USCITO'] : trasferito(titolare, a, 'TARI_TITOLARE_USCITO');
}

/** A second home belongs to somebody whose own dwelling is declared; whoever has no user of his own has moved. */
function trasferito({ idFamiglia }: Titolare, { quadro, dichiarate }: Attorno, compito: string): string[] {
  const altrove = idFamiglia !== null && quadro.nuclei.has(idFamiglia);
  return altrove && !dichiarate.has(idFamiglia) ? [compito] : [];
}

/** The regulation in force on the day of the death says whether a surviving adult takes over without declaring. */
function subentro(nucleo: NucleoDaGuardare, { condizioneDal }: Titolare, { contesto }: Attorno): string {
  const { parametri = NESSUN_PARAMETRO, oggi } = contesto;
  const regola = parametroIl(parametri, 'tari_subentro_deceduto', condizioneDal ?? oggi);
  const restaUnAdulto = nucleo.componenti > nucleo.minori;
  return regola === 'AUTOMATICO' && restaUnAdulto ? 'TARI_SUBENTRO_UFFICIO' : 'TARI_SUBENTRO_DICHIARATO';
}
