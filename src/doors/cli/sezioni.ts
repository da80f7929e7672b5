/** `allinea sezioni` and `allinea stradario`: what the electoral office gives by file, whole or nothing. */
import type { Command } from 'commander';
import { fileWords, MAX_FILE, readRegular } from '../../regular-file.js';
import { elencaSezioni, importaSezioni, importaStradario, riassuntoStradario } from '../../work/stradario.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { conEnte, type DiChi, type Ufficio } from './elettorale.js';
import { LEGGE_UNO, SCRIVE_UNO } from './enti.js';
import { UsoError } from './esegui.js';
import { conto, tabella } from './testo.js';

function byteDi(file: string): Uint8Array {
  try {
    return readRegular(file, MAX_FILE.TABLE);
  } catch (error) {
    throw new UsoError(`Il file ${file} non si legge: ${fileWords(error)}.`);
  }
}

interface Gruppo {
  readonly gruppo: Command;
  readonly ambiente: Ambiente;
  readonly finito: (code: number) => void;
}

function importa(
  { gruppo, ambiente, finito }: Gruppo,
  descrizione: string,
  fa: (ufficio: Ufficio, byte: Uint8Array) => Promise<Esito>,
): void {
  comando(gruppo, 'importa', descrizione)
    .argument('<file>', 'file CSV in UTF-8')
    .option(...SCRIVE_UNO)
    .action(async (file: string, opzioni: DiChi) =>
      finito(await conEnte(ambiente, { scopo: 'SCRIVE', opzioni }, async (u) => fa(u, byteDi(file)))),
    );
}

function mostra({ gruppo, ambiente, finito }: Gruppo, descrizione: string, fa: (u: Ufficio) => Promise<Esito>): void {
  comando(gruppo, 'mostra', descrizione)
    .option(...LEGGE_UNO)
    .action(async (opzioni: DiChi) => finito(await conEnte(ambiente, { scopo: 'LEGGE', opzioni }, fa)));
}

const detto = (text: string, data: unknown): Esito => ({ code: ESITO.OK, text, data });

export const registraSezioni: Registra = (programma, ambiente, finito) => {
  const gruppo = programma
    .command('sezioni')
    .description('le sezioni elettorali del comune')
    .helpOption('-h, --help', 'questo aiuto');
  importa({ gruppo, ambiente, finito }, 'sostituisce le sezioni con quelle del file', async ({ db, ente }, byte) => {
    const sezioni = await importaSezioni(db, byte, ente);
    return detto(`${conto(sezioni, 'sezione importata', 'sezioni importate')}.`, { sezioni });
  });
  mostra({ gruppo, ambiente, finito }, 'le sezioni importate', async ({ db, ente }) => {
    const sezioni = await elencaSezioni(db, ente.codComune);
    const righe = sezioni.map((s) => [s.numero, s.denominazione, `${s.specie} ${s.toponimo} ${s.civico ?? ''}`.trim()]);
    const text = righe.length === 0 ? 'Nessuna sezione.' : tabella([['SEZIONE', 'DENOMINAZIONE', 'SEGGIO'], ...righe]);
    return detto(text, sezioni);
  });
};

export const registraStradario: Registra = (programma, ambiente, finito) => {
  const gruppo = programma
    .command('stradario')
    .description('lo stradario elettorale: vie, lati e numeri con la loro sezione')
    .helpOption('-h, --help', 'questo aiuto');
  importa({ gruppo, ambiente, finito }, 'sostituisce lo stradario con quello del file', async ({ db, ente }, byte) => {
    const r = await importaStradario(db, byte, ente);
    return detto(
      `${conto(r.tratti, 'tratto', 'tratti')} di ${conto(r.vie, 'via', 'vie')} in ${conto(r.sezioni, 'sezione', 'sezioni')}.`,
      r,
    );
  });
  mostra({ gruppo, ambiente, finito }, 'quanto è grande lo stradario', async ({ db, ente }) => {
    const r = await riassuntoStradario(db, ente.codComune);
    return detto(
      `${conto(r.tratti, 'tratto', 'tratti')} di ${conto(r.vie, 'via', 'vie')} in ${conto(r.sezioni, 'sezione', 'sezioni')}.`,
      r,
    );
  });
};
