/**
 * The parameters of the comune that tax effects depend on (modello-dati E.2), each with the day it begins and the act that set it.
 * Invariant: pure; a value counts from its `dal` until the next one of the same name, so that a new value changes nothing before it.
 */
import { isGiorno } from '../anpr/giorni.js';
import type { ConfigProblem } from '../errors.js';

/** When a change in the number of occupants begins to count for TARI (regulation of the comune). */
export const REGOLE_COMPONENTI = [
  /** From the day itself (pro rata by day). */
  'GIORNO',
  /** From the first day of the month after. */
  'MESE_SUCCESSIVO',
  /** From the first day of the two-month period after (January–February, …). */
  'BIMESTRE_SUCCESSIVO',
  /** As the household is on 1 January; what happens later counts from the next year. */
  'PRIMO_GENNAIO',
  /** As the household is when the list of the year is issued. */
  'EMISSIONE',
] as const;
export type RegolaComponenti = (typeof REGOLE_COMPONENTI)[number];

interface Definizione {
  readonly valori: readonly string[] | RegExp;
  /** In force until the comune says otherwise; null = nobody can say but the comune. */
  readonly predefinito: string | null;
  /** What the office reads when the value is wrong. */
  readonly attesi: string;
}

const SI_NO = ['SI', 'NO'] as const;
const fra = (valori: readonly string[]): string => `scegliere uno fra: ${valori.join(', ')}`;
const scelta = (valori: readonly string[], predefinito: string): Definizione => ({
  valori,
  predefinito,
  attesi: fra(valori),
});

/** Every parameter, its values and what holds where the comune has set none. */
const PARAMETRI = {
  tari_regola_componenti: scelta(REGOLE_COMPONENTI, 'GIORNO'),
  /** Several families in one dwelling are one TARI user. */
  tari_somma_nuclei_coabitanti: scelta(SI_NO, 'NO'),
  tari_occupanti_non_residenti: {
    valori: /^(?:[1-9]|1\d|20|SUPERFICIE|DICHIARATI)$/,
    predefinito: null,
    attesi: 'scrivere un numero da 1 a 20, oppure SUPERFICIE, oppure DICHIARATI',
  },
  /** Absences (hospital, prison, study, work) are always entered by the office, never taken from ANPR. */
  tari_esclusioni: scelta(['SU_RICHIESTA', 'NESSUNA'], 'SU_RICHIESTA'),
  tari_subentro_deceduto: scelta(['AUTOMATICO', 'DICHIARAZIONE'], 'DICHIARAZIONE'),
  imu_regime: scelta(['IMU', 'IMIS', 'IMI', 'ILIA'], 'IMU'),
  /** Last year whose TARI list was issued; its `dal` is the day of issue. */
  tari_anno_emesso: {
    valori: /^20\d{2}$/,
    predefinito: null,
    attesi: 'scrivere l’anno della lista di carico emessa, per esempio "2026" (dal = giorno di emissione)',
  },
  /** Years after which a decorrenza just registered is worth a check (modello-dati G.4, Q19). */
  qualita_anni_decorrenza: {
    valori: /^(?:[1-9]|[1-9]\d)$/,
    predefinito: '5',
    attesi: 'scrivere un numero di anni da 1 a 99',
  },
} as const satisfies Record<string, Definizione>;

export type NomeParametro = keyof typeof PARAMETRI;
export const NOMI_PARAMETRI = Object.keys(PARAMETRI) as NomeParametro[];

/** One value as the configuration holds it: `dal` is a calendar date, `atto` the deliberation or determination. */
export interface VoceParametro {
  readonly nome: string;
  readonly valore: string;
  readonly dal: string;
  readonly atto: string;
}

/** The parameters of one comune, checked: by name, oldest first. */
export type Parametri = ReadonlyMap<NomeParametro, readonly VoceParametro[]>;

/** Where the comune has said nothing. */
export const NESSUN_PARAMETRO: Parametri = new Map();

const noto = (nome: string): nome is NomeParametro => Object.hasOwn(PARAMETRI, nome);

/** Orders checked values. Unknown names must have been refused before (`problemiParametri`). */
export function creaParametri(voci: readonly VoceParametro[]): Parametri {
  const parametri = new Map<NomeParametro, VoceParametro[]>();
  for (const voce of [...voci].sort((a, b) => (a.dal < b.dal ? -1 : 1))) {
    if (noto(voce.nome)) parametri.set(voce.nome, [...(parametri.get(voce.nome) ?? []), voce]);
  }
  return parametri;
}

/** The value in force on that day; the predefined one before the first, null where there is none. */
export function parametroIl(parametri: Parametri, nome: NomeParametro, giorno: string): string | null {
  const voce = parametri.get(nome)?.findLast((v) => v.dal <= giorno);
  return voce?.valore ?? PARAMETRI[nome].predefinito;
}

/**
 * Everything wrong in the parameters of one ente, with the way out in Italian.
 * @param chiave where they stand in the configuration, e.g. `enti[0].parametri`
 */
export function problemiParametri(voci: readonly VoceParametro[], chiave: string): ConfigProblem[] {
  const problemi: ConfigProblem[] = [];
  const visti = new Map<string, number>();
  for (const [i, voce] of voci.entries()) {
    const qui = `${chiave}[${i}]`;
    problemi.push(...problemiVoce(voce, qui));
    const periodo = `${voce.nome} ${voce.dal}`;
    const altro = visti.get(periodo);
    if (altro !== undefined) {
      const remedy = `${voce.nome} ha già un valore da quel giorno (${chiave}[${altro}]): un solo valore per giorno`;
      problemi.push({ key: `${qui}.dal`, value: JSON.stringify(voce.dal), remedy });
    } else visti.set(periodo, i);
  }
  return problemi;
}

function problemiVoce({ nome, valore, dal }: VoceParametro, qui: string): ConfigProblem[] {
  const problemi: ConfigProblem[] = [];
  if (!noto(nome)) problemi.push({ key: `${qui}.nome`, value: JSON.stringify(nome), remedy: fra(NOMI_PARAMETRI) });
  else if (!ammesso(PARAMETRI[nome], valore)) {
    problemi.push({ key: `${qui}.valore`, value: JSON.stringify(valore), remedy: PARAMETRI[nome].attesi });
  }
  if (!isGiorno(dal)) {
    const remedy = 'scrivere da quale giorno vale, AAAA-MM-GG (una data del calendario)';
    problemi.push({ key: `${qui}.dal`, value: JSON.stringify(dal), remedy });
  }
  return problemi;
}

function ammesso({ valori }: Definizione, valore: string): boolean {
  return valori instanceof RegExp ? valori.test(valore) : valori.includes(valore);
}
