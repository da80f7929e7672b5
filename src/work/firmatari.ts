/**
 * The certificates that ANPR signs with, as seen in the notifications received: nobody announces when they end (G10).
 * Invariant: one entry per certificate, the first one, which was learned, and the last few; dates and names of certificates,
 * nothing of a message.
 */
import type { CertificatoVisto } from '../soap/certificati.js';
import { comprende } from '../soap/nomi.js';
import type { Database } from '../store/database.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../store/lavori.js';

/** A certificate that signed a notification. Instants ISO-8601 UTC. */
export interface Firmatario {
  readonly soggetto: string;
  readonly serial: string;
  readonly scade: string;
  /** When it was first noted. */
  readonly vistoIl: string;
}

const NOME = 'firmatari';
/** ANPR has one at a time and replaces it every few years. */
const QUANTI = 10;

const corto = (nome: string): string => nome.slice(0, 200);

/** What was noted so far, newest first; the last is the one that was learned. */
export async function leggiFirmatari(db: Database): Promise<Firmatario[]> {
  const testo = await db.transaction((tx) => leggiStatoLavoro(tx, NOME));
  return testo === undefined ? [] : (JSON.parse(testo) as Firmatario[]);
}

/** Notes those that this process met, in the order in which it met them; writes only when one is new. */
export async function annotaFirmatari(db: Database, visti: Iterable<CertificatoVisto>, now: Date): Promise<void> {
  const noti = await leggiFirmatari(db);
  const nuovi = [...visti]
    .filter((c) => !noti.some((n) => n.serial === c.serial && n.soggetto === corto(c.subject)))
    .map((c) => ({
      soggetto: corto(c.subject),
      serial: c.serial,
      scade: c.validTo,
      vistoIl: now.toISOString(),
    }))
    .reverse();
  if (nuovi.length === 0) return;
  const tutti = [...nuovi, ...noti];
  const valore = JSON.stringify(tutti.length > QUANTI ? [...tutti.slice(0, QUANTI - 1), ...tutti.slice(-1)] : tutti);
  await db.transaction((tx) => scriviStatoLavoro(tx, NOME, { valore, now: now.toISOString() }));
}

/** A signer that was learned, and those of other names that came after it and nobody confirmed. */
export interface FirmatariNuovi {
  readonly primo: string;
  /** Newest first, each name once. */
  readonly altri: readonly Firmatario[];
}

/** @param soggetti names that the operator confirmed (`firma.soggetti`) */
export function firmatariNuovi(firmatari: readonly Firmatario[], soggetti: readonly string[]): FirmatariNuovi {
  const primo = firmatari.at(-1)?.soggetto ?? '';
  const perNome = new Map(firmatari.map((f) => [f.soggetto, f]));
  perNome.delete(primo);
  const altri = [...perNome.values()].filter((f) => !soggetti.some((s) => comprende(f.soggetto, s)));
  return { primo, altri };
}
