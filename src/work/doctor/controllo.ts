/** What the doctor finds, in one shape. */
import { fileWords, isFileFault } from '../../regular-file.js';

/** One finding of the doctor. Italian texts, no secret and no personal data. */
export interface Controllo {
  readonly nome: string;
  readonly esito: 'ok' | 'attenzione' | 'errore';
  readonly dettaglio: string;
  readonly rimedio?: string;
}

export const ok = (nome: string, dettaglio: string): Controllo => ({ nome, esito: 'ok', dettaglio });
export const attenzione = (nome: string, dettaglio: string, rimedio: string): Controllo => ({
  nome,
  esito: 'attenzione',
  dettaglio,
  rimedio,
});
export const errore = (nome: string, dettaglio: string, rimedio: string): Controllo => ({
  nome,
  esito: 'errore',
  dettaglio,
  rimedio,
});

/** Text of any failure, for a finding. */
export function causa(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isFileFault(error)) return fileWords(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
