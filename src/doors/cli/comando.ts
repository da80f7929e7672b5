/** The common shape of a command: its options, and how its exit code comes back. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Ambiente } from './ambiente.js';

/** Registers one command on the program; `finito` receives its exit code. */
export type Registra = (programma: Command, ambiente: Ambiente, finito: (code: number) => void) => void;

/** A command with the two options that all of them have. */
export function comando(programma: Command, firma: string, descrizione: string): Command {
  return programma
    .command(firma)
    .description(descrizione)
    .option('--json', 'stampa JSON invece di testo')
    .option('--config <file>', 'file di configurazione (altrimenti ALLINEA_CONFIG)');
}

/** Parses a positive integer argument. */
export function interoPositivo(testo: string): number {
  if (!/^\d{1,9}$/.test(testo) || Number(testo) === 0)
    throw new InvalidArgumentError('serve un numero intero positivo.');
  return Number(testo);
}

/** Parses a percentage, 0 to 100. */
export function percentuale(testo: string): number {
  if (!/^\d{1,3}$/.test(testo) || Number(testo) > 100) throw new InvalidArgumentError('serve un numero da 0 a 100.');
  return Number(testo);
}

/** Parses a calendar date `AAAA-MM-GG` to itself. */
export function data(testo: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(testo) || Number.isNaN(Date.parse(testo)))
    throw new InvalidArgumentError('serve una data AAAA-MM-GG.');
  return testo;
}

/** Collects the values of a repeated argument. */
export const elenco = (testo: string, prima: readonly number[] = []): number[] => [...prima, interoPositivo(testo)];
