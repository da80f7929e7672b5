/**
 * The command line `allinea`: one file per command, this list, and Italian words for what commander says.
 * Invariant: always resolves to one of the documented exit codes.
 */

import { Command, CommanderError, Help } from 'commander';
import { voceDi } from '../../anpr/tabella.js';
import { SCHEMA } from '../../store/engine.js';
import { descrizioneDi, segnaposti } from './albero.js';
import { registraAllarmi } from './allarmi.js';
import { type Ambiente, ESITO } from './ambiente.js';
import { registraAnomalie } from './anomalie.js';
import { registraAvvia } from './avvia.js';
import { registraCarica } from './carica.js';
import type { Registra } from './comando.js';
import { registraComuni } from './comuni.js';
import { registraConfig } from './config.js';
import { registraConfronta } from './confronta.js';
import { registraControlla } from './controlla.js';
import { registraEsporta } from './esporta.js';
import { registraImporta } from './importa.js';
import { registraImu } from './imu.js';
import { registraMigra } from './migra.js';
import { registraMostra } from './mostra.js';
import { registraNotifiche } from './notifiche.js';
import { ESITI, registraPagine } from './pagine.js';
import { registraProva } from './prova.js';
import { registraRegistro } from './registro.js';
import { registraRevisioni } from './revisioni.js';
import { registraRiconcilia } from './riconcilia.js';
import { registraRicostruisci } from './ricostruisci.js';
import { registraRiprova } from './riprova.js';
import { registraSblocco } from './sblocco.js';
import { registraScarta } from './scarta.js';
import { registraSezioni, registraStradario } from './sezioni.js';
import { registraSimula } from './simula.js';
import { registraSpiega } from './spiega.js';
import { registraStato } from './stato.js';
import { registraTari } from './tari.js';
import { conto } from './testo.js';
import { conUsciteVisibili } from './uscita.js';
import { registraVariazioni } from './variazioni.js';
import { registraVerificaInterna } from './verifica-interna.js';
import { registraVista } from './vista.js';

const COMANDI: readonly Registra[] = [
  registraAvvia,
  registraStato,
  registraAllarmi,
  registraSblocco,
  registraNotifiche,
  registraMostra,
  registraSpiega,
  registraRiprova,
  registraScarta,
  registraAnomalie,
  registraRegistro,
  registraVariazioni,
  registraRevisioni,
  registraSezioni,
  registraStradario,
  registraComuni,
  registraEsporta,
  registraRiconcilia,
  registraConfronta,
  registraVerificaInterna,
  registraRicostruisci,
  registraCarica,
  registraImporta,
  registraMigra,
  registraControlla,
  registraConfig,
  registraVista,
  registraTari,
  registraImu,
  registraSimula,
  registraProva,
  registraPagine,
];

const TITOLI: Readonly<Record<string, string>> = {
  'Usage:': 'Uso:',
  'Arguments:': 'Argomenti:',
  'Options:': 'Opzioni:',
  'Commands:': 'Comandi:',
};

const AIUTO: Partial<Help> = {
  styleTitle: (titolo) => voceDi(TITOLI, titolo) ?? titolo,
  optionDescription: descrizioneDi,
  argumentDescription: descrizioneDi,
  commandUsage: (c) => segnaposti(new Help().commandUsage(c)),
  subcommandTerm: (c) => segnaposti(new Help().subcommandTerm(c)),
};

const ESITI_AIUTO = `\nCodici di uscita: ${ESITI.map(([codice, significato]) => `${codice} ${significato}`).join('; ')}.`;

const detto = (messaggio: string): string => /'([^']*)'/.exec(messaggio)?.[1] ?? '';

/** `… is invalid for argument 'id'. <why>` and `option '…' argument 'x' is invalid. <why>`. */
function valoreNonValido(messaggio: string): string {
  const perche = /is invalid[^.]*\. (.*)$/.exec(messaggio)?.[1] ?? '';
  return `Valore non valido «${detto(messaggio.replace(/^.*option '[^']*' argument/, ''))}»: ${perche.replace('Allowed choices are', 'si può scegliere fra')}`;
}

/** Names that options had. */
const CAMBIATE: Readonly<Record<string, string>> = { '--ente': ' (si chiama --comune)' };

/** Commander's complaints, by their stable codes. */
function inItaliano({ code, message }: CommanderError): string {
  switch (code) {
    case 'commander.unknownCommand':
      return `Comando sconosciuto: ${detto(message)}`;
    case 'commander.unknownOption':
      return `Opzione sconosciuta: ${detto(message)}${voceDi(CAMBIATE, detto(message)) ?? ''}`;
    case 'commander.missingArgument':
      return `Manca l’argomento ${detto(message)}`;
    case 'commander.optionMissingArgument':
      return `Manca il valore dell’opzione ${detto(message)}`;
    case 'commander.missingMandatoryOptionValue':
      return `Manca l’opzione ${detto(message)}`;
    case 'commander.excessArguments':
      return `Troppi argomenti per «${detto(message)}»`;
    case 'commander.invalidArgument':
      return valoreNonValido(message);
    default:
      return message;
  }
}

/** `0.2.0 (commit 4afac58ebcd4, schema 1763801401000, 78 passi)`: the release first, for whoever compares it. */
function versioneDi({ version, commit }: Ambiente): string {
  const passo = /\d{13}$/.exec(SCHEMA.last)?.[0] ?? SCHEMA.last;
  return `${version} (commit ${commit ?? 'sconosciuto'}, schema ${passo}, ${conto(SCHEMA.steps, 'passo', 'passi')})`;
}

function creaProgramma(ambiente: Ambiente, finito: (code: number) => void): Command {
  const programma = new Command('allinea')
    .description('Tiene allineate ad ANPR le tabelle locali di anagrafe, tributi ed elettorale.')
    .version(versioneDi(ambiente), '-v, --version', 'rilascio, commit e schema del database')
    .helpOption('-h, --help', 'questo aiuto')
    .helpCommand('help [comando]', 'l’aiuto di un comando')
    .addHelpText('after', ESITI_AIUTO)
    .showSuggestionAfterError(false)
    .configureHelp(AIUTO)
    .configureOutput({
      writeOut: (testo) => ambiente.out.write(testo),
      writeErr: (testo) => ambiente.err.write(testo),
      // Said once, in Italian, by whoever catches it.
      outputError: () => {},
    })
    .exitOverride();
  for (const registra of COMANDI) registra(programma, ambiente, finito);
  for (const comando of programma.commands) comando.helpOption('-h, --help', 'questo aiuto');
  return programma;
}

/** The words of a command line that name a command and its subcommand. */
function paroleDi(comando: Command, argv: readonly string[]): string[] {
  const [nome, ...altro] = argv;
  const sotto = comando.commands.find((c) => c.name() === nome);
  return nome === undefined || sotto === undefined ? [] : [nome, ...paroleDi(sotto, altro)];
}

/** Commander shows the help of everything for a word that is no command. @throws CommanderError */
function controllaAiuto(programma: Command, argv: readonly string[]): void {
  const noti = paroleDi(programma, argv);
  const [help, ...di] = argv.slice(noti.length);
  if (help !== 'help') return;
  const base = noti.reduce<Command>((c, nome) => c.commands.find((s) => s.name() === nome) ?? c, programma);
  const ignota = di[paroleDi(base, di).length];
  if (ignota !== undefined && !ignota.startsWith('-'))
    throw new CommanderError(1, 'commander.unknownCommand', `error: unknown command '${ignota}'`);
}

/** Runs one command line (without program and script name); resolves to the exit code. */
export async function runCli(argv: readonly string[], intorno: Ambiente): Promise<number> {
  let aiuto = 'allinea --help';
  const ambiente = {
    ...conUsciteVisibili(intorno),
    get aiuto() {
      return aiuto;
    },
  };
  let code: number = ESITO.OK;
  const programma = creaProgramma(ambiente, (c) => {
    code = c;
  });
  aiuto = ['allinea', ...paroleDi(programma, argv), '--help'].join(' ');
  try {
    controllaAiuto(programma, argv);
    await programma.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return ESITO.OK;
    if (error.code !== 'commander.help') ambiente.err.write(`${inItaliano(error)}\nAiuto: ${aiuto}\n`);
    return ESITO.USO;
  }
  return code;
}
