/**
 * Reads the official electoral position (`tipoListaElettorale5010`, `tipoListeElettorali`; modello-dati H.1).
 * Invariant: a section present states the whole position: lists it does not name are lists the person is not on.
 */
import { type Elemento, figli, figlio, testo } from '../anpr/elemento.js';
import type { DirittiVoto, DoppiaLista, FlagAggiunte, IscrizioneLista, ListeElettorali } from '../anpr/soggetto.js';
import { dataCalendario, senzaVuoti } from '../anpr/valori.js';

const DIRITTI = [
  'referendumnazionali',
  'elezionimembriue',
  'senatorepubblica',
  'circoscrsenatorepubblica',
  'cameradeputati',
  'circoscrcameradeputati',
  'regionali',
  'comunali',
  'circoscrizionali',
] as const satisfies readonly (keyof DirittiVoto)[];
const FLAG_UE = ['ueelettorecomunali', 'ueelettoreparlamento'] as const satisfies readonly (keyof FlagAggiunte)[];
const FLAG_COM_REG = [
  'comregelettorebolzano',
  'comregelettoretrento',
  'comregelettorevalledaosta',
] as const satisfies readonly (keyof FlagAggiunte)[];

/** The named texts that are there; undefined when there is none. */
function testi(l: Elemento | undefined, nomi: readonly string[]): Record<string, string> | undefined {
  const trovati = nomi.map((n): [string, string | undefined] => [n, testo(l, n)]).filter(([, t]) => t !== undefined);
  return trovati.length === 0 ? undefined : (Object.fromEntries(trovati) as Record<string, string>);
}

/** The `liste` section of a response. */
export function leggiListe(l: Elemento | undefined): ListeElettorali | undefined {
  const elettore = testo(l, 'elettore');
  if (l === undefined || elettore === undefined) return undefined;
  const ue = figlio(l, 'listaAggiuntaUE');
  const comReg = figlio(l, 'listaAggiuntaComReg');
  return senzaVuoti({
    elettore: elettore.toUpperCase(),
    generale: leggiLista(figlio(l, 'listaGenerale')),
    aggiuntaUEComunali: leggiLista(figlio(ue, 'listaAggiuntaUEComunali')),
    aggiuntaUEParlamento: leggiLista(figlio(ue, 'listaAggiuntaUEParlamento')),
    aggiuntaComReg: leggiLista(figlio(comReg, 'listaBolTreVal')),
    diritti: testi(l, DIRITTI),
    flagAggiunte: unite(testi(ue, FLAG_UE), testi(comReg, FLAG_COM_REG)),
  }) as ListeElettorali;
}

function unite(a: object | undefined, b: object | undefined): object | undefined {
  return a === undefined && b === undefined ? undefined : { ...a, ...b };
}

/** The position as 3002 gives it: several items, each with some of the lists. */
export function leggiListeCompleta(l: Elemento | undefined): ListeElettorali | undefined {
  let somma: ListeElettorali | undefined;
  for (const voce of figli(l, 'liste')) {
    const detta = leggiListe(voce);
    if (detta === undefined) continue;
    const letta = conDoppia(voce, detta);
    const diritti = unite(somma?.diritti, letta.diritti);
    const flagAggiunte = unite(somma?.flagAggiunte, letta.flagAggiunte);
    somma = {
      ...somma,
      ...letta,
      ...(diritti !== undefined && { diritti }),
      ...(flagAggiunte !== undefined && { flagAggiunte }),
    };
  }
  const certificabilita = testo(l, 'certificabilita');
  return somma === undefined || certificabilita === undefined ? somma : { ...somma, certificabilita };
}

/** The item that names a consultation is the list left: it takes the place of no other. */
function conDoppia(voce: Elemento, letta: ListeElettorali): ListeElettorali {
  const tipoConsultazione = testo(voce, 'tipoConsultazione');
  const dataCancellazioneLista = dataCalendario(testo(voce, 'dataCancellazioneLista'));
  const { generale, ...resto } = letta;
  if (generale === undefined || (tipoConsultazione ?? dataCancellazioneLista) === undefined) return letta;
  return { ...resto, doppia: senzaVuoti({ ...generale, tipoConsultazione, dataCancellazioneLista }) as DoppiaLista };
}

function leggiLista(l: Elemento | undefined): IscrizioneLista | undefined {
  if (l === undefined) return undefined;
  return senzaVuoti({
    codiceIstat: testo(l, 'comune', 'codiceIstat'),
    nomeComune: testo(l, 'comune', 'nomeComune'),
    siglaProvincia: testo(l, 'comune', 'siglaProvinciaIstat'),
    sezione: testo(l, 'sezioneelettoralenum'),
  }) as IscrizioneLista;
}
