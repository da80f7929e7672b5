/**
 * The commands as data, read from commander's own tree: what the help, the completion and the man page all say.
 * Invariant: nothing about a command is written here, so none of the three can be out of date.
 */
import type { Argument, Command, Option } from 'commander';

/** What a value may be: one of these words, a path, or something that only the operator knows. */
export interface Valore {
  readonly tipo: 'FILE' | 'CARTELLA' | 'ALTRO';
  readonly scelte: readonly string[];
}

export interface Opzione {
  /** As they are written: `-v`, `--version`. */
  readonly nomi: readonly string[];
  /** `-o, --output <file>`. */
  readonly firma: string;
  readonly descrizione: string;
  /** Undefined for what takes none. */
  readonly valore: Valore | undefined;
  readonly facoltativo: boolean;
}

export interface Argomento {
  readonly firma: string;
  readonly descrizione: string;
  readonly valore: Valore;
}

/** One command: the words that lead to it, and all that may follow. */
export interface Voce {
  readonly parole: readonly string[];
  readonly uso: string;
  readonly descrizione: string;
  readonly opzioni: readonly Opzione[];
  readonly argomenti: readonly Argomento[];
  readonly sotto: readonly Voce[];
}

/** A parser that takes only some words, and says which. */
interface ConScelte {
  readonly scelte?: readonly string[];
}

/** The words that may be chosen: commander's own, or those of the parser. */
export function scelteDi({ argChoices, parseArg }: Option | Argument): readonly string[] {
  return argChoices ?? (parseArg as ConScelte | undefined)?.scelte ?? [];
}

/** What commander would add in English: what may be chosen, and what holds when nothing is said. */
function inPiu(o: Option | Argument): string {
  const scelte = scelteDi(o);
  const testi = [
    ...(scelte.length === 0 ? [] : [`uno fra ${scelte.join(', ')}`]),
    ...(o.defaultValue === undefined ? [] : [`altrimenti ${String(o.defaultValue)}`]),
  ];
  return testi.length === 0 ? '' : ` (${testi.join('; ')})`;
}

/** The description of an option or argument, whole. */
export const descrizioneDi = (o: Option | Argument): string => `${o.description}${inPiu(o)}`;

/** Commander's placeholders in Italian. */
export const segnaposti = (uso: string): string =>
  uso.replace('[options]', '[opzioni]').replace('[command]', '[comando]');

const TIPI: ReadonlyMap<string, Valore['tipo']> = new Map([
  ['file', 'FILE'],
  ['dir', 'CARTELLA'],
]);

/** From the placeholder: `<file...>` is a path. */
function valoreDi(segnaposto: string, o: Option | Argument): Valore {
  const nome = /[a-z-]+/i.exec(segnaposto)?.[0] ?? '';
  return { tipo: TIPI.get(nome) ?? 'ALTRO', scelte: scelteDi(o) };
}

function opzioneDi(o: Option): Opzione {
  const segnaposto = o.flags.slice(o.flags.search(/[<[]|$/));
  const nomi = [o.short, o.long].filter((n) => n !== undefined);
  const valore = segnaposto === '' ? undefined : valoreDi(segnaposto, o);
  return { nomi, firma: o.flags, descrizione: descrizioneDi(o), valore, facoltativo: o.optional };
}

function argomentoDi(a: Argument): Argomento {
  const nome = `${a.name()}${a.variadic ? '...' : ''}`;
  const firma = a.required ? `<${nome}>` : `[${nome}]`;
  return { firma, descrizione: descrizioneDi(a), valore: valoreDi(nome, a) };
}

/** A command with all its subcommands. `prima`: the words that lead to it. */
export function alberoDi(comando: Command, prima: readonly string[] = []): Voce {
  const parole = [...prima, comando.name()];
  const aiuto = comando.createHelp();
  return {
    parole,
    uso: [parole.join(' '), segnaposti(comando.usage())].join(' ').trim(),
    descrizione: comando.description(),
    opzioni: aiuto.visibleOptions(comando).map(opzioneDi),
    argomenti: comando.registeredArguments.map(argomentoDi),
    sotto: aiuto
      .visibleCommands(comando)
      .filter((c) => c.name() !== 'help')
      .map((c) => alberoDi(c, parole)),
  };
}

/** Every command below, each before its own subcommands. */
export const tutteLeVoci = (voce: Voce): Voce[] => [voce, ...voce.sotto.flatMap(tutteLeVoci)];
