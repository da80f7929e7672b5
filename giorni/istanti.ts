/**
 * The instants at which the towns are looked at: every so many days, and those at which a calendar goes wrong.
 * Invariant: a function of the stretch asked for; instants are ISO-8601 UTC, in order, each once.
 */

const GIORNO_MS = 86_400_000;
/** 30 February of whoever adds years, eighteen-year-olds of 29 February, the semestral revisions, the taxes of the year. */
const GIORNI_DELICATI = ['01-01', '02-01', '02-28', '02-29', '03-01', '08-01', '12-31'];
/** Late enough to be tomorrow in Italy, and today nearly everywhere else. */
const TARDI = 'T23:30:00.000Z';
const MATTINA = 'T10:00:00.000Z';
/** The two nights: before and after the hour that is missing, and inside both of the hours that are there twice. */
const ORE_DEL_CAMBIO = ['T00:30:00.000Z', 'T01:30:00.000Z'];

export interface Tratto {
  /** First day, `YYYY-MM-DD`. */
  readonly dal: string;
  readonly giorni: number;
  /** Days from one to the next. */
  readonly passo: number;
}

/** The last Sundays of March and October: the hour changes at 01:00 UTC. */
export function cambiaOra(giorno: string): boolean {
  const data = new Date(`${giorno}T12:00:00Z`);
  const mese = data.getUTCMonth() + 1;
  return (mese === 3 || mese === 10) && data.getUTCDay() === 0 && data.getUTCDate() > 24;
}

/** Every day of the stretch. */
export function giorniDi({ dal, giorni }: Omit<Tratto, 'passo'>): string[] {
  const primo = Date.parse(`${dal}T00:00:00Z`);
  return Array.from({ length: giorni }, (_, i) => new Date(primo + i * GIORNO_MS).toISOString().slice(0, 10));
}

/** The instants of a day that is delicate for itself. */
export function istantiDelicati(giorno: string): string[] {
  if (cambiaOra(giorno)) return ORE_DEL_CAMBIO.map((ora) => `${giorno}${ora}`);
  return GIORNI_DELICATI.includes(giorno.slice(5)) ? [`${giorno}${MATTINA}`, `${giorno}${TARDI}`] : [];
}

/** Every instant of the stretch; the steps are taken in turn in the morning and at 23:30 UTC. */
export function istantiDi(tratto: Tratto): string[] {
  const istanti = giorniDi(tratto).flatMap((giorno, i) => {
    const passi = i % tratto.passo === 0 ? [`${giorno}${(i / tratto.passo) % 2 === 0 ? MATTINA : TARDI}`] : [];
    return [...new Set([...passi, ...istantiDelicati(giorno)])].sort();
  });
  return istanti;
}
