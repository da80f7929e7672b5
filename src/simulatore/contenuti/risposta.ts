/**
 * Contents of NRIS notifications: the whole response ANPR gave to a registering operation done in the web application.
 * Invariant: root in the namespace of its family, `Risposta_Comune` in its own, children unqualified.
 */
import { NAMESPACE, OPERAZIONI, type OperazioneANPR } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import { datiSoggetto, type Sezioni } from './soggetto.js';
import { documento, elemento, globale, type Xml } from './xml.js';

/** A registering operation: what its header says. */
export interface Atto {
  readonly operazione: OperazioneANPR;
  /** Id of the operation, given by ANPR: text. */
  readonly id: string;
  /** Instant of registration (ISO-8601 UTC). */
  readonly momento: string;
  readonly decorrenza: string;
  /** ISTAT code of the comune that registered and receives. */
  readonly codiceIstat: string;
}

/** One hour ahead of UTC, written with its offset, as ANPR's clocks do in winter. */
export function oraItaliana(momento: string): string {
  return `${new Date(Date.parse(momento) + 3_600_000).toISOString().slice(0, -1)}+01:00`;
}

function testata(atto: Atto, esito: string): Xml {
  return blocco(
    'testataRisposta',
    campo('idOperazioneComune', `W${atto.id}`),
    campo('codMittente', 'ANPR02'),
    campo('codDestinatario', atto.codiceIstat),
    campo('operazioneRichiesta', atto.operazione),
    campo('dataOraRichiesta', oraItaliana(atto.momento)),
    campo('dataDecorrenza', atto.decorrenza),
    campo('idOperazioneANPR', atto.id),
    campo('esitoOperazione', esito),
  );
}

/** An anomaly ANPR reports beside the outcome: `W` warns, `E` blocks. */
export interface Anomalia {
  readonly codice: string;
  readonly tipo: 'W' | 'E';
  readonly testo: string;
}

function anomalia(tag: string, a: Anomalia): Xml {
  return blocco(
    tag,
    campo('codiceErroreAnomalia', a.codice),
    campo('tipoErroreAnomalia', a.tipo),
    campo('testoErroreAnomalia', a.testo),
  );
}

export interface OpzioniRisposta {
  readonly anomalie?: readonly Anomalia[];
  /** Element after `Risposta_Comune` (rectifications, polygamous marriages). */
  readonly accanto?: Xml;
}

function radice(operazione: OperazioneANPR, ...figli: Xml[]): string {
  const { ns } = OPERAZIONI[operazione];
  return documento(globale({ prefisso: 'ns2', locale: `Risposta${operazione}`, ns }, ...figli));
}

/** A successful response about those people. */
export function risposta(atto: Atto, soggetti: readonly Sezioni[], opzioni: OpzioniRisposta = {}): string {
  const anomalie = opzioni.anomalie ?? [];
  const comune = globale(
    { prefisso: 'ns3', locale: 'Risposta_Comune', ns: NAMESPACE.rispostaComune },
    testata(atto, anomalie.length === 0 ? '0000' : '6'),
    blocco('listaSoggettiVariati', ...soggetti.map(datiSoggetto)),
    blocco('listaAnomalie', ...anomalie.map((a) => anomalia('anomalie', a))),
  );
  return radice(atto.operazione, comune, opzioni.accanto ?? '');
}

/** A refused operation: nothing was registered. */
export function rispostaKO(atto: Atto, errore: Anomalia): string {
  const { ns } = OPERAZIONI[atto.operazione];
  const dentro = [testata(atto, 'XXXX'), elemento('listaErrori', anomalia('errore', errore))];
  const ko = `<ns2:rispostaKO>${dentro.join('')}</ns2:rispostaKO>`;
  return documento(`<ns2:Risposta${atto.operazione} xmlns:ns2="${ns}">${ko}</ns2:Risposta${atto.operazione}>`);
}

/** Several candidates for a parent: nothing was registered, the clerk must choose. */
export function rispostaMultipla(atto: Atto): string {
  const { ns } = OPERAZIONI[atto.operazione];
  const nome = `RispostaMultipla${atto.operazione}`;
  const dentro = `<ns2:${nome}>${testata(atto, '6')}</ns2:${nome}>`;
  return documento(`<ns2:Risposta${atto.operazione} xmlns:ns2="${ns}">${dentro}</ns2:Risposta${atto.operazione}>`);
}
