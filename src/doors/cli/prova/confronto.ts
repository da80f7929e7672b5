/**
 * Compares the views of the offices that ANPR's register determines with the truth of the fictitious ANPR.
 * Invariant: differences are named by view, key and column, never by the value: they may be shown and logged anywhere.
 */
import {
  dipendeDalPercorso,
  type Estremi,
  type RigaVista,
  type VariazioneNetta,
  type Verita,
  variazioniNette,
} from '../../../simulatore/index.js';
import type { Database, Row } from '../../../store/database.js';
import { type NomeVista, paginaVista } from '../../../store/viste.js';

/** One difference: the column, or `manca` / `in più` for a whole row. */
export interface Differenza {
  readonly vista: NomeVista;
  readonly chiave: string;
  readonly colonna: string;
}

const PAGINA = 2_000;

async function righeDi(db: Database, codComune: string, vista: NomeVista): Promise<Row[]> {
  const righe: Row[] = [];
  for (;;) {
    const dopo = righe.at(-1);
    const pagina = { vista, limit: PAGINA, ...(dopo !== undefined && { dopo }) };
    const lette = await db.transaction((tx) => paginaVista(tx, codComune, pagina));
    righe.push(...lette);
    if (lette.length < PAGINA) return righe;
  }
}

/** Views of state and the columns that make the key of the truth. */
const DI_STATO = {
  v_residenti: ['id_scheda_anpr'],
  v_famiglie: ['id_famiglia_anpr'],
  v_tributi_contribuenti: ['id_scheda_anpr'],
  v_tributi_nuclei: ['id_famiglia_anpr'],
  v_tributi_condizioni: ['id_scheda_anpr', 'dal'],
  v_tributi_recapiti: ['id_scheda_anpr', 'tipo', 'tipo_indirizzo'],
  v_tari_abitazioni: ['indirizzo', 'id_famiglia_anpr'],
  v_imu_periodi_residenza: ['id_scheda_anpr', 'dal'],
  v_elettori: ['id_scheda_anpr', 'lista'],
  v_elettorale_diciottenni: ['id_scheda_anpr'],
} as const satisfies Partial<Record<NomeVista, readonly string[]>>;
type VistaDiStato = keyof typeof DI_STATO;

/** Rows of which no truth can be told, by view. */
const senzaVerita = (dopo: Verita, vista: VistaDiStato): ReadonlySet<string> =>
  vista === 'v_tributi_recapiti' ? dopo.recapitiIgnoti : new Set();

const uguale = (a: unknown, b: unknown): boolean => String(a ?? '') === String(b ?? '');

function confrontaVista(vista: VistaDiStato, dopo: Verita, lette: readonly Row[]): Differenza[] {
  const differenze: Differenza[] = [];
  const attese: ReadonlyMap<string, RigaVista> = dopo[vista];
  const ignote = senzaVerita(dopo, vista);
  const viste = new Map(lette.map((r) => [DI_STATO[vista].map((c) => String(r[c])).join('|'), r]));
  for (const [chiave, attesa] of attese) {
    const letta = viste.get(chiave);
    if (letta === undefined) differenze.push({ vista, chiave, colonna: 'manca' });
    else
      for (const [colonna, valore] of Object.entries(attesa))
        if (!uguale(letta[colonna], valore)) differenze.push({ vista, chiave, colonna });
  }
  for (const chiave of viste.keys()) if (!attese.has(chiave)) differenze.push({ vista, chiave, colonna: 'in più' });
  return differenze.filter((d) => !ignote.has(d.chiave));
}

/** The section number is official news, not a proposal: the truth of variazioni does not speak of it. */
const UFFICIALE = 'sezione';

/** By object and field: from the first value an office saw to the last one. */
type Netto = ReadonlyMap<string, { readonly da: unknown; readonly a: unknown }>;

const NULLE = new Set<unknown>(['STORNATA', 'RESPINTA', 'RITIRATA']);

/** Only what is neither refused nor reversed, and what a truth can be told of. */
function netto(righe: readonly Row[], estremi: Estremi): Netto {
  const per = new Map<string, { da: unknown; a: unknown }>();
  for (const r of righe) {
    const [oggetto, campo] = [String(r.oggetto), String(r.campo)];
    if (NULLE.has(r.stato) || campo === UFFICIALE || dipendeDalPercorso(estremi, { oggetto, campo })) continue;
    const prima = per.get(`${oggetto} ${campo}`);
    per.set(`${oggetto} ${campo}`, { da: prima === undefined ? r.valore_prima : prima.da, a: r.valore_dopo });
  }
  for (const [chiave, { da, a }] of per) if (uguale(da, a)) per.delete(chiave);
  return per;
}

function confrontaVariazioni(vista: NomeVista, attese: readonly VariazioneNetta[], lette: Netto): Differenza[] {
  const differenze: Differenza[] = [];
  const viste = new Set<string>();
  for (const v of attese) {
    const chiave = `${v.oggetto} ${v.campo}`;
    viste.add(chiave);
    const letta = lette.get(chiave);
    if (letta === undefined) differenze.push({ vista, chiave, colonna: 'manca' });
    else if (!uguale(letta.da, v.valore_prima)) differenze.push({ vista, chiave, colonna: 'valore_prima' });
    else if (!uguale(letta.a, v.valore_dopo)) differenze.push({ vista, chiave, colonna: 'valore_dopo' });
  }
  for (const chiave of lette.keys()) if (!viste.has(chiave)) differenze.push({ vista, chiave, colonna: 'in più' });
  return differenze;
}

/** `C:S:<card>` and `E:S:<card>|<list>`; a nucleo depends on who was in it, and when. */
const DI_PERSONA = /^[CE]:S:(\d+)/;

/** While a procedure is open about somebody, what was recorded about them may still be annulled. */
function confrontaProvvisorie(vista: NomeVista, dopo: Verita, righe: readonly Row[]): Differenza[] {
  const differenze: Differenza[] = [];
  for (const { oggetto, campo, provvisoria } of righe) {
    const scheda = DI_PERSONA.exec(String(oggetto))?.[1];
    if (scheda === undefined || Number(provvisoria) === Number(dopo.provvisorie.has(scheda))) continue;
    differenze.push({ vista, chiave: `${oggetto} ${campo}`, colonna: 'provvisoria' });
  }
  return differenze;
}

const DI_VARIAZIONI = [
  ['v_tributi_variazioni', 'TRIBUTI'],
  ['v_elettorale_variazioni', 'ELETTORALE'],
] as const;

/** What the views must say: the register now, and what changed since the initial load. */
export interface Atteso extends Estremi {
  readonly codComune: string;
}

/** Every difference between the views and the truth; empty when all are equal to it. */
export async function confronta(db: Database, { codComune, ...estremi }: Atteso): Promise<Differenza[]> {
  const differenze: Differenza[] = [];
  for (const vista of Object.keys(DI_STATO) as VistaDiStato[])
    differenze.push(...confrontaVista(vista, estremi.dopo, await righeDi(db, codComune, vista)));
  const nette = variazioniNette(estremi.prima, estremi.dopo).filter((v) => !dipendeDalPercorso(estremi, v));
  for (const [vista, ufficio] of DI_VARIAZIONI) {
    const attese = nette.filter((v) => v.ufficio === ufficio);
    const righe = await righeDi(db, codComune, vista);
    differenze.push(...confrontaVariazioni(vista, attese, netto(righe, estremi)));
    differenze.push(...confrontaProvvisorie(vista, estremi.dopo, righe));
  }
  return differenze;
}
