/**
 * The log of refused calls: bounded, because anybody can make us write into it.
 * Invariant: at most `massimo` rows; whoever floods us fills neither the disk nor the memory, and costs one commit per
 * batch. Never a body, never a content.
 */
import type { Database } from './database.js';
import { GroupCommit } from './group-commit.js';
import type { Rifiuto } from './notifica.js';
import { insertRows } from './sql.js';
import type { Param, Tx } from './tx.js';

const COLUMNS = [
  'ricevuto_il',
  'motivo',
  'dettaglio',
  'codice',
  'cod_destinatario',
  'tipo_notifica',
  'id_operazione_anpr',
  'mittente',
  'byte',
];

/** What waits beyond this is counted and dropped: a refusal is not worth more memory than that. */
const MAX_WAITING = 1_000;

function parametri(r: Rifiuto): Param[] {
  return [
    r.ricevutoIl,
    r.motivo.slice(0, 60),
    r.dettaglio.slice(0, 500),
    r.codice,
    r.codDestinatario?.slice(0, 20) ?? null,
    r.tipoNotifica?.slice(0, 40) ?? null,
    r.idOperazioneANPR?.slice(0, 64) ?? null,
    r.mittente?.slice(0, 80) ?? null,
    r.byte,
  ];
}

async function scriviLotto(tx: Tx, rifiuti: readonly Rifiuto[], massimo: number): Promise<undefined[]> {
  await insertRows(tx, { table: 'rifiuti', columns: COLUMNS }, rifiuti.map(parametri));
  const [row] = await tx.query<{ ultimo: number }>('SELECT MAX(id) AS ultimo FROM rifiuti');
  await tx.execute('DELETE FROM rifiuti WHERE id <= ?', [(row?.ultimo ?? 0) - massimo]);
  return rifiuti.map(() => undefined);
}

export interface Rifiuti {
  /** Records a refusal; resolves when it is stored, at once when too many wait already (`persi` counts those). */
  registra(rifiuto: Rifiuto): Promise<void>;
  /** Refusals dropped since the start because too many were waiting. */
  persi(): number;
  fermo(): Promise<void>;
}

/** The rejection log; `massimo` rows are kept, the oldest go first. */
export function createRifiuti(db: Database, { massimo }: { readonly massimo: number }): Rifiuti {
  let serial = 0;
  let persi = 0;
  const group = new GroupCommit<Rifiuto, undefined>({
    maxItems: 200,
    maxBytes: Number.MAX_SAFE_INTEGER,
    bytesOf: () => 0,
    keyOf: () => String(serial++),
    write: (lotto) => db.transaction((tx) => scriviLotto(tx, lotto, massimo)),
  });
  return {
    registra: async (rifiuto) => {
      db.assertOutside();
      if (group.waiting < MAX_WAITING) return group.save(rifiuto);
      persi += 1;
    },
    persi: () => persi,
    fermo: () => group.idle(),
  };
}

/** A page of the log, newest first. */
export async function elencaRifiuti(
  tx: Tx,
  { limit, primaDiId }: { readonly limit: number; readonly primaDiId?: number },
): Promise<(Rifiuto & { id: number })[]> {
  return tx.query(
    `SELECT id, ricevuto_il AS ricevutoIl, motivo, dettaglio, codice, cod_destinatario AS codDestinatario,
       tipo_notifica AS tipoNotifica, id_operazione_anpr AS idOperazioneANPR, mittente, byte
     FROM rifiuti WHERE id < ? ORDER BY id DESC LIMIT ?`,
    [primaDiId ?? 2 ** 31 - 1, limit],
  );
}
