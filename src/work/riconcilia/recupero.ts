/**
 * What a listed window still misses: fetched together when it is much, one by one when it is little, and given up with a
 * reason when ANPR does not give it.
 * Invariant: attempts are bounded and counted before they are made; the window ends when nothing is left to try.
 */
import { scadeIl } from '../../anpr/finestre.js';
import type { Tx } from '../../store/database.js';
import { type Finestra, muoviFinestra } from '../../store/finestre.js';
import { prendiNumero } from '../../store/numeratore.js';
import { apriRichiesta, richiesteAperte, richiesteDi, type ScopoRichiesta } from '../../store/richieste-anpr.js';
import { idPresenti, mancantiDi, segnaTentativo, type VoceMancante } from '../../store/voci-anpr.js';
import { codiciDi } from '../enti.js';
import { avvisaNotificaPersa } from './avvisi.js';
import { type ContestoRiconcilia, chiama, dopoTentativi, fra, inTransazione } from './contesto.js';
import { coperta } from './finestra.js';
import type { EsitoPasso } from './rifiuti.js';
import { salvaVoce, spunta } from './voci.js';

/** Looked at together; the rest follows when these are settled. */
const LOTTO = 500;
/** Asked for one by one at a time, once asking for all together has been tried. */
const SINGOLE_PER_GIRO = 20;
/** Times that all the missing of a window are asked for together. */
const MAX_INSIEME = 2;
/** Which attempt at a single one is made with 3003 instead of 4005 (the second): each has refused what the other gave (#1412, #1295). */
const ATTEMPT_3003 = 1;

/** What to do about a window that misses something; `OPERAZIONE` is a call, the rest is done. */
export type Recupero = { readonly fare: 'NULLA' } | { readonly fare: 'OPERAZIONE'; readonly voce: VoceMancante };

async function apri(
  tx: Tx,
  c: ContestoRiconcilia,
  f: Finestra,
  { scopo, idVoce }: { readonly scopo: ScopoRichiesta; readonly idVoce: string | null },
): Promise<void> {
  const now = c.now().toISOString();
  const idOperazioneComune = await prendiNumero(tx, c.ente.codiceIstat, now);
  const { codComune, id: finestraId } = f;
  await apriRichiesta(tx, { codComune, finestraId, scopo, dettaglio: 'RISPOSTA', idVoce, idOperazioneComune }, now);
}

/** What arrived meanwhile by another way is no longer missing. */
async function ancoraMancanti(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<VoceMancante[]> {
  const mancanti = await mancantiDi(tx, f.id, LOTTO);
  const ids = mancanti.map((v) => v.idOperazioneANPR);
  const presenti = await idPresenti(tx, codiciDi(c.ente), ids);
  await spunta(tx, c, [...presenti]);
  return mancanti.filter((v) => !presenti.has(v.idOperazioneANPR));
}

/** Given up: what was tried often enough. */
async function abbandona(tx: Tx, c: ContestoRiconcilia, f: Finestra, voci: readonly VoceMancante[]): Promise<void> {
  for (const v of voci) {
    const motivo = v.motivo ?? 'NON_DATA';
    await segnaTentativo(tx, v, { stato: 'IRRECUPERABILE', motivo, now: c.now().toISOString() });
    await avvisaNotificaPersa(tx, c, { id: v.idOperazioneANPR, finoAl: scadeIl(f) });
  }
}

async function insieme(tx: Tx, c: ContestoRiconcilia, f: Finestra, quante: number): Promise<boolean> {
  if (quante <= c.impostazioni.singoleMassimo) return false;
  const gia = (await richiesteDi(tx, f.id)).filter((r) => r.scopo === 'MANCANTI');
  return !gia.some((r) => r.stato === 'CONCLUSA') && gia.length < MAX_INSIEME;
}

/** Opens the next questions of a window, or ends it. */
export async function recupera(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<Recupero> {
  const attendi = (minuti: number): Promise<void> =>
    muoviFinestra(tx, f, {
      stato: 'RECUPERO',
      now: c.now().toISOString(),
      prossimoIl: fra(c.now(), minuti),
      motivo: f.motivo,
    });
  const mancanti = await ancoraMancanti(tx, c, f);
  const provate = mancanti.filter((v) => v.tentativi >= c.impostazioni.tentativiVoce);
  await abbandona(tx, c, f, provate);
  const restano = mancanti.filter((v) => v.tentativi < c.impostazioni.tentativiVoce);
  if (restano.length === 0) {
    await coperta(tx, c, f, provate.length > 0 ? 'NOTIFICHE_NON_DATE' : f.motivo);
    return { fare: 'NULLA' };
  }
  // The question that is under way brings the window back here when it ends.
  const aperte = await richiesteAperte(tx, f.codComune, f.id);
  const attesa = c.impostazioni.stalloOre * 60;
  if (aperte.length > 0) await attendi(attesa);
  else if (await insieme(tx, c, f, restano.length)) {
    await apri(tx, c, f, { scopo: 'MANCANTI', idVoce: null });
    await attendi(attesa);
  } else {
    const voce = restano.find((v) => v.tentativi === ATTEMPT_3003);
    if (voce !== undefined) return { fare: 'OPERAZIONE', voce };
    for (const v of restano.slice(0, SINGOLE_PER_GIRO))
      await apri(tx, c, f, { scopo: 'SINGOLA', idVoce: v.idOperazioneANPR });
    await attendi(attesa);
  }
  return { fare: 'NULLA' };
}

/** Asks 3003 for one notification. The attempt is counted before the call: a process killed by it tries the next way. */
export async function chiediOperazione(c: ContestoRiconcilia, f: Finestra, voce: VoceMancante): Promise<EsitoPasso> {
  const { idOperazioneANPR } = voce;
  const now = c.now().toISOString();
  const idOperazioneComune = await inTransazione(c, async (tx) => {
    await segnaTentativo(tx, voce, { stato: 'MANCANTE', motivo: voce.motivo ?? 'NON_DATA', now });
    return prendiNumero(tx, c.ente.codiceIstat, now);
  });
  const esito = await chiama(() => c.client.operazione({ idOperazioneComune, idOperazioneANPR }));
  const trovata = esito.esito === 'RISPOSTA' && esito.risposta.esito === 'TROVATA' ? esito.risposta : undefined;
  const voceElenco = {
    idOperazioneANPR,
    statoLavorazione: null,
    tipoOperazione: voce.tipo,
    contenuto: trovata?.contenuto ?? null,
  };
  const manca = await salvaVoce(c, voceElenco, { finestra: f, ultima: false });
  await inTransazione(c, async (tx) => {
    if (manca === undefined) await spunta(tx, c, [idOperazioneANPR]);
    if (esito.esito !== 'TRANSITORIO') return;
    const prossimoIl = dopoTentativi(c, 1);
    await muoviFinestra(tx, f, { stato: 'RECUPERO', now, prossimoIl, motivo: f.motivo });
  });
  return esito.esito === 'TRANSITORIO' ? 'TRANSITORIO' : 'FATTO';
}
