/**
 * The log of variazioni during one transaction: what is stored, what this batch adds, undoes or closes.
 * Law: variazioni add up — decided by `incatena`, here only carried out.
 */

import { giornoInItalia } from '../anpr/ora-italiana.js';
import { TransientError } from '../errors.js';
import { type RegoleComune, secondoLeRegole } from '../registri/regole.js';
import { type Revisione, revisionePer } from '../registri/revisioni.js';
import type { Variazione } from '../registri/righe.js';
import type { Contesto } from '../registri/stato.js';
import { APERTE, incatena, oltreIlRifiuto, type Rifiuto, type VariazioneRegistrata } from '../registri/storno.js';
import { effettoDi } from '../registri/tari.js';
import { stessoValore } from '../registri/variazioni.js';
import type { Tx } from '../store/database.js';
import { leggiCalendario } from '../store/revisioni.js';
import {
  chiudiVariazioni,
  inserisciVariazioni,
  type NuovaVariazione,
  variazioniBloccate,
} from '../store/variazioni.js';

/** States in which a variazione no longer counts in the chain of its field. */
const FUORI = new Set(['STORNATA', 'RESPINTA', 'RITIRATA']);

interface Nuova {
  voce: VariazioneRegistrata;
  readonly conosciutaIl: string;
  readonly notificaId: number | null;
}

/** Opaque: made by `apriRegistro`, filled by `registra`, written by `scriviRegistro`. */
export interface RegistroVariazioni {
  readonly catene: Map<string, VariazioneRegistrata[]>;
  /** The last refusal of each field, for as long as nothing follows it. */
  readonly rifiuti: Map<string, Rifiuto>;
  readonly nuove: Nuova[];
  readonly regole: RegoleComune;
  /** Stored variazioni that change state, by the new state. */
  readonly chiuse: Map<string, number[]>;
}

const chiave = (v: Variazione): string => `${v.oggetto}/${v.campo}`;

/** Loads the chains of the objects that the batch is about to touch. */
export async function apriRegistro(
  tx: Tx,
  { codComune, regole = [] }: Pick<Contesto, 'codComune' | 'regole'>,
  oggetti: readonly string[],
): Promise<RegistroVariazioni> {
  const registro: RegistroVariazioni = { catene: new Map(), rifiuti: new Map(), nuove: [], chiuse: new Map(), regole };
  const note = oggetti.length === 0 ? [] : await variazioniBloccate(tx, codComune, oggetti);
  const inizi = new Map<string, string | null>();
  for (const v of note) {
    if (!inizi.has(chiave(v))) inizi.set(chiave(v), v.valore_prima);
    if (!FUORI.has(v.stato)) catenaDi(registro, v).push(v);
    if (v.stato === 'RESPINTA') registro.rifiuti.set(chiave(v), { ultima: v, inizio: inizi.get(chiave(v)) ?? null });
  }
  return registro;
}

function catenaDi(registro: RegistroVariazioni, v: Variazione): VariazioneRegistrata[] {
  const catena = registro.catene.get(chiave(v)) ?? [];
  registro.catene.set(chiave(v), catena);
  return catena;
}

/**
 * The same difference as the office sees it: from where its variazioni have led it, whatever a damaged row held.
 * Null when they lead there already.
 */
export function daQuantoSiSa(registro: RegistroVariazioni, variazione: Variazione): Variazione | null {
  const ultima = registro.catene.get(chiave(variazione))?.at(-1);
  if (ultima === undefined) return variazione;
  if (stessoValore(variazione.campo, ultima.valore_dopo, variazione.valore_dopo)) return null;
  return { ...variazione, valore_prima: ultima.valore_dopo };
}

/** Records one difference: it undoes what is open, or it is a new variazione. */
export function registra(
  registro: RegistroVariazioni,
  variazione: Variazione,
  di: { readonly conosciutaIl: string; readonly notificaId: number | null },
): void {
  const catena = catenaDi(registro, variazione);
  const vista = oltreIlRifiuto(catena, registro.rifiuti.get(chiave(variazione)), variazione);
  if (vista === null) return;
  const esito = incatena(catena, vista);
  const stornata = variazione.ufficio === 'TRIBUTI' ? 'STORNATA' : 'RITIRATA';
  for (const v of esito.stornate) {
    chiudi(registro, v, stornata);
    catena.splice(catena.indexOf(v), 1);
  }
  for (const v of esito.approvate) catena[catena.indexOf(v)] = chiudi(registro, v, 'APPROVATA');
  if (variazione.campo === 'sezione') approvaCambiSezione(registro, variazione);
  if (esito.nuova === null) return;
  const voce = { ...decisa(registro, esito.nuova, di), id: -1 - registro.nuove.length };
  registro.nuove.push({ voce, ...di });
  catena.push(voce);
}

/** Rules count by the day on which the news reached us, as an office reads it in `conosciuta_il`. */
function decisa({ regole }: RegistroVariazioni, v: Variazione, di: { readonly conosciutaIl: string }): Variazione {
  if (regole.length === 0) return v;
  return secondoLeRegole(v, regole, { giorno: giornoInItalia(di.conosciutaIl), operazione: v.operazione });
}

/** ANPR has given the section: the proposals that the address had opened are decided. */
function approvaCambiSezione(registro: RegistroVariazioni, { oggetto }: Variazione): void {
  const catena = registro.catene.get(`${oggetto}/indirizzo`) ?? [];
  for (const [i, v] of catena.entries()) if (APERTE.has(v.stato)) catena[i] = chiudi(registro, v, 'APPROVATA');
}

/** A stored one is closed in the database, one of this batch is written with its last state. */
function chiudi(registro: RegistroVariazioni, v: VariazioneRegistrata, stato: string): VariazioneRegistrata {
  const chiusa = { ...v, stato };
  if (v.id >= 0) registro.chiuse.set(stato, [...(registro.chiuse.get(stato) ?? []), v.id]);
  else registro.nuove[-1 - v.id]!.voce = chiusa;
  return chiusa;
}

/** The variazioni that the log would gain: what undoes an open one leaves none. */
export function daAprire(registro: RegistroVariazioni): Variazione[] {
  return registro.nuove.map(({ voce: { id: _, ...variazione } }) => variazione);
}

/** States in which a variazione is born closed. */
const CHIUSE = new Set(['STORNATA', 'RITIRATA', 'APPROVATA', 'ACCOLTA']);

/** What the office, or its program, has to bill from: what it decides and what a rule accepts. */
const CON_EFFETTO = new Set(['DA_LAVORARE', 'ACCOLTA']);

/** Writes what the batch did to the log. */
export async function scriviRegistro(
  tx: Tx,
  { codComune, oggi, parametri }: Contesto,
  { registro, now }: { readonly registro: RegistroVariazioni; readonly now: string },
): Promise<void> {
  for (const [stato, ids] of registro.chiuse) {
    const chiuse = await chiudiVariazioni(tx, ids, { stato, now });
    if (chiuse !== ids.length) throw new TransientError('a variazione was worked by its office meanwhile');
  }
  const calendario = registro.nuove.some(({ voce }) => voce.stato === 'PROPOSTA')
    ? await leggiCalendario(tx, codComune)
    : [];
  const giorno = giornoInItalia(now);
  const righe = registro.nuove.map(({ voce, conosciutaIl, notificaId }): NuovaVariazione => {
    const { id: _, ...variazione } = voce;
    const chiusa = CHIUSE.has(voce.stato) && { chiusaIl: now };
    const conEffetto = CON_EFFETTO.has(voce.stato) && { effetto: effettoDi(voce, oggi, parametri) };
    return { ...variazione, conosciutaIl, notificaId, ...chiusa, ...conEffetto, ...tornata(voce, calendario, giorno) };
  });
  if (righe.length > 0) await inserisciVariazioni(tx, codComune, righe);
}

/** The round that takes a new proposal on that day: the office works from today on, whenever the news was sent. */
function tornata(
  voce: Variazione,
  calendario: readonly Revisione[],
  giorno: string,
): Pick<NuovaVariazione, 'revisione' | 'entroIl'> {
  if (voce.stato !== 'PROPOSTA') return {};
  const revisione = revisionePer(voce, calendario, giorno);
  return revisione === undefined ? {} : { revisione: revisione.codice, entroIl: revisione.entroIl };
}

/** A variazione with the round that holds it, or would. */
export type VariazioneConTornata = Variazione & Pick<NuovaVariazione, 'revisione' | 'entroIl'>;

/** The same variazioni with the rounds that would take them today. */
export async function conTornate(
  tx: Tx,
  { codComune, oggi }: Contesto,
  variazioni: readonly Variazione[],
): Promise<VariazioneConTornata[]> {
  const calendario = await leggiCalendario(tx, codComune);
  return variazioni.map((v) => ({ ...v, ...tornata(v, calendario, oggi) }));
}
