/**
 * Applies a batch of notifications that were read: one transaction from load to write.
 * Law: all or nothing — fail or kill at any statement and the rows are those of before or those of after.
 */
import { setImmediate as turno } from 'node:timers/promises';
import { applica, type EsitoVoce, type Mondo, riproietta } from '../registri/mondo.js';
import { chiaveRiga } from '../registri/righe.js';
import type { Contesto, Segnalazione } from '../registri/stato.js';
import { registraApplicazioni } from '../store/audit.js';
import type { Tx } from '../store/database.js';
import { sostituisciFatti } from '../store/fatti.js';
import { segnaApplicate } from '../store/inbox.js';
import { accogliSezioni } from '../store/sezioni.js';
import { applicaCambi, type CambioDaScrivere } from '../store/stato-locale.js';
import { allineaAnomalie, apriNote } from './anomalie.js';
import { allineaCompitiElettorali, guardaSezioni } from './compiti-elettorali.js';
import { allineaCompitiTari, type Toccati } from './compiti-tari.js';
import type { NotificaLetta } from './lettura.js';
import { caricaMondo } from './mondo-locale.js';
import { apriRegistro, daQuantoSiSa, registra, scriviRegistro } from './registro-variazioni.js';
import { conSezioni } from './stradario.js';

/** When the batch is applied. */
export interface Applicazione {
  readonly contesto: Contesto;
  /** Instant, ISO-8601 UTC. */
  readonly now: string;
}

/**
 * Why rows are derived again without a notification. `CALENDARIO`: the day changed them, and that is news.
 * `RICOSTRUZIONE`: the rows may be damaged, so what the offices know is the log of variazioni, not the rows.
 * `DA_ZERO`: the tables were emptied; the log leads to what comes back, nothing is news.
 */
export type Ricalcolo = 'CALENDARIO' | 'RICOSTRUZIONE' | 'DA_ZERO';

/** What one entry of the batch changed. */
export interface VoceApplicata {
  readonly esito: EsitoVoce;
  readonly ricalcolo?: Ricalcolo;
  /** Null when nobody sent it: the calendar, a rebuild. */
  readonly notificaId: number | null;
  readonly conosciutaIl: string;
}

/** The event loop gets a turn this often: a receiver is answering on the same thread. */
const TURNO_MS = 8;

/** Gives way to whoever else waits for the thread when the work has lasted `ogniMs` milliseconds; 0 = after every piece. */
export function creaTurni(ogniMs: number = TURNO_MS): () => Promise<void> {
  let da = performance.now();
  return async () => {
    if (performance.now() - da < ogniMs) return;
    await turno();
    da = performance.now();
  };
}

/** Applies the batch in the given order and marks every notification applied. */
export async function applicaLotto(tx: Tx, lotto: readonly NotificaLetta[], a: Applicazione): Promise<void> {
  const { codComune } = a.contesto;
  const nuovi = lotto.flatMap((n) => n.lettura.fatti);
  const mondo = await caricaMondo(tx, { chiavi: [], nuovi }, a.contesto);
  await sostituisciFatti(tx, codComune, new Map(lotto.map((n) => [n.notifica.id, n.lettura.fatti])));
  const cedi = creaTurni();
  const voci: VoceApplicata[] = [];
  for (const { notifica, lettura } of lotto) {
    const esito = applica(mondo, { fatti: lettura.fatti, carico: notifica.canale === 'CARICO' });
    voci.push({ esito, notificaId: notifica.id, conosciutaIl: notifica.ricevutaIl });
    await cedi();
  }
  const sezioni = await accogliLeSezioni(tx, lotto, a);
  await scriviVoci(tx, voci, a);
  if (sezioni.length > 0) await guardaSezioni(tx, a, sezioni);
  const note = lotto.flatMap((n) => n.lettura.note.map((nota) => ({ nota, notificaId: n.notifica.id })));
  await apriNote(tx, { codComune, now: a.now }, note);
  await segnaApplicate(tx, lotto.map(applicata), { now: a.now });
}

/** Keeps the sections that ANPR describes or abolishes, of this comune only; returns their numbers. */
async function accogliLeSezioni(
  tx: Tx,
  lotto: readonly NotificaLetta[],
  { contesto }: Applicazione,
): Promise<string[]> {
  const { codComune, codici, oggi } = contesto;
  const dette = lotto.flatMap((n) => n.lettura.sezioni ?? []);
  const nostre = dette.filter((d) => d.codiceIstat === undefined || codici.has(d.codiceIstat));
  if (nostre.length > 0) await accogliSezioni(tx, codComune, { dette: nostre, oggi });
  return [...new Set(nostre.map((d) => d.numero))];
}

function applicata({ notifica, lettura }: NotificaLetta) {
  const idOperazioneRegistrazione = lettura.idOperazioneANPR;
  return {
    id: notifica.id,
    operazione: lettura.codice,
    ...(idOperazioneRegistrazione !== undefined && { idOperazioneRegistrazione }),
  };
}

/** Derives again the rows of these keys from stored facts (calendar, rebuild) and writes the difference. */
export async function riapplica(
  tx: Tx,
  chiavi: readonly string[],
  a: Applicazione & { readonly ricalcolo: Ricalcolo },
): Promise<EsitoVoce> {
  const mondo = await caricaMondo(tx, { chiavi, nuovi: [] }, a.contesto);
  const esito = ricalcola(mondo, chiavi, a.contesto.oggi);
  await scriviVoci(tx, [{ esito, ricalcolo: a.ricalcolo, notificaId: null, conosciutaIl: a.now }], a);
  return esito;
}

/** What deriving again would change, without writing. */
export function ricalcola(mondo: Mondo, chiavi: readonly string[], oggi: string): EsitoVoce {
  return riproietta(mondo, chiavi, { carico: false, causa: { idOperazioneANPR: null, decorrenza: oggi } });
}

async function scriviVoci(tx: Tx, voci: readonly VoceApplicata[], a: Applicazione): Promise<void> {
  const { codComune } = a.contesto;
  await applicaCambi(tx, codComune, netti(voci));
  // Emptied tables that come back page by page are no news: half a family on one page fails checks that the whole passes.
  const notizie = voci.filter((v) => v.ricalcolo !== 'DA_ZERO');
  const differenze = notizie.flatMap((v) => v.esito.variazioni.map((variazione) => ({ variazione, voce: v })));
  const variazioni = await conSezioni(tx, codComune, differenze);
  const registro = await apriRegistro(tx, a.contesto, [...new Set(variazioni.map((v) => v.variazione.oggetto))]);
  for (const { variazione, voce } of variazioni) {
    const vista = voce.ricalcolo === 'RICOSTRUZIONE' ? daQuantoSiSa(registro, variazione) : variazione;
    if (vista !== null) registra(registro, vista, voce);
  }
  await scriviRegistro(tx, a.contesto, { registro, now: a.now });
  await allineaAnomalie(tx, { codComune, now: a.now }, segnalati(notizie));
  const visti = toccati(notizie);
  await allineaCompitiTari(tx, a, visti);
  await allineaCompitiElettorali(tx, a, visti.soggetti);
  const applicazioni = voci
    .filter((v) => v.notificaId !== null)
    .map((v) => ({ codComune, notificaId: v.notificaId!, applicataIl: a.now, cambi: v.esito.cambi }));
  if (applicazioni.length > 0) await registraApplicazioni(tx, applicazioni);
}

/** The families and the people whose rows were derived again. */
function toccati(voci: readonly VoceApplicata[]): Toccati {
  const oggetti = new Set(voci.flatMap((v) => [...v.esito.segnalazioni.keys()]));
  const famiglie = [...oggetti].filter((o) => o.startsWith('F:')).map((o) => o.slice(2));
  return { famiglie, soggetti: [...oggetti].filter((o) => !o.startsWith('F:')) };
}

/** A row changed by several entries of the batch is written once, as the last one leaves it. */
function netti(voci: readonly VoceApplicata[]): CambioDaScrivere[] {
  const ultimi = new Map<string, CambioDaScrivere>();
  for (const { esito, notificaId } of voci) {
    for (const cambio of esito.cambi) {
      const chiave = `${cambio.tabella}/${chiaveRiga(cambio.tabella, cambio.dopo ?? cambio.prima!)}`;
      const prima = ultimi.get(chiave)?.change.prima;
      ultimi.set(chiave, { change: { ...cambio, prima: prima === undefined ? cambio.prima : prima }, notificaId });
    }
  }
  return [...ultimi.values()].filter((c) => c.change.prima !== null || c.change.dopo !== null);
}

function segnalati(voci: readonly VoceApplicata[]) {
  const tutti = new Map<string, { segnalazioni: readonly Segnalazione[]; notificaId: number | null }>();
  for (const { esito, notificaId, ricalcolo } of voci) {
    for (const [oggetto, segnalazioni] of esito.segnalazioni) {
      // Of a family that comes back page by page only some members are there: what was open about it stays open.
      if (ricalcolo === 'DA_ZERO' && oggetto.startsWith('F:')) continue;
      tutti.set(oggetto, { segnalazioni, notificaId });
    }
  }
  return tutti;
}
