/**
 * The letter that asks ANPR's support to send again what it suspended: what it asks, why, and what was seen here.
 * Invariant: pure text of facts gathered elsewhere; ids, dates, codes and names of certificates only, never personal data.
 */
import { dataEOra, giornoInItalia } from '../anpr/ora-italiana.js';
import { TENTATIVI_ANPR, type Tentata } from '../anpr/tentativi.js';
import type { Scadenza } from './certificati.js';
import type { ChiaviUsate } from './chiavi-usate.js';
import type { Controllo } from './doctor/controllo.js';
import type { Silenzio } from './silenzio.js';
import type { CausaSilenzio } from './silenzio-cause.js';

/** What the letter is made of. */
export interface FattiSblocco {
  readonly comune: { readonly nome: string; readonly codici: readonly string[] };
  /** As registered with ANPR; null when the configuration does not say. */
  readonly endpoint: string | null;
  /** Interval asked for, ISO-8601 UTC, half-open. */
  readonly dal: string;
  readonly al: string;
  readonly tentate: readonly Tentata[];
  /** Refused calls of the interval, by reason. */
  readonly rifiuti: Readonly<Record<string, number>>;
  readonly spinta: Silenzio | null;
  readonly cause: readonly CausaSilenzio[];
  readonly certificati: readonly Scadenza[];
  readonly chiavi: ChiaviUsate;
  readonly controlli: readonly Controllo[];
  /** Test notifications received, newest last, ISO-8601 UTC. */
  readonly prove: readonly string[];
  readonly oggi: Date;
}

/** A letter with thousands of ids is read by nobody: the interval says the rest. */
const MAX_IDS = 200;

const elenco = (voci: readonly string[], vuoto: string): string =>
  voci.length === 0 ? `  ${vuoto}` : voci.map((v) => `  - ${v}`).join('\n');

function richiesta({ dal, al, tentate }: FattiSblocco): string[] {
  const altre =
    tentate.length > 0
      ? `, e in particolare ${tentate.length === 1 ? 'quella elencata' : `le ${tentate.length} elencate`} al punto 2`
      : '';
  return [
    'Si chiede di:',
    `  a. sbloccare e inviare di nuovo tutte le notifiche di questo comune sospese o non consegnate dal ${dataEOra(dal)} al ${dataEOra(al)}${altre};`,
    '  b. verificare che l’endpoint risulti abilitato, e riabilitarlo se è stato disabilitato;',
    '  c. confermare quale certificato di decodifica risulta scelto per le notifiche;',
    '  d. indicare data e ora dell’ultima notifica consegnata e l’esito registrato per quelle fallite.',
  ];
}

function tentata(t: Tentata): string {
  const visti = `${t.tentativi === 1 ? '1 tentativo' : `${t.tentativi} tentativi`} su ${TENTATIVI_ANPR} visti, dal ${dataEOra(t.primoIl)} al ${dataEOra(t.ultimoIl)}`;
  return `idOperazioneANPR ${t.idOperazioneANPR}, tipo ${t.tipoNotifica ?? 'non noto'}: ${visti}; motivo ${t.motivi.join(', ')}`;
}

function identificativi({ tentate }: FattiSblocco): string {
  const voci = tentate.slice(0, MAX_IDS).map(tentata);
  const altre = tentate.length > MAX_IDS ? [`altre ${tentate.length - MAX_IDS} nello stesso intervallo`] : [];
  const vuoto =
    'nessuna chiamata di ANPR risulta arrivata e rifiutata: le notifiche, se inviate, non sono giunte fin qui';
  return elenco([...voci, ...altre], vuoto);
}

/** Causes whose evidence is the certificates themselves. */
const DETTE_AL_PUNTO_4: ReadonlySet<string> = new Set(['CERTIFICATO_CAMBIATO', 'TLS_SCADUTO']);

function cause({ rifiuti, cause: tutte }: FattiSblocco): string {
  const daRifiuti = Object.entries(rifiuti).map(([motivo, n]) => `chiamate rifiutate con motivo ${motivo}: ${n}`);
  // Refusals are named one by one.
  const provate = tutte
    .filter((c) => c.verdetto === 'PROVATA' && c.codice !== 'RIFIUTATE')
    .map((c) => (DETTE_AL_PUNTO_4.has(c.codice) ? `${c.titolo} (vedi il punto 4)` : `${c.titolo}: ${c.perche}`));
  const escluse = tutte
    .filter((c) => c.verdetto === 'ESCLUSA' && !DETTE_AL_PUNTO_4.has(c.codice))
    .map((c) => `esclusa: ${c.titolo} (${c.perche})`);
  return elenco([...provate, ...daRifiuti, ...escluse], 'nessuna causa trovata da questo lato');
}

function ricevute({ spinta }: FattiSblocco): string {
  if (spinta === null) return '  - nessuna notifica spinta risulta mai ricevuta';
  const ultima = spinta.ultimo === null ? 'mai ricevuta' : dataEOra(spinta.ultimo);
  const tirate =
    spinta.daAltroCanale > 0
      ? [`notifiche trovate con il servizio 4005 e mai consegnate all’endpoint: ${spinta.daAltroCanale}`]
      : [];
  return elenco([`ultima notifica ricevuta e confermata: ${ultima}`, ...tirate], '');
}

/** Folders of this machine are nobody else's business; an address on the net is told whole. */
const senzaCartelle = (testo: string): string => testo.split(' ').map(senzaCartella).join(' ');

function senzaCartella(parola: string): string {
  const inizio = parola.includes('://') ? -1 : parola.search(/(?:^|[^\w.])\//);
  if (inizio < 0) return parola;
  const prima = parola.startsWith('/') ? '' : parola.slice(0, inizio + 1);
  return prima + parola.slice(parola.lastIndexOf('/') + 1);
}

const unaVolta = (voci: readonly string[]): string[] => [...new Set(voci)];

function certificati({ certificati: tutti, chiavi }: FattiSblocco): string {
  const scadenze = tutti.map(
    (s) =>
      `${s.kind} ${senzaCartelle(s.file)}: ${s.days < 0 ? 'scaduto' : 'valido fino'} al ${giornoInItalia(s.expiresAt)}`,
  );
  const usate = chiavi.usate.map((u) => `le ultime notifiche sono cifrate per ${u.certificato}`);
  return elenco(unaVolta([...scadenze, ...usate, ...chiavi.problemi]), 'nessuno');
}

/** What concerns ANPR; our database and disks do not. Certificates have a point of their own, unless something is wrong. */
const PER_ANPR = /^(?:porta|endpoint|orologio)/;
const DI_CERTIFICATI = /^(?:keystore|CA delle firme|certificato)/;

function controlli({ controlli: tutti, prove }: FattiSblocco): string {
  const voci = tutti
    .filter((c) => PER_ANPR.test(c.nome) || (DI_CERTIFICATI.test(c.nome) && c.esito === 'errore'))
    .map((c) => `${c.esito === 'ok' ? 'regolare' : c.esito.toUpperCase()}  ${c.nome}: ${senzaCartelle(c.dettaglio)}`);
  const ricevute = prove.map((p) => `notifica di prova ricevuta e confermata il ${dataEOra(p)}`);
  return elenco(unaVolta([...voci, ...ricevute]), 'nessuno');
}

/** Sixteen characters as a codice fiscale has them, those of omocodia included: names of files and subjects of certificates hold some. */
const CODICE_FISCALE =
  /(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])/gi;

/** The whole letter, ready to be pasted into a mail. Italian. */
export function letteraSblocco(f: FattiSblocco): string {
  const { comune } = f;
  const [codice = '', ...storici] = comune.codici;
  const prima = storici.length > 0 ? ` (già ${storici.join(', ')})` : '';
  return [
    `Oggetto: Comune di ${comune.nome.replace(/^comune di /i, '')} (codice ISTAT ${codice}) - richiesta di sblocco delle notifiche N000`,
    '',
    'All’assistenza ANPR',
    '',
    `Il comune di ${comune.nome.replace(/^comune di /i, '')}, codice ISTAT ${codice}${prima}, lavora in modalità WA integrata e riceve le notifiche`,
    `all’endpoint ${f.endpoint ?? '[scrivere l’indirizzo registrato in ANPR]'}.`,
    '',
    ...richiesta(f),
    '',
    '1. Ricezione',
    ricevute(f),
    '',
    '2. Notifiche che ANPR ha inviato e che qui non sono state accettate',
    identificativi(f),
    '',
    '3. Cause accertate da questo lato',
    cause(f),
    '',
    '4. Certificati in uso',
    certificati(f),
    '',
    `5. Controlli fatti il ${dataEOra(f.oggi.toISOString())}`,
    controlli(f),
    '',
    'Le ripetizioni non fanno danno: ogni notifica ricevuta due volte è riconosciuta dal suo identificativo.',
    '',
    'Referente tecnico: [nome, telefono, indirizzo di posta]',
    '',
  ]
    .join('\n')
    .replace(CODICE_FISCALE, '[codice fiscale]');
}
