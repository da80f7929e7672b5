/**
 * The one reader of an address on a line, whoever wrote it: an office's program or `formatIndirizzo`.
 * Invariant: pure and total; a number belongs to the name of the street unless it ends the street or something says that it is
 * the house number (VIA 25 APRILE 12, VIA ALDO MORO 2, 99). What is read of each way of writing: test/anpr/indirizzi-scritti.csv.
 */

/** An address taken to pieces, in capitals and without accents. */
export interface IndirizzoLetto {
  /** The street with its kind: `VIA 25 APRILE`. */
  readonly via: string;
  /** Without leading zeros; `SNC` without a number, `KM 12` on a road; empty when nothing is said. */
  readonly civico: string;
  /** Letter and exponent in one: `ABIS`. */
  readonly esponente: string;
  readonly interno: string;
}

/** No address is longer (the columns that hold one end here): what follows is not read. */
const MASSIMO_CARATTERI = 1_000;

const insieme = (parole: string): ReadonlySet<string> => new Set(parole.split(' '));
const NUMERO = insieme('N NR NUM NUMERO CIV CIVICO');
const MESI = insieme('GENNAIO FEBBRAIO MARZO APRILE MAGGIO GIUGNO LUGLIO AGOSTO SETTEMBRE OTTOBRE NOVEMBRE DICEMBRE');
/** Kinds of street with their abbreviations (table 4, the everyday ones). */
export const SPECIE = insieme(
  'VIA V VIALE VLE PIAZZA PZA PZZA P PIAZZALE PLE PZLE CORSO CSO C LARGO LGO VICOLO VIC VLO STRADA STR SDA LOCALITA LOC FRAZIONE FRAZ FR CONTRADA CDA CTR BORGO BGO TRAVERSA TRAV',
);
/** Kinds that may come after a number that is part of the name: `VIA ROMA 2 TRAVERSA`. */
const DOPO_UN_ORDINALE = insieme('TRAVERSA TRAV TRATTO VICO VICOLO');
/** Roads that have a number for a name: `STRADA STATALE 16`, `SP 12`; in a `VIA PROVINCIALE` the number is of the house. */
const STRADE_NUMERATE = insieme('PROVINCIALE STATALE REGIONALE');
const STRADA = insieme('STRADA STR SDA');
const SIGLE_DI_STRADE = insieme('SP SS SR');
/** A number after one of these counts something: `VIA DEI 300 CAMPI`. */
const PREPOSIZIONI = insieme('DI DEL DEI DEGLI DELLE DELLA DELLO AI ALLE');
/** What stands between the house number and the end of the line, and is not the number. */
const DENTRO = insieme(
  'INT INTERNO SC SCALA PIANO PT CORTE ISOLATO PAL PALAZZINA LOTTO EDIFICIO BLOCCO FABBRICATO APP ANGOLO ANG PRESSO RETRO',
);
const INTERNO = insieme('INT INTERNO I');
/** The same by its initial, when a number follows. */
const DENTRO_BREVI = insieme('P I S');
const SNC = insieme('SNC SN');
const CODA = /^[A-Z]?(?:BIS|TER|QUATER|QUINQUIES)$/;
const LETTERE = /^\p{L}+$/u;
const CIFRE = /^\d+$/;
/** Abbreviations that keep their letters together when their dots go; every other dot parts two words. */
const PUNTATE =
  /\b(?:V\.LE|V\.LO|P\.ZZA|P\.ZA|P\.LE|P\.ZLE|C\.SO|C\.DA|L\.GO|B\.GO|S\.N\.C|S\.N|S\/N|S\.P|S\.S|S\.R|P\.T)(?![A-Z])/g;

const eNumero = (parola: string | undefined): boolean => parola !== undefined && CIFRE.test(parola);
/** Five digits are a postcode, never a house number. */
const eCivico = (parola: string | undefined): boolean => eNumero(parola) && parola!.length < 5;

const PAROLA = /\p{L}+|\d+|\//gu;

/** What stands between two commas: its words, numbers and slashes. */
interface Parte {
  readonly testo: string;
  readonly parole: readonly string[];
}

const VUOTA: Parte = { testo: '', parole: [] };

function parti(indirizzo: string): Parte[] {
  const piano = indirizzo.slice(0, MASSIMO_CARATTERI).normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
  const steso = piano
    .replace(/[°ºª]/g, ' ')
    .replace(PUNTATE, (breve) => breve.replace(/[./]/g, ''))
    .replace(/\bSENZA NUMERO(?: CIVICO)?\b/g, 'SNC')
    .replace(/\bKM\.? ?(\d{1,4})[.,+](\d{1,3})\b/g, 'KM $1KM$2')
    .replace(/(\d)-(?=\d)/g, '$1/')
    .replace(/(\d)(?=\p{L})/gu, '$1/')
    .replace(/ - |[()]/g, ',');
  return steso.split(',').map((testo) => ({ testo, parole: testo.match(PAROLA) ?? [] }));
}

/** A house number read at a place of a part. */
interface Numero {
  readonly civico: string;
  readonly esponente: string;
  /** Place of the first word after it. */
  readonly fine: number;
}

/** True where the words speak of the inside of the house: `INT. 3`, `P. 2`, `3 PIANO`. */
function dentro(p: readonly string[], i: number): boolean {
  const parola = p[i] ?? '';
  if (eNumero(parola)) return p[i + 1] === 'PIANO' && !eNumero(p[i + 2]);
  return DENTRO.has(parola) || (DENTRO_BREVI.has(parola) && eNumero(p[i + 1]));
}

function esponenteDa(p: readonly string[], da: number): Pick<Numero, 'esponente' | 'fine'> {
  let [esponente, i] = ['', da];
  for (;;) {
    const barra = p[i] === '/';
    const j = barra ? i + 1 : i;
    const parola = p[j] ?? '';
    if (dentro(p, j) || (NUMERO.has(parola) && !barra)) return { esponente, fine: i };
    const lettera = LETTERE.test(parola) && parola.length <= (barra ? 3 : esponente === '' ? 1 : 0);
    const cifra = barra && eCivico(parola);
    if (!CODA.test(parola) && !lettera && !cifra) return { esponente, fine: i };
    esponente += parola;
    i = j + 1;
  }
}

/** The house number that begins here; undefined where none does. */
function numeroDa(p: readonly string[], i: number): Numero | undefined {
  if (SNC.has(p[i] ?? '')) return { civico: 'SNC', esponente: '', fine: esponenteDa(p, i + 1).fine };
  if (p[i] === 'KM' && eNumero(p[i + 1])) return chilometro(p, i);
  if (!eCivico(p[i]) || dentro(p, i)) return undefined;
  return { civico: p[i]!.replace(/^0+(?=\d)/, ''), ...esponenteDa(p, i + 1) };
}

function chilometro(p: readonly string[], i: number): Numero {
  const frazione = p[i + 2] === '/' && p[i + 3] === 'KM' ? p[i + 4] : undefined;
  const civico = `KM ${p[i + 1]}${frazione === undefined ? '' : `.${frazione}`}`;
  return { civico, esponente: '', fine: i + (frazione === undefined ? 2 : 5) };
}

const ultimo = (p: readonly string[], n: Numero): boolean => n.fine >= p.length || dentro(p, n.fine);

const stradaNumerata = (p: readonly string[], i: number): boolean =>
  SIGLE_DI_STRADE.has(p[i] ?? '') || (STRADE_NUMERATE.has(p[i] ?? '') && STRADA.has(p[i - 1] ?? ''));

/** True for a number that is a day, a year, a road or a count: part of the name whatever follows. */
function delNome(p: readonly string[], i: number): boolean {
  const [prima = '', dopo = ''] = [p[i - 1], p[i + 1]];
  if (MESI.has(dopo) || DOPO_UN_ORDINALE.has(dopo) || (dopo === '/' && MESI.has(p[i + 2] ?? ''))) return true;
  if (stradaNumerata(p, NUMERO.has(prima) ? i - 2 : i - 1)) return true;
  return MESI.has(prima) && /^(?:1[89]|20)\d\d$/.test(p[i]!);
}

/** Where the number of the house may stand though words follow it: `VIA ROMA 12 VALFINTA`. */
const forse = (p: readonly string[], i: number): boolean =>
  !PREPOSIZIONI.has(p[i - 1] ?? '') && !eNumero(p[i + 1]) && (i > 1 || !SPECIE.has(p[0]!));

interface Trovato extends Numero {
  /** Place where it begins, with the `N.` before it. */
  readonly da: number;
  /** Nothing else could be the number: a word says it, or a letter, or the inside of the house follows. */
  readonly certo: boolean;
}

/** Where the unit is said though no number was. */
const diInterno = (p: readonly string[], i: number): boolean => i > 1 && INTERNO.has(p[i]!) && eNumero(p[i + 1]);

/** The house number among the words of a street; the first that ends them, or the last that might. */
function trovaNumero(p: readonly string[]): Trovato | undefined {
  let possibile: Trovato | undefined;
  for (let i = 1; i < p.length && !diInterno(p, i); i++) {
    const detto = NUMERO.has(p[i]!) && !NUMERO.has(p[i + 1] ?? '') && !delNome(p, i + 1);
    const n = detto ? (eCivico(p[i + 1]) ? numeroDa(p, i + 1) : undefined) : numeroDa(p, i);
    if (n === undefined || (!detto && eNumero(p[i]) && delNome(p, i))) continue;
    const da = NUMERO.has(p[i - 1]!) && i > 1 ? i - 1 : i;
    if (detto || n.civico === 'SNC' || p[i] === 'KM') return { ...n, da, certo: true };
    if (ultimo(p, n)) return { ...n, da, certo: n.esponente !== '' || n.fine < p.length };
    if (forse(p, i)) possibile = { ...n, da, certo: false };
  }
  return possibile;
}

/** The number in a part of its own: `VIA ROMA, 12/A INT. 3`. */
function numeroSolo(p: readonly string[]): Numero | undefined {
  const i = p.findIndex((parola) => !NUMERO.has(parola));
  const n = i < 0 ? undefined : numeroDa(p, i);
  return n !== undefined && ultimo(p, n) ? n : undefined;
}

/** The unit among the words after the number. */
function internoIn(p: readonly string[]): string {
  const i = p.findIndex((parola, k) => INTERNO.has(parola) && (parola !== 'I' || eNumero(p[k + 1])));
  if (i < 0) return '';
  let interno = '';
  for (let k = i + 1; k < p.length && !dentro(p, k); k++) if (p[k] !== '/' && !NUMERO.has(p[k]!)) interno += p[k];
  return interno.replace(/^0+(?=\d)/, '');
}

/** Until the postcode. */
function primaDelCap(p: Parte): Parte {
  const cap = p.parole.findIndex((parola, i) => i > 1 && /^\d{5}$/.test(parola));
  return cap < 0 ? p : { ...p, parole: p.parole.slice(0, cap) };
}

/** The first words of a part as they stand, without punctuation. */
function inizio({ testo, parole }: Parte, quante: number): string {
  const trovate = [...testo.matchAll(PAROLA)];
  const fine = quante < parole.length ? trovate[quante]?.index : undefined;
  const ultima = trovate[parole.length - 1];
  const tutto = ultima === undefined ? 0 : ultima.index + ultima[0].length;
  return testo
    .slice(0, fine ?? tutto)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

interface Strada {
  readonly parte: Parte;
  /** Words of it that are the street. */
  readonly parole: number;
}

function letto(
  { parte, parole }: Strada,
  n: Numero | undefined,
  resto: readonly (readonly string[])[],
): IndirizzoLetto {
  const interno = resto.map(internoIn).find((i) => i !== '') ?? '';
  return { via: inizio(parte, parole), civico: n?.civico ?? '', esponente: n?.esponente ?? '', interno };
}

/** An address without a number may still say the unit. */
function senzaNumero(parte: Parte, altre: readonly (readonly string[])[]): IndirizzoLetto {
  const i = parte.parole.findIndex((_, k) => diInterno(parte.parole, k));
  if (i < 0) return letto({ parte, parole: parte.parole.length }, undefined, altre);
  return letto({ parte, parole: i }, undefined, [parte.parole.slice(i), ...altre]);
}

/** Reads a line; at most its first 1,000 characters. Total: what cannot be told is left empty. */
export function leggiIndirizzo(indirizzo: string): IndirizzoLetto {
  const [prima = VUOTA, ...altre] = parti(indirizzo).filter((p, i) => i === 0 || p.parole.length > 0);
  const parte = primaDelCap(prima);
  const fino = altre.findIndex((p) => /^\d{5}$/.test(p.parole[0] ?? ''));
  const [seconda = VUOTA, ...terze] = fino < 0 ? altre : altre.slice(0, fino);
  const resto = terze.map((p) => p.parole);
  const trovato = trovaNumero(parte.parole);
  const dopo = trovato?.certo === true ? undefined : numeroSolo(seconda.parole);
  if (dopo !== undefined) {
    return letto({ parte, parole: parte.parole.length }, dopo, [seconda.parole.slice(dopo.fine), ...resto]);
  }
  if (trovato !== undefined) {
    const interni = [parte.parole.slice(trovato.fine), seconda.parole, ...resto];
    return letto({ parte, parole: trovato.da }, trovato, interni);
  }
  const altrove = SPECIE.has(seconda.parole[0] ?? '') ? trovaNumero(seconda.parole) : undefined;
  if (altrove === undefined) return senzaNumero(parte, [seconda.parole, ...resto]);
  return letto({ parte: seconda, parole: altrove.da }, altrove, [seconda.parole.slice(altrove.fine), ...resto]);
}
