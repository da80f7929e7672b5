/** `allinea config`: shows or checks the configuration. */

import { ConfigError } from '../../errors.js';
import { avvisiCron, checkCron } from '../../work/schedule-cron.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { esegui, leggiImpostazioni } from './esegui.js';

interface Opzioni extends OpzioniComuni {
  readonly mostra?: boolean;
  readonly controlla?: boolean;
}

async function config(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  const { jobs } = leggiImpostazioni(ambiente, o);
  const problems = checkCron(jobs);
  if (problems.length > 0) throw new ConfigError(problems);
  const avvisi = avvisiCron(jobs).map((a) => `\nDa sapere: ${a.key} ${a.value}: ${a.remedy}.`);
  const { file, config: effettiva } = ambiente.showConfig(o.config);
  const da = file ?? 'nessun file, solo valori predefiniti e variabili';
  const text =
    o.mostra === true
      ? `// ${da}\n${JSON.stringify(effettiva, null, 2)}`
      : `La configurazione è valida (${da}).${avvisi.join('')}`;
  return { code: ESITO.OK, text, data: o.mostra === true ? effettiva : { valida: true, file } };
}

export const registraConfig: Registra = (programma, ambiente, finito) => {
  comando(programma, 'config', 'controlla la configurazione; esce con 78 se non è valida')
    .option('--mostra', 'stampa quella effettiva, senza segreti')
    .option('--controlla', 'la controlla soltanto (come senza opzioni)')
    .action(async (opzioni: Opzioni) => finito(await esegui(ambiente, opzioni, () => config(ambiente, opzioni))));
};
