/**
 * A golden case: a folder whose name is a sentence, with what was known before (`prima.json`), the content that arrives
 * (`contenuto.xml`) and what it changes (`changes.json`). Read with the functions of the daemon, written for a clerk.
 * Invariant: the same folder gives the same result; nothing here knows what is expected.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotificaError, StatoLocaleError } from '../../src/errors.js';
import type { Lettura } from '../../src/notifiche/index.js';
import { type ComuneStorico, creaArchivio } from '../../src/registri/comuni-storici.js';
import { applica, creaMondo, type EsitoVoce, type Mondo } from '../../src/registri/mondo.js';
import { creaParametri, type VoceParametro } from '../../src/registri/parametri.js';
import type { RegoleComune } from '../../src/registri/regole.js';
import type { Contesto } from '../../src/registri/stato.js';
import type { VariazioneRegistrata } from '../../src/registri/storno.js';
import { leggiNotifica } from '../../src/work/lettura.js';
import { type Abitante, schedaDi, VALFINTA } from './abitante.js';
import { compitiElettori, conStradario, scriviSezione, tornataDi, type UfficioElettorale } from './elettori.js';
import { type Effetti, scriviCambi, scriviSegnalazioni, scriviVariazione } from './leggibile.js';
import { registra } from './registro.js';
import { compitiUtenze, type UtenzaCaso } from './utenze.js';

/** Where the cases are. */
export const CARTELLA = fileURLToPath(new URL('.', import.meta.url));

/** What the envelope said. */
export interface BustaCaso {
  readonly tipoNotifica: string;
  readonly idNotificaANPR: string;
  readonly dataOraRichiesta: string;
}

/** `prima.json`. */
export interface Prima extends UfficioElettorale {
  /** The day on which the daemon applies: decides what is in force. */
  readonly oggi: string;
  readonly busta: BustaCaso;
  /** Other codes the comune had before a merger. */
  readonly codiciPrecedenti?: readonly string[];
  /** Who is known from the initial load. */
  readonly schede?: readonly Abitante[];
  /** Contents applied before, in this order. */
  readonly notifiche?: readonly (BustaCaso & { readonly file: string })[];
  /** Parameters of the comune, as in its configuration. */
  readonly parametri?: readonly VoceParametro[];
  /** Rules of the comune, as in its configuration. */
  readonly regole?: RegoleComune;
  /** TARI users of the office. */
  readonly utenze?: readonly UtenzaCaso[];
  /** The historic archive of the comuni, as far as the case needs it. */
  readonly comuni?: readonly ComuneStorico[];
  /** Why the content is not valid against the official schemas, on purpose. */
  readonly NON_VALIDO?: string;
}

/** One case folder: the type it belongs to and its own name. */
export interface Caso {
  readonly tipo: string;
  readonly nome: string;
  readonly cartella: string;
}

/** Every case, in the order of the folders. */
export function casi(): Caso[] {
  const cartelle = (dove: string) => readdirSync(dove).filter((n) => statSync(join(dove, n)).isDirectory());
  return cartelle(CARTELLA).flatMap((tipo) =>
    cartelle(join(CARTELLA, tipo)).map((nome) => ({ tipo, nome, cartella: join(CARTELLA, tipo, nome) })),
  );
}

/** The `prima.json` of a case. */
export function leggiPrima({ cartella }: Caso): Prima {
  return JSON.parse(readFileSync(join(cartella, 'prima.json'), 'utf8')) as Prima;
}

/** Reads one content of a case as the daemon does with a content that is not encrypted. */
export function leggiContenuto({ cartella }: Caso, file: string, busta: BustaCaso): Lettura {
  const notifica = {
    id: 1,
    canale: 'FILE',
    codDestinatario: VALFINTA.codiceIstat,
    tipoNotifica: busta.tipoNotifica,
    codMittente: '999999',
    dataOraRichiesta: busta.dataOraRichiesta,
    idOperazioneANPR: busta.idNotificaANPR,
    contenuto: readFileSync(join(cartella, file)),
    contenutoRimossoIl: null,
  } as unknown as Parameters<typeof leggiNotifica>[0];
  return leggiNotifica(notifica, []).lettura;
}

/** What the last content of a case does, in the form of `changes.json`. */
export function esegui(caso: Caso): Effetti {
  const prima = leggiPrima(caso);
  const mondo = creaMondo([], [], contestoDi(prima));
  applica(mondo, { fatti: (prima.schede ?? []).map(schedaDi), carico: true });
  const registro: VariazioneRegistrata[] = [];
  const corso = { caso, mondo, registro, ufficio: prima };
  for (const { file, ...busta } of prima.notifiche ?? []) applicaUna(corso, file, busta);
  return ultima(corso, prima);
}

function contestoDi({ oggi, codiciPrecedenti = [], parametri = [], regole = [], comuni }: Prima): Contesto {
  const codici = new Set([VALFINTA.codiceIstat, ...codiciPrecedenti]);
  const archivio = comuni === undefined ? {} : { comuni: creaArchivio(comuni) };
  return { codComune: VALFINTA.codiceIstat, codici, oggi, parametri: creaParametri(parametri), regole, ...archivio };
}

interface Corso {
  readonly caso: Caso;
  readonly mondo: Mondo;
  readonly registro: VariazioneRegistrata[];
  readonly ufficio: UfficioElettorale;
}

function applicaUna({ caso, mondo, registro, ufficio }: Corso, file: string, busta: BustaCaso): [Lettura, EsitoVoce] {
  const lettura = leggiContenuto(caso, file, busta);
  const esito = applica(mondo, { fatti: lettura.fatti, carico: false });
  for (const v of esito.variazioni) registra(registro, conStradario(v, ufficio, mondo), mondo.contesto);
  return [lettura, esito];
}

function ultima(corso: Corso, { busta, utenze = [] }: Prima): Effetti {
  const vecchie = corso.registro.map((v) => ({ ...v }));
  try {
    const [lettura, esito] = applicaUna(corso, 'contenuto.xml', busta);
    const scritta = (v: VariazioneRegistrata): string =>
      `${scriviVariazione(v)}${tornataDi(v, corso.ufficio, corso.mondo)}`;
    const { sezioni } = lettura;
    const chiuse = vecchie.filter((v, i) => v.stato !== corso.registro[i]!.stato);
    return {
      tipo: lettura.codice,
      daLeggereInANPR: lettura.wantsScheda,
      cambi: scriviCambi(esito.cambi),
      variazioni: corso.registro.slice(vecchie.length).map(scritta),
      chiuse: chiuse.map((v) => scriviVariazione({ ...v, stato: corso.registro[vecchie.indexOf(v)]!.stato })),
      segnalazioni: [
        ...scriviSegnalazioni(esito.segnalazioni),
        ...scriviSegnalazioni(compitiUtenze(corso.mondo, utenze, esito)),
        ...scriviSegnalazioni(compitiElettori(corso, corso.ufficio, { esito, sezioni })),
      ],
      ...(sezioni !== undefined && sezioni.length > 0 && { sezioni: sezioni.map(scriviSezione) }),
      note: lettura.note.map((n) => `${n.regola} (${n.gravita}, ${n.ufficio}): ${n.descrizione}`),
    };
  } catch (error) {
    if (error instanceof NotificaError) return { parcheggiata: error.motivo };
    if (error instanceof StatoLocaleError) return { parcheggiata: 'STATO_LOCALE' };
    throw error;
  }
}
