/** Rectifications (5014): same fact, other date or place; no date ever passes the operation that came after it. */
import { piuGiorni, ultima } from '../calendario.js';
import { rettificaDateAPR, rettificaNascita, rettificaResidenza } from '../contenuti/rettifica.js';
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
