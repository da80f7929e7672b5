/** Are keystores and TLS certificate readable, matching and far from their end? */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { MAX_FILE, readRegular } from '../../regular-file.js';
import { type Scadenza, scadenze } from '../certificati.js';
import { keystoreFiles, readKeystores } from '../chiavi.js';
import { direAltrui, keystoreAltrui } from '../chiavi-altrui.js';
import type { Ente } from '../enti.js';
import { attenzione, type Controllo, causa, errore, ok } from './controllo.js';

const NOMI: Readonly<Record<Scadenza['kind'], string>> = {
  TLS: 'certificato TLS',
  CA: 'CA delle firme',
  KEYSTORE: 'keystore',
  FIRMATARIO: 'certificato di firma di ANPR',
};

/** The end of a certificate, as a finding. */
export function daScadenza(s: Scadenza): Controllo {
  const nome = NOMI[s.kind];
  const dettaglio = `${s.file}: scade il ${giornoInItalia(s.expiresAt)} (${s.days} ${Math.abs(s.days) === 1 ? 'giorno' : 'giorni'})`;
  if (s.limit === null) return ok(nome, dettaglio);
  const rimedio =
    s.kind === 'KEYSTORE'
      ? 'chiedere il nuovo certificato nell’applicazione web di ANPR (Sicurezza) e aggiungere il file senza togliere il vecchio'
      : 'rinnovarlo e sostituire il file: viene riletto da solo';
  return s.days < 0 && s.kind === 'TLS' ? errore(nome, dettaglio, rimedio) : attenzione(nome, dettaglio, rimedio);
}

/** Other users of the machine must not read a password. */
function permessi(file: string | null | undefined): Controllo[] {
  if (file === null || file === undefined) return [];
  try {
    if ((statSync(file).mode & 0o007) === 0) return [];
    return [attenzione('permessi', `${file} è leggibile da tutti`, `chmod 600 ${file}`)];
  } catch {
    // A file that is missing has its own finding.
    return [];
  }
}

/** The keystores of one ente. */
export function controllaKeystores(ente: Ente, commonPassword: string | null, now: Date): Controllo[] {
  const { keystores, problems } = readKeystores(ente, commonPassword);
  const chi = `keystore di ${ente.nome}`;
  const guasti = problems.map((p) => errore(chi, p.value, p.remedy));
  if (keystores.length === 0 && guasti.length === 0)
    guasti.push(
      errore(
        chi,
        'nessun keystore',
        `scaricare ${ente.codiceIstat}-CO-9999.p12 da ANPR (Sicurezza) e metterlo in keystoreDir`,
      ),
    );
  const altrui = keystoreAltrui(ente, keystores);
  const diChi = altrui.length === keystores.length ? errore : attenzione;
  const stranieri = altrui.map((k) =>
    diChi(
      chi,
      direAltrui(k),
      `metterlo nella cartella del comune ${k.codice}, o scrivere quel codice in codiciStorici`,
    ),
  );
  const fini = scadenze({ tlsFile: null, caFiles: [], keystores: [keystores] }, now).map(daScadenza);
  return [...guasti, ...stranieri, ...fini, ...keystoreFiles(ente).flatMap((f) => permessi(f.passwordFile))];
}

function nomeGiusto(cert: X509Certificate, publicUrl: string | null): Controllo[] {
  if (publicUrl === null) return [];
  const host = new URL(publicUrl).hostname;
  if (cert.checkHost(host) !== undefined) return [];
  return [
    errore(
      'certificato TLS',
      `non vale per ${host}`,
      'il nome nel certificato deve essere quello dell’endpoint pubblico',
    ),
  ];
}

/** The TLS certificate of the endpoint and its key. */
export function controllaTls(
  tls: { certFile: string; keyFile: string },
  publicUrl: string | null,
  now: Date,
): Controllo[] {
  try {
    const cert = new X509Certificate(readRegular(tls.certFile, MAX_FILE.PEM));
    const chiave = createPrivateKey(readRegular(tls.keyFile, MAX_FILE.PEM));
    if (!cert.checkPrivateKey(chiave))
      return [
        errore('certificato TLS', 'la chiave non è di questo certificato', 'controllare server.tls.certFile e keyFile'),
      ];
    const fini = scadenze({ tlsFile: tls.certFile, caFiles: [], keystores: [] }, now).map(daScadenza);
    return [...nomeGiusto(cert, publicUrl), ...fini, ...permessi(tls.keyFile)];
  } catch (error) {
    return [errore('certificato TLS', `non si legge (${causa(error)})`, 'servono un certificato e una chiave in PEM')];
  }
}
