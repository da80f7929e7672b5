/**
 * Keeps the checks about sections, stradario and votes in step: at once for whom an application touches, every night for
 * all, because a file of the office or a new day changes them without a notification.
 * Invariant: writes anomalies only; where there is nothing to judge by, nothing is read.
 */
import {
  guardaElettori,
  prossimoVoto,
  type QuadroElettorale,
  type TrovatiElettorali,
} from '../registri/quadro-elettorale.js';
import type { Segnalazione } from '../registri/stato.js';
import { stradaDi } from '../registri/stradario.js';
import type { Database, Tx } from '../store/database.js';
import {
  elettoriDaGuardare,
  haStradario,
  oggettiElettoraliAperti,
  sezioniConElettori,
  sezioniSoppresse,
} from '../store/quadro-elettorale.js';
import { leggiCalendario } from '../store/revisioni.js';
import { soggettiInLista } from '../store/sezioni.js';
import { trattiDi } from '../store/stradario.js';
import { allineaAnomalie, type Segnalati } from './anomalie.js';
import type { Applicazione } from './apply.js';

/** People looked at in one transaction of the nightly round. */
const PAGINA = 300;

type Sfondo = Omit<QuadroElettorale, 'tratti'>;

async function sfondoDi(tx: Tx, { codComune, oggi }: Applicazione['contesto']): Promise<Sfondo> {
  const [calendario, soppresse] = [await leggiCalendario(tx, codComune), await sezioniSoppresse(tx, codComune)];
  return { calendario, soppresse, oggi, haStradario: await haStradario(tx, codComune) };
}

/** Without a stradario, an abolished section or a vote ahead there is nothing that could be wrong. */
const nullaDaDire = (s: Sfondo): boolean => !s.haStradario && s.soppresse.size === 0 && prossimoVoto(s) === undefined;

/** Looks again at these people (by key), when their rows and their variazioni are written. */
export async function allineaCompitiElettorali(tx: Tx, a: Applicazione, soggetti: readonly string[]): Promise<void> {
  if (soggetti.length === 0) return;
  const sfondo = await sfondoDi(tx, a.contesto);
  if (nullaDaDire(sfondo)) return;
  await guarda(tx, a, { sfondo, soggetti });
}

/** Looks at the sections that ANPR has just described or abolished: who is still in one that is no more. */
export async function guardaSezioni(tx: Tx, { contesto, now }: Applicazione, numeri: readonly string[]): Promise<void> {
  const { codComune } = contesto;
  const [soppresse, occupate] = [
    await sezioniSoppresse(tx, codComune),
    await sezioniConElettori(tx, codComune, numeri),
  ];
  const trovate = numeri.map((n): [string, readonly Segnalazione[]] => {
    const daSpostare = soppresse.has(n) && occupate.has(n);
    return [`Z:${n}`.slice(0, 120), daSpostare ? [{ regola: 'SEZIONE_SOPPRESSA', idOperazioneANPR: null }] : []];
  });
  await allineaAnomalie(tx, { codComune, now }, segnalati(new Map(trovate)));
}

async function guarda(
  tx: Tx,
  { contesto, now }: Applicazione,
  { sfondo, soggetti }: { readonly sfondo: Sfondo; readonly soggetti: readonly string[] },
): Promise<TrovatiElettorali> {
  const { codComune } = contesto;
  const elettori = await elettoriDaGuardare(tx, codComune, soggetti);
  const vie = elettori.flatMap((e) => (e.indirizzo === null ? [] : [stradaDi(e.indirizzo).via]));
  const tratti = sfondo.haStradario ? await trattiDi(tx, codComune, [...new Set(vie)]) : [];
  const trovati = guardaElettori(elettori, { ...sfondo, tratti });
  const senzaRighe = soggetti.map((s): [string, readonly Segnalazione[]] => [`E:${s}`, []]);
  await allineaAnomalie(
    tx,
    { codComune, now },
    segnalati(new Map([...senzaRighe, ...trovati.elettori, ...trovati.luoghi])),
  );
  return trovati;
}

const segnalati = (trovate: ReadonlyMap<string, readonly Segnalazione[]>): Segnalati =>
  new Map([...trovate].map(([oggetto, segnalazioni]) => [oggetto, { segnalazioni, notificaId: null }]));

/** Looks at everybody on a list of the ente; closes what is open and no longer found. Returns how many people that were. */
export async function riguardaElettori(db: Database, a: Applicazione): Promise<number> {
  const { codComune } = a.contesto;
  const trovati = new Set<string>();
  let guardati = 0;
  if (!nullaDaDire(await db.transaction((tx) => sfondoDi(tx, a.contesto)))) {
    for (let dopo: string | undefined = ''; dopo !== undefined; ) {
      const da: string = dopo;
      const soggetti = await db.transaction(async (tx) => {
        const pagina = await soggettiInLista(tx, codComune, { dopo: da, limit: PAGINA });
        const { elettori, luoghi } = await guarda(tx, a, { sfondo: await sfondoDi(tx, a.contesto), soggetti: pagina });
        for (const oggetto of [...elettori.keys(), ...luoghi.keys()]) trovati.add(oggetto);
        return pagina;
      });
      guardati += soggetti.length;
      dopo = soggetti.length < PAGINA ? undefined : soggetti.at(-1)!;
    }
  }
  await db.transaction(async (tx) => {
    const superati = (await oggettiElettoraliAperti(tx, codComune)).filter((oggetto) => !trovati.has(oggetto));
    await allineaAnomalie(tx, { codComune, now: a.now }, segnalati(new Map(superati.map((o) => [o, []]))));
  });
  return guardati;
}
