/**
 * What the electoral rows of one person contradict (modello-dati G.4, Q09, Q11, Q12).
 * Invariant: only the official position counts as being on a list; a proposal that stands is not an error.
 */
import { ITALIA } from '../anpr/codici.js';
import { statoUE } from '../anpr/stati-ue.js';
import { listaPreparatoriaDal, maggiorenneDal } from './anagrafe.js';
import type { Riga } from './righe.js';
import type { Contesto, StatoSoggetto } from './stato.js';

/** Officially on the list. */
const IN_LISTA: ReadonlySet<unknown> = new Set(['ISCRITTO', 'DA_CANCELLARE']);

/** The rules that the electoral rows fail, seen with the `anagrafe` row. */
export function incoerenzeElettore(
  anagrafe: Riga,
  { elettori, stato }: { readonly elettori: readonly Riga[]; readonly stato: StatoSoggetto | undefined },
  contesto: Contesto,
): string[] {
  const falliti: string[] = [];
  const ufficiali = elettori.filter((e) => IN_LISTA.has(e.stato));
  if (ufficiali.some((e) => senzaTitolo(e, anagrafe, { stato, oggi: contesto.oggi }))) falliti.push('Q09');
  if (anagrafe.registro === null && ufficiali.some(senzaProposta)) falliti.push('Q11');
  if (senzaPosizione(anagrafe, elettori, { stato, oggi: contesto.oggi })) falliti.push('Q12');
  return falliti;
}

/** Living elsewhere is the title to the regional added list, and to no other. */
const senzaProposta = ({ lista, stato }: Riga): boolean => stato !== 'DA_CANCELLARE' && lista !== 'AGGIUNTA_REGIONALE';

interface Quando {
  readonly stato: StatoSoggetto | undefined;
  readonly oggi: string;
}

const italiano = (anagrafe: Riga): boolean =>
  String(anagrafe.cittadinanze ?? '')
    .split(' ')
    .includes(ITALIA);

/** General list without Italian citizenship, EU list with it or without that of a member state, or too young; not said is no error. */
function senzaTitolo(elettore: Riga, anagrafe: Riga, { stato, oggi }: Quando): boolean {
  const maggiorenne = stato === undefined ? undefined : maggiorenneDal(stato.generalita);
  // No semestrale registers before its preparatory list.
  if (maggiorenne !== undefined && oggi < listaPreparatoriaDal(maggiorenne)) return true;
  if ((anagrafe.cittadinanze ?? '') === '') return false;
  if (!String(elettore.lista).startsWith('AGGIUNTA_UE')) return !italiano(anagrafe);
  const codici = String(anagrafe.cittadinanze ?? '').split(' ');
  return codici.includes(ITALIA) || !codici.some((c) => statoUE(c, oggi));
}

/** An adult citizen registered here of whom the general list knows nothing: typically a partial birth date (E.9). */
function senzaPosizione(anagrafe: Riga, elettori: readonly Riga[], { stato, oggi }: Quando): boolean {
  if (anagrafe.registro === null || !italiano(anagrafe) || stato === undefined) return false;
  if (stato.senzaVoto === true || elettori.some((e) => e.lista === 'GENERALE')) return false;
  const altrove = stato.liste?.generale?.codiceIstat !== undefined;
  const maggiorenne = maggiorenneDal(stato.generalita);
  return !altrove && maggiorenne !== undefined && maggiorenne <= oggi;
}
