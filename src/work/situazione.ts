/**
 * How an ente stands with ANPR: silence and its causes, attempts used up, keys in use, ends of certificates.
 * Invariant: reads only, and never throws for a certificate file that cannot be read: that is news of its own.
 */
import type { Regole } from '../anpr/silenzio.js';
import { type Tentata, tentate } from '../anpr/tentativi.js';
import { ConfigError } from '../errors.js';
import type { Keystore } from '../soap/keystore.js';
import { giaArrivate, proveDopo, rifiutiConId } from '../store/arrivi.js';
import type { Database } from '../store/database.js';
import type { AccessoANPR } from './anpr.js';
import { type CertificatiInUso, type Scadenza, scadenze } from './certificati.js';
import { openOne, readKeystores } from './chiavi.js';
import { type ChiaviUsate, chiaviUsate } from './chiavi-usate.js';
import { codiciDi, type Ente } from './enti.js';
import { leggiFirmatari } from './firmatari.js';
import { type Richiamo, type Silenzio, silenzioDiRichiesta, silenzioDiSpinta } from './silenzio.js';
import { type CausaSilenzio, causeDi } from './silenzio-cause.js';

const DAY_MS = 86_400_000;
/** What ANPR suspended longer ago cannot be sent again (G71). */
export const SBLOCCABILI_GIORNI = 180;

export interface SituazioneAnpr {
  readonly codComune: string;
  /** Push channel; null when the ente is not pushed to. */
  readonly spinta: Silenzio | null;
  /** Pull channel; null when 4005 was never asked. */
  readonly richiesta: Richiamo | null;
  /** Why ANPR may be silent; empty while it is not. */
  readonly cause: readonly CausaSilenzio[];
  /** What we refused and never came since. */
  readonly tentate: readonly Tentata[];
  readonly chiavi: ChiaviUsate;
}

export interface OpzioniSituazione {
  readonly ente: Ente;
  readonly keystores: readonly Keystore[];
  readonly now: Date;
  readonly regole: Regole;
  readonly tlsFile: string | null;
}

/** What was refused in an interval and is not in the inbox. */
export async function tentateFra(
  db: Database,
  ente: Ente,
  { dal, al }: { readonly dal: Date; readonly al: Date },
): Promise<Tentata[]> {
  const codici = codiciDi(ente);
  return db.transaction(async (tx) => {
    const rifiuti = await rifiutiConId(tx, codici, { dal: dal.toISOString(), al: al.toISOString() });
    const ids = [...new Set(rifiuti.map((r) => r.idOperazioneANPR))];
    return tentate(rifiuti, await giaArrivate(tx, codici, ids), al);
  });
}

/** End of the TLS chain; null without TLS or when the file cannot be read (the doctor says so). */
function fineTls(tlsFile: string | null, now: Date): Scadenza | null {
  return leggibili({ tlsFile, caFiles: [], keystores: [] }, now)[0] ?? null;
}

interface Trovato {
  readonly silenzio: Silenzio;
  readonly tentate: readonly Tentata[];
  readonly chiavi: ChiaviUsate;
}

/** How many of each reason. */
export function perMotivo(rifiutate: readonly { readonly motivo: string }[]): Record<string, number> {
  const quanti = new Map<string, number>();
  for (const { motivo } of rifiutate) quanti.set(motivo, (quanti.get(motivo) ?? 0) + 1);
  return Object.fromEntries(quanti);
}

async function cause(db: Database, o: OpzioniSituazione, t: Trovato): Promise<CausaSilenzio[]> {
  const { dal, daAltroCanale } = t.silenzio;
  const [rifiutate, prove] = await db.transaction(async (tx) => [
    await rifiutiConId(tx, codiciDi(o.ente), { dal, al: o.now.toISOString() }),
    await proveDopo(tx, dal),
  ]);
  const indizi = {
    rifiuti: perMotivo(rifiutate.filter((r) => r.verificato)),
    nonVerificati: perMotivo(rifiutate.filter((r) => !r.verificato)),
    sospese: t.tentate.filter((x) => x.verificata && x.stato === 'SOSPESA').length,
    prove,
    daAltroCanale,
    tlsScade: fineTls(o.tlsFile, o.now)?.expiresAt ?? null,
    chiavi: t.chiavi.problemi,
    giorni: (o.now.getTime() - Date.parse(dal)) / DAY_MS,
  };
  return causeDi(indizi, o.now);
}

/** Everything about one ente. */
export async function situazioneAnpr(db: Database, o: OpzioniSituazione): Promise<SituazioneAnpr> {
  const { ente, now, regole, keystores } = o;
  const dal = new Date(now.getTime() - SBLOCCABILI_GIORNI * DAY_MS);
  const trovate = await tentateFra(db, ente, { dal, al: now });
  const chiavi = await chiaviUsate(db, { ente, keystores, now });
  const spinta = await silenzioDiSpinta(db, { ente, now, regole });
  const richiesta = await silenzioDiRichiesta(db, { ente, now, regole });
  const muto = spinta?.improbabile === true;
  return {
    codComune: ente.codiceIstat,
    spinta,
    richiesta,
    cause: muto ? await cause(db, o, { silenzio: spinta, tentate: trovate, chiavi }) : [],
    tentate: trovate,
    chiavi,
  };
}

/** Files and enti of the installation, as the configuration has them. */
export interface Installazione {
  readonly enti: readonly Ente[];
  readonly keystorePassword: string | null;
  readonly server: { readonly tls: { readonly certFile: string } | null };
  readonly firma: {
    readonly policy: string;
    readonly caFiles: readonly string[];
    readonly soggetti?: readonly string[];
  };
}

/** What the calls to ANPR's services stand on: our key, and the CA of its servers. */
function servizi({ keystore, caFiles }: AccessoANPR, password: string | null): CertificatiInUso[] {
  const ca = caFiles.map((file) => ({ tlsFile: null, caFiles: [file], keystores: [] }));
  try {
    return [...ca, { tlsFile: null, caFiles: [], keystores: [[openOne(keystore, password)]] }];
  } catch (error) {
    if (error instanceof ConfigError) return ca;
    throw error;
  }
}

/** Every end that matters, ANPR's signers included, soonest first. A file that cannot be read has none: the doctor names it. */
export async function scadenzeNote(db: Database, i: Installazione, now: Date): Promise<Scadenza[]> {
  const firmatari = await leggiFirmatari(db);
  const ca = i.firma.policy === 'ignored' ? [] : i.firma.caFiles;
  const parti = [
    { tlsFile: i.server.tls?.certFile ?? null, caFiles: [], keystores: [] },
    ...ca.map((file) => ({ tlsFile: null, caFiles: [file], keystores: [] })),
    {
      tlsFile: null,
      caFiles: [],
      keystores: i.enti.map((e) => readKeystores(e, i.keystorePassword).keystores),
      firmatari,
    },
    ...i.enti.flatMap(({ anpr }) => (anpr === undefined || anpr === null ? [] : servizi(anpr, i.keystorePassword))),
  ];
  return parti.flatMap((p) => leggibili(p, now)).toSorted((a, b) => a.days - b.days);
}

function leggibili(p: CertificatiInUso, now: Date): Scadenza[] {
  try {
    return scadenze(p, now);
  } catch {
    return [];
  }
}
