/** Arrivals: a family (5001) or one person (5005) from another comune, people from abroad (1002), old acquaintances too. */

import type { Indirizzo } from '../../anpr/soggetto.js';
import { nuovaFamiglia, nuovoIndirizzo } from '../abitanti.js';
import { prossimo } from '../anagrafica.js';
import { etaAl, piuAnni, piuGiorni, ultima } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { datiIscrizione, famiglia as famigliaXml, provenienza } from '../contenuti/soggetto.js';
import { COMUNI, type ComuneNoto, STATI, type Stato } from '../luoghi.js';
import { type Componente, inventaNucleo, statoDelNucleo } from '../nucleo.js';
import type { Famiglia, Persona } from '../persona.js';
import { famigliaDi, membriDi, mettiFamiglia } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  disponibili,
  emettiNRIS,
  nomeComune,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { cartaIntera, membro, registra, traslocata } from './carta.js';

/** An address in another comune. */
function indirizzoAltrove(s: Scena, c: ComuneNoto): Indirizzo {
  const { nome, istat, provincia, cap } = c;
  return {
    codiceIstat: istat,
    nomeComune: nome,
    siglaProvincia: provincia,
    cap,
    specie: 'VIA',
    toponimo: 'DEI PLATANI',
    civico: String(s.caso.intero(1, 90)),
  };
}

/** The people as the other comune had them: its address, its family, earlier dates. */
function altrove(s: Scena, c: ComuneNoto, chi: readonly Persona[], famiglia: Famiglia): Persona[] {
  const indirizzo = indirizzoAltrove(s, c);
  return chi.map((p) => {
    const dal = ultima(piuAnni(s.giorno, -6), p.dataNascita);
    const codiceLegame = p.appartenenza?.codiceLegame ?? '1';
    return {
      ...traslocata(p, indirizzo, dal),
      appartenenza: { idFamiglia: famiglia.id, tipo: famiglia.tipo, codiceLegame, dal },
    };
  });
}

interface Arrivo {
  readonly operazione: '5001' | '5005';
  readonly da: ComuneNoto;
  readonly famiglia: Famiglia;
  readonly persone: readonly Persona[];
  readonly decorrenza: string;
}

function registraArrivo(s: Scena, a: Arrivo): Accaduto {
  const nuova = !s.comune.registro.famiglie.has(a.famiglia.id);
  const accaduto = registra(s, a.persone, a.decorrenza, [a.famiglia.id]);
  if (nuova) mettiFamiglia(s.comune.registro, a.famiglia);
  const stessa = a.operazione === '5001';
  const lasciata: Famiglia = { ...a.famiglia, id: stessa ? a.famiglia.id : prossimo(s.comune, 'famiglia') };
  emettiNRIS(s, apriAtto(s, a.operazione, a.decorrenza), (atto) =>
    risposta(
      atto,
      a.persone.map((p) => ({
        ...cartaIntera(p, a.famiglia, s.comune.codiceIstat),
        ...(stessa
          ? {}
          : { famigliaConvivenzaPrecedente: famigliaXml('famigliaConvivenzaPrecedente', lasciata, a.da.istat) }),
        provenienza: provenienza('provenienza', a.da),
      })),
    ),
  );
  const persone = altrove(s, a.da, a.persone, lasciata);
  return { ...accaduto, altrove: { comune: a.da, famiglia: lasciata, persone } };
}

function iscritto(p: Persona, dal: string, motivo: string): Persona {
  return { ...p, posizione: { stato: 'APR', dal, motivo, dichiarata: motivo !== '' } };
}

/** 5001: a family comes from another comune and keeps its ANPR id; its members have been in it for longer. */
export function immigrazioneFamiglia(s: Scena): Accaduto | null {
  const nucleo = inventaNucleo(s.comune, piuGiorni(s.giorno, -40), statoDelNucleo(s.comune));
  const decorrenza = piuGiorni(s.giorno, -s.caso.intero(0, 30));
  const famiglia = nuovaFamiglia(s.comune, '3', s.caso.vero(0.5) ? decorrenza : piuAnni(s.giorno, -9));
  const indirizzo = nuovoIndirizzo(s.comune);
  const insieme = piuGiorni(s.giorno, -s.caso.intero(200, 4000));
  const persone = nucleo.map(({ persona, codiceLegame }) => {
    const dal = ultima(insieme, persona.dataNascita);
    return iscritto(traslocata(membro(persona, famiglia, codiceLegame, dal), indirizzo, decorrenza), decorrenza, '');
  });
  return registraArrivo(s, { operazione: '5001', da: s.caso.scegli(COMUNI), famiglia, persone, decorrenza });
}

/** A single adult nobody here has seen. */
function sconosciuto(s: Scena): Persona {
  const nucleo = inventaNucleo(s.comune, piuGiorni(s.giorno, -40), statoDelNucleo(s.comune));
  return (nucleo[0] as Componente).persona;
}

function unArrivo(s: Scena, p: Persona, decorrenza: string): Accaduto {
  const ospite = s.caso.vero(0.4) ? scegliPersona(s, (x) => accoglie(s, x)) : undefined;
  const da = s.caso.scegli(COMUNI);
  if (ospite?.appartenenza && ospite.residenza) {
    const famiglia = s.comune.registro.famiglie.get(ospite.appartenenza.idFamiglia) as Famiglia;
    const legame = ospite.sesso === p.sesso ? '9' : '23';
    const dentro = traslocata(membro(p, famiglia, legame, decorrenza), ospite.residenza.indirizzo, decorrenza);
    const persone = [iscritto(dentro, decorrenza, '')];
    return registraArrivo(s, { operazione: '5005', da, famiglia, persone, decorrenza });
  }
  const famiglia = nuovaFamiglia(s.comune, '3', decorrenza);
  const dentro = traslocata(membro(p, famiglia, '1', decorrenza), nuovoIndirizzo(s.comune), decorrenza);
  return registraArrivo(s, {
    operazione: '5005',
    da,
    famiglia,
    persone: [iscritto(dentro, decorrenza, '')],
    decorrenza,
  });
}

/** A head who lives alone takes somebody in. */
function accoglie(s: Scena, p: Persona): boolean {
  const a = p.appartenenza;
  const capo = p.posizione.stato === 'APR' && a !== null && a.tipo === '3' && a.codiceLegame === '1';
  return capo && etaAl(p.dataNascita, s.giorno) < 75 && membriDi(s.comune.registro, a.idFamiglia).length === 1;
}

/** 5005: one person comes from another comune, into a family of ours or alone. */
export function immigrazionePersona(s: Scena): Accaduto | null {
  return unArrivo(s, sconosciuto(s), piuGiorni(s.giorno, -s.caso.intero(0, 30)));
}

/** 5005: somebody who had left (N010) comes back: same card, new position. */
export function ritorno(s: Scena): Accaduto | null {
  const adulto = (p: Persona): boolean => etaAl(p.dataNascita, s.giorno) >= 18;
  const p = scegliPersona(
    s,
    (x) => x.posizione.stato === 'EMIGRATO' && x.residenza !== null && adulto(x) && x.passate.at(-1)?.tipo === '3',
  );
  return p === undefined ? null : unArrivo(s, p, decorrenzaPer(s, [p], 15));
}

/** The household that left together with somebody, when nobody of it has stayed, died or come back. */
function nucleoPartito(s: Scena, p: Persona): Persona[] {
  const lasciata = p.passate.at(-1);
  if (lasciata?.tipo !== '3' || membriDi(s.comune.registro, lasciata.idFamiglia).length > 0) return [];
  return [...s.comune.registro.persone.values()].filter((x) => {
    const sua = x.passate.at(-1);
    const insieme = sua?.idFamiglia === lasciata.idFamiglia && sua.al === lasciata.al;
    return insieme && x.posizione.stato === 'EMIGRATO' && x.posizione.motivo === '';
  });
}

/** 5001: a household that had left comes back with the card it had: same family, same entry dates. */
export function ritornoFamiglia(s: Scena): Accaduto | null {
  let nucleo: Persona[] = [];
  const uno = scegliPersona(s, (x) => {
    if (x.posizione.stato !== 'EMIGRATO' || x.residenza === null) return false;
    nucleo = nucleoPartito(s, x);
    return nucleo.length > 1 && disponibili(s, nucleo);
  });
  const lasciata = uno?.passate.at(-1);
  if (lasciata === undefined) return null;
  const famiglia = famigliaDi(s.comune.registro, lasciata.idFamiglia);
  const decorrenza = decorrenzaPer(s, nucleo, 15);
  const indirizzo = nuovoIndirizzo(s.comune);
  const capo = [...nucleo].sort((a, b) => (a.dataNascita < b.dataNascita ? -1 : 1))[0];
  const persone = nucleo.map((p) => {
    const legame = p.idScheda === capo?.idScheda ? '1' : '13';
    const dentro = membro(p, famiglia, legame, p.passate.at(-1)?.dal ?? decorrenza);
    return iscritto(traslocata(dentro, indirizzo, decorrenza), decorrenza, '');
  });
  return registraArrivo(s, { operazione: '5001', da: s.caso.scegli(COMUNI), famiglia, persone, decorrenza });
}

function arrivoDallEstero(s: Scena, p: Persona, famiglia: Famiglia, da: Stato): Accaduto {
  const accaduto = registra(s, [p], p.posizione.dal, [famiglia.id]);
  emettiNRIS(s, apriAtto(s, '1002', p.posizione.dal), (atto) =>
    risposta(atto, [
      {
        ...cartaIntera(p, famiglia, s.comune.codiceIstat),
        datiIscrizione: datiIscrizione(p, { idOperazione: atto.id, comune: nomeComune(s.comune) }),
        provenienza: provenienza('provenienza', da),
      },
    ]),
  );
  return accaduto;
}

/** 1002 motive 4: a household comes from abroad, one operation for each of its people, the head first. */
export function immigrazioneEstero(s: Scena): Accaduto | null {
  const da = s.caso.scegli(STATI);
  const italiani = s.caso.vero(0.1);
  const nucleo = inventaNucleo(s.comune, piuGiorni(s.giorno, -40), italiani ? undefined : da).slice(0, 2);
  const decorrenza = piuGiorni(s.giorno, -s.caso.intero(0, 15));
  const famiglia = nuovaFamiglia(s.comune, '3', decorrenza);
  const indirizzo = nuovoIndirizzo(s.comune);
  mettiFamiglia(s.comune.registro, famiglia);
  let ultimo: Accaduto | null = null;
  for (const { persona, codiceLegame } of nucleo) {
    const dentro = traslocata(membro(persona, famiglia, codiceLegame, decorrenza), indirizzo, decorrenza);
    ultimo = arrivoDallEstero(s, iscritto(dentro, decorrenza, '4'), famiglia, da);
  }
  return ultimo;
}

/** 1002 motive 4 of one person alone: the registration that will be annulled. */
export function immigrazioneEsteroSolo(s: Scena): Accaduto | null {
  const da = s.caso.scegli(STATI);
  const nucleo = inventaNucleo(s.comune, piuGiorni(s.giorno, -40), da);
  const decorrenza = piuGiorni(s.giorno, -s.caso.intero(0, 15));
  const famiglia = nuovaFamiglia(s.comune, '3', decorrenza);
  mettiFamiglia(s.comune.registro, famiglia);
  const { persona } = nucleo[0] as Componente;
  const dentro = traslocata(membro(persona, famiglia, '1', decorrenza), nuovoIndirizzo(s.comune), decorrenza);
  return arrivoDallEstero(s, iscritto(dentro, decorrenza, '4'), famiglia, da);
}
