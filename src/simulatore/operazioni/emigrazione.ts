/** Departures registered by another comune: one N010 for each person, all with the id of the same operation. */
import { inventaPersona } from '../anagrafica.js';
import { etaAl, piuGiorni } from '../calendario.js';
import { type CambioResidenza, cambioResidenza } from '../contenuti/notifica.js';
import { COMUNI, type ComuneNoto } from '../luoghi.js';
import { natoCircaA } from '../nucleo.js';
import { fuoriFamiglia, type Persona } from '../persona.js';
import { membriDi } from '../registro.js';
import { type Accaduto, decorrenzaPer, disponibili, emetti, prossimoId, type Scena, scegliPersona } from '../scena.js';
import { registra } from './carta.js';

/** What goes out about people who change comune: N010, N014, N015. */
export interface Partenza {
  readonly tipo: CambioResidenza['tipo'];
  readonly persone: readonly Persona[];
  readonly altro: ComuneNoto;
  readonly decorrenza: string;
  readonly idOperazione: string;
}

/** Gives out one notification for each person. */
export function emettiCambio(s: Scena, p: Partenza): void {
  const { tipo, altro, idOperazione, decorrenza } = p;
  for (const persona of p.persone) {
    emetti(s, {
      tipoNotifica: tipo,
      operazione: tipo,
      idRegistrante: idOperazione,
      contenuto: () => cambioResidenza({ tipo, persona, altro, idOperazione, decorrenza }),
    });
  }
}

/** The person gone from that day. */
export function partita(p: Persona, dal: string): Persona {
  return { ...fuoriFamiglia(p, dal), posizione: { stato: 'EMIGRATO', dal, motivo: '', dichiarata: true } };
}

/** Plays a departure: the register loses them, the other comune's operation gives out the N010. */
export function parti(s: Scena, chi: readonly Persona[], decorrenza: string): Accaduto {
  const famiglie = [...new Set(chi.flatMap((p) => p.appartenenza?.idFamiglia ?? []))];
  const accaduto = registra(
    s,
    chi.map((p) => partita(p, decorrenza)),
    decorrenza,
    famiglie,
  );
  const altro = s.caso.scegli(COMUNI);
  emettiCambio(s, { tipo: 'N010', persone: chi, altro, decorrenza, idOperazione: prossimoId(s) });
  return accaduto;
}

/** Who goes: a whole household, or one adult of it. */
export function chiParte(s: Scena): readonly Persona[] | undefined {
  const intera = s.caso.vero(0.45);
  const membriDiQuesta = (p: Persona): Persona[] => membriDi(s.comune.registro, p.appartenenza?.idFamiglia ?? '');
  const p = scegliPersona(s, (x) => {
    const giovane = etaAl(x.dataNascita, s.giorno) >= 18 && etaAl(x.dataNascita, s.giorno) < 75;
    const qui = x.posizione.stato === 'APR' && x.appartenenza !== null && giovane;
    return qui && (!intera || (x.appartenenza?.tipo === '3' && disponibili(s, membriDiQuesta(x))));
  });
  if (p === undefined) return undefined;
  return intera ? membriDiQuesta(p) : [p];
}

/** N010: a household or one person is now resident in another comune. */
export function emigrazione(s: Scena): Accaduto | null {
  const chi = chiParte(s);
  return chi === undefined ? null : parti(s, chi, decorrenzaPer(s, chi, 20));
}

/** N010 of an AIRE person: now on the AIRE of another comune. */
export function emigrazioneAIRE(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'AIRE' && x.appartenenza?.codiceLegame !== '1');
  return p === undefined ? null : parti(s, [p], decorrenzaPer(s, [p], 20));
}

/** N010 with an effective date still to come: nothing changes until that day. */
export function emigrazioneFutura(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && etaAl(x.dataNascita, s.giorno) >= 18);
  if (p === undefined) return null;
  const decorrenza = piuGiorni(s.oggi, s.caso.intero(3, 20));
  emettiCambio(s, {
    tipo: 'N010',
    persone: [p],
    altro: s.caso.scegli(COMUNI),
    decorrenza,
    idOperazione: prossimoId(s),
  });
  s.occupati.add(p.idScheda);
  return null;
}

/** N010 about somebody this comune never had: known from now on as somebody who is not here. */
export function emigrazioneDiSconosciuto(s: Scena): Accaduto | null {
  const base = inventaPersona(s.comune, { dataNascita: natoCircaA(s.comune, s.caso.intero(20, 60), s.giorno) });
  const decorrenza = piuGiorni(s.giorno, -s.caso.intero(0, 20));
  const accaduto = registra(s, [partita({ ...base, idANPR: '' }, decorrenza)], decorrenza, []);
  const idOperazione = prossimoId(s);
  emettiCambio(s, { tipo: 'N010', persone: [base], altro: s.caso.scegli(COMUNI), decorrenza, idOperazione });
  return accaduto;
}

/** N010 about somebody who is dead: another comune's mistake, the dead stays dead. */
export function emigrazioneDiDefunto(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'DECEDUTO');
  if (p === undefined) return null;
  const idOperazione = prossimoId(s);
  emettiCambio(s, { tipo: 'N010', persone: [p], altro: s.caso.scegli(COMUNI), decorrenza: s.giorno, idOperazione });
  return null;
}
