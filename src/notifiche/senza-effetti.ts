/**
 * Notifications that change no register: they are kept, and say one thing to one office.
 * Invariant: whatever their content holds, they never state a fact; only one addressed to another kind of recipient fails.
 */
import { type Elemento, testo, trova } from '../anpr/elemento.js';
import { NotificaError } from '../errors.js';
import { NAMESPACE_NOTIFICHE } from './namespace.js';
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

/** Notifications of this family for comuni, INPS and others differ by the end of the namespace (G33, #1386). */
const FAMIGLIA_NOTIFICHE = 'http://sogei.it/ANPR/N000notifiche';

function leggi(contenuto: Elemento): SenzaEffetti {
  if (contenuto.ns.startsWith(FAMIGLIA_NOTIFICHE) && !NAMESPACE_NOTIFICHE.has(contenuto.ns)) {
    throw new NotificaError('CONTENUTO_SCONOSCIUTO', `la radice ${contenuto.nome} non è una notifica per i comuni`);
  }
  const conId = trova(contenuto, (e) => testo(e, 'idOperazioneANPR') !== undefined);
  const idOperazioneANPR = testo(conId, 'idOperazioneANPR');
  return { radice: contenuto.nome, ...(idOperazioneANPR !== undefined && { idOperazioneANPR }) };
}
