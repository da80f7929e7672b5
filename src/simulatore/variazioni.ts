/**
 * The net variazioni: what must be left, neither refused nor reversed, between two truths.
 * Invariant: one per object and field; nothing where the value is again what it was.
 */
import type { RigaVista, Verita } from './verita.js';

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

function confronta(prima: Righe, dopo: Righe, c: Confronto): VariazioneNetta[] {
  const nette: VariazioneNetta[] = [];
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

/** Rows of the voters with the address that the section depends on. */
function conIndirizzo(v: Verita): Righe {
  return new Map([...v.v_elettori].map(([k, r]) => [k, { ...r, indirizzo: v.indirizziElettori.get(k) ?? null }]));
}

/** Kind of proposal of a change of state, as the view names it. */
function tipoElettorale(v: VariazioneNetta): string {
  if (v.tipo !== 'STATO') return v.tipo;
  return v.valore_dopo === 'DA_CANCELLARE' || v.valore_dopo === 'CANCELLATO' ? 'CANCELLAZIONE' : 'ISCRIZIONE';
}

function elettorale(prima: Verita, dopo: Verita): VariazioneNetta[] {
  const confronto: Confronto = { ufficio: 'ELETTORALE', oggetto: (k) => `E:S:${k}`, campi: ELETTORE };
  const tutte = confronta(conIndirizzo(prima), conIndirizzo(dopo), confronto);
  return tutte.map((v) => ({ ...v, ambito: v.oggetto.slice(v.oggetto.indexOf('|') + 1), tipo: tipoElettorale(v) }));
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
  { oggetto, campo }: Pick<VariazioneNetta, 'oggetto' | 'campo'>,
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
  const ordine = (v: VariazioneNetta): string => `${v.oggetto} ${v.campo}`;
  const certe = tutte.filter((v) => !dipendeDalPercorso({ prima, dopo }, v));
  return certe.sort((a, b) => (ordine(a) < ordine(b) ? -1 : 1));
}
