/** Deaths (2001): when the head dies ANPR redefines the relationships of the others, or warns that nobody is head (EN226). */
import { etaAl, piuGiorni } from '../calendario.js';
import { type Anomalia, risposta } from '../contenuti/risposta.js';
import {
  datiCancellazione,
  datiDecesso,
  famiglia as famigliaXml,
  generalita,
  identificativi,
  legame,
} from '../contenuti/soggetto.js';
import { type Famiglia, fuoriFamiglia, type Persona } from '../persona.js';
import { membriDi } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  disponibili,
  emettiNRIS,
  famigliaDiPersona,
  nomeComune,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { registra, soloGeneralita } from './carta.js';

export const FAMIGLIA_SENZA_CAPO: Anomalia = {
  codice: 'EN226',
  tipo: 'W',
  testo: 'Aggiornare la composizione della famiglia di origine',
};
const CONIUGI: readonly string[] = ['2', '23', '28'];
const QUOTA_SENZA_SUBENTRO = 0.1;

/** Relationship to the new head, from the relationships both had to the old one (table 5). */
export function legameConNuovoCapo(delCapo: string, suo: string): string {
  if (CONIUGI.includes(delCapo)) return suo === '3' ? '3' : suo === '6' ? '17' : '22';
  if (delCapo === '3') return suo === '3' ? '9' : CONIUGI.includes(suo) ? '6' : suo === '6' ? '7' : '13';
  if (delCapo === '6') return suo === '3' ? '4' : CONIUGI.includes(suo) ? '16' : '13';
  return '13';
}

/** Who takes over: the spouse, else the oldest adult; nobody when only minors are left. */
export function nuovoCapo(rimasti: readonly Persona[], giorno: string): Persona | undefined {
  const adulti = rimasti.filter((p) => etaAl(p.dataNascita, giorno) >= 18);
  const coniuge = adulti.find((p) => CONIUGI.includes(p.appartenenza?.codiceLegame ?? ''));
  return coniuge ?? adulti.sort((a, b) => (a.dataNascita < b.dataNascita ? -1 : 1))[0];
}

/** The remaining members with their relationships to the new head. */
export function conNuovoCapo(rimasti: readonly Persona[], capo: Persona): Persona[] {
  const delCapo = capo.appartenenza?.codiceLegame ?? '13';
  return rimasti.map((p) => {
    if (p.appartenenza === null) return p;
    const codiceLegame = p.idScheda === capo.idScheda ? '1' : legameConNuovoCapo(delCapo, p.appartenenza.codiceLegame);
    return { ...p, appartenenza: { ...p.appartenenza, codiceLegame } };
  });
}

function ridefiniti(s: Scena, morto: Persona, f: Famiglia, giorno: string): Persona[] {
  if (f.tipo === '4' || morto.appartenenza?.codiceLegame !== '1') return [];
  const rimasti = membriDi(s.comune.registro, f.id).filter((p) => p.idScheda !== morto.idScheda);
  const capo = nuovoCapo(rimasti, giorno);
  if (capo === undefined || !disponibili(s, rimasti) || s.caso.vero(QUOTA_SENZA_SUBENTRO)) return [];
  return conNuovoCapo(rimasti, capo);
}

function muore(s: Scena, p: Persona): Accaduto {
  const f = famigliaDiPersona(s, p);
  const { registro } = s.comune;
  const altri = membriDi(registro, f.id).filter((m) => m.idScheda !== p.idScheda);
  const giorno = decorrenzaPer(s, [p], 12);
  const rimasti = ridefiniti(s, p, f, giorno);
  const senzaCapo = f.tipo !== '4' && p.appartenenza?.codiceLegame === '1' && altri.length > 0 && rimasti.length === 0;
  const morto: Persona = {
    ...fuoriFamiglia(p, giorno),
    posizione: { stato: 'DECEDUTO', dal: giorno, motivo: '1', dichiarata: true },
  };
  const accaduto = registra(s, [morto, ...rimasti], giorno, [f.id]);
  emettiNRIS(s, apriAtto(s, '2001', giorno), (atto) =>
    risposta(
      atto,
      [
        {
          ...soloGeneralita(p),
          datiCancellazione: datiCancellazione('1', giorno),
          datiDecesso: datiDecesso(giorno, nomeComune(s.comune)),
        },
        ...rimasti.map((r) => ({
          identificativi: identificativi(r),
          generalitaAttuali: generalita('generalitaAttuali', r),
          legameSoggetto: legame(r),
          famigliaConvivenza: famigliaXml('famigliaConvivenza', f, s.comune.codiceIstat),
        })),
      ],
      senzaCapo ? { anomalie: [FAMIGLIA_SENZA_CAPO] } : {},
    ),
  );
  return accaduto;
}

/** 2001: somebody registered here dies, mostly an old person. */
export function decesso(s: Scena): Accaduto | null {
  const minima = s.caso.pesato([
    [82, 60],
    [68, 28],
    [40, 10],
    [0, 2],
  ] as const);
  const stato = s.caso.vero(0.04) ? 'AIRE' : 'APR';
  const p = scegliPersona(s, (x) => x.posizione.stato === stato && etaAl(x.dataNascita, s.giorno) >= minima);
  return p === undefined ? null : muore(s, p);
}

/** 2001 of somebody who is not a head: the death that will be annulled. */
export function decessoDiNonCapo(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && x.appartenenza?.codiceLegame !== '1');
  return p === undefined ? null : muore(s, p);
}

/** 2001 motive 2: a court declares somebody dead; no date of death, only the effect of the sentence. */
export function mortePresunta(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'APR' && x.appartenenza?.codiceLegame !== '1');
  if (p === undefined) return null;
  const giorno = decorrenzaPer(s, [p], 12);
  const posizione = { stato: 'DECEDUTO', dal: giorno, motivo: '2', dichiarata: true } as const;
  const accaduto = registra(s, [{ ...fuoriFamiglia(p, giorno), posizione }], giorno, [famigliaDiPersona(s, p).id]);
  emettiNRIS(s, apriAtto(s, '2001', giorno), (atto) =>
    risposta(atto, [{ ...soloGeneralita(p), datiCancellazione: datiCancellazione('2', giorno) }]),
  );
  return accaduto;
}

/** 5008: the date of a death was wrong; the exit from the family moves with it. */
export function correzioneDecesso(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => {
    const ultimaFamiglia = x.passate.at(-1);
    const spazio = ultimaFamiglia !== undefined && ultimaFamiglia.dal < piuGiorni(x.posizione.dal, -1);
    return x.posizione.stato === 'DECEDUTO' && x.posizione.motivo === '1' && spazio;
  });
  if (p === undefined) return null;
  const al = piuGiorni(p.posizione.dal, -1);
  const passate = p.passate.map((a, i) => (i === p.passate.length - 1 ? { ...a, al } : a));
  const accaduto = registra(s, [{ ...p, passate, posizione: { ...p.posizione, dal: al } }], s.giorno, []);
  emettiNRIS(s, apriAtto(s, '5008', s.giorno), (atto) =>
    risposta(atto, [{ ...soloGeneralita(p), datiDecesso: datiDecesso(al, nomeComune(s.comune)) }]),
  );
  return accaduto;
}
