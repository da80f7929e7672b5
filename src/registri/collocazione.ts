/**
 * Where a message places a person: in our APR, in our AIRE, in another comune, or nowhere it says.
 * Invariant: the residence decides before the family card (a 5001 that brings an AIRE family home may still say 5).
 */
import type { DatiSoggetto, Residenza } from '../anpr/soggetto.js';
import type { Contesto } from './stato.js';

export type Collocazione = 'APR' | 'AIRE' | 'ALTROVE' | undefined;

/** Table 25: residence, and the two codes under which a residence is relabelled or corrected. */
const RESIDENZA = new Set(['1', '10', '11']);

/** The residence in Italy that a message carries, if any; domiciles and temporary addresses are never residence (E.5). */
export function residenzaItaliana(dati: DatiSoggetto): Residenza | undefined {
  return dati.residenze?.find((r) => RESIDENZA.has(r.tipoIndirizzo) && r.indirizzo.codiceStato === undefined);
}

/** The residence abroad (table 25, 4). */
export function residenzaEstera(dati: DatiSoggetto): Residenza | undefined {
  return dati.residenze?.find((r) => r.tipoIndirizzo === '4');
}

/** True where the code is missing (a sender that does not say it speaks of us) or one of ours. */
function nostro(codice: string | undefined, contesto: Contesto): boolean {
  return codice === undefined || contesto.codici.has(codice);
}

/** A home abroad says no comune: the AIRE is that of whoever registered, or holds the family card, where either is said. */
function aireAltrui({ datiIscrizione, famigliaConvivenza }: DatiSoggetto, { codici }: Contesto): boolean {
  const detti = [datiIscrizione?.codiceIstat, famigliaConvivenza?.idFamigliaConvivenzaComuneIstat];
  const noti = detti.filter((c) => c !== undefined);
  return noti.length > 0 && !noti.some((c) => codici.has(c));
}

/** Decides where the message places the person; undefined when it says nothing about it. */
export function collocazione(dati: DatiSoggetto, contesto: Contesto): Collocazione {
  const italiana = residenzaItaliana(dati);
  if (italiana !== undefined) return nostro(italiana.indirizzo.codiceIstat, contesto) ? 'APR' : 'ALTROVE';
  const tipo = dati.famigliaConvivenza?.tipoScheda ?? dati.legameSoggetto?.tipoLegame;
  if (residenzaEstera(dati) !== undefined || tipo === '5') return aireAltrui(dati, contesto) ? 'ALTROVE' : 'AIRE';
  const comuneFamiglia = dati.famigliaConvivenza?.idFamigliaConvivenzaComuneIstat;
  if (comuneFamiglia === undefined) return undefined;
  return contesto.codici.has(comuneFamiglia) ? 'APR' : 'ALTROVE';
}
