/**
 * What is wrong now, as the database and this machine show it: the looks that are cheap enough for every few minutes.
 * Invariant: reads only; a condition names ids, counts, files and machines, nothing else.
 */
import { statfsSync } from 'node:fs';
import { dataEOra } from '../../anpr/ora-italiana.js';
import type { Tentata } from '../../anpr/tentativi.js';
import { type Condizione, INSTALLAZIONE } from '../../store/allarmi.js';
import { anomalieBloccanti, parcheggiate, rifiutiFirma } from '../../store/allarmi-fonti.js';
import type { Database } from '../../store/database.js';
import { conteggi } from '../../store/inbox.js';
import { installazioneNota } from '../../store/installazione.js';
import { sommarioSpool } from '../../store/spool/sommario.js';
import { senzaCodiceFiscale } from '../cambi.js';
import { codiciDi, type Ente } from '../enti.js';
import { isFermo, leggiStatoLavori } from '../lavori-stato.js';
import type { Orari } from '../schedule-cron.js';
import { tentateFra } from '../situazione.js';
import type { CodiceAllarme } from './cause.js';
import { chiusoDallOperatore } from './chiusura.js';
import { leggiFallimenti } from './fallimenti.js';
import type { SoglieAllarmi } from './impostazioni.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The spool empties itself within seconds of the database's return. */
const SPOOL_MS = 15 * 60_000;

/** More enti or ids than this in one line are read by nobody. */
const QUANTI_ENTI = 10;
const QUANTI_ID = 10;

export interface Sguardo {
  readonly db: Database;
  readonly enti: readonly Ente[];
  readonly now: Date;
  readonly soglie: SoglieAllarmi;
  /** Name of this machine, for what only it can see. */
  readonly macchina: string;
  readonly spool: { readonly enabled: boolean; readonly dir: string };
  /** Folders whose disk must not fill up. */
  readonly dischi: readonly string[];
  /** When the jobs should run; null where nothing runs them. */
  readonly lavori: { readonly jobs: Orari; readonly sveglioDal: Date } | null;
}

/** What these looks find; the rest is `rileva-anpr.ts`. */
export const CODICI_FREQUENTI: readonly CodiceAllarme[] = [
  'TENTATIVI_IN_CORSO',
  'NOTIFICHE_SOSPESE',
  'FIRME_RIFIUTATE',
  'KEYSTORE_MANCANTE',
  'PARCHEGGIATE',
  'APPLICAZIONE_FERMA',
  'ANOMALIE_BLOCCANTI',
  'DATABASE_LENTO',
  'SPOOL',
  'DISCO_PIENO',
  'LAVORO_FALLITO',
  'LAVORO_FERMO',
];

type Nuova = {
  readonly codice: CodiceAllarme;
  readonly oggetto?: string;
  readonly dettaglio: string;
  readonly dal: string;
};

const condizione = (codComune: string, n: Nuova): Condizione => ({ codComune, oggetto: '', ...n });

/** Of calls that anybody may have sent: counted, and no id named. */
export const NON_VERIFICATO = 'mittente non verificato';

const STATI = [
  ['IN_CORSO', 'TENTATIVI_IN_CORSO'],
  ['SOSPESA', 'NOTIFICHE_SOSPESE'],
] as const;

const notifiche = (n: number): string => (n === 1 ? 'una notifica' : `${n} notifiche`);

function daTentate(sue: readonly Tentata[], codice: CodiceAllarme, verificate: boolean): Nuova[] {
  const [prima] = sue;
  if (prima === undefined) return [];
  const motivi = [...new Set(sue.flatMap((t) => t.motivi))].join(', ');
  const quante = `${notifiche(sue.length)} (${motivi})`;
  const dal = prima.primoIl;
  if (!verificate) {
    const dettaglio = `${quante}; se è ANPR con un altro certificato sono vere, altrimenti qualcuno prova: gli identificativi sono in «allinea stato»`;
    return [{ codice, oggetto: NON_VERIFICATO, dettaglio, dal }];
  }
  const ids = sue.slice(0, QUANTI_ID).map((t) => t.idOperazioneANPR);
  const altre = sue.length > ids.length ? ' …' : '';
  return [{ codice, dettaglio: `${quante}: ${ids.join(', ')}${altre}`, dal }];
}

/** Never forgotten because of their age: only their arrival ends them, or the operator who has closed the alarm since. */
async function daiTentativi({ db, now }: Sguardo, ente: Ente): Promise<Nuova[]> {
  const tutte = await tentateFra(db, ente, { dal: new Date(0), al: now });
  if (tutte.length === 0) return [];
  const nuove: Nuova[] = [];
  for (const verificate of [true, false]) {
    const quale = { codComune: ente.codiceIstat, oggetto: verificate ? '' : NON_VERIFICATO };
    const chiuse = await db.transaction((tx) => chiusoDallOperatore(tx, quale));
    for (const [stato, codice] of STATI) {
      const sue = tutte.filter((t) => t.verificata === verificate && t.stato === stato && t.ultimoIl > chiuse);
      nuove.push(...daTentate(sue, codice, verificate));
    }
  }
  return nuove;
}

async function dallaPosta({ db, now, soglie }: Sguardo, codici: readonly string[]): Promise<Nuova[]> {
  const [senzaChiave, tutte, firme] = await db.transaction(async (tx) => [
    await parcheggiate(tx, codici, 'CHIAVE_MANCANTE'),
    await parcheggiate(tx, codici),
    await rifiutiFirma(tx, codici, new Date(now.getTime() - DAY_MS).toISOString()),
  ]);
  const nuove: Nuova[] = [];
  if (senzaChiave.dal !== null)
    nuove.push({ codice: 'KEYSTORE_MANCANTE', dettaglio: notifiche(senzaChiave.quante), dal: senzaChiave.dal });
  const vecchie = new Date(now.getTime() - soglie.parcheggiateOre * HOUR_MS).toISOString();
  if (tutte.dal !== null && (tutte.quante >= soglie.parcheggiateNumero || tutte.dal < vecchie))
    nuove.push({ codice: 'PARCHEGGIATE', dettaglio: notifiche(tutte.quante), dal: tutte.dal });
  if (firme.dal !== null && firme.quante >= soglie.firmeRifiutateGiorno)
    nuove.push({
      codice: 'FIRME_RIFIUTATE',
      dettaglio: `${firme.quante === 1 ? 'una chiamata' : `${firme.quante} chiamate`} nelle ultime 24 ore`,
      dal: firme.dal,
    });
  return nuove;
}

async function daiRegistri({ db, now, soglie }: Sguardo, codici: readonly string[]): Promise<Nuova[]> {
  const [bloccanti, righe] = await db.transaction(async (tx) => [
    await anomalieBloccanti(tx, codici[0] ?? ''),
    await conteggi(tx),
  ]);
  const nuove: Nuova[] = [];
  for (const b of bloccanti) {
    const quante = b.quante === 1 ? 'una anomalia' : `${b.quante} anomalie`;
    const altre = b.quante > b.oggetti.length ? ' …' : '';
    const dettaglio = `${quante}: ${b.oggetti.map(senzaCodiceFiscale).join(', ')}${altre}`;
    nuove.push({ codice: 'ANOMALIE_BLOCCANTI', oggetto: b.regola, dettaglio, dal: b.dal ?? now.toISOString() });
  }
  const ferme = righe.filter((r) => r.stato === 'pending' && codici.includes(r.codComune));
  const dal = ferme.map((r) => r.dovutaDal).toSorted()[0];
  if (dal !== undefined && Date.parse(dal) < now.getTime() - soglie.fermeOre * HOUR_MS) {
    const quante = ferme.reduce((n, r) => n + Number(r.quante), 0);
    nuove.push({ codice: 'APPLICAZIONE_FERMA', dettaglio: `${notifiche(quante)} in attesa`, dal });
  }
  return nuove;
}

async function dalloSpool({ db, now, spool, macchina }: Sguardo): Promise<Nuova[]> {
  if (!spool.enabled) return [];
  const nome = await installazioneNota(db);
  const m = nome === undefined ? null : await sommarioSpool(spool.dir, nome).catch(() => null);
  if (m === null) return [];
  const fermo = m.dal !== null && Date.parse(m.dal) < now.getTime() - SPOOL_MS;
  if (!fermo && m.accantonati === 0) return [];
  const dettaglio = `${notifiche(m.notifiche)} in attesa, ${m.accantonati} file ${m.accantonati === 1 ? 'accantonato' : 'accantonati'}`;
  return [{ codice: 'SPOOL', oggetto: macchina, dettaglio, dal: m.dal ?? now.toISOString() }];
}

function daiDischi({ dischi, soglie, macchina, now }: Sguardo): Nuova[] {
  return dischi.flatMap((dir): Nuova[] => {
    try {
      const { bavail, bsize } = statfsSync(dir);
      const liberi = Number(bavail) * Number(bsize);
      if (liberi >= soglie.discoLiberoBytes) return [];
      const dettaglio = `${Math.floor(liberi / 1_048_576)} MB liberi`;
      return [{ codice: 'DISCO_PIENO', oggetto: `${macchina} ${dir}`, dettaglio, dal: now.toISOString() }];
    } catch {
      // A folder that is not there yet fills nothing.
      return [];
    }
  });
}

async function daiLavori({ db, soglie }: Sguardo): Promise<Nuova[]> {
  const falliti = await leggiFallimenti(db);
  return falliti
    .filter((f) => f.volte >= soglie.lavoriFalliti)
    .map((f) => ({
      codice: 'LAVORO_FALLITO',
      oggetto: f.lavoro,
      dettaglio: f.volte === 1 ? 'fallito una volta' : `fallito ${f.volte} volte di seguito`,
      dal: f.dal,
    }));
}

/** Not run since then, by a daemon that was awake for longer than any job takes. */
async function daiLavoriFermi({ db, enti, now, lavori }: Sguardo): Promise<Nuova[]> {
  if (lavori === null) return [];
  const tutti = await leggiStatoLavori(db, { jobs: lavori.jobs, enti }, now);
  return tutti
    .filter((s) => isFermo(s, now, lavori.sveglioDal))
    .map((s) => {
      const ultima = s.ultima === null ? 'mai eseguito' : `non eseguito dal ${dataEOra(s.ultima)}`;
      const chi = s.mancaA.length === 0 ? '' : `, per ${s.mancaA.slice(0, QUANTI_ENTI).join(', ')}`;
      const dal = s.mancaDal ?? now.toISOString();
      const dettaglio = `${s.titolo}: ${ultima}, era previsto il ${dataEOra(dal)}${chi}`;
      return { codice: 'LAVORO_FERMO', oggetto: s.lavoro, dettaglio, dal };
    });
}

async function dalDatabase({ db, soglie, macchina, now }: Sguardo): Promise<Nuova[]> {
  const { commitMs } = await db.info();
  if (commitMs < soglie.commitMs) return [];
  const dettaglio = `una scrittura durevole richiede ${Math.round(commitMs)} ms`;
  return [{ codice: 'DATABASE_LENTO', oggetto: macchina, dettaglio, dal: now.toISOString() }];
}

/** Everything of `CODICI_FREQUENTI` that is wrong now. @throws InfrastructureError the database does not answer */
export async function rileva(s: Sguardo): Promise<Condizione[]> {
  const tutte: Condizione[] = [];
  for (const ente of s.enti) {
    const codici = codiciDi(ente);
    const sue = [...(await daiTentativi(s, ente)), ...(await dallaPosta(s, codici)), ...(await daiRegistri(s, codici))];
    tutte.push(...sue.map((n) => condizione(ente.codiceIstat, n)));
  }
  const comuni = [...(await dalDatabase(s)), ...(await dalloSpool(s)), ...daiDischi(s)];
  comuni.push(...(await daiLavori(s)), ...(await daiLavoriFermi(s)));
  return [...tutte, ...comuni.map((n) => condizione(INSTALLAZIONE, n))];
}
