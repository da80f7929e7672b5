/**
 * What a notification changes, written so that somebody who knows anagrafe and not TypeScript can check it.
 * Invariant: nothing that a row change or a variazione says is lost, except columns that stay as they are.
 */
import { chiaveRiga, type Riga, type RowChange, TABELLE, type Variazione } from '../../src/registri/righe.js';
import type { Segnalazione } from '../../src/registri/stato.js';

/** `+ tabella chiave` a new row, `- tabella chiave` a row taken away, `tabella chiave` the columns that change. */
export type Cambi = Readonly<Record<string, Readonly<Record<string, string>> | 'tolta'>>;

/** `changes.json`: what the content does, or why it is parked. */
export type Effetti =
  | {
      /** The type the content was read as. */
      readonly tipo: string;
      /** The content is too poor to decide alone: the scheda is to be read with 3002. */
      readonly daLeggereInANPR: boolean;
      readonly cambi: Cambi;
      /** New ones, one sentence each. */
      readonly variazioni: readonly string[];
      /** Earlier ones that change state. */
      readonly chiuse: readonly string[];
      /** Checks that what was touched fails after the content. */
      readonly segnalazioni: readonly string[];
      /** Electoral sections that it describes or abolishes, where there are any. */
      readonly sezioni?: readonly string[];
      /** What the content itself asks to be told. */
      readonly note: readonly string[];
    }
  | { readonly parcheggiata: string };

const testo = (v: unknown): string => (v === null || v === undefined || v === '' ? '(vuoto)' : String(v));

/** The row changes, row by row. */
export function scriviCambi(cambi: readonly RowChange[]): Cambi {
  return Object.fromEntries(cambi.map(scriviCambio));
}

function scriviCambio({ tabella, prima, dopo }: RowChange): [string, Cambi[string]] {
  const riga = `${tabella} ${chiaveRiga(tabella, (dopo ?? prima)!)}`;
  if (dopo === null) return [`- ${riga}`, 'tolta'];
  if (prima === null) return [`+ ${riga}`, piena(dopo, TABELLE[tabella].chiave)];
  const cambiate = Object.keys(dopo).filter((c) => (prima[c] ?? null) !== (dopo[c] ?? null));
  return [riga, Object.fromEntries(cambiate.map((c) => [c, `${testo(prima[c])} → ${testo(dopo[c])}`]))];
}

/** Every column of a new row that holds something; the key is already in its name. */
function piena(riga: Riga, chiave: readonly string[]): Record<string, string> {
  const voci = Object.entries(riga).filter(([c, v]) => v !== null && v !== '' && !chiave.includes(c));
  return Object.fromEntries(voci.map(([c, v]) => [c, String(v)]));
}

/** One variazione as a sentence: which, of whom, from what to what, since when, why, which operation, in what state, by which rule. */
export function scriviVariazione(v: Variazione): string {
  const campo = v.tipo === 'CAMBIO_SEZIONE' ? ` (${v.campo})` : '';
  const motivo = v.motivo === null ? '' : `, motivo ${v.motivo}`;
  const diChi = v.soggetto !== null && !v.oggetto.includes(v.soggetto) ? `, intestatario ${v.soggetto}` : '';
  const regola = v.regola === undefined || v.regola === null ? '' : ` (regola ${v.regola})`;
  return (
    `${v.ufficio} ${v.ambito} ${v.tipo}${campo} ${v.oggetto}: ${testo(v.valore_prima)} → ${testo(v.valore_dopo)}` +
    `, dal ${testo(v.decorrenza)}${motivo}${diChi}, operazione ${testo(v.id_operazione_anpr)}: ${v.stato}${regola}`
  );
}

/** The checks that fail, object by object. */
export function scriviSegnalazioni(segnalazioni: ReadonlyMap<string, readonly Segnalazione[]>): string[] {
  return [...segnalazioni].flatMap(([oggetto, trovate]) =>
    trovate.map(
      ({ regola, idOperazioneANPR, dettaglio }) =>
        `${regola} ${oggetto}${idOperazioneANPR === null ? '' : ` (operazione ${idOperazioneANPR})`}${dettaglio === undefined ? '' : ` (${dettaglio})`}`,
    ),
  );
}
