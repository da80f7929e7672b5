/**
 * The log of variazioni of a case, in memory: the decision is `incatena`'s, the states are those the daemon writes.
 */
import type { Variazione } from '../../src/registri/righe.js';
import { incatena, type VariazioneRegistrata } from '../../src/registri/storno.js';

const FUORI = new Set(['STORNATA', 'RITIRATA', 'RESPINTA']);

/** Records one difference: it undoes what is open, or is appended. */
export function registra(registro: VariazioneRegistrata[], nuova: Variazione): void {
  const catena = registro.filter((v) => v.oggetto === nuova.oggetto && v.campo === nuova.campo && !FUORI.has(v.stato));
  const esito = incatena(catena, nuova);
  const muta = (vs: readonly VariazioneRegistrata[], stato: string): void => {
    for (const v of vs) registro[registro.indexOf(v)] = { ...v, stato };
  };
  muta(esito.stornate, nuova.ufficio === 'TRIBUTI' ? 'STORNATA' : 'RITIRATA');
  muta(esito.approvate, 'APPROVATA');
  if (esito.nuova !== null) registro.push({ ...esito.nuova, id: registro.length + 1 });
}
