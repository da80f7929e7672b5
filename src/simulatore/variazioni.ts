/**
 * The net variazioni: what must be left, neither refused nor reversed, between two truths.
 * Invariant: one per object, kind and list; nothing where the value is again what it was.
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
  /** Null = no row, or nothing in it. */
  readonly valore_prima: string | null;
  readonly valore_dopo: string | null;
}

type Riga = RigaVista | undefined;
type Valore = (riga: Riga) => string | null;

interface Campo {
  readonly ambito: string;
  readonly tipo: string;
  readonly valore: Valore;
  /** True when only a row that was there, and still is, can have varied. */
  readonly soloSeGiaPresente: boolean;
}

const colonna =
  (nome: string): Valore =>
  (riga) =>
    riga?.[nome] === undefined || riga[nome] === null ? null : String(riga[nome]);

const generalita: Valore = (riga) =>
  riga === undefined ? null : `${riga.cognome} ${riga.nome} ${riga.codice_fiscale ?? ''}`.trim();

function confronta(
  prima: ReadonlyMap<string, RigaVista>,
  dopo: ReadonlyMap<string, RigaVista>,
  campi: readonly Campo[],
) {
  const differenze: { chiave: string; campo: Campo; da: string | null; a: string | null }[] = [];
  for (const chiave of new Set([...prima.keys(), ...dopo.keys()])) {
    for (const campo of campi) {
      if (campo.soloSeGiaPresente && !(prima.has(chiave) && dopo.has(chiave))) continue;
      const [da, a] = [campo.valore(prima.get(chiave)), campo.valore(dopo.get(chiave))];
      if (da !== a) differenze.push({ chiave, campo, da, a });
    }
  }
  return differenze;
}

const CONTRIBUENTE: readonly Campo[] = [
  { ambito: 'SOGGETTO', tipo: 'CONDIZIONE', valore: colonna('condizione'), soloSeGiaPresente: false },
  { ambito: 'SOGGETTO', tipo: 'GENERALITA', valore: generalita, soloSeGiaPresente: true },
  { ambito: 'RECAPITO', tipo: 'INDIRIZZO', valore: colonna('recapito'), soloSeGiaPresente: false },
];
const NUCLEO: readonly Campo[] = [
  { ambito: 'TARI', tipo: 'OCCUPANTI', valore: colonna('componenti'), soloSeGiaPresente: false },
  { ambito: 'TARI', tipo: 'INDIRIZZO', valore: colonna('indirizzo'), soloSeGiaPresente: false },
];

/** Rows of the contribuenti with the address that IMU looks at: the residence in APR. */
function conAbitazione(v: Verita): Map<string, RigaVista> {
  const righe = new Map<string, RigaVista>();
  for (const chiave of v.v_tributi_contribuenti.keys())
    righe.set(chiave, { abitazione: v.indirizziAPR.get(chiave) ?? null });
  return righe;
}

function tributi(prima: Verita, dopo: Verita): VariazioneNetta[] {
  const imu: Campo = {
    ambito: 'IMU',
    tipo: 'ABITAZIONE_PRINCIPALE',
    valore: colonna('abitazione'),
    soloSeGiaPresente: false,
  };
  const diPersone = [
    ...confronta(prima.v_tributi_contribuenti, dopo.v_tributi_contribuenti, CONTRIBUENTE),
    ...confronta(conAbitazione(prima), conAbitazione(dopo), [imu]),
  ].map((d) => ({ ...d, oggetto: `C:S:${d.chiave}` }));
  const diNuclei = confronta(prima.v_tributi_nuclei, dopo.v_tributi_nuclei, NUCLEO).map((d) => ({
    ...d,
    oggetto: `N:${d.chiave}`,
  }));
  return [...diPersone, ...diNuclei].map(({ oggetto, campo, da, a }) => ({
    ufficio: 'TRIBUTI',
    oggetto,
    ambito: campo.ambito,
    tipo: campo.tipo,
    valore_prima: da,
    valore_dopo: a,
  }));
}

/** Kind of proposal that a change of a voter's state makes. */
function tipoDiStato(dopo: string | null): string {
  if (dopo === 'DA_ISCRIVERE') return 'ISCRIZIONE';
  return dopo === 'DA_CANCELLARE' ? 'CANCELLAZIONE' : 'STATO';
}

const iscritto = (riga: Riga): boolean => riga?.stato === 'ISCRITTO';

function cambiDiIscritti(prima: Verita, dopo: Verita): VariazioneNetta[] {
  const cambi: VariazioneNetta[] = [];
  for (const [chiave, riga] of dopo.v_elettori) {
    const vecchia = prima.v_elettori.get(chiave);
    if (vecchia === undefined) continue;
    const base = { ufficio: 'ELETTORALE', oggetto: `E:S:${chiave}`, ambito: String(riga.lista) } as const;
    const [nomePrima, nomeDopo] = [generalita(vecchia), generalita(riga)];
    if (nomePrima !== nomeDopo) {
      cambi.push({ ...base, tipo: 'CAMBIO_GENERALITA', valore_prima: nomePrima, valore_dopo: nomeDopo });
    }
    const scheda = String(riga.id_scheda_anpr);
    const [casaPrima, casaDopo] = [prima.indirizziAPR.get(scheda) ?? null, dopo.indirizziAPR.get(scheda) ?? null];
    if (iscritto(vecchia) && iscritto(riga) && casaPrima !== casaDopo) {
      cambi.push({ ...base, tipo: 'CAMBIO_SEZIONE', valore_prima: casaPrima, valore_dopo: casaDopo });
    }
  }
  return cambi;
}

function elettorale(prima: Verita, dopo: Verita): VariazioneNetta[] {
  const stato: Campo = { ambito: '', tipo: '', valore: colonna('stato'), soloSeGiaPresente: false };
  const diStato = confronta(prima.v_elettori, dopo.v_elettori, [stato]).map(
    ({ chiave, da, a }): VariazioneNetta => ({
      ufficio: 'ELETTORALE',
      oggetto: `E:S:${chiave}`,
      ambito: chiave.slice(chiave.indexOf('|') + 1),
      tipo: tipoDiStato(a),
      valore_prima: da,
      valore_dopo: a,
    }),
  );
  return [...diStato, ...cambiDiIscritti(prima, dopo)];
}

/** The net change of both offices between two truths, ordered by object and kind. */
export function variazioniNette(prima: Verita, dopo: Verita): VariazioneNetta[] {
  const tutte = [...tributi(prima, dopo), ...elettorale(prima, dopo)];
  const ordine = (v: VariazioneNetta): string => `${v.oggetto} ${v.ambito} ${v.tipo}`;
  return tutte.sort((a, b) => (ordine(a) < ordine(b) ? -1 : 1));
}
