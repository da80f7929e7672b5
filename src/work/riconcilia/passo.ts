/**
 * One step of reconciliation: whatever is due first, done once. Called again and again, by the job, the command and the tests.
 * Invariant: everything it needs to go on is in the database, so a process killed at any point is followed by another that takes
 * up where it stopped; a question that is stuck, refused or failing holds back neither the other windows nor the other enti.
 */
import { scaduto } from '../../anpr/finestre.js';
import type { Tx } from '../../store/database.js';
import { azzeraElencate, finestraDovuta, leggiFinestra, muoviFinestra } from '../../store/finestre.js';
import { prendiNumero } from '../../store/numeratore.js';
import { apriRichiesta, chiudiRichiesta, richiestaDovuta, richiesteAperte } from '../../store/richieste-anpr.js';
import type { VoceMancante } from '../../store/voci-anpr.js';
import { type ContestoRiconcilia, inTransazione, oraANPR } from './contesto.js';
import { troppoVecchia } from './finestra.js';
import { chiediOperazione, recupera } from './recupero.js';
import { invia, visitaTicket } from './richiesta.js';
import type { EsitoPasso } from './rifiuti.js';
import type { Pratica } from './risposta.js';

/** The call to make next; `FATTO` when the step was done in the database alone. */
type Lavoro =
  | { readonly fare: 'NULLA' | 'FATTO' }
  | { readonly fare: 'RICHIESTA'; readonly pratica: Pratica }
  | { readonly fare: 'OPERAZIONE'; readonly f: Pratica['f']; readonly voce: VoceMancante };

async function richiesta(tx: Tx, c: ContestoRiconcilia, now: string): Promise<Lavoro | undefined> {
  const r = await richiestaDovuta(tx, c.ente.codiceIstat, now);
  if (r === undefined) return undefined;
  const f = await leggiFinestra(tx, r.finestraId);
  if (f !== undefined) return { fare: 'RICHIESTA', pratica: { r, f } };
  await chiudiRichiesta(tx, r.id, { stato: 'FALLITA', esito: 'SENZA_FINESTRA', now });
  return { fare: 'FATTO' };
}

/** Takes the next window: too old in part, it is cut; otherwise its question is written down. */
async function finestra(tx: Tx, c: ContestoRiconcilia, now: string): Promise<Lavoro | undefined> {
  const codComune = c.ente.codiceIstat;
  const f = await finestraDovuta(tx, codComune, { stato: 'DA_CHIEDERE', now });
  if (f === undefined) return undefined;
  const aperte = await richiesteAperte(tx, codComune);
  if (aperte.length >= c.impostazioni.richiesteAperte) return undefined;
  if (scaduto(f, oraANPR(c))) {
    await troppoVecchia(tx, c, f);
    return { fare: 'FATTO' };
  }
  const idOperazioneComune = await prendiNumero(tx, codComune, now);
  const { dettaglio } = c.impostazioni;
  await azzeraElencate(tx, f.id);
  await apriRichiesta(
    tx,
    { codComune, finestraId: f.id, scopo: 'ELENCO', dettaglio, idVoce: null, idOperazioneComune },
    now,
  );
  await muoviFinestra(tx, f, { stato: 'CHIESTA', now, motivo: f.motivo });
  return { fare: 'FATTO' };
}

async function mancanti(tx: Tx, c: ContestoRiconcilia, now: string): Promise<Lavoro | undefined> {
  const f = await finestraDovuta(tx, c.ente.codiceIstat, { stato: 'RECUPERO', now });
  if (f === undefined) return undefined;
  const cosa = await recupera(tx, c, f);
  return cosa.fare === 'NULLA' ? { fare: 'FATTO' } : { ...cosa, f };
}

async function scegli(tx: Tx, c: ContestoRiconcilia): Promise<Lavoro> {
  const now = c.now().toISOString();
  return (
    (await richiesta(tx, c, now)) ?? (await mancanti(tx, c, now)) ?? (await finestra(tx, c, now)) ?? { fare: 'NULLA' }
  );
}

/**
 * Does the one thing that is due first.
 * @throws InfrastructureError, TransientError the database; LeasePersoError another process took over; ConfigError no client
 */
export async function passo(c: ContestoRiconcilia): Promise<EsitoPasso> {
  const lavoro = await inTransazione(c, (tx) => scegli(tx, c));
  switch (lavoro.fare) {
    case 'NULLA':
    case 'FATTO':
      return lavoro.fare;
    case 'OPERAZIONE':
      return chiediOperazione(c, lavoro.f, lavoro.voce);
    case 'RICHIESTA':
      return lavoro.pratica.r.stato === 'DA_INVIARE' ? invia(c, lavoro.pratica) : visitaTicket(c, lavoro.pratica);
  }
}
