/**
 * Rectifications (5014): same fact, other date or place; no date ever passes the operation that came after it, nor goes back to
 * before the person had left.
 */
import { piuGiorni, ultima } from '../calendario.js';
import {
  rettificaDateAPR,
  rettificaDateScheda,
  rettificaMotivo,
  rettificaNascita,
  rettificaResidenza,
} from '../contenuti/rettifica.js';
import { risposta } from '../contenuti/risposta.js';
import type { Xml } from '../contenuti/xml.js';
import { COMUNI } from '../luoghi.js';
import type { Persona } from '../persona.js';
import { type Accaduto, apriAtto, emettiNRIS, type Scena, scegliPersona } from '../scena.js';
import { registra, soloGeneralita } from './carta.js';

function rettifica(s: Scena, prima: Persona, dopo: Persona, valori: (p: Persona) => Xml): Accaduto {
  const accaduto = registra(s, [dopo], prima.ultima, []);
  emettiNRIS(s, apriAtto(s, '5014', prima.ultima), (atto) =>
    risposta(atto, [soloGeneralita(dopo)], { accanto: valori(dopo) }),
  );
  return accaduto;
}

/** 5014/101: the residence began on another day; a position that began with it moves with it. */
export function rettificaDecorrenza(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const unita = x.residenza !== null && !x.posizione.dichiarata && x.posizione.dal === x.residenza.dal;
    return x.posizione.stato === 'APR' && x.residenza !== null && (unita || x.posizione.dichiarata);
  });
  if (p === undefined || p.residenza === null) return null;
  const dal = ultima(
    piuGiorni(p.residenza.dal, s.caso.scegli([-3, -1])),
    p.posizione.dichiarata ? p.posizione.dal : '',
    p.posizioniPassate.at(-1)?.dal ?? '',
  );
  const posizione = p.posizione.dichiarata ? p.posizione : { ...p.posizione, dal };
  return rettifica(s, p, { ...p, residenza: { ...p.residenza, dal }, posizione }, rettificaResidenza);
}

/** 5014/103: first registration in the comune and entry into the family. */
export function rettificaDate(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const unaSola = x.posizione.dichiarata && x.posizione.motivo !== '1' && x.passate.length === 0;
    return x.posizione.stato === 'APR' && unaSola && x.appartenenza?.tipo === '3';
  });
  if (p === undefined || p.appartenenza === null) return null;
  const indietro = (data: string): string => ultima(piuGiorni(data, -2), p.dataNascita);
  const posizione = { ...p.posizione, dal: indietro(p.posizione.dal) };
  const appartenenza = { ...p.appartenenza, dal: indietro(p.appartenenza.dal) };
  return rettifica(s, p, { ...p, posizione, appartenenza }, rettificaDateAPR);
}

/** 5014/105: the place of birth. */
export function rettificaLuogoNascita(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && x.nascita.comune !== undefined);
  if (p === undefined) return null;
  return rettifica(s, p, { ...p, nascita: { comune: s.caso.scegli(COMUNI) } }, rettificaNascita);
}

/** 5014/104: dates of residence and of entry into the family; the registration stays. */
export function rettificaScheda(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const luogoSuo = x.posizione.dichiarata && x.residenza !== null && x.residenza.dal > piuGiorni(x.posizione.dal, 2);
    return x.posizione.stato === 'APR' && luogoSuo && x.appartenenza?.tipo === '3' && x.passate.length === 0;
  });
  if (p === undefined || p.residenza === null || p.appartenenza === null) return null;
  const residenza = { ...p.residenza, dal: piuGiorni(p.residenza.dal, -1) };
  const appartenenza = { ...p.appartenenza, dal: ultima(piuGiorni(p.appartenenza.dal, -1), p.dataNascita) };
  return rettifica(s, p, { ...p, residenza, appartenenza }, rettificaDateScheda);
}

/** 5014/102: the motive of registration. */
export function rettificaMotivoIscrizione(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && ['3', '4'].includes(x.posizione.motivo));
  if (p === undefined) return null;
  return rettifica(s, p, { ...p, posizione: { ...p.posizione, motivo: '9' } }, rettificaMotivo);
}
