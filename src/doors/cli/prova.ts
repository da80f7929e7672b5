/**
 * `allinea prova`: a trial installation with a fictitious ANPR, over the real wire, compared with the truth at the end.
 * Invariant: everything is in one folder and nothing outside it is touched.
 */
import { resolve } from 'node:path';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import {
  type Comune,
  type EsitoInvio,
  invia,
  notificaDiProva,
  type ServerServizi,
  schedeIniziali,
  segnaSorte,
} from '../../simulatore/index.js';
import { Database } from '../../store/database.js';
import { createInbox } from '../../store/inbox.js';
import { carica } from '../../work/carica.js';
import { riepilogoEnte } from '../../work/riepilogo.js';
import { type Ambiente, ESITO, type Esito, type Output } from './ambiente.js';
import { comando, interoPositivo, percentuale, type Registra } from './comando.js';
import { esegui } from './esegui.js';
import { type ANPRFittizia, ascoltaServizi, creaANPR, scriviRicetta } from './prova/anpr.js';
import { attendiInbox, inboxDi } from './prova/attesa.js';
import { creaBarra } from './prova/barra.js';
import { type CartellaProva, preparaCartella } from './prova/cartella.js';
import { avviaDemone, type Demone, eseguiComando, porteLibere } from './prova/demone.js';
import { confrontaOggi } from './prova/mezzanotte.js';
import { type EsitoProva, raccontaProva } from './prova/racconto.js';
import { consegnaPrimoElenco, consegnaUltimoElenco } from './prova/tari.js';
import { conto, numero } from './testo.js';

const CODICE_ISTAT = '999001';
const NOME = 'Comune di Prova';
/** One of ANPR's minutes: five attempts five minutes apart take half a second. */
const MINUTO_MS = 25;

interface Opzioni {
  readonly exit?: boolean;
  readonly json?: boolean;
  readonly cartella: string;
  readonly abitanti: number;
  readonly seed: string;
  readonly perdute: number;
}

interface Scena {
  readonly ambiente: Ambiente;
  readonly opzioni: Opzioni;
  readonly oggi: string;
  readonly comune: Comune;
  readonly anpr: ANPRFittizia;
  readonly server: ServerServizi;
  readonly cartella: CartellaProva;
  readonly db: Database;
  readonly signal: AbortSignal;
  /** Where progress goes: beside the JSON document, if there is one. */
  readonly out: Output;
}

const alSecondo = (quante: number, ms: number): number => Math.round((quante * 1000) / Math.max(1, ms));

/** The register of the fictitious ANPR goes into the inbox before the daemon starts, as an operator would do it. */
async function caricoIniziale({ db, comune, ambiente, out }: Scena): Promise<number> {
  const totale = comune.iniziale.famiglie.size;
  const barra = creaBarra('Carico iniziale', out);
  function* documenti(): Generator<Uint8Array> {
    for (const scheda of schedeIniziali(comune)) yield Buffer.from(scheda.contenuto);
  }
  const opzioni = { codComune: comune.codiceIstat, now: ambiente.now, avanza: (n: number) => barra.avanza(n, totale) };
  const { nuovi } = await carica(createInbox(db), documenti(), opzioni);
  barra.fine(`${conto(nuovi, 'scheda', 'schede')} di famiglia in coda`);
  return nuovi;
}

/**
 * Waits for what is pending and says how many per second were applied.
 * @param giaApplicate before it all began to arrive: the daemon does not wait for us to look
 */
async function applicaTutto({ db, comune, signal, out }: Scena, titolo: string, giaApplicate = 0): Promise<number> {
  const { codiceIstat: codComune } = comune;
  const prima = await inboxDi(db, codComune);
  // The applier had begun before anybody looked.
  const totale = prima.pending + prima.applied - giaApplicate;
  const barra = creaBarra(titolo, out);
  const inizio = performance.now();
  const avanza = ({ pending }: { pending: number }): void => barra.avanza(Math.max(0, totale - pending), totale);
  const dopo = await attendiInbox(db, { codComune, signal, avanza });
  barra.fine(
    `${conto(dopo.applied - giaApplicate, 'applicata', 'applicate')}, ${conto(dopo.parked, 'parcheggiata', 'parcheggiate')}`,
  );
  return alSecondo(dopo.applied - prima.applied, performance.now() - inizio);
}

async function unAnno(
  { comune, anpr, cartella, ambiente, opzioni, signal, out }: Scena,
  url: string,
): Promise<EsitoInvio> {
  const { pki } = cartella;
  const base = {
    url,
    caTls: pki.caPem,
    seed: opzioni.seed,
    minutoMs: MINUTO_MS,
    parallele: 8,
    mittente: pki.anpr,
    codDestinatario: comune.codiceIstat,
    certDestinatario: pki.comuni[0]?.certPem ?? null,
    now: ambiente.now,
    signal,
  };
  await invia([notificaDiProva(ambiente.now().toISOString())], base);
  const barra = creaBarra('Un anno di notifiche', out);
  const esito = await invia(anpr.spinte, {
    ...base,
    quotaDuplicati: 0.1,
    finestraDisordine: 12,
    onProgress: (a) => barra.avanza(a.acquisite + a.sospese, a.totale),
    onSorte: (id, sorte) => segnaSorte(anpr.servizi.archivio, id, sorte),
  });
  barra.fine(`${conto(esito.acquisite, 'accettata', 'accettate')} su ${numero(esito.totale)}`);
  return esito;
}

/** What the push lost comes back by the operator's own command; how many came. */
async function recupera(s: Scena): Promise<number> {
  const { cartella, anpr, ambiente, db, comune } = s;
  const prima = await inboxDi(db, comune.codiceIstat);
  s.out.write(
    `${conto(anpr.taciute, 'notifica non è stata spinta: la', 'notifiche non sono state spinte: le')} chiede la riconciliazione.\n`,
  );
  await eseguiComando(ambiente.self, ['riconcilia', '--attendi', '--json', '--config', cartella.configFile]);
  await applicaTutto(s, 'Applicazione delle recuperate', prima.applied);
  const dopo = await inboxDi(db, comune.codiceIstat);
  return dopo.applied + dopo.parked - prima.applied - prima.parked;
}

/** Everything up to the comparison, with the daemon running. */
async function rappresenta(s: Scena, demone: Demone, path: string): Promise<Omit<EsitoProva, 'durataMs' | 'acceso'>> {
  const { comune, oggi, db, cartella } = s;
  const caricoAlSecondo = await applicaTutto(s, 'Applicazione del carico');
  const caricatoIl = [oggi, giornoInItalia(s.ambiente.now())];
  const { self, now } = s.ambiente;
  const tari = { comune, oggi, db, now, self, dir: cartella.dir, configFile: cartella.configFile };
  const utenze = await consegnaPrimoElenco(tari);
  const inizio = performance.now();
  const giaApplicate = (await inboxDi(db, comune.codiceIstat)).applied;
  const { daSbloccare: _, ...invio } = await unAnno(s, `${demone.url}${path}`);
  await applicaTutto(s, 'Applicazione delle notifiche', giaApplicate);
  const recuperate = s.opzioni.perdute > 0 ? await recupera(s) : 0;
  const riepilogo = await riepilogoEnte(db, [comune.codiceIstat]);
  const applicateAlSecondo = alSecondo(riepilogo.notifiche.applied - giaApplicate, performance.now() - inizio);
  const elenchi = { primo: utenze, ultimo: await consegnaUltimoElenco(tari, utenze) };
  const guardate = { db, comune, elenchi, caricatoIl, disordine: s.opzioni.perdute > 0, signal: s.signal };
  const viste = await confrontaOggi({ ...guardate, oggi: () => giornoInItalia(now()) });
  const misure = { caricoAlSecondo, applicateAlSecondo, recuperate };
  return {
    cartella,
    url: demone.url,
    path,
    servizi: s.server.url,
    riepilogo,
    invio,
    ...misure,
    viste,
    differenze: viste.flatMap((v) => [...v.differenze]),
  };
}

const riuscita = (e: EsitoProva): boolean =>
  e.differenze.length === 0 && e.riepilogo.notifiche.parked === 0 && e.invio.acquisite === e.invio.totale;

async function resta({ signal, out }: Scena, demone: Demone): Promise<void> {
  out.write('\nIl demone resta acceso: Ctrl+C per fermarlo.\n');
  const interrotto = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([interrotto, demone.finito]);
}

async function prepara(ambiente: Ambiente, opzioni: Opzioni): Promise<Scena> {
  const now = ambiente.now();
  const oggi = giornoInItalia(now);
  const identita = { codiceIstat: CODICE_ISTAT, nome: NOME };
  const out = opzioni.json === true ? ambiente.err : ambiente.out;
  const dir = resolve(opzioni.cartella);
  const cartella = await preparaCartella(dir, identita, { scegliPorte: porteLibere, now, oggi });
  out.write(`Installazione di prova in ${opzioni.cartella}: certificati, keystore e configurazione pronti.\n`);
  const { seed, abitanti, perdute } = opzioni;
  const ricetta = { ...identita, seed, abitanti, oggi, perdute, porta: cartella.porte.servizi };
  scriviRicetta(dir, ricetta);
  const anpr = creaANPR(ricetta, ambiente.now);
  const db = await Database.open(ambiente.loadSettings(cartella.configFile).database);
  await db.migrate();
  // Last: a server that listens would keep a failed trial alive.
  const server = await ascoltaServizi(anpr, cartella.pki, cartella.porte.servizi);
  const { comune } = anpr;
  return { ambiente, opzioni, oggi, comune, anpr, server, cartella, db, out, signal: ambiente.interruption() };
}

async function conDemone(s: Scena, inizio: number): Promise<Esito> {
  const demone = await avviaDemone(s.ambiente.self, s.cartella.configFile);
  try {
    const { path } = s.ambiente.loadSettings(s.cartella.configFile).server;
    const fatta = await rappresenta(s, demone, path);
    const esito: EsitoProva = { ...fatta, durataMs: performance.now() - inizio, acceso: s.opzioni.exit !== true };
    const { cartella, ...data } = esito;
    const code = riuscita(esito) ? ESITO.OK : ESITO.TROVATO;
    if (s.opzioni.exit === true) return { code, text: raccontaProva(esito), data: { ...data, cartella: cartella.dir } };
    s.out.write(`${raccontaProva(esito)}\n`);
    await resta(s, demone);
    return { code, text: 'Demone fermato.', data: { ...data, cartella: cartella.dir } };
  } finally {
    await demone.ferma();
  }
}

async function prova(ambiente: Ambiente, opzioni: Opzioni): Promise<Esito> {
  const inizio = performance.now();
  const s = await prepara(ambiente, opzioni);
  try {
    await caricoIniziale(s);
    return await conDemone(s, inizio);
  } catch (error) {
    if (!s.signal.aborted) throw error;
    return { code: ESITO.TROVATO, text: 'Prova interrotta.', data: { interrotta: true } };
  } finally {
    await s.server.chiudi();
    await s.db.close();
  }
}

export const registraProva: Registra = (programma, ambiente, finito) => {
  comando(
    programma,
    'prova',
    'installazione di prova con una ANPR fittizia: riceve un anno di notifiche e confronta le viste',
  )
    .option('--exit', 'si ferma dopo il riassunto; esce con 0 solo se ogni vista coincide con il vero')
    .option('--cartella <dir>', 'dove mettere l’installazione di prova', 'prova')
    .option('--abitanti <n>', 'residenti del comune inventato', interoPositivo, 5000)
    .option(
      '--perdute <n>',
      'quante notifiche su cento la spinta perde: le recupera la riconciliazione',
      percentuale,
      0,
    )
    .option('--seed <testo>', 'seme del caso: lo stesso seme dà lo stesso comune', 'allinea')
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => prova(ambiente, opzioni))));
};
