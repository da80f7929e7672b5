/**
 * For which certificate a content was encrypted, without opening it: which of the comune's keys ANPR really uses (G8).
 * Invariant: never computes with a key and never throws: what is not encrypted, or not readable, has no recipient.
 */
import { NotificaError } from '../errors.js';
import { looksLikeCms, parseCms } from './cms.js';
import { describe, matches } from './contenuto.js';
import type { ChiavePrivata, Keystore } from './keystore.js';

/** The certificate that a content asks for. */
export interface CertificatoChiesto {
  /** Readable: serial number and issuer. */
  readonly testo: string;
  /** Our key and the keystore it is in; null when we do not have it. */
  readonly chiave: ChiavePrivata | null;
  readonly keystore: string | null;
}

/** @returns null when the content is not encrypted, or cannot be read */
export function certificatoChiesto(bytes: Uint8Array, keystores: readonly Keystore[]): CertificatoChiesto | null {
  if (!looksLikeCms(bytes)) return null;
  try {
    const { riceventi } = parseCms(bytes);
    for (const r of riceventi)
      for (const k of keystores)
        for (const chiave of k.chiavi) if (matches(chiave, r)) return { testo: describe(r), chiave, keystore: k.nome };
    const primo = riceventi[0];
    return primo === undefined ? null : { testo: describe(primo), chiave: null, keystore: null };
  } catch (e) {
    if (e instanceof NotificaError) return null;
    throw e;
  }
}
