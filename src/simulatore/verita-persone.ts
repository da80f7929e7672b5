/** What the truth says about one person: of age or not, in what condition for the tax office. */
import { etaAl, piuAnni, piuGiorni } from './calendario.js';
import { iscritta, type Persona } from './persona.js';
import type { Registro } from './registro.js';
import type { RigaVista } from './verita.js';

export type Condizione = 'DECEDUTO' | 'RESIDENTE' | 'AIRE' | 'IRREPERIBILE' | 'NON_RESIDENTE';

/** What each position is called by the tax office. */
export const CONDIZIONI: Readonly<Record<Persona['posizione']['stato'], Condizione>> = {
  APR: 'RESIDENTE',
  AIRE: 'AIRE',
  DECEDUTO: 'DECEDUTO',
  IRREPERIBILE: 'IRREPERIBILE',
  EMIGRATO: 'NON_RESIDENTE',
};

export function condizioneDi(p: Persona): Condizione {
  return CONDIZIONI[p.posizione.stato];
}

/** Who a row of the offices is about. */
export function chiE(codComune: string, p: Persona): RigaVista {
  return {
    cod_comune: codComune,
    id_scheda_anpr: p.idScheda,
    codice_fiscale: p.codiceFiscale === '' ? null : p.codiceFiscale,
    cognome: p.cognome,
    nome: p.nome,
  };
}

/** Registered without a home: at that address nobody lives, pays or is reached. */
export function senzaDimora({ posizione, residenza }: Persona): boolean {
  return posizione.stato === 'APR' && residenza?.senzaFissaDimora === true;
}

/**
 * Taken by another comune, which says so with an N010 that carries no motive and no address; or left there by the
 * annulment of a return, which says where.
 */
export function trasferita({ posizione, idScheda }: Persona, { dettiAltrove }: Registro): boolean {
  return posizione.stato === 'EMIGRATO' && (posizione.motivo === '' || dettiAltrove.has(idScheda));
}

/** Registered people count their age today, the others on the day of their condition. */
export function eContribuente(p: Persona, oggi: string): boolean {
  return maggiorenne(p, iscritta(p) ? oggi : p.posizione.dal);
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
