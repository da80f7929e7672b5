/** Moves inside the comune: a whole family (5001), one person who leaves a family (5005), a street renamed (5001). */
import { formatIndirizzo } from '../../anpr/indirizzo.js';
import type { Indirizzo } from '../../anpr/soggetto.js';
import { nuovaFamiglia, nuovoIndirizzo } from '../abitanti.js';
import { etaAl } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { famiglia as famigliaXml } from '../contenuti/soggetto.js';
import type { Famiglia, Persona, ResidenzaSimulata } from '../persona.js';
import { famigliaDi, membriDi, mettiFamiglia } from '../registro.js';
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
import { carta, membro, registra, traslocata } from './carta.js';
import { FAMIGLIA_SENZA_CAPO } from './decesso.js';

const capo = (p: Persona): boolean =>
  p.posizione.stato === 'APR' && p.appartenenza?.tipo === '3' && p.appartenenza.codiceLegame === '1';

/** A head whose whole family is free to be touched. */
export function scegliCapo(s: Scena, altro: (p: Persona, membri: readonly Persona[]) => boolean): Persona | undefined {
  return scegliPersona(s, (p) => {
    if (!capo(p)) return false;
    const membri = membriDi(s.comune.registro, p.appartenenza?.idFamiglia ?? '');
    return disponibili(s, membri) && altro(p, membri);
  });
}

function famigliaMutata(s: Scena, membri: readonly Persona[], f: Famiglia, decorrenza: string): Accaduto {
  const accaduto = registra(s, membri, decorrenza, [f.id]);
  emettiNRIS(s, apriAtto(s, '5001', decorrenza), (atto) =>
    risposta(
      atto,
      membri.map((p) => carta(p, f, s.comune.codiceIstat)),
    ),
  );
  return accaduto;
}

/** 5001: a family changes home. */
export function traslocoFamiglia(s: Scena): Accaduto | null {
  const p = scegliCapo(s, () => true);
  if (p === undefined) return null;
  const f = famigliaDiPersona(s, p);
  const membri = membriDi(s.comune.registro, f.id);
  const decorrenza = decorrenzaPer(s, membri, 25);
  const indirizzo = nuovoIndirizzo(s.comune);
  return famigliaMutata(
    s,
    membri.map((m) => traslocata(m, indirizzo, decorrenza)),
    f,
    decorrenza,
  );
}

/** 5001 with address type 10: the street of a family has another name; nobody moved, every date stays. */
export function revisioneOnomastica(s: Scena): Accaduto | null {
  return rietichetta(s, '10', { toponimo: 'DEI COSTITUENTI' });
}

/** 5001 with address type 11: the number was wrong all the time; every date stays. */
export function correzioneIndirizzo(s: Scena): Accaduto | null {
  return rietichetta(s, '11', { civico: String(s.caso.intero(181, 220)) });
}

function rietichetta(s: Scena, tipoIndirizzo: '10' | '11', cambia: Partial<Indirizzo>): Accaduto | null {
  const p = scegliCapo(s, () => true);
  if (p === undefined) return null;
  const f = famigliaDiPersona(s, p);
  const membri = membriDi(s.comune.registro, f.id);
  const decorrenza = decorrenzaPer(s, membri, 5);
  const rinominati = membri.map((m) =>
    m.residenza === null ? m : { ...m, residenza: conEtichetta(m.residenza, tipoIndirizzo, cambia) },
  );
  return famigliaMutata(s, rinominati, f, decorrenza);
}

/** Of a place that was wrong nobody remembers the wrong name. */
function conEtichetta(
  residenza: ResidenzaSimulata,
  tipoIndirizzo: '10' | '11',
  cambia: Partial<Indirizzo>,
): ResidenzaSimulata {
  const { giaDetto, ...casa } = residenza;
  const indirizzo = { ...casa.indirizzo, ...cambia };
  if (tipoIndirizzo === '11') return { ...casa, tipoIndirizzo, indirizzo };
  const uguale = formatIndirizzo(indirizzo) === formatIndirizzo(casa.indirizzo);
  const prima = uguale ? giaDetto : casa.indirizzo;
  return { ...casa, tipoIndirizzo, indirizzo, ...(prima !== undefined && { giaDetto: prima }) };
}

interface Uscita {
  readonly persona: Persona;
  readonly da: Famiglia;
  readonly a: Famiglia;
  readonly decorrenza: string;
  readonly senzaCapo: boolean;
}

/** Writes a 5005 inside the comune: one person goes from a family (or convivenza) of ours to another. */
export function passaggio(s: Scena, u: Uscita): Accaduto {
  const accaduto = registra(s, [u.persona], u.decorrenza, [u.da.id, u.a.id]);
  emettiNRIS(s, apriAtto(s, '5005', u.decorrenza), (atto) =>
    risposta(
      atto,
      [
        {
          ...carta(u.persona, u.a, s.comune.codiceIstat),
          famigliaConvivenzaPrecedente: famigliaXml('famigliaConvivenzaPrecedente', u.da, s.comune.codiceIstat),
        },
      ],
      u.senzaCapo ? { anomalie: [FAMIGLIA_SENZA_CAPO] } : {},
    ),
  );
  return accaduto;
}

function puoUscire(s: Scena, p: Persona): boolean {
  const a = p.appartenenza;
  if (p.posizione.stato !== 'APR' || a === null || a.tipo !== '3') return false;
  const membri = membriDi(s.comune.registro, a.idFamiglia);
  if (membri.length < 2 || etaAl(p.dataNascita, s.giorno) < 18) return false;
  const adultiRimasti = membri.some((m) => m.idScheda !== p.idScheda && etaAl(m.dataNascita, s.giorno) >= 18);
  return adultiRimasti && (a.codiceLegame !== '1' || s.caso.vero(0.2));
}

/** 5005: somebody leaves the family, into a new home or into that of somebody who lives alone. */
export function traslocoPersona(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => puoUscire(s, x));
  if (p === undefined) return null;
  const da = famigliaDiPersona(s, p);
  const senzaCapo = p.appartenenza?.codiceLegame === '1';
  const solo = s.caso.vero(0.35)
    ? scegliCapo(s, (x, membri) => membri.length === 1 && x.appartenenza?.idFamiglia !== da.id)
    : undefined;
  const decorrenza = decorrenzaPer(s, solo === undefined ? [p] : [p, solo], 25);
  if (solo?.appartenenza && solo.residenza) {
    const a = famigliaDi(s.comune.registro, solo.appartenenza.idFamiglia);
    const persona = traslocata(membro(p, a, '23', decorrenza), solo.residenza.indirizzo, decorrenza);
    return passaggio(s, { persona, da, a, decorrenza, senzaCapo });
  }
  const a = nuovaFamiglia(s.comune, '3', decorrenza);
  const persona = traslocata(membro(p, a, '1', decorrenza), nuovoIndirizzo(s.comune), decorrenza);
  const accaduto = passaggio(s, { persona, da, a, decorrenza, senzaCapo });
  mettiFamiglia(s.comune.registro, a);
  return accaduto;
}

/** 5005 without moving: somebody makes a family apart in the same home; the residence keeps its date. */
export function separazione(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => puoUscire(s, x) && x.appartenenza?.codiceLegame !== '1');
  if (p === undefined) return null;
  const decorrenza = decorrenzaPer(s, [p], 10);
  const a = nuovaFamiglia(s.comune, '3', decorrenza);
  const da = famigliaDiPersona(s, p);
  const accaduto = passaggio(s, { persona: membro(p, a, '1', decorrenza), da, a, decorrenza, senzaCapo: false });
  mettiFamiglia(s.comune.registro, a);
  return accaduto;
}
