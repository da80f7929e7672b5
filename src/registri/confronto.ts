/**
 * What ANPR says against what stands here: the facts of an answer are applied in memory, by the everyday fold, and whatever
 * row would become another is a difference.
 * Invariant: pure; an answer that says what the rows say differs in nothing (law 6), a section it does not carry is not compared.
 */
import { chiaviDi, type Fatto } from '../anpr/fatto.js';
import { applica, type Mondo } from './mondo.js';
import { ordina } from './ordine.js';
import { diceDiRevocabile, eRevoca, eSchedaDiANPR } from './revoca.js';
import { chiaveRiga, type NomeTabella, type Riga, type RowChange, TABELLE, type Valore } from './righe.js';

/** One column of one row that ANPR would have otherwise. */
export interface CampoDiverso {
  readonly tabella: NomeTabella;
  /** Key of the row inside its table. */
  readonly riga: string;
  readonly campo: string;
  readonly qui: Valore;
  readonly anpr: Valore;
}

/**
 * `UGUALE`; `DIVERSO`; `SCONOSCIUTO_QUI`: ANPR registers here somebody of whom there is no row;
 * `ASSENTE_IN_ANPR`: registered here, and ANPR does not find the person.
 */
export type EsitoConfronto = 'UGUALE' | 'DIVERSO' | 'SCONOSCIUTO_QUI' | 'ASSENTE_IN_ANPR';

/** One person (`S:…`, `A:…`, `C:…`) or family (`F:…`) that was compared. */
export interface Confrontato {
  readonly oggetto: string;
  readonly esito: EsitoConfronto;
  readonly campi: readonly CampoDiverso[];
}

/**
 * Compares what an answer says with the world around it; the world is changed as if the answer were applied.
 * @param mondo as loaded around the facts, rows as stored
 * @param elenco the source lists people registered here, so that whoever has no row is news even if it says little
 */
export function confronta(mondo: Mondo, fatti: readonly Fatto[], elenco = false): Confrontato[] {
  const primaDi = new Map([...mondo.righe.get('anagrafe')!].map(([chi, righe]) => [chi, righe.get(chi)]));
  const { cambi, entita } = applica(mondo, { fatti, carico: false });
  const perOggetto = new Map<string, CampoDiverso[]>([...entita].map((chi) => [chi, []]));
  for (const cambio of cambi) {
    const oggetto = oggettoDi(cambio);
    if (fuoriDaQui(mondo, oggetto, primaDi.get(oggetto)) && !diPosizione(cambio)) continue;
    perOggetto.set(oggetto, [...(perOggetto.get(oggetto) ?? []), ...campiDi(cambio)]);
  }
  const confrontati = [...perOggetto].map(([oggetto, campi]) => ({
    oggetto,
    esito: esitoDi(mondo, { oggetto, campi, prima: primaDi.get(oggetto), elenco }),
    campi,
  }));
  return senzaFamiglieAltrui(confrontati, fatti);
}

const eFamiglia = (oggetto: string): boolean => oggetto.startsWith('F:');

/** A family is derived from all its members: with nobody of the answer different, its difference is nothing ANPR says. */
function senzaFamiglieAltrui(confrontati: readonly Confrontato[], fatti: readonly Fatto[]): Confrontato[] {
  if (confrontati.some((c) => !eFamiglia(c.oggetto) && c.esito !== 'UGUALE')) return [...confrontati];
  const dette = new Set(fatti.flatMap(chiaviDi).filter(eFamiglia));
  return confrontati.filter((c) => !eFamiglia(c.oggetto) || dette.has(c.oggetto));
}

/** Somebody registered here whom ANPR does not find. */
export const assente = (oggetto: string): Confrontato => ({ oggetto, esito: 'ASSENTE_IN_ANPR', campi: [] });

/** The person or the family a change is about. */
function oggettoDi({ prima, dopo }: RowChange): string {
  const riga = (dopo ?? prima)!;
  return riga.soggetto === undefined ? `F:${String(riga.id_famiglia_anpr)}` : String(riga.soggetto);
}

/** The next day of the calendar follows from the other columns, and a thing said again is no other thing: no news of ANPR. */
const DERIVATE: ReadonlySet<string> = new Set(['ricalcola_il', 'famiglia_coabitante_il']);

function campiDi({ tabella, prima, dopo }: RowChange): CampoDiverso[] {
  const riga = chiaveRiga(tabella, (dopo ?? prima)!);
  const nomi: readonly string[] = TABELLE[tabella].colonne;
  const campi = nomi
    .filter((campo) => !DERIVATE.has(campo))
    .map((campo) => ({ tabella, riga, campo, qui: prima?.[campo] ?? null, anpr: dopo?.[campo] ?? null }))
    .filter((c) => c.qui !== c.anpr);
  return campi.length > 0 || (prima !== null && dopo !== null) ? campi : [interaRiga(tabella, riga, dopo !== null)];
}

/** A row without any value beside its key, that is here and not at ANPR or the other way round. */
const interaRiga = (tabella: NomeTabella, riga: string, inANPR: boolean): CampoDiverso => ({
  tabella,
  riga,
  campo: '',
  qui: inANPR ? null : riga,
  anpr: inANPR ? riga : null,
});

const iscritto = (riga: Riga | undefined): boolean => (riga?.registro ?? null) !== null;

const rigaAttuale = (mondo: Mondo, oggetto: string): Riga | undefined =>
  mondo.righe.get('anagrafe')!.get(oggetto)?.get(oggetto);

/** Registered here neither before nor after: of such a person only the position still concerns the offices. */
function fuoriDaQui(mondo: Mondo, oggetto: string, prima: Riga | undefined): boolean {
  return !eFamiglia(oggetto) && !iscritto(prima) && !iscritto(rigaAttuale(mondo, oggetto));
}

const POSIZIONE = ['cancellato_dal', 'motivo_cancellazione', 'data_decesso'] as const;

function diPosizione({ tabella, prima, dopo }: RowChange): boolean {
  if (tabella !== 'anagrafe') return false;
  return prima !== null && dopo !== null && POSIZIONE.some((c) => prima[c] !== dopo[c]);
}

interface Guardato {
  readonly oggetto: string;
  readonly campi: readonly CampoDiverso[];
  readonly prima: Riga | undefined;
  readonly elenco: boolean;
}

function esitoDi(mondo: Mondo, { oggetto, campi, prima, elenco }: Guardato): EsitoConfronto {
  const persona = !eFamiglia(oggetto);
  if (persona && elenco && prima === undefined) return 'SCONOSCIUTO_QUI';
  if (campi.length === 0) return 'UGUALE';
  if (!persona) return 'DIVERSO';
  return prima === undefined && iscritto(rigaAttuale(mondo, oggetto)) ? 'SCONOSCIUTO_QUI' : 'DIVERSO';
}

/** Notifications that say who and since when and nothing else (modello-dati B.4): what they leave open, a card settles. */
const SENZA_LUOGO: ReadonlySet<string> = new Set(['N010', 'N015']);
/** Types after which the card of the person may have to be read. */
export const SENZA_SCHEDA: ReadonlySet<string> = new Set([...SENZA_LUOGO, 'NRIS-1001', 'NRIS-5013']);

/** A newborn lives where the family does (modello-dati E.3); the card says where, when the answer does not. */
const nataSenzaResidenza = ({ operazione, tipo, dati }: Fatto): boolean =>
  operazione === '1001' && tipo === 'ISCRIZIONE' && (dati.residenze ?? []).length === 0;

/** Facts that say nothing about where the person stands. */
const SENZA_POSIZIONE: ReadonlySet<string> = new Set(['AVVISO', 'POSIZIONE_ELETTORALE', 'CONVIVENZA', 'RETTIFICA']);

/**
 * The notification whose card is still to be read: the last thing known of the person's position is one that says too little
 * (a card, or any registration after it, settles it), or something they hold may be what was revoked.
 */
export function schedaDaLeggere(fatti: readonly Fatto[]): Fatto | undefined {
  const ordinati = ordina(fatti);
  const ultimo = ordinati.findLast((f) => !SENZA_POSIZIONE.has(f.tipo) && !eRevoca(f));
  if (ultimo !== undefined && (SENZA_LUOGO.has(ultimo.operazione) || nataSenzaResidenza(ultimo))) return ultimo;
  return revocaDaLeggere(ordinati);
}

/** The revocation after which nothing said what was revoked, of somebody who held something that can be. */
function revocaDaLeggere(ordinati: readonly Fatto[]): Fatto | undefined {
  const i = ordinati.findLastIndex(eRevoca);
  if (i < 0 || !ordinati.slice(0, i).some(diceDiRevocabile)) return undefined;
  return ordinati.slice(i + 1).some((f) => eSchedaDiANPR(f) || diceDiRevocabile(f)) ? undefined : ordinati[i];
}
