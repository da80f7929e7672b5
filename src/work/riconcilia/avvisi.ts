/**
 * What the sysadmin must know of reconciliation: what is lost, what is about to be, that ANPR lets us not in.
 * Invariant: an anomaly about something that heals closes by itself when it healed. Ids and dates only, never personal data.
 */

import { type Periodo, scadeIl } from '../../anpr/finestre.js';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { apriAnomalie, chiudiAnomalie } from '../../store/anomalie.js';
import type { Tx } from '../../store/database.js';
import { elencaFinestre, type Finestra, OGNI_TIPO, type StatoFinestra } from '../../store/finestre.js';
import { type ContestoRiconcilia, fra } from './contesto.js';

/** A period that ANPR no longer has and that was never listed (G71). */
export const FINESTRA_PERSA = 'RICONCILIAZIONE_PERSA';
/** A period that was not listed yet and soon cannot be any more, or that ANPR keeps refusing. */
export const FINESTRA_IN_SCADENZA = 'RICONCILIAZIONE_IN_SCADENZA';
/** A notification that ANPR lists and does not give. */
export const NOTIFICA_PERSA = 'NOTIFICA_IRRECUPERABILE';
/** ANPR's gateway refuses certificate or address (G57). */
export const ACCESSO_NEGATO = 'ANPR_ACCESSO_NEGATO';

const UN_GIORNO_MINUTI = 1440;
/** States in which a window still waits to be listed. */
const NON_ELENCATE: readonly StatoFinestra[] = ['DA_CHIEDERE', 'CHIESTA'];

const giorno = giornoInItalia;
const nomeTipo = (tipo: string): string => (tipo === OGNI_TIPO ? 'di ogni tipo' : tipo);

/** Object of the anomalies about a window. Windows that never became one have their period instead. */
export const oggettoFinestra = (tipo: string, { dal, al }: Periodo): string => `finestra:${tipo}:${dal}/${al}`;
export const oggettoNotifica = (id: string): string => `notifica-anpr:${id}`;

const sistemi = { ufficio: 'SISTEMI' } as const;

/** A period is lost. */
export async function avvisaPersa(tx: Tx, c: ContestoRiconcilia, tipo: string, p: Periodo): Promise<void> {
  const descrizione = `Le notifiche ${nomeTipo(tipo)} dal ${giorno(p.dal)} al ${giorno(p.al)} non furono mai confrontate con ANPR, che le conserva per 180 giorni: non si possono più chiedere. Confrontare i soggetti con la 3002 o con l'estrazione.`;
  await apriAnomalie(tx, [
    {
      codComune: c.ente.codiceIstat,
      regola: FINESTRA_PERSA,
      gravita: 'CONTROLLO',
      ...sistemi,
      oggetto: oggettoFinestra(tipo, p),
      descrizione,
      apertaIl: c.now().toISOString(),
    },
  ]);
}

/** A notification is given up. */
export async function avvisaNotificaPersa(
  tx: Tx,
  c: ContestoRiconcilia,
  { id, finoAl }: { readonly id: string; readonly finoAl: string },
): Promise<void> {
  const descrizione = `ANPR elenca la notifica ${id} ma non ne dà il contenuto. Chiederla all'assistenza ANPR entro il ${giorno(finoAl)}; intanto leggere il soggetto nella web app.`;
  await apriAnomalie(tx, [
    {
      codComune: c.ente.codiceIstat,
      regola: NOTIFICA_PERSA,
      gravita: 'CONTROLLO',
      ...sistemi,
      oggetto: oggettoNotifica(id),
      descrizione,
      apertaIl: c.now().toISOString(),
    },
  ]);
}

/** These notifications are here after all. */
export async function chiudiNotifichePerse(tx: Tx, c: ContestoRiconcilia, ids: readonly string[]): Promise<void> {
  const oggetti = ids.map(oggettoNotifica);
  await chiudiAnomalie(tx, { codComune: c.ente.codiceIstat, regola: NOTIFICA_PERSA, oggetti }, c.now().toISOString());
}

/** The window was listed: it can expire now. */
export async function chiudiScadenza(tx: Tx, c: ContestoRiconcilia, f: Finestra): Promise<void> {
  const quali = { codComune: c.ente.codiceIstat, regola: FINESTRA_IN_SCADENZA, oggetti: [oggettoFinestra(f.tipo, f)] };
  await chiudiAnomalie(tx, quali, c.now().toISOString());
}

/** So many questions that came to nothing are no bad day: some hours of refusals, or as many days in which none was answered. */
const MOLTI = 5;

/** Opens an anomaly for every window that is about to expire unlisted, or is refused again and again. */
export async function avvisaScadenze(tx: Tx, c: ContestoRiconcilia): Promise<number> {
  const codComune = c.ente.codiceIstat;
  const entro = fra(c.now(), c.impostazioni.preavvisoGiorni * UN_GIORNO_MINUTI);
  const aperte = await elencaFinestre(tx, codComune, { stati: NON_ELENCATE, limit: 1000 });
  // A window just planned may begin 179 days back: it is asked today, and only one that was tried and failed is news.
  const vicine = aperte.filter((f) => f.tentativi >= MOLTI || (f.tentativi > 0 && scadeIl(f) <= entro));
  await apriAnomalie(
    tx,
    vicine.map((f) => ({
      codComune,
      regola: FINESTRA_IN_SCADENZA,
      gravita: 'CONTROLLO' as const,
      ...sistemi,
      oggetto: oggettoFinestra(f.tipo, f),
      descrizione: `Le notifiche ${nomeTipo(f.tipo)} dal ${giorno(f.dal)} al ${giorno(f.al)} non sono ancora state confrontate con ANPR (${f.motivo ?? 'in attesa'}): dal ${giorno(scadeIl(f))} le più vecchie non si potranno più chiedere.`,
      apertaIl: c.now().toISOString(),
    })),
  );
  return vicine.length;
}

/** ANPR lets us not in. */
export async function avvisaAccesso(tx: Tx, c: ContestoRiconcilia, codici: readonly string[]): Promise<void> {
  const codComune = c.ente.codiceIstat;
  await apriAnomalie(tx, [
    {
      codComune,
      regola: ACCESSO_NEGATO,
      gravita: 'CONTROLLO',
      ...sistemi,
      oggetto: `ente:${codComune}`,
      descrizione: `ANPR rifiuta il collegamento (${codici.join(', ')}): controllare il certificato CO e l'indirizzo IP abilitato nella web app (Amministrazione, Gestione dati del comune).`,
      apertaIl: c.now().toISOString(),
    },
  ]);
}

/** ANPR answered: the door is open again. */
export async function chiudiAccesso(tx: Tx, c: ContestoRiconcilia): Promise<void> {
  const codComune = c.ente.codiceIstat;
  const quali = { codComune, regola: ACCESSO_NEGATO, oggetti: [`ente:${codComune}`] };
  await chiudiAnomalie(tx, quali, c.now().toISOString());
}
