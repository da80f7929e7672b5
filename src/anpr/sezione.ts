/**
 * An electoral section in the words of the official documents (modello-dati H.2): what the office imports and what ANPR says.
 * Invariant: plain data; the number is text (it may carry letters).
 */

/** A section as the official documents describe it (`tipoListaSezioni5011`). */
export interface Sezione {
  /** Text: may carry letters. */
  readonly numero: string;
  readonly denominazione: string;
  readonly cap: string;
  readonly specie: string;
  readonly toponimo: string;
  /** Digits. */
  readonly civico: string | null;
  readonly circoscrizioneUE: string | null;
  readonly collegioCamera: string;
  readonly collegioSenato: string;
  readonly circoscrizioneRegionali: string;
  readonly circoscrizioneCircoscrizionali: string | null;
}

/** What ANPR says of one section (5011, 2012, 3008). */
export interface SezioneDetta {
  readonly numero: string;
  /** Comune that it belongs to, where it is said. */
  readonly codiceIstat?: string;
  /** The whole description; null where the section was abolished. */
  readonly dati: Sezione | null;
  /** Id of the operation that says it: the last one counts. */
  readonly idOperazioneANPR?: string;
  /** Effective date, `YYYY-MM-DD`. */
  readonly decorrenza?: string;
}
