/**
 * What is wrong between us and ANPR: silence, keys, certificates, reconciliation. Looked at every hour.
 * Invariant: reads only (the first look at an ente is noted); ids, counts and names of certificates only.
 */
import { giornoInItalia } from '../../anpr/ora-italiana.js';

import type { Regole } from '../../anpr/silenzio.js';
import type { Keystore } from '../../soap/keystore.js';
import { type Condizione, INSTALLAZIONE } from '../../store/allarmi.js';
import type { Database } from '../../store/database.js';
import type { Scadenza } from '../certificati.js';
import type { Ente } from '../enti.js';
import { annotaInizio } from '../silenzio.js';
import { type SituazioneAnpr, situazioneAnpr } from '../situazione.js';
import type { CodiceAllarme } from './cause.js';
import type { SoglieAllarmi } from './impostazioni.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** ANPR gives back notifications for so many days (spec D.1). */
const GIORNI_ANPR = 180;

export interface SguardoAnpr {
  readonly db: Database;
  readonly enti: readonly Ente[];
  readonly keystores: (codiceIstat: string) => readonly Keystore[];
  readonly now: Date;
  readonly regole: Regole;
  readonly soglie: Pick<SoglieAllarmi, 'richiestaOre' | 'finestraGiorni'>;
  readonly tlsFile: string | null;
  /** Ends of certificates, as this machine knows them. */
  readonly scadenze: readonly Scadenza[];
  readonly macchina: string;
}

export const CODICI_ANPR: readonly CodiceAllarme[] = [
  'SILENZIO_ANPR',
  'SILENZIO_4005',
  'RICHIESTA_FERMA',
  'FINESTRA_IN_SCADENZA',
  'CHIAVE_SBAGLIATA',
  'CERTIFICATO_IN_SCADENZA',
];

const condizione = (
  codComune: string,
  codice: CodiceAllarme,
  resto: Omit<Condizione, 'codComune' | 'codice'>,
): Condizione => ({
  codComune,
  codice,
  ...resto,
});

function silenzi({ codComune, spinta, richiesta, cause }: SituazioneAnpr): Condizione[] {
  const tutte: Condizione[] = [];
  if (spinta?.improbabile === true) {
    const provate = cause.filter((c) => c.verdetto === 'PROVATA').map((c) => c.titolo);
    const perche = provate.length === 0 ? '' : `; causa provata: ${provate.join(', ')}`;
    const dettaglio = `nessuna notifica dal ${spinta.dal}, probabilità ${spinta.probabilita.toExponential(1)}${perche}`;
    tutte.push(condizione(codComune, 'SILENZIO_ANPR', { oggetto: '', dettaglio, dal: spinta.dal }));
  }
  const s = richiesta?.silenzio;
  if (s?.improbabile === true) {
    const dettaglio = `4005 non elenca nulla dal ${s.dal}, probabilità ${s.probabilita.toExponential(1)}`;
    tutte.push(condizione(codComune, 'SILENZIO_4005', { oggetto: '', dettaglio, dal: s.dal }));
  }
  return tutte;
}

function richieste({ codComune, richiesta }: SituazioneAnpr, { now, soglie }: SguardoAnpr): Condizione[] {
  const tutte: Condizione[] = [];
  const prima = (ms: number): string => new Date(now.getTime() - ms).toISOString();
  const { inAttesaDal: attesa = null, daCoprireDal: scoperto = null } = richiesta ?? {};
  if (attesa !== null && attesa < prima(soglie.richiestaOre * HOUR_MS))
    tutte.push(
      condizione(codComune, 'RICHIESTA_FERMA', { oggetto: '', dettaglio: `domanda del ${attesa}`, dal: attesa }),
    );
  if (scoperto !== null && scoperto < prima((GIORNI_ANPR - soglie.finestraGiorni) * DAY_MS)) {
    const dettaglio = `dal ${scoperto} non è riconciliato`;
    tutte.push(condizione(codComune, 'FINESTRA_IN_SCADENZA', { oggetto: '', dettaglio, dal: scoperto }));
  }
  return tutte;
}

function chiavi({ codComune, chiavi: { problemi } }: SituazioneAnpr, now: Date): Condizione[] {
  if (problemi.length === 0) return [];
  const dal = now.toISOString();
  return [condizione(codComune, 'CHIAVE_SBAGLIATA', { oggetto: '', dettaglio: problemi.join('; '), dal })];
}

/** Each machine looks at its own files. */
function certificati({ scadenze, macchina, now }: SguardoAnpr): Condizione[] {
  return scadenze
    .filter((s) => s.limit !== null)
    .map((s) => {
      const dettaglio = `${s.kind}: ${s.days < 0 ? 'scaduto' : 'scade'} il ${giornoInItalia(s.expiresAt)}`;
      const oggetto = `${macchina} ${s.kind} ${s.file}`.slice(0, 120);
      return condizione(INSTALLAZIONE, 'CERTIFICATO_IN_SCADENZA', { oggetto, dettaglio, dal: now.toISOString() });
    });
}

/** Everything of `CODICI_ANPR` that is wrong now. @throws InfrastructureError the database does not answer */
export async function rilevaAnpr(s: SguardoAnpr): Promise<Condizione[]> {
  const tutte: Condizione[] = [];
  for (const ente of s.enti) {
    await annotaInizio(s.db, ente, s.now);
    const { now, regole, tlsFile } = s;
    const situazione = await situazioneAnpr(s.db, {
      ente,
      keystores: s.keystores(ente.codiceIstat),
      now,
      regole,
      tlsFile,
    });
    tutte.push(...silenzi(situazione), ...richieste(situazione, s), ...chiavi(situazione, now));
  }
  return [...tutte, ...certificati(s)];
}
