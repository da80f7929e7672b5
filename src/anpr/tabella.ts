/**
 * Look-ups by names that come from outside: of a content, a call, a file, the database.
 * Invariant: a table answers with what is written in it and with nothing that every object has (`constructor`, `__proto__`).
 */

/** The entry of that name; undefined when the table has none. Pure. */
export const voceDi = <T>(tabella: Readonly<Record<string, T>>, nome: string): T | undefined =>
  Object.hasOwn(tabella, nome) ? tabella[nome] : undefined;
