/**
 * Operations that never happened after all: 1013, 2011, 5012, 2003 motive 12, N015 and its broken pairs.
 * Invariant: the register goes back to the photograph; what is sent describes the state after, or only says who (1013).
 */
import { risposta } from '../contenuti/risposta.js';
import { datiCancellazione, datiIscrizione, provenienza } from '../contenuti/soggetto.js';
import { COMUNI } from '../luoghi.js';
import { iscritta, type Persona } from '../persona.js';
import { personaDi, ripristina } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  emettiNRIS,
  famigliaDiPersona,
  lascia,
  nomeComune,
  type Opera,
  occupa,
  programma,
  prossimoId,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { carta, cartaIntera, soloGeneralita } from './carta.js';
import { chiParte, emettiCambio, parti } from './emigrazione.js';

/** What follows from an operation some days later. */
export type Annullo = (s: Scena, a: Accaduto) => void;

/** Plays an operation and, some days later, its annulment or what else follows from it; in between nobody else touches those people. */
export function poi(opera: Opera, annullo: Annullo, giorni: readonly [number, number]): Opera {
  return (s) => {
    const accaduto = opera(s);
    if (accaduto === null) return null;
    occupa(s, accaduto);
    programma(s, s.caso.intero(...giorni), (dopo) => {
      annullo(dopo, accaduto);
      lascia(dopo, accaduto);
    });
    return accaduto;
  };
}

/** Puts the register back and gives the people as they were just before. */
function torna(s: Scena, a: Accaduto): Persona[] {
  const { registro } = s.comune;
  const annullati = a.schede.map((id) => personaDi(registro, id));
  ripristina(registro, a.prima);
  return annullati;
}

/** 5012: the card after the annulment, without reference to what was annulled: ours, or that of the other comune. */
export function annullaMutazione(s: Scena, a: Accaduto): void {
  torna(s, a);
  const { registro, codiceIstat } = s.comune;
  for (const p of a.altrove?.persone ?? []) s.comune.registro.dettiAltrove.add(p.idScheda);
  const schede = a.altrove
    ? a.altrove.persone.map((p) => carta(p, a.altrove!.famiglia, a.altrove!.comune.istat))
    : a.schede.map((id) => personaDi(registro, id)).map((p) => carta(p, famigliaDiPersona(s, p), codiceIstat));
  emettiNRIS(s, apriAtto(s, '5012', a.decorrenza), (atto) => risposta(atto, schede));
}

/** 1013: the registration never happened; only who. */
export function annullaIscrizione(s: Scena, a: Accaduto): void {
  const annullati = torna(s, a);
  emettiNRIS(s, apriAtto(s, '1013', a.decorrenza), (atto) => risposta(atto, annullati.map(soloGeneralita)));
}

/** 2011: the cancellation never happened; the person with its sections. */
export function annullaCancellazione(s: Scena, a: Accaduto): void {
  torna(s, a);
  const tornati = a.schede.map((id) => personaDi(s.comune.registro, id));
  const schede = tornati.map((p) => ({ p, f: famigliaDiPersona(s, p) }));
  emettiNRIS(s, apriAtto(s, '2011', a.decorrenza), (atto) =>
    risposta(
      atto,
      schede.map(({ p, f }) => ({
        ...cartaIntera(p, f, s.comune.codiceIstat),
        datiIscrizione: datiIscrizione(p, { idOperazione: atto.id, comune: nomeComune(s.comune) }),
      })),
    ),
  );
}

/** 2003 motive 12: we give back somebody who had come from another comune: the registration here never was. */
export function restituisci(s: Scena, a: Accaduto): void {
  const da = a.altrove?.comune ?? s.caso.scegli(COMUNI);
  const annullati = torna(s, a);
  emettiNRIS(s, apriAtto(s, '2003', a.decorrenza), (atto) =>
    risposta(
      atto,
      annullati.map((p) => ({
        ...soloGeneralita(p),
        datiCancellazione: datiCancellazione('12', a.decorrenza),
        destinazione: provenienza('destinazione', da),
      })),
    ),
  );
}

/** N015: the other comune has annulled; ANPR has already put everybody back with us. */
export function ripristinaPosizione(s: Scena, a: Accaduto): void {
  torna(s, a);
  avvisaRipristino(s, a, 1);
}

function avvisaRipristino(s: Scena, a: Accaduto, volte: number): void {
  const persone = a.schede.map((id) => personaDi(s.comune.registro, id)).filter(iscritta);
  const idOperazione = prossimoId(s);
  const altro = s.caso.scegli(COMUNI);
  const decorrenza = s.caso.vero(0.5) ? a.decorrenza : s.giorno;
  for (let i = 0; i < volte; i++) emettiCambio(s, { tipo: 'N015', persone, altro, idOperazione, decorrenza });
}

function restituite(s: Scena, a: Accaduto, volte: number): void {
  torna(s, a);
  avvisaRipristino(s, a, volte);
}

/** N015 three times for one annulment (issue 1407). */
export const ripristinaTreVolte: Annullo = (s, a) => restituite(s, a, 3);

/** N015 whose N010 was never sent, because the transfer was annulled at once (issues 2920, 3261): nothing changes. */
export function ripristinoSenzaPartenza(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR');
  if (p === undefined) return null;
  const decorrenza = decorrenzaPer(s, [p], 10);
  const altro = s.caso.scegli(COMUNI);
  emettiCambio(s, { tipo: 'N015', persone: [p], altro, decorrenza, idOperazione: prossimoId(s) });
  return null;
}

/** N010, then at once a restoration that is not told, then N010 again with an earlier date (issues 4182, 2223): gone since the last. */
export function partenzaRifatta(s: Scena): Accaduto | null {
  const chi = chiParte(s);
  if (chi === undefined) return null;
  const minima = decorrenzaPer(s, chi, 20);
  const prima = parti(s, chi, s.giorno);
  occupa(s, prima);
  programma(s, s.caso.intero(2, 12), (dopo) => {
    torna(dopo, prima);
    parti(dopo, chi, minima);
    lascia(dopo, prima);
  });
  return prima;
}

/** N010, N015, N015, N010 of different events for the same people (issue 2223): gone in the end. */
export function partenzaRipetuta(s: Scena): Accaduto | null {
  const chi = chiParte(s);
  if (chi === undefined) return null;
  const prima = parti(s, chi, decorrenzaPer(s, chi, 10));
  occupa(s, prima);
  programma(s, s.caso.intero(2, 8), (dopo) => restituite(dopo, prima, 2));
  programma(s, s.caso.intero(12, 25), (dopo) => {
    parti(dopo, chi, decorrenzaPer(dopo, chi, 10));
    lascia(dopo, prima);
  });
  return prima;
}
