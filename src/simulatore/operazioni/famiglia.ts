/** Changes of the family card without moving (5001): who is head, in what relationship the others are. */
import { etaAl } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import type { Persona } from '../persona.js';
import { famigliaDi, intestatarioDi, membriDi } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  disponibili,
  emettiNRIS,
  famigliaDiPersona,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { carta, registra } from './carta.js';
import { conNuovoCapo, nuovoCapo } from './decesso.js';

function ricomponi(s: Scena, membri: readonly Persona[], capo: Persona): Accaduto {
  const f = famigliaDiPersona(s, capo);
  const decorrenza = decorrenzaPer(s, membri, 8);
  const dopo = f.tipo === '4' ? conResponsabile(membri, capo) : conNuovoCapo(membri, capo);
  const accaduto = registra(s, dopo, decorrenza, [f.id]);
  emettiNRIS(s, apriAtto(s, '5001', decorrenza), (atto) =>
    risposta(
      atto,
      dopo.map((p) => carta(p, f, s.comune.codiceIstat)),
    ),
  );
  return accaduto;
}

/** Members of a convivenza with another person responsible (table 6). */
function conResponsabile(membri: readonly Persona[], capo: Persona): Persona[] {
  return membri
    .map((p) => {
      const codiceLegame = p.idScheda === capo.idScheda ? '1' : '2';
      return p.appartenenza === null ? p : { ...p, appartenenza: { ...p.appartenenza, codiceLegame } };
    })
    .filter((p, i) => p.appartenenza?.codiceLegame !== membri[i]?.appartenenza?.codiceLegame);
}

/** 5001: another adult becomes head; every relationship is rewritten, nobody's entry date changes. */
export function cambioIntestatario(s: Scena): Accaduto | null {
  let scelto: Persona | undefined;
  const vecchio = scegliPersona(s, (p) => {
    if (p.appartenenza?.tipo !== '3' || p.appartenenza.codiceLegame !== '1' || p.posizione.stato !== 'APR')
      return false;
    const membri = membriDi(s.comune.registro, p.appartenenza.idFamiglia);
    scelto = nuovoCapo(
      membri.filter((m) => m.idScheda !== p.idScheda),
      s.giorno,
    );
    return scelto !== undefined && disponibili(s, membri);
  });
  if (vecchio?.appartenenza === undefined || vecchio.appartenenza === null || scelto === undefined) return null;
  return ricomponi(s, membriDi(s.comune.registro, vecchio.appartenenza.idFamiglia), scelto);
}

/** 5001: a family left without head gets one, days or months after the warning EN226. */
export function ricomposizione(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const a = x.appartenenza;
    if (a === null || a.tipo === '4' || x.posizione.stato !== 'APR' || a.codiceLegame === '1') return false;
    const membri = membriDi(s.comune.registro, a.idFamiglia);
    return intestatarioDi(membri) === undefined && etaAl(x.dataNascita, s.giorno) >= 18 && disponibili(s, membri);
  });
  if (p?.appartenenza === undefined || p.appartenenza === null) return null;
  return ricomponi(s, membriDi(s.comune.registro, p.appartenenza.idFamiglia), p);
}

/** 5001: another member of a convivenza becomes responsible for it, or the first one after a responsible who left. */
export function cambioResponsabile(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const a = x.appartenenza;
    if (a?.tipo !== '4' || a.codiceLegame === '1') return false;
    const membri = membriDi(s.comune.registro, a.idFamiglia);
    return famigliaDi(s.comune.registro, a.idFamiglia).tutore === null && disponibili(s, membri);
  });
  if (p?.appartenenza === undefined || p.appartenenza === null) return null;
  return ricomponi(s, membriDi(s.comune.registro, p.appartenenza.idFamiglia), p);
}
