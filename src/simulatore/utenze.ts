/**
 * The list of TARI users as the office's own program exports it: the homes of the invented comune, written by hand and
 * therefore in every way, some holders who do not live there, some homes nobody declared.
 * Invariant: `strada` is what `indirizzo` says, taken from the register and not from the text: nobody has to read it back.
 */
import { calcolaCodiceFiscale } from '../anpr/codice-fiscale.js';
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Indirizzo } from '../anpr/soggetto.js';
import { type Caso, creaCaso } from './caso.js';
import type { Comune } from './comune.js';
import { COGNOMI } from './nomi.js';
import { intestatarioDi, membriDi, type Registro } from './registro.js';
import { type Strada, stradaDi } from './strada.js';

/** One line of the list. */
export interface UtenzaSimulata {
  readonly codice: string;
  /** Of the holder. */
  readonly codiceFiscale: string;
  /** As the office writes it. */
  readonly indirizzo: string;
  readonly categoria: string;
  readonly strada: Strada;
  /** The household it was written for; null for a home where nobody is resident. */
  readonly famiglia: string | null;
}

const BREVI: Readonly<Record<string, string>> = {
  VIA: 'V.',
  VIALE: 'V.LE',
  PIAZZA: 'P.ZA',
  CORSO: 'C.SO',
  VICOLO: 'VIC.',
  LARGO: 'L.GO',
};

const senzaAccenti = (testo: string): string => testo.normalize('NFD').replace(/\p{M}/gu, '');
const civicoDi = ({ civico, esponente }: Strada, fra: string): string =>
  civico === 'SNC' || esponente === '' ? civico : `${civico}${fra}${esponente}`;
const internoDi = ({ interno }: Strada, come: string): string => (interno === '' ? '' : `${come}${interno}`);

/** The ways in which people write the same address; the second part is what is left of the words of the street. */
type Grafia = (i: Indirizzo, s: Strada) => readonly [string, readonly string[]];

const comeANPR: Grafia = (i, s) => [formatIndirizzo(i), s.parole];

const conVirgola: Grafia = (i, s) => {
  const via = `${i.specie} ${i.toponimo}`.toLowerCase().replace(/(^|[\s'])\p{L}/gu, (c) => c.toUpperCase());
  return [`${via}, ${civicoDi(s, '/')}${internoDi(s, ' int. ')}`, s.parole];
};

const minuscola: Grafia = (i, s) => [
  `${senzaAccenti(`${i.specie} ${i.toponimo}`)} n. ${civicoDi(s, ' ')}${internoDi(s, ' interno ')}`.toLowerCase(),
  s.parole,
];

/** Nobody writes `2. APRILE` for 25 APRILE, nor `X. SETTEMBRE`. */
const NUMERO = /^(?:\d+|[IVXL]{2,})$/;

/** The first of several words by its initial, as on the plates: `V. G. VERDI`. */
const abbreviata: Grafia = (i, s) => {
  const parole = (i.toponimo ?? '').split(' ');
  const [prima = '', ...altre] = parole;
  const intera = altre.length === 0 || prima.includes("'") || NUMERO.test(prima);
  const breve = intera ? parole : [`${prima.slice(0, 1)}.`, ...altre];
  const dette = breve === parole ? s.parole : [senzaAccenti(prima).slice(0, 1), ...s.parole.slice(1)];
  const testo = `${BREVI[i.specie ?? ''] ?? i.specie} ${breve.join(' ')} ${civicoDi(s, '/')}${internoDi(s, ' INT ')}`;
  return [testo, dette];
};

/** What the office got wrong about the address. */
function sbagliato(caso: Caso, i: Indirizzo): Indirizzo {
  const { lettera: _, esponente: __, ...senza } = i;
  return caso.pesato<() => Indirizzo>([
    [() => i, 91],
    [() => senza, 5],
    [() => ({ ...i, civico: String(caso.intero(181, 299)) }), 4],
  ])();
}

function scrivi(caso: Caso, vero: Indirizzo): Pick<UtenzaSimulata, 'indirizzo' | 'strada'> {
  const i = sbagliato(caso, vero);
  const strada = stradaDi(i);
  const [indirizzo, parole] = caso.scegli([comeANPR, conVirgola, minuscola, abbreviata])(i, strada);
  return { indirizzo, strada: { ...strada, parole } };
}

/** Somebody the register does not know: the owner who lives elsewhere. */
function forestiero(caso: Caso): string {
  const nome = `${caso.scegli(['ZENO', 'IPPOLITA', 'EVARISTO', 'SERAFINA'])}`;
  const dataNascita = `${caso.intero(1920, 1935)}-0${caso.intero(1, 9)}-1${caso.intero(0, 9)}`;
  const sesso = caso.vero(0.5) ? 'M' : 'F';
  return calcolaCodiceFiscale({ cognome: caso.scegli(COGNOMI), nome, sesso, dataNascita, codiceLuogo: 'A944' });
}

interface Penna {
  readonly comune: Comune;
  readonly caso: Caso;
  readonly registro: Registro;
  /** Last number given. */
  numero: number;
}

function utenzaPer(p: Penna, famiglia: string): UtenzaSimulata | null {
  const membri = membriDi(p.registro, famiglia);
  const capo = intestatarioDi(membri) ?? membri[0];
  if (capo === undefined || capo.residenza === null) return null;
  const titolare = p.caso.vero(0.85) ? capo : p.caso.scegli(membri);
  const suo = titolare.codiceFiscale === '' || p.caso.vero(0.06) ? forestiero(p.caso) : titolare.codiceFiscale;
  p.numero += 1;
  const codice = `U${String(p.numero).padStart(6, '0')}`;
  const testo = scrivi(p.caso, capo.residenza.indirizzo);
  return { codice, codiceFiscale: suo, categoria: 'DOMESTICA', famiglia, ...testo };
}

/** A second home, or an empty one: the holder is from elsewhere, or lives in another home of the comune. */
function vuota(p: Penna, titolare: string): UtenzaSimulata {
  p.numero += 1;
  const { nome, siglaProvincia, cap, vie } = p.comune;
  const civico = String(p.caso.intero(300, 400));
  const indirizzo = { nomeComune: nome, siglaProvincia, cap, ...p.caso.scegli(vie), civico };
  const codice = `U${String(p.numero).padStart(6, '0')}`;
  return { codice, codiceFiscale: titolare, categoria: 'SECONDA CASA', famiglia: null, ...scrivi(p.caso, indirizzo) };
}

const famiglieDi = (registro: Registro): string[] =>
  [...registro.famiglie.values()].filter((f) => f.tipo === '3').map((f) => f.id);

const penna = (comune: Comune, registro: Registro, quale: string): Penna => ({
  comune,
  caso: creaCaso(`${comune.seed}/${comune.codiceIstat}`).ramo(`utenze/${quale}`),
  registro,
  numero: 0,
});

/** The list of the day of the load. */
export function primoElenco(comune: Comune): UtenzaSimulata[] {
  const p = penna(comune, comune.iniziale, 'prime');
  const dichiarate = famiglieDi(p.registro).filter(() => p.caso.vero(0.95));
  const utenze = dichiarate.map((f) => utenzaPer(p, f)).filter((u) => u !== null);
  const vuote = Math.max(2, Math.round(utenze.length / 25));
  const titolari = utenze.map((u) => u.codiceFiscale);
  for (let i = 0; i < vuote; i++) utenze.push(vuota(p, i % 2 === 0 ? forestiero(p.caso) : p.caso.scegli(titolari)));
  return utenze;
}

/** The list of the last day: some users ceased, some passed to who heads the household now, some new households declared. */
export function ultimoElenco(comune: Comune, primo: readonly UtenzaSimulata[]): UtenzaSimulata[] {
  const p = { ...penna(comune, comune.registro, 'ultime'), numero: primo.length };
  const rimaste = primo
    .filter(() => p.caso.vero(0.97))
    .map((u) => {
      const capo = u.famiglia === null ? undefined : intestatarioDi(membriDi(p.registro, u.famiglia));
      const voltura = p.caso.vero(0.05) && capo !== undefined && capo.codiceFiscale !== '';
      return voltura ? { ...u, codiceFiscale: capo.codiceFiscale } : u;
    });
  const nuove = famiglieDi(p.registro).filter((f) => !comune.iniziale.famiglie.has(f) && p.caso.vero(0.6));
  return [...rimaste, ...nuove.map((f) => utenzaPer(p, f)).filter((u) => u !== null)];
}

const cella = (testo: string): string => (/[";\n]/.test(testo) ? `"${testo.replaceAll('"', '""')}"` : testo);

/** The list as the documented CSV (`allinea tari importa`). */
export function csvUtenze(utenze: readonly UtenzaSimulata[]): string {
  const righe = utenze.map((u) => [u.codice, u.codiceFiscale, u.indirizzo, u.categoria].map(cella).join(';'));
  return `${['codice;codice_fiscale;indirizzo;categoria', ...righe].join('\r\n')}\r\n`;
}
