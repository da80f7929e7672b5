/**
 * Where answers come from: ANPR asked person by person, or a file given by hand; and, for a full comparison, who is registered
 * here and was not in it.
 * Invariant: streamed — neither a file nor a register is ever whole in memory.
 */

import { chiaviDi } from '../../anpr/fatto.js';
import { senzaZeri } from '../../anpr/valori.js';
import { type Conosciuto, conosciuti, conosciutiDopo } from '../../store/confronto.js';
import type { Database } from '../../store/database.js';
import { chiaviTutteDi } from '../../store/fatti.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../store/lavori.js';
import type { Codifica } from '../carica-righe.js';
import { chiaviCercate } from '../vita.js';
import { chiediDaVicino, type DaChiedere, type Domanda, daChiedere } from './domanda.js';
import { type Trascurati, vociDiCsv } from './estrazione-csv.js';
import { aperti, frammenti } from './frammenti.js';
import { segnoDi } from './giro.js';
import { type Voce, type VoceAssente, voceDiRisposta, voceDiSoggetto } from './sorgente.js';

/** Rows of one page of a register that is walked whole. */
const PAGINA = 500;

/** Everybody registered here, in the order of their keys. */
export async function* iscritti(db: Database, codComune: string): AsyncGenerator<Conosciuto> {
  let dopo = '';
  for (;;) {
    const pagina = await db.transaction((tx) =>
      conosciutiDopo(tx, codComune, { dopo, limit: PAGINA, soloIscritti: true }),
    );
    yield* pagina;
    if (pagina.length < PAGINA) return;
    dopo = pagina.at(-1)!.soggetto;
  }
}

/** The next people of the rolling sample, which the nightly comparison shares; its bookmark moves on. */
export async function prossimi(
  db: Database,
  codComune: string,
  { quanti, now }: { readonly quanti: number; readonly now: string },
): Promise<Conosciuto[]> {
  return db.transaction(async (tx) => {
    const dopo = (await leggiStatoLavoro(tx, segnoDi(codComune))) ?? '';
    const avanti = await conosciutiDopo(tx, codComune, { dopo, limit: quanti });
    const resto = quanti - avanti.length;
    const daCapo = resto > 0 ? await conosciutiDopo(tx, codComune, { dopo: '', limit: resto }) : [];
    const scelti = [...new Map([...avanti, ...daCapo].map((c) => [c.soggetto, c])).values()];
    const ultimo = scelti.at(-1);
    if (ultimo !== undefined) await scriviStatoLavoro(tx, segnoDi(codComune), { valore: ultimo.soggetto, now });
    return scelti;
  });
}

/** Whoever answers to a card, a national id or a codice fiscale; somebody unknown here is asked for by what was written. */
export async function persona(db: Database, codComune: string, chi: string): Promise<DaChiedere[]> {
  const trovati = await db.transaction(async (tx) =>
    conosciuti(tx, codComune, await chiaviTutteDi(tx, codComune, chiaviCercate(chi))),
  );
  if (trovati.length > 0) return daChiedere(trovati);
  const testo = chi
    .trim()
    .toUpperCase()
    .replace(/^[SAC]:/, '');
  if (/^[A-Z0-9]{16}$|^\d{11}$/.test(testo))
    return [{ soggetto: `C:${testo}`, criterio: { codiceFiscale: testo }, iscritto: false }];
  if (/^\d{1,16}$/.test(testo))
    return [
      { soggetto: `S:${senzaZeri(testo)}`, criterio: { idSchedaSoggettoANPR: senzaZeri(testo) }, iscritto: false },
    ];
  return [{ soggetto: `A:${testo}`, criterio: { idANPR: testo }, iscritto: false }];
}

/** The answers of ANPR about these people. @throws AnprLontana */
export async function* vociDaAnpr(
  chi: AsyncIterable<DaChiedere>,
  o: { readonly domanda: Domanda; readonly rifiutata: (soggetto: string, codici: readonly string[]) => void },
): AsyncGenerator<Voce | VoceAssente> {
  for await (const uno of chi) {
    const voce = await chiediDaVicino(o.domanda, uno);
    if ('rifiutata' in voce) o.rifiutata(voce.rifiutata, voce.codici);
    else yield voce;
  }
}

export interface FileDato {
  readonly nome: string;
  readonly pezzi: AsyncIterable<Uint8Array>;
  /** Instant of the extraction, ISO-8601 UTC; an answer of 3002 says its own. */
  readonly momento: string;
  readonly codifica: Codifica;
  readonly trascurati: Trascurati;
}

const CSV = /\.csv(\.gz)?$/i;

/** What a file says: answers of 3002, people of an extraction. @throws NotificaError when it is neither */
export async function* vociDaFile(f: FileDato): AsyncGenerator<Voce> {
  if (CSV.test(f.nome)) {
    yield* vociDiCsv(aperti(f.pezzi), f);
    return;
  }
  for await (const elemento of frammenti(f.pezzi))
    yield elemento.nome === 'Risposta3002' ? voceDiRisposta(elemento) : voceDiSoggetto(elemento, f.momento);
}

/** Who was named by the voci that passed, and who registered here was not. */
export interface Nominati {
  readonly passa: (voci: AsyncIterable<Voce>) => AsyncGenerator<Voce>;
  /** People named so far. */
  readonly quanti: () => number;
  /** Everybody registered here whom nothing named. */
  readonly mai: () => AsyncGenerator<VoceAssente>;
}

/** Remembers whom the voci name while they pass. */
export function nota(db: Database, codComune: string): Nominati {
  const visti = new Set<string>();
  let nominati = 0;
  return {
    quanti: () => nominati,
    passa: async function* (voci) {
      for await (const voce of voci) {
        nominati += voce.fatti.length;
        for (const fatto of voce.fatti) for (const chiave of chiaviDi(fatto)) visti.add(chiave);
        yield voce;
      }
    },
    mai: async function* () {
      for await (const { soggetto, scheda, idANPR, codiceFiscale } of iscritti(db, codComune)) {
        const sue = [soggetto, `S:${scheda}`, `A:${idANPR}`, `C:${codiceFiscale}`];
        if (!sue.some((k) => visti.has(k))) yield { assente: soggetto };
      }
    },
  };
}
