/**
 * The card after a notification that says too little (N010, N015, 5013, a birth without residence): asked for with 3002 where there is access, else a task for
 * the anagrafe that says what to look up.
 * Invariant: nobody is forgotten — who waits is kept in `stato_lavori` until later facts settle it or the operator closes the
 * task; the task is closed by itself when they do.
 */
import type { Fatto } from '../../anpr/fatto.js';
import { NotificaError, TransientError } from '../../errors.js';
import type { Contesto } from '../../registri/stato.js';
import { RifiutoANPR } from '../../soap/client/servizi.js';
import type { Database } from '../../store/database.js';
import type { Inbox } from '../../store/inbox.js';
import { documentoCarico } from '../carica.js';
import { chiedi, criterioDi, type Domanda } from './domanda.js';
import { type Attesa, concludi, trovaAttese } from './schede-attese.js';

export interface Schede {
  readonly db: Database;
  readonly inbox: Pick<Inbox, 'salva'>;
  readonly contesto: Contesto;
  readonly now: () => Date;
  /** Absent: no access to 3002. */
  readonly domanda?: Domanda | undefined;
  /** Questions of one run, at most. */
  readonly massimo: number;
}

export interface EsitoSchede {
  /** Still waiting after this run. */
  readonly attesa: number;
  readonly chieste: number;
  readonly aperte: number;
  readonly chiuse: number;
}

/** Time for the applier to take the answer, before anybody asks again. */
const RIPOSO_MS = 3_600_000;
/** After so many answers that settled nothing it is for a person to look. */
const VOLTE = 3;

/** One run: finds who waits, asks, tells, and closes what was settled. */
export async function leggiSchede(s: Schede): Promise<EsitoSchede> {
  const now = s.now().toISOString();
  const { codComune } = s.contesto;
  const trovate = await s.db.transaction((tx) => trovaAttese(tx, codComune, s.now()));
  const attese = new Map<string, Attesa>();
  let chieste = 0;
  for (const [chi, { fatto, attesa }] of trovate.aperte) {
    const tocca = s.domanda !== undefined && attesa.prossima <= now && attesa.volte < VOLTE && chieste < s.massimo;
    const esito = tocca ? await domanda(s, chi, fatto) : 'NON_ORA';
    if (tocca) chieste += 1;
    attese.set(chi, dopo(s, attesa, esito));
  }
  const accesso = s.domanda !== undefined;
  const esito = await s.db.transaction((tx) => concludi(tx, { codComune, now, accesso, trovate, attese }));
  return { ...esito, chieste };
}

type EsitoDomanda = 'IN_CODA' | 'SENZA_RISPOSTA' | 'NON_ORA';

/** Asks for one card; ANPR away is no answer, and another run asks again. */
async function domanda(s: Schede, soggetto: string, fatto: Fatto): Promise<EsitoDomanda> {
  const criterio = criterioDi(fatto.dati.identificativi);
  if (criterio === undefined || s.domanda === undefined) return 'SENZA_RISPOSTA';
  try {
    // Who left is resident elsewhere: without the whole country nobody would be found.
    const voce = await chiedi({ ...s.domanda, nazionale: true }, { soggetto, criterio, iscritto: true });
    if (!('risposta' in voce) || voce.risposta === undefined) return 'SENZA_RISPOSTA';
    await s.inbox.salva({ ...documentoCarico(voce.risposta, s.contesto.codComune, s.now()), canale: '3002' });
    return 'IN_CODA';
  } catch (error) {
    if (error instanceof NotificaError) return 'SENZA_RISPOSTA';
    if (error instanceof TransientError || error instanceof RifiutoANPR) return 'NON_ORA';
    throw error;
  }
}

function dopo(s: Schede, attesa: Attesa, esito: EsitoDomanda): Attesa {
  const volte = attesa.volte + (esito === 'NON_ORA' ? 0 : 1);
  const prossima = esito === 'NON_ORA' ? attesa.prossima : new Date(s.now().getTime() + RIPOSO_MS).toISOString();
  const detta = attesa.detta || s.domanda === undefined || esito === 'SENZA_RISPOSTA' || volte >= VOLTE;
  return { ...attesa, volte, prossima, detta };
}
