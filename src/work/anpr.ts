/**
 * The clients of ANPR's services, one for each comune that is connected, built once from the configuration.
 * Invariant: a comune without the section has none, and nothing else of it changes; keys and CAs are read when they are
 * used and again when their files change, so that renewing a certificate needs no restart.
 */

import { readFileSync } from 'node:fs';
import { giornoInItalia } from '../anpr/ora-italiana.js';
import { ConfigError } from '../errors.js';
import type { Log } from '../log.js';
import { fileWords, isFileFault, MAX_FILE, readRegularText } from '../regular-file.js';
import { createClientANPR } from '../soap/client/client.js';
import type { Credenziale, ImpostazioniANPR, Servizio } from '../soap/client/impostazioni.js';
import type { ClientANPR } from '../soap/client/servizi.js';
import type { ChiavePrivata } from '../soap/keystore.js';
import { certificatesIn } from './certificati.js';
import { openOne, stampOf } from './chiavi.js';
import { codiciDi, type Ente, type KeystoreFile } from './enti.js';

/** The section `enti[].anpr`, as checked with the configuration. */
export interface AccessoANPR {
  readonly ambiente: 'PROD' | 'TEST';
  /** Null is ANPR's own address in that environment. */
  readonly indirizzi: {
    readonly consultazione: string | null;
    readonly estrazione: string | null;
    readonly scarico: string | null;
    readonly prova: string | null;
  };
  readonly keystore: KeystoreFile;
  readonly caFiles: readonly string[];
  readonly operatore: string;
  readonly indirizzoIp: string;
  readonly idSede: string | null;
  readonly idPostazione: string | null;
  readonly idApplicazione: string | null;
  readonly emittente: string;
  readonly tipoInvio: string | null;
  readonly codDestinatario: string;
  readonly firma: 'rsa-sha256' | 'rsa-sha1';
  readonly schedaPersona: string;
  readonly schedaFamiglia: string;
  readonly datiRichiesti: readonly string[];
  readonly tlsClient: boolean;
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly retries: number;
  readonly retryDelayMs: number;
}

/** The client of a comune by any of its codes; null when it is not connected. */
export type ClientDi = (codiceIstat: string) => ClientANPR | null;

export interface OpzioniClient {
  /** Password of keystores that have no file of their own. */
  readonly commonPassword: string | null;
  /** Version of this program, for `versioneApplicativo`. */
  readonly version: string;
  readonly now: () => Date;
  readonly log?: Log;
}

/** Hosts of the spec, section E; the closed environments are not here. */
const HOST: Readonly<Record<AccessoANPR['ambiente'], string>> = {
  PROD: 'https://ws.anpr.interno.it',
  TEST: 'https://wstest.anpr.interno.it',
};

const PERCORSI: Readonly<Record<Servizio, string>> = {
  '3000': '/ANPR3000ServiziConsultazione/AnprService3000',
  '4000': '/ANPR4000ServiziEstrazione/AnprService4000',
  '7001': '/ANPR7001ServizioScaricoTabelle/AnprService7001',
  TestConn: '/ANPRTestConn/TestConn',
};

function indirizziDi({ ambiente, indirizzi }: AccessoANPR): Readonly<Record<Servizio, string>> {
  const suo = (servizio: Servizio): string => `${HOST[ambiente]}${PERCORSI[servizio]}`;
  return {
    '3000': indirizzi.consultazione ?? suo('3000'),
    '4000': indirizzi.estrazione ?? suo('4000'),
    '7001': indirizzi.scarico ?? suo('7001'),
    TestConn: indirizzi.prova ?? suo('TestConn'),
  };
}

/** Of `versioneApplicativo` in tipoDato.xsd. */
const MAX_VERSIONE = 80;

function impostazioniDi(ente: Ente, a: AccessoANPR, version: string): ImpostazioniANPR {
  return {
    ...a,
    codMittente: ente.codiceIstat,
    tipoInvio: a.tipoInvio ?? a.ambiente,
    indirizzi: indirizziDi(a),
    idSede: a.idSede ?? ente.codiceIstat,
    hash: a.firma === 'rsa-sha1' ? 'sha1' : 'sha256',
    applicativo: { nome: 'Allinea', versione: version.slice(0, MAX_VERSIONE) },
  };
}

/** The value read from files, read again when one of them changes. */
function riletto<T>(files: readonly string[], leggi: () => T): () => T {
  let ultimo: { stamp: string; valore: T } | undefined;
  return () => {
    const stamp = files.map(stampOf).join('\n');
    if (ultimo?.stamp !== stamp) ultimo = { stamp, valore: leggi() };
    return ultimo.valore;
  };
}

/** Of more keys in one file the one that lasts longest: an old one beside it was left there by a renewal. */
function leggiChiave(file: KeystoreFile, commonPassword: string | null): ChiavePrivata {
  const chiavi = openOne(file, commonPassword).chiavi.toSorted((a, b) => b.scadenza.localeCompare(a.scadenza));
  return chiavi[0] as ChiavePrivata;
}

/** ANPR answers an expired certificate with the same words as everything else: better told here. @throws ConfigError */
function valida(chiave: ChiavePrivata, file: string, now: Date): Credenziale {
  if (chiave.scadenza > now.toISOString()) return chiave;
  const remedy =
    `il certificato ${chiave.soggetto} è scaduto il ${giornoInItalia(chiave.scadenza)}: scaricare il nuovo da ANPR ` +
    '(Sicurezza) e metterlo al posto di questo file, oppure correggere la data di questa macchina';
  throw new ConfigError([{ key: 'anpr.keystore.file', value: file, remedy }]);
}

function leggiCa(files: readonly string[]): readonly string[] {
  return files.map((file) => {
    try {
      if (certificatesIn(file).length > 0) return readRegularText(file, MAX_FILE.PEM);
    } catch (error) {
      const remedy = `il file non si legge: ${isFileFault(error) ? fileWords(error) : 'non è PEM'}`;
      throw new ConfigError([{ key: 'anpr.caFiles', value: file, remedy }]);
    }
    throw new ConfigError([{ key: 'anpr.caFiles', value: file, remedy: 'il file non contiene certificati PEM' }]);
  });
}

function clientDi(ente: Ente, a: AccessoANPR, o: OpzioniClient): ClientANPR {
  const files = [a.keystore.file, ...(a.keystore.passwordFile ? [a.keystore.passwordFile] : [])];
  const chiave = riletto(files, () => leggiChiave(a.keystore, o.commonPassword));
  return createClientANPR(impostazioniDi(ente, a, o.version), {
    credenziale: () => valida(chiave(), a.keystore.file, o.now()),
    ca: riletto(a.caFiles, () => leggiCa(a.caFiles)),
    now: o.now,
    log: o.log,
    wsdl: readFileSync(new URL('../anpr/wsdl/servizi.wsdl', import.meta.url), 'utf8'),
  });
}

/** Builds the clients. Never throws for a key or a CA that cannot be read: the first question does. */
export function clientiANPR(enti: readonly Ente[], o: OpzioniClient): ClientDi {
  const clienti = new Map<string, ClientANPR>();
  for (const ente of enti) {
    if (ente.anpr === null || ente.anpr === undefined) continue;
    const client = clientDi(ente, ente.anpr, o);
    for (const codice of codiciDi(ente)) clienti.set(codice, client);
  }
  return (codiceIstat) => clienti.get(codiceIstat) ?? null;
}
