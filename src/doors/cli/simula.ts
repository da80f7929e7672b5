/**
 * `allinea simula`: plays ANPR against any endpoint, with invented people: signed, encrypted, repeated, out of order.
 * Invariant: nothing of a real comune is ever sent: contents come from the simulator alone.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { fileWords, MAX_FILE, readRegularText } from '../../regular-file.js';
import {
  creaComune,
  creaStoria,
  type EsitoInvio,
  invia,
  type NotificaSimulata,
  notificaDiProva,
  type OpzioniInvio,
} from '../../simulatore/index.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { comando, interoPositivo, porta, type Registra } from './comando.js';
import { esegui, UsoError } from './esegui.js';
import { creaBarra } from './prova/barra.js';
import { simulaServizi } from './simula-servizi.js';
import { conto, numero, scheda } from './testo.js';

interface Opzioni {
  readonly json?: boolean;
  readonly servizi?: boolean;
  readonly porta?: number;
  readonly url?: string;
  readonly comune?: string;
  readonly cartella?: string;
  readonly certComune?: string;
  readonly firmaCert?: string;
  readonly firmaChiave?: string;
  readonly caTls?: string;
  readonly senzaFirma?: boolean;
  readonly inChiaro?: boolean;
  readonly soloProva?: boolean;
  readonly abitanti: number;
  readonly seed: string;
  readonly quante?: number;
  readonly parallele: number;
  readonly minutoMs: number;
}

/** Nothing left of one acknowledgement in ten, order lost within a dozen: what ANPR does on a bad day. */
const QUOTA_DUPLICATI = 0.1;
const FINESTRA_DISORDINE = 12;

function leggi(file: string): string {
  try {
    return readRegularText(file, MAX_FILE.PEM);
  } catch (error) {
    throw new UsoError(`Il file ${file} non si legge: ${fileWords(error)}.`);
  }
}

/** What pushing needs. */
type Spinta = Opzioni & { readonly url: string; readonly comune: string };

/** The files that a trial left in its folder, where they are not named one by one. */
function completa({ url, comune, ...altre }: Opzioni): Spinta {
  if (url === undefined || comune === undefined)
    throw new UsoError('Servono --url, l’endpoint, e --comune, il destinatario (o --servizi per i servizi di ANPR).');
  const o = { ...altre, url, comune };
  if (o.cartella === undefined) return o;
  const dir = o.cartella;
  const cert = readdirSync(join(dir, 'chiavi')).find((n) => n.startsWith(o.comune) && n.endsWith('.cert.pem'));
  return {
    caTls: join(dir, 'ca', 'anpr-fittizia.pem'),
    firmaCert: join(dir, 'ca', 'firma-cert.pem'),
    firmaChiave: join(dir, 'ca', 'firma-chiave.pem'),
    ...(cert !== undefined && { certComune: join(dir, 'chiavi', cert) }),
    ...o,
  };
}

function mittente(o: Opzioni): OpzioniInvio['mittente'] {
  if (o.senzaFirma === true) return null;
  if (o.firmaCert === undefined || o.firmaChiave === undefined)
    throw new UsoError('Per firmare servono --firma-cert e --firma-chiave (o --cartella); altrimenti --senza-firma.');
  return { certPem: leggi(o.firmaCert), chiavePem: leggi(o.firmaChiave) };
}

function destinatario(o: Opzioni): string | null {
  if (o.inChiaro === true) return null;
  if (o.certComune === undefined)
    throw new UsoError('Per cifrare serve --cert-comune (o --cartella); altrimenti --in-chiaro.');
  return leggi(o.certComune);
}

function notifiche(o: Spinta, now: Date): NotificaSimulata[] {
  if (o.soloProva === true) return [notificaDiProva(now.toISOString())];
  const oggi = giornoInItalia(now);
  const { seed, comune: codiceIstat, abitanti } = o;
  return creaStoria(creaComune({ seed, codiceIstat, nome: 'Comune Simulato', abitanti, oggi }), oggi).slice(
    0,
    o.quante,
  );
}

function racconta(e: EsitoInvio): string {
  const esiti = Object.entries(e.esiti).map(([esito, n]): [string, string] => [`risposta ${esito}`, numero(n)]);
  return scheda([
    ['notifiche', numero(e.totale)],
    ['accettate', `${numero(e.acquisite)} (${numero(e.alSecondo)} al secondo)`],
    ['sospese dopo 5 tentativi', numero(e.sospese)],
    ['ripetute', `${numero(e.duplicati)}, di cui non accettate ${numero(e.duplicatiRifiutati)}`],
    ...esiti,
  ]);
}

async function simula(ambiente: Ambiente, opzioni: Opzioni): Promise<Esito> {
  const o = completa(opzioni);
  const certDestinatario = destinatario(o);
  const firmatario = mittente(o);
  const barra = creaBarra('Notifiche', o.json === true ? ambiente.err : ambiente.out);
  const { daSbloccare, ...esito } = await invia(notifiche(o, ambiente.now()), {
    url: o.url,
    seed: o.seed,
    minutoMs: o.minutoMs,
    parallele: o.parallele,
    mittente: firmatario,
    codDestinatario: o.comune,
    certDestinatario,
    now: ambiente.now,
    quotaDuplicati: QUOTA_DUPLICATI,
    finestraDisordine: FINESTRA_DISORDINE,
    onProgress: (a) => barra.avanza(a.acquisite + a.sospese, a.totale),
    signal: ambiente.interruption(),
    ...(o.caTls !== undefined && { caTls: leggi(o.caTls) }),
  });
  barra.fine(`${conto(esito.acquisite, 'accettata', 'accettate')} su ${numero(esito.totale)}`);
  const code = esito.acquisite === esito.totale && esito.duplicatiRifiutati === 0 ? ESITO.OK : ESITO.TROVATO;
  const sospese = daSbloccare.map((n) => n.idOperazioneANPR);
  return { code, text: racconta({ ...esito, daSbloccare }), data: { ...esito, idSospese: sospese } };
}

async function fai(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  if (o.servizi === true) return simulaServizi(ambiente, o);
  if (o.porta !== undefined)
    throw new UsoError(
      '--porta è quella su cui ascoltano i servizi: va con --servizi. La porta dell’endpoint si scrive in --url.',
    );
  return simula(ambiente, o);
}

export const registraSimula: Registra = (programma, ambiente, finito) => {
  comando(programma, 'simula', 'manda a un endpoint le notifiche di una ANPR fittizia; esce con 0 se le accetta tutte')
    .option('--url <indirizzo>', 'endpoint, per esempio https://localhost:8443/anpr/n000')
    .option('--comune <istat>', 'codDestinatario')
    .option(
      '--servizi',
      'invece di mandare notifiche accende i servizi di ANPR (4005, 3002, 3003, 7002), fino a Ctrl+C',
    )
    .option('--porta <n>', 'con --servizi: dove ascoltano (altrimenti la porta della cartella, o 9443)', porta)
    .option('--cartella <dir>', 'prende certificati e chiavi da questa installazione di prova')
    .option('--cert-comune <file>', 'certificato del comune (PEM): i contenuti si cifrano per lui')
    .option('--firma-cert <file>', 'certificato con cui si firma (PEM)')
    .option('--firma-chiave <file>', 'chiave con cui si firma (PEM)')
    .option('--ca-tls <file>', 'CA del certificato TLS dell’endpoint (PEM), se non è pubblica')
    .option('--senza-firma', 'non firma')
    .option('--in-chiaro', 'non cifra i contenuti')
    .option('--solo-prova', 'manda solo la notifica di prova di ANPR (N031)')
    .option('--abitanti <n>', 'residenti del comune inventato', interoPositivo, 5000)
    .option('--seed <testo>', 'seme del caso', 'allinea')
    .option('--quante <n>', 'al massimo quante notifiche', interoPositivo)
    .option('--parallele <n>', 'chiamate insieme', interoPositivo, 8)
    .option('--minuto-ms <n>', 'durata di un minuto di ANPR in millisecondi', interoPositivo, 25)
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => fai(ambiente, opzioni))));
};
