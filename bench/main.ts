/**
 * `npm run bench [-- --rapido] [-- --scrivi docs/bench.md]`: measures and prints its tables. `-- --carico` measures the initial
 * load of a comune instead, `-- --assedio` only the receiver under siege, `-- --confronto` only the four ways of receiving.
 * Invariant: what is written into the page is what this run measured, with the machine it ran on.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Assediata, assedia, type PianoAssedio } from './assedio.js';
import { apriBancoDati, COD_COMUNE } from './banco-dati.js';
import { misuraCarico, scriviCarico } from './carico-comune.js';
import { creaChiavi } from './chiavi.js';
import { type Banco, confronta, type Prova } from './confronto.js';
import { cresci, type Piano } from './crescita.js';
import { avviaFiglio } from './figlio.js';
import { descriviMacchina } from './macchina.js';
import { righe, righeAssedio, righeConfronto, scriviTabella } from './tabella.js';

const CONNESSIONI = 64;

interface Misurazione {
  readonly assedio: PianoAssedio;
  readonly prova: Prova;
  readonly piano: Piano;
}

const COMPLETA: Misurazione = {
  assedio: { durataMs: 8_000, ogniMs: 20 },
  prova: { connessioni: CONNESSIONI, riscaldamento: 4, giri: 5, messaggi: 4_000 },
  piano: {
    scale: [
      { righe: 1_000, abitanti: 900, volte: 3 },
      { righe: 10_000, abitanti: 10_000, volte: 1 },
      { righe: 100_000, abitanti: 90_000, volte: 1 },
    ],
    connessioni: CONNESSIONI,
    campione: 500,
    insieme: 5_000,
  },
};

const RAPIDA: Misurazione = {
  assedio: { durataMs: 2_500, ogniMs: 20 },
  prova: { connessioni: CONNESSIONI, riscaldamento: 2, giri: 2, messaggi: 1_500 },
  piano: {
    scale: [
      { righe: 1_000, abitanti: 900, volte: 1 },
      { righe: 3_000, abitanti: 3_000, volte: 1 },
      { righe: 10_000, abitanti: 10_000, volte: 1 },
    ],
    connessioni: CONNESSIONI,
    campione: 500,
    insieme: 1_500,
  },
};

const nota = (testo: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${testo}\n`);
};

/** Opens database, keys and load, and closes them whatever comes. */
async function conBanco<T>(usa: (banco: Banco) => Promise<T>): Promise<T> {
  const dati = await apriBancoDati();
  const carico = avviaFiglio('./carico.js', { opzioni: ['--expose-gc', '--max-old-space-size=4096'] });
  try {
    const banco: Banco = { dati, carico, chiavi: creaChiavi(), codComune: COD_COMUNE, nota };
    await carico.chiedi('chiavi', { chiavi: banco.chiavi, codComune: COD_COMUNE });
    return await usa(banco);
  } finally {
    await carico.termina();
    await dati.chiudi();
  }
}

const misura = ({ prova, piano, assedio }: Misurazione): Promise<string> =>
  conBanco(async (banco) => {
    const misure = await confronta(banco, prova);
    const crescita = await cresci(banco, piano);
    const assediate = await assedia(banco, assedio);
    const macchina = descriviMacchina({ mariadb: banco.dati.versione, commitMs: crescita.commitMs });
    return [scriviTabella(righe(misure, crescita)), tabellaAssedio(assediate), macchina.join('\n')].join('\n\n');
  });

const tabellaAssedio = (assediate: readonly Assediata[]): string =>
  `### Under siege\n\n${scriviTabella(righeAssedio(assediate))}`;

const RESIDENTI = { completa: 100_000, rapida: 20_000 } as const;

async function carica(residenti: number): Promise<string> {
  const dati = await apriBancoDati();
  try {
    return scriviCarico(await misuraCarico(dati, residenti));
  } finally {
    await dati.chiudi();
  }
}

const INIZIO = '<!-- measured -->';
const FINE = '<!-- /measured -->';

/** Replaces the measured part of the page, and nothing else. */
function scrivi(file: string, testo: string, giorno: string): void {
  const pagina = readFileSync(file, 'utf8');
  const [prima, resto] = pagina.split(INIZIO);
  const dopo = resto?.split(FINE)[1];
  if (dopo === undefined) throw new Error(`${file} lacks ${INIZIO} … ${FINE}`);
  writeFileSync(file, `${prima}${INIZIO}\nMeasured on ${giorno}.\n\n${testo}\n${FINE}${dopo}`);
}

/** Options that measure one part only: the page is written by whole measures. */
const PARTI = ['--carico', '--assedio', '--confronto'] as const;
const argomenti = process.argv.slice(2);
const rapido = argomenti.includes('--rapido');
const misurazione = rapido ? RAPIDA : COMPLETA;

function scegli(): Promise<string> {
  if (argomenti.includes('--carico')) return carica(rapido ? RESIDENTI.rapida : RESIDENTI.completa);
  if (argomenti.includes('--assedio'))
    return conBanco(async (b) => tabellaAssedio(await assedia(b, misurazione.assedio)));
  if (argomenti.includes('--confronto'))
    return conBanco(async (b) => scriviTabella(righeConfronto(await confronta(b, misurazione.prova))));
  return misura(misurazione);
}

const testo = await scegli();
process.stdout.write(`${testo}\n`);
const dove = argomenti[argomenti.indexOf('--scrivi') + 1];
if (argomenti.includes('--scrivi') && dove !== undefined && !PARTI.some((p) => argomenti.includes(p)))
  scrivi(dove, testo, new Date().toISOString().slice(0, 10));
