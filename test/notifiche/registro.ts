/**
 * The log of variazioni of a case, in memory: the decision is `incatena`'s and of the rules of the comune, the states are
 * those the daemon writes. A case knows everything on its own day.
 */
import { secondoLeRegole } from '../../src/registri/regole.js';
import type { Variazione } from '../../src/registri/righe.js';
import type { Contesto } from '../../src/registri/stato.js';
import { APERTE, incatena, type VariazioneRegistrata } from '../../src/registri/storno.js';

const FUORI = new Set(['STORNATA', 'RITIRATA', 'RESPINTA']);

/** Records one difference: it undoes what is open, or is appended. */
export function registra(
  registro: VariazioneRegistrata[],
  nuova: Variazione,
  { oggi, regole = [] }: Pick<Contesto, 'oggi' | 'regole'>,
): void {
  const catena = registro.filter((v) => v.oggetto === nuova.oggetto && v.campo === nuova.campo && !FUORI.has(v.stato));
  const esito = incatena(catena, nuova);
  const muta = (vs: readonly VariazioneRegistrata[], stato: string): void => {
    for (const v of vs) registro[registro.indexOf(v)] = { ...v, stato };
  };
  muta(esito.stornate, nuova.ufficio === 'TRIBUTI' ? 'STORNATA' : 'RITIRATA');
  muta(esito.approvate, 'APPROVATA');
  // ANPR has given the section: what the address had proposed is decided.
  if (nuova.campo === 'sezione')
    muta(
      registro.filter((v) => v.oggetto === nuova.oggetto && v.campo === 'indirizzo' && APERTE.has(v.stato)),
      'APPROVATA',
    );
  if (esito.nuova === null) return;
  const voce = secondoLeRegole(esito.nuova, regole, { giorno: oggi, operazione: nuova.operazione });
  registro.push({ ...voce, id: registro.length + 1 });
}
