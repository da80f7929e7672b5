/**
 * What the TARI office of a trial does: it imports the list of its program after the load and again at the end, the second
 * time with the operator's own command, and takes the snapshot of 1 January each time.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { annoDi } from '../../../anpr/giorni.js';
import { type Comune, csvUtenze, primoElenco, type UtenzaSimulata, ultimoElenco } from '../../../simulatore/index.js';
import type { Database } from '../../../store/database.js';
import { fotografa } from '../../../work/tari-fotografia.js';
import { importaUtenze } from '../../../work/tari-utenze.js';
import { eseguiComando } from './demone.js';

/** The installation of the trial, as a command finds it. */
export interface UfficioTari {
  readonly comune: Comune;
  readonly oggi: string;
  readonly db: Database;
  readonly now: () => Date;
  readonly self: readonly string[];
  readonly dir: string;
  readonly configFile: string;
}

const annoDelTributo = ({ oggi }: UfficioTari): number => annoDi(oggi);

function scrivi({ dir }: UfficioTari, nome: string, utenze: readonly UtenzaSimulata[]): string {
  const file = join(dir, nome);
  writeFileSync(file, csvUtenze(utenze));
  return file;
}

async function scatta(u: UfficioTari): Promise<void> {
  await fotografa(u.db, { codComune: u.comune.codiceIstat, anno: annoDelTributo(u), now: u.now() });
}

/** The list of the day of the load. */
export async function consegnaPrimoElenco(u: UfficioTari): Promise<readonly UtenzaSimulata[]> {
  const utenze = primoElenco(u.comune);
  const file = scrivi(u, 'utenze-tari-al-carico.csv', utenze);
  const di = { codComune: u.comune.codiceIstat, attore: 'prova', now: u.now() };
  // In this process, as the initial load: starting the command takes longer than what it does.
  const { errori } = await importaUtenze(u.db, readFileSync(file), di);
  if (errori.length > 0) throw new Error(`righe sbagliate nell’elenco delle utenze: ${errori.length}`);
  await scatta(u);
  return utenze;
}

/** The list of the end of the year, after the one of the load. */
export async function consegnaUltimoElenco(
  u: UfficioTari,
  primo: readonly UtenzaSimulata[],
): Promise<readonly UtenzaSimulata[]> {
  const ultimo = ultimoElenco(u.comune, primo);
  const file = scrivi(u, 'utenze-tari.csv', ultimo);
  const codice = await eseguiComando(u.self, ['tari', 'importa', file, '--config', u.configFile]);
  if (codice !== 0) throw new Error(`«allinea tari importa» è uscito con ${codice}`);
  await scatta(u);
  return ultimo;
}
