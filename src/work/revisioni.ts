/**
 * The electoral rounds as the office works them: calendar, confirmation, proposals of a round, decisions, closing.
 * Invariant: every step is taken once, from the state it expects, in one transaction with the operator's audit; what is
 * refused changes nothing.
 */
import { giornoInItalia } from '../anpr/ora-italiana.js';
import {
  ammissibili,
  controllaCalendario,
  generaCalendario,
  type Revisione,
  revisionePer,
  type TipoRevisione,
  type Tornata,
} from '../registri/revisioni.js';
import { registraAzione } from '../store/audit.js';
import type { Database, Row, Tx } from '../store/database.js';
import {
  affida,
  inserisciRevisioni,
  leggiCalendario,
  muoviProposte,
  muoviRevisioni,
  proposteAperte,
  proposteDellaRevisione,
  togliNonIniziata,
} from '../store/revisioni.js';
import { chiudiPerUfficio } from '../store/variazioni-ufficio.js';
import type { Chi } from './operator.js';
import { inParole } from './stati-detti.js';

/** The office asked for something that cannot be; every reason at once, in Italian, without personal data. */
export class RichiestaRifiutata extends Error {
  override readonly name = 'RichiestaRifiutata';
  constructor(readonly problemi: readonly string[]) {
    super(problemi.join('; '));
  }
}

/** @throws RichiestaRifiutata */
export function rifiuta(...problemi: string[]): never {
  throw new RichiestaRifiutata(problemi);
}

/** Which ente, and who acts. */
export interface DiEnte extends Chi {
  readonly codComune: string;
}

/** Leaves in the operator's audit what was done to a round or to proposals. */
export async function annota(
  tx: Tx,
  { codComune, attore, now }: DiEnte,
  a: { azione: string; di: string; motivo?: string },
) {
  await registraAzione(tx, {
    quando: now.toISOString(),
    attore,
    azione: a.azione,
    oggetto: `revisione:${codComune}:${a.di}`,
    ...(a.motivo !== undefined && { motivo: a.motivo }),
  });
}

/** Adds the ordinary rounds of a year as drafts; those already there stay. @throws RichiestaRifiutata */
export async function generaRevisioni(db: Database, anno: number, ente: DiEnte): Promise<Revisione[]> {
  if (!/^\d{4}$/.test(String(anno))) rifiuta(`anno «${anno}»: attese quattro cifre`);
  return db.transaction(async (tx) => {
    const note = await leggiCalendario(tx, ente.codComune);
    const nuove = generaCalendario(anno).filter((r) => !note.some((n) => n.codice === r.codice));
    await aggiungi(tx, ente, { note, nuove });
    return nuove;
  });
}

async function aggiungi(tx: Tx, ente: DiEnte, r: { note: readonly Revisione[]; nuove: readonly Revisione[] }) {
  const problemi = controllaCalendario([...r.note, ...r.nuove]);
  if (problemi.length > 0) rifiuta(...problemi);
  if (r.nuove.length === 0) return;
  await inserisciRevisioni(tx, ente.codComune, r.nuove);
  await annota(tx, ente, { azione: 'revisioni-aggiungi', di: r.nuove.map((n) => n.codice).join(',') });
}

/** A round entered by hand: an extraordinary one, or an ordinary one with other dates. */
export interface RevisioneAMano {
  readonly codice: string;
  readonly tipo: TipoRevisione;
  readonly tornata: Tornata | null;
  readonly dal: string;
  readonly entroIl: string;
  /** Polling day, for an extraordinary round. */
  readonly consultazione?: string;
}

/** Adds one draft by hand. @throws RichiestaRifiutata with everything that is wrong with it or with the calendar */
export async function aggiungiRevisione(db: Database, r: RevisioneAMano, ente: DiEnte): Promise<Revisione> {
  const nuova: Revisione = { ...r, ammette: ammissibili(r.tipo, r.tornata), stato: 'BOZZA' };
  await db.transaction(async (tx) => {
    await aggiungi(tx, ente, { note: await leggiCalendario(tx, ente.codComune), nuove: [nuova] });
  });
  return nuova;
}

/**
 * Takes away a round that has not begun: a draft, or a confirmed one whose dates were wrong. Its proposals go to the next that
 * takes them. Returns how many are left without a round. @throws RichiestaRifiutata when it has begun or is not there
 */
export async function togliRevisione(db: Database, codice: string, ente: DiEnte): Promise<number> {
  return db.transaction(async (tx) => {
    const { codComune, now } = ente;
    if ((await togliNonIniziata(tx, codComune, codice)) === 0) {
      const nota = (await leggiCalendario(tx, codComune)).find((r) => r.codice === codice);
      rifiuta(nota === undefined ? ignota(codice) : `${codice}: è ${inParole(nota.stato)}, non si toglie più`);
    }
    await annota(tx, ente, { azione: 'revisioni-togli', di: codice });
    await riaffida(tx, codComune, now);
    return (await proposteAperte(tx, codComune)).filter((p) => p.revisione === null).length;
  });
}

const ignota = (codice: string): string => `${codice}: non è nel calendario («allinea revisioni calendario»)`;

/** Confirms drafts: from now on they take proposals, also those already open. @throws RichiestaRifiutata */
export async function confermaRevisioni(db: Database, codici: readonly string[], ente: DiEnte): Promise<number> {
  return db.transaction(async (tx) => {
    const { codComune, now } = ente;
    const calendario = await leggiCalendario(tx, codComune);
    const stati = new Map(calendario.map((r) => [r.codice, r.stato]));
    const altre = codici.filter((c) => stati.get(c) !== 'BOZZA');
    const perche = altre.map((c) => (stati.has(c) ? `${c}: è già ${inParole(stati.get(c) ?? '')}` : ignota(c)));
    const problemi = [...perche, ...controllaCalendario(calendario)];
    if (problemi.length > 0) rifiuta(...problemi);
    await muoviRevisioni(tx, codComune, { codici, da: 'BOZZA', a: 'CONFERMATA', now: now.toISOString() });
    await annota(tx, ente, { azione: 'revisioni-conferma', di: codici.join(',') });
    return riaffida(tx, codComune, now);
  });
}

/** A round of the calendar with what it holds. */
export interface RevisioneConProposte extends Revisione {
  readonly proposte: number;
  readonly inRevisione: number;
}

/** The calendar, and how many open proposals no round takes. */
export interface Calendario {
  readonly revisioni: readonly RevisioneConProposte[];
  readonly senzaRevisione: number;
}

/** Reads the calendar with the number of open proposals of each round. */
export async function calendarioRevisioni(db: Database, codComune: string): Promise<Calendario> {
  return db.transaction(async (tx) => {
    const aperte = await proposteAperte(tx, codComune);
    const quante = (codice: string | null, stato: string): number =>
      aperte.filter((p) => p.revisione === codice && p.stato === stato).length;
    const revisioni = (await leggiCalendario(tx, codComune)).map((r) => ({
      ...r,
      proposte: quante(r.codice, 'PROPOSTA'),
      inRevisione: quante(r.codice, 'IN_REVISIONE'),
    }));
    return { revisioni, senzaRevisione: quante(null, 'PROPOSTA') };
  });
}

/** The proposals of a round (`-`: those no round takes); they name people, so the audit says who looked. @throws RichiestaRifiutata */
export async function elencaProposte(db: Database, codice: string, ente: DiEnte): Promise<Row[]> {
  return db.transaction(async (tx) => {
    const note = await leggiCalendario(tx, ente.codComune);
    if (codice !== '-' && !note.some((r) => r.codice === codice)) rifiuta(ignota(codice));
    await annota(tx, ente, { azione: 'revisioni-proposte', di: codice });
    return proposteDellaRevisione(tx, ente.codComune, codice === '-' ? null : codice);
  });
}

/** How a round begins. */
export interface Inizio extends DiEnte {
  /** Also what a procedimento may still undo; otherwise it waits for the next round (E.8). */
  readonly ancheProvvisorie?: boolean;
}

/** Begins a round: its proposals go IN_REVISIONE, later ones wait for the next. @throws RichiestaRifiutata */
export async function iniziaRevisione(db: Database, codice: string, ente: Inizio): Promise<number> {
  return db.transaction(async (tx) => {
    const { codComune, now } = ente;
    await muovi(tx, ente, { codice, da: 'CONFERMATA', a: 'IN_CORSO' });
    await annota(tx, ente, { azione: 'revisioni-inizia', di: codice });
    const sue = await proposteAperte(tx, codComune, codice);
    const ids = sue.filter((p) => p.provvisoria === 0 || ente.ancheProvvisorie === true).map((p) => p.id);
    const messe = await muoviProposte(tx, codComune, { ids, da: 'PROPOSTA', a: 'IN_REVISIONE' });
    await riaffida(tx, codComune, now);
    return messe;
  });
}

async function muovi(tx: Tx, ente: DiEnte, m: { codice: string; da: Revisione['stato']; a: Revisione['stato'] }) {
  const { codComune, now } = ente;
  const mosse = await muoviRevisioni(tx, codComune, { ...m, codici: [m.codice], now: now.toISOString() });
  if (mosse === 1) return;
  const nota = (await leggiCalendario(tx, codComune)).find((r) => r.codice === m.codice);
  rifiuta(nota === undefined ? ignota(m.codice) : `${m.codice}: è ${inParole(nota.stato)}${PRIMA[nota.stato]}`);
}

/** What a round in this state asks for before it can go on. */
const PRIMA: Readonly<Record<Revisione['stato'], string>> = {
  BOZZA: ': prima «allinea revisioni conferma»',
  CONFERMATA: ': prima «allinea revisioni inizia»',
  IN_CORSO: ': è già cominciata, «allinea revisioni chiudi» la finisce',
  CHIUSA: ': non si riapre, ciò che resta è nella seguente',
};

/** Closes a round; what is undecided holds it open unless all of it is approved. @throws RichiestaRifiutata */
export async function chiudiRevisione(
  db: Database,
  { codice, approvaTutte }: { readonly codice: string; readonly approvaTutte: boolean },
  ente: DiEnte,
): Promise<number> {
  return db.transaction(async (tx) => {
    const { codComune, now } = ente;
    const aperte = (await proposteAperte(tx, codComune, codice)).filter((p) => p.stato === 'IN_REVISIONE');
    if (aperte.length > 0 && !approvaTutte)
      rifiuta(
        `${codice}: proposte ancora da decidere: ${aperte.length} («allinea revisioni approva» o «respingi», oppure --approva-tutte)`,
      );
    await muovi(tx, ente, { codice, da: 'IN_CORSO', a: 'CHIUSA' });
    const ids = aperte.map((p) => p.id);
    const chiusura = { stato: 'APPROVATA', attore: ente.attore, motivo: null, now: now.toISOString() };
    await chiudiPerUfficio(tx, ids, chiusura);
    await annota(tx, ente, { azione: 'revisioni-chiudi', di: codice });
    await riaffida(tx, codComune, now);
    return ids.length;
  });
}

/** Gives every open proposal to the first round that takes it; one already in a round only moves to an earlier one. */
async function riaffida(tx: Tx, codComune: string, now: Date): Promise<number> {
  const calendario = await leggiCalendario(tx, codComune);
  const oggi = giornoInItalia(now);
  const mosse = new Map<Revisione | undefined, number[]>();
  for (const p of await proposteAperte(tx, codComune)) {
    if (p.stato !== 'PROPOSTA') continue;
    const ora = calendario.find((r) => r.codice === p.revisione && r.stato === 'CONFERMATA');
    const nuova = revisionePer(p, calendario, oggi);
    if (ora !== undefined && (nuova === undefined || ora.entroIl <= nuova.entroIl)) continue;
    if ((nuova?.codice ?? null) !== p.revisione) mosse.set(nuova, [...(mosse.get(nuova) ?? []), p.id]);
  }
  let quante = 0;
  for (const [nuova, ids] of mosse) quante += await affida(tx, ids, nuova ?? null);
  return quante;
}
