/**
 * The rules of the comune: for each event and office whether a variazione is applied, proposed, only told, or ignored.
 * Invariant: pure; a rule counts for what becomes known from its `dal` on. Whatever the rule, the variazione is recorded and
 * counts in its chain, so that variazioni add up; and a rule the law forbids never gets here (`problemiRegole`).
 */

import { OPERAZIONI } from '../anpr/codici.js';
import { isGiorno } from '../anpr/giorni.js';
import type { ConfigProblem } from '../errors.js';
import type { Variazione } from './righe.js';
import { APERTE } from './storno.js';

export const REGOLE_EVENTO = ['applica', 'proponi', 'avvisa', 'ignora'] as const;
export type RegolaEvento = (typeof REGOLE_EVENTO)[number];

/** How a variazione that nobody has to decide says which rule closed it. */
export type RegolaApplicata = 'APPLICA' | 'AVVISA' | 'IGNORA';

export type UfficioRegola = Variazione['ufficio'];

interface Evento {
  readonly ufficio: UfficioRegola;
  /** The variazioni it is made of: `ambito` (null = any list) and `tipo`. */
  readonly ambito: string | null;
  readonly tipo: string;
  /** Rules the law forbids, with the reason the office reads. */
  readonly vietate: Readonly<Partial<Record<RegolaEvento, string>>>;
}

const tributi = (ambito: string, tipo: string, vietate: Evento['vietate'] = {}): Evento => ({
  ufficio: 'TRIBUTI',
  ambito,
  tipo,
  vietate,
});
const lista = (tipo: string, vietate: Evento['vietate']): Evento => ({
  ufficio: 'ELETTORALE',
  ambito: null,
  tipo,
  vietate,
});

const SOLO_REVISIONE =
  'le liste elettorali cambiano solo con una revisione (D.P.R. 223/1967 art. 32): scrivere "proponi"';
const MAI_PERSA = 'chi acquista o perde il titolo va portato alla prima revisione: scrivere "proponi"';
const IN_LISTA = {
  applica: SOLO_REVISIONE,
  ignora: 'l’ufficio elettorale lo deve sapere (D.P.R. 223/1967 art. 41): scrivere "proponi" o "avvisa"',
} as const;

/** Every event of the two offices. What is not configured is `proponi`: the matrix proposes, the office decides. */
const EVENTI = {
  SOGGETTO_CONDIZIONE: tributi('SOGGETTO', 'CONDIZIONE', {
    ignora:
      'decessi, partenze e irreperibilità non possono passare inosservati: scrivere "proponi", "avvisa" o "applica"',
  }),
  SOGGETTO_GENERALITA: tributi('SOGGETTO', 'GENERALITA'),
  RECAPITO_INDIRIZZO: tributi('RECAPITO', 'INDIRIZZO'),
  RECAPITO_DIGITALE: tributi('RECAPITO', 'DIGITALE'),
  IMU_ABITAZIONE_PRINCIPALE: tributi('IMU', 'ABITAZIONE_PRINCIPALE'),
  TARI_OCCUPANTI: tributi('TARI', 'OCCUPANTI'),
  TARI_INDIRIZZO: tributi('TARI', 'INDIRIZZO', {
    applica: 'un’utenza si apre e si chiude con una dichiarazione (L. 147/2013 c. 684): scrivere "proponi" o "avvisa"',
    ignora: 'chi cambia casa lascia un’utenza e ne occupa un’altra: scrivere "proponi" o "avvisa"',
  }),
  ISCRIZIONE: lista('ISCRIZIONE', { applica: SOLO_REVISIONE, avvisa: MAI_PERSA, ignora: MAI_PERSA }),
  CANCELLAZIONE: lista('CANCELLAZIONE', { applica: SOLO_REVISIONE, avvisa: MAI_PERSA, ignora: MAI_PERSA }),
  CAMBIO_SEZIONE: lista('CAMBIO_SEZIONE', IN_LISTA),
  CAMBIO_GENERALITA: lista('CAMBIO_GENERALITA', IN_LISTA),
} as const satisfies Record<string, Evento>;

export type NomeEvento = keyof typeof EVENTI;

/** One rule as the configuration holds it: `dal` is a calendar date, `atto` what established it. */
export interface VoceRegola {
  readonly ufficio: string;
  readonly evento: string;
  readonly regola: string;
  readonly dal: string;
  /** Only when the operation of ANPR is this one (`1001`, `N010`); null = whatever it is. */
  readonly operazione?: string | null;
  readonly atto?: string | null;
}

/** The rules of one comune, checked. */
export type RegoleComune = readonly VoceRegola[];

/** What the comune decides about a variazione that was just opened. */
export interface Conoscenza {
  /** Calendar date on which it became known. */
  readonly giorno: string;
  /** Operation of ANPR that the news comes from; undefined for the calendar. */
  readonly operazione?: string | undefined;
}

function eventoDi(v: Pick<Variazione, 'ufficio' | 'ambito' | 'tipo'>): NomeEvento | undefined {
  const nomi = Object.keys(EVENTI) as NomeEvento[];
  return nomi.find((nome) => {
    const e: Evento = EVENTI[nome];
    return e.ufficio === v.ufficio && e.tipo === v.tipo && (e.ambito === null || e.ambito === v.ambito);
  });
}

/** The rule in force: one for that operation before one for all of them, then the last that has begun. */
function inVigore(regole: RegoleComune, evento: NomeEvento, quando: Conoscenza): VoceRegola | undefined {
  const valide = regole.filter((r) => r.evento === evento && r.dal <= quando.giorno);
  const ultima = (voci: readonly VoceRegola[]): VoceRegola | undefined =>
    [...voci].sort((a, b) => (a.dal < b.dal ? -1 : 1)).at(-1);
  const sue = valide.filter((r) => (r.operazione ?? null) !== null && r.operazione === quando.operazione);
  return ultima(sue) ?? ultima(valide.filter((r) => (r.operazione ?? null) === null));
}

/** A nucleo that comes or ends opens or closes a TARI user: only a declaration does (E.4), whatever the rule says. */
function apreOChiudeUtenza(v: Variazione): boolean {
  return v.ambito === 'TARI' && (v.valore_prima === null || v.valore_dopo === null);
}

/**
 * The variazione as the rules of the comune leave it: still to be decided, or closed at once with the rule that says why.
 * What is closed counts as accepted in its chain; the values are never touched.
 */
export function secondoLeRegole(v: Variazione, regole: RegoleComune, quando: Conoscenza): Variazione {
  if (!APERTE.has(v.stato)) return v;
  const evento = eventoDi(v);
  const voce = evento === undefined ? undefined : inVigore(regole, evento, quando);
  if (voce === undefined || voce.regola === 'proponi') return v;
  if (voce.regola === 'applica' && apreOChiudeUtenza(v)) return v;
  return {
    ...v,
    stato: v.ufficio === 'TRIBUTI' ? 'ACCOLTA' : 'APPROVATA',
    regola: voce.regola.toUpperCase() as RegolaApplicata,
    ...(voce.atto !== undefined && voce.atto !== null && { attoRegola: voce.atto }),
  };
}

const noto = (nome: string): nome is NomeEvento => Object.hasOwn(EVENTI, nome);
const fra = (valori: readonly string[]): string => `scegliere uno fra: ${valori.join(', ')}`;

/** Facts that no answer of an operation carries. */
const ANNUNCI: ReadonlySet<string> = new Set(['N010', 'N015']);

/**
 * Everything wrong in the rules of one ente, with the way out in Italian.
 * @param chiave where they stand in the configuration, e.g. `enti[0].regole`
 */
export function problemiRegole(voci: RegoleComune, chiave: string): ConfigProblem[] {
  const problemi: ConfigProblem[] = [];
  const viste = new Map<string, number>();
  for (const [i, voce] of voci.entries()) {
    problemi.push(...problemiVoce(voce, `${chiave}[${i}]`));
    const periodo = `${voce.evento} ${voce.operazione ?? ''} ${voce.dal}`;
    const altra = viste.get(periodo);
    if (altra === undefined) viste.set(periodo, i);
    else {
      const remedy = `${voce.evento} ha già una regola da quel giorno (${chiave}[${altra}]): una sola regola per giorno`;
      problemi.push({ key: `${chiave}[${i}].dal`, value: JSON.stringify(voce.dal), remedy });
    }
  }
  return problemi;
}

function problemiVoce(voce: VoceRegola, qui: string): ConfigProblem[] {
  const problemi: ConfigProblem[] = [];
  const problema = (campo: keyof VoceRegola, remedy: string): void =>
    void problemi.push({ key: `${qui}.${campo}`, value: JSON.stringify(voce[campo] ?? null), remedy });
  const { evento, regola, operazione = null } = voce;
  if (!noto(evento)) problema('evento', fra(Object.keys(EVENTI)));
  else if (EVENTI[evento].ufficio !== voce.ufficio) {
    problema('ufficio', `${evento} riguarda l’ufficio ${EVENTI[evento].ufficio}`);
  }
  if (!(REGOLE_EVENTO as readonly string[]).includes(regola)) problema('regola', fra(REGOLE_EVENTO));
  else {
    const vietata = noto(evento) ? (EVENTI[evento] as Evento).vietate[regola as RegolaEvento] : undefined;
    if (vietata !== undefined) problema('regola', vietata);
  }
  if (!isGiorno(voce.dal)) problema('dal', 'scrivere da quale giorno vale, AAAA-MM-GG (una data del calendario)');
  if (operazione !== null && !Object.hasOwn(OPERAZIONI, operazione) && !ANNUNCI.has(operazione)) {
    problema('operazione', 'scrivere il codice di un’operazione di ANPR, per esempio "1001" o "N010", o toglierla');
  }
  return problemi;
}
