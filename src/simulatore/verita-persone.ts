/** What the truth says about one person: of age or not, in what condition for the tax office. */
import { etaAl, piuAnni, piuGiorni } from './calendario.js';
import type { Persona } from './persona.js';

export type Condizione = 'DECEDUTO' | 'RESIDENTE' | 'AIRE' | 'IRREPERIBILE' | 'NON_RESIDENTE';

const CONDIZIONI: Readonly<Record<Persona['posizione']['stato'], Condizione>> = {
  APR: 'RESIDENTE',
  AIRE: 'AIRE',
  DECEDUTO: 'DECEDUTO',
  IRREPERIBILE: 'IRREPERIBILE',
  EMIGRATO: 'NON_RESIDENTE',
};

export function condizioneDi(p: Persona): Condizione {
  return CONDIZIONI[p.posizione.stato];
}

/** Last day on which somebody with a partial birth date may have been born. */
function ultimoGiornoPossibile(p: Persona): string {
  if (p.precisione === 'ANNO') return `${p.dataNascita.slice(0, 4)}-12-31`;
  if (p.precisione === 'GIORNO') return p.dataNascita;
  const mese = Number(p.dataNascita.slice(5, 7));
  const prossimo = mese === 12 ? piuAnni(`${p.dataNascita.slice(0, 4)}-01-01`, 1) : meseDopo(p.dataNascita, mese);
  return piuGiorni(prossimo, -1);
}

function meseDopo(data: string, mese: number): string {
  return `${data.slice(0, 4)}-${String(mese + 1).padStart(2, '0')}-01`;
}

/** Eighteen years completed on that day, whatever the day of birth was. */
export function maggiorenne(p: Persona, giorno: string): boolean {
  return etaAl(ultimoGiornoPossibile(p), giorno) >= 18;
}
