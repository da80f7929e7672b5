/**
 * The bytes of notifications, apart from their rows so that listing and claiming never read them.
 * Invariant: cut into parts no server refuses (MariaDB takes packets of 16 MiB as it comes, and text doubles bytes);
 * put together they are the bytes as they came.
 */
import { insertRows, selectIn } from './sql.js';
import type { Param, Tx } from './tx.js';

/** 4 MiB become 8 MiB of SQL text: half of the smallest packet limit in use. */
const PART_BYTES = 4 * 1024 * 1024;

/** Bytes to keep: `copia` 0 are the notification's own, more are those of `copie`. */
export interface Contenuto {
  readonly notificaId: number;
  readonly copia: number;
  readonly byte: Uint8Array;
}

type Parte = readonly [number, number, number, Uint8Array];

function* parti({ notificaId, copia, byte }: Contenuto): Generator<Parte> {
  let parte = 0;
  for (let from = 0; from < byte.byteLength; from += PART_BYTES) {
    yield [notificaId, copia, parte++, byte.subarray(from, from + PART_BYTES)];
  }
}

/** Inserts the bytes, as few statements as their size allows. Nothing is stored for empty bytes. */
export async function inserisciContenuti(tx: Tx, contenuti: readonly Contenuto[]): Promise<void> {
  const into = { table: 'contenuti', columns: ['notifica_id', 'copia', 'parte', 'byte'] };
  let rows: Param[][] = [];
  let bytes = 0;
  for (const contenuto of contenuti) {
    for (const riga of parti(contenuto)) {
      if (bytes + riga[3].byteLength > PART_BYTES) {
        await insertRows(tx, into, rows);
        rows = [];
        bytes = 0;
      }
      rows.push([...riga]);
      bytes += riga[3].byteLength;
    }
  }
  await insertRows(tx, into, rows);
}

/** Reads the notifications' own bytes; those that were removed or empty are not in the map. */
export async function leggiContenuti(tx: Tx, notificaIds: readonly number[]): Promise<Map<number, Buffer>> {
  const rows = await selectIn<{ notifica_id: number; byte: Buffer }>(
    tx,
    'SELECT notifica_id, byte FROM contenuti WHERE notifica_id IN :in AND copia = 0 ORDER BY notifica_id, parte',
    { values: notificaIds },
  );
  const pieces = new Map<number, Buffer[]>();
  for (const { notifica_id, byte } of rows) {
    const known = pieces.get(notifica_id);
    if (known === undefined) pieces.set(notifica_id, [byte]);
    else known.push(byte);
  }
  const out = new Map<number, Buffer>();
  for (const [id, list] of pieces) out.set(id, list.length === 1 && list[0] ? list[0] : Buffer.concat(list));
  return out;
}

/** Reads the bytes of one copy. */
export async function leggiCopia(tx: Tx, notificaId: number, copia: number): Promise<Buffer> {
  const rows = await tx.query<{ byte: Buffer }>(
    'SELECT byte FROM contenuti WHERE notifica_id = ? AND copia = ? ORDER BY parte',
    [notificaId, copia],
  );
  return Buffer.concat(rows.map((r) => r.byte));
}
