/**
 * What becomes of a window after an answer. Every function is one step inside the transaction that closes the question.
 * Invariant: whatever happened, the part of the ledger that the window covered is still covered, by it or by what follows it.
 */
import { accorcia, dimezza, type Periodo, tagliaVecchio } from '../../anpr/finestre.js';
import type { Tx } from '../../store/database.js';
import {
  aggiungiFinestre,
  cambiaFine,
  type Finestra,
  muoviFinestra,
  type StatoFinestra,
} from '../../store/finestre.js';
import { mancantiDi, spostaMancanti } from '../../store/voci-anpr.js';
import { avvisaPersa, chiudiScadenza } from './avvisi.js';
import { type ContestoRiconcilia, dopoTentativi, oraANPR } from './contesto.js';

const adesso = (c: ContestoRiconcilia): string => c.now().toISOString();

/** Listed to the end: done, or there is something to fetch. */
export async function elencata(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<void> {
  const manca = (await mancantiDi(tx, f.id, 1)).length > 0;
  await chiudiScadenza(tx, c, f);
  await muoviFinestra(tx, f, { stato: manca ? 'RECUPERO' : 'COPERTA', now: adesso(c), tentativi: 0 });
}

/** Nothing is left to fetch: done. `motivo` says that something was given up. */
export async function coperta(tx: Tx, c: ContestoRiconcilia, f: Finestra, motivo: string | null): Promise<void> {
  await muoviFinestra(tx, f, { stato: 'COPERTA', now: adesso(c), motivo });
}

/** The question came to nothing: the window is asked again, later each time unless it waited enough already. */
export async function daRichiedere(
  tx: Tx,
  c: ContestoRiconcilia,
  f: Finestra,
  { motivo, subito = false }: { readonly motivo: string; readonly subito?: boolean },
): Promise<void> {
  const tentativi = f.tentativi + 1;
  const prossimoIl = subito ? adesso(c) : dopoTentativi(c, tentativi);
  const stato: StatoFinestra = f.stato === 'RECUPERO' ? 'RECUPERO' : 'DA_CHIEDERE';
  await muoviFinestra(tx, f, { stato, now: adesso(c), prossimoIl, tentativi, motivo });
}

async function sostituisci(tx: Tx, c: ContestoRiconcilia, f: Finestra, con: readonly Periodo[]): Promise<void> {
  const base = { codComune: f.codComune, tipo: f.tipo, origine: f.origine, stato: 'DA_CHIEDERE' as const };
  await aggiungiFinestre(
    tx,
    con.map((p) => ({ ...base, dal: p.dal, al: p.al })),
    adesso(c),
  );
}

/** Too many occurrences (G63): halves take its place. What was missing in it is looked for with the second. */
export async function troppeOccorrenze(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<void> {
  const meta = dimezza(f);
  if (meta === undefined) return daRichiedere(tx, c, f, { motivo: 'TROPPE_OCCORRENZE' });
  await sostituisci(tx, c, f, meta);
  await spostaMancanti(tx, f, meta[1]);
  await muoviFinestra(tx, f, { stato: 'DIVISA', now: adesso(c), motivo: 'TROPPE_OCCORRENZE' });
}

/** ANPR says that its end is in the future (G54): the same window, ending earlier. */
export async function fineNelFuturo(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<void> {
  const tentativi = f.tentativi + 1;
  const breve = accorcia(f, c.impostazioni, { oraANPR: oraANPR(c), volte: tentativi });
  const motivo = 'OROLOGIO';
  if (breve === undefined) return muoviFinestra(tx, f, { stato: 'ANNULLATA', now: adesso(c), motivo });
  await cambiaFine(tx, f.id, breve.al);
  await muoviFinestra(tx, f, { stato: 'DA_CHIEDERE', now: adesso(c), tentativi, motivo });
}

/** ANPR no longer has its beginning (G55, G71): that part is lost and said so, the rest is asked for. */
export async function troppoVecchia(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<void> {
  const { perso, resto } = tagliaVecchio(f, c.impostazioni, oraANPR(c));
  const motivo = 'TROPPO_VECCHIO';
  await avvisaPersa(tx, c, f.tipo, perso);
  await chiudiScadenza(tx, c, f);
  if (resto === undefined) return muoviFinestra(tx, f, { stato: 'IRRECUPERABILE', now: adesso(c), motivo });
  await sostituisci(tx, c, f, [resto]);
  await cambiaFine(tx, f.id, perso.al);
  await muoviFinestra(tx, f, { stato: 'IRRECUPERABILE', now: adesso(c), motivo });
}
