/**
 * What the client of ANPR's services is told about the comune and the services: data only, already checked.
 * Invariant: whatever the public sources only suggest (algorithms, codes of 3002) is a setting here and not a constant.
 */
import type { KeyObject } from 'node:crypto';
import type { Log } from '../../log.js';

/** The services by their address: 3000 consultation, 4000 extraction, 7001 download, TestConn. */
export type Servizio = '3000' | '4000' | '7001' | 'TestConn';

export interface ImpostazioniANPR {
  /** ISTAT code of the comune. */
  readonly codMittente: string;
  /** Version of ANPR that is spoken to: only `ANPR05` since 2024-07-01. */
  readonly codDestinatario: string;
  /** `PROD`, `TEST`, `PRE_SUB`: must agree with the environment, or ANPR refuses. */
  readonly tipoInvio: string;
  readonly indirizzi: Readonly<Record<Servizio, string>>;
  /** Codice fiscale of an operator registered in ANPR: NameID of the assertion. */
  readonly operatore: string;
  /** Issuer of the assertion. */
  readonly emittente: string;
  /** ISTAT code of the seat. */
  readonly idSede: string;
  /** Name of the certificate, e.g. `015146-CO-9999`; null takes it from the certificate itself. */
  readonly idPostazione: string | null;
  /** A fourth attribute that ANPR's own sample client sends; null leaves it out. */
  readonly idApplicazione: string | null;
  /** Our address, in the assertion. */
  readonly indirizzoIp: string;
  /** Hash of signatures, digests and CMS. */
  readonly hash: 'sha256' | 'sha1';
  readonly applicativo: { readonly nome: string; readonly versione: string };
  /** `schedaAnagraficaRichiesta` of 3002 for one person and for a family. */
  readonly schedaPersona: string;
  readonly schedaFamiglia: string;
  /** `datiAnagraficiRichiesti` of 3002 (table 16): `1` is the whole card. */
  readonly datiRichiesti: readonly string[];
  readonly connectTimeoutMs: number;
  /** From the first byte sent to the last received. */
  readonly callTimeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Repetitions of the same question after a failure of the network, beyond the first attempt. */
  readonly retries: number;
  readonly retryDelayMs: number;
  /** Shows the certificate of the comune also to TLS. */
  readonly tlsClient: boolean;
}

/** The key of the comune, opened. */
export interface Credenziale {
  readonly chiave: KeyObject;
  readonly certPem: string;
  readonly catenaPem: readonly string[];
  /** Common name of the certificate. */
  readonly soggetto: string;
}

/** What the client uses and does not own. */
export interface MezziANPR {
  /** Asked at every call, so that a renewed file is used at once. @throws ConfigError no usable certificate */
  credenziale(): Credenziale;
  /** CAs that ANPR's TLS certificate is trusted by, PEM. @throws ConfigError */
  ca(): readonly string[];
  now(): Date;
  /** Told of repetitions. */
  readonly log?: Log | undefined;
  /** Text of `anpr/wsdl/servizi.wsdl`. */
  readonly wsdl: string;
}
