/** Which ente a command is about. Invariant: a code that nobody has is refused, never an empty answer. */
import { codiciDi, type Ente } from '../../work/enti.js';
import type { Impostazioni } from './ambiente.js';
import { UsoError } from './esegui.js';

type Enti = Pick<Impostazioni, 'enti'>;

/** The ente with that code, current or historical; without a code the first. @throws UsoError when there is none */
export function enteScelto({ enti }: Enti, comune: string | undefined): Ente {
  const ente = comune === undefined ? enti[0] : enti.find((e) => codiciDi(e).includes(comune));
  if (ente !== undefined) return ente;
  const noti = enti.map((e) => `${e.codiceIstat} (${e.nome})`).join(', ');
  throw new UsoError(`Nessun ente ha il codice ${comune ?? ''}. Quelli configurati: ${noti}.`);
}

/** What a list is limited to: the `cod_comune` of that ente, or nothing. @throws UsoError when no ente has the code */
export const soloDi = (enti: Enti, comune: string | undefined): { readonly codComune?: string } =>
  comune === undefined ? {} : { codComune: enteScelto(enti, comune).codiceIstat };
