/** Can the signature of a notification be verified, and whose is accepted? */
import type { X509Certificate } from 'node:crypto';
import { type BundleCa, openBundle } from '../../soap/certificati.js';
import { difettoCrl } from '../../soap/crl.js';
import { isIssuedBy } from '../../soap/fiducia.js';
import { nomeLeggibile } from '../../soap/nomi.js';
import { certificatesIn, scadenze } from '../certificati.js';
import { type FonteFiducia, leggiFiducia } from '../fiducia.js';
import { daScadenza } from './chiavi.js';
import { attenzione, type Controllo, causa, errore, ok } from './controllo.js';

const CA = 'CA delle firme';

/** The section `firma`, as the configuration has it. */
export interface FirmaPaziente extends FonteFiducia {
  readonly policy: 'required' | 'if-present' | 'ignored';
}

function policy({ policy: p }: FirmaPaziente): Controllo {
  if (p === 'required') return ok('firma delle notifiche', 'richiesta e verificata');
  const rimedio = 'in produzione usare "required"';
  if (p === 'ignored')
    return attenzione('firma delle notifiche', 'NON verificata: chiunque può mandare notifiche', rimedio);
  return attenzione('firma delle notifiche', 'verificata solo se c’è', rimedio);
}

/** A signing certificate among the CAs serves messages that only name it; it is trusted for its CA. */
function foglia(file: string, cert: X509Certificate, ca: readonly X509Certificate[]): Controllo {
  const chi = `${file}: certificato di firma «${nomeLeggibile(cert.subject)}»`;
  if (ca.some((c) => isIssuedBy(cert, c))) return ok(CA, `${chi}, emesso da una CA dell’elenco`);
  const dettaglio = `${chi}, ma la CA che lo ha emesso non c’è: nessuna sua firma è accettata`;
  return attenzione(CA, dettaglio, `aggiungere a firma.caFiles la CA «${nomeLeggibile(cert.issuer)}»`);
}

interface Letto {
  readonly file: string;
  readonly certificati: readonly X509Certificate[];
  readonly guasto?: Controllo;
}

function leggi(file: string): Letto {
  try {
    const certificati = certificatesIn(file);
    if (certificati.length > 0) return { file, certificati };
    return { file, certificati, guasto: errore(CA, `${file}: nessun certificato PEM`, 'convertirlo in PEM') };
  } catch (error) {
    const rimedio = 'controllare percorso, permessi e formato';
    return { file, certificati: [], guasto: errore(CA, `${file}: non si legge (${causa(error)})`, rimedio) };
  }
}

function fini(file: string, now: Date): Controllo[] {
  return scadenze({ tlsFile: null, caFiles: [file], keystores: [] }, now).map(daScadenza);
}

/** The files of the bundle: each must be readable, and one CA must be among them. */
export function controllaCa(caFiles: readonly string[], now: Date): Controllo[] {
  const letti = caFiles.map(leggi);
  const ca = letti.flatMap((l) => l.certificati.filter((c) => c.ca));
  const tutti = letti.flatMap(({ file, certificati, guasto }) => {
    if (guasto !== undefined) return [guasto];
    return [...certificati.filter((c) => !c.ca).map((c) => foglia(file, c, ca)), ...fini(file, now)];
  });
  const senza = letti.length > 0 && ca.length === 0 && letti.every((l) => l.guasto === undefined);
  if (!senza) return tutti;
  return [...tutti, errore(CA, 'nessun certificato di CA', 'aggiungere a firma.caFiles la «CA Utenti» di ANPR')];
}

function liste({ crl, crlInservibili }: BundleCa, now: Date): Controllo[] {
  return [...crl, ...crlInservibili].map((c) => {
    const difetto = difettoCrl(c, now);
    const nome = 'revoche (CRL)';
    if (difetto === undefined && 'revocati' in c)
      return ok(nome, `${c.nome}: ${c.revocati.size === 1 ? '1 certificato' : `${c.revocati.size} certificati`}`);
    return attenzione(nome, `${c.nome}: ${difetto}`, 'scaricarla di nuovo dalla CA: viene riletta da sola');
  });
}

function soggetti({ soggetti: nomi = [] }: FirmaPaziente): Controllo {
  if (nomi.length > 0) return ok('chi può firmare', nomi.join('; '));
  return ok('chi può firmare', 'ogni certificato della CA; un secondo firmatario dà un allarme (firma.soggetti)');
}

/** Everything about signatures. */
export function controllaFirma(f: FirmaPaziente, now: Date): Controllo[] {
  if (f.policy === 'ignored') return [policy(f)];
  const ca = controllaCa(f.caFiles, now);
  if (ca.some((c) => c.esito === 'errore')) return [policy(f), ...ca, soggetti(f)];
  const fiducia = leggiFiducia(f);
  return [policy(f), ...ca, ...liste(openBundle(fiducia.files, fiducia), now), soggetti(f)];
}
