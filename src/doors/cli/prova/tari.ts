/**
 * What the TARI office of a trial does, with the operator's own commands: it imports the list of its program after the load
 * and again at the end, and takes the snapshot of 1 January each time.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Comune,
  conTari,
  csvUtenze,
  primoElenco,
  type UtenzaSimulata,
  ultimoElenco,
  type Verita,
  verita,
} from '../../../simulatore/index.js';
import { eseguiComando } from './demone.js';

/** The installation of the trial, as a command finds it. */
export interface UfficioTari {
  readonly comune: Comune;
  readonly oggi: string;
  readonly self: readonly string[];
  readonly dir: string;
  readonly configFile: string;
}

const annoDi = ({ oggi }: UfficioTari): number => Number(oggi.slice(0, 4));

async function comando({ self, configFile }: UfficioTari, argomenti: readonly string[]): Promise<void> {
  const codice = await eseguiComando(self, [...argomenti, '--config', configFile]);
  if (codice !== 0) throw new Error(`«allinea ${argomenti.join(' ')}» è uscito con ${codice}`);
}

/** The two commands read different things and write different tables. */
async function consegna(u: UfficioTari, nome: string, utenze: readonly UtenzaSimulata[]): Promise<void> {
  const file = join(u.dir, nome);
  writeFileSync(file, csvUtenze(utenze));
  const fotografia = ['tari', 'fotografia', '--anno', String(annoDi(u))];
  await Promise.all([comando(u, ['tari', 'importa', file]), comando(u, fotografia)]);
}

/** The list of the day of the load. */
export async function consegnaPrimoElenco(u: UfficioTari): Promise<readonly UtenzaSimulata[]> {
  const utenze = primoElenco(u.comune);
  await consegna(u, 'utenze-tari-al-carico.csv', utenze);
  return utenze;
}

/** The list of today, and the truth of everything after it. */
export async function consegnaUltimoElenco(u: UfficioTari, primo: readonly UtenzaSimulata[]): Promise<Verita> {
  const ultimo = ultimoElenco(u.comune, primo);
  await consegna(u, 'utenze-tari.csv', ultimo);
  return conTari(u.comune, verita(u.comune, u.oggi), { primo, ultimo, anno: annoDi(u) });
}
