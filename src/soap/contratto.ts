/**
 * The contract of service N000: our WSDL, and the answers node-soap writes from it.
 * Invariant: the answers are written once, at start, from the WSDL that is served; at run time only their text goes out, so
 * nothing of a call or of an error can end up in an answer.
 */
import { createServerless, type IServices, type Server } from 'soap';
import { type RispostaN000, writeRichiesta } from './busta.js';
import { escapeXml } from './scrivi-xml.js';

/** Which element ANPR reads was answered once, for `esito`, and never confirmed (spec A.2). */
export type CampoRisposta = 'entrambi' | 'codiceEsito' | 'esito';
export type CodiceRisposta = '1' | '5' | '6';

export interface Contratto {
  /** The WSDL with the address it is reached at. */
  wsdl(indirizzo: string): string;
  /** The whole SOAP answer. */
  risposta(codice: CodiceRisposta): string;
}

const CODICI = ['1', '5', '6'] as const;

/** Goes into the element that does not carry the code: both are mandatory, and an empty one reads as a missing code. */
const DESCRIZIONI: Readonly<Record<CodiceRisposta, string>> = {
  '1': 'notifica acquisita',
  '5': 'messaggio non conforme alle specifiche',
  '6': 'il messaggio non contiene dati',
};

function rispostaOf(codice: CodiceRisposta, campo: CampoRisposta): RispostaN000 {
  return {
    codiceEsito: campo === 'esito' ? DESCRIZIONI[codice] : codice,
    esito: campo === 'codiceEsito' ? DESCRIZIONI[codice] : codice,
  };
}

/** A call that says nothing, to have node-soap answer it. */
const CHIAMATA = writeRichiesta({
  tipoNotifica: 'N031',
  codMittente: '999999',
  codDestinatario: '888888',
  dataOraRichiesta: '2018-01-01T00:00:00Z',
  idOperazioneANPR: '999999',
  contenuto: Buffer.from('-'),
});

/** node-soap without a socket. NOTE: its promise resolves before the WSDL is read; only the callback says when it is. */
function openSoap(xml: string, services: IServices): Promise<Server> {
  return new Promise((resolve, reject) => {
    const callback = (e: unknown, server: Server): void => (e ? reject(e) : resolve(server));
    createServerless({ path: '/anpr/n000', services, xml, callback }).catch(reject);
  });
}

async function answersOf(wsdl: string, campo: CampoRisposta): Promise<Map<CodiceRisposta, string>> {
  const answers = new Map<CodiceRisposta, string>();
  for (const codice of CODICI) {
    const inoltroNotificaANPR = (): RispostaN000 => rispostaOf(codice, campo);
    const services = { AnprServiceN000: { AnprServicePortN000: { inoltroNotificaANPR } } };
    const server = await openSoap(wsdl, services);
    const { body } = await server.processRequest(CHIAMATA);
    if (!body.includes('RispostaN000')) throw new Error('the WSDL does not yield an answer');
    answers.set(codice, body);
  }
  return answers;
}

/** Reads the contract. @param wsdl text of our WSDL @throws Error when it is not the contract of service N000 */
export async function openContratto(wsdl: string, campo: CampoRisposta): Promise<Contratto> {
  const answers = await answersOf(wsdl, campo);
  return {
    wsdl: (indirizzo) => wsdl.replace(/(<soap:address location=")[^"]*/, (_, p: string) => p + escapeXml(indirizzo)),
    risposta: (codice) => answers.get(codice) as string,
  };
}
