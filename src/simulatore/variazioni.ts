/**
 * The net variazioni: what must be left, neither refused nor reversed, between two truths.
 * Invariant: one per object and field; nothing where the value is again what it was.
 */
import type { RigaVista, Verita } from './verita.js';
import type { Giorni } from './verita-date.js';

/** One net change an office must find among its open variazioni. */
export interface VariazioneNetta {
  readonly ufficio: 'TRIBUTI' | 'ELETTORALE';
  /** `C:S:<id_scheda_anpr>`, `N:<id_famiglia_anpr>`, `E:S:<id_scheda_anpr>|<lista>`. */
  readonly oggetto: string;
  /** `tributo` for tributi, the list for elettorale. */
  readonly ambito: string;
  readonly tipo: string;
  /** Field of the office's row: `condizione`, `generalita`, `recapito`, `digitale`, `abitazione`, `componenti`, `indirizzo`, `stato`. */
  readonly campo: string;
  /** Null = no row, or nothing in it. */
  readonly valore_prima: string | null;
  readonly valore_dopo: string | null;
  /** Days from which it may count, one of which must be its `decorrenza`; null where ANPR dates nothing. */
  readonly giorni: readonly string[] | null;
  /** One of these must be its `motivo`; null where the record depends on the road by which the news came. */
  readonly motivi: readonly (string | null)[] | null;
}

type Riga = RigaVista | undefined;

interface Campo {
  readonly ambito: string;
  readonly tipo: string;
  readonly campo: string;
  readonly valore: (riga: Riga) => string | null;
}

const testo = (valore: string | number | null | undefined): string | null =>
  valore === undefined || valore === null || valore === '' ? null : String(valore);

const colonna =
  (nome: string): Campo['valore'] =>
  (riga) =>
    testo(riga?.[nome]);

const unite =
  (...nomi: string[]): Campo['valore'] =>
  (riga) =>
    testo(
      nomi
        .map((n) => testo(riga?.[n]))
        .filter((v) => v !== null)
        .join(' '),
    );

const CONTRIBUENTE: readonly Campo[] = [
  { ambito: 'SOGGETTO', tipo: 'CONDIZIONE', campo: 'condizione', valore: colonna('condizione') },
  {
    ambito: 'SOGGETTO',
    tipo: 'GENERALITA',
    campo: 'generalita',
    valore: unite('cognome', 'nome', 'codice_fiscale'),
  },
  { ambito: 'RECAPITO', tipo: 'INDIRIZZO', campo: 'recapito', valore: colonna('recapito') },
  { ambito: 'RECAPITO', tipo: 'DIGITALE', campo: 'digitale', valore: colonna('digitale') },
  { ambito: 'IMU', tipo: 'ABITAZIONE_PRINCIPALE', campo: 'abitazione', valore: colonna('abitazione') },
];
const NUCLEO: readonly Campo[] = [
  { ambito: 'TARI', tipo: 'OCCUPANTI', campo: 'componenti', valore: colonna('componenti') },
  { ambito: 'TARI', tipo: 'INDIRIZZO', campo: 'indirizzo', valore: colonna('indirizzo') },
];
const ELETTORE: readonly Campo[] = [
  { ambito: '', tipo: 'STATO', campo: 'stato', valore: colonna('stato') },
  {
    ambito: '',
    tipo: 'CAMBIO_GENERALITA',
    campo: 'generalita',
    valore: unite('cognome', 'nome', 'sesso', 'data_nascita'),
  },
  { ambito: '', tipo: 'CAMBIO_SEZIONE', campo: 'indirizzo', valore: colonna('indirizzo') },
];

interface Confronto {
  readonly ufficio: VariazioneNetta['ufficio'];
  readonly oggetto: (chiave: string) => string;
  readonly campi: readonly Campo[];
}

type Righe = ReadonlyMap<string, RigaVista>;

/** A net change before anybody says since when and why. */
type Differenza = Omit<VariazioneNetta, 'giorni' | 'motivi'>;

function confronta(prima: Righe, dopo: Righe, c: Confronto): Differenza[] {
  const nette: Differenza[] = [];
  for (const chiave of new Set([...prima.keys(), ...dopo.keys()])) {
    const [vecchia, nuova] = [prima.get(chiave), dopo.get(chiave)];
    for (const { ambito, tipo, campo, valore } of c.campi) {
      const [da, a] = [valore(vecchia), valore(nuova)];
      const base = { ufficio: c.ufficio, oggetto: c.oggetto(chiave), ambito, tipo, campo };
      if (da !== a) nette.push({ ...base, valore_prima: da, valore_dopo: a });
    }
  }
  return nette;
}

/** Rows of the contribuenti with the address that IMU looks at, the residence in APR, and with the digital domicile. */
function conCasa(v: Verita): Righe {
  const righe = [...v.v_tributi_contribuenti];
  const digitale = (k: string): RigaVista[string] => v.v_tributi_recapiti.get(`${k}|DIGITALE|`)?.indirizzo ?? null;
  return new Map(
    righe.map(([k, riga]) => [k, { ...riga, abitazione: v.indirizziAPR.get(k) ?? null, digitale: digitale(k) }]),
  );
}

/** Rows of the voters with the address that the section depends on, before the load has proposed anybody. */
function conIndirizzo(v: Verita): Righe {
  const stato = (k: string, r: RigaVista): RigaVista[string] => (v.propostiDalCarico.has(k) ? null : (r.stato ?? null));
  return new Map(
    [...v.v_elettori].map(([k, r]) => [k, { ...r, stato: stato(k, r), indirizzo: v.indirizziElettori.get(k) ?? null }]),
  );
}

/** Kind of proposal of a change of state, as the view names it. */
function tipoElettorale(v: Differenza): string {
  if (v.tipo !== 'STATO') return v.tipo;
  return v.valore_dopo === 'DA_CANCELLARE' || v.valore_dopo === 'CANCELLATO' ? 'CANCELLAZIONE' : 'ISCRIZIONE';
}

function elettorale(prima: Verita, dopo: Verita): Differenza[] {
  const confronto: Confronto = { ufficio: 'ELETTORALE', oggetto: (k) => `E:S:${k}`, campi: ELETTORE };
  const tutte = confronta(conIndirizzo(prima), conIndirizzo(dopo), confronto);
  return tutte.map((v) => ({ ...v, ambito: v.oggetto.slice(v.oggetto.indexOf('|') + 1), tipo: tipoElettorale(v) }));
}

/**
 * Since when: the state of a voter as its row says, everything else as the register remembers. Of a row that is no more
 * nothing is remembered: it had never been due (somebody who left before coming of age).
 */
function giorniDi(v: Differenza, dopo: Verita, giorni: Giorni): readonly string[] | null {
  const chiave = v.oggetto.slice(VOTANTE.length);
  if (v.oggetto.startsWith('C:') && !dopo.v_tributi_contribuenti.has(chiave)) return null;
  if (v.valore_dopo === null && v.ufficio === 'ELETTORALE') return null;
  if (v.campo !== 'stato') return giorni.get(`${v.oggetto} ${v.campo}`) ?? null;
  const dal = dopo.v_elettori.get(chiave)?.dal;
  return typeof dal === 'string' ? [dal] : null;
}

const VOTANTE = 'E:S:';
const PASSAGGI: Readonly<Record<string, string>> = {
  M: 'PASSA_ALLA_LISTA_MASCHILE',
  F: 'PASSA_ALLA_LISTA_FEMMINILE',
};

/** Where somebody, or a nucleo, lives. */
const DI_CASA = new Set(['recapito', 'abitazione', 'indirizzo']);

/** Why: the electoral office is told, and tributi of a home under another label. A name changed after the sex says nothing of the lists any more. */
function motiviDi(v: Differenza, { prima, dopo }: Estremi): VariazioneNetta['motivi'] {
  if (v.ufficio === 'TRIBUTI') return DI_CASA.has(v.campo) ? (dopo.motiviCasa.get(v.oggetto) ?? [null]) : [null];
  const chiave = v.oggetto.slice(VOTANTE.length);
  if (v.campo === 'stato') return dopo.motivi.get(chiave) ?? null;
  if (v.campo === 'indirizzo') return dopo.motiviIndirizzo.get(chiave.slice(0, chiave.indexOf('|'))) ?? null;
  const [da, a] = [prima.v_elettori.get(chiave)?.sesso, dopo.v_elettori.get(chiave)?.sesso];
  return da === a ? [null] : [null, PASSAGGI[String(a)] ?? null];
}

/** The two moments between which net changes are counted. */
export interface Estremi {
  readonly prima: Verita;
  readonly dopo: Verita;
}

/**
 * True for a field whose record depends on the road by which the news came, so that no truth can be told. Such fields are
 * left out of `variazioniNette` and must be left out of what is compared with it. They are: the name of somebody whose row
 * was not there at both moments; the address of a voter who was not on that list all the time between them; a digital
 * domicile that may have been revoked; the address of who was taken by another comune.
 */
export function dipendeDalPercorso(
  { prima, dopo }: Estremi,
  { oggetto, campo }: Pick<Differenza, 'oggetto' | 'campo'>,
): boolean {
  const chiave = oggetto.slice('C:S:'.length);
  const elettore = oggetto.startsWith('E:');
  const righe = (v: Verita): Righe => (elettore ? v.v_elettori : v.v_tributi_contribuenti);
  const ignoto = (v: Verita): boolean => v.recapitiIgnoti.has(`${chiave}|DIGITALE|`);
  const senzaRecapito = (v: Verita): boolean => {
    const riga = v.v_tributi_contribuenti.get(chiave);
    return riga !== undefined && riga.recapito === undefined;
  };
  if (campo === 'recapito') return senzaRecapito(prima) || senzaRecapito(dopo);
  if (campo === 'digitale') return ignoto(prima) || ignoto(dopo);
  if (campo === 'generalita') return !(righe(prima).has(chiave) && righe(dopo).has(chiave));
  if (!elettore || campo !== 'indirizzo') return false;
  return !(prima.indirizziElettori.has(chiave) && dopo.indirizziElettori.has(chiave));
}

/** The net change of both offices between two truths, ordered by object and field. */
export function variazioniNette(prima: Verita, dopo: Verita): VariazioneNetta[] {
  const contribuenti: Confronto = { ufficio: 'TRIBUTI', oggetto: (k) => `C:S:${k}`, campi: CONTRIBUENTE };
  const nuclei: Confronto = { ufficio: 'TRIBUTI', oggetto: (k) => `N:${k}`, campi: NUCLEO };
  const tutte = [
    ...confronta(conCasa(prima), conCasa(dopo), contribuenti),
    ...confronta(prima.v_tributi_nuclei, dopo.v_tributi_nuclei, nuclei),
    ...elettorale(prima, dopo),
  ];
  const ordine = (v: Differenza): string => `${v.oggetto} ${v.campo}`;
  const giorni = dopo.giorni();
  const certe = tutte.filter((v) => !dipendeDalPercorso({ prima, dopo }, v));
  return certe
    .sort((a, b) => (ordine(a) < ordine(b) ? -1 : 1))
    .map((v) => ({ ...v, giorni: giorniDi(v, dopo, giorni), motivi: motiviDi(v, { prima, dopo }) }));
}
