/** The summary of a trial, for people. */
import { relative } from 'node:path';
import type { EsitoInvio } from '../../../simulatore/index.js';
import type { RiepilogoEnte } from '../../../work/riepilogo.js';
import { conto, numero, scheda, tabella } from '../testo.js';
import type { CartellaProva } from './cartella.js';
import type { EsitoVista } from './confronto.js';
import type { Differenza } from './differenza.js';

export interface EsitoProva {
  readonly cartella: CartellaProva;
  readonly url: string;
  readonly path: string;
  /** ANPR's services, without path. */
  readonly servizi: string;
  /** Notifications that the push never sent and reconciliation brought in. */
  readonly recuperate: number;
  readonly riepilogo: RiepilogoEnte;
  readonly invio: Omit<EsitoInvio, 'daSbloccare'>;
  readonly caricoAlSecondo: number;
  readonly applicateAlSecondo: number;
  readonly viste: readonly EsitoVista[];
  readonly differenze: readonly Differenza[];
  readonly durataMs: number;
  /** The daemon keeps running after the summary. */
  readonly acceso: boolean;
}

const PRIME = 20;

/** One line per view. */
function confrontate(viste: readonly EsitoVista[]): string {
  const esito = ({ differenze: d }: EsitoVista): string =>
    d.length === 0 ? 'come il vero' : d.length === 1 ? '1 differenza' : `${numero(d.length)} differenze`;
  return tabella(viste.map((v) => [`  ${v.vista}`, numero(v.righe).padStart(7), esito(v)]));
}

function verdetto(differenze: readonly Differenza[]): string {
  if (differenze.length === 0) return 'Le viste degli uffici coincidono con il registro dell’ANPR fittizia.';
  const prime = differenze.slice(0, PRIME).map((d) => `  ${d.vista} ${d.chiave}: ${d.colonna}`);
  const altre = differenze.length > PRIME ? [`  … e altre ${numero(differenze.length - PRIME)}`] : [];
  return [
    `Le viste NON coincidono con il registro dell’ANPR fittizia (${conto(differenze.length, 'differenza', 'differenze')}):`,
    ...prime,
    ...altre,
  ].join('\n');
}

function conti({ riepilogo: r, invio, ...e }: EsitoProva): string {
  const v = r.viste;
  return scheda([
    ['residenti', numero(v.v_residenti)],
    ['famiglie', numero(v.v_famiglie)],
    ['contribuenti', numero(v.v_tributi_contribuenti)],
    ['nuclei', numero(v.v_tributi_nuclei)],
    ['elettori', numero(v.v_elettori)],
    [
      'variazioni aperte',
      `tributi ${numero(r.variazioniAperte.tributi)}, elettorale ${numero(r.variazioniAperte.elettorale)}`,
    ],
    ['notifiche inviate', `${numero(invio.inviate)}, più ${numero(invio.duplicati)} ripetute`],
    ['accettate', `${numero(invio.acquisite)} (${numero(invio.alSecondo)} al secondo)`],
    [
      'applicate',
      `${numero(r.notifiche.applied)} con il carico iniziale (${numero(e.applicateAlSecondo)} al secondo; il carico ${numero(e.caricoAlSecondo)})`,
    ],
    ...(e.recuperate > 0 ? ([['mai arrivate, recuperate', numero(e.recuperate)]] as const) : []),
    ['parcheggiate', numero(r.notifiche.parked)],
    ['di prova, mai applicate', numero(r.notifiche.prova)],
  ]);
}

/** After `--exit` nobody listens any more: only what stays on disk is named. */
function indirizzi({ cartella, url, path, servizi, acceso }: EsitoProva): string {
  const qui = (file: string): string => relative(process.cwd(), file) || file;
  const config = `--config ${qui(cartella.configFile)}`;
  const rete: [string, string][] = [
    ['servizio N000', `${url}${path}`],
    ['WSDL', `${url}${path}?wsdl`],
    ['salute', `${url}/health/live  ${url}/health/ready`],
    ['servizi di ANPR (fittizi)', servizi],
  ];
  return scheda([
    ...(acceso ? rete : []),
    ['database', qui(cartella.databaseFile)],
    ['log', qui(cartella.logFile)],
    ['leggere una vista', `node dist/src/cli.js vista v_residenti ${config}`],
    ['stato', `node dist/src/cli.js stato ${config}`],
    ['riconciliare con ANPR', `node dist/src/cli.js riconcilia --attendi ${config}`],
    ...(acceso
      ? []
      : ([
          ['servizi di ANPR (fittizi)', `node dist/src/cli.js simula --servizi --cartella ${qui(cartella.dir)}`],
        ] as const)),
  ]);
}

/** The whole summary. */
export function raccontaProva(e: EsitoProva): string {
  const durata = `Prova conclusa in ${(e.durataMs / 1000).toFixed(1)} s. Dati inventati.`;
  return `\n${durata}\n\n${conti(e)}\n\n${confrontate(e.viste)}\n\n${verdetto(e.differenze)}\n\nIndirizzi\n${indirizzi(e)}`;
}
