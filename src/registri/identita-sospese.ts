/**
 * Facts that name two people at once: the card of one, the national id or the codice fiscale of another (modello-dati G.3).
 * Invariant: pure and order-free — they are looked for in ANPR's order, whatever arrived first. Such a fact moves no row
 * until an operator has decided who is who; a card seen for the first time contradicts nobody (#5162: a second card).
 */
import { chiaviProprie, type Fatto } from '../anpr/fatto.js';
import { ordina } from './ordine.js';

/** Who a fact was taken for. */
export interface Attribuito {
  readonly chiave: string;
  readonly fatti: Fatto[];
  readonly sospesi: Fatto[];
}

/** Table 22: not validated by the Agenzia delle Entrate, so it names nobody by itself. */
const NON_VALIDATO = '9';

/** The identifiers of a fact, beside the card, that name a person by themselves; by kind, `A` or `C`. */
function nomina(fatto: Fatto): [string, string][] {
  const forti = fatto.dati.identificativi.validitaCF === NON_VALIDATO ? ['A'] : ['A', 'C'];
  return chiaviProprie(fatto)
    .filter((k) => forti.includes(k.charAt(0)))
    .map((k) => [k.charAt(0), k]);
}

/** Takes out of contested groups the facts that name another of them, unless the two were kept apart by somebody. */
export function sospendi(contesi: readonly Attribuito[], distinte: (a: string, b: string) => boolean): void {
  const gruppoDi = new Map(contesi.flatMap((g) => g.fatti.map((f): [Fatto, Attribuito] => [f, g])));
  const noti = new Map(contesi.map((g) => [g, new Map<string, string>()]));
  for (const fatto of ordina([...gruppoDi.keys()])) {
    const suo = gruppoDi.get(fatto)!;
    const saputo = noti.get(suo)!;
    const detti = nomina(fatto);
    const diAltri = detti.some(([tipo, chiave]) => {
      if (!saputo.has(tipo) || saputo.get(tipo) === chiave) return false;
      return contesi.some((g) => g !== suo && !distinte(g.chiave, suo.chiave) && noti.get(g)?.get(tipo) === chiave);
    });
    if (diAltri) suo.sospesi.push(...suo.fatti.splice(suo.fatti.indexOf(fatto), 1));
    else for (const [tipo, chiave] of detti) saputo.set(tipo, chiave);
  }
}
