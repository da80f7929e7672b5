/**
 * The variazioni of both offices against the truth: where each field led, since when, why, whether it may still be undone,
 * and what it means for the bills.
 * Invariant: of a field only the open end is compared with the register; the effect of every open one with its own decorrenza.
 */
import {
  dipendeDalPercorso,
  type Estremi,
  effettoAtteso,
  type VariazioneNetta,
  type Verita,
} from '../../../simulatore/index.js';
import type { Row } from '../../../store/database.js';
import type { NomeVista } from '../../../store/viste.js';
import { type Differenza, uguale } from './differenza.js';

/** The section number is official news, not a proposal: the truth of variazioni does not speak of it. */
const UFFICIALE = 'sezione';

/** By object and field: from the first value an office saw to the last one, and the row that says the last one. */
type Netto = ReadonlyMap<string, { readonly da: unknown; readonly a: unknown; readonly ultima: Row }>;

const NULLE = new Set<unknown>(['STORNATA', 'RESPINTA', 'RITIRATA']);
const APERTE = new Set<unknown>(['DA_LAVORARE', 'PROPOSTA', 'IN_REVISIONE']);

/** Only what is neither refused nor reversed, and what a truth can be told of. */
function netto(righe: readonly Row[], estremi: Estremi): Netto {
  const per = new Map<string, { da: unknown; a: unknown; ultima: Row }>();
  for (const r of righe) {
    const [oggetto, campo] = [String(r.oggetto), String(r.campo)];
    if (NULLE.has(r.stato) || campo === UFFICIALE || dipendeDalPercorso(estremi, { oggetto, campo })) continue;
    const prima = per.get(`${oggetto} ${campo}`);
    per.set(`${oggetto} ${campo}`, {
      da: prima === undefined ? r.valore_prima : prima.da,
      a: r.valore_dopo,
      ultima: r,
    });
  }
  for (const [chiave, { da, a }] of per) if (uguale(da, a)) per.delete(chiave);
  return per;
}

/** Kind, day and motive of what is still to be worked; what is closed stays as it was when it was closed. */
function colonneDiverse(v: VariazioneNetta, ultima: Row): string[] {
  const ambito = ultima.tributo ?? ultima.lista;
  const colonne = uguale(ambito, v.ambito) ? [] : ['tributo' in ultima ? 'tributo' : 'lista'];
  if (!APERTE.has(ultima.stato)) return colonne;
  if (!uguale(ultima.tipo, v.tipo)) colonne.push('tipo');
  if (v.giorni !== null && !v.giorni.includes(String(ultima.decorrenza))) colonne.push('decorrenza');
  if (v.motivi !== null && !v.motivi.some((m) => uguale(m, ultima.motivo))) colonne.push('motivo');
  return colonne;
}

function confrontaNette(vista: NomeVista, attese: readonly VariazioneNetta[], lette: Netto): Differenza[] {
  const differenze: Differenza[] = [];
  const viste = new Set<string>();
  for (const v of attese) {
    const chiave = `${v.oggetto} ${v.campo}`;
    viste.add(chiave);
    const letta = lette.get(chiave);
    if (letta === undefined) differenze.push({ vista, chiave, colonna: 'manca' });
    else if (!uguale(letta.da, v.valore_prima)) differenze.push({ vista, chiave, colonna: 'valore_prima' });
    else if (!uguale(letta.a, v.valore_dopo)) differenze.push({ vista, chiave, colonna: 'valore_dopo' });
    else differenze.push(...colonneDiverse(v, letta.ultima).map((colonna) => ({ vista, chiave, colonna })));
  }
  for (const chiave of lette.keys()) if (!viste.has(chiave)) differenze.push({ vista, chiave, colonna: 'in più' });
  return differenze;
}

/** `C:S:<card>` and `E:S:<card>|<list>`; `N:<family>`. */
const DI_PERSONA = /^[CE]:S:(\d+)/;
const DI_NUCLEO = 'N:';

/** A nucleo is as provisional as whoever is shown for it, is in it, or left it on that day or later. */
function eProvvisoria({ oggetto, decorrenza, id_scheda_anpr }: Row, dopo: Verita): boolean {
  if (dopo.provvisorie.has(String(id_scheda_anpr))) return true;
  const presenze = dopo.provvisorieInFamiglia.get(String(oggetto).slice(DI_NUCLEO.length)) ?? [];
  return presenze.some(({ al }) => al === null || al >= String(decorrenza ?? ''));
}

/** While a procedure is open about somebody, what was recorded about them may still be annulled. */
function confrontaProvvisorie(vista: NomeVista, dopo: Verita, righe: readonly Row[]): Differenza[] {
  return righe
    .filter((r) => Number(r.provvisoria) !== Number(eProvvisoria(r, dopo)))
    .map(({ oggetto, campo }) => ({ vista, chiave: `${oggetto} ${campo}`, colonna: 'provvisoria' }));
}

/** Whom the row is about: the person of its object; for a nucleo somebody it shows, and the family. */
function confrontaChi(vista: NomeVista, dopo: Verita, righe: readonly Row[]): Differenza[] {
  const differenze: Differenza[] = [];
  for (const r of righe) {
    const oggetto = String(r.oggetto);
    const scheda = DI_PERSONA.exec(oggetto)?.[1];
    const famiglia = scheda === undefined ? oggetto.slice(DI_NUCLEO.length) : null;
    const attesa = { ...dopo.chi.get(scheda ?? String(r.id_scheda_anpr)) };
    if (vista === 'v_tributi_variazioni') attesa.id_famiglia_anpr = famiglia;
    for (const [colonna, valore] of Object.entries(attesa))
      if (!uguale(r[colonna], valore)) differenze.push({ vista, chiave: `${oggetto} ${r.campo}`, colonna });
  }
  return differenze;
}

const EFFETTI = ['effetto_dal', 'anno', 'da_conguagliare'] as const;

/** What the bills must be made from; of what is worked or undone nobody keeps the effect. */
function confrontaEffetti(vista: NomeVista, dopo: Verita, righe: readonly Row[]): Differenza[] {
  const differenze: Differenza[] = [];
  for (const r of righe.filter((r) => r.stato === 'DA_LAVORARE')) {
    const decorrenza = r.decorrenza === null ? null : String(r.decorrenza);
    const motivo = r.motivo === null ? null : String(r.motivo);
    const mostrata = { tributo: String(r.tributo), tipo: String(r.tipo), motivo, decorrenza };
    const atteso = effettoAtteso(mostrata, dopo.regolamento, dopo.oggi);
    const chiave = `${r.oggetto} ${r.campo}`;
    for (const colonna of EFFETTI)
      if (!uguale(r[colonna], atteso[colonna])) differenze.push({ vista, chiave, colonna });
  }
  return differenze;
}

/** Every difference of one view of variazioni from the truth. */
export function confrontaVariazioni(
  vista: NomeVista,
  { attese, estremi }: { readonly attese: readonly VariazioneNetta[]; readonly estremi: Estremi },
  righe: readonly Row[],
): Differenza[] {
  return [
    ...confrontaNette(vista, attese, netto(righe, estremi)),
    ...confrontaChi(vista, estremi.dopo, righe),
    ...confrontaProvvisorie(vista, estremi.dopo, righe),
    ...confrontaEffetti(vista, estremi.dopo, righe),
  ];
}
