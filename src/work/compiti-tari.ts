/**
 * Keeps the tasks about TARI users in step: at once for whom an application touches, every night for all.
 * Invariant: writes anomalies only; without a list of the office there is nothing to say.
 */
import { compitiTari } from '../registri/compiti-tari.js';
import { NESSUN_PARAMETRO, parametroIl } from '../registri/parametri.js';
import type { Segnalazione } from '../registri/stato.js';
import type { Database, Tx } from '../store/database.js';
import { haUtenze, paginaFamiglie, paginaUtenze, quadroTari, utenzeDi } from '../store/quadro-tari.js';
import { oggettiTariAperti } from '../store/segnalazioni.js';
import { allineaAnomalie } from './anomalie.js';
import type { Applicazione } from './apply.js';

/** Users, and families, looked at in one transaction of the nightly round. */
const PAGINA = 300;

/** Families and people (by key) that an application touched. */
export interface Toccati {
  readonly famiglie: readonly string[];
  readonly soggetti: readonly string[];
}

/** Looks again at the users and households of whom was touched, when their rows are written. */
export async function allineaCompitiTari(tx: Tx, a: Applicazione, toccati: Toccati): Promise<void> {
  const { codComune } = a.contesto;
  if (toccati.famiglie.length + toccati.soggetti.length === 0 || !(await haUtenze(tx, codComune))) return;
  await guarda(tx, a, { utenze: await utenzeDi(tx, codComune, toccati), famiglie: toccati.famiglie });
}

async function guarda(
  tx: Tx,
  { contesto, now }: Applicazione,
  quali: { readonly utenze: Awaited<ReturnType<typeof utenzeDi>>; readonly famiglie: readonly string[] },
): Promise<string[]> {
  const { codComune, parametri = NESSUN_PARAMETRO, oggi } = contesto;
  const coabitanti = parametroIl(parametri, 'tari_somma_nuclei_coabitanti', oggi) === 'SI';
  const quadro = await quadroTari(tx, codComune, { ...quali, coabitanti });
  const compiti = compitiTari(quadro, quali, contesto);
  await allineaAnomalie(tx, { codComune, now }, segnalati(compiti));
  return [...compiti.keys()];
}

const segnalati = (compiti: ReadonlyMap<string, readonly Segnalazione[]>) =>
  new Map([...compiti].map(([oggetto, segnalazioni]) => [oggetto, { segnalazioni, notificaId: null }]));

/**
 * Looks at every user and household of the ente: matches, lists and parameters change without a notification. What is
 * open about users that are no longer there is closed.
 */
export async function riguardaTari(db: Database, a: Applicazione): Promise<void> {
  const { codComune } = a.contesto;
  if (!(await db.transaction((tx) => haUtenze(tx, codComune)))) return;
  const guardati = new Set<string>();
  const pagina = async (fn: (tx: Tx) => Promise<string[]>): Promise<void> => {
    for (const oggetto of await db.transaction(fn)) guardati.add(oggetto);
  };
  for (let dopo: string | undefined = ''; dopo !== undefined; ) {
    const da: string = dopo;
    const utenze = await db.transaction((tx) => paginaUtenze(tx, codComune, { dopo: da, limit: PAGINA }));
    await pagina((tx) => guarda(tx, a, { utenze, famiglie: [] }));
    dopo = utenze.length < PAGINA ? undefined : utenze.at(-1)!.codice;
  }
  for (let dopo: string | undefined = ''; dopo !== undefined; ) {
    const da: string = dopo;
    const famiglie = await db.transaction((tx) => paginaFamiglie(tx, codComune, { dopo: da, limit: PAGINA }));
    await pagina((tx) => guarda(tx, a, { utenze: [], famiglie }));
    dopo = famiglie.length < PAGINA ? undefined : famiglie.at(-1)!;
  }
  await db.transaction(async (tx) => {
    const superati = (await oggettiTariAperti(tx, codComune)).filter((oggetto) => !guardati.has(oggetto));
    const chiusi = segnalati(new Map(superati.map((oggetto) => [oggetto, []])));
    await allineaAnomalie(tx, { codComune, now: a.now }, chiusi);
  });
}
