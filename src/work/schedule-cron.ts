/** The cron expressions of the configuration, as node-cron reads them. Pure. Invariant: what passes `checkCron` can be read. */
import { parse, validateDetailed } from 'node-cron';
import type { ConfigProblem } from '../errors.js';
import { nellOraCheCambia, type Orario } from './orari.js';

/** Cron expression per job name; null = never. */
export type Orari = Readonly<Record<string, string | null>>;

/** The expressions that node-cron does not understand. */
export function checkCron(jobs: Orari): ConfigProblem[] {
  return Object.entries(jobs).flatMap(([name, expression]) => {
    if (expression === null) return [];
    const { valid, errors } = validateDetailed(expression);
    const what = errors.map((e) => e.field).join(', ');
    const remedy = `espressione cron non valida (${what}): per esempio "30 3 * * *" è alle 3:30 di ogni giorno`;
    return valid ? [] : [{ key: `jobs.${name}`, value: JSON.stringify(expression), remedy }];
  });
}

const numeri = (campo: readonly unknown[]): number[] =>
  campo.filter((n): n is number => typeof n === 'number').toSorted((a, b) => a - b);

/** Reads an expression. @throws Error node-cron does not understand it (`checkCron` says so before) */
export function leggiOrario(espressione: string): Orario {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(espressione);
  return {
    secondi: numeri(second),
    minuti: numeri(minute),
    ore: numeri(hour),
    giorni: numeri(dayOfMonth),
    mesi: numeri(month),
    giorniSettimana: numeri(dayOfWeek),
  };
}

/** Jobs between two and three in the night, where two nights a year are different. They are not lost; it is better to move them. */
export function avvisiCron(jobs: Orari): ConfigProblem[] {
  const valide = Object.entries(jobs).filter(([nome, e]) => e !== null && checkCron({ [nome]: e }).length === 0);
  return valide.flatMap(([nome, espressione]) => {
    if (espressione === null || !nellOraCheCambia(leggiOrario(espressione))) return [];
    const remedy =
      'fra le 2 e le 3 di notte: nelle due notti in cui cambia l’ora parte un’ora dopo (marzo) o una volta sola (ottobre); scegliere un’altra ora';
    return [{ key: `jobs.${nome}`, value: JSON.stringify(espressione), remedy }];
  });
}
