/**
 * Who a person was before: the codice fiscale that was replaced and the name, sex and birth that were corrected
 * (`generalitaPrecedenti`; modello-dati E.6, G.1 "never overwrite").
 * Invariant: pure; what was is kept once, and what the person is called today is never among it.
 */
import type { Fatto } from '../anpr/fatto.js';
import { chiaveRicerca } from '../anpr/ricerca.js';
import type { Generalita, Identificativi } from '../anpr/soggetto.js';
import { giornoNoto } from './decorrenza.js';
import type { Riga } from './righe.js';
import type { StatoSoggetto } from './stato.js';

/** A name and a codice fiscale held until a day. */
export interface Precedente {
  readonly codiceFiscale?: string;
  readonly generalita: Generalita;
  /** Day on which they were replaced; null where the message gives none. */
  readonly finoAl: string | null;
}

type Persona = Pick<StatoSoggetto, 'identificativi' | 'generalita'>;
const CAMPI = ['cognome', 'nome', 'sesso', 'dataNascita'] as const satisfies readonly (keyof Generalita)[];

/** What tells two cards of a person apart; another spelling of a name does not (G.6). */
function impronta({ codiceFiscale = '' }: Pick<Identificativi, 'codiceFiscale'>, g: Generalita): string {
  return [codiceFiscale, ...CAMPI.map((c) => chiaveRicerca(g[c] ?? ''))].join('|');
}

/** A value that was known is another now; one that was not known replaces nothing. */
function sostituita(prima: Persona, dopo: Persona): boolean {
  const cf = prima.identificativi.codiceFiscale;
  if (cf !== undefined && cf !== dopo.identificativi.codiceFiscale) return true;
  return CAMPI.some((c) => {
    const [era, ora] = [prima.generalita[c], dopo.generalita[c]];
    return era !== undefined && chiaveRicerca(era) !== chiaveRicerca(ora ?? '');
  });
}

/** What was before, after a message that took the person from `prima` to `dopo`; nothing where it replaced nothing. */
export function conPrecedenti(prima: StatoSoggetto, dopo: Persona, fatto: Fatto): Pick<StatoSoggetto, 'precedenti'> {
  const finoAl = fatto.decorrenza ?? giornoNoto(fatto) ?? null;
  const { identificativiPrecedenti, generalitaPrecedenti = {} } = fatto.dati;
  const dette = { identificativi: identificativiPrecedenti ?? {}, generalita: generalitaPrecedenti };
  const nuove = [prima, dette].filter((p) => sostituita(p, dopo));
  if (nuove.length === 0) return {};
  const tutte = new Map((prima.precedenti ?? []).map((p) => [impronta(p, p.generalita), p]));
  for (const { identificativi, generalita } of nuove) {
    const { codiceFiscale } = identificativi;
    const precedente = { ...(codiceFiscale !== undefined && { codiceFiscale }), generalita, finoAl };
    const chiave = impronta(precedente, generalita);
    tutte.delete(chiave);
    tutte.set(chiave, precedente);
  }
  return { precedenti: [...tutte.values()] };
}

/** A message that found the person by a codice fiscale already replaced does not put it back. */
export function senzaSostituito({ precedenti = [] }: StatoSoggetto, nuovi: Identificativi): Identificativi {
  const { idSchedaSoggettoANPR: scheda, codiceFiscale, validitaCF: _, ...resto } = nuovi;
  const vecchio = scheda === undefined && precedenti.some((p) => p.codiceFiscale === codiceFiscale);
  return vecchio && codiceFiscale !== undefined ? resto : nuovi;
}

/** One row for each, of whom the registers hold; those of today are not shown again. */
export function righePrecedenti(soggetto: string, stato: StatoSoggetto): Riga[] {
  if (stato.posizioni.length === 0 && stato.listeViste.length === 0) return [];
  const oggi = impronta(stato.identificativi, stato.generalita);
  const passate = (stato.precedenti ?? []).filter((p) => impronta(p, p.generalita) !== oggi);
  return passate.map(({ codiceFiscale, generalita: g, finoAl }, progressivo) => ({
    soggetto,
    progressivo,
    codice_fiscale: codiceFiscale ?? null,
    stato_cf: codiceFiscale === undefined || codiceFiscale === stato.identificativi.codiceFiscale ? null : 'SOSTITUITO',
    cognome: g.cognome ?? null,
    nome: g.nome ?? null,
    sesso: g.sesso ?? null,
    data_nascita: g.dataNascita ?? null,
    fino_al: finoAl,
  }));
}
