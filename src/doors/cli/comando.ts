/** The common shape of a command: its options, and how its exit code comes back. */
import { type Command, InvalidArgumentError } from 'commander';
import { dataCalendario } from '../../anpr/valori.js';
import type { Ambiente } from './ambiente.js';

/** Registers one command on the program; `finito` receives its exit code. */
export type Registra = (programma: Command, ambiente: Ambiente, finito: (code: number) => void) => void;

/** A command with the two options that all of them have. */
export function comando(programma: Command, firma: string, descrizione: string): Command {
  return programma
    .command(firma)
    .description(descrizione)
    .option('--json', 'stampa JSON invece di testo')
    .option('--config <file>', 'file di configurazione (altrimenti ALLINEA_CONFIG, poi /etc/allinea/allinea.json)');
}

/** Parses a positive integer argument. */
export function interoPositivo(testo: string): number {
  if (!/^\d{1,9}$/.test(testo) || Number(testo) === 0)
    throw new InvalidArgumentError('serve un numero intero positivo.');
  return Number(testo);
}

const PORTE = 65_535;

/** Parses a TCP port to listen on. */
export function porta(testo: string): number {
  const n = /^\d{1,5}$/.test(testo) ? Number(testo) : 0;
  if (n < 1 || n > PORTE) throw new InvalidArgumentError('serve una porta, da 1 a 65535.');
  return n;
}

/** Parses a percentage, 0 to 100. */
export function percentuale(testo: string): number {
  if (!/^\d{1,3}$/.test(testo) || Number(testo) > 100) throw new InvalidArgumentError('serve un numero da 0 a 100.');
  return Number(testo);
}

/** Parses a day that the calendar has, `AAAA-MM-GG`, to itself. */
export function data(testo: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(testo) || dataCalendario(testo) === undefined)
    throw new InvalidArgumentError('serve una data AAAA-MM-GG che il calendario ha.');
  return testo;
}

/** Parses a year that an office can ask about. */
export function anno(testo: string): number {
  if (!/^\d{4}$/.test(testo) || Number(testo) < 1990 || Number(testo) > 2100)
    throw new InvalidArgumentError('serve un anno, per esempio 2026.');
  return Number(testo);
}

/** Parses one of these codes, in whatever case and with whatever between its words; `detta`: as people are asked to write it. */
export function unaFra(codici: readonly string[], detta = (codice: string): string => codice) {
  const scelte = codici.map(detta);
  const leggi = (testo: string): string => {
    const codice = testo.toUpperCase().replaceAll(/[- ]/g, '_');
    if (!codici.includes(codice)) throw new InvalidArgumentError(`scegliere fra ${scelte.join(', ')}.`);
    return codice;
  };
  return Object.assign(leggi, { scelte });
}

/** Collects the values of a repeated argument. */
export const elenco = (testo: string, prima: readonly number[] = []): number[] => [...prima, interoPositivo(testo)];
