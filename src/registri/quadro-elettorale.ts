/**
 * The checks and tasks of the electoral office that need more than the person: sections, stradario, calendar of the votes
 * (modello-dati E.1, E.4, G.4 Q10 and Q13).
 * Invariant: pure; judged on the official position, so that what ANPR is told ends them.
 */

import type { Generalita, PrecisioneData } from '../anpr/soggetto.js';
import { senzaZeri } from '../anpr/valori.js';
import { maggiorenneDal } from './anagrafe.js';
import type { Revisione } from './revisioni.js';
import type { Segnalazione } from './stato.js';
import { sezioneDa, stradaDi, type Tratto } from './stradario.js';

/** One line of `v_elettori` with what these checks need. */
export interface ElettoreDaGuardare {
  readonly soggetto: string;
  readonly lista: string;
  readonly stato: string;
  readonly sezione: string | null;
  readonly motivo: string | null;
  /** The residence on which the section depends, on one line. */
  readonly indirizzo: string | null;
  readonly registro: string | null;
  readonly dataNascita: string | null;
  readonly precisioneNascita: string | null;
  /** A change of section is proposed, or in a revisione. */
  readonly cambioAperto: boolean;
}

/** What they are judged on. */
export interface QuadroElettorale {
  /** False: the office has given none, and nothing can be said of sections. */
  readonly haStradario: boolean;
  /** The stretches of the streets where these electors live. */
  readonly tratti: readonly Tratto[];
  /** Numbers of the sections that ANPR has abolished. */
  readonly soppresse: ReadonlySet<string>;
  readonly calendario: readonly Revisione[];
  /** Today, `YYYY-MM-DD`. */
  readonly oggi: string;
}

/** What was found: of electors (an empty list closes), of streets and sections (opened only). */
export interface TrovatiElettorali {
  /** By `E:<soggetto>`. */
  readonly elettori: ReadonlyMap<string, readonly Segnalazione[]>;
  /** By `V:<via>` and `Z:<sezione>`: who else is there decides whether they close. */
  readonly luoghi: ReadonlyMap<string, readonly Segnalazione[]>;
}

/** The next vote that a round of the calendar prepares; undefined while none is called. */
export function prossimoVoto({ calendario, oggi }: Pick<QuadroElettorale, 'calendario' | 'oggi'>): string | undefined {
  const giorni = calendario.flatMap((r) => (r.stato === 'BOZZA' ? [] : [r.consultazione ?? '']));
  return giorni.filter((g) => g >= oggi).sort()[0];
}

/** Looks at these electors: every list of each of them. */
export function guardaElettori(elettori: readonly ElettoreDaGuardare[], quadro: QuadroElettorale): TrovatiElettorali {
  const voto = prossimoVoto(quadro);
  const suoi = new Map<string, Set<string>>();
  const luoghi = new Map<string, Set<string>>();
  const aggiungi = (dove: Map<string, Set<string>>, chi: string, regola: string): void =>
    void dove.set(chi, (dove.get(chi) ?? new Set()).add(regola));
  for (const e of elettori) {
    const oggetto = `E:${e.soggetto}`;
    suoi.set(oggetto, suoi.get(oggetto) ?? new Set());
    const deciso = sezione(e, quadro);
    if (deciso === 'DIVERSA') aggiungi(suoi, oggetto, 'Q10');
    if (deciso === 'IGNOTA') aggiungi(luoghi, `V:${stradaDi(e.indirizzo!).via}`.slice(0, 120), 'Q13');
    if (inLista(e) && quadro.soppresse.has(e.sezione ?? ''))
      aggiungi(luoghi, `Z:${e.sezione}`.slice(0, 120), 'SEZIONE_SOPPRESSA');
    if (voto === undefined || e.lista !== 'GENERALE') continue;
    if (e.stato === 'ISCRITTO' && minorenneAl(e, voto)) aggiungi(suoi, oggetto, 'NON_ANCORA_18');
    if (votaQuiTrasferito(e, quadro, voto)) aggiungi(suoi, oggetto, 'DOPPIA_LISTA_DA_COMUNICARE');
  }
  return { elettori: segnalazioni(suoi), luoghi: segnalazioni(luoghi) };
}

const segnalazioni = (trovate: ReadonlyMap<string, ReadonlySet<string>>): Map<string, readonly Segnalazione[]> =>
  new Map([...trovate].map(([o, regole]) => [o, [...regole].map((regola) => ({ regola, idOperazioneANPR: null }))]));

const inLista = ({ stato }: ElettoreDaGuardare): boolean => stato === 'ISCRITTO' || stato === 'DA_CANCELLARE';

/** The official section against the stradario, for who lives here and is to stay on the list (Q10, Q13). */
function sezione(e: ElettoreDaGuardare, { haStradario, tratti }: QuadroElettorale): 'GIUSTA' | 'DIVERSA' | 'IGNOTA' {
  if (!haStradario || e.stato !== 'ISCRITTO' || e.registro !== 'APR' || e.indirizzo === null) return 'GIUSTA';
  const attesa = sezioneDa(e.indirizzo, tratti);
  if (attesa === undefined) return 'IGNOTA';
  return senzaZeri(attesa) === senzaZeri(e.sezione ?? '') || e.cambioAperto ? 'GIUSTA' : 'DIVERSA';
}

/** Registered by the semestrale before the birthday: votes only from it on (D.P.R. 223/1967 art. 33). */
function minorenneAl({ dataNascita, precisioneNascita }: ElettoreDaGuardare, voto: string): boolean {
  if (dataNascita === null) return false;
  const precisione = (precisioneNascita ?? 'GIORNO') as PrecisioneData;
  const nascita: Generalita = { dataNascita, precisioneNascita: precisione };
  return (maggiorenneDal(nascita) ?? '') > voto;
}

/** Gone to another comune, and no round cancels any more before the vote: votes here (modello-dati E.4, "doppia lista"). */
function votaQuiTrasferito({ stato, motivo }: ElettoreDaGuardare, quadro: QuadroElettorale, voto: string): boolean {
  if (stato !== 'DA_CANCELLARE' || motivo !== 'EMIGRAZIONE') return false;
  const inTempo = quadro.calendario.some(
    (r) =>
      (r.stato === 'CONFERMATA' || r.stato === 'IN_CORSO') &&
      r.ammette.includes('EMIGRAZIONE') &&
      r.entroIl >= quadro.oggi &&
      r.entroIl < voto,
  );
  return !inTempo;
}
