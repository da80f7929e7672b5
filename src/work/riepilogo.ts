/**
 * What an installation looks like at a glance: inbox, registers, variazioni, anomalies, refusals, per ente.
 * Invariant: counts and ids only, so that it can be shown and logged anywhere.
 */
import type { Database } from '../store/database.js';
import { conteggi, ultimeRicevute } from '../store/inbox.js';
import type { StatoInbox } from '../store/notifica.js';
import { type Conteggio, conteggiDal, FUORI_SERVIZIO } from '../store/rifiuti-conteggi.js';
import type { Param, Tx } from '../store/tx.js';
import { contaPer, contaViste, type NomeVista } from '../store/viste.js';

/** One ente at a glance. Instants are ISO-8601 UTC, null when it never happened. */
export interface RiepilogoEnte {
  readonly codComune: string;
  readonly notifiche: Readonly<Record<StatoInbox, number>>;
  /** Parked ones by reason. */
  readonly parcheggiatePer: Readonly<Record<string, number>>;
  /** Since when the longest waiting notification could have been applied. */
  readonly inAttesaDal: string | null;
  readonly ultimaRicevuta: string | null;
  readonly viste: Readonly<Record<NomeVista, number>>;
  readonly variazioniAperte: { readonly tributi: number; readonly elettorale: number };
  readonly anomalieAperte: number;
}

async function countBy(tx: Tx, sql: string, params: readonly Param[]): Promise<Record<string, number>> {
  const rows = await tx.query<{ chiave: string | null; quante: number }>(sql, params);
  return Object.fromEntries(rows.map((r) => [r.chiave ?? '', Number(r.quante)]));
}

async function count(tx: Tx, sql: string, params: readonly Param[]): Promise<number> {
  const [row] = await tx.query<{ quante: number }>(sql, params);
  return Number(row?.quante ?? 0);
}

async function contaVariazioni(tx: Tx, codComune: string): Promise<RiepilogoEnte['variazioniAperte']> {
  const perStato = (vista: NomeVista) => contaPer(tx, codComune, { vista, colonna: 'stato' });
  return {
    tributi: Number((await perStato('v_tributi_variazioni')).get('DA_LAVORARE') ?? 0),
    elettorale: Number((await perStato('v_elettorale_variazioni')).get('PROPOSTA') ?? 0),
  };
}

interface Inbox {
  readonly notifiche: Record<StatoInbox, number>;
  readonly inAttesaDal: string | null;
}

async function inboxDi(tx: Tx, codici: readonly string[]): Promise<Inbox> {
  const notifiche: Record<StatoInbox, number> = { pending: 0, parked: 0, applied: 0, discarded: 0, prova: 0 };
  let inAttesaDal: string | null = null;
  for (const c of await conteggi(tx)) {
    if (!codici.includes(c.codComune)) continue;
    notifiche[c.stato] += Number(c.quante);
    if (c.stato === 'pending' && (inAttesaDal === null || c.dovutaDal < inAttesaDal)) inAttesaDal = c.dovutaDal;
  }
  return { notifiche, inAttesaDal };
}

const PARCHEGGIATE = `SELECT motivo AS chiave, COUNT(*) AS quante FROM notifiche
  WHERE stato = 'parked' AND cod_destinatario = ? GROUP BY motivo`;

/** One ente at a glance; `codici` are all the codes under which its notifications come, the current one first. */
export async function riepilogoEnte(db: Database, codici: readonly string[]): Promise<RiepilogoEnte> {
  const codComune = codici[0] ?? '';
  return db.transaction(async (tx) => {
    const parcheggiatePer: Record<string, number> = {};
    for (const codice of codici)
      for (const [motivo, n] of Object.entries(await countBy(tx, PARCHEGGIATE, [codice])))
        parcheggiatePer[motivo] = (parcheggiatePer[motivo] ?? 0) + n;
    const ricevute = (await ultimeRicevute(tx)).filter((r) => codici.includes(r.codComune)).map((r) => r.ricevutaIl);
    return {
      codComune,
      ...(await inboxDi(tx, codici)),
      parcheggiatePer,
      ultimaRicevuta: ricevute.toSorted().at(-1) ?? null,
      viste: await contaViste(tx, codComune),
      variazioniAperte: await contaVariazioni(tx, codComune),
      anomalieAperte: await count(tx, 'SELECT COUNT(*) AS quante FROM anomalie WHERE aperta = 1 AND cod_comune = ?', [
        codComune,
      ]),
    };
  });
}

/** Calls refused since that instant, by reason, in steps of ten minutes. */
export async function rifiutiDal(db: Database, instant: string): Promise<Record<string, number>> {
  const conteggi = await db.transaction((tx) => conteggiDal(tx, instant));
  return Object.fromEntries(conteggi.filter((c) => !isFuori(c)).map((c) => [c.motivo, c.quante]));
}

const isFuori = ({ motivo }: Conteggio): boolean => FUORI_SERVIZIO.some((f) => f === motivo);

/** What reached the port and not the service since that instant. */
export async function fuoriServizioDal(db: Database, instant: string): Promise<Conteggio[]> {
  return (await db.transaction((tx) => conteggiDal(tx, instant))).filter(isFuori);
}
