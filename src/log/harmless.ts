/**
 * What may stand in a log line: keys known to be harmless, masked and short values.
 * Invariant: no personal data. Codici fiscali are masked wherever they stand, and the values that foreign errors quote are
 * blanked; what was dropped is named by key only. Pure.
 */
import type { LogMeta } from '../log.js';

/** Keys that may be logged: ids, codes, states, technical facts. Everything else is dropped. */
const KNOWN = new Set(
  `action address addresses affected attempts batch body byte bytes canale cause certificate code codice codiceIstat codComune
  codDestinatario command commit conflict count created cron database day decorrenza deferred detail dettaglio difetto direction discarded
  duplicate durationMs elapsed ente enti error err errors esito event exitCode existing expected expires expiresAt facts fatti
  file fingerprint firma from harm health host id infrastructure idOperazione idOperazioneANPR ids inserted intervalMs invalid issuer job jobs key
  keys keystore keystores kind lag lease level limit limits list local loop method missing mode motivo notAfter notifica
  notificaId notifiche operation operazione others outcome owner parked path pending perSecond pid pool policy port problem problems
  progress protocol query queue reason recipient rejected remote remoteAddress removed retention retried retries retry rows
  sections secondsLeft serial server settings signal since sizes skipped sospeso sospesa started stato state status step
  stopped store table tables tabella tabelle target tipo tipoFatto tipoNotifica tls total type units unknown
  until uptime url version waited warnings written`.split(/\s+/),
);
/** `idOperazioneANPR`, `codDestinatario`: identifiers of ANPR, never a person's codice fiscale. */
const KNOWN_PREFIX = /^(id|cod)[A-Z]/;
const KNOWN_SUFFIX =
  /(Ms|Bytes|Count|Id|Ids|Rows|Days|File|Files|At|Il|Port|Path|Version|Type|Kind|Code|PerSecond|Total)$/;

/** A stack of thirty frames fits; nothing else that is worth reading is as long as a text. */
const MAX_STACK = 4_000;
const MAX_TEXT = 1_000;
const MAX_KEY = 100;
const MAX_ITEMS = 50;

const CODICE_FISCALE =
  /(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])/gi;
const CODICE_FISCALE_LENGTH = 16;

/** Text as it may be written: masked, and cut where it is too long. A codice fiscale that the cut would halve is masked first. */
export function maskText(text: string, max = MAX_TEXT): string {
  // The mask is as long as what it hides: the cut falls where it would have fallen.
  const masked = text.slice(0, max + CODICE_FISCALE_LENGTH).replace(CODICE_FISCALE, '[codice fiscale]');
  return text.length <= max ? masked : `${masked.slice(0, max)}… (${text.length} characters)`;
}

/** Errors of the house carry no personal data by rule; those of drivers and libraries quote values of rows. */
const HOUSE = new Set([
  'ConfigError',
  'EnvelopeError',
  'NotificaError',
  'StatoLocaleError',
  'TransientError',
  'InfrastructureError',
]);
/** More of a foreign text is not even looked at. */
const MAX_FOREIGN = 2 * MAX_STACK;

/**
 * From the first quotation mark to the last: drivers do not escape what they quote, and `'DE' ROSSI'` or a newline inside would
 * leave half a name outside of the marks.
 */
function blankQuotes(text: string): string {
  const first = text.search(/['"]/);
  const last = text.length > MAX_FOREIGN ? MAX_FOREIGN : Math.max(text.lastIndexOf("'"), text.lastIndexOf('"'));
  return first === -1 || first >= last ? text : `${text.slice(0, first)}'…'${text.slice(last + 1)}`;
}

function safeError(error: Error, depth: number): Record<string, unknown> {
  const clean = (text: string, max?: number): string => maskText(HOUSE.has(error.name) ? text : blankQuotes(text), max);
  const code = (error as { code?: unknown }).code;
  return {
    name: maskText(String(error.name), MAX_KEY),
    message: clean(String(error.message)),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: safeValue(code, 0) } : {}),
    ...(error.stack === undefined ? {} : { stack: clean(String(error.stack), MAX_STACK) }),
    ...(error.cause instanceof Error && depth > 0 ? { cause: safeError(error.cause, depth - 1) } : {}),
  };
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Error) return safeError(value, 3);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return depth > 0 ? value.slice(0, MAX_ITEMS).map((v) => safeValue(v, depth - 1)) : '[…]';
  if (typeof value === 'object') return depth > 0 ? safeMeta(value as LogMeta, depth - 1) : '[…]';
  return undefined;
}

const isKnown = (key: string): boolean =>
  key.length <= MAX_KEY && (KNOWN.has(key) || KNOWN_PREFIX.test(key) || KNOWN_SUFFIX.test(key));

/** Metadata as it may be written. Pure. Unknown keys are dropped and named under `dropped`. */
export function safeMeta(meta: LogMeta, depth = 3): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [key, value] of Object.entries(meta).slice(0, MAX_ITEMS)) {
    if (value === undefined) continue;
    if (isKnown(key)) safe[key] = safeValue(value, depth);
    else dropped.push(maskText(key, MAX_KEY));
  }
  return dropped.length === 0 ? safe : { ...safe, dropped };
}
