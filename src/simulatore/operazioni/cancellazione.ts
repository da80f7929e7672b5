/** Cancellations registered here (2003): untraceable, gone abroad, not renewed, other motives; from APR (table 15) and AIRE (28). */
import { etaAl } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { datiCancellazione, provenienza } from '../contenuti/soggetto.js';
import { COMUNI, STATI, STATI_UE } from '../luoghi.js';
import { fuoriFamiglia, italiana, type Persona } from '../persona.js';
import { membriDi } from '../registro.js';
import { type Accaduto, apriAtto, decorrenzaPer, emettiNRIS, type Scena, scegliPersona } from '../scena.js';
import { registra, soloGeneralita } from './carta.js';

const IRREPERIBILITA_APR = '6';
const IRREPERIBILITA_AIRE = '5';

function motivoPer(s: Scena, p: Persona): string {
  if (italiana(p))
    return s.caso.pesato([
      ['6', 80],
      ['13', 12],
      ['9', 8],
    ] as const);
  const extraUE = !p.cittadinanze.some((c) => STATI_UE.has(c.codiceStato));
  return s.caso.pesato([
    ['6', 40],
    ['5', 40],
    [extraUE ? '7' : '13', 20],
  ] as const);
}

/** Table 15, 3, 4, 8: to a comune that is not in ANPR, as resident or on its AIRE; 5: abroad. */
const VERSO_UN_COMUNE = new Set(['3', '4', '8']);

function verso(s: Scena, motivo: string): string {
  if (motivo === '5') return provenienza('destinazione', s.caso.scegli(STATI));
  return VERSO_UN_COMUNE.has(motivo) ? provenienza('destinazione', s.caso.scegli(COMUNI)) : '';
}

function cancella(s: Scena, p: Persona, motivo: string): Accaduto {
  const irreperibile = motivo === (p.posizione.stato === 'APR' ? IRREPERIBILITA_APR : IRREPERIBILITA_AIRE);
  const decorrenza = decorrenzaPer(s, [p], 20);
  const fuori: Persona = {
    ...fuoriFamiglia(p, decorrenza),
    posizione: { stato: irreperibile ? 'IRREPERIBILE' : 'EMIGRATO', dal: decorrenza, motivo, dichiarata: true },
  };
  const destinazione = p.posizione.stato === 'APR' ? verso(s, motivo) : '';
  const accaduto = registra(s, [fuori], decorrenza, p.appartenenza === null ? [] : [p.appartenenza.idFamiglia]);
  emettiNRIS(s, apriAtto(s, '2003', decorrenza), (atto) =>
    risposta(atto, [{ ...soloGeneralita(p), datiCancellazione: datiCancellazione(motivo, decorrenza), destinazione }]),
  );
  return accaduto;
}

/** Somebody who can be cancelled without leaving minors alone. */
function solo(s: Scena, p: Persona): boolean {
  const membri = membriDi(s.comune.registro, p.appartenenza?.idFamiglia ?? '');
  return p.appartenenza?.codiceLegame !== '1' || membri.length === 1;
}

/** 2003: a resident is cancelled, foreigners more often than their share. */
export function cancellazione(s: Scena): Accaduto | null {
  const straniero = s.caso.vero(0.55);
  const p = scegliPersona(s, (x) => {
    const adulto = x.posizione.stato === 'APR' && etaAl(x.dataNascita, s.giorno) >= 18;
    return adulto && italiana(x) !== straniero && solo(s, x);
  });
  return p === undefined ? null : cancella(s, p, motivoPer(s, p));
}

/** 2003 of an Italian for the rarer motives: to a comune outside ANPR, double registration, citizenship lost. */
export function cancellazioneAltriMotivi(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const adulto = x.posizione.stato === 'APR' && etaAl(x.dataNascita, s.giorno) >= 18;
    return adulto && italiana(x) && solo(s, x);
  });
  return p === undefined ? null : cancella(s, p, s.caso.scegli(['3', '4', '8', '10', '11']));
}

/** 2003 motive 5 of table 28: presumed untraceable abroad. */
export function irreperibilitaAIRE(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'AIRE' && solo(s, x));
  return p === undefined ? null : cancella(s, p, IRREPERIBILITA_AIRE);
}

/** 2003 motive 6, the one that will be annulled. */
export function irreperibilita(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && italiana(x) && etaAl(x.dataNascita, s.giorno) >= 18);
  return p === undefined ? null : cancella(s, p, IRREPERIBILITA_APR);
}

/** 2003 of an AIRE person: untraceable abroad, or other motives of table 28. */
export function cancellazioneAIRE(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'AIRE' && solo(s, x));
  const motivo = s.caso.pesato([
    ['5', 60],
    ['8', 20],
    ['6', 10],
    ['7', 10],
  ] as const);
  return p === undefined ? null : cancella(s, p, motivo);
}
