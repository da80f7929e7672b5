/**
 * Which of the comune's keys ANPR really encrypts for, as the last notifications show, and what is wrong with that (G8, G9).
 * Invariant: reads only; says names of certificates and dates, never a key.
 */
import { giornoInItalia } from '../anpr/ora-italiana.js';

import type { ChiavePrivata, Keystore } from '../soap/keystore.js';
import { certificatoChiesto } from '../soap/riceventi.js';
import { ultimeSpinte } from '../store/arrivi.js';
import { leggiContenuti } from '../store/contenuti.js';
import type { Database } from '../store/database.js';
import { direAltrui, keystoreAltrui } from './chiavi-altrui.js';
import { codiciDi, type Ente } from './enti.js';

/** Enough to see a change of key the same day, few enough to be read at every look. */
const QUANTE = 20;

/** One certificate that the last notifications were encrypted for. */
export interface ChiaveUsata {
  /** `015146-CO-9999 (numero di serie …)`, or what the notification names when we do not have it. */
  readonly certificato: string;
  readonly keystore: string | null;
  /** ISO-8601 UTC; null when we do not have it. */
  readonly scade: string | null;
  /** How many of the last notifications. */
  readonly notifiche: number;
}

export interface ChiaviUsate {
  readonly usate: readonly ChiaveUsata[];
  /** What is wrong, in Italian; empty when nothing is. */
  readonly problemi: readonly string[];
}

const nomeDi = (c: ChiavePrivata): string => `${c.soggetto} (numero di serie ${c.serial})`;

function conta(bytes: readonly Uint8Array[], keystores: readonly Keystore[]): ChiaveUsata[] {
  const viste = new Map<string, ChiaveUsata>();
  for (const b of bytes) {
    const chiesto = certificatoChiesto(b, keystores);
    if (chiesto === null) continue;
    const certificato = chiesto.chiave === null ? chiesto.testo : nomeDi(chiesto.chiave);
    const notifiche = (viste.get(certificato)?.notifiche ?? 0) + 1;
    viste.set(certificato, {
      certificato,
      keystore: chiesto.keystore,
      scade: chiesto.chiave?.scadenza ?? null,
      notifiche,
    });
  }
  return [...viste.values()];
}

function mancanti(usate: readonly ChiaveUsata[]): string[] {
  return usate
    .filter((u) => u.scade === null)
    .map(
      (u) =>
        `${u.notifiche === 1 ? 'una delle ultime notifiche è cifrata' : `${u.notifiche} delle ultime notifiche sono cifrate`} per un certificato di cui manca la chiave: ${u.certificato}`,
    );
}

/** The newest key is the one that ends last: when the ones in use all end before it, nobody chose it in the web application. */
function maiScelta(usate: readonly ChiaveUsata[], chiavi: readonly ChiavePrivata[], now: Date): string[] {
  const nuova = chiavi.toSorted((a, b) => b.scadenza.localeCompare(a.scadenza))[0];
  if (nuova === undefined || nuova.scadenza <= now.toISOString() || usate.length === 0) return [];
  const ultima =
    usate
      .map((u) => u.scade ?? '')
      .toSorted()
      .at(-1) ?? '';
  if (ultima >= nuova.scadenza || ultima === '') return [];
  return [
    `ANPR non usa mai il certificato più nuovo, ${nomeDi(nuova)}: sceglierlo come certificato di decodifica nella sua applicazione web`,
  ];
}

function scadute(usate: readonly ChiaveUsata[], now: Date): string[] {
  const fine = usate.filter((u) => u.scade !== null && u.scade <= now.toISOString());
  return fine.map((u) => `ANPR cifra ancora per ${u.certificato}, scaduto il ${giornoInItalia(u.scade ?? now)}`);
}

/** Pure: what the last contents (newest first) and the keystores say. */
export function giudicaChiavi(bytes: readonly Uint8Array[], keystores: readonly Keystore[], now: Date): ChiaviUsate {
  const usate = conta(bytes, keystores);
  const chiavi = keystores.flatMap((k) => k.chiavi);
  return { usate, problemi: [...mancanti(usate), ...scadute(usate, now), ...maiScelta(usate, chiavi, now)] };
}

/** Looks at the last pushed notifications of the ente whose bytes are still here. */
export async function chiaviUsate(
  db: Database,
  { ente, keystores, now }: { ente: Ente; keystores: readonly Keystore[]; now: Date },
): Promise<ChiaviUsate> {
  const contenuti = await db.transaction(async (tx) =>
    leggiContenuti(tx, await ultimeSpinte(tx, codiciDi(ente), QUANTE)),
  );
  const { usate, problemi } = giudicaChiavi([...contenuti.values()], keystores, now);
  return { usate, problemi: [...problemi, ...keystoreAltrui(ente, keystores).map(direAltrui)] };
}
