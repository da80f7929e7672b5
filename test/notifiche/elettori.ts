/**
 * What the electoral office has given of a case (stradario, abolished sections, rounds), as its `prima.json` writes it, and
 * the checks it leaves after the content.
 * Invariant: judged by the functions of the daemon on the rows of the case; nothing here knows what is expected.
 */
import type { SezioneDetta } from '../../src/anpr/sezione.js';
import type { EsitoVoce, Mondo } from '../../src/registri/mondo.js';
import { type ElettoreDaGuardare, guardaElettori } from '../../src/registri/quadro-elettorale.js';
import { generaCalendario, type Revisione, revisionePer } from '../../src/registri/revisioni.js';
import type { Riga, Variazione } from '../../src/registri/righe.js';
import type { Segnalazione } from '../../src/registri/stato.js';
import { APERTE, type VariazioneRegistrata } from '../../src/registri/storno.js';
import type { Tratto } from '../../src/registri/stradario.js';
import { secondoLoStradario, sezioniDelMondo } from '../../src/work/stradario.js';

/** The electoral part of `prima.json`. */
export interface UfficioElettorale {
  /** Stretches of streets, with their section. */
  readonly stradario?: readonly Tratto[];
  readonly sezioniSoppresse?: readonly string[];
  /** Year whose ordinary rounds the office has confirmed. */
  readonly calendario?: number;
  /** Other rounds, as they stand. */
  readonly revisioni?: readonly Revisione[];
}

const revisioniDi = ({ calendario, revisioni = [] }: UfficioElettorale): readonly Revisione[] => [
  ...(calendario === undefined
    ? []
    : generaCalendario(calendario).map((r): Revisione => ({ ...r, stato: 'CONFERMATA' }))),
  ...revisioni,
];

/** A new difference as the stradario decides it. */
export function conStradario(v: Variazione, { stradario }: UfficioElettorale, mondo: Mondo): Variazione {
  return stradario === undefined ? v : secondoLoStradario(v, stradario, sezioniDelMondo(mondo));
}

/** `, revisione …` for a proposal, where the case has rounds. */
export function tornataDi(v: Variazione, ufficio: UfficioElettorale, { contesto }: Mondo): string {
  const calendario = revisioniDi(ufficio);
  if (calendario.length === 0 || v.ufficio !== 'ELETTORALE' || v.stato !== 'PROPOSTA') return '';
  return `, revisione ${revisionePer(v, calendario, contesto.oggi)?.codice ?? '(nessuna)'}`;
}

const testo = (v: unknown): string | null => (v === null || v === undefined ? null : String(v));

function daGuardare(e: Riga, mondo: Mondo, registro: readonly VariazioneRegistrata[]): ElettoreDaGuardare {
  const soggetto = String(e.soggetto);
  const a = mondo.righe.get('anagrafe')!.get(soggetto)?.get(soggetto);
  const oggetto = `E:${soggetto}|${String(e.lista)}`;
  return {
    soggetto,
    lista: String(e.lista),
    stato: String(e.stato),
    sezione: testo(e.sezione),
    motivo: testo(e.motivo),
    indirizzo: testo(e.indirizzo),
    registro: testo(a?.registro),
    dataNascita: testo(a?.data_nascita),
    precisioneNascita: testo(a?.precisione_nascita),
    cambioAperto: registro.some((v) => v.oggetto === oggetto && v.tipo === 'CAMBIO_SEZIONE' && APERTE.has(v.stato)),
  };
}

/** The checks about whom the content touches; about everybody where it speaks of a section. */
export function compitiElettori(
  { mondo, registro }: { readonly mondo: Mondo; readonly registro: readonly VariazioneRegistrata[] },
  ufficio: UfficioElettorale,
  { esito, sezioni = [] }: { readonly esito: EsitoVoce; readonly sezioni?: readonly SezioneDetta[] | undefined },
): ReadonlyMap<string, readonly Segnalazione[]> {
  const righe = [...mondo.righe.get('elettorale_elettori')!.values()].flatMap((m) => [...m.values()]);
  const toccati = righe.filter((r) => sezioni.length > 0 || esito.segnalazioni.has(String(r.soggetto)));
  const abolite = sezioni.flatMap((s) => (s.dati === null ? [s.numero] : []));
  const { elettori, luoghi } = guardaElettori(
    toccati.map((r) => daGuardare(r, mondo, registro)),
    {
      haStradario: ufficio.stradario !== undefined,
      tratti: ufficio.stradario ?? [],
      soppresse: new Set([...(ufficio.sezioniSoppresse ?? []), ...abolite]),
      calendario: revisioniDi(ufficio),
      oggi: mondo.contesto.oggi,
    },
  );
  return new Map([...elettori, ...luoghi]);
}

/** A section as a case tells it. */
export const scriviSezione = ({ numero, dati }: SezioneDetta): string =>
  dati === null
    ? `${numero}: soppressa`
    : `${numero}: ${dati.denominazione}, ${dati.specie} ${dati.toponimo} ${dati.civico ?? ''}`.trim();
