/** One file of the configuration: its text, its keys, and whatever stands in the way of believing it. */
import type { ConfigProblem } from '../errors.js';
import { EncodingError, fileWords, MAX_FILE, readUtf8 } from '../regular-file.js';
import type { Raw } from './environment.js';
import { doveNonVale, jsoncDuplicates, parseJsonc } from './jsonc.js';

/** What a file says, and its problems: where there are some, nothing of it is to be used. */
export interface ConfigFile {
  readonly raw: Raw;
  readonly found: readonly ConfigProblem[];
}

const elenco = new Intl.ListFormat('it', { type: 'conjunction' });

function twice(text: string): ConfigProblem[] {
  return jsoncDuplicates(text).map(({ path, lines }) => {
    const righe = [...new Set(lines)].map(String);
    const dove = righe.length === 1 ? `alla riga ${righe[0]}` : `alle righe ${elenco.format(righe)}`;
    const volte = lines.length === 2 ? 'due volte' : `${lines.length} volte`;
    return {
      key: path,
      value: `(${volte}, ${dove})`,
      remedy: 'una chiave si scrive una volta sola: tenere quella giusta',
    };
  });
}

const SALVARE = 'salvarlo di nuovo in UTF-8';

function encodingWords({ line }: EncodingError): string {
  if (line === null) return `è in UTF-16, non in UTF-8: ${SALVARE} (o «iconv -f utf-16 -t utf-8»)`;
  const che = `alla riga ${line} ha un carattere che non è UTF-8, di solito una lettera accentata in windows-1252`;
  return `${che}: ${SALVARE} (o «iconv -f windows-1252 -t utf-8»)`;
}

function wordsOf(error: unknown, text: string): string {
  if (error instanceof EncodingError) return encodingWords(error);
  if (error instanceof SyntaxError) return `non è JSON valido ${doveNonVale(text, error)}`;
  return `non si legge: ${fileWords(error)}`;
}

/** Reads a file of the configuration; never throws. */
export function readConfigFile(file: string): ConfigFile {
  const problem = (remedy: string): ConfigFile => ({ raw: {}, found: [{ key: '--config', value: file, remedy }] });
  let text = '';
  try {
    text = readUtf8(file, MAX_FILE.CONFIG);
    const value = parseJsonc(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { raw: value as Raw, found: twice(text) };
    return problem('il file deve contenere un oggetto JSON fra parentesi graffe');
  } catch (error) {
    return problem(`il file ${wordsOf(error, text)}`);
  }
}
