/**
 * Notifications that change no register: they are kept, and say one thing to one office.
 * Invariant: whatever their content holds, they never fail and never state a fact.
 */
import { type Elemento, testo, trova } from '../anpr/elemento.js';
import type { Nota, TipoNotifica } from './tipo.js';

export interface SenzaEffetti {
  readonly radice: string;
  readonly idOperazioneANPR?: string;
}

/** A type that only informs. */
export function tipoSenzaEffetti(codice: string, descrizione: string, nota: Nota | null): TipoNotifica<SenzaEffetti> {
  return {
    codice,
    descrizione,
    parse: (contenuto) => leggi(contenuto),
    fatti: () => [],
    note: () => (nota === null ? [] : [nota]),
    idOperazione: (valore) => valore.idOperazioneANPR,
    wantsScheda: false,
  };
}

function leggi(contenuto: Elemento): SenzaEffetti {
  const conId = trova(contenuto, (e) => testo(e, 'idOperazioneANPR') !== undefined);
  const idOperazioneANPR = testo(conId, 'idOperazioneANPR');
  return { radice: contenuto.nome, ...(idOperazioneANPR !== undefined && { idOperazioneANPR }) };
}
