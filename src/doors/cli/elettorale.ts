/** What the commands of the electoral office share: the ente they work for, and how a refusal is told. */
import type { Database } from '../../store/database.js';
import { contestoDi } from '../../work/enti.js';
import { oggiInItalia } from '../../work/oggi.js';
import { type DiEnte, RichiestaRifiutata } from '../../work/revisioni.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { enteScelto } from './enti.js';
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

/** Runs the command for the ente asked for, or the first; a refusal lists every reason and exits with 1. */
export function conEnte(
  ambiente: Ambiente,
  opzioni: OpzioniComuni & { readonly comune?: string },
  fa: (ufficio: Ufficio) => Promise<Esito>,
): Promise<number> {
  return esegui(ambiente, opzioni, () =>
    conDatabase(ambiente, opzioni, async ({ impostazioni, db }) => {
      const ente = enteScelto(impostazioni, opzioni.comune);
      const chi = { codComune: ente.codiceIstat, attore: ambiente.attore, now: ambiente.now() };
      const codici = [ente.codiceIstat, ...ente.codiciStorici];
      const contesto = contestoDi(ente, oggiInItalia(chi.now));
      return fa({ db, ente: chi, nome: ente.nome, codici, contesto }).catch(rifiuto);
    }),
  );
}

/** What a refusal says: every reason, and that nothing changed. */
export function rifiuto(error: unknown): Esito {
  if (!(error instanceof RichiestaRifiutata)) throw error;
  const text = ['Rifiutato, nulla è cambiato:', ...error.problemi.map((p) => `  ${p}`)].join('\n');
  return { code: ESITO.TROVATO, text, data: { errore: 'RIFIUTATO', problemi: error.problemi } };
}
