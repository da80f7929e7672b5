/**
 * Writes the Body of a question from our WSDL, with node-soap.
 * Invariant: names, namespaces and escaping come from the WSDL; the values come in the order of its schema.
 */
import type { ImpostazioniANPR } from './impostazioni.js';

/** The questions of the WSDL: operation, service it belongs to, value of `operazioneRichiesta`. */
export const DOMANDE = {
  '4005': { operazione: 'richieste_asincrone', servizio: '4000' },
  '3002': { operazione: 'interrogazioneCittadino_famiglia_convivenza', servizio: '3000' },
  '3003': { operazione: 'gestione_richieste', servizio: '3000' },
  '7002': { operazione: 'download_file', servizio: '7001' },
  TEST: { operazione: 'testConnessione', servizio: 'TestConn' },
} as const;
export type Domanda = keyof typeof DOMANDE;

/** Plain values as the schema of the question has them; an undefined one is left out. */
export type Valori = { readonly [nome: string]: string | readonly string[] | Valori | undefined };

/** Writes the element of a question, its header included. */
export type Scrittore = (domanda: Domanda, valori: Valori) => string;

interface Ingresso {
  readonly $name: string;
  readonly targetNSAlias: string;
  readonly targetNamespace: string;
  readonly $lookupType: string;
}

/** Values without the undefined ones, which node-soap would write as empty elements. */
function definiti(valori: Valori): Record<string, unknown> {
  const presenti = Object.entries(valori).filter(([, v]) => v !== undefined);
  return Object.fromEntries(
    presenti.map(([k, v]) => [k, typeof v === 'object' && !Array.isArray(v) ? definiti(v as Valori) : v]),
  );
}

/** Reads the WSDL. @throws Error when it is not the WSDL of the services */
export async function openScrittore(testo: string): Promise<Scrittore> {
  // Loaded when the first question is asked: every command knows the client, few ask anything.
  const { WSDL } = await import('soap');
  const wsdl = new WSDL(testo, 'servizi.wsdl', {});
  await new Promise<void>((resolve, reject) => wsdl.onReady((e: unknown) => (e ? reject(e) : resolve())));
  const metodi = wsdl.definitions.bindings.ServiziANPR?.methods;
  return (domanda, valori) => {
    const i = metodi?.[DOMANDE[domanda].operazione]?.input as unknown as Ingresso | undefined;
    if (i === undefined) throw new Error(`the WSDL has no ${DOMANDE[domanda].operazione}`);
    return wsdl.objectToDocumentXML(i.$name, definiti(valori), i.targetNSAlias, i.targetNamespace, i.$lookupType);
  };
}

/** `testataRichiesta` (tipoDato.xsd). @param adesso by ANPR's clock: it refuses what comes from its future */
export function testata(i: ImpostazioniANPR, domanda: Domanda, idOperazioneComune: string, adesso: Date): Valori {
  return {
    idOperazioneComune,
    codMittente: i.codMittente,
    codDestinatario: i.codDestinatario,
    operazioneRichiesta: domanda,
    dataOraRichiesta: adesso.toISOString(),
    tipoOperazione: 'C',
    tipoInvio: i.tipoInvio,
    nomeApplicativo: i.applicativo.nome,
    versioneApplicativo: i.applicativo.versione,
  };
}
