/** Can notifications wait on disk when the database is away? Writes and removes one small file to know. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmdirSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attenzione, type Controllo, causa, errore, ok } from './controllo.js';

/** The settings that the doctor looks at. */
export interface SpoolPaziente {
  readonly enabled: boolean;
  readonly dir: string;
  readonly maxBytes: number;
}

const NOME = 'spool';
const MEGA = 1_048_576;

/** The folder as the daemon will use it: made, written, with room for what it may hold. */
export function controllaSpool({ enabled, dir, maxBytes }: SpoolPaziente): Controllo {
  if (!enabled)
    return attenzione(NOME, 'non attivo', 'con spool.enabled true le notifiche si confermano anche a database fermo');
  try {
    const made = mkdirSync(dir, { recursive: true, mode: 0o700 });
    const trial = join(dir, `.controlla-${randomUUID()}`);
    writeFileSync(trial, 'prova', { mode: 0o600, flush: true });
    unlinkSync(trial);
    const { bavail, bsize } = statfsSync(dir);
    // What only looking made goes away again.
    if (made === dir) rmdirSync(dir);
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
