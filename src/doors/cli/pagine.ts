/** `allinea completamento` and `allinea manuale`: what a shell and `man` know of the commands, made from the commands. */
import { Argument, type Command } from 'commander';
import { alberoDi } from './albero.js';
import { ESITO } from './ambiente.js';
import type { Registra } from './comando.js';
import { completamentoBash } from './completamento-bash.js';
import { manualeRoff } from './manuale-roff.js';

/** What each exit code means, in the order of the numbers. */
export const ESITI: readonly (readonly [codice: number, significato: string])[] = [
  [ESITO.OK, 'tutto bene'],
  [ESITO.TROVATO, 'trovato o fallito qualcosa'],
  [ESITO.USO, 'comando scritto male'],
  [ESITO.DATABASE, 'database non raggiungibile'],
  [ESITO.CONFIG, 'configurazione non valida'],
];

const FILES = [
  ['/etc/allinea/allinea.json', 'la configurazione, se non la dicono --config né ALLINEA_CONFIG'],
  ['/var/lib/allinea', 'il database SQLite e lo spool di un’installazione'],
  ['/opt/allinea/docs/manuale.md', 'il manuale dell’operatore, per intero'],
] as const;

export const registraPagine: Registra = (programma, ambiente, finito) => {
  const stampa = (nome: string, descrizione: string, fa: () => string): Command =>
    programma
      .command(nome)
      .description(descrizione)
      .action(() => {
        ambiente.out.write(fa());
        finito(ESITO.OK);
      });
  const albero = () => alberoDi(programma);
  stampa('completamento', 'stampa lo script con cui la shell completa comandi e opzioni', () =>
    completamentoBash(albero()),
  ).addArgument(new Argument('<shell>', 'quale shell').choices(['bash']));
  stampa('manuale', 'stampa la pagina di man (roff)', () =>
    manualeRoff(albero(), { versione: ambiente.version, esiti: ESITI, files: FILES }),
  );
};
