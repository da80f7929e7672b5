/**
 * Reads the official electoral position (`tipoListaElettorale5010`, `tipoListeElettorali`; modello-dati H.1).
 * Invariant: a section present states the whole position: lists it does not name are lists the person is not on.
 */
import { type Elemento, figli, figlio, testo } from '../anpr/elemento.js';
import type { IscrizioneLista, ListeElettorali } from '../anpr/soggetto.js';
import { senzaVuoti } from '../anpr/valori.js';

/** The `liste` section of a response. */
export function leggiListe(l: Elemento | undefined): ListeElettorali | undefined {
  const elettore = testo(l, 'elettore');
  if (l === undefined || elettore === undefined) return undefined;
  const ue = figlio(l, 'listaAggiuntaUE');
  return senzaVuoti({
    elettore: elettore.toUpperCase(),
    generale: leggiLista(figlio(l, 'listaGenerale')),
    aggiuntaUEComunali: leggiLista(figlio(ue, 'listaAggiuntaUEComunali')),
    aggiuntaUEParlamento: leggiLista(figlio(ue, 'listaAggiuntaUEParlamento')),
    aggiuntaComReg: leggiLista(figlio(figlio(l, 'listaAggiuntaComReg'), 'listaBolTreVal')),
  }) as ListeElettorali;
}

/** The position as 3002 gives it: several items, each with some of the lists. */
export function leggiListeCompleta(l: Elemento | undefined): ListeElettorali | undefined {
  let somma: ListeElettorali | undefined;
  for (const voce of figli(l, 'liste')) {
    const letta = leggiListe(voce);
    if (letta !== undefined) somma = { ...somma, ...letta };
  }
  return somma;
}

function leggiLista(l: Elemento | undefined): IscrizioneLista | undefined {
  if (l === undefined) return undefined;
  return senzaVuoti({
    codiceIstat: testo(l, 'comune', 'codiceIstat'),
    sezione: testo(l, 'sezioneelettoralenum'),
  }) as IscrizioneLista;
}
