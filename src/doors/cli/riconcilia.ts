/**
 * `allinea riconcilia`: lists with ANPR what it produced and brings in what never arrived; `--stato` shows the ledger.
 * Invariant: the command asks and stores, the applier applies; it waits for tickets only when told to, because the daemon
 * visits them anyway.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { periodoDiGiorni } from '../../anpr/finestre.js';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { ConfigError } from '../../errors.js';
import { registraAzione } from '../../store/audit.js';
import { contaFinestre } from '../../store/finestre.js';
import { createInbox } from '../../store/inbox.js';
import { readKeystores } from '../../work/chiavi.js';
import type { Ente } from '../../work/enti.js';
import { type EsitoRiconcilia, type OpzioniRiconcilia, riconcilia } from '../../work/riconcilia/index.js';
import { type Rapporto, rapporto } from '../../work/riconcilia/rapporto.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, data, type Registra } from './comando.js';
import { entiScelti, entiScritti, OPZIONE_COMUNE } from './enti.js';
import { conDatabase, esegui, type Sessione, UsoError } from './esegui.js';
import { creaBarra } from './prova/barra.js';
import { raccontaRapporto } from './riconcilia-testo.js';
import { conto } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly dal?: string;
  readonly al?: string;
  readonly tipo?: readonly string[];
  readonly comune?: string;
  readonly stato?: boolean;
  readonly attendi?: boolean;
}

/** Windows older than this are history: ANPR has nothing of theirs any more. */
const MOSTRATI_MS = 180 * 86_400_000;
/** The job of the daemon holds the ente for seconds: as long as a person waits for a command. */
const TENTATIVI = 30;
const PAUSA_MS = 1_000;
/** Longest sleep of `--attendi`: the answers of other processes are seen this late at most. */
const ATTESA_MS = 60_000;

interface Lavoro {
  readonly ambiente: Ambiente;
  readonly sessione: Sessione;
  readonly ente: Ente;
  readonly opzioni: Opzioni;
  readonly signal: AbortSignal;
}

/** Without `--al` the period reaches to this moment; the plan keeps it before ANPR's clock. */
function cosaDi({ dal, al, tipo = [] }: Opzioni, now: Date): OpzioniRiconcilia['cosa'] {
  if (dal === undefined && (al !== undefined || tipo.length > 0))
    throw new UsoError('Con --al o --tipo serve anche --dal: il periodo da chiedere di nuovo ad ANPR.');
  if (dal === undefined) return 'TUTTO';
  const storto = tipo.find((t) => !/^[A-Z0-9]{4}$/.test(t));
  if (storto !== undefined) throw new UsoError(`«${storto}» non è un tipo di notifica: per esempio NRIS, N010, NA00.`);
  const periodo = periodoDiGiorni(dal, al ?? giornoInItalia(now));
  if (periodo.dal >= periodo.al || periodo.dal >= now.toISOString())
    throw new UsoError('Il periodo è vuoto: --dal deve venire prima di --al, e non essere nel futuro.');
  return { ...periodo, tipi: tipo };
}

/** Those connected to ANPR's services. @throws ConfigError when none of the chosen is */
function collegati({ client, impostazioni }: Sessione, enti: readonly Ente[]): readonly Ente[] {
  const si = enti.filter((e) => client(e.codiceIstat) !== null);
  if (si.length > 0) return si;
  const remedy =
    'il comune non è collegato ai servizi di ANPR: aggiungere la sezione «anpr» (keystore CO, CA, operatore, indirizzo IP abilitato), come in config/example.json';
  throw new ConfigError(
    enti.map((e) => ({ key: `enti[${impostazioni.enti.indexOf(e)}].anpr`, value: '(manca)', remedy })),
  );
}

function opzioniDi({ ambiente, sessione, ente, signal }: Lavoro): Omit<OpzioniRiconcilia, 'cosa'> {
  const { db, impostazioni, client } = sessione;
  const anpr = client(ente.codiceIstat);
  if (anpr === null) throw new Error('an ente without client was chosen');
  const { keystores } = readKeystores(ente, impostazioni.keystorePassword);
  const { log, now } = ambiente;
  const { riconciliazione } = impostazioni;
  return { db, ente, client: anpr, inbox: createInbox(db), keystores, impostazioni: riconciliazione, log, now, signal };
}

/** Waits for whoever is at it: the period somebody asks for must get into the ledger. */
async function quandoLibera(o: OpzioniRiconcilia): Promise<EsitoRiconcilia> {
  for (let volta = 1; ; volta += 1) {
    const esito = await riconcilia(o);
    if (esito.esito === 'FATTO' || volta >= TENTATIVI || o.signal?.aborted === true) return esito;
    await delay(PAUSA_MS);
  }
}

/** Goes on until nothing is open: as long as ANPR takes, up to a day. */
async function finoInFondo(l: Lavoro, o: Omit<OpzioniRiconcilia, 'cosa'>): Promise<void> {
  while (!l.signal.aborted) {
    const { totali, prossimaVisita } = await rapporto(l.sessione.db, l.ente.codiceIstat);
    if (totali.aperte === 0) return;
    const fra = prossimaVisita === null ? ATTESA_MS : Date.parse(prossimaVisita) - l.ambiente.now().getTime();
    await delay(Math.min(ATTESA_MS, Math.max(PAUSA_MS, fra)), undefined, { signal: l.signal }).catch(() => undefined);
    if (!l.signal.aborted) await riconcilia({ ...o, cosa: 'DOVUTE' });
  }
}

/** Counts windows that were closed since the bar was drawn. */
async function conBarra(l: Lavoro, cosa: OpzioniRiconcilia['cosa']): Promise<EsitoRiconcilia> {
  const { db } = l.sessione;
  const barra = creaBarra('Riconciliazione', l.opzioni.json === true ? l.ambiente.err : l.ambiente.out);
  const conta = () => db.transaction((tx) => contaFinestre(tx, l.ente.codiceIstat));
  const prima = await conta();
  const avanza = async (): Promise<void> => {
    const { aperte, tutte } = await conta();
    const totale = prima.aperte + tutte - prima.tutte;
    barra.avanza(Math.max(0, totale - aperte), totale);
  };
  const base = { ...opzioniDi(l), avanza };
  const esito = await quandoLibera({ ...base, cosa });
  if (l.opzioni.attendi === true) await finoInFondo(l, base);
  const { aperte } = await conta();
  barra.fine(aperte === 0 ? 'finita' : `${conto(aperte, 'finestra', 'finestre')} in attesa di ANPR`);
  return esito;
}

async function annota({ ambiente, sessione, ente, opzioni }: Lavoro): Promise<void> {
  const { dal, al, tipo } = opzioni;
  const dettaglio = JSON.stringify({ dal, al, tipo });
  const azione = { attore: ambiente.attore, azione: 'riconcilia', oggetto: `ente:${ente.codiceIstat}`, dettaglio };
  await sessione.db.transaction((tx) => registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() }));
}

interface Fatto {
  readonly text: string;
  readonly data: Rapporto & { readonly esito: EsitoRiconcilia | null };
  readonly daGuardare: boolean;
}

function testoEsito(esito: EsitoRiconcilia): string[] {
  if (esito.esito === 'OCCUPATA') return ['Un altro processo sta già riconciliando questo comune: riprovare fra poco.'];
  const perse = esito.perse.map((p) => `${giornoInItalia(p.dal)} - ${giornoInItalia(p.al)}`);
  return [
    ...(perse.length > 0 ? [`ANPR conserva le notifiche per 180 giorni e non dà più: ${perse.join(', ')}.`] : []),
    ...(esito.interrotta
      ? ['ANPR non risponde o rifiuta il collegamento: si riprova da soli; «allinea anomalie» dice se serve altro.']
      : []),
  ];
}

async function unEnte(l: Lavoro): Promise<Fatto> {
  const { codiceIstat, nome } = l.ente;
  const soloStato = l.opzioni.stato === true;
  const cosa = cosaDi(l.opzioni, l.ambiente.now());
  if (!soloStato) await annota(l);
  const esito = soloStato ? null : await conBarra(l, cosa);
  const dopo = new Date(l.ambiente.now().getTime() - MOSTRATI_MS).toISOString();
  const r = await rapporto(l.sessione.db, codiceIstat, { dopo });
  const text = [...(esito === null ? [] : testoEsito(esito)), raccontaRapporto(nome, r, soloStato)].join('\n');
  const perso = esito !== null && (esito.esito === 'OCCUPATA' || esito.interrotta || esito.perse.length > 0);
  return { text, data: { ...r, esito }, daGuardare: perso || r.totali.aperte > 0 || r.voci.length > 0 };
}

async function corri(ambiente: Ambiente, opzioni: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, opzioni, async (sessione) => {
    const enti = (opzioni.stato === true ? entiScelti : entiScritti)(sessione.impostazioni, opzioni.comune);
    const fatti: Fatto[] = [];
    const signal = opzioni.stato === true ? new AbortController().signal : ambiente.interruption();
    for (const ente of opzioni.stato === true ? enti : collegati(sessione, enti))
      fatti.push(await unEnte({ ambiente, sessione, ente, opzioni, signal }));
    const code = fatti.some((f) => f.daGuardare) ? ESITO.TROVATO : ESITO.OK;
    return { code, text: fatti.map((f) => f.text).join('\n\n'), data: { enti: fatti.map((f) => f.data) } };
  });
}

export const registraRiconcilia: Registra = (programma, ambiente, finito) => {
  comando(
    programma,
    'riconcilia',
    'chiede ad ANPR le notifiche mai arrivate; esce con 1 se qualcosa manca o si attende',
  )
    .option('--dal <data>', 'chiede di nuovo da questo giorno (AAAA-MM-GG), anche se già confrontato', data)
    .option('--al <data>', 'fino a questo giorno compreso (altrimenti fino ad adesso)', data)
    .option('--tipo <tipo...>', 'solo questi tipi di notifica, per esempio NRIS N010')
    .option(OPZIONE_COMUNE, 'solo questo ente (se sono più d’uno serve; «tutti» per tutti)')
    .option('--stato', 'mostra il registro delle finestre e non chiede nulla')
    .option('--attendi', 'resta finché ANPR ha risposto a tutto (di solito un’ora, al massimo un giorno)')
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => corri(ambiente, opzioni))));
};
