/** The guard over alarms, with what of the configuration and of this machine it looks at. */
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../config.js';
import { type Assenza, creaAssenza } from '../work/allarmi/assenza.js';
import { creaGuardia, type Guardia } from '../work/allarmi/guardia.js';
import type { Assembled, DaemonOptions } from './piani.js';

/** Disks that must not fill up: of an embedded database, of the spool. */
function dischiDi({ database, spool }: Config): string[] {
  const delDatabase = database.kind === 'sqlite' && database.file !== ':memory:' ? [dirname(database.file)] : [];
  return [...delDatabase, ...(spool.enabled ? [spool.dir] : [])];
}

/** Name of this machine, as alarms say it. */
const macchina = (): string => hostname().slice(0, 40);

/** What is said of an absent database; remembered beside the spool, which is on a disk of this machine. */
export function assenzaDi({ config, log, now }: DaemonOptions): Assenza {
  const { database, allarmi, enti, spool } = config;
  const nomi = new Map(enti.map((e) => [e.codiceIstat, e.nome]));
  const file = spool.enabled ? join(spool.dir, 'allarme-database.json') : null;
  return creaAssenza({ database, log, now, allarmi, nomi, macchina: macchina(), file });
}

export function guardiaDi(
  { config, log, now }: DaemonOptions,
  { db, chiavi, ca, assenza }: Assembled,
  sveglioDal: () => Date,
): Guardia {
  return creaGuardia({
    db,
    log,
    now,
    installazione: config,
    keystores: chiavi.keystores,
    regole: config.silenzio,
    allarmi: config.allarmi,
    firmatari: ca.firmatari,
    revoche: ca.bundle,
    spool: config.spool,
    dischi: dischiDi(config),
    macchina: macchina(),
    assenza,
    lavori: () => ({ jobs: config.jobs, sveglioDal: sveglioDal() }),
  });
}
