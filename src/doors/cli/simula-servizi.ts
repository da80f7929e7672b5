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
import { conto, numero, scheda } from './testo.js';

export interface OpzioniServizi {
  readonly json?: boolean;
  readonly comune?: string;
  readonly cartella?: string;
  readonly abitanti: number;
  readonly seed: string;
  /** Absent: that of the folder, or 9443. */
  readonly porta?: number | undefined;
}

const PORTA = 9443;
const CARTELLA = 'anpr-fittizia';
const FRAMMENTO = 'frammento.json';

/** Writes certificates, keystores and the piece of configuration into a folder of its own. */
async function prepara(dir: string, r: Ricetta, now: Date): Promise<void> {
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new UsoError(
      `La cartella ${dir} non è vuota e non è di una ANPR fittizia: indicarne un’altra con --cartella.`,
    );
  makeFolder(dir);
  scriviChiavi(dir, await creaPki({ codiciIstat: [r.codiceIstat], now }));
  scriviFrammento(dir, r);
}

/** The piece of configuration and the recipe, which name the port. */
function scriviFrammento(dir: string, r: Ricetta): void {
  const { codiceIstat, nome } = r;
  const ente = { codiceIstat, nome, keystoreDir: join(dir, 'chiavi'), anpr: sezioneANPR(codiceIstat, r.porta, dir) };
  writeFileSync(join(dir, FRAMMENTO), `${JSON.stringify({ enti: [ente] }, null, 2)}\n`);
  scriviRicetta(dir, r);
}

async function ricettaDi(o: OpzioniServizi, dir: string, now: Date): Promise<Ricetta> {
  const nota = leggiRicetta(dir);
  if (nota !== undefined) return nota;
  const { comune: codiceIstat, abitanti, seed, porta = PORTA } = o;
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

const PERCHE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'è occupata: i servizi di questa cartella sono forse già accesi'],
  ['EACCES', 'è riservata a root'],
]);

/** The port may be somebody else's: the trial itself, if it is still running. @throws UsoError */
async function ascolta(anpr: ANPRFittizia, dir: string, porta: number): Promise<ServerServizi> {
  try {
    return await ascoltaServizi(anpr, carte(dir), porta);
  } catch (error) {
    const perche = PERCHE.get(String((error as NodeJS.ErrnoException).code));
    if (perche === undefined) throw error;
    throw new UsoError(`La porta ${porta} ${perche}. Se ne sceglie un’altra con --porta.`);
  }
}

interface Accesi {
  readonly url: string;
  readonly porta: number;
  readonly cartella: string;
  readonly frammento: string | null;
  readonly notifiche: number;
  readonly scaricoMassivo: string;
}

/** Where the address of the services is written; the configuration of a trial keeps the port it was made with. */
function indirizzo({ frammento, porta }: Accesi, r: Ricetta): string {
  if (frammento !== null) return frammento;
  if (porta === r.porta) return 'già nella configurazione di questa cartella';
  return `la configurazione di questa cartella ha la porta ${r.porta}: cambiarla in ${porta} in «enti[].anpr.indirizzi»`;
}

function racconta(a: Accesi, r: Ricetta): string {
  return scheda([
    ['servizi di ANPR', a.url],
    ['comune', `${r.nome} (${r.codiceIstat}), storia fino al ${r.oggi}`],
    ['notifiche che conosce', numero(a.notifiche)],
    ['da incollare in «enti»', indirizzo(a, r)],
    ['certificati e keystore', a.cartella],
    ['scarico massivo (7002)', `richiesta numero ${a.scaricoMassivo}, pronta fra pochi secondi`],
  ]);
}

/** Stays until interrupted. @throws UsoError a folder of somebody else, a port that is taken, no comune */
export async function simulaServizi(ambiente: Ambiente, o: OpzioniServizi): Promise<Esito> {
  const dir = resolve(o.cartella ?? CARTELLA);
  const ricetta = await ricettaDi(o, dir, ambiente.now());
  const anpr = creaANPR(ricetta, ambiente.now);
  const porta = o.porta ?? ricetta.porta;
  const server = await ascolta(anpr, dir, porta);
  const frammento = join(dir, FRAMMENTO);
  if (porta !== ricetta.porta && existsSync(frammento)) scriviFrammento(dir, { ...ricetta, porta });
  const accesi: Accesi = {
    url: server.url,
    porta,
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
  return {
    code: ESITO.OK,
    text: `Servizi fermati: ${conto(domande, 'domanda', 'domande')}.`,
    data: { ...accesi, domande },
  };
}
