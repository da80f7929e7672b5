/**
 * Answers of service 3002: the card of a family with all its people, as ANPR holds it. The initial load is made of these.
 * Invariant: streamed one family at a time, so that a town of any size never sits in memory as XML.
 */
import { NAMESPACE, TIPI_SCHEDA } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import { istante } from '../calendario.js';
import type { Comune } from '../comune.js';
import type { Famiglia, Persona } from '../persona.js';
import { membriDi, type Registro } from '../registro.js';
import { oraItaliana } from './risposta.js';
import {
  attributi,
  cittadinanza,
  datiIscrizione,
  datiSoggetto,
  domicilioDigitale,
  famiglia,
  generalita,
  identificativi,
  legame,
  liste,
  residenzaDi,
  statoCivile,
  tutore,
} from './soggetto.js';
import { documento, type Xml } from './xml.js';

/** One document of the initial load. */
export interface Scheda {
  /** Id of the answer: unique, and lower than any id of the history. */
  readonly idOperazioneANPR: string;
  readonly momento: string;
  readonly idFamigliaANPR: string;
  readonly contenuto: string;
}

/** The number and the instant of an answer, and the register it is given from: that of the initial load when absent. */
export interface Domanda {
  readonly id: string;
  readonly momento: string;
  readonly registro?: Registro;
}

/** Answers of the load are numbered from here: below every operation of the history. */
const PRIMA_RISPOSTA = 4_400_000_000;
const ORA_DEL_CARICO = 6 * 3600;

/** The card of somebody registered here. */
export function soggetto(comune: Comune, p: Persona, f: Famiglia): Xml {
  const dove = { nome: comune.nome, istat: comune.codiceIstat, provincia: comune.siglaProvincia };
  return datiSoggetto({
    identificativi: identificativi(p),
    generalita: generalita('generalita', p),
    statoCivile: statoCivile(p),
    cittadinanza: cittadinanza(p),
    attributiSoggetto: attributi(p),
    residenza: residenzaDi(p),
    tutoreIntestatario: tutore(f, f.origine),
    listaElettoraleCompleta: blocco('listaElettoraleCompleta', liste(p, dove)),
    legameSoggetto: legame(p),
    famigliaConvivenza: famiglia('famigliaConvivenza', f, comune.codiceIstat),
    domicilioDigitale: domicilioDigitale(p),
    datiIscrizione: datiIscrizione(p, { idOperazione: operazioneIscrizione(p), comune: dove }),
  });
}

/** Id of the operation that registered somebody long ago: below every answer of the load. */
export function operazioneIscrizione(p: Persona): string {
  return String(PRIMA_RISPOSTA - Number(p.idScheda));
}

function testata(comune: Comune, { id, momento }: Domanda): Xml {
  return blocco(
    'testataRisposta',
    campo('idOperazioneComune', `C${id}`),
    campo('codMittente', 'ANPR02'),
    campo('codDestinatario', comune.codiceIstat),
    campo('operazioneRichiesta', '3002'),
    campo('dataOraRichiesta', oraItaliana(momento)),
    campo('idOperazioneANPR', id),
    campo('esitoOperazione', '0000'),
  );
}

/** An answer of 3002 about those people, with the family card beside them where there is one. */
export function documento3002(comune: Comune, domanda: Domanda, { soggetti, scheda }: Trovati): string {
  const lista = blocco('listaSoggetti', ...soggetti);
  const ok = `<ns2:Risposta3002_OK>${testata(comune, domanda)}${lista}${scheda}</ns2:Risposta3002_OK>`;
  return documento(`<ns2:Risposta3002 xmlns:ns2="${NAMESPACE.consultazione}">${ok}</ns2:Risposta3002>`);
}

/** What a 3002 found. */
export interface Trovati {
  readonly soggetti: readonly Xml[];
  readonly scheda: Xml;
}

/** The answer of 3002 about one family: its people, or the bare card when nobody is in it. */
export function risposta3002(comune: Comune, f: Famiglia, domanda: Domanda): string {
  const membri = membriDi(domanda.registro ?? comune.iniziale, f.id);
  const soggetti = membri.map((p) => soggetto(comune, p, f));
  const scheda = blocco('datiFamigliaConvivenza', famiglia('famigliaConvivenza', f, comune.codiceIstat));
  return documento3002(comune, domanda, { soggetti, scheda });
}

/** The whole register on the day of the load, one document per family; empty convivenze too. */
export function* schedeIniziali(comune: Comune): Generator<Scheda> {
  const momento = istante(comune.inizio, ORA_DEL_CARICO);
  let numero = PRIMA_RISPOSTA;
  for (const f of comune.iniziale.famiglie.values()) {
    const vuota = (comune.iniziale.membri.get(f.id)?.size ?? 0) === 0;
    if (vuota && f.tipo !== TIPI_SCHEDA.convivenza) continue;
    const id = String(numero++);
    yield { idOperazioneANPR: id, momento, idFamigliaANPR: f.id, contenuto: risposta3002(comune, f, { id, momento }) };
  }
}
