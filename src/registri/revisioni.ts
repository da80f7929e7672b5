/**
 * The rounds in which electoral lists may change (revisioni), and which of them takes a proposal.
 * Invariant: the calendar is data of the comune — these dates are only where a new year starts from; pure.
 * Source: D.P.R. 223/1967 art. 7, 32, 41; modello-dati E.1.
 */
import { type Giorno, giornoDi, isGiorno } from '../anpr/giorni.js';
import type { Variazione } from './righe.js';

/** ANPR's `tipoRevisione`, without the first load. */
export const TIPI_REVISIONE = ['DINAMICA', 'SEMESTRALE', 'STRAORDINARIA', 'ALTRA'] as const;
export type TipoRevisione = (typeof TIPI_REVISIONE)[number];

/** I cancels, II registers and changes; a semestrale has none. */
export const TORNATE = ['I', 'II'] as const;
export type Tornata = (typeof TORNATE)[number];

/** Why a list changes: what a round admits or not. */
export const CAUSE = [
  'MORTE',
  'EMIGRAZIONE',
  'CITTADINANZA_PERSA',
  'CAPACITA',
  'IRREPERIBILITA',
  'IMMIGRAZIONE',
  'DIRITTO_ACQUISTATO',
  'ETA',
  'SEZIONE',
  'GENERALITA',
] as const;
export type Causa = (typeof CAUSE)[number];

/** `BOZZA` generated or entered; `CONFERMATA` takes proposals; `IN_CORSO` being decided; `CHIUSA` over. */
export const STATI_REVISIONE = ['BOZZA', 'CONFERMATA', 'IN_CORSO', 'CHIUSA'] as const;
export type StatoRevisione = (typeof STATI_REVISIONE)[number];

/** One round. `dal` and `entroIl` are the first and the last day on which it takes what becomes known. */
export interface Revisione {
  readonly codice: string;
  readonly tipo: TipoRevisione;
  readonly tornata: Tornata | null;
  readonly ammette: readonly Causa[];
  readonly dal: string;
  readonly entroIl: string;
  readonly stato: StatoRevisione;
  /** Polling day of the vote that an extraordinary round prepares. */
  readonly consultazione?: string;
}

const CANCELLA = ['MORTE', 'EMIGRAZIONE', 'CITTADINANZA_PERSA', 'CAPACITA'] as const satisfies readonly Causa[];
const ISCRIVE = ['IMMIGRAZIONE', 'DIRITTO_ACQUISTATO', 'SEZIONE', 'GENERALITA'] as const satisfies readonly Causa[];
const SEMESTRE = ['ETA', 'IRREPERIBILITA'] as const satisfies readonly Causa[];

/** What a round of this kind admits by law: an extraordinary one takes the deaths up to its last tornata. */
export function ammissibili(tipo: TipoRevisione, tornata: Tornata | null): readonly Causa[] {
  switch (tipo) {
    case 'SEMESTRALE':
      return SEMESTRE;
    case 'ALTRA':
      return CAUSE;
    case 'DINAMICA':
      return tornata === 'I' ? CANCELLA : ISCRIVE;
    case 'STRAORDINARIA':
      return tornata === 'I' ? CANCELLA : tornata === 'II' ? [...ISCRIVE, 'MORTE'] : [...CANCELLA, ...ISCRIVE];
    default:
      return tipo satisfies never;
  }
}

/** The ordinary rounds of a year, to be confirmed by the office; each begins the day after the one before it ends. */
export function generaCalendario(anno: number): Revisione[] {
  const a = String(anno).padStart(4, '0');
  const bozza = (codice: string, tipo: TipoRevisione, tornata: Tornata | null) => (dal: Giorno, entroIl: Giorno) =>
    ({ codice, tipo, tornata, ammette: ammissibili(tipo, tornata), dal, entroIl, stato: 'BOZZA' }) as const;
  const prima = (mese: number, giorno: number): Giorno => giornoDi(anno - 1, mese, giorno);
  const quest = (mese: number, giorno: number): Giorno => giornoDi(anno, mese, giorno);
  return [
    bozza(`DIN-${a}-01-I`, 'DINAMICA', 'I')(prima(7, 11), quest(1, 10)),
    bozza(`DIN-${a}-01-II`, 'DINAMICA', 'II')(prima(8, 1), quest(1, 31)),
    bozza(`SEM-${a}-04`, 'SEMESTRALE', null)(prima(10, 11), quest(4, 10)),
    bozza(`DIN-${a}-07-I`, 'DINAMICA', 'I')(quest(1, 11), quest(7, 10)),
    bozza(`DIN-${a}-07-II`, 'DINAMICA', 'II')(quest(2, 1), quest(7, 31)),
    bozza(`SEM-${a}-10`, 'SEMESTRALE', null)(quest(4, 11), quest(10, 10)),
  ];
}

const CODICE = /^[0-9A-Z][0-9A-Z-]{0,39}$/;

/** Everything wrong with a calendar, in Italian; empty when it may be kept. */
export function controllaCalendario(revisioni: readonly Revisione[]): string[] {
  const problemi = revisioni.flatMap(difetti);
  const ordinate = [...revisioni].sort((a, b) => (a.dal < b.dal ? -1 : 1));
  for (const [i, a] of ordinate.entries()) {
    for (const b of ordinate.slice(i + 1)) {
      if (a.codice === b.codice) problemi.push(`${a.codice}: il codice è usato due volte`);
      else if (sovrapposte(a, b))
        problemi.push(`${a.codice} (fino al ${a.entroIl}) e ${b.codice} (dal ${b.dal}) si sovrappongono`);
    }
  }
  return problemi;
}

function difetti(r: Revisione): string[] {
  const problemi: string[] = [];
  if (!CODICE.test(r.codice)) problemi.push('il codice ammette lettere maiuscole, cifre e trattini (al massimo 40)');
  for (const giorno of [r.dal, r.entroIl, ...(r.consultazione === undefined ? [] : [r.consultazione])]) {
    if (!isGiorno(giorno)) problemi.push(`«${giorno}» non è una data AAAA-MM-GG`);
  }
  if (r.dal > r.entroIl) problemi.push(`comincia il ${r.dal}, dopo il termine del ${r.entroIl}`);
  if (r.consultazione !== undefined && r.tipo !== 'STRAORDINARIA')
    problemi.push('solo una straordinaria prepara una consultazione');
  if (r.consultazione !== undefined && r.consultazione < r.entroIl)
    problemi.push(`finisce il ${r.entroIl}, dopo la consultazione del ${r.consultazione}`);
  if (r.tipo === 'DINAMICA' && r.tornata === null) problemi.push('una dinamica ha la tornata I o II');
  if (r.tipo === 'SEMESTRALE' && r.tornata !== null) problemi.push('una semestrale non ha tornate');
  if (r.ammette.length === 0) problemi.push('non ammette nulla');
  for (const c of r.ammette) if (!CAUSE.includes(c)) problemi.push(`causa «${String(c)}» sconosciuta`);
  return problemi.map((p) => `${r.codice}: ${p}`);
}

/** Rounds of the same kind and tornata take turns; an extraordinary one runs beside the ordinary ones by its nature. */
function sovrapposte(a: Revisione, b: Revisione): boolean {
  return a.tipo === b.tipo && a.tornata === b.tornata && a.dal <= b.entroIl && b.dal <= a.entroIl;
}

/** The legal cause of a proposal; undefined for what no revisione decides. */
export function causaDi({ tipo, motivo }: Pick<Variazione, 'tipo' | 'motivo'>): Causa | undefined {
  switch (tipo) {
    case 'CANCELLAZIONE':
      return motivo === 'CITTADINANZA' ? 'CITTADINANZA_PERSA' : (CAUSE.find((c) => c === motivo) ?? 'EMIGRAZIONE');
    case 'ISCRIZIONE':
      // The added list of another comune is cancelled there first, as the general one is.
      if (motivo === 'TRASFERIMENTO_UE') return 'IMMIGRAZIONE';
      return motivo === 'ETA' || motivo === 'IMMIGRAZIONE' ? motivo : 'DIRITTO_ACQUISTATO';
    case 'CAMBIO_SEZIONE':
      return 'SEZIONE';
    case 'CAMBIO_GENERALITA':
      return 'GENERALITA';
    default:
      return undefined;
  }
}

/**
 * The round that takes a proposal on that day: the first confirmed one that admits its cause and is not over.
 * Who comes from another comune waits for the I tornata in which that comune cancels (ANPR EN560, EN204), who is on an
 * added UE list for the one in which we do (EN565).
 */
export function revisionePer(
  variazione: Pick<Variazione, 'tipo' | 'motivo'>,
  calendario: readonly Revisione[],
  giorno: string,
): Revisione | undefined {
  const causa = causaDi(variazione);
  if (causa === undefined) return undefined;
  const aspetta = causa === 'IMMIGRAZIONE' || variazione.motivo === 'CITTADINANZA_UE';
  const attesa = aspetta ? primaCancellata(calendario, giorno) : giorno;
  if (attesa === undefined) return undefined;
  return calendario
    .filter((r) => r.stato === 'CONFERMATA' && r.ammette.includes(causa) && r.dal <= attesa && r.entroIl >= attesa)
    .sort(primaScadenza)[0];
}

function primaScadenza(a: Revisione, b: Revisione): number {
  if (a.entroIl !== b.entroIl) return a.entroIl < b.entroIl ? -1 : 1;
  return a.codice < b.codice ? -1 : 1;
}

/** Last day of the first I tornata still to come, in whatever state ours is: the other comune keeps the same calendar. */
function primaCancellata(calendario: readonly Revisione[], giorno: string): string | undefined {
  const prime = calendario.filter(
    (r) => r.ammette.includes('EMIGRAZIONE') && r.entroIl >= giorno && r.stato !== 'BOZZA',
  );
  return prime.map((r) => r.entroIl).sort()[0];
}
