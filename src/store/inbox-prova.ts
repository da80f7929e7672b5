/**
 * The inbox of a dry run: says what would become of a notification.
 * Invariant: it only reads.
 */
import { createHash } from 'node:crypto';
import type { Database } from './database.js';
import { GroupCommit } from './group-commit.js';
import { checkKey, type Inbox } from './inbox.js';
import type { EsitoSalvataggio, NotificaRicevuta } from './notifica.js';
import { selectIn } from './sql.js';
import type { Tx } from './tx.js';

interface Nota {
  readonly impronta: string;
  readonly canale: string;
}

const MAX_LOTTO = 256;
const MAX_BYTE = 8 * 1024 * 1024;

const improntaDi = (n: NotificaRicevuta): string => createHash('sha256').update(n.contenuto).digest('hex');

function esitoDi(nota: Nota | undefined, { canale }: NotificaRicevuta, impronta: string): EsitoSalvataggio {
  if (nota === undefined) return 'nuova';
  return nota.impronta === impronta || nota.canale !== canale ? 'duplicata' : 'conflitto';
}

async function noteFra(tx: Tx, comune: string, ids: readonly string[]): Promise<Map<string, Nota>> {
  const sql = `SELECT id_operazione_anpr AS id, impronta, canale FROM notifiche
    WHERE cod_destinatario = ? AND prova = 0 AND id_operazione_anpr IN :in`;
  const righe = await selectIn<Nota & { id: string }>(tx, sql, { before: [comune], values: ids });
  return new Map(righe.map((r) => [r.id, r]));
}

/**
 * What `salva` of the real inbox would answer for the notifications of one comune, one after the other; a second one of the
 * same set is known. Memory grows by a key per notification.
 */
export function createInboxProva(db: Database, codComune: string): Pick<Inbox, 'salva'> {
  const viste = new Map<string, Nota>();
  const giudica = async (lotto: readonly NotificaRicevuta[]): Promise<EsitoSalvataggio[]> => {
    const ids = lotto.map((n) => n.idOperazioneANPR);
    const note = await db.transaction((tx) => noteFra(tx, codComune, ids));
    return lotto.map((n) => {
      const impronta = improntaDi(n);
      const esito = esitoDi(note.get(n.idOperazioneANPR) ?? viste.get(n.idOperazioneANPR), n, impronta);
      if (esito === 'nuova') viste.set(n.idOperazioneANPR, { impronta, canale: n.canale });
      return esito;
    });
  };
  const lotti = new GroupCommit<NotificaRicevuta, EsitoSalvataggio>({
    maxItems: MAX_LOTTO,
    maxBytes: MAX_BYTE,
    bytesOf: (n) => n.contenuto.byteLength,
    keyOf: (n) => n.idOperazioneANPR,
    write: giudica,
  });
  return {
    salva: async (notifica) => {
      checkKey(notifica);
      return lotti.save(notifica);
    },
  };
}
