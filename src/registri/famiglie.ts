/**
 * The rows of a family: what the anagrafe counts, and the nucleo that lives in a dwelling.
 * Invariant: derived from the rows of its members, past and present; a convivenza is never a domestic household (E.5, Q18).
 */

import { TIPI_SCHEDA } from '../anpr/codici.js';
import type { Generalita, PrecisioneData } from '../anpr/soggetto.js';
import { maggiorenneDal } from './anagrafe.js';
import type { StatoConvivenza } from './convivenza.js';
import { confrontaChiavi } from './identita.js';
import { massimo } from './periodi.js';
import { type Durata, inTantiDal, uscitiDal } from './presenze.js';
import { type Riga, testo } from './righe.js';

/** What is stored of the people who are, or were, in the family. */
export interface MembriFamiglia {
  /** `anagrafe` rows of everybody who is or was in it. */
  readonly anagrafe: readonly Riga[];
  /** `appartenenze` rows of this family only. */
  readonly appartenenze: readonly Riga[];
  /** When each of them lived in the dwelling. */
  readonly presenze: readonly Durata[];
  readonly convivenza?: StatoConvivenza | undefined;
}

export interface RigheFamiglia {
  readonly famiglia: Riga | null;
  readonly nucleo: Riga | null;
  readonly giorni: GiorniNucleo;
}

/**
 * Since when a nucleo has as many occupants and the address it has; for one that is no more, the day on which the last one
 * left, and null if nobody ever did (or it was undone).
 */
export interface GiorniNucleo {
  readonly componenti: string | null;
  readonly indirizzo: string | null;
  /** Last day on which somebody came or went, or the address changed. */
  readonly cambio: string | null;
}

/** Derives the rows of one family from its members on the given day. */
export function derivaFamiglia(idFamiglia: string, membri: MembriFamiglia, oggi: string): RigheFamiglia {
  const presenti = presentiDi(idFamiglia, membri.anagrafe);
  const aperta = membri.convivenza !== undefined && membri.convivenza.archiviataDal === undefined;
  const giorni = giorniNucleo(idFamiglia, membri, oggi);
  if (presenti.length === 0 && !aperta) return { famiglia: null, nucleo: null, giorni };
  const testa = presenti.find((r) => r.codice_legame === '1');
  const tipoScheda = (testa ?? presenti[0])?.tipo_scheda ?? TIPI_SCHEDA.convivenza;
  const intestatario = testa === undefined ? null : nomeCompleto(testa);
  const comune = {
    id_famiglia_anpr: idFamiglia,
    componenti: presenti.length,
    indirizzo: (testa ?? presenti[0])?.indirizzo ?? null,
  };
  const famiglia: Riga = {
    ...comune,
    tipo_scheda: tipoScheda,
    intestatario:
      intestatario ?? (tipoScheda === TIPI_SCHEDA.convivenza ? (membri.convivenza?.responsabile ?? null) : null),
    denominazione: membri.convivenza?.denominazione ?? null,
    specie_convivenza: membri.convivenza?.specie ?? null,
  };
  const abitano = inCasa(presenti);
  if (tipoScheda !== TIPI_SCHEDA.famiglia || abitano.length === 0) return { famiglia, nucleo: null, giorni };
  return {
    famiglia,
    nucleo: {
      id_famiglia_anpr: idFamiglia,
      componenti: abitano.length,
      indirizzo: testaDi(abitano)?.indirizzo ?? null,
      minori: minoriFra(abitano, oggi),
      intestatario,
      dal: giorni.cambio,
    },
    giorni,
  };
}

/** Who is registered in the family today, lowest card first. */
function presentiDi(idFamiglia: string, anagrafe: readonly Riga[]): Riga[] {
  return anagrafe
    .filter((r) => r.id_famiglia_anpr === idFamiglia && r.registro === registroDi(r.tipo_scheda))
    .sort((a, b) => confrontaChiavi(String(a.soggetto), String(b.soggetto)));
}

/** Who lives in the dwelling: somebody without a home is in a family and in no nucleo (E.3). */
const inCasa = (presenti: readonly Riga[]): readonly Riga[] => presenti.filter((r) => r.senza_fissa_dimora !== 'S');

/** Whose address is that of all: the head, else the lowest card. */
const testaDi = (presenti: readonly Riga[]): Riga | undefined =>
  presenti.find((r) => r.codice_legame === '1') ?? presenti[0];

/** Since when the nucleo of a family is as its members make it on the given day. */
export function giorniNucleo(
  idFamiglia: string,
  { anagrafe, appartenenze, presenze }: Omit<MembriFamiglia, 'convivenza'>,
  oggi: string,
): GiorniNucleo {
  const presenti = inCasa(presentiDi(idFamiglia, anagrafe));
  const testa = testaDi(presenti);
  if (testa === undefined) {
    const fine = uscitiDal(presenze, oggi);
    return { componenti: fine, indirizzo: fine, cambio: fine };
  }
  const indirizzo = massimo(testo(testa.indirizzo_dal), ingresso(testa));
  let cambio = indirizzo;
  for (const a of appartenenze.filter((uscita) => eUscito(uscita, oggi))) cambio = massimo(cambio, testo(a.al));
  for (const r of presenti) cambio = massimo(cambio, ingresso(r));
  return { componenti: inTantiDal(presenze, oggi), indirizzo, cambio };
}

/** In the family, and registered here, since. */
const ingresso = (r: Riga): string | null => massimo(testo(r.in_famiglia_dal), testo(r.registro_dal));

/** Who certainly is not of age yet; an unknown date of birth makes nobody a minor. */
function minoriFra(presenti: readonly Riga[], oggi: string): number {
  return presenti.filter((r) => {
    const maggiorenne = maggiorenneDal(generalitaDi(r));
    return maggiorenne !== undefined && maggiorenne > oggi;
  }).length;
}

function generalitaDi(r: Riga): Generalita {
  const dataNascita = testo(r.data_nascita);
  if (dataNascita === null) return {};
  return { dataNascita, precisioneNascita: (testo(r.precisione_nascita) ?? 'GIORNO') as PrecisioneData };
}

function registroDi(tipoScheda: unknown): string {
  return tipoScheda === TIPI_SCHEDA.famigliaAIRE ? 'AIRE' : 'APR';
}

function nomeCompleto(r: Riga): string | null {
  const nome = [r.cognome, r.nome].filter((p) => p !== null && p !== undefined).join(' ');
  return nome === '' ? null : nome;
}

/** Left the nucleo by today; whoever left the AIRE family that later came home with the same card never lived in it. */
function eUscito(a: Riga, oggi: string): boolean {
  const uscita = a.tipo_scheda === TIPI_SCHEDA.famiglia ? testo(a.al) : null;
  return uscita !== null && uscita <= oggi;
}
