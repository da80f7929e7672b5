/**
 * `allinea carica`: puts an initial load (a municipal CSV, the official layout, 3002 answers) into the inbox; the daemon applies it.
 * Invariant: one bad document costs the others nothing; the same command goes on where it was interrupted.
 */
import { statSync } from 'node:fs';
import { Option } from 'commander';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { CODIFICHE, type Codifica } from '../../work/carica-righe.js';
import { codiciDi } from '../../work/enti.js';
import type { Ambiente, Esito, OpzioniComuni } from './ambiente.js';
import { caricaFileCsv, isCsv } from './carica-csv.js';
import { caricaSchede } from './carica-schede.js';
import { caricaFilesSubentro } from './carica-subentro.js';
import { comando, data, type Registra } from './comando.js';
import { enteScelto, OPZIONE_COMUNE } from './enti.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { byteDi, FonteRifiutata } from './fonti/fonte.js';
import { filesDi, fontiDi } from './fonti/percorsi.js';

interface Opzioni extends OpzioniComuni {
  readonly comune: string;
  readonly estrattoIl?: string;
  readonly codifica: Codifica;
  readonly scarti?: string;
  readonly prova?: boolean;
}

/** Of a folder only what may be a document of the load: reports and notes may lie beside. */
const files3002 = (percorsi: readonly string[]): string[] =>
  filesDi(percorsi).filter((f) => percorsi.includes(f) || /\.(xml|gz|zip)$/i.test(f));

/** True for the official layout: the first document that can be read decides for all. */
async function isSubentro(files: readonly string[]): Promise<boolean> {
  for await (const fonte of fontiDi(files)) {
    if (!('apri' in fonte)) continue;
    try {
      for await (const pezzo of byteDi(fonte))
        return /^[^<]*(?:<[?!][^>]*>\s*)*<(?:[\w.-]+:)?subentro[\s>]/.test(
          pezzo.toString('latin1').replaceAll('\0', ''),
        );
    } catch (e) {
      if (!(e instanceof FonteRifiutata)) throw e;
    }
  }
  return false;
}

/** One CSV by itself: its lines are told apart by their number. */
async function caricaUno(ambiente: Ambiente, o: Opzioni, file: string): Promise<Esito> {
  const disco = statSync(file, { throwIfNoEntry: false });
  if (disco === undefined) throw new UsoError(`Il file ${file} non c’è.`);
  if (disco.isDirectory()) throw new UsoError(`${file} è una cartella, non un CSV.`);
  return conDatabase(ambiente, o, async (sessione) => {
    const { codiceIstat } = enteScelto(sessione.impostazioni, o.comune);
    const { codifica, estrattoIl, scarti, prova = false } = o;
    return caricaFileCsv(sessione, ambiente, { file, codComune: codiceIstat, codifica, estrattoIl, scarti, prova });
  });
}

/** From a day that has not come, the load would prevail over whatever ANPR tells until then. @throws UsoError */
function controllaGiorno(estrattoIl: string | undefined, oggi: string): void {
  if (estrattoIl !== undefined && estrattoIl > oggi)
    throw new UsoError(`--estratto-il ${estrattoIl} deve ancora venire: è il giorno in cui il file è stato estratto.`);
}

async function caricaFiles(ambiente: Ambiente, o: Opzioni, percorsi: readonly string[]): Promise<Esito> {
  controllaGiorno(o.estrattoIl, giornoInItalia(ambiente.now()));
  const csv = percorsi.filter(isCsv);
  if (csv[0] !== undefined && percorsi.length === 1) return caricaUno(ambiente, o, csv[0]);
  if (csv.length > 0) throw new UsoError('Un CSV si carica da solo: un comando per ciascuno.');
  const files = files3002(percorsi);
  if (files.length === 0) throw new UsoError(`In ${percorsi.join(', ')} non ci sono file .xml, .gz o .zip.`);
  const subentro = await isSubentro(files);
  return conDatabase(ambiente, o, async (sessione) => {
    const ente = enteScelto(sessione.impostazioni, o.comune);
    const codComune = ente.codiceIstat;
    const { prova = false } = o;
    if (!subentro) return caricaSchede(sessione, ambiente, { files, codComune, prova });
    const accanto = prova ? null : `${(percorsi[0] ?? '').replace(/\/+$/, '')}.scarti.csv`;
    return caricaFilesSubentro(sessione, ambiente, {
      files,
      codComune,
      codici: codiciDi(ente),
      estrattoIl: o.estrattoIl,
      scarti: o.scarti ?? accanto,
      prova,
    });
  });
}

export const registraCarica: Registra = (programma, ambiente, finito) => {
  comando(
    programma,
    'carica',
    'carico iniziale: un CSV del comune, il tracciato del subentro o dello scarico massivo, o risposte 3002',
  )
    .argument('<file...>', 'un .csv (anche .csv.gz), oppure file .xml, .gz, .zip o cartelle')
    .requiredOption(OPZIONE_COMUNE, 'codice ISTAT dell’ente')
    .option(
      '--estratto-il <data>',
      'il giorno dell’estrazione (AAAA-MM-GG): serve per un CSV, e per un tracciato che non lo dice',
      data,
    )
    .addOption(new Option('--codifica <nome>', 'per un CSV: come è scritto').choices(CODIFICHE).default('utf-8'))
    .option('--prova', 'legge e giudica tutto, dice che cosa andrebbe in coda e gli avvisi, e non scrive nulla')
    .option('--scarti <file>', 'dove scrivere ciò che non è stato caricato (altrimenti FILE.scarti.csv)')
    .action(async (percorsi: string[], opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => caricaFiles(ambiente, opzioni, percorsi))),
    );
};
