/**
 * Reading the inbox: what is due, one notification, lists, counts.
 * Invariant: only `claimDovute` and `leggi` touch the bytes; everything else stays as cheap with 100,000 rows as with ten.
 */
import { leggiContenuti } from './contenuti.js';
import type { Canale, StatoInbox } from './notifica.js';
import { tuple } from './sql.js';
import type { Param, Tx } from './tx.js';

/** A row of the inbox, without its bytes. Instants are ISO-8601 UTC. */
export interface NotificaInbox {
  readonly id: number;
  readonly canale: Canale;
  readonly codDestinatario: string;
  readonly prova: boolean;
  readonly tipoNotifica: string;
  readonly codMittente: string;
  readonly dataOraRichiesta: string;
  readonly idOperazioneANPR: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly impronta: string;
  /** Size of the bytes as they came. */
  readonly byte: number;
  readonly firma: string;
  readonly stato: StatoInbox;
  /** Attempts to apply it so far. */
  readonly tentativi: number;
  /** Openings of its content that began and never ended. */
  readonly aperture: number;
  readonly prossimoTentativoIl: string;
  readonly motivo: string | null;
  readonly messaggio: string | null;
  readonly ricevutaIl: string;
  /** Further arrivals under the same key, whatever their bytes. */
  readonly duplicati: number;
  readonly ultimaCopiaIl: string;
  readonly lavorataIl: string | null;
  /** Operation found inside, once opened: `5005`, `N010`. */
  readonly operazione: string | null;
  readonly idOperazioneRegistrazione: string | null;
  /** Set when retention removed the bytes. */
  readonly contenutoRimossoIl: string | null;
}

/** A row with its bytes; empty when retention removed them (or they came empty). */
export interface NotificaConContenuto extends NotificaInbox {
  readonly contenuto: Buffer;
}

const COLUMNS = `id, canale, cod_destinatario AS codDestinatario, prova, tipo_notifica AS tipoNotifica,
  cod_mittente AS codMittente, data_ora_richiesta AS dataOraRichiesta, id_operazione_anpr AS idOperazioneANPR,
  impronta, byte, firma, stato, tentativi, aperture, prossimo_tentativo_il AS prossimoTentativoIl, motivo, messaggio,
  ricevuta_il AS ricevutaIl, duplicati, ultima_copia_il AS ultimaCopiaIl, lavorata_il AS lavorataIl, operazione,
  id_operazione_registrazione AS idOperazioneRegistrazione, contenuto_rimosso_il AS contenutoRimossoIl`;

type Letta = Omit<NotificaInbox, 'prova'> & { prova: number };
const daRiga = (r: Letta): NotificaInbox => ({ ...r, prova: r.prova === 1 });

async function conContenuti(tx: Tx, rows: readonly NotificaInbox[]): Promise<NotificaConContenuto[]> {
  const contenuti = await leggiContenuti(
    tx,
    rows.map((r) => r.id),
  );
  return rows.map((r) => ({ ...r, contenuto: contenuti.get(r.id) ?? Buffer.alloc(0) }));
}

export interface Dovute {
  readonly codComune: string;
  /** Instant up to which attempts are due. */
  readonly now: string;
  readonly limit: number;
  /** Bytes read at once, at least one notification in any case; default 32 MiB. */
  readonly maxBytes?: number;
  /** Already in hand: left out. */
  readonly escluse?: readonly number[];
}

/**
 * What is due for one ente, those due longest first picked, returned by id. Nothing is marked: one applier per ente
 * holds the lease, and the transition to `applied` checks the state again.
 */
export async function claimDovute(
  tx: Tx,
  { codComune, now, limit, maxBytes, escluse = [] }: Dovute,
): Promise<NotificaConContenuto[]> {
  const senza = escluse.length === 0 ? '' : ` AND id NOT IN ${tuple(escluse.length)}`;
  const rows = await tx.query<Letta>(
    `SELECT ${COLUMNS} FROM notifiche
     WHERE cod_destinatario = ? AND stato = 'pending' AND prossimo_tentativo_il <= ?${senza}
     ORDER BY prossimo_tentativo_il, id LIMIT ?`,
    [codComune, now, ...escluse, limit],
  );
  const scelte: NotificaInbox[] = [];
  let bytes = 0;
  for (const riga of rows) {
    bytes += riga.byte;
    if (scelte.length > 0 && bytes > (maxBytes ?? 32 * 1024 * 1024)) break;
    scelte.push(daRiga(riga));
  }
  scelte.sort((a, b) => a.id - b.id);
  return conContenuti(tx, scelte);
}

/** One notification with its bytes; undefined when there is none. */
export async function leggi(tx: Tx, id: number): Promise<NotificaConContenuto | undefined> {
  const rows = await tx.query<Letta>(`SELECT ${COLUMNS} FROM notifiche WHERE id = ?`, [id]);
  return (await conContenuti(tx, rows.map(daRiga)))[0];
}

/** One notification by ANPR's key, without bytes. Test notifications have keys of their own and are not found here. */
export async function trova(tx: Tx, codComune: string, idOperazioneANPR: string): Promise<NotificaInbox | undefined> {
  const rows = await tx.query<Letta>(
    `SELECT ${COLUMNS} FROM notifiche WHERE cod_destinatario = ? AND id_operazione_anpr = ? AND prova = 0`,
    [codComune, idOperazioneANPR],
  );
  return rows.map(daRiga)[0];
}

/** All conditions must hold; absent ones do not count. `dal` and `al` bound the instant of arrival, half-open. */
export interface FiltroNotifiche {
  readonly codComune?: string;
  /** Any of these codes: an ente may have had others. */
  readonly codici?: readonly string[];
  readonly stato?: StatoInbox;
  readonly tipo?: string;
  readonly motivo?: string;
  readonly dal?: string;
  readonly al?: string;
  readonly limit: number;
  /** Continue after this id, in the direction of `ordine`. */
  readonly dopoId?: number;
  /** By id; `asc` unless told. */
  readonly ordine?: 'asc' | 'desc';
}

/** A page of the inbox, without bytes. */
export async function elenca(tx: Tx, filtro: FiltroNotifiche): Promise<NotificaInbox[]> {
  const desc = filtro.ordine === 'desc';
  const conditions: [string, Param | undefined][] = [
    ['cod_destinatario = ?', filtro.codComune],
    ['stato = ?', filtro.stato],
    ['tipo_notifica = ?', filtro.tipo],
    ['motivo = ?', filtro.motivo],
    ['ricevuta_il >= ?', filtro.dal],
    ['ricevuta_il < ?', filtro.al],
    [desc ? 'id < ?' : 'id > ?', filtro.dopoId],
  ];
  const used = conditions.filter((c): c is [string, Param] => c[1] !== undefined);
  const { codici } = filtro;
  const sqls = [
    ...(codici === undefined ? [] : [`cod_destinatario IN ${tuple(codici.length)}`]),
    ...used.map(([sql]) => sql),
  ];
  const where = sqls.length === 0 ? '' : `WHERE ${sqls.join(' AND ')}`;
  const rows = await tx.query<Letta>(
    `SELECT ${COLUMNS} FROM notifiche ${where} ORDER BY id ${desc ? 'DESC' : 'ASC'} LIMIT ?`,
    [...(codici ?? []), ...used.map(([, value]) => value), filtro.limit],
  );
  return rows.map(daRiga);
}

/** How many notifications of an ente are in a state, and since when the longest due of them is due. */
export interface Conteggio {
  readonly codComune: string;
  readonly stato: StatoInbox;
  readonly quante: number;
  readonly dovutaDal: string;
}

/** Counts per ente and state; read from an index alone. */
export async function conteggi(tx: Tx): Promise<Conteggio[]> {
  return tx.query<Conteggio>(
    `SELECT cod_destinatario AS codComune, stato, COUNT(*) AS quante, MIN(prossimo_tentativo_il) AS dovutaDal
     FROM notifiche GROUP BY cod_destinatario, stato ORDER BY cod_destinatario, stato`,
  );
}

/** Instant of the last arrival per ente (test notifications excluded): silence is the failure that really happens. */
export async function ultimeRicevute(tx: Tx): Promise<{ codComune: string; ricevutaIl: string }[]> {
  return tx.query(
    `SELECT n.cod_destinatario AS codComune, n.ricevuta_il AS ricevutaIl FROM notifiche n
     JOIN (SELECT cod_destinatario, MAX(id) AS id FROM notifiche WHERE prova = 0 GROUP BY cod_destinatario) u
       ON u.id = n.id ORDER BY n.cod_destinatario`,
  );
}
