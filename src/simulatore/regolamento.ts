/**
 * The regulation of the comune as its configuration writes it: parameters with the day from which each counts.
 * Invariant: independent of the daemon's own reading of the same list; a value counts from its `dal` until the next one.
 */

/** One entry of `enti[].parametri`. */
export interface VoceRegolamento {
  readonly nome: string;
  readonly valore: string;
  /** `YYYY-MM-DD`. */
  readonly dal: string;
  readonly atto: string;
}

export type Regolamento = readonly VoceRegolamento[];

/** What counts where the comune has said nothing (docs/viste.md, parameters of the comune). */
const SE_TACE: Readonly<Record<string, string>> = {
  tari_regola_componenti: 'GIORNO',
  tari_somma_nuclei_coabitanti: 'NO',
};

/** The value in force on that day; null when nobody has said any. */
export function valoreIl(regolamento: Regolamento, nome: string, giorno: string): string | null {
  let vigente: VoceRegolamento | undefined;
  for (const voce of regolamento) {
    if (voce.nome === nome && voce.dal <= giorno && (vigente === undefined || vigente.dal < voce.dal)) vigente = voce;
  }
  return vigente?.valore ?? SE_TACE[nome] ?? null;
}

/** The day from which a parameter holds that very value; null while it never did. */
export function giornoDi(regolamento: Regolamento, nome: string, valore: string): string | null {
  return regolamento.find((voce) => voce.nome === nome && voce.valore === valore)?.dal ?? null;
}

/** The regulation of an invented comune: another rule each year, two lists issued, so that every column has something to say. */
export function inventaRegolamento(oggi: string): Regolamento {
  const anno = Number(oggi.slice(0, 4));
  const voce = (nome: string, valore: string, dal: string): VoceRegolamento => ({
    nome,
    valore,
    dal,
    atto: `Delibera di Consiglio inventata del ${dal}`,
  });
  return [
    voce('tari_regola_componenti', 'BIMESTRE_SUCCESSIVO', `${anno - 3}-01-01`),
    voce('tari_regola_componenti', 'MESE_SUCCESSIVO', `${anno}-01-01`),
    voce('tari_somma_nuclei_coabitanti', 'SI', `${anno - 3}-01-01`),
    voce('tari_occupanti_non_residenti', '2', `${anno - 3}-01-01`),
    voce('tari_anno_emesso', String(anno - 1), `${anno - 1}-03-15`),
    voce('tari_anno_emesso', String(anno), `${anno}-03-15`),
  ];
}
