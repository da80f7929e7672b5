/** What the commands of one office share: the ente they work for, and how a refusal is told. */
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import type { Database } from '../../store/database.js';
import { contestoDi } from '../../work/enti.js';
import { type DiEnte, RichiestaRifiutata } from '../../work/revisioni.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { conNome, enteScelto, enteScritto } from './enti.js';
import { conDatabase, esegui } from './esegui.js';

/** The database, the ente, and who acts when. */
export interface Ufficio {
  readonly db: Database;
  readonly ente: DiEnte;
  /** Name of the comune, as configured. */
  readonly nome: string;
  /** Every code the ente has and had, the current one first. */
  readonly codici: readonly string[];
  /** Where the judgement about the ente is made today: its parameters and rules. */
  readonly contesto: ReturnType<typeof contestoDi>;
}

/** Whether a command changes something of its ente: then the ente is never chosen for the operator. */
export type Scopo = 'LEGGE' | 'SCRIVE';

/** Which ente, and what for. */
export interface DiChi extends OpzioniComuni {
  readonly comune?: string;
}

/**
 * Runs the command for the ente asked for; a refusal lists every reason and exits with 1.
 * Reading, the first ente is taken where none is named, and told; writing, several enti and none named are refused.
 */
export function conEnte(
  ambiente: Ambiente,
  { scopo, opzioni }: { readonly scopo: Scopo; readonly opzioni: DiChi },
  fa: (ufficio: Ufficio) => Promise<Esito>,
): Promise<number> {
  return esegui(ambiente, opzioni, () =>
    conDatabase(ambiente, opzioni, async ({ impostazioni, db }) => {
      const ente = (scopo === 'SCRIVE' ? enteScritto : enteScelto)(impostazioni, opzioni.comune);
      const chi = { codComune: ente.codiceIstat, attore: ambiente.attore, now: ambiente.now() };
      const codici = [ente.codiceIstat, ...ente.codiciStorici];
      const contesto = contestoDi(ente, giornoInItalia(chi.now));
      const esito = await fa({ db, ente: chi, nome: ente.nome, codici, contesto }).catch(rifiuto);
      return conNome({ ambiente, impostazioni, opzioni }, ente, esito);
    }),
  );
}

/** What a refusal says: every reason, and that nothing changed. */
export function rifiuto(error: unknown): Esito {
  if (!(error instanceof RichiestaRifiutata)) throw error;
  const text = ['Rifiutato, nulla è cambiato:', ...error.problemi.map((p) => `  ${p}`)].join('\n');
  return { code: ESITO.TROVATO, text, data: { errore: 'RIFIUTATO', problemi: error.problemi } };
}
