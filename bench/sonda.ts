/**
 * What a server process feels while it is measured: how long its event loop stops, its memory, its processor time.
 * Invariant: a figure covers exactly the time between two `azzera`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RISOLUZIONE_MS = 2;
/** Asking for the processor time takes some itself: every 2 ms it was a twentieth of all that the applier used. */
const PASSO_CPU_MS = 10;
const PASSO_MEMORIA_MS = 100;
const MEGA = 1024 * 1024;

export interface Rilievo {
  /** Longest stop of the event loop, in milliseconds. */
  readonly stalloMs: number;
  /**
   * Most processor time the process took between two looks, 10 ms apart where nothing stops: what of a stop it caused
   * itself. The rest the system gave to others.
   */
  readonly stalloCpuMs: number;
  /** Highest resident set size, in MiB. */
  readonly rssMb: number;
  /** Processor time of the process, all threads: what it costs whatever else the machine is doing. */
  readonly cpuMs: number;
}

export interface Sonda {
  azzera(): void;
  leggi(): Rilievo;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Follows the processor time from one turn of the event loop to the next. */
function seguiTurni(): { massimo: number; ultimo: number } {
  const turni = { massimo: 0, ultimo: cpuMs() };
  setInterval(() => {
    const ora = cpuMs();
    turni.massimo = Math.max(turni.massimo, ora - turni.ultimo);
    turni.ultimo = ora;
  }, PASSO_CPU_MS).unref();
  return turni;
}

/** Starts watching this process; it does not keep it alive. */
export function apriSonda(): Sonda {
  const ritardo = monitorEventLoopDelay({ resolution: RISOLUZIONE_MS });
  ritardo.enable();
  const turni = seguiTurni();
  let rss = 0;
  let inizio = cpuMs();
  const guarda = (): void => {
    rss = Math.max(rss, process.memoryUsage.rss());
  };
  setInterval(guarda, PASSO_MEMORIA_MS).unref();
  return {
    azzera: () => {
      ritardo.reset();
      turni.massimo = 0;
      rss = 0;
      inizio = cpuMs();
    },
    leggi: () => {
      guarda();
      return {
        // The histogram holds the distance between two ticks: what exceeds the resolution is the stop.
        stalloMs: Math.max(0, ritardo.max / 1e6 - RISOLUZIONE_MS),
        stalloCpuMs: turni.massimo,
        rssMb: rss / MEGA,
        cpuMs: cpuMs() - inizio,
      };
    },
  };
}
