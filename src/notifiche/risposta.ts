/**
 * The common answer of a registration ("risposta unica"): header, persons touched, anomalies, outcome.
 * Invariant: only a positive outcome states facts; a KO or a request to choose among candidates changes nothing (A.2).
 */
import { ESITI_NEGATIVI, ESITI_POSITIVI } from '../anpr/codici.js';
import { type Elemento, figli, figlio, testo, trova } from '../anpr/elemento.js';
import type { Fatto, TipoFatto } from '../anpr/fatto.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { dataCalendario, istante, senzaVuoti } from '../anpr/valori.js';
import { NotificaError } from '../errors.js';
import {
  notaSenzaDati,
  noteAnomalie,
  noteCodiciFiscali,
  noteErrori,
  noteGenitori,
  noteIgnoti,
} from './risposta-note.js';
import { leggiDatiSoggetto } from './soggetti-variati.js';
import type { Busta, Nota, TipoNotifica } from './tipo.js';

/** `tipoDatoTestataRisposta`, as far as it matters. */
export interface Testata {
  readonly idOperazioneANPR?: string;
  /** Instant, ISO-8601 UTC. */
  readonly momento?: string;
  readonly decorrenza?: string;
}

export interface Risposta {
  readonly operazione: string;
  readonly testata: Testata;
  /** False for a KO, an annulled operation, a list of candidates: nothing was registered. */
  readonly positiva: boolean;
  readonly soggetti: readonly DatiSoggetto[];
  readonly note: readonly Nota[];
  /** The `Risposta…` element, for what only one operation carries. */
  readonly radice: Elemento;
}

const RADICE = /^Risposta([0-9A-Z]{4})$/;

/** The first `RispostaNNNN`, also inside a SOAP envelope, and its operation; undefined where there is none. */
export function trovaRisposta(contenuto: Elemento): { radice: Elemento; operazione: string } | undefined {
  const radice = trova(contenuto, (e) => RADICE.test(e.nome));
  return radice === undefined ? undefined : { radice, operazione: RADICE.exec(radice.nome)![1]! };
}

/** Observed `0000`, documented 2 and 6: positive. Documented 3 and 4, observed `XXXX`: negative (A.3). */
const POSITIVI: ReadonlySet<string> = new Set(ESITI_POSITIVI);
const NEGATIVI: ReadonlySet<string> = new Set(ESITI_NEGATIVI);

/** Reads a `RispostaNNNN`. */
export function leggiRisposta(contenuto: Elemento): Risposta {
  const trovata = trovaRisposta(contenuto);
  if (trovata === undefined) {
    throw new NotificaError('CONTENUTO_SCONOSCIUTO', `la radice ${contenuto.nome} non contiene una RispostaNNNN`);
  }
  const { radice, operazione } = trovata;
  const comune = figlio(radice, 'Risposta_Comune') ?? figlio(radice, `Risposta${operazione}_OK`);
  const ko = figlio(radice, 'rispostaKO');
  const multipla = radice.figli.find((f) => f.nome.startsWith('RispostaMultipla'));
  const risposta = comune ?? ko ?? multipla;
  if (risposta === undefined) {
    throw new NotificaError(
      'DATI_MANCANTI',
      `${radice.nome} non contiene né una risposta né un errore: richiederla ad ANPR`,
    );
  }
  const testata = figlio(risposta, 'testataRisposta');
  const variati = [
    ...figli(figlio(comune, 'listaSoggettiVariati'), 'datiSoggetto'),
    ...figli(figlio(comune, 'listaSoggetti'), 'datiSoggetto'),
  ];
  const positiva = comune !== undefined && esitoPositivo(testo(testata, 'esitoOperazione'));
  return {
    operazione,
    radice,
    testata: leggiTestata(testata),
    positiva,
    soggetti: variati.map(leggiDatiSoggetto),
    note: [
      ...noteAnomalie(comune),
      ...noteErrori(ko, operazione),
      ...noteIgnoti(variati),
      ...(positiva ? [...notaSenzaDati(operazione, variati), ...noteGenitori(variati)] : []),
      ...(positiva
        ? noteCodiciFiscali(variati.map((s) => figlio(s, 'generalitaAttuali') ?? figlio(s, 'generalita')))
        : []),
    ],
  };
}

function leggiTestata(t: Elemento | undefined): Testata {
  const idOperazioneANPR = testo(t, 'idOperazioneANPR');
  const momento = istante(testo(t, 'dataOraRichiesta'));
  const decorrenza = dataCalendario(testo(t, 'dataDecorrenza'));
  return {
    ...(idOperazioneANPR !== undefined && { idOperazioneANPR }),
    ...(momento !== undefined && { momento }),
    ...(decorrenza !== undefined && { decorrenza }),
  };
}

function esitoPositivo(esito: string | undefined): boolean {
  if (esito === undefined || POSITIVI.has(esito)) return true;
  if (NEGATIVI.has(esito)) return false;
  throw new NotificaError(
    'ESITO_SCONOSCIUTO',
    `esitoOperazione ${esito} non è noto: verificare in ANPR, poi riprova o scarta`,
  );
}

/** Turns the persons of a positive answer into facts; the operation says of which kind each is. */
export function fattiRisposta(
  risposta: Risposta,
  busta: Busta,
  tipo: (soggetto: DatiSoggetto, risposta: Risposta) => TipoFatto,
): Fatto[] {
  if (!risposta.positiva) return [];
  return risposta.soggetti
    .filter((s) => Object.keys(s).length > 1 || Object.keys(s.identificativi).length > 0)
    .flatMap((dati) => {
      const suo = fattoDi(risposta, busta, { tipo: tipo(dati, risposta), dati });
      if (suo.tipo === 'CONVIVENZA') return [suo];
      const responsabile = conResponsabile(dati) ? [fattoResponsabile(risposta, busta, dati)] : [];
      return diSolaConvivenza(dati) ? responsabile : [suo, ...responsabile];
    });
}

/** A convivenza has a card of its own, and its responsible may change while nobody lives there (5001 type 1, E.5). */
function diSolaConvivenza({ famigliaConvivenza, identificativi, generalita }: DatiSoggetto): boolean {
  const nessuno = generalita === undefined && Object.keys(identificativi).length === 0;
  return nessuno && famigliaConvivenza?.tipoScheda === '4';
}

/** One fact of this answer. */
export function fattoDi(risposta: Risposta, busta: Busta, detto: Pick<Fatto, 'tipo' | 'dati'>): Fatto {
  return {
    operazione: risposta.operazione,
    ...risposta.testata,
    ...momentoDi(risposta, busta),
    idNotificaANPR: busta.idNotificaANPR,
    ...detto,
  };
}

/** A responsible who does not live in the convivenza is said on the card of each member (A.4). */
function conResponsabile({ famigliaConvivenza, tutoreIntestatario }: DatiSoggetto): boolean {
  return famigliaConvivenza?.tipoScheda === '4' && tutoreIntestatario !== undefined;
}

function fattoResponsabile(risposta: Risposta, busta: Busta, dati: DatiSoggetto): Fatto {
  const { famigliaConvivenza, tutoreIntestatario } = dati;
  const card = senzaVuoti({ identificativi: {}, famigliaConvivenza, tutoreIntestatario }) as DatiSoggetto;
  return fattoDi(risposta, busta, { tipo: 'CONVIVENZA', dati: card });
}

/** When ANPR knew: the registration, else the dispatch. */
function momentoDi(risposta: Risposta, busta: Busta): { momento?: string } {
  const momento = risposta.testata.momento ?? istante(busta.dataOraRichiesta);
  return momento === undefined ? {} : { momento };
}

/** A type for one operation of the "risposta unica". */
export function tipoNRIS(
  operazione: string,
  descrizione: string,
  tipo: (soggetto: DatiSoggetto, risposta: Risposta) => TipoFatto,
): TipoNotifica<Risposta> {
  return {
    codice: `NRIS-${operazione}`,
    descrizione,
    parse: leggiRisposta,
    fatti: (risposta, busta) => fattiRisposta(risposta, busta, tipo),
    note: (risposta) => [...risposta.note],
    idOperazione: (risposta) => risposta.testata.idOperazioneANPR,
    wantsScheda: false,
  };
}
