/**
 * The items of a saved answer of 4005 (`Risposta4005`, spec D.1), inline contents only.
 * Invariant: every item is there, in its place; one without content says why.
 */
import { type Elemento, figli, figlio, testo } from '../anpr/elemento.js';
import { idCanonico } from '../anpr/id-operazione.js';
import { decodeBase64 } from './base64.js';

/** One `elencoRisposte`; `posizione` from 1. */
export type Voce4005 = {
  readonly posizione: number;
  readonly idOperazioneANPR?: string;
  /** Type of the notification, or service of the operation: lists come mixed (G34). */
  readonly tipoOperazione?: string;
} & (
  | { readonly contenuto: Uint8Array }
  | { readonly contenuto?: undefined; readonly difetto: DifettoVoce; readonly perche: string }
);

export type DifettoVoce = 'SENZA_CONTENUTO' | 'ALLEGATO_MANCANTE' | 'BASE64' | 'FUORI_RICHIESTA';

function contenutoDi(e: Elemento | undefined): Pick<Voce4005, 'contenuto'> | { difetto: DifettoVoce; perche: string } {
  if (figlio(e, 'Include') !== undefined)
    return { difetto: 'ALLEGATO_MANCANTE', perche: 'il contenuto viaggiava in un allegato che nel file non c’è' };
  const base64 = (e?.testo ?? '').trim();
  // Seen with state 8: the item is listed, its content is empty (G36).
  if (base64 === '') return { difetto: 'SENZA_CONTENUTO', perche: 'la voce non porta il contenuto' };
  const contenuto = decodeBase64(Buffer.from(base64, 'utf8'));
  return contenuto === undefined ? { difetto: 'BASE64', perche: 'il contenuto non è base64' } : { contenuto };
}

const CIFRE = /^\d{1,40}$/;

/** Whether an id is outside the range that the answer itself says was asked for; ids that are no numbers have no order. */
function fuori(id: string | undefined, risposta: Elemento): boolean {
  const chiesti = figlio(figlio(risposta, 'ricercaElenchiRichieste'), 'identificativiANPR');
  const estremi = ['protocolloANPRDa', 'protocolloANPRA'].map((n) => idCanonico(testo(chiesti, n) ?? ''));
  if (id === undefined || ![id, ...estremi].every((t) => CIFRE.test(t))) return false;
  const [da, a, suo] = [...estremi, id].map(BigInt);
  return suo! < da! || suo! > a!;
}

const NON_CHIESTA = {
  difetto: 'FUORI_RICHIESTA',
  perche: 'la voce non è fra gli identificativi che la risposta dice chiesti',
} as const;

/** The items in the order of the answer; none for a KO or an answer that is not ready. */
export function voci4005(risposta: Elemento): Voce4005[] {
  const multipla = figlio(risposta, 'RispostaMultipla4005');
  if (multipla === undefined) return [];
  const elenco = figli(multipla, 'elencoRisposte');
  return elenco.map((e, i) => {
    const id = testo(e, 'idOperazioneANPR');
    const idOperazioneANPR = id === undefined ? undefined : idCanonico(id);
    const tipoOperazione = testo(e, 'tipoOperazione');
    return {
      posizione: i + 1,
      ...(idOperazioneANPR !== undefined && { idOperazioneANPR }),
      ...(tipoOperazione !== undefined && { tipoOperazione }),
      ...(fuori(idOperazioneANPR, multipla) ? NON_CHIESTA : contenutoDi(figlio(e, 'contenutoRisposta'))),
    } as Voce4005;
  });
}
