/**
 * The shape of the configuration: every key, its unit (in its name), its limits, and the remedy in Italian.
 * Invariant: no key has a default here (they are in config/default.json) and unknown keys are refused.
 */
import { z } from 'zod';
import { ALLARMI } from './allarmi.js';
import { ANPR } from './anpr.js';
import {
  codiceIstat,
  cron,
  elenco,
  file,
  intero,
  keystore,
  scelta,
  sezione,
  siNo,
  testo,
  UN_GIGA_BYTES,
  UN_GIORNO_MS,
} from './campi.js';
import { CONFRONTO } from './confronto.js';
import { regola } from './regole.js';
import { RICONCILIAZIONE } from './riconciliazione.js';
import { SILENZIO } from './silenzio.js';
import { SPOOL } from './spool.js';

/** Their names and values are judged by `registri/parametri.ts`. */
const parametro = sezione({
  nome: testo('scrivere il nome del parametro'),
  valore: testo('scrivere il valore fra virgolette'),
  dal: testo('manca la validità: scrivere da quale giorno vale, AAAA-MM-GG'),
  atto: testo('scrivere l’atto che lo stabilisce, per esempio "Del. C.C. 12/2025"'),
});

export const ENTE = sezione({
  codiceIstat: codiceIstat('scrivere il codice ISTAT del comune, 6 cifre fra virgolette (zeri iniziali compresi)'),
  nome: testo('scrivere il nome del comune'),
  abitanti: intero(1, 5_000_000).nullable().optional().default(null),
  codiciStorici: elenco(codiceIstat('scrivere un codice ISTAT di 6 cifre fra virgolette'), 'i codici ISTAT precedenti')
    .optional()
    .default([]),
  keystores: elenco(keystore, 'i keystore del comune').optional().default([]),
  keystoreDir: file('una cartella con i keystore (*.p12) e accanto le loro password (*.password)')
    .nullable()
    .optional()
    .default(null),
  anpr: ANPR.nullable().optional().default(null),
  parametri: elenco(parametro, 'i parametri del comune {nome, valore, dal, atto}').optional().default([]),
  regole: elenco(regola, 'le regole del comune {ufficio, evento, regola, dal, …}').optional().default([]),
});

/** One schema for each top-level key; `validate` runs them separately so that one wrong section hides no other. */
export const SEZIONI = {
  database: sezione({
    kind: scelta(['sqlite', 'mysql']),
    file: file('il file SQLite'),
    host: testo('scrivere il nome o l’indirizzo del server MySQL/MariaDB'),
    port: intero(1, 65_535),
    name: testo('scrivere il nome del database'),
    user: testo('scrivere l’utente del database'),
    passwordFile: file('un file che contiene solo la password del database').nullable(),
    socketPath: testo('scrivere il percorso del socket locale di MySQL/MariaDB, oppure null').nullable(),
    sslCaFile: file(
      'il certificato della CA del server MySQL/MariaDB, oppure null per una connessione senza TLS',
    ).nullable(),
    poolSize: intero(1, 200),
  }),
  server: sezione({
    host: testo('scrivere l’indirizzo su cui ascoltare, per esempio 0.0.0.0'),
    port: intero(0, 65_535),
    path: testo('scrivere il percorso del servizio').regex(/^\/[\w./-]*$/, {
      error: 'scrivere un percorso che comincia con /, per esempio /anpr/n000',
    }),
    publicUrl: z
      .url({ protocol: /^https?$/, error: 'scrivere l’indirizzo pubblico completo, https://…, oppure null' })
      .nullable(),
    tls: sezione({
      certFile: file('il certificato TLS (catena PEM)'),
      keyFile: file('la chiave TLS (PEM)'),
    }).nullable(),
    maxBodyBytes: intero(20_971_520, UN_GIGA_BYTES),
    maxBytesInFlight: intero(20_971_520, 16 * UN_GIGA_BYTES),
    maxConcurrent: intero(1, 10_000),
    slotWaitMs: intero(0, 60_000),
    maxConnections: intero(8, 100_000),
    minBytesPerSecond: intero(0, UN_GIGA_BYTES),
    readerThreads: intero(2, 64),
    readerDeadlineMs: intero(500, 60_000),
    readerHeapMb: intero(64, 4_096),
    requestTimeoutMs: intero(1_000, 600_000),
    headersTimeoutMs: intero(1_000, 600_000),
    shutdownTimeoutMs: intero(1_000, 600_000),
  }),
  firma: sezione({
    policy: scelta(['required', 'if-present', 'ignored']),
    caFiles: elenco(file('un certificato di CA (PEM)'), 'i certificati della CA che firma le notifiche'),
    crlFiles: elenco(file('una lista di revoca (CRL)'), 'le liste di revoca (CRL) della CA'),
    soggetti: elenco(
      testo('scrivere il nome di chi firma').regex(/^[^=]+=./, {
        error: 'scrivere uno o più attributi del nome, per esempio "CN=…, O=…", come li mostra «allinea stato»',
      }),
      'i nomi (soggetti dei certificati) di chi può firmare',
    ),
    contenutiCifrati: siNo().nullable(),
    acceptSha1: siNo(),
    timestampToleranceMs: intero(0, UN_GIORNO_MS).nullable(),
  }),
  risposta: sezione({ campo: scelta(['entrambi', 'codiceEsito', 'esito']) }),
  enti: elenco(ENTE, 'almeno un ente {codiceIstat, nome, …}').min(1, {
    error:
      'indicare almeno un ente: {"codiceIstat": "NNNNNN", "nome": "…", "keystoreDir": "…"} (vedi config/example.json)',
  }),
  prova: sezione({
    idOperazioneANPR: elenco(testo('scrivere un identificativo'), 'gli identificativi delle notifiche di prova'),
    codDestinatario: elenco(testo('scrivere un codice'), 'i destinatari delle notifiche di prova'),
  }),
  spool: SPOOL,
  confronto: CONFRONTO,
  loop: sezione({
    batchSize: intero(1, 10_000),
    pollMs: intero(100, UN_GIORNO_MS),
    leaseTtlMs: intero(5_000, UN_GIORNO_MS),
    retry: sezione({
      maxAttempts: intero(1, 100),
      firstDelayMs: intero(1, UN_GIORNO_MS),
      maxDelayMs: intero(1, 7 * UN_GIORNO_MS),
    }),
  }),
  silenzio: SILENZIO,
  allarmi: ALLARMI,
  riconciliazione: RICONCILIAZIONE,
  retention: sezione({
    contentsDays: intero(30, 36_500),
    // ANPR answers for 180 days: the days it may still be asked about are never forgotten.
    ledgerDays: intero(200, 36_500),
    rejectionRows: intero(100, 10_000_000),
  }),
  jobs: sezione({
    retrySweep: cron().nullable(),
    retention: cron().nullable(),
    rejections: cron().nullable(),
    certificates: cron().nullable(),
    calendar: cron(),
    tari: cron().nullable(),
    electors: cron().nullable(),
    alarms: cron().nullable(),
    silence: cron().nullable(),
    compare: cron().nullable(),
    cards: cron().nullable(),
    verify: cron().nullable(),
    reconcile: cron().nullable(),
    reconcileTickets: cron().nullable(),
  }),
  log: sezione({
    level: scelta(['error', 'warn', 'info', 'debug']),
    file: file('il file di log').nullable(),
    maxFileBytes: intero(1_024, UN_GIGA_BYTES),
    maxFiles: intero(1, 1_000),
  }),
  health: sezione({ enabled: siNo() }),
} as const;

export type NomeSezione = keyof typeof SEZIONI;
export const NOMI_SEZIONI = Object.keys(SEZIONI) as NomeSezione[];

/** The configuration as written, section by section, after every single value was checked. */
export type Sezioni = { readonly [K in NomeSezione]: z.output<(typeof SEZIONI)[K]> };
