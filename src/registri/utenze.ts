/**
 * Which household lives in the dwelling of a TARI user: a score between the office's address and holder and what ANPR says.
 * Invariant: pure and symmetric in the order of candidates; only a clear winner is taken, every doubt is left to a person (E.9).
 */
import type { Utenza } from './utenze-csv.js';

/** A household that might live there. */
export interface Candidato {
  readonly idFamiglia: string;
  readonly indirizzo: string | null;
  /** How that place was called before its street was renamed: the office may still write it so. */
  readonly giaDetto?: readonly string[];
  /** Codici fiscali of its members. */
  readonly membri: readonly string[];
  /** Its addresses taken to pieces, where that was done before. */
  readonly strade?: readonly Strada[];
}

export type StatoAbbinamento =
  /** One clear winner. */
  | 'ABBINATA'
  /** Somebody must look. */
  | 'DUBBIA'
  /** Nobody registered resembles it: empty, second home, non-resident. */
  | 'SENZA';

export interface Abbinamento {
  readonly stato: StatoAbbinamento;
  /** The best candidate, also of a doubt. */
  readonly idFamiglia: string | null;
  /** 0–100: up to 60 for the address, 40 for the holder being one of the household. */
  readonly punteggio: number;
}

/** What tells one dwelling from another in an address. */
export interface Strada {
  readonly parole: readonly string[];
  readonly civico: string;
  readonly esponente: string;
  readonly interno: string;
}

/** Kinds of street as written and abbreviated: they say little, and are written in every way. */
const SPECIE =
  /^(?:VIA|V|VIALE|VLE|PIAZZA|PZA|PZZA|P|PIAZZALE|PLE|PZLE|CORSO|CSO|C|LARGO|LGO|VICOLO|VIC|VLO|STRADA|STR|SDA|LOCALITA|LOC|FRAZIONE|FRAZ|FR|CONTRADA|CDA|CTR|BORGO|BGO|TRAVERSA|TRAV)$/;
const CIVICO = /^(\d+)\s*[/-]?\s*((?:[A-Z]{1,3}\s*[/-]?\s*)?(?:BIS|TER|QUATER)|[A-Z]{1,3})?$/;
/** Without a number, as ANPR writes it. */
const SENZA_NUMERO = 'SNC';
/** The number in the part after the comma; five digits there are the postcode. */
const NUMERO_DOPO = /^\s*(?:(?:N\D{0,3})?(?!\d{5}\b)\d|S\.?N\.?C\b)/;
/** What stands before the unit or after it and tells no dwelling from another. */
const ALTRO = /\b(?:SCALA|SC|PIANO|CORTE|ISOLATO)\b.*$/;
const NUMERO = new Set(['N', 'NR', 'NUM', 'NUMERO', 'CIV', 'CIVICO']);

/** Upper case, without accents; `12/A`, `12 A` and `12A` are the same number. Only what comes before the first comma counts, or the number after it. */
export function leggiStrada(indirizzo: string): Strada {
  const piano = indirizzo.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/°/g, ' ');
  const [prima = '', seconda = ''] = piano.split(',');
  const conNumero = !/\d/.test(prima) && NUMERO_DOPO.test(seconda) ? `${prima} ${seconda}` : prima;
  const [via = '', dopo = ''] = conNumero.split(/\bINT(?:ERNO)?\b\.?/);
  const testo = via.replace(ALTRO, '').replace(/[.'’]/g, (c) => (c === '.' ? '' : ' '));
  const parole = testo.split(/[^A-Z0-9/]+/).filter((p) => p !== '' && !NUMERO.has(p));
  const i = parole.findLastIndex((p) => /^(?:\d|SNC\b)/.test(p));
  const base = { interno: dopo.replace(ALTRO, '').replace(/[^A-Z0-9]/g, '') };
  if (i < 1) return { ...base, parole: senzaSpecie(parole), civico: '', esponente: '' };
  if (parole[i]!.startsWith(SENZA_NUMERO))
    return { ...base, parole: senzaSpecie(parole.slice(0, i)), civico: SENZA_NUMERO, esponente: '' };
  const numero = CIVICO.exec(parole.slice(i).join(' ').trim()) ?? CIVICO.exec(parole[i]!);
  return {
    ...base,
    parole: senzaSpecie(parole.slice(0, i)),
    civico: (numero?.[1] ?? parole[i]!).replace(/^0+(?=\d)/, ''),
    esponente: (numero?.[2] ?? '').replace(/[^A-Z]/g, ''),
  };
}

function senzaSpecie(parole: readonly string[]): string[] {
  return parole.length > 1 && SPECIE.test(parole[0]!) ? parole.slice(1) : [...parole];
}

/** Share of the words that the two streets have in common (Dice); initials count for the word they begin. */
function paroleInComune(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const uguali = (x: string, y: string): boolean =>
    x === y || (x.length === 1 && y.startsWith(x)) || (y.length === 1 && x.startsWith(y));
  const comuni = (x: readonly string[], y: readonly string[]): number =>
    x.filter((p) => y.some((q) => uguali(p, q))).length;
  return (comuni(a, b) + comuni(b, a)) / (a.length + b.length);
}

/** How alike two addresses are, 0–1: another number is another dwelling; a part that only one of them has is a doubt. */
export function somiglianza(a: string, b: string): number {
  return somiglianzaStrade(leggiStrada(a), leggiStrada(b));
}

function somiglianzaStrade(x: Strada, y: Strada): number {
  if (x.civico !== '' && y.civico !== '' && x.civico !== y.civico) return 0;
  if (x.interno !== '' && y.interno !== '' && x.interno !== y.interno) return 0;
  const strada = paroleInComune(x.parole, y.parole);
  // A street shares at least half of its words with itself under another spelling.
  if (strada < 0.5) return 0;
  const civico = x.civico === y.civico ? 1 : 0.5;
  const esponente = x.esponente === y.esponente ? 1 : x.esponente === '' || y.esponente === '' ? 0.8 : 0.4;
  return strada * civico * esponente;
}

const PUNTI_INDIRIZZO = 60;
const PUNTI_INTESTATARIO = 40;
/** Holder in the household and the address but for a detail. */
const SICURO = 85;
/** The second best must be this far: two families in one dwelling are a doubt unless the holder is in one of them. */
const DISTACCO = 20;
/** Less than the holder living elsewhere, or a good address without the holder, is no resemblance. */
const DUBBIO = 40;

/** The address of today first. */
const stradeDi = ({ indirizzo, giaDetto = [] }: Candidato): Strada[] =>
  indirizzo === null ? [] : [indirizzo, ...giaDetto].map(leggiStrada);

/** Score of one candidate, 0–100. */
export function punteggioDi(utenza: Utenza, candidato: Candidato, di = leggiStrada(utenza.indirizzo)): number {
  const indirizzo = Math.max(0, ...(candidato.strade ?? stradeDi(candidato)).map((s) => somiglianzaStrade(di, s)));
  const intestatario = candidato.membri.includes(utenza.codiceFiscale) ? PUNTI_INTESTATARIO : 0;
  return Math.round(PUNTI_INDIRIZZO * indirizzo + intestatario);
}

/** Chooses among the candidates; of two with the same score the one with the lower family id is shown, as a doubt. */
export function abbina(utenza: Utenza, candidati: readonly Candidato[]): Abbinamento {
  const strada = leggiStrada(utenza.indirizzo);
  const ordinati = candidati
    .map((c) => ({ idFamiglia: c.idFamiglia, punteggio: punteggioDi(utenza, c, strada) }))
    .sort((a, b) => b.punteggio - a.punteggio || (a.idFamiglia < b.idFamiglia ? -1 : 1));
  const [migliore, secondo] = ordinati;
  if (migliore === undefined || migliore.punteggio < DUBBIO)
    return { stato: 'SENZA', idFamiglia: null, punteggio: migliore?.punteggio ?? 0 };
  const sicuro = migliore.punteggio >= SICURO && migliore.punteggio - (secondo?.punteggio ?? 0) >= DISTACCO;
  return { stato: sicuro ? 'ABBINATA' : 'DUBBIA', ...migliore };
}

/** Finds the households worth a score, without looking at all of them. */
export interface IndiceCandidati {
  cerca(utenza: Utenza): readonly Candidato[];
}

/** Indexes the households by holder and by street and number. */
export function indicizza(candidati: Iterable<Candidato>): IndiceCandidati {
  const indice = new Map<string, Candidato[]>();
  const metti = (chiave: string, c: Candidato): void => {
    const suoi = indice.get(chiave);
    if (suoi === undefined) indice.set(chiave, [c]);
    else suoi.push(c);
  };
  for (const grezzo of candidati) {
    const c = { ...grezzo, strade: stradeDi(grezzo) };
    for (const cf of c.membri) metti(cf, c);
    for (const chiave of new Set(c.strade.flatMap(chiaviStrada))) metti(chiave, c);
  }
  return {
    cerca: (utenza) => {
      const strada = leggiStrada(utenza.indirizzo);
      const chiavi = [utenza.codiceFiscale, ...chiaviStrada(strada), ...chiaviStrada({ ...strada, civico: '' })];
      return [...new Set(chiavi.flatMap((k) => indice.get(k) ?? []))];
    },
  };
}

const chiaviStrada = ({ parole, civico }: Strada): string[] =>
  parole.filter((p) => p.length > 1).map((p) => `${p}|${civico}`);
