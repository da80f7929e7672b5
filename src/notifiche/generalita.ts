/**
 * Reads `tipoGeneralita`, current and 2019 spelling (modello-dati A.5, A.6), by local name.
 * Invariant: what is not said stays absent.
 */
import { type Elemento, figlio, testo, testoIntero } from '../anpr/elemento.js';
import { dataParziale, type Giorno } from '../anpr/giorni.js';
import type { Generalita, Identificativi, PrecisioneData } from '../anpr/soggetto.js';
import { codiceFiscale, dataCalendario, senzaVuoti, senzaZeri } from '../anpr/valori.js';

/** A card is a progressive number: the zeros before it say nothing. */
export const idScheda = (id: string | undefined): string | undefined => (id === undefined ? undefined : senzaZeri(id));

/** The strong identifiers inside a `tipoGeneralita`. */
export function leggiIdentificativi(g: Elemento | undefined): Identificativi {
  const cf = codiceFiscale(testo(g, 'codiceFiscale', 'codFiscale'));
  return senzaVuoti({
    idSchedaSoggettoANPR: idScheda(testo(g, 'idSchedaSoggettoANPR')),
    codiceFiscale: cf,
    validitaCF: cf === undefined ? undefined : testo(g, 'codiceFiscale', 'validitaCF'),
  }) as Identificativi;
}

/** Name, sex, birth. */
export function leggiGeneralita(g: Elemento): Generalita {
  const nascita = dataNascitaDi(g);
  return senzaVuoti({
    cognome: testoIntero(g, 'cognome'),
    nome: testoIntero(g, 'nome'),
    senzaCognome: testo(g, 'senzaCognome') === '1' || undefined,
    senzaNome: testo(g, 'senzaNome') === '1' || undefined,
    sesso: testo(g, 'sesso')?.toUpperCase(),
    dataNascita: nascita?.giorno,
    precisioneNascita: nascita?.precisione,
    ...leggiLuogoNascita(figlio(g, 'luogoNascita')),
  }) as Generalita;
}

/** Zeros in the place of a day, or of day and month, that nobody knows (G41). */
const SENZA_GIORNO = /^(\d{4})-(\d{2})-00/;

/** When a person was born, as far as it is known: flags of ANPR, or zeros in the date itself; undefined for what is no date. */
export function dataNascitaDi(
  g: Elemento | undefined,
): { readonly giorno: Giorno; readonly precisione: PrecisioneData } | undefined {
  const scritta = testo(g, 'dataNascita');
  const giorno = dataCalendario(scritta);
  if (giorno !== undefined) return { giorno, precisione: precisione(g) };
  const [, anno, mese] = SENZA_GIORNO.exec(scritta ?? '') ?? [];
  return anno === undefined ? undefined : dataParziale(mese === '00' ? anno : `${anno}-${mese}`);
}

function precisione(g: Elemento | undefined): PrecisioneData {
  if (testo(g, 'senzaGiornoMese') === '1') return 'ANNO';
  return testo(g, 'senzaGiorno') === '1' ? 'MESE' : 'GIORNO';
}

/** Place of birth: comune, foreign place, or exceptional place (ship, aircraft). */
export function leggiLuogoNascita(
  luogo: Elemento | undefined,
): Pick<Generalita, 'luogoNascita' | 'comuneNascita' | 'statoNascita'> {
  const nome =
    testo(luogo, 'comune', 'nomeComune') ??
    testo(luogo, 'localita', 'descrizioneLocalita') ??
    testo(luogo, 'localita', 'descrizioneStato') ??
    testo(luogo, 'luogoEccezionale');
  return senzaVuoti({
    luogoNascita: nome,
    comuneNascita: testo(luogo, 'comune', 'codiceIstat'),
    statoNascita: testo(luogo, 'localita', 'codiceStato'),
  }) as Pick<Generalita, 'luogoNascita' | 'comuneNascita' | 'statoNascita'>;
}
