/**
 * Standard output as the log writes it: never through the stream of the process, which a full disk or a closed pipe ends for
 * good, and which stops the whole process while its reader stands still.
 * Invariant: a write that finds no room gives up after a while; the descriptor itself is never closed.
 */
import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Target } from './outlet.js';

const STDOUT = 1;
const PAUSE_MS = 25;
/** A second: the lines in hand are then counted as lost, and the next ones tried. */
const MAX_PAUSES = 40;

const writeTo = promisify(write);

/**
 * A pipe opened once more by its name has a mode of its own: writing without waiting changes nothing for those who share ours.
 * What has no name (the socket of the journal, a pipe of another user) is written as it is.
 */
function descriptor(): number {
  try {
    return fstatSync(STDOUT).isFIFO() ? openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK) : STDOUT;
  } catch {
    return STDOUT;
  }
}

const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN';

export function stdoutTarget(): Target {
  const fd = descriptor();
  return {
    write: async (bytes) => {
      for (let pauses = 0; ; pauses++) {
        try {
          return (await writeTo(fd, bytes)).bytesWritten;
        } catch (error) {
          if (!isFull(error) || pauses === MAX_PAUSES) throw error;
          await pause(PAUSE_MS);
        }
      }
    },
    writeSync: (bytes) => writeSync(fd, bytes),
    close: async () => undefined,
  };
}
