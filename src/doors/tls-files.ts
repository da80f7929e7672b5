/**
 * The TLS certificate and key of the endpoint, read again when their files change.
 * Invariant: only a pair that fits together is ever used; a broken new file leaves the old one in service and says so.
 */
import { constants, createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError } from '../errors.js';
import type { Log } from '../log.js';
import { FileError, fileCode, fileWords, isFileFault, MAX_FILE, readRegular } from '../regular-file.js';
import { watchFiles } from './watch-files.js';

/** PEM files: the certificate with its chain, and the private key. */
export interface FileTls {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface CoppiaTls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface OpzioniOsservazione {
  readonly log: Log;
  /** Looks at the contents this often even if the system reports no change. */
  readonly intervalMs?: number | undefined;
}

/**
 * How the endpoint speaks TLS. Old protocols and ciphers never come back: TLS 1.2 is what ANPR uses (spec A.4). Every exchange
 * has keys of its own (ECDHE, and TLS 1.3), so that a private key that is stolen later opens no call recorded before; for the
 * same reason no session ticket, whose one key would live as long as the process. AES-CBC with SHA-2 is for callers on Java 7.
 * Renegotiation, which costs us a private key operation whenever the caller likes, is not answered.
 */
export const TLS_SERVER = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256',
  ].join(':'),
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
} as const satisfies SecureContextOptions;

/** OpenSSL's word for a key and a certificate that do not belong together. */
const MISMATCH = 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';

/** Whoever renews writes one file after the other: every fault of the pair may be gone a moment later. */
function unreadable(files: FileTls, error: unknown): ConfigError {
  const value = `${files.certFile}, ${files.keyFile}`;
  if (!isFileFault(error)) return unusable(files, fileCode(error));
  const remedy = `${error.path} non si legge: ${fileWords(error)}`;
  return new ConfigError([{ key: 'server.tls', value, remedy, ...(!(error instanceof FileError) && { heals: true }) }]);
}

function unusable(files: FileTls, codice: string): ConfigError {
  const value = `${files.certFile}, ${files.keyFile}`;
  const perche =
    codice === MISMATCH
      ? 'la chiave non è di questo certificato: uno dei due è di un altro rinnovo'
      : `certificato e chiave TLS non si possono usare (${codice}): servono due PEM leggibili che vanno insieme`;
  return new ConfigError([{ key: 'server.tls', value, remedy: perche, heals: true }]);
}

/** Reads the pair. @throws ConfigError when a file cannot be read, or the two do not fit; time may mend it */
export async function readTls(files: FileTls): Promise<CoppiaTls> {
  try {
    const cert = readRegular(files.certFile, MAX_FILE.PEM);
    const key = readRegular(files.keyFile, MAX_FILE.PEM);
    createSecureContext({ cert, key, ...TLS_SERVER });
    // OpenSSL keeps a key of another kind (ECDSA beside an RSA certificate) in a slot of its own and says nothing.
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw unusable(files, MISMATCH);
    return { cert, key };
  } catch (e) {
    if (e instanceof ConfigError) throw e;
    throw unreadable(files, e);
  }
}

const fingerprint = (c: CoppiaTls): string => createHash('sha256').update(c.cert).update(c.key).digest('hex');

/**
 * Calls `use` with every new pair that is good. @returns the function that stops watching
 * @param inUso the pair in service now
 */
export function watchTls(
  files: FileTls,
  inUso: CoppiaTls,
  use: (c: CoppiaTls) => void,
  o: OpzioniOsservazione,
): () => void {
  let ultima = fingerprint(inUso);
  let segnalato = false;
  const check = async (): Promise<void> => {
    try {
      const nuova = await readTls(files);
      segnalato = false;
      if (fingerprint(nuova) === ultima) return;
      ultima = fingerprint(nuova);
      use(nuova);
      o.log.info('TLS certificate reloaded', { file: files.certFile });
    } catch (err) {
      // Half-written files are normal for a moment; said once, until it is good again.
      if (!segnalato) o.log.error('new TLS certificate unusable, the old one stays', { file: files.certFile, err });
      segnalato = true;
    }
  };
  return watchFiles([files.certFile, files.keyFile], check, o.intervalMs);
}
