/**
 * `npm run giorni`: invented towns on many days, each compared with the truth before and after a midnight.
 * Invariant: exit 0 only when every town that was asked for was looked at and nothing differed; what differs is named by town,
 * day, view and column, with the command that looks at it again.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Prova, Trovata } from './giorno.js';
import type { Risposta } from './lavoratore.js';
import { AIUTO, leggiOpzioni, OpzioneErrata, proveDi } from './opzioni.js';

/** One process each, in turn: Italy is ahead of the first, behind the second, and not where the third is. */
const FUSI = ['America/Los_Angeles', 'Pacific/Auckland', 'UTC', 'Europe/Rome'];
const LINGUE = ['C', 'tr_TR.UTF-8', 'it_IT.UTF-8', 'de_DE.UTF-8'];
const OGNI = 50;

const dico = (riga: string): void => void process.stdout.write(`${riga}\n`);

function avvia(i: number): ChildProcess {
  const env = { ...process.env, TZ: FUSI[i % FUSI.length], LC_ALL: LINGUE[i % LINGUE.length] };
  return fork(fileURLToPath(new URL('lavoratore.js', import.meta.url)), { env });
}

/** `view.column` with how many rows of it differ and which is the first: nobody in an invented town exists. */
function campi(trovate: readonly Trovata[]): string {
  const perCampo = new Map<string, string[]>();
  for (const { giorno, vista, colonna, chiave } of trovate) {
    const campo = `${giorno} ${vista}.${colonna}`;
    perCampo.set(campo, [...(perCampo.get(campo) ?? []), chiave]);
  }
  return [...perCampo].map(([campo, chiavi]) => `    ${campo}: ${chiavi.length} (${chiavi[0]})`).join('\n');
}

function racconta({ istante, seed, abitanti }: Prova, trovate: readonly Trovata[]): void {
  dico(`DIFFERS: ${istante}, seed ${seed}, ${abitanti} residents`);
  dico(campi(trovate));
  dico(`    again: npm run giorni -- --istante ${istante} --semi ${seed} --abitanti ${abitanti}`);
}

/** One process takes town after town. @throws Error when it ends before its time */
function lavora(figlio: ChildProcess, prossima: () => Prova | undefined, fatta: (r: Risposta) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let incorso: Prova | undefined;
    const avanti = (): void => {
      incorso = prossima();
      if (incorso === undefined) figlio.disconnect();
      else figlio.send(incorso);
    };
    figlio.on('message', (messaggio: 'pronto' | Risposta) => {
      if (messaggio !== 'pronto') fatta(messaggio);
      avanti();
    });
    figlio.once('error', reject);
    figlio.once('exit', (code) => {
      if (code === 0 && incorso === undefined) resolve();
      else reject(new Error(`a process ended with ${code}, looking at ${JSON.stringify(incorso)}`));
    });
  });
}

async function guarda(prove: readonly Prova[], processi: number): Promise<number> {
  const coda = [...prove];
  const inizio = performance.now();
  let [fatte, diverse] = [0, 0];
  const fatta = ({ prova, trovate }: Risposta): void => {
    fatte += 1;
    if (trovate.length > 0) {
      diverse += 1;
      racconta(prova, trovate);
    }
    if (fatte % OGNI === 0) dico(`${fatte} of ${prove.length}, ${diverse} differ, ${secondi(inizio)} s`);
  };
  const figli = Array.from({ length: Math.min(processi, prove.length) }, (_, i) => avvia(i));
  await Promise.all(figli.map((figlio) => lavora(figlio, () => coda.shift(), fatta)));
  dico(
    `${fatte} towns and days looked at in ${secondi(inizio)} s: ${diverse === 0 ? 'no difference' : `${diverse} differ`}`,
  );
  return diverse;
}

const secondi = (da: number): number => Math.round((performance.now() - da) / 1_000);

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    dico(AIUTO);
    return 0;
  }
  const opzioni = leggiOpzioni(args);
  return (await guarda(proveDi(opzioni), opzioni.processi)) === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof OpzioneErrata ? `${error.message}\n${AIUTO}` : String(error)}\n`);
  process.exitCode = error instanceof OpzioneErrata ? 64 : 1;
}
