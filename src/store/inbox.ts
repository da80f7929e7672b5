/**
 * The inbox: where a notification is stored before it is acknowledged.
 * Law: acknowledged is stored. `salva` resolves only after the commit; insert-first, so that a notification is one row
 * however often and however many at once it arrives.
 */
import { createHash } from 'node:crypto';
import { EnvelopeError } from '../errors.js';
import { apriAnomalie } from './anomalie.js';
import { type Contenuto, inserisciContenuti } from './contenuti.js';
import { type CopiaRicevuta, conservaCopia } from './copie.js';
import type { Database } from './database.js';
import { GroupCommit } from './group-commit.js';
import { riprovaConCopia } from './inbox-stati.js';
import type { EsitoSalvataggio, NotificaRicevuta, StatoInbox } from './notifica.js';
import { insertRows, onKey, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

export * from './aperture.js';
export { elencaCopie, leggiContenutoCopia } from './copie.js';
export * from './inbox-letture.js';
export * from './inbox-stati.js';

export interface InboxOptions {
  /** Notifications of one commit. More share it better, and make a failing batch dearer. */
  readonly maxBatchRows?: number;
  /** Bytes of one commit: bounds memory and the time the event loop spends on one transaction. */
  readonly maxBatchBytes?: number;
}

export interface Inbox {
  /**
   * Stores a notification and resolves after the commit. `nuova`: first of its key; `duplicata`: known, counted;
   * `conflitto`: known with other bytes, kept beside and an anomaly opened.
   * @throws EnvelopeError for a key that no column holds, InfrastructureError or TransientError when nothing was stored.
   */
  salva(notifica: NotificaRicevuta): Promise<EsitoSalvataggio>;
  /** Notifications waiting for a commit: what overload is measured by. */
  inAttesa(): number;
  /** Resolves when everything handed over so far is settled. */
  fermo(): Promise<void>;
}

interface Preparata {
  readonly notifica: NotificaRicevuta;
  readonly impronta: string;
  readonly chiave: string;
}

/** The row that holds the key after the insert, be it ours or an older one. */
interface Riga {
  id: number;
  cod_destinatario: string;
  id_operazione_anpr: string;
  prova: number;
  canale: string;
  impronta: string;
  stato: StatoInbox;
  duplicati: number;
}

const MAX_ID = 64;
const MAX_COMUNE = 6;

const COLUMNS = [
  'canale',
  'cod_destinatario',
  'prova',
  'tipo_notifica',
  'cod_mittente',
  'data_ora_richiesta',
  'id_operazione_anpr',
  'impronta',
  'byte',
  'firma',
  'stato',
  'prossimo_tentativo_il',
  'ricevuta_il',
  'ultima_copia_il',
];
const KEY = ['cod_destinatario', 'id_operazione_anpr', 'prova'];

const chiaveDi = (comune: string, id: string, prova: number): string => `${comune}|${id}|${prova}`;

/**
 * Cut to the column's width, two different keys would become one.
 * @throws EnvelopeError for a key that no column holds
 */
export function checkKey({ codDestinatario, idOperazioneANPR }: NotificaRicevuta): void {
  if (idOperazioneANPR.length > MAX_ID || codDestinatario.length > MAX_COMUNE)
    throw new EnvelopeError('5', 'CHIAVE_TROPPO_LUNGA', 'idOperazioneANPR or codDestinatario longer than any of ANPR');
}

function prepara(notifica: NotificaRicevuta): Preparata {
  checkKey(notifica);
  const { codDestinatario, idOperazioneANPR } = notifica;
  return {
    notifica,
    impronta: createHash('sha256').update(notifica.contenuto).digest('hex'),
    chiave: chiaveDi(codDestinatario, idOperazioneANPR, Number(notifica.prova)),
  };
}

/** Descriptive fields are cut to their column: no header value may keep a notification out. */
function parametri({ notifica: n, impronta }: Preparata): Param[] {
  return [
    n.canale,
    n.codDestinatario,
    Number(n.prova),
    n.tipoNotifica.slice(0, 40),
    n.codMittente.slice(0, 20),
    n.dataOraRichiesta.slice(0, 40),
    n.idOperazioneANPR,
    impronta,
    n.contenuto.byteLength,
    n.firma,
    n.prova ? 'prova' : 'pending',
    n.ricevutaIl,
    n.ricevutaIl,
    n.ricevutaIl,
  ];
}

/** The rows that hold the batch's keys, by key. */
async function righePerChiave(tx: Tx, lotto: readonly Preparata[]): Promise<Map<string, Riga>> {
  const perComune = new Map<string, string[]>();
  for (const { notifica: n } of lotto) {
    const ids = perComune.get(n.codDestinatario) ?? [];
    ids.push(n.idOperazioneANPR);
    perComune.set(n.codDestinatario, ids);
  }
  const out = new Map<string, Riga>();
  for (const [comune, ids] of perComune) {
    const rows = await selectIn<Riga>(
      tx,
      `SELECT id, cod_destinatario, id_operazione_anpr, prova, canale, impronta, stato, duplicati
       FROM notifiche WHERE cod_destinatario = ? AND id_operazione_anpr IN :in`,
      { before: [comune], values: ids },
    );
    for (const r of rows) out.set(chiaveDi(r.cod_destinatario, r.id_operazione_anpr, r.prova), r);
  }
  return out;
}

/** Keeps the copy; of a notification that was parked it is tried at once, in case it opens. */
async function conserva(tx: Tx, { id, stato }: Riga, copia: CopiaRicevuta): Promise<void> {
  if ((await conservaCopia(tx, copia)) && stato === 'parked') await riprovaConCopia(tx, id, copia.notifica.ricevutaIl);
}

/**
 * Known key. Other bytes on the same channel contradict each other; on another channel they are expected (pushed
 * contents are encrypted, pulled ones are not) and kept only as long as the row was not applied, in case they open better.
 */
async function ripetuta(tx: Tx, riga: Riga, { notifica, impronta }: Preparata): Promise<EsitoSalvataggio> {
  if (riga.impronta === impronta || notifica.prova || notifica.chiaveDerivata === true) return 'duplicata';
  const copia: CopiaRicevuta = { notificaId: riga.id, impronta, notifica };
  if (riga.canale !== notifica.canale) {
    if (riga.stato === 'pending' || riga.stato === 'parked') await conserva(tx, riga, copia);
    return 'duplicata';
  }
  await conserva(tx, riga, copia);
  await apriAnomalie(tx, [
    {
      codComune: notifica.codDestinatario,
      regola: 'NOTIFICA_DISCORDE',
      gravita: 'CONTROLLO',
      ufficio: 'SISTEMI',
      oggetto: `notifica:${riga.id}`,
      descrizione: 'La stessa notifica è arrivata con un contenuto diverso: le due versioni sono conservate.',
      notificaId: riga.id,
      apertaIl: notifica.ricevutaIl,
    },
  ]);
  return 'conflitto';
}

/** Stores a batch with different keys. A row whose counter is still 0 was inserted just now, by us. */
async function salvaLotto(tx: Tx, lotto: readonly Preparata[]): Promise<EsitoSalvataggio[]> {
  const clause = onKey(tx, 'notifiche', {
    key: KEY,
    take: ['ultima_copia_il'],
    set: ['duplicati = notifiche.duplicati + 1'],
  });
  await insertRows(tx, { table: 'notifiche', columns: COLUMNS, clause }, lotto.map(parametri));
  const righe = await righePerChiave(tx, lotto);
  const nuove: Contenuto[] = [];
  const esiti: EsitoSalvataggio[] = [];
  for (const preparata of lotto) {
    const riga = righe.get(preparata.chiave);
    if (riga === undefined) throw new Error('a notification just inserted is not there');
    if (riga.duplicati === 0) {
      nuove.push({ notificaId: riga.id, copia: 0, byte: preparata.notifica.contenuto });
      esiti.push('nuova');
    } else esiti.push(await ripetuta(tx, riga, preparata));
  }
  await inserisciContenuti(tx, nuove);
  return esiti;
}

/** The inbox of all enti on one database. */
export function createInbox(db: Database, options: InboxOptions = {}): Inbox {
  const group = new GroupCommit<Preparata, EsitoSalvataggio>({
    maxItems: options.maxBatchRows ?? 128,
    maxBytes: options.maxBatchBytes ?? 8 * 1024 * 1024,
    bytesOf: (p) => p.notifica.contenuto.byteLength,
    keyOf: (p) => p.chiave,
    write: (lotto) => db.transaction((tx) => salvaLotto(tx, lotto)),
  });
  return {
    salva: async (notifica) => {
      db.assertOutside();
      return group.save(prepara(notifica));
    },
    inAttesa: () => group.waiting,
    fermo: () => group.idle(),
  };
}
