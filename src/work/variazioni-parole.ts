/**
 * The words by which an office picks variazioni. Invariant: closed sets, so that a misspelt word is refused: an empty list
 * would be believed.
 */
import { APERTE } from '../registri/storno.js';

export const AMBITI_VARIAZIONE: readonly string[] = [
  'TARI',
  'IMU',
  'RECAPITO',
  'SOGGETTO',
  'GENERALE',
  'AGGIUNTA_UE_COMUNALI',
  'AGGIUNTA_UE_PARLAMENTO',
  'AGGIUNTA_REGIONALE',
];

export const TIPI_VARIAZIONE: readonly string[] = [
  'CONDIZIONE',
  'GENERALITA',
  'INDIRIZZO',
  'DIGITALE',
  'ABITAZIONE_PRINCIPALE',
  'OCCUPANTI',
  'ISCRIZIONE',
  'CANCELLAZIONE',
  'CAMBIO_SEZIONE',
  'CAMBIO_GENERALITA',
];

/** Every state, the open ones first. */
export const STATI_VARIAZIONE: readonly string[] = [
  ...APERTE,
  'ACCOLTA',
  'APPROVATA',
  'RESPINTA',
  'STORNATA',
  'RITIRATA',
];

/** As a rule of the comune leaves its mark on what it closed. */
export const REGOLE_VARIAZIONE: readonly string[] = ['APPLICA', 'AVVISA', 'IGNORA'];
