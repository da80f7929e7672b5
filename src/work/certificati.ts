/**
 * When certificates end: TLS, the CA that signs notifications, the signer itself, the comune's keystores.
 * Invariant: an old keystore that expired is not news as long as a newer one of the same ente is valid.
 */
import { X509Certificate } from 'node:crypto';
import { MAX_FILE, readRegularText } from '../regular-file.js';
import type { Keystore } from '../soap/keystore.js';
import { certificatiPem } from '../soap/pem.js';
import type { Firmatario } from './firmatari.js';

const DAY_MS = 86_400_000;
/** Days before the end at which the tone changes: order it, hurry, today. */
const THRESHOLDS = [1, 7, 30] as const;

/** A certificate whose end matters. */
export interface Scadenza {
  readonly kind: 'TLS' | 'CA' | 'KEYSTORE' | 'FIRMATARIO';
  /** File or keystore name. */
  readonly file: string;
  /** ISO-8601 UTC. */
  readonly expiresAt: string;
  /** Whole days left; negative when it is over. */
  readonly days: number;
  /** The tightest threshold reached (1, 7, 30); null while there is time. */
  readonly limit: number | null;
}

/** Every certificate of a PEM file. Throws when it cannot be read or parsed. */
export function certificatesIn(file: string): X509Certificate[] {
  return certificatiPem(readRegularText(file, MAX_FILE.PEM)).map((pem) => new X509Certificate(pem));
}

function scadenza(kind: Scadenza['kind'], file: string, { expiresAt, now }: { expiresAt: Date; now: Date }): Scadenza {
  const days = Math.floor((expiresAt.getTime() - now.getTime()) / DAY_MS);
  return { kind, file, expiresAt: expiresAt.toISOString(), days, limit: THRESHOLDS.find((t) => days <= t) ?? null };
}

/** What to look at: files of the configuration and the open keystores of each ente. */
export interface CertificatiInUso {
  readonly tlsFile: string | null;
  readonly caFiles: readonly string[];
  readonly keystores: readonly (readonly Keystore[])[];
  /** The certificates that ANPR signs with, newest first. */
  readonly firmatari?: readonly Firmatario[];
}

/** The first to end of the TLS chain: it is the one that breaks it. */
function tls(file: string, now: Date): Scadenza[] {
  const ends = certificatesIn(file).map((c) => new Date(c.validTo));
  const first = ends.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return first === undefined ? [] : [scadenza('TLS', file, { expiresAt: first, now })];
}

/** The last to end of each ente: ANPR is moved to it, the older ones only open old contents. */
function latest(keystores: readonly Keystore[], now: Date): Scadenza[] {
  const all = keystores.flatMap((k) => k.chiavi.map((c) => ({ nome: k.nome, end: new Date(c.scadenza) })));
  const last = all.toSorted((a, b) => b.end.getTime() - a.end.getTime())[0];
  return last === undefined ? [] : [scadenza('KEYSTORE', last.nome, { expiresAt: last.end, now })];
}

/** The one of ANPR's signers that ends last: it has taken the place of the others. */
function firmatario(firmatari: readonly Firmatario[], now: Date): Scadenza[] {
  const ultimo = firmatari.toSorted((a, b) => b.scade.localeCompare(a.scade))[0];
  if (ultimo === undefined) return [];
  return [scadenza('FIRMATARIO', ultimo.soggetto, { expiresAt: new Date(ultimo.scade), now })];
}

/** Every end that matters, soonest first. Throws when a file cannot be read. */
export function scadenze({ tlsFile, caFiles, keystores, firmatari = [] }: CertificatiInUso, now: Date): Scadenza[] {
  const ca = caFiles.flatMap((file) =>
    certificatesIn(file).map((c) => scadenza('CA', file, { expiresAt: new Date(c.validTo), now })),
  );
  const nostri = [...(tlsFile === null ? [] : tls(tlsFile, now)), ...ca, ...keystores.flatMap((k) => latest(k, now))];
  const all = [...nostri, ...firmatario(firmatari, now)];
  return all.toSorted((a, b) => a.days - b.days);
}
