/**
 * The streams as commands see them: whatever is written through them is text for people.
 * Invariant: no command reaches a stream of the process by another way, so no character from outside moves a cursor, turns
 * the direction of writing or hides, whoever forgot to look.
 */
import { printable, printableText } from '../../printable.js';
import type { Ambiente, Output } from './ambiente.js';

/** Back to the first column, and the line emptied. */
const RIGA_DA_CAPO = '\r\u001b[K';

function perPersone({ write, columns }: Output): Output {
  return {
    write: (testo) => write(printableText(testo)),
    columns,
    ...(columns !== undefined && { riscrivi: (testo: string) => write(`${RIGA_DA_CAPO}${printable(testo)}`) }),
  };
}

/** The same surroundings, with streams that show everything. */
export const conUsciteVisibili = (a: Ambiente): Ambiente => ({ ...a, out: perPersone(a.out), err: perPersone(a.err) });
