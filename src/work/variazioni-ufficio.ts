/**
 * What an office does with its variazioni: accepts them, or refuses them with a reason.
 * Law: variazioni add up — a refused one leaves the chain of its field, so it may only be the last of it; what comes
 * later starts from where the office stands (`registri/storno.ts`). A variazione is worked once: the second time is told.
 * Invariant: what changes an electoral list is decided in a revisione and nowhere else, a refusal too (D.P.R. 223/1967 art. 32).
 */
import { TransientError } from '../errors.js';
import { causaDi } from '../registri/revisioni.js';
import { APERTE } from '../registri/storno.js';
import { registraAzione } from '../store/audit.js';
import type { Database, Tx } from '../store/database.js';
import {
  type Anello,
  anelliAperti,
  anelliPerId,
  bloccaCatene,
  chiudiPerUfficio,
  type FiltroVariazioni,
} from '../store/variazioni-ufficio.js';

/** The decision. A refusal has a reason, which stays beside it. */
export interface Decisione {
  readonly esito: 'ACCOGLI' | 'RESPINGI';
  readonly motivo: string | null;
  readonly attore: string;
  readonly now: Date;
}

/** Why one was left as it is. */
export interface NonLavorata {
  readonly id: number;
  readonly perche: 'NON_TROVATA' | 'GIA_CHIUSA' | 'SEGUITA' | 'SOLO_REVISIONE';
  /** Its state, for one that is closed already or that a round decides. */
  readonly stato?: string;
  /** The round that holds it, for one that only a round decides; null while none does. */
  readonly revisione?: string | null;
  /** The later variazione of the same field that has to be refused first. */
  readonly daId?: number;
}

export interface EsitoLavorazione {
  readonly lavorate: readonly number[];
  readonly nonLavorate: readonly NonLavorata[];
}

/** Objects whose variazioni are decided in one transaction. */
const OGGETTI = 200;

/** Out of the chain: nothing follows from them any more. */
const FUORI: ReadonlySet<string> = new Set(['STORNATA', 'RITIRATA', 'RESPINTA']);

/** Works these variazioni: what can be is done, what cannot is told with its reason; those of another comune are not found. */
export async function lavoraVariazioni(
  db: Database,
  ids: readonly number[],
  { codComune, ...decisione }: Decisione & { readonly codComune?: string },
): Promise<EsitoLavorazione> {
  const letti = await db.transaction((tx) => anelliPerId(tx, ids));
  const anelli = letti.filter((a) => codComune === undefined || a.codComune === codComune);
  const noti = new Set(anelli.map((a) => a.id));
  const ignote = [...new Set(ids)].filter((id) => !noti.has(id));
  const esito = await lavora(db, anelli, decisione);
  const nonTrovate = ignote.map((id): NonLavorata => ({ id, perche: 'NON_TROVATA' }));
  return { ...esito, nonLavorate: [...nonTrovate, ...esito.nonLavorate] };
}

/** Works every open variazione that matches. */
export async function lavoraTutte(
  db: Database,
  filtro: FiltroVariazioni,
  decisione: Decisione,
): Promise<EsitoLavorazione> {
  return lavora(db, await db.transaction((tx) => anelliAperti(tx, filtro)), decisione);
}

async function lavora(db: Database, anelli: readonly Anello[], decisione: Decisione): Promise<EsitoLavorazione> {
  const lavorate: number[] = [];
  const nonLavorate: NonLavorata[] = [];
  for (const gruppo of gruppi(anelli)) {
    const esito = await db.transaction((tx) => lavoraGruppo(tx, gruppo, decisione));
    lavorate.push(...esito.lavorate);
    nonLavorate.push(...esito.nonLavorate);
  }
  return { lavorate, nonLavorate };
}

/** Cut so that everything about one object stays together, and one comune with itself. */
function* gruppi(anelli: readonly Anello[]): Generator<Anello[]> {
  const perOggetto = new Map<string, Anello[]>();
  for (const a of anelli) {
    const chiave = `${a.codComune}/${a.oggetto}`;
    perOggetto.set(chiave, [...(perOggetto.get(chiave) ?? []), a]);
  }
  let gruppo: Anello[] = [];
  let oggetti = 0;
  for (const suoi of perOggetto.values()) {
    if (oggetti >= OGGETTI || (gruppo[0] !== undefined && gruppo[0].codComune !== suoi[0]!.codComune)) {
      yield gruppo;
      gruppo = [];
      oggetti = 0;
    }
    gruppo.push(...suoi);
    oggetti += 1;
  }
  if (gruppo.length > 0) yield gruppo;
}

async function lavoraGruppo(tx: Tx, gruppo: readonly Anello[], decisione: Decisione): Promise<EsitoLavorazione> {
  const codComune = gruppo[0]!.codComune;
  const catene = await bloccaCatene(tx, codComune, [...new Set(gruppo.map((a) => a.oggetto))]);
  const scelti = new Set(gruppo.map((a) => a.id));
  const { si, nonLavorate } = scegli(catene, scelti, decisione.esito);
  for (const [stato, ids] of perStato(si, decisione.esito)) {
    const { attore, motivo, now } = decisione;
    const chiuse = await chiudiPerUfficio(tx, ids, { stato, attore, motivo, now: now.toISOString() });
    if (chiuse !== ids.length) throw new TransientError('a variazione was closed by somebody else meanwhile');
  }
  const lavorate = si.map((a) => a.id);
  if (lavorate.length > 0) await registraLavorate(tx, { codComune, lavorate }, decisione);
  return { lavorate, nonLavorate };
}

/** Pure: which of the chosen can be worked, looking at the whole chain, newest first. */
function scegli(catene: readonly Anello[], scelti: ReadonlySet<number>, esito: Decisione['esito']) {
  const si: Anello[] = [];
  const nonLavorate: NonLavorata[] = [];
  /** Newest variazione that stays in the chain of each field. */
  const resta = new Map<string, number>();
  for (const a of catene.toReversed()) {
    const campo = `${a.oggetto}/${a.campo}`;
    const seguita = resta.get(campo);
    if (!scelti.has(a.id)) {
      if (!FUORI.has(a.stato) && seguita === undefined) resta.set(campo, a.id);
    } else if (!APERTE.has(a.stato)) {
      nonLavorate.push({ id: a.id, perche: 'GIA_CHIUSA', stato: a.stato });
      if (!FUORI.has(a.stato) && seguita === undefined) resta.set(campo, a.id);
    } else if (dellaRevisione(a)) {
      nonLavorate.push({ id: a.id, perche: 'SOLO_REVISIONE', stato: a.stato, revisione: a.revisione });
      if (seguita === undefined) resta.set(campo, a.id);
    } else if (esito === 'RESPINGI' && seguita !== undefined) {
      nonLavorate.push({ id: a.id, perche: 'SEGUITA', daId: seguita });
    } else {
      si.push(a);
      if (esito === 'ACCOGLI' && seguita === undefined) resta.set(campo, a.id);
    }
  }
  return { si: si.toReversed(), nonLavorate: nonLavorate.toReversed() };
}

/** A proposal with a legal cause for a round: only there is it decided. */
const dellaRevisione = (a: Anello): boolean => a.ufficio === 'ELETTORALE' && causaDi(a) !== undefined;

/** The final state has a name of its own in each office. */
function perStato(si: readonly Anello[], esito: Decisione['esito']): Map<string, number[]> {
  const stati = new Map<string, number[]>();
  for (const a of si) {
    const accolta = a.ufficio === 'TRIBUTI' ? 'ACCOLTA' : 'APPROVATA';
    const stato = esito === 'RESPINGI' ? 'RESPINTA' : accolta;
    stati.set(stato, [...(stati.get(stato) ?? []), a.id]);
  }
  return stati;
}

async function registraLavorate(
  tx: Tx,
  { codComune, lavorate }: { readonly codComune: string; readonly lavorate: readonly number[] },
  { esito, motivo, attore, now }: Decisione,
): Promise<void> {
  await registraAzione(tx, {
    quando: now.toISOString(),
    attore,
    azione: esito === 'ACCOGLI' ? 'accogli-variazioni' : 'respingi-variazioni',
    oggetto: lavorate.length === 1 ? `variazione:${lavorate[0]}` : `variazioni:${codComune}:${lavorate.length}`,
    dettaglio: JSON.stringify({ ids: lavorate }),
    ...(motivo !== null && { motivo }),
  });
}
