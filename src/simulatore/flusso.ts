/**
 * What the push makes of a history: lost, coalesced, doubled, weeks late, never meant for it (spec A.3, B, F).
 * Invariant: seeded; what is coalesced was never generated and is in no list, what is lost was generated and is; none of it
 * changes what ANPR's register says.
 */
import { type Caso, creaCaso } from './caso.js';
import type { NotificaSimulata } from './scena.js';
import type { Generata } from './servizi/archivio.js';

export interface Disturbi {
  readonly seed: string;
  /** Share that ANPR believes delivered and nobody received (#2739). */
  readonly quotaPerdute?: number;
  /** Share of the restorations followed by a new departure of the same person that are never generated (#4680, G25). */
  readonly quotaAssorbite?: number;
  /** Share of N010 and N015 generated twice more with new ids (G22), and of NA** (G45). */
  readonly quotaRaddoppiate?: number;
  /** Share that is pushed up to six weeks late (#4540, #4593). */
  readonly quotaTardive?: number;
  /** Nothing registered before this instant (ISO-8601 UTC) is lost: 4005 looks back 180 days and no further (G71). */
  readonly perditeDal?: string;
  /** NA** stay out of the push (#3883); true unless told otherwise. */
  readonly naSoloInElenco?: boolean;
  /** Stretch of the history, instants ISO-8601 UTC, of which the push loses everything (the silence of G11, G15). */
  readonly silenzio?: { readonly dal: string; readonly al: string };
}

export interface Flusso {
  /** What is pushed, in the order of sending. */
  readonly spinte: readonly NotificaSimulata[];
  /** Everything that was generated, for the archive of the services. */
  readonly generate: readonly Generata[];
  /** Never generated: nobody will ever see them. */
  readonly assorbite: readonly NotificaSimulata[];
}

const TIPI_RADDOPPIABILI = /^(N010|N015|NA)/;
const COPIE = 2;
const GIORNO_MS = 86_400_000;
const SETTIMANE_DI_RITARDO = [7, 42] as const;

const schedaDi = (n: NotificaSimulata): string => /<idSchedaSoggettoANPR>(\d+)</.exec(n.contenuto())?.[1] ?? '';

/** Restorations whose person leaves again afterwards: what a slow procedure of generation may never see. */
function assorbibili(storia: readonly NotificaSimulata[]): Set<string> {
  const trovate = new Set<string>();
  const inAttesa = new Map<string, string[]>();
  for (const n of storia) {
    if (n.tipoNotifica !== 'N010' && n.tipoNotifica !== 'N015') continue;
    const scheda = schedaDi(n);
    if (n.tipoNotifica === 'N015') inAttesa.set(scheda, [...(inAttesa.get(scheda) ?? []), n.idOperazioneANPR]);
    else for (const id of inAttesa.get(scheda) ?? []) trovate.add(id);
    if (n.tipoNotifica === 'N010') inAttesa.delete(scheda);
  }
  return trovate;
}

/** The same content under the next free numbers. */
function copieDi(n: NotificaSimulata, usati: Set<string>): NotificaSimulata[] {
  const copie: NotificaSimulata[] = [];
  for (let id = BigInt(n.idOperazioneANPR) + 1n; copie.length < COPIE; id++) {
    if (usati.has(String(id))) continue;
    usati.add(String(id));
    copie.push({ ...n, idOperazioneANPR: String(id) });
  }
  return copie;
}

function generata(storia: readonly NotificaSimulata[], d: Disturbi, caso: Caso) {
  const quasi = (d.quotaAssorbite ?? 0) > 0 ? assorbibili(storia) : new Set<string>();
  const usati = new Set(storia.flatMap((n) => [n.idOperazioneANPR, n.idRegistrante]));
  const [vere, assorbite]: [NotificaSimulata[], NotificaSimulata[]] = [[], []];
  for (const n of storia) {
    if (quasi.has(n.idOperazioneANPR) && caso.vero(d.quotaAssorbite ?? 0)) {
      assorbite.push(n);
      continue;
    }
    vere.push(n);
    if (TIPI_RADDOPPIABILI.test(n.tipoNotifica) && caso.vero(d.quotaRaddoppiate ?? 0)) vere.push(...copieDi(n, usati));
  }
  return { vere, assorbite };
}

function perduta(n: NotificaSimulata, d: Disturbi, caso: Caso): boolean {
  const { silenzio, perditeDal } = d;
  const muta = silenzio !== undefined && n.momento >= silenzio.dal && n.momento < silenzio.al;
  const sfortuna = caso.vero(d.quotaPerdute ?? 0);
  return (perditeDal === undefined || n.momento >= perditeDal) && (sfortuna || muta);
}

/** Moment at which the push gets to it. */
function partenza(n: NotificaSimulata, d: Disturbi, caso: Caso): number {
  const ritardo = caso.vero(d.quotaTardive ?? 0) ? caso.intero(...SETTIMANE_DI_RITARDO) * GIORNO_MS : 0;
  return Date.parse(n.momento) + ritardo;
}

/** Disturbs a history. Without disturbances everything is pushed in its order, NA** excepted. */
export function disturba(storia: readonly NotificaSimulata[], d: Disturbi): Flusso {
  const caso = creaCaso(d.seed).ramo('flusso');
  const { vere, assorbite } = generata(storia, d, caso);
  const generate: Generata[] = [];
  const spinte: { n: NotificaSimulata; quando: number }[] = [];
  for (const n of vere) {
    const quando = partenza(n, d, caso);
    const persa = perduta(n, d, caso);
    const soloElenco = n.tipoNotifica.startsWith('NA') && d.naSoloInElenco !== false;
    if (!soloElenco && !persa) spinte.push({ n, quando });
    generate.push({ notifica: n, sorte: soloElenco ? 'SOLO_ELENCO' : persa ? 'PERDUTA' : 'DA_INVIARE' });
  }
  spinte.sort((a, b) => a.quando - b.quando);
  return { spinte: spinte.map(({ n }) => n), generate, assorbite };
}
