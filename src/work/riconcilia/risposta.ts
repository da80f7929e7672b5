/**
 * How a question ends, whatever it was for: its window goes on, one missing notification counts an attempt.
 * Invariant: a question and what it was for change in one transaction.
 */
import { scadeIl } from '../../anpr/finestre.js';
import type { Tx } from '../../store/database.js';
import { type Finestra, leggiFinestra, muoviFinestra } from '../../store/finestre.js';
import { chiudiRichiesta, type RichiestaANPR } from '../../store/richieste-anpr.js';
import { leggiVoce, type StatoVoce, segnaTentativo } from '../../store/voci-anpr.js';
import { avvisaNotificaPersa } from './avvisi.js';
import type { ContestoRiconcilia } from './contesto.js';
import { daRichiedere, elencata } from './finestra.js';

/** A question and the window it is about. */
export interface Pratica {
  readonly r: RichiestaANPR;
  readonly f: Finestra;
}

const adesso = (c: ContestoRiconcilia): string => c.now().toISOString();

/** One missing notification was asked for and did not come: given up after enough attempts, or when ANPR no longer has it. */
export async function vocePerduta(
  tx: Tx,
  c: ContestoRiconcilia,
  f: Finestra,
  { id, motivo, definitivo = false }: { readonly id: string; readonly motivo: string; readonly definitivo?: boolean },
): Promise<void> {
  const voce = await leggiVoce(tx, c.ente.codiceIstat, id);
  if (voce?.stato !== 'MANCANTE') return;
  const finita = definitivo || voce.tentativi + 1 >= c.impostazioni.tentativiVoce;
  const stato: StatoVoce = finita ? 'IRRECUPERABILE' : 'MANCANTE';
  await segnaTentativo(tx, voce, { stato, motivo, now: adesso(c) });
  if (finita) await avvisaNotificaPersa(tx, c, { id, finoAl: scadeIl(f) });
}

/** Looks at once again at what the window misses. */
const riprendi = (tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<void> =>
  muoviFinestra(tx, f, { stato: 'RECUPERO', now: adesso(c), motivo: f.motivo });

/** Read to the end. `esito` is `COMPLETA` or `VUOTA`; what is still missing of a single one counts an attempt. */
export async function conclusa(tx: Tx, c: ContestoRiconcilia, { r, f }: Pratica, esito: string): Promise<void> {
  await chiudiRichiesta(tx, r.id, { stato: 'CONCLUSA', esito, now: adesso(c) });
  if (r.scopo === 'ELENCO') return elencata(tx, c, f);
  if (r.idVoce !== null) {
    const motivo = (await leggiVoce(tx, c.ente.codiceIstat, r.idVoce))?.motivo ?? 'NON_DATA';
    await vocePerduta(tx, c, f, { id: r.idVoce, motivo: esito === 'VUOTA' ? 'NON_DATA' : motivo });
  }
  return riprendi(tx, c, f);
}

/** Ended without an answer: asked again under another number. */
export async function senzaRisposta(
  tx: Tx,
  c: ContestoRiconcilia,
  { r, f }: Pratica,
  { stato, motivo }: { readonly stato: 'FALLITA' | 'ABBANDONATA'; readonly motivo: string },
): Promise<void> {
  await chiudiRichiesta(tx, r.id, { stato, esito: motivo, now: adesso(c) });
  if (r.idVoce !== null) await vocePerduta(tx, c, f, { id: r.idVoce, motivo });
  const attuale = (await leggiFinestra(tx, f.id)) ?? f;
  // One that took a day has waited enough; one that was refused at once has not.
  await daRichiedere(tx, c, attuale, { motivo, subito: stato === 'ABBANDONATA' });
}
