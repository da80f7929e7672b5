/**
 * Which ente a command is about, in an installation that may serve forty.
 * Invariant: a code that nobody has is refused, never an empty answer; what writes never chooses an ente by itself.
 */
import { codiciDi, type Ente } from '../../work/enti.js';
import type { Ambiente, Esito, Impostazioni, OpzioniComuni } from './ambiente.js';
import { UsoError } from './esegui.js';

type Enti = Pick<Impostazioni, 'enti'>;

/** The word that means every ente, for commands that may work for all of them. */
export const TUTTI = 'tutti';

/** The one name of the option, whatever the command does with it. */
export const OPZIONE_COMUNE = '--comune <istat>';
/** Its words for what reads one ente. */
export const LEGGE_UNO = [OPZIONE_COMUNE, 'di quale ente (altrimenti il primo, che viene detto)'] as const;
/** Its words for what writes into one ente. */
export const SCRIVE_UNO = [OPZIONE_COMUNE, 'di quale ente (obbligatorio se sono più d’uno)'] as const;
/** Its words for a list. */
export const SOLO_UNO = [OPZIONE_COMUNE, 'solo per questo ente'] as const;

/** Enti named one by one in a message; a consortium has more. */
const NOMINATI = 5;

/** `Comune di Alfa (999001)`. */
export const nomeDi = ({ nome, codiceIstat }: Pick<Ente, 'nome' | 'codiceIstat'>): string => `${nome} (${codiceIstat})`;

function noti({ enti }: Enti): string {
  const primi = enti.slice(0, NOMINATI).map((e) => `${e.codiceIstat} (${e.nome})`);
  const altri = enti.length - primi.length;
  return `${primi.join(', ')}${altri > 0 ? ` e altri ${altri} («allinea stato» li elenca)` : ''}`;
}

/** The ente with that code, current or historical. @throws UsoError when nobody has it */
function conCodice(di: Enti, comune: string): Ente {
  const ente = di.enti.find((e) => codiciDi(e).includes(comune));
  if (ente !== undefined) return ente;
  throw new UsoError(`Nessun ente ha il codice ${comune}. Quelli configurati: ${noti(di)}.`);
}

/** The ente that is read: the one named, otherwise the first. @throws UsoError nobody has the code */
export function enteScelto(di: Enti, comune: string | undefined): Ente {
  return comune === undefined ? di.enti[0]! : conCodice(di, comune);
}

/** The ente that is written to: named, or the only one. @throws UsoError nobody has the code, or several and none named */
export function enteScritto(di: Enti, comune: string | undefined): Ente {
  if (comune === undefined && di.enti.length > 1)
    throw new UsoError(
      `Questa installazione serve ${di.enti.length} enti: dire di quale con --comune. Sono ${noti(di)}.`,
    );
  return enteScelto(di, comune);
}

/** The enti that are read: the one named, otherwise all. @throws UsoError nobody has the code */
export function entiScelti(di: Enti, comune: string | undefined): readonly Ente[] {
  return comune === undefined || comune === TUTTI ? di.enti : [conCodice(di, comune)];
}

/** The enti that are written to: the one named, all where `tutti` says so, or the only one. @throws UsoError */
export function entiScritti(di: Enti, comune: string | undefined): readonly Ente[] {
  if (comune === TUTTI) return di.enti;
  if (comune === undefined && di.enti.length > 1)
    throw new UsoError(
      `Questa installazione serve ${di.enti.length} enti: dire di quale con --comune, oppure --comune ${TUTTI}. Sono ${noti(di)}.`,
    );
  return [enteScelto(di, comune)];
}

/** What a list is limited to: the `cod_comune` of that ente, or nothing. @throws UsoError when no ente has the code */
export const soloDi = (enti: Enti, comune: string | undefined): { readonly codComune?: string } =>
  comune === undefined ? {} : { codComune: enteScelto(enti, comune).codiceIstat };

/** What a write is limited to: the `cod_comune` of the ente named, nothing where there is one ente only. @throws UsoError */
export function codComuneScritto(di: Enti, comune: string | undefined): { readonly codComune?: string } {
  return di.enti.length === 1 && comune === undefined ? {} : { codComune: enteScritto(di, comune).codiceIstat };
}

/** The codes under which the notifications of these enti came; of all of them no limit. */
export const codiciScelti = ({ enti }: Enti, scelti: readonly Ente[]): { readonly codici?: readonly string[] } =>
  scelti.length === enti.length ? {} : { codici: scelti.flatMap(codiciDi) };

/** Where there are several enti the outcome says whose it is; chosen by nobody, the error stream says that too. */
export function conNome(
  {
    ambiente,
    impostazioni,
    opzioni,
  }: { ambiente: Ambiente; impostazioni: Enti; opzioni: OpzioniComuni & { readonly comune?: string } },
  ente: Ente,
  esito: Esito,
): Esito {
  const { enti } = impostazioni;
  if (enti.length === 1) return esito;
  if (opzioni.comune === undefined)
    ambiente.err.write(`${nomeDi(ente)}, il primo di ${enti.length} enti: per un altro --comune.\n`);
  return { ...esito, text: `${nomeDi(ente)}\n${esito.text}` };
}
