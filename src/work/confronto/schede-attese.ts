/**
 * Who waits for a card to be read, from run to run, and the tasks about them.
 * Invariant: whoever waits is derived from facts at every run; kept is only what facts do not say: how often ANPR was asked,
 * and that an operator closed the task.
 */

import { chiaviDi, type Fatto } from '../../anpr/fatto.js';
import { voceDi } from '../../anpr/tabella.js';
import { SENZA_SCHEDA, schedaDaLeggere } from '../../registri/confronto.js';
import { raggruppa } from '../../registri/identita.js';
import { chiaviApplicateDal } from '../../store/confronto.js';
import type { Tx } from '../../store/database.js';
import { decisioniDi } from '../../store/identita-decise.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../store/lavori.js';
import { anomalieAperte } from '../../store/segnalazioni.js';
import { allineaProprie, type EsitoAnomalie, type Trovata } from '../anomalie-proprie.js';
import { fattiDecisi } from '../mondo-locale.js';

export const REGOLA_SCHEDA = 'SCHEDA_DA_LEGGERE';

/** Somebody whose card is to be read. */
export interface Attesa {
  /** Answers had so far that settled nothing yet. */
  readonly volte: number;
  /** Instant before which nobody asks again. */
  readonly prossima: string;
  /** A task was opened. */
  readonly detta: boolean;
  /** The operator closed it: nothing more is asked or told. */
  readonly chiusa?: true;
}

interface Stato {
  /** Notifications applied up to here were looked at. */
  readonly dal: string;
  readonly attese: Readonly<Record<string, Attesa>>;
}

const nomeDi = (codComune: string): string => `schede:${codComune}`;
/** The first run looks this far back. */
const PRIMA_VOLTA_MS = 86_400_000;
/** A transaction that began earlier may commit later: what was applied in these minutes is looked at again. */
const SOVRAPPOSIZIONE_MS = 10 * 60_000;

export interface Trovate {
  /** By person: the fact that says too little, and what is known of the questions about it. */
  readonly aperte: ReadonlyMap<string, { readonly fatto: Fatto; readonly attesa: Attesa }>;
  /** Persons of earlier runs, settled or not. */
  readonly note: readonly string[];
  /** Closed by the operator, kept as long as they would be found again. */
  readonly chiuse: Readonly<Record<string, Attesa>>;
  readonly dal: string;
}

/** People of poor notifications applied lately and of earlier runs who still wait. */
export async function trovaAttese(tx: Tx, codComune: string, now: Date): Promise<Trovate> {
  const stato = await leggiStato(tx, codComune, now);
  const nuove = await chiaviApplicateDal(tx, codComune, { dal: stato.dal, operazioni: [...SENZA_SCHEDA] });
  const note = Object.keys(stato.attese);
  const conCompito = new Set(
    (await anomalieAperte(tx, codComune, note)).filter((a) => a.regola === REGOLA_SCHEDA).map((a) => a.oggetto),
  );
  const aperte = new Map<string, { fatto: Fatto; attesa: Attesa }>();
  const chiuse: Record<string, Attesa> = {};
  const recenti = await aspettano(tx, codComune, nuove);
  for (const [chi, fatto] of [...recenti, ...(await aspettano(tx, codComune, note))]) {
    const attesa = stato.attese[chi] ?? { volte: 0, prossima: now.toISOString(), detta: false };
    if (!attesa.detta || conCompito.has(chi)) aperte.set(chi, { fatto, attesa });
    else if (recenti.has(chi)) chiuse[chi] = { ...attesa, chiusa: true };
  }
  return { aperte, note, chiuse, dal: new Date(now.getTime() - SOVRAPPOSIZIONE_MS).toISOString() };
}

async function leggiStato(tx: Tx, codComune: string, now: Date): Promise<Stato> {
  const letto = await leggiStatoLavoro(tx, nomeDi(codComune));
  if (letto !== undefined) return JSON.parse(letto) as Stato;
  return { dal: new Date(now.getTime() - PRIMA_VOLTA_MS).toISOString(), attese: {} };
}

/** Of the people with these keys those whose last known position is one that says too little. */
async function aspettano(tx: Tx, codComune: string, chiavi: readonly string[]): Promise<Map<string, Fatto>> {
  const decisioni = await decisioniDi(tx, codComune);
  const aperti = new Map<string, Fatto>();
  for (const chiave of new Set(chiavi)) {
    const conservati = await fattiDecisi(tx, new Set([chiave]), { codComune, decisioni });
    const gruppi = raggruppa(
      conservati.map((c) => c.fatto),
      decisioni,
    );
    for (const gruppo of gruppi) {
      const suo = gruppo.fatti.some((f) => chiaviDi(f).includes(chiave));
      const fatto = suo ? schedaDaLeggere(gruppo.fatti) : undefined;
      if (fatto !== undefined) aperti.set(gruppo.chiave, fatto);
    }
  }
  return aperti;
}

export interface Conclusione {
  readonly codComune: string;
  readonly now: string;
  readonly accesso: boolean;
  readonly trovate: Trovate;
  readonly attese: ReadonlyMap<string, Attesa>;
}

/** Opens and closes the tasks and keeps who still waits. */
export async function concludi(tx: Tx, c: Conclusione): Promise<EsitoAnomalie & { readonly attesa: number }> {
  const { codComune, now, trovate, attese } = c;
  const dette = [...attese].filter(([, a]) => a.detta);
  const compiti = dette.map(([chi]) => compito(chi, trovate.aperte.get(chi)!.fatto, c.accesso));
  const oggetti = [...trovate.note, ...attese.keys()];
  const esito = await allineaProprie(tx, { codComune, now, regole: [REGOLA_SCHEDA], oggetti }, compiti);
  const stato: Stato = { dal: trovate.dal, attese: { ...trovate.chiuse, ...Object.fromEntries(attese) } };
  await scriviStatoLavoro(tx, nomeDi(codComune), { valore: JSON.stringify(stato), now });
  return { ...esito, attesa: attese.size };
}

const DA_VERIFICARE: Readonly<Record<string, string>> = {
  N010: 'dove è iscritta ora (APR o AIRE), e chi resta nella famiglia che ha lasciato',
  N015: 'che sia di nuovo residente qui, da quando, a quale indirizzo e in quale famiglia',
  '1001': 'dove abita la persona appena nata: la risposta non porta la residenza, di solito è quella della famiglia',
  '5013': 'quale dato è stato revocato: se il domicilio digitale, o la separazione, vale ancora',
};

function compito(oggetto: string, { operazione, idOperazioneANPR }: Fatto, accesso: boolean): Trovata {
  const cosa = voceDi(DA_VERIFICARE, operazione) ?? DA_VERIFICARE.N010;
  const perche = accesso ? 'ANPR non ha dato la scheda' : 'manca l’accesso al servizio 3002';
  return {
    regola: REGOLA_SCHEDA,
    gravita: 'CONTROLLO',
    ufficio: 'ANAGRAFE',
    oggetto,
    descrizione: `La notifica ${operazione} (operazione ANPR ${idOperazioneANPR ?? '-'}) dice poco e ${perche}: nell’applicazione web cercare la scheda e verificare ${cosa}`,
  };
}
