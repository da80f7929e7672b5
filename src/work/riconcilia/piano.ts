/**
 * Writes the plan into the ledger: the windows without holes, the second visits, the periods somebody asks for.
 * Invariant: planning twice adds nothing; planning and its reason are in the ledger before ANPR is asked anything.
 */
import { type Periodo, pianifica, pianificaRichiesta } from '../../anpr/finestre.js';
import type { Tx } from '../../store/database.js';
import {
  aggiungiFinestre,
  elencaFinestre,
  finestrePianificate,
  finoADove,
  muoviFinestra,
  type NuovaFinestra,
  OGNI_TIPO,
  type OrigineFinestra,
} from '../../store/finestre.js';
import { avvisaPersa } from './avvisi.js';
import { type ContestoRiconcilia, fra, inTransazione, oraANPR } from './contesto.js';

const UN_GIORNO_MINUTI = 1440;
/** Before every instant that a ledger may hold. */
const SEMPRE = '';

/** The types of the settings, as windows have them. */
export const tipiDi = ({ impostazioni: { tipi, generica } }: Pick<ContestoRiconcilia, 'impostazioni'>): string[] => [
  ...tipi,
  ...(generica ? [OGNI_TIPO] : []),
];

const adesso = (c: ContestoRiconcilia): string => c.now().toISOString();

function righe(
  c: ContestoRiconcilia,
  tipo: string,
  { periodi, origine }: { readonly periodi: readonly Periodo[]; readonly origine: OrigineFinestra },
): NuovaFinestra[] {
  const base = { codComune: c.ente.codiceIstat, tipo, origine, stato: 'DA_CHIEDERE' as const };
  return periodi.map(({ dal, al }) => ({ ...base, dal, al }));
}

async function perdi(tx: Tx, c: ContestoRiconcilia, tipo: string, perse: readonly Periodo[]): Promise<void> {
  const [origine, stato, motivo] = ['PIANO', 'IRRECUPERABILE', 'MAI_CHIESTA'] as const;
  const finestre = perse.map(({ dal, al }) => ({
    codComune: c.ente.codiceIstat,
    tipo,
    dal,
    al,
    origine,
    stato,
    motivo,
  }));
  await aggiungiFinestre(tx, finestre, adesso(c));
  for (const p of perse) await avvisaPersa(tx, c, tipo, p);
}

/** The second visit of the last days: what ANPR produced late, or during an outage, was not there the first time (G48, G69). */
function ripasso(
  c: ContestoRiconcilia,
  stato: { al: string | null; ripassoIl: string | null },
  primo: string | undefined,
) {
  const { ripassoGiorni, ripassoProfonditaGiorni } = c.impostazioni;
  if (ripassoGiorni === 0 || stato.al === null || primo === undefined) return [];
  const ultimo = stato.ripassoIl ?? primo;
  if (ultimo > fra(c.now(), -ripassoGiorni * UN_GIORNO_MINUTI)) return [];
  const dal = fra(new Date(stato.al), -ripassoProfonditaGiorni * UN_GIORNO_MINUTI);
  return pianificaRichiesta({ dal, al: stato.al }, c.impostazioni, oraANPR(c)).nuove;
}

async function pianificaTipo(tx: Tx, c: ContestoRiconcilia, tipo: string): Promise<number> {
  const { codiceIstat } = c.ente;
  // A window that ends before the horizon may still have a hole after it: everything that was planned counts.
  const note = await finestrePianificate(tx, codiceIstat, { tipo, dopo: SEMPRE });
  const primaVolta = note.map((f) => f.creataIl).toSorted()[0];
  const seconda = ripasso(c, await finoADove(tx, codiceIstat, tipo), primaVolta);
  const { nuove, perse } = pianifica(note, c.impostazioni, oraANPR(c));
  await perdi(tx, c, tipo, perse);
  const finestre = [
    ...righe(c, tipo, { periodi: nuove, origine: 'PIANO' }),
    ...righe(c, tipo, { periodi: seconda, origine: 'RIPASSO' }),
  ];
  await aggiungiFinestre(tx, finestre, adesso(c));
  return finestre.length;
}

/** Windows of types that the settings no longer name are taken back; they are planned again if the type comes back. */
async function ritiraTolti(tx: Tx, c: ContestoRiconcilia): Promise<void> {
  const tipi = new Set(tipiDi(c));
  const aperte = await elencaFinestre(tx, c.ente.codiceIstat, { stati: ['DA_CHIEDERE'], limit: 1000 });
  for (const f of aperte)
    if (!tipi.has(f.tipo) && f.origine !== 'RICHIESTA')
      await muoviFinestra(tx, f, { stato: 'ANNULLATA', now: adesso(c), motivo: 'TIPO_TOLTO' });
}

/** Plans every type of the settings; returns how many windows were added. */
export async function pianificaEnte(c: ContestoRiconcilia): Promise<number> {
  await inTransazione(c, (tx) => ritiraTolti(tx, c));
  let nuove = 0;
  for (const tipo of tipiDi(c)) nuove += await inTransazione(c, (tx) => pianificaTipo(tx, c, tipo));
  return nuove;
}

/** A period asked for by the operator; `tipi` empty = those of the settings. */
export interface PeriodoChiesto extends Periodo {
  readonly tipi: readonly string[];
}

/** Adds windows for a period, listed before or not. Returns how many, and the parts that ANPR no longer has. */
export async function pianificaChiesto(
  c: ContestoRiconcilia,
  { tipi, ...periodo }: PeriodoChiesto,
): Promise<{ readonly nuove: number; readonly perse: readonly Periodo[] }> {
  const { nuove, perse } = pianificaRichiesta(periodo, c.impostazioni, oraANPR(c));
  const quali = tipi.length === 0 ? tipiDi(c) : tipi;
  const finestre = quali.flatMap((tipo) => righe(c, tipo, { periodi: nuove, origine: 'RICHIESTA' }));
  await inTransazione(c, (tx) => aggiungiFinestre(tx, finestre, adesso(c)));
  return { nuove: finestre.length, perse };
}
