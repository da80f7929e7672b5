/**
 * The register of the fictitious ANPR for one comune: who and what is there now, and how it was when the history began.
 * Invariant: `membri` always mirrors the open memberships of `persone`; a photograph put back leaves no trace.
 */
import { type Famiglia, iscritta, type Persona } from './persona.js';

export interface Registro {
  readonly persone: Map<string, Persona>;
  readonly famiglie: Map<string, Famiglia>;
  /** Cards of the current members of each family. */
  readonly membri: Map<string, Set<string>>;
  /** Every card ever seen, in order of appearance: for drawing at random. */
  readonly elenco: string[];
  /** Files of the open procedures (1014), by card; an annulment neither opens nor closes one, so they are in no photograph. */
  readonly procedimenti: Map<string, ReadonlySet<string>>;
  /** Cards of those whom the annulment of a return has left in another comune, saying where. */
  readonly dettiAltrove: Set<string>;
}

export function creaRegistro(): Registro {
  return {
    persone: new Map(),
    famiglie: new Map(),
    membri: new Map(),
    elenco: [],
    procedimenti: new Map(),
    dettiAltrove: new Set(),
  };
}

function sposta(registro: Registro, prima: Persona | undefined, dopo: Persona | undefined): void {
  const da = prima?.appartenenza?.idFamiglia;
  const a = dopo?.appartenenza?.idFamiglia;
  if (prima !== undefined && da !== undefined && da !== a) registro.membri.get(da)?.delete(prima.idScheda);
  if (dopo === undefined || a === undefined) return;
  const membri = registro.membri.get(a) ?? new Set<string>();
  registro.membri.set(a, membri.add(dopo.idScheda));
}

/** Puts a person in, or in place of what the same person was. */
export function metti(registro: Registro, persona: Persona): void {
  const prima = registro.persone.get(persona.idScheda);
  if (prima === undefined) registro.elenco.push(persona.idScheda);
  sposta(registro, prima, persona);
  registro.persone.set(persona.idScheda, persona);
}

export function mettiFamiglia(registro: Registro, famiglia: Famiglia): void {
  registro.famiglie.set(famiglia.id, famiglia);
}

/** Notes that a procedure about that card was opened, or closed. */
export function segnaProcedimento(registro: Registro, idScheda: string, pratica: string, aperto: boolean): void {
  const pratiche = new Set(registro.procedimenti.get(idScheda) ?? []);
  if (aperto) pratiche.add(pratica);
  else pratiche.delete(pratica);
  registro.procedimenti.set(idScheda, pratiche);
}

/** The person with that card. @throws Error for a card that was never given: a fault of the simulator. */
export function personaDi(registro: Registro, idScheda: string): Persona {
  const persona = registro.persone.get(idScheda);
  if (persona === undefined) throw new Error(`No person with card ${idScheda}`);
  return persona;
}

/** The family with that id. @throws Error for an id that was never given: a fault of the simulator. */
export function famigliaDi(registro: Registro, idFamiglia: string): Famiglia {
  const famiglia = registro.famiglie.get(idFamiglia);
  if (famiglia === undefined) throw new Error(`No family ${idFamiglia}`);
  return famiglia;
}

/** Current members, lowest card first. */
export function membriDi(registro: Registro, idFamiglia: string): Persona[] {
  const membri = [...(registro.membri.get(idFamiglia) ?? [])].map((id) => personaDi(registro, id));
  return membri.filter(iscritta).sort(perScheda);
}

/** Order of the card numbers. */
export function perScheda(a: Persona, b: Persona): number {
  return Number(a.idScheda) - Number(b.idScheda);
}

/** The member with relationship 1; the lowest card if there are two. */
export function intestatarioDi(membri: readonly Persona[]): Persona | undefined {
  return membri.find((m) => m.appartenenza?.codiceLegame === '1');
}

/** How some people and families were at one moment: absent ones too. */
export interface Istantanea {
  readonly persone: ReadonlyMap<string, Persona | undefined>;
  readonly famiglie: ReadonlyMap<string, Famiglia | undefined>;
}

/** Photographs people and families before an operation that may be annulled. */
export function fotografa(registro: Registro, schede: readonly string[], famiglie: readonly string[]): Istantanea {
  return {
    persone: new Map(schede.map((id) => [id, registro.persone.get(id)])),
    famiglie: new Map(famiglie.map((id) => [id, registro.famiglie.get(id)])),
  };
}

/** Puts everything back as it was: the operation never happened. */
export function ripristina(registro: Registro, foto: Istantanea): void {
  for (const [id, prima] of foto.persone) {
    if (prima !== undefined) metti(registro, prima);
    else {
      sposta(registro, registro.persone.get(id), undefined);
      registro.persone.delete(id);
    }
  }
  for (const [id, prima] of foto.famiglie) {
    if (prima === undefined) registro.famiglie.delete(id);
    else registro.famiglie.set(id, prima);
  }
}

/** A copy that later operations do not touch (people and families are never changed in place). */
export function copiaRegistro(r: Registro): Registro {
  return {
    persone: new Map(r.persone),
    famiglie: new Map(r.famiglie),
    membri: new Map([...r.membri].map(([id, m]) => [id, new Set(m)])),
    elenco: [...r.elenco],
    procedimenti: new Map(r.procedimenti),
    dettiAltrove: new Set(r.dettiAltrove),
  };
}
