/** The guard over alarms, with what of the configuration and of this machine it looks at. */
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Config } from '../config.js';
import { creaGuardia, type Guardia } from '../work/allarmi/guardia.js';
import type { Assembled, DaemonOptions } from './piani.js';

/** Disks that must not fill up: of an embedded database, of the spool. */
function dischiDi({ database, spool }: Config): string[] {
  const delDatabase = database.kind === 'sqlite' && database.file !== ':memory:' ? [dirname(database.file)] : [];
  return [...delDatabase, ...(spool.enabled ? [spool.dir] : [])];
}

export function guardiaDi({ config, log, now }: DaemonOptions, { db, chiavi, ca }: Assembled): Guardia {
  return creaGuardia({
    db,
    log,
    now,
    installazione: config,
    keystores: chiavi.keystores,
    regole: config.silenzio,
    allarmi: config.allarmi,
    firmatari: ca.firmatari,
    spool: config.spool,
    dischi: dischiDi(config),
    macchina: hostname().slice(0, 40),
  });
}
