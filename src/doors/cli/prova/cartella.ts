/**
 * The folder of a trial: certificates, keystore, configuration, an empty database file.
 * Invariant: only a folder that this command made, or an empty one, is ever emptied.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../folder.js';
import { type Comune, creaPki, inventaRegolamento, type Pki, type Regolamento } from '../../../simulatore/index.js';
import { UsoError } from '../esegui.js';
import { sezioneANPR } from './anpr.js';

/** Says that the folder is ours. */
const SEGNO = '.allinea-prova';
const SOLO_NOI = 0o600;

export interface CartellaProva {
  readonly dir: string;
  readonly configFile: string;
  readonly databaseFile: string;
  readonly logFile: string;
  readonly porte: Porte;
  readonly pki: Pki;
}

function svuota(dir: string): void {
  if (!existsSync(dir)) return;
  const nomi = readdirSync(dir);
  if (nomi.length > 0 && !nomi.includes(SEGNO))
    throw new UsoError(`La cartella ${dir} non è di una prova: non la tocco. Indicarne un’altra con --cartella.`);
  for (const nome of nomi) rmSync(join(dir, nome), { recursive: true, force: true });
}

/** Ports of the daemon and of ANPR's services. */
export interface Porte {
  readonly demone: number;
  readonly servizi: number;
}

/** What the configuration says of the comune. */
type Identita = Pick<Comune, 'codiceIstat' | 'nome'> & { readonly parametri: Regolamento };

function config({ codiceIstat, nome, parametri }: Identita, { demone: port, servizi }: Porte): unknown {
  return {
    database: { kind: 'sqlite', file: 'allinea.sqlite' },
    server: { host: '127.0.0.1', port, tls: { certFile: 'tls/cert.pem', keyFile: 'tls/chiave.pem' } },
    firma: { policy: 'required', caFiles: ['ca/anpr-fittizia.pem'] },
    enti: [{ codiceIstat, nome, keystoreDir: 'chiavi', parametri, anpr: sezioneANPR(codiceIstat, servizi) }],
    spool: { dir: 'spool' },
    log: { level: 'info', file: 'allinea.log' },
  };
}

/** Certificates, keystores and their passwords, where the configuration of a trial looks for them. */
export function scriviChiavi(dir: string, pki: Pki): void {
  for (const nome of ['tls', 'ca', 'chiavi']) mkdirSync(join(dir, nome), { mode: 0o700 });
  writeFileSync(join(dir, 'tls/cert.pem'), pki.tls.certPem);
  writeFileSync(join(dir, 'tls/chiave.pem'), pki.tls.chiavePem, { mode: SOLO_NOI });
  writeFileSync(join(dir, 'ca/anpr-fittizia.pem'), pki.caPem);
  // For `allinea simula`, which plays ANPR against this installation.
  writeFileSync(join(dir, 'ca/firma-cert.pem'), pki.anpr.certPem);
  writeFileSync(join(dir, 'ca/firma-chiave.pem'), pki.anpr.chiavePem, { mode: SOLO_NOI });
  for (const k of pki.comuni) {
    const file = join(dir, 'chiavi', k.nomeFile);
    writeFileSync(file, k.p12, { mode: SOLO_NOI });
    writeFileSync(file.replace(/\.p12$/, '.password'), `${k.password}\n`, { mode: SOLO_NOI });
    writeFileSync(file.replace(/\.p12$/, '.cert.pem'), k.certPem);
  }
}

/** Makes the folder anew; the comune has the regulation of its fictitious ANPR. @throws UsoError for a folder with things of somebody else */
export async function preparaCartella(
  dir: string,
  comune: Pick<Comune, 'codiceIstat' | 'nome'>,
  { scegliPorte, now, oggi }: { scegliPorte: () => Promise<Porte>; now: Date; oggi: string },
): Promise<CartellaProva> {
  svuota(dir);
  makeFolder(dir);
  writeFileSync(join(dir, SEGNO), 'Cartella di prova di Allinea: si può cancellare.\n');
  const pki = await creaPki({ codiciIstat: [comune.codiceIstat], now });
  scriviChiavi(dir, pki);
  const configFile = join(dir, 'allinea.json');
  // After the keys, which take seconds: a port that is free now may be somebody else's then.
  const porte = await scegliPorte();
  writeFileSync(
    configFile,
    `${JSON.stringify(config({ ...comune, parametri: inventaRegolamento(oggi) }, porte), null, 2)}\n`,
  );
  return {
    dir,
    configFile,
    databaseFile: join(dir, 'allinea.sqlite'),
    logFile: join(dir, 'allinea.log'),
    porte,
    pki,
  };
}
