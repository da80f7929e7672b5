/** Can notifications wait on disk when the database is away? Writes and removes one small file to know; a folder that is not there it does not make. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attenzione, type Controllo, causa, errore, ok } from './controllo.js';

/** The settings that the doctor looks at. */
export interface SpoolPaziente {
  readonly enabled: boolean;
  readonly dir: string;
  readonly maxBytes: number;
}

const NOME = 'spool';
const MEGA = 1_048_576;
/** What Linux calls `/proc` and `/sys`: no user's right keeps root out, and nothing can be kept there. */
const NO_DISK = new Set([0x9fa0, 0x62656572]);

/** The nearest folder that is there: what is made in it is made with its permissions. */
function presente(dir: string): string {
  const sopra = dirname(dir);
  return existsSync(dir) || sopra === dir ? dir : presente(sopra);
}

function provaScrittura(dir: string): void {
  const trial = join(dir, `.controlla-${randomUUID()}`);
  writeFileSync(trial, 'prova', { mode: 0o600, flush: true });
  unlinkSync(trial);
}

/** The folder as the daemon will use it: written, or one that can be made, with room for what it may hold. */
export function controllaSpool({ enabled, dir, maxBytes }: SpoolPaziente): Controllo {
  if (!enabled)
    return attenzione(NOME, 'non attivo', 'con spool.enabled true le notifiche si confermano anche a database fermo');
  try {
    const qui = presente(dir);
    if (qui === dir) provaScrittura(dir);
    else accessSync(`${qui}/.`, constants.W_OK | constants.X_OK);
    const { bavail, bsize, type } = statfsSync(qui);
    if (NO_DISK.has(Number(type))) return errore(NOME, `${dir} non è su un disco`, 'cambiare spool.dir');
    return spazio(dir, Number(bavail) * Number(bsize), maxBytes);
  } catch (error) {
    return errore(NOME, `${dir} non si scrive (${causa(error)})`, 'dare i permessi al demone o cambiare spool.dir');
  }
}

function spazio(dir: string, liberi: number, maxBytes: number): Controllo {
  const dettaglio = `${dir} si scrive, ${Math.floor(liberi / MEGA)} MB liberi`;
  if (liberi >= maxBytes) return ok(NOME, dettaglio);
  return attenzione(
    NOME,
    dettaglio,
    `spool.maxBytes ne chiede ${Math.ceil(maxBytes / MEGA)}: liberare spazio o abbassarlo`,
  );
}
