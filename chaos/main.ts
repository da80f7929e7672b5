/**
 * `npm run chaos`: a month of a comune in which everything fails, on each engine, and the ledger. Exit 0 only with zeros.
 * Invariant: ends by itself, and ends only processes that it started.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type Bilancio, scriviBilancio, tuttoZero } from './bilancio.js';
import { unMese } from './mese.js';
import { leggiOpzioni, type Opzioni, UsoError } from './opzioni.js';

const EX_USAGE = 2;

const nota = (testo: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${testo}\n`);
};

const INIZIO = '<!-- ledger -->';
const FINE = '<!-- /ledger -->';

/** Replaces the ledger of the page, and nothing else. */
function scrivi(file: string, testo: string): void {
  const pagina = readFileSync(file, 'utf8');
  const [prima, resto] = pagina.split(INIZIO);
  const dopo = resto?.split(FINE)[1];
  if (dopo === undefined) throw new Error(`${file} lacks ${INIZIO} … ${FINE}`);
  writeFileSync(file, `${prima}${INIZIO}\n${testo}\n${FINE}${dopo}`);
}

async function vivi(o: Opzioni): Promise<Bilancio[]> {
  if (o.insieme) return Promise.all(o.motori.map((motore) => unMese(o, motore, nota)));
  const bilanci: Bilancio[] = [];
  for (const motore of o.motori) bilanci.push(await unMese(o, motore, nota));
  return bilanci;
}

async function corri(): Promise<number> {
  const o = leggiOpzioni(process.argv.slice(2));
  const bilanci = await vivi(o);
  const quando = new Date().toISOString().slice(0, 10);
  const testa = `${quando}, seed \`${o.seme}\`, ${o.abitanti} residents, ${o.giorni} days of faults, ${cpus().length} cores, Node ${process.version}.`;
  const testo = [testa, ...bilanci.map(scriviBilancio)].join('\n\n');
  process.stdout.write(`${testo}\n`);
  if (o.scrivi !== undefined) scrivi(o.scrivi, testo);
  return bilanci.every(tuttoZero) ? 0 : 1;
}

for (const segnale of ['SIGINT', 'SIGTERM'] as const) process.once(segnale, () => process.exit(130));
try {
  process.exitCode = await corri();
} catch (error) {
  if (!(error instanceof UsoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EX_USAGE;
}
