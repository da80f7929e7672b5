/**
 * What a server process feels while it is measured: the longest stop of its event loop and its resident memory.
 * Invariant: a figure covers exactly the time between two `azzera`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RISOLUZIONE_MS = 2;
const PASSO_MEMORIA_MS = 100;
const MEGA = 1024 * 1024;

export interface Rilievo {
  /** Longest stop of the event loop, in milliseconds. */
  readonly stalloMs: number;
  /** Highest resident set size, in MiB. */
  readonly rssMb: number;
  /** Processor time of the process, all threads: what it costs whatever else the machine is doing. */
  readonly cpuMs: number;
}

export interface Sonda {
  azzera(): void;
  leggi(): Rilievo;
}

/** Starts watching this process; it does not keep it alive. */
export function apriSonda(): Sonda {
  const ritardo = monitorEventLoopDelay({ resolution: RISOLUZIONE_MS });
  ritardo.enable();
  let massimo = 0;
  let cpu = process.cpuUsage();
  const guarda = (): void => {
    massimo = Math.max(massimo, process.memoryUsage.rss());
  };
  setInterval(guarda, PASSO_MEMORIA_MS).unref();
  return {
    azzera: () => {
      ritardo.reset();
      massimo = 0;
      cpu = process.cpuUsage();
    },
    leggi: () => {
      guarda();
      const { user, system } = process.cpuUsage(cpu);
      // The histogram holds the distance between two ticks: what exceeds the resolution is the stop.
      return {
        stalloMs: Math.max(0, ritardo.max / 1e6 - RISOLUZIONE_MS),
        rssMb: massimo / MEGA,
        cpuMs: (user + system) / 1000,
      };
    },
  };
}
