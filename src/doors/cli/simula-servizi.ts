/**
 * `allinea simula --servizi`: the services of the fictitious ANPR (4005, 3002, 3003, 7002) for training, until interrupted.
 * Invariant: in the folder of a trial the very ANPR of that trial comes back; in a new one everything that is needed to
 * reach it is written: CA, keystore, the piece of configuration to paste.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { makeFolder } from '../../folder.js';
import { creaPki, type ServerServizi } from '../../simulatore/index.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { UsoError } from './esegui.js';
import {
  type ANPRFittizia,
  ascoltaServizi,
  creaANPR,
  leggiRicetta,
  type Ricetta,
  scriviRicetta,
  sezioneANPR,
} from './prova/anpr.js';
import { scriviChiavi } from './prova/cartella.js';
import { numero, scheda } from './testo.js';

export interface OpzioniServizi {
  readonly json?: boolean;
  readonly comune?: string;
  readonly cartella?: string;
  readonly abitanti: number;
  readonly seed: string;
  readonly porta: number;
}

const CARTELLA = 'anpr-fittizia';
const FRAMMENTO = 'frammento.json';

/** Writes certificates, keystore and the piece of configuration into a folder of its own. */
async function prepara(dir: string, r: Ricetta, now: Date): Promise<void> {
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new UsoError(
      `La cartella ${dir} non è vuota e non è di una ANPR fittizia: indicarne un’altra con --cartella.`,
    );
  makeFolder(dir);
  scriviChiavi(dir, await creaPki({ codiciIstat: [r.codiceIstat], now }));
  const { codiceIstat, nome } = r;
  const ente = { codiceIstat, nome, keystoreDir: join(dir, 'chiavi'), anpr: sezioneANPR(codiceIstat, r.porta, dir) };
  writeFileSync(join(dir, FRAMMENTO), `${JSON.stringify({ enti: [ente] }, null, 2)}\n`);
  scriviRicetta(dir, r);
}

async function ricettaDi(o: OpzioniServizi, dir: string, now: Date): Promise<Ricetta> {
  const nota = leggiRicetta(dir);
  if (nota !== undefined) return nota;
  const { comune: codiceIstat, abitanti, seed, porta } = o;
  if (codiceIstat === undefined)
    throw new UsoError('Serve --comune, il codice ISTAT del comune inventato (o --cartella di una prova già fatta).');
  const nuova = { codiceIstat, nome: 'Comune Simulato', abitanti, seed, oggi: giornoInItalia(now), perdute: 0, porta };
  await prepara(dir, nuova, now);
  return nuova;
}

function carte(dir: string): Parameters<typeof ascoltaServizi>[1] {
  const leggi = (...nome: string[]): string => readFileSync(join(dir, ...nome), 'utf8');
  return {
    caPem: leggi('ca', 'anpr-fittizia.pem'),
    tls: { certPem: leggi('tls', 'cert.pem'), chiavePem: leggi('tls', 'chiave.pem') },
  };
}

/** The port may be somebody else's: the trial itself, if it is still running. */
async function ascolta(anpr: ANPRFittizia, dir: string, porta: number): Promise<ServerServizi> {
  try {
    return await ascoltaServizi(anpr, carte(dir), porta);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsoError(`La porta ${porta} è occupata: i servizi di questa cartella sono forse già accesi.`);
  }
}

interface Accesi {
  readonly url: string;
  readonly cartella: string;
  readonly frammento: string | null;
  readonly notifiche: number;
  readonly scaricoMassivo: string;
}

function racconta(a: Accesi, r: Ricetta): string {
  const dove = a.frammento === null ? 'già nella configurazione di questa cartella' : a.frammento;
  return scheda([
    ['servizi di ANPR', a.url],
    ['comune', `${r.nome} (${r.codiceIstat}), storia fino al ${r.oggi}`],
    ['notifiche che conosce', numero(a.notifiche)],
    ['da incollare in «enti»', dove],
    ['certificati e keystore', a.cartella],
    ['scarico massivo (7002)', `richiesta numero ${a.scaricoMassivo}, pronta fra pochi secondi`],
  ]);
}

/** Stays until interrupted. @throws UsoError a folder of somebody else, a port that is taken, no comune */
export async function simulaServizi(ambiente: Ambiente, o: OpzioniServizi): Promise<Esito> {
  const dir = resolve(o.cartella ?? CARTELLA);
  const ricetta = await ricettaDi(o, dir, ambiente.now());
  const anpr = creaANPR(ricetta, ambiente.now);
  const server = await ascolta(anpr, dir, ricetta.porta);
  const frammento = join(dir, FRAMMENTO);
  const accesi: Accesi = {
    url: server.url,
    cartella: dir,
    frammento: existsSync(frammento) ? frammento : null,
    notifiche: anpr.servizi.archivio.voci.size,
    scaricoMassivo: anpr.servizi.ordinaFile('REGISTRO'),
  };
  const signal = ambiente.interruption();
  const out = o.json === true ? ambiente.err : ambiente.out;
  out.write(`${racconta(accesi, ricetta)}\n\nI servizi restano accesi: Ctrl+C per fermarli.\n`);
  if (!signal.aborted)
    await new Promise<void>((fine) => signal.addEventListener('abort', () => fine(), { once: true }));
  await server.chiudi();
  const domande = server.chiamate.length;
  return { code: ESITO.OK, text: `Servizi fermati: ${numero(domande)} domande.`, data: { ...accesi, domande } };
}
