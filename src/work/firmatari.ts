/**
 * The certificates that ANPR signs with, as seen in the notifications received: nobody announces when they end (G10).
 * Invariant: one entry per certificate, the last few only; dates and names of certificates, nothing of a message.
 */
import type { CertificatoVisto } from '../soap/certificati.js';
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

/** What was noted so far, newest first. */
export async function leggiFirmatari(db: Database): Promise<Firmatario[]> {
  const testo = await db.transaction((tx) => leggiStatoLavoro(tx, NOME));
  return testo === undefined ? [] : (JSON.parse(testo) as Firmatario[]);
}

/** Notes those that this process met; writes only when one is new. */
export async function annotaFirmatari(db: Database, visti: Iterable<CertificatoVisto>, now: Date): Promise<void> {
  const noti = await leggiFirmatari(db);
  const nuovi = [...visti]
    .filter((c) => !noti.some((n) => n.serial === c.serial && n.soggetto === corto(c.subject)))
    .map((c) => ({
      soggetto: corto(c.subject),
      serial: c.serial,
      scade: c.validTo,
      vistoIl: now.toISOString(),
    }));
  if (nuovi.length === 0) return;
  const valore = JSON.stringify([...nuovi, ...noti].slice(0, QUANTI));
  await db.transaction((tx) => scriviStatoLavoro(tx, NOME, { valore, now: now.toISOString() }));
}
