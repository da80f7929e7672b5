/**
 * Reads `tipoResidenza`: Italian and foreign addresses, in their parts.
 * Invariant: every address that ANPR can write is kept; two spellings of the province are one (modello-dati A.6).
 */
import { type Elemento, figlio, percorso, testo } from '../anpr/elemento.js';
import type { Indirizzo, ProvenienzaDestinazione, Residenza } from '../anpr/soggetto.js';
import { dataCalendario, senzaVuoti } from '../anpr/valori.js';

/** One residence with its type (table 25) and date; undefined without an address. */
export function leggiResidenza(r: Elemento): Residenza | undefined {
  const italiano = figlio(r, 'indirizzo');
  const estero = figlio(r, 'localitaEstera');
  if (italiano === undefined && estero === undefined) return undefined;
  const indirizzo = italiano !== undefined ? leggiItaliano(italiano) : leggiEstero(estero!);
  const presso = testo(r, 'presso');
  const dataDecorrenzaResidenza = dataCalendario(testo(r, 'dataDecorrenzaResidenza'));
  return {
    tipoIndirizzo: testo(r, 'tipoIndirizzo') ?? (estero === undefined ? '1' : '4'),
    indirizzo: presso === undefined ? indirizzo : { ...indirizzo, presso },
    ...(dataDecorrenzaResidenza !== undefined && { dataDecorrenzaResidenza }),
  };
}

function leggiItaliano(i: Elemento): Indirizzo {
  const civico = figlio(i, 'numeroCivico');
  const interno = figlio(civico, 'civicoInterno');
  const parti = [
    testo(interno, 'interno1'),
    testo(interno, 'espInterno1'),
    testo(interno, 'interno2'),
    testo(interno, 'espInterno2'),
  ];
  return senzaVuoti({
    ...comune(figlio(i, 'comune')),
    cap: testo(i, 'cap'),
    frazione: testo(i, 'frazione'),
    specie: testo(i, 'toponimo', 'specie'),
    toponimo: testo(i, 'toponimo', 'denominazioneToponimo'),
    civico: testo(civico, 'numero'),
    metrico: testo(civico, 'metrico'),
    progSNC: testo(civico, 'progSNC'),
    lettera: testo(civico, 'lettera'),
    esponente: testo(civico, 'esponente1'),
    corte: testo(interno, 'corte'),
    scala: testo(interno, 'scala'),
    interno: parti.filter((p) => p !== undefined).join(' ') || undefined,
    piano: testo(interno, 'piano'),
    isolato: testo(interno, 'isolato'),
  }) as Indirizzo;
}

function leggiEstero(l: Elemento): Indirizzo {
  const i = figlio(l, 'indirizzoEstero');
  const toponimo = figlio(i, 'toponimo') ?? figlio(l, 'toponimo');
  const luogo = figlio(i, 'localita');
  return senzaVuoti({
    cap: testo(i, 'cap'),
    toponimo: testo(toponimo, 'denominazione'),
    civico: testo(toponimo, 'numeroCivico'),
    localitaEstera: testo(luogo, 'descrizioneLocalita'),
    descrizioneStato: testo(luogo, 'descrizioneStato'),
    // ISTAT 888 is the empty row of the table of states: an AIRE address known only by its consulate.
    codiceStato: testo(luogo, 'codiceStato') ?? '888',
    conteaEstera: testo(luogo, 'provinciaContea'),
    codiceConsolato: testo(l, 'consolato', 'codiceConsolato'),
  }) as Indirizzo;
}

function comune(c: Elemento | undefined): Pick<Indirizzo, 'codiceIstat' | 'nomeComune' | 'siglaProvincia'> {
  return senzaVuoti({
    codiceIstat: testo(c, 'codiceIstat'),
    nomeComune: testo(c, 'nomeComune'),
    siglaProvincia: testo(c, 'siglaProvinciaIstat') ?? testo(c, 'siglaProvincia'),
  }) as Pick<Indirizzo, 'codiceIstat' | 'nomeComune' | 'siglaProvincia'>;
}

/** Where somebody comes from or goes to. */
export function leggiProvenienzaDestinazione(p: Elemento | undefined): ProvenienzaDestinazione | undefined {
  if (p === undefined) return undefined;
  const localita = percorso(p, 'localita');
  const letta = senzaVuoti({
    ...comune(figlio(p, 'comune')),
    codiceStato: testo(localita, 'codiceStato'),
    descrizione: testo(localita, 'descrizioneLocalita') ?? testo(localita, 'descrizioneStato'),
  }) as ProvenienzaDestinazione;
  return Object.keys(letta).length === 0 ? undefined : letta;
}
