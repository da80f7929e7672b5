/**
 * Reads the archive of the comuni that the Ministry publishes for ANPR (`ANPR_archivio_comuni.csv`): one record per comune and
 * period, open where it ends on 9999-12-31.
 * Invariant: pure; every complaint names line and column and says what was expected. Columns that are not needed are left alone.
 */
import { GIORNO_ATTESO, giornoScritto, piuGiorni, ULTIMO } from '../anpr/giorni.js';
import type { ComuneStorico } from './comuni-storici.js';
import { type RecordCsv, recordDi } from './csv.js';

/** Columns that must be there, by the names of the Ministry, in any order. */
export const COLONNE_COMUNI = [
  'DATAISTITUZIONE',
  'DATACESSAZIONE',
  'CODISTAT',
  'CODCATASTALE',
  'DENOMINAZIONE_IT',
  'SIGLAPROVINCIA',
] as const;
type Colonna = (typeof COLONNE_COMUNI)[number];
/** When a record was last changed: the latest is the age of the archive. */
const AGGIORNAMENTO = 'DATAULTIMOAGG';

/** A record that could not be read: everything that is wrong with it, and the code it is about where that is good. */
export interface RigaScartata {
  readonly codiceIstat: string | null;
  readonly problemi: readonly string[];
}

/** What the file says: the periods that could be read, and what could not. */
export interface LetturaComuni {
  readonly comuni: readonly ComuneStorico[];
  /** Latest update of a record; null where the column is not there. */
  readonly aggiornatoAl: string | null;
  /** Records that end before they begin: of no day, left out. */
  readonly senzaGiorni: number;
  readonly scartate: readonly RigaScartata[];
  /** What is wrong with the heading (then nothing was read), and with every record that was left out. */
  readonly problemi: readonly string[];
}

/** No Belfiore code was ever given. */
const NON_DISPONIBILE = 'ND';

const ATTESO: Readonly<Record<Colonna, { readonly vale: (v: string) => boolean; readonly atteso: string }>> = {
  DATAISTITUZIONE: { vale: (v) => giornoScritto(v) !== undefined, atteso: GIORNO_ATTESO },
  DATACESSAZIONE: {
    vale: (v) => v === '' || giornoScritto(v) !== undefined,
    atteso: `${GIORNO_ATTESO}, ${ULTIMO} se dura ancora`,
  },
  CODISTAT: { vale: (v) => /^\d{6}$/.test(v), atteso: 'un codice ISTAT di sei cifre' },
  CODCATASTALE: {
    vale: (v) => v === '' || v === NON_DISPONIBILE || /^[A-Z]\d{3}$/.test(v),
    atteso: 'un codice catastale (una lettera e tre cifre), o ND',
  },
  DENOMINAZIONE_IT: { vale: (v) => v.length > 0 && v.length <= 200, atteso: 'un testo da 1 a 200 caratteri' },
  SIGLAPROVINCIA: { vale: (v) => v.length <= 4, atteso: 'una sigla di provincia, o niente' },
};

type Valori = Readonly<Record<Colonna, string>>;

/** The archive counts the last day in; our periods end on the day after it. */
function comuneDi(v: Valori): ComuneStorico {
  const ultimo = v.DATACESSAZIONE === '' ? ULTIMO : giornoScritto(v.DATACESSAZIONE)!;
  return {
    codiceIstat: v.CODISTAT,
    codiceCatastale: v.CODCATASTALE === '' || v.CODCATASTALE === NON_DISPONIBILE ? null : v.CODCATASTALE,
    dal: giornoScritto(v.DATAISTITUZIONE)!,
    al: ultimo === ULTIMO ? null : piuGiorni(ultimo, 1),
    denominazione: v.DENOMINAZIONE_IT,
    siglaProvincia: v.SIGLAPROVINCIA === '' ? null : v.SIGLAPROVINCIA,
  };
}

/** Reads the text of a file. */
export function leggiComuniCsv(testo: string): LetturaComuni {
  const record = recordDi(testo);
  const testata = record.next().value as RecordCsv | undefined;
  const nomi = testata?.celle.map((c) => c.trim().toUpperCase()) ?? [];
  const problemi = COLONNE_COMUNI.filter((c) => nomi.filter((n) => n === c).length !== 1).map(
    (c) => `riga ${testata?.riga ?? 1}, ${c}: serve una colonna con questo nome, una sola`,
  );
  if (problemi.length > 0) return { comuni: [], aggiornatoAl: null, senzaGiorni: 0, scartate: [], problemi };
  return leggiRecord(record, nomi);
}

function leggiRecord(record: Iterable<RecordCsv>, nomi: readonly string[]): LetturaComuni {
  const scartate: RigaScartata[] = [];
  const comuni: ComuneStorico[] = [];
  let aggiornatoAl: string | null = null;
  let senzaGiorni = 0;
  for (const r of record) {
    if (r.celle.every((c) => c.trim() === '')) continue;
    const difetti = difettiDi(r, nomi);
    if (difetti.length > 0) {
      scartate.push({ codiceIstat: codiceDi(r, nomi), problemi: difetti });
      continue;
    }
    const comune = comuneDi(valoriDi(r, nomi));
    if (comune.al !== null && comune.al <= comune.dal) senzaGiorni += 1;
    else comuni.push(comune);
    const quando = giornoScritto(r.celle[nomi.indexOf(AGGIORNAMENTO)]?.trim() ?? '');
    if (quando !== undefined && (aggiornatoAl === null || quando > aggiornatoAl)) aggiornatoAl = quando;
  }
  return { comuni, aggiornatoAl, senzaGiorni, scartate, problemi: scartate.flatMap((s) => s.problemi) };
}

/** The code of a record that is wrong elsewhere. */
function codiceDi(r: RecordCsv, nomi: readonly string[]): string | null {
  if (r.aperto || r.celle.length !== nomi.length) return null;
  const codice = valoriDi(r, nomi).CODISTAT;
  return ATTESO.CODISTAT.vale(codice) ? codice : null;
}

const valoriDi = ({ celle }: RecordCsv, nomi: readonly string[]): Valori =>
  Object.fromEntries(COLONNE_COMUNI.map((c) => [c, celle[nomi.indexOf(c)]!.trim()])) as Valori;

function difettiDi(r: RecordCsv, nomi: readonly string[]): string[] {
  if (r.aperto) return [`riga ${r.riga}: una virgoletta non è chiusa, o si chiude a metà di un campo`];
  if (r.celle.length !== nomi.length) return [`riga ${r.riga}: ${r.celle.length} campi, attesi ${nomi.length}`];
  const valori = valoriDi(r, nomi);
  return COLONNE_COMUNI.filter((c) => !ATTESO[c].vale(valori[c])).map(
    (c) => `riga ${r.riga}, ${c}: serve ${ATTESO[c].atteso}`,
  );
}
