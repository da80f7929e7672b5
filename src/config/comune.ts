/**
 * What a comune says about itself, parameters and rules, judged even where the shape of something beside it is wrong.
 * Invariant: pure; a problem that the shape has told already is not told twice.
 */
import type { ConfigProblem } from '../errors.js';
import { problemiParametri } from '../registri/parametri.js';
import { problemiRegole } from '../registri/regole.js';

type Grezzo = Readonly<Record<string, unknown>>;

const lista = (v: unknown): readonly unknown[] => (Array.isArray(v) ? v : []);
const oggetto = (v: unknown): Grezzo => (typeof v === 'object' && v !== null ? (v as Grezzo) : {});
/** Numbers are written without quotes by mistake: the shape says so, the value may still be right. */
const testo = (v: unknown): string => (typeof v === 'string' || typeof v === 'number' ? String(v).trim() : '');

const parametro = (v: Grezzo) => ({
  nome: testo(v.nome),
  valore: testo(v.valore),
  dal: testo(v.dal),
  atto: testo(v.atto),
});

const regola = (v: Grezzo) => ({
  ufficio: testo(v.ufficio),
  evento: testo(v.evento),
  regola: testo(v.regola),
  dal: testo(v.dal),
  operazione: testo(v.operazione) === '' ? null : testo(v.operazione),
});

/**
 * Everything wrong in the parameters and rules of every ente of the raw section `enti`.
 * @param detti what the shape of the section has told already
 */
export function problemiComuni(enti: unknown, detti: readonly ConfigProblem[]): ConfigProblem[] {
  const note = new Set(detti.map((p) => p.key));
  const trovati = lista(enti).flatMap((ente, i) => {
    const { parametri, regole } = oggetto(ente);
    return [
      ...problemiParametri(
        lista(parametri).map((v) => parametro(oggetto(v))),
        `enti[${i}].parametri`,
      ),
      ...problemiRegole(
        lista(regole).map((v) => regola(oggetto(v))),
        `enti[${i}].regole`,
      ),
    ];
  });
  return trovati.filter((p) => !note.has(p.key));
}
