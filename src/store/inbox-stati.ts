/**
 * The transitions of a notification.
 * Invariant: each is `WHERE stato = <expected>` and checks how many rows it matched; whoever lost the race rolls back.
 */
import { TransientError } from '../errors.js';
import { registraAzione } from './audit.js';
import { chunks, executeIn, tuple } from './sql.js';
import type { Param, Tx } from './tx.js';

/** The row was not in the expected state any more: somebody else moved it. Rolling back and looking again is right. */
export class StatoCambiatoError extends TransientError {}

function assertMatched(affected: number, expected: number, ids: readonly number[]): void {
  if (affected === expected) return;
  throw new StatoCambiatoError(
    `${expected - affected} of ${expected} notifications left the expected state (from id ${ids[0]})`,
  );
}

/** What opening a notification revealed, kept on its row. */
export interface Applicata {
  readonly id: number;
  readonly operazione?: string;
  /** Id of the registering operation it speaks of. */
  readonly idOperazioneRegistrazione?: string;
}

/** `CASE id WHEN ? THEN ? … END` for one column of many rows. */
function perId(righe: readonly Applicata[], value: (r: Applicata) => string | undefined): [string, Param[]] {
  const params = righe.flatMap((r): Param[] => [r.id, value(r) ?? null]);
  return [`CASE id ${righe.map(() => 'WHEN ? THEN ?').join(' ')} END`, params];
}

/**
 * pending → applied, all of them or none.
 * @throws StatoCambiatoError when one of them is not pending any more.
 */
export async function segnaApplicate(tx: Tx, righe: readonly Applicata[], { now }: { now: string }): Promise<void> {
  for (const parte of chunks(righe, 200)) {
    const [operazione, a] = perId(parte, (r) => r.operazione?.slice(0, 20));
    const [registrazione, b] = perId(parte, (r) => r.idOperazioneRegistrazione?.slice(0, 64));
    const ids = parte.map((r) => r.id);
    const { affected } = await tx.execute(
      `UPDATE notifiche SET stato = 'applied', tentativi = tentativi + 1, aperture = 0, lavorata_il = ?, motivo = NULL,
         messaggio = NULL, operazione = ${operazione}, id_operazione_registrazione = ${registrazione}
       WHERE stato = 'pending' AND id IN ${tuple(ids.length)}`,
      [now, ...a, ...b, ...ids],
    );
    assertMatched(affected, ids.length, ids);
  }
}

/** One notification pending → applied. @throws StatoCambiatoError */
export async function segnaApplicata(tx: Tx, riga: Applicata, quando: { now: string }): Promise<void> {
  return segnaApplicate(tx, [riga], quando);
}

/** pending → parked, with the reason and what would free it (never personal data). @throws StatoCambiatoError */
export async function parcheggia(
  tx: Tx,
  id: number,
  { motivo, messaggio, now }: { motivo: string; messaggio: string; now: string },
): Promise<void> {
  const { affected } = await tx.execute(
    `UPDATE notifiche SET stato = 'parked', tentativi = tentativi + 1, motivo = ?, messaggio = ?, lavorata_il = ?
     WHERE id = ? AND stato = 'pending'`,
    [motivo.slice(0, 60), messaggio, now, id],
  );
  assertMatched(affected, 1, [id]);
}

/** When it is tried again, and why it failed. */
export interface Rimandata {
  readonly prossimoTentativoIl: string;
  readonly motivo: string;
  readonly messaggio: string;
  /** It was not even opened: the opening that began stays counted. */
  readonly nonAperta?: boolean;
}

/** pending → pending, due later: a failure that heals by itself, or may. @throws StatoCambiatoError */
export async function rimanda(
  tx: Tx,
  id: number,
  { prossimoTentativoIl, motivo, messaggio, nonAperta = false }: Rimandata,
): Promise<void> {
  const { affected } = await tx.execute(
    `UPDATE notifiche SET tentativi = tentativi + 1, aperture = ${nonAperta ? 'aperture' : '0'},
       prossimo_tentativo_il = ?, motivo = ?, messaggio = ?
     WHERE id = ? AND stato = 'pending'`,
    [prossimoTentativoIl, motivo.slice(0, 60), messaggio, id],
  );
  assertMatched(affected, 1, [id]);
}

export interface FiltroRiprova {
  /** Named one by one, discarded notifications come back too. */
  readonly ids?: readonly number[];
  readonly motivo?: string;
  readonly codComune?: string;
  /** Any of these codes: an ente may have had others. */
  readonly codici?: readonly string[];
}

/** parked → pending, due now and with attempts from the beginning. Returns how many; an empty filter means all. */
export async function riprova(tx: Tx, { ids, motivo, codComune, codici }: FiltroRiprova, now: string): Promise<number> {
  const optional: [string, Param | undefined][] = [
    ['motivo = ?', motivo],
    ['cod_destinatario = ?', codComune],
  ];
  const used = optional.filter((c): c is [string, Param] => c[1] !== undefined);
  const solo = codici === undefined ? '' : ` AND cod_destinatario IN ${tuple(codici.length)}`;
  const also = used.map(([sql]) => ` AND ${sql}`).join('') + solo;
  const after = [...used.map(([, value]) => value), ...(codici ?? [])];
  const set = `UPDATE notifiche SET stato = 'pending', tentativi = 0, aperture = 0, prossimo_tentativo_il = ? WHERE`;
  if (ids === undefined) return (await tx.execute(`${set} stato = 'parked'${also}`, [now, ...after])).affected;
  return executeIn(tx, `${set} id IN :in AND stato IN ('parked', 'discarded')${also}`, {
    before: [now],
    values: ids,
    after,
  });
}

/** parked → pending, due now: another version of it has come. Openings stay counted: the bytes that it has are the same. */
export async function riprovaConCopia(tx: Tx, id: number, now: string): Promise<void> {
  const sql = `UPDATE notifiche SET stato = 'pending', tentativi = 0, prossimo_tentativo_il = ? WHERE stato = 'parked' AND id = ?`;
  await tx.execute(sql, [now, id]);
}

/** applied → pending, due now: its facts were lost and are written again when it is applied again. Returns how many. */
export async function riapri(tx: Tx, ids: readonly number[], now: string): Promise<number> {
  return executeIn(
    tx,
    `UPDATE notifiche SET stato = 'pending', tentativi = 0, aperture = 0, prossimo_tentativo_il = ?
     WHERE stato = 'applied' AND contenuto_rimosso_il IS NULL AND id IN :in`,
    { before: [now], values: ids },
  );
}

/** parked or pending → discarded: the operator's decision, recorded with who and why. @throws StatoCambiatoError */
export async function scarta(
  tx: Tx,
  id: number,
  { motivo, attore, now, codici }: { motivo: string; attore: string; now: string; codici?: readonly string[] },
): Promise<void> {
  const solo = codici === undefined ? '' : ` AND cod_destinatario IN ${tuple(codici.length)}`;
  const { affected } = await tx.execute(
    `UPDATE notifiche SET stato = 'discarded', messaggio = ?, lavorata_il = ?
     WHERE id = ? AND stato IN ('parked', 'pending')${solo}`,
    [motivo, now, id, ...(codici ?? [])],
  );
  assertMatched(affected, 1, [id]);
  await registraAzione(tx, {
    quando: now,
    attore,
    azione: 'scarta',
    oggetto: `notifica:${id}`,
    notificaId: id,
    motivo,
  });
}
