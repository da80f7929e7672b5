/**
 * Dates of a content that no calendar has (`0000-00-00`, 31 February): they are left out of the facts, and told.
 * Invariant: pure; a note says which element, never its value. Texts that hold no date, and sections that are dropped at the
 * door, are not looked at.
 */
import type { Elemento } from '../anpr/elemento.js';
import { dataCalendario, istante } from '../anpr/valori.js';
import { dataNascitaDi } from './generalita.js';
import { NON_LETTE } from './soggetti-variati.js';
import type { Nota } from './tipo.js';

/** Local names of ANPR's dates (`dataNascita`, `data`) and instants (`dataOraRichiesta`). */
const DATA = /^data(?:[A-Z]|$)/;
const ORA = /^dataOra/;
/** Told by name up to here; more is one sentence. */
const MOSTRATE = 8;

function impossibile(e: Elemento, padre: Elemento): boolean {
  const valore = e.testo.trim();
  if (e.figli.length > 0 || valore === '' || !DATA.test(e.nome)) return false;
  if (ORA.test(e.nome)) return istante(valore) === undefined;
  if (e.nome === 'dataNascita') return dataNascitaDi(padre) === undefined;
  return dataCalendario(valore) === undefined;
}

function cerca(padre: Elemento, trovate: Set<string>): void {
  for (const e of padre.figli) {
    if (impossibile(e, padre)) trovate.add(`${padre.nome}/${e.nome}`.slice(0, 80));
    if (!NON_LETTE.has(e.nome)) cerca(e, trovate);
  }
}

/** One note for all the impossible dates of a content. */
export function noteDate(contenuto: Elemento): Nota[] {
  const trovate = new Set<string>();
  cerca(contenuto, trovate);
  if (trovate.size === 0) return [];
  const nomi = [...trovate];
  const dette = nomi.slice(0, MOSTRATE).join(', ');
  const altre = nomi.length > MOSTRATE ? ` e altre ${nomi.length - MOSTRATE}` : '';
  const una = nomi.length === 1;
  const quali = una ? 'Data che nel calendario non c’è' : 'Date che nel calendario non ci sono';
  const sono = una ? 'è rimasta vuota' : 'sono rimaste vuote';
  return [
    {
      regola: 'DATA_IMPOSSIBILE',
      gravita: 'CONTROLLO',
      ufficio: 'ANAGRAFE',
      descrizione: `${quali} (${dette}${altre}): ${sono}, verificare in ANPR`,
    },
  ];
}
