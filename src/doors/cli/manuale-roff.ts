/**
 * The man page allinea(1), in roff, in Italian.
 * Invariant: no text of a command can be taken for a request of roff, and every character is one that any terminal's device
 * can be asked for, whatever the locale. Pure.
 */
import { type Argomento, type Opzione, tutteLeVoci, type Voce } from './albero.js';

const ESCAPI: ReadonlyMap<string, string> = new Map([
  ['\\', '\\e'],
  ['-', '\\-'],
  ["'", '\\(aq'],
  ['`', '\\(ga'],
  ['~', '\\(ti'],
  ['^', '\\(ha'],
  ['"', '\\(dq'],
  // Devices of seven bits have no way to print it.
  ['…', '...'],
]);

const codice = (c: string): string => `\\[u${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** Text that roff prints as it is. */
function testo(grezzo: string): string {
  const scritto = [...grezzo.replaceAll(/\s+/g, ' ')].map((c) => ESCAPI.get(c) ?? (c > '~' ? codice(c) : c)).join('');
  return scritto.startsWith('.') ? `\\&${scritto}` : scritto;
}

const grassetto = (t: string): string => `\\fB${testo(t)}\\fR`;

const voceElenco = ({ firma, descrizione }: Opzione | Argomento): string[] => [
  '.TP',
  grassetto(firma),
  testo(descrizione),
];

/** Options that every command has are told once. */
const DI_TUTTI: ReadonlySet<string> = new Set(['--json', '--config', '--help']);

const diTutti = (o: Opzione): boolean => o.nomi.some((n) => DI_TUTTI.has(n));

function comando(voce: Voce): string[] {
  const opzioni = voce.opzioni.filter((o) => !diTutti(o));
  return [`.SS ${testo(voce.uso)}`, testo(voce.descrizione), ...[...voce.argomenti, ...opzioni].flatMap(voceElenco)];
}

/** The options of every command, as the first that has all of them tells them. */
function comuni(voci: readonly Voce[]): string[] {
  const opzioni = voci.find((v) => v.opzioni.filter(diTutti).length === DI_TUTTI.size)?.opzioni ?? [];
  return opzioni.filter(diTutti).flatMap(voceElenco);
}

/** What the page says beside the commands. */
export interface Testi {
  readonly versione: string;
  /** Exit codes and what they mean. */
  readonly esiti: readonly (readonly [codice: number, significato: string])[];
  readonly files: readonly (readonly [file: string, significato: string])[];
}

const elenco = (righe: readonly (readonly [string | number, string])[]): string[] =>
  righe.flatMap(([chi, che]) => ['.TP', grassetto(String(chi)), testo(che)]);

/** The page. @param albero the whole program */
export function manualeRoff(albero: Voce, { versione, esiti, files }: Testi): string {
  const [programma, ...comandi] = tutteLeVoci(albero);
  const proprie = (programma?.opzioni ?? []).flatMap(voceElenco);
  return [
    '.\\" Made from the commands by: allinea manuale',
    `.TH ALLINEA 1 "" "allinea ${testo(versione)}" "Manuale di Allinea"`,
    '.SH NOME',
    `allinea \\- ${testo(albero.descrizione)}`,
    '.SH SINTASSI',
    testo(albero.uso),
    '.SH OPZIONI',
    ...proprie,
    '.PP',
    'Di ogni comando che usa la configurazione:',
    ...comuni(comandi),
    '.SH COMANDI',
    ...comandi.filter((v) => v.sotto.length === 0).flatMap(comando),
    '.SH CODICI DI USCITA',
    ...elenco(esiti),
    '.SH FILE',
    ...elenco(files),
    '',
  ]
    .join('\n')
    .trimStart();
}
