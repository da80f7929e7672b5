/**
 * The month: a comune is loaded, its notifications are sent while everything fails, one reconciliation follows, and the
 * ledger is drawn up.
 * Invariant: losses are counted before the reconciliation, which would hide them.
 */
import { join } from 'node:path';
import { setTimeout as attendi } from 'node:timers/promises';
import { giornoInItalia } from '../src/anpr/ora-italiana.js';
import { confronta } from '../src/doors/cli/prova/confronto.js';
import { piuGiorni } from '../src/simulatore/calendario.js';
import { type Caso, creaCaso } from '../src/simulatore/caso.js';
import {
  type Archivio,
  apriArchivio,
  archivia,
  type Comune,
  creaComune,
  creaStoria,
  disturba,
  type Flusso,
  schedeIniziali,
  segnaSorte,
  type Verita,
  verita,
  veritaIniziale,
} from '../src/simulatore/index.js';
import { Database } from '../src/store/database.js';
import { createInbox } from '../src/store/inbox.js';
import { sommarioSpool } from '../src/store/spool/sommario.js';
import { carica } from '../src/work/carica.js';
import { type Bilancio, contaDoppie, contaFerme, idInInbox } from './bilancio.js';
import { type Campo, infliggi, type Piano, pianifica, rialza } from './guasti.js';
import { apriCartella, CODICE_ISTAT, type Installazione, installa, NOME } from './installazione.js';
import { apriMotore, type Motore } from './motore.js';
import { creaNemici } from './nemici.js';
import type { NomeMotore, Opzioni } from './opzioni.js';
import { type EsitoRiconciliazione, riconciliaTutto } from './riconciliazione.js';
import { Spedizione } from './spedizione.js';

const GIORNI_DEL_MESE = 31;
/** Notifications of a day are spread over so many times its longest fault: some come before, some while it mends. */
const GIORNATA = 2.5;
/** What has not settled after this is stuck. */
const QUIETE_MS = 240_000;

/** Everything of one month. */
interface Scena extends Campo {
  readonly o: Opzioni;
  readonly caso: Caso;
  readonly installazione: Installazione;
  readonly comune: Comune;
  readonly oggi: string;
  readonly prima: Verita;
  readonly flusso: Flusso;
  readonly archivio: Archivio;
  readonly piano: Piano;
  readonly db: Database;
  readonly nota: (testo: string) => void;
}

/** The comune, whose history is the last month, and what the push makes of it. */
function fonda(o: Opzioni, oggi: string) {
  const identita = { codiceIstat: CODICE_ISTAT, nome: NOME };
  const fondato = creaComune({ ...identita, seed: o.seme, abitanti: o.abitanti, oggi });
  const comune = { ...fondato, inizio: piuGiorni(oggi, -GIORNI_DEL_MESE) };
  const prima = veritaIniziale(comune, oggi);
  const muto = { dal: `${piuGiorni(oggi, -16)}T00:00:00.000Z`, al: `${piuGiorni(oggi, -13)}T00:00:00.000Z` };
  const disturbi = { quotaPerdute: 0.05, quotaRaddoppiate: 0.1, quotaTardive: 0.08, silenzio: muto };
  const flusso = disturba(creaStoria(comune, oggi), { seed: o.seme, ...disturbi });
  const archivio = apriArchivio(comune);
  archivia(archivio, flusso.generate);
  return { comune, prima, flusso, archivio };
}

async function apriScena(o: Opzioni, motore: Motore, dir: string, nota: Scena['nota']): Promise<Scena> {
  const now = new Date();
  const oggi = giornoInItalia(now);
  const caso = creaCaso(o.seme).ramo(`chaos/${motore.nome}`);
  const installazione = await installa(dir, motore, now);
  const { demoni } = installazione;
  const spedizione = new Spedizione({
    pki: installazione.pki,
    caso: caso.ramo('spedizione'),
    minutoMs: o.minutoMs,
    parallele: 6,
    indirizzi: () => demoni.flatMap((d) => d.url ?? []),
    quotaDoppie: 0.15,
    quotaLente: 0.03,
  });
  const piano = pianifica(motore, o.giorni, { caso: caso.ramo('piano'), durata: o.durata });
  const db = await Database.open(motore.config);
  nota(`founding a comune of ${o.abitanti}`);
  return {
    o,
    caso,
    motore,
    installazione,
    demoni,
    spoolDir: join(installazione.dir, 'spool'),
    spedizione,
    nemici: creaNemici(caso.ramo('nemici')),
    piano,
    db,
    oggi,
    nota,
    ...fonda(o, oggi),
  };
}

/** Nothing pending and nothing in the spool, or the time is over. @returns what still waits in the spool */
async function quiete(s: Scena): Promise<{ notifiche: number; accantonati: number }> {
  const scade = Date.now() + QUIETE_MS;
  for (;;) {
    const spool = await sommarioSpool(s.spoolDir);
    const { pending } = await contaFerme(s.db);
    if ((spool.notifiche === 0 && pending === 0) || Date.now() > scade) return spool;
    await attendi(200);
  }
}

/** The register of ANPR goes into the inbox; a daemon is killed while it applies it. */
async function caricaComune(s: Scena): Promise<number> {
  function* documenti(): Generator<Uint8Array> {
    for (const scheda of schedeIniziali(s.comune)) yield Buffer.from(scheda.contenuto);
  }
  const { nuovi } = await carica(createInbox(s.db), documenti(), { codComune: CODICE_ISTAT, now: () => new Date() });
  await rialza(s);
  // In a short month the load is over before anybody could be killed.
  if (!s.o.insieme) await s.demoni[0]?.uccidi();
  await rialza(s);
  await quiete(s);
  return nuovi;
}

function giornate<T>(voci: readonly T[], giorni: number): T[][] {
  const passo = Math.ceil(voci.length / giorni);
  return Array.from({ length: giorni }, (_, i) => voci.slice(i * passo, (i + 1) * passo));
}

/** The notifications of each day, and its faults, at the same time. */
async function viviIlMese(s: Scena): Promise<void> {
  const [campione] = s.flusso.spinte;
  for (const [i, oggi] of giornate(s.flusso.spinte, s.o.giorni).entries()) {
    const guasti = s.piano[i] ?? [];
    s.nota(`day ${i + 1}: ${oggi.length} notifications; ${guasti.map((g) => `${g.nome} ${g.ms} ms`).join(', ')}`);
    const sbagliate = campione === undefined ? undefined : s.spedizione.mandaSbagliate(s.spedizione.plico(campione));
    await Promise.all([s.spedizione.manda(oggi, GIORNATA * s.o.durata[1]), infliggi(s, guasti), sbagliate]);
    await rialza(s);
  }
  await s.spedizione.finisci();
}

function contaGuasti(piano: Piano): Record<string, number> {
  const quanti: Record<string, number> = {};
  for (const { nome } of piano.flat()) quanti[nome] = (quanti[nome] ?? 0) + 1;
  return quanti;
}

const parole = (esiti: Readonly<Record<string, number>>): string =>
  Object.entries(esiti)
    .map(([esito, n]) => `${esito} ${n}`)
    .join(', ');

function totali(s: Scena, caricate: number, r: EsitoRiconciliazione): Bilancio['totali'] {
  const { flusso, spedizione, demoni } = s;
  const { conta } = spedizione;
  const somma = (di: 'avvii' | 'cadute' | 'nelloSpool'): number => demoni.reduce((n, d) => n + d[di], 0);
  return {
    'residents, families loaded': `${s.o.abitanti}, ${caricate}`,
    'notifications generated by ANPR': flusso.generate.length,
    'pushed, lost by the push': `${flusso.spinte.length}, ${flusso.generate.filter((g) => g.sorte === 'PERDUTA').length}`,
    'attempts by outcome': parole(conta.esiti),
    'acknowledged, suspended after five attempts': `${spedizione.confermate.size}, ${spedizione.sospese.size}`,
    'acknowledged out of the spool': somma('nelloSpool'),
    'repeated at once, weeks later': `${conta.ripetute - conta.tardive}, ${conta.tardive}`,
    'bodies that trickled, calls that were none': `${conta.lente}, ${conta.sbagliate}`,
    'hostile calls': s.nemici.conta.chiamate,
    'big notifications by outcome': parole(conta.zavorre),
    ...Object.fromEntries(Object.entries(contaGuasti(s.piano)).map(([nome, n]) => [`fault: ${nome}`, n])),
    'starts of daemons, ends nobody asked for': `${somma('avvii')}, ${somma('cadute')}`,
    'reconciliation: brought, questions, never answered': `${r.portate}, ${r.domande}, ${r.silenzi}`,
    "reconciliation: hours of ANPR's clock": r.oreDiANPR,
  };
}

const mancano = (attesi: Iterable<string>, presenti: ReadonlySet<string>): string[] =>
  [...attesi].filter((id) => !presenti.has(id));

async function bilancia(s: Scena, caricate: number): Promise<Omit<Bilancio, 'durataMs'>> {
  s.nota('waiting until everything has settled');
  const spool = await quiete(s);
  const perse = mancano(s.spedizione.confermate, await idInInbox(s.db));
  for (const id of s.spedizione.confermate) segnaSorte(s.archivio, id, 'CONSEGNATA');
  for (const id of s.spedizione.sospese) segnaSorte(s.archivio, id, 'SOSPESA');
  s.nota('reconciling with an ANPR that has a bad day');
  const impostazioni = { ...s.installazione.config.riconciliazione, generica: true };
  const banco = { db: s.db, archivio: s.archivio, caso: s.caso.ramo('riconciliazione'), impostazioni };
  const prima = await riconciliaTutto(banco, true);
  await quiete(s);
  s.nota('comparing with the truth');
  const mai = mancano(
    s.flusso.generate.map((g) => g.notifica.idOperazioneANPR),
    await idInInbox(s.db),
  );
  const dopo = verita(s.comune, s.oggi);
  const differenze = await confronta(s.db, { codComune: CODICE_ISTAT, prima: s.prima, dopo, disordine: true });
  const ferme = await contaFerme(s.db);
  const { motore, spedizione } = s;
  return {
    motore: motore.nome,
    versione: motore.versione,
    zeri: {
      'acknowledged and lost': perse.length,
      'acknowledged though no notification for us': spedizione.conta.sbagliateConfermate + s.nemici.conta.prese,
      'repetitions refused': spedizione.conta.ripetuteRifiutate,
      'done twice (rows, facts, effects, variazioni)': await contaDoppie(s.db),
      'stuck (pending, parked, in the spool, aside)':
        ferme.pending + ferme.parked + spool.notifiche + spool.accantonati,
      'never arrived after one reconciliation': mai.length,
      'windows of reconciliation left open': prima.aperte,
      "differences from ANPR's truth in the views": differenze.length,
    },
    totali: totali(s, caricate, prima),
    esempi: [
      ...ferme.esempi,
      ...perse.slice(0, 5).map((id) => `lost ${id}`),
      ...mai.slice(0, 5).map((id) => `never arrived ${id} ${s.archivio.voci.get(id)?.notifica.tipoNotifica ?? ''}`),
      ...differenze.slice(0, 12).map((d) => `${d.vista} ${d.chiave} ${d.colonna}`),
    ],
  };
}

/** Lives a month on an engine and draws up its ledger. */
export async function unMese(o: Opzioni, nome: NomeMotore, nota: (testo: string) => void): Promise<Bilancio> {
  const inizio = performance.now();
  const { dir, butta } = apriCartella();
  const motore = await apriMotore(nome, dir);
  let s: Scena | undefined;
  try {
    s = await apriScena(o, motore, dir, (testo) => nota(`${nome}: ${testo}`));
    s.nota('initial load');
    const caricate = await caricaComune(s);
    await viviIlMese(s);
    return { ...(await bilancia(s, caricate)), durataMs: performance.now() - inizio };
  } finally {
    await chiudi(s, motore);
    butta();
  }
}

async function chiudi(s: Scena | undefined, motore: Motore): Promise<void> {
  for (const d of s?.demoni ?? []) {
    await d.uccidi();
    d.chiudi();
  }
  await s?.db.close();
  await motore.chiudi();
}
