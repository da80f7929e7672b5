/** Italians abroad: out of the comune and into its AIRE (A006), back home (1002 motive 6, 5001 from card 5 to 3), new ones (A002). */
import { nuovaFamiglia, nuovoIndirizzo, nuovoIndirizzoEstero } from '../abitanti.js';
import { etaAl, piuGiorni } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { datiIscrizione, provenienza } from '../contenuti/soggetto.js';
import { COMUNI, STATI, type Stato } from '../luoghi.js';
import { type Componente, inventaNucleo } from '../nucleo.js';
import { type Famiglia, italiana, type Persona } from '../persona.js';
import { famigliaDi, membriDi, mettiFamiglia } from '../registro.js';
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
import { carta, cartaIntera, membro, registra, traslocata } from './carta.js';

function statoEstero(p: Persona): Stato {
  return STATI.find((x) => x.istat === p.residenza?.indirizzo.codiceStato) ?? (STATI[0] as Stato);
}

function chiEspatria(s: Scena): Persona[] | undefined {
  const famiglia = (p: Persona): Persona[] => membriDi(s.comune.registro, p.appartenenza?.idFamiglia ?? '');
  const intera = s.caso.vero(0.4);
  const p = scegliPersona(s, (x) => {
    const eta = etaAl(x.dataNascita, s.giorno);
    if (x.posizione.stato !== 'APR' || !italiana(x) || x.appartenenza?.tipo !== '3' || eta < 18 || eta > 60)
      return false;
    const membri = famiglia(x);
    if (intera) return membri.every(italiana) && disponibili(s, membri);
    return x.appartenenza.codiceLegame !== '1' || membri.length === 1;
  });
  if (p === undefined) return undefined;
  return intera ? famiglia(p) : [p];
}

/** A006: out of APR, into the AIRE of the same comune; a new family card of type 5. */
export function espatrio(s: Scena): Accaduto | null {
  return espatriaCon(s, { operazione: 'A006', motivo: 'C01' });
}

/** A002 motive C06: the same, registered as an AIRE registration with its own date and motive. */
export function espatrioIscritto(s: Scena): Accaduto | null {
  return espatriaCon(s, { operazione: 'A002', motivo: 'C06' });
}

function espatriaCon(
  s: Scena,
  { operazione, motivo }: { readonly operazione: 'A002' | 'A006'; readonly motivo: string },
): Accaduto | null {
  const dichiarata = operazione === 'A002';
  const chi = chiEspatria(s);
  if (chi === undefined) return null;
  const decorrenza = decorrenzaPer(s, chi, 20);
  const nuova = nuovaFamiglia(s.comune, '5', decorrenza);
  const indirizzo = nuovoIndirizzoEstero(s.comune, s.caso.scegli(STATI));
  const dopo = chi.map((p): Persona => {
    const legame = chi.length === 1 ? '1' : (p.appartenenza?.codiceLegame ?? '1');
    const fuori = traslocata(membro(p, nuova, legame, decorrenza), indirizzo, decorrenza);
    return { ...fuori, posizione: { stato: 'AIRE', dal: decorrenza, motivo, dichiarata } };
  });
  const accaduto = registra(s, dopo, decorrenza, [
    ...new Set(chi.map((p) => p.appartenenza?.idFamiglia ?? '')),
    nuova.id,
  ]);
  mettiFamiglia(s.comune.registro, nuova);
  emettiNRIS(s, apriAtto(s, operazione, decorrenza), (atto) =>
    risposta(
      atto,
      dopo.map((p) => ({
        ...cartaIntera(p, nuova, s.comune.codiceIstat),
        datiIscrizione: dichiarata ? datiIscrizione(p, { idOperazione: atto.id, comune: nomeComune(s.comune) }) : '',
      })),
    ),
  );
  return accaduto;
}

/** A006: a new address abroad; the AIRE registration stays as old as it was. */
export function traslocoEstero(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'AIRE');
  if (p === undefined) return null;
  const decorrenza = decorrenzaPer(s, [p], 20);
  const dopo = traslocata(p, nuovoIndirizzoEstero(s.comune, s.caso.scegli(STATI)), decorrenza);
  const f = famigliaDiPersona(s, p);
  const accaduto = registra(s, [dopo], decorrenza, [f.id]);
  emettiNRIS(s, apriAtto(s, 'A006', decorrenza), (atto) => risposta(atto, [carta(dopo, f, s.comune.codiceIstat)]));
  return accaduto;
}

/** 1002 motive 6: one person comes back from our AIRE, into a new family. */
export function rimpatrio(s: Scena): Accaduto | null {
  const p = scegliPersona(s, (x) => x.posizione.stato === 'AIRE' && etaAl(x.dataNascita, s.giorno) >= 18);
  if (p === undefined) return null;
  const decorrenza = decorrenzaPer(s, [p], 15);
  const f = nuovaFamiglia(s.comune, '3', decorrenza);
  const dentro = traslocata(membro(p, f, '1', decorrenza), nuovoIndirizzo(s.comune), decorrenza);
  const dopo: Persona = { ...dentro, posizione: { stato: 'APR', dal: decorrenza, motivo: '6', dichiarata: true } };
  const accaduto = registra(s, [dopo], decorrenza, [famigliaDiPersona(s, p).id, f.id]);
  mettiFamiglia(s.comune.registro, f);
  emettiNRIS(s, apriAtto(s, '1002', decorrenza), (atto) =>
    risposta(atto, [
      {
        ...cartaIntera(dopo, f, s.comune.codiceIstat),
        datiIscrizione: datiIscrizione(dopo, { idOperazione: atto.id, comune: nomeComune(s.comune) }),
        provenienza: provenienza('provenienza', statoEstero(p)),
      },
    ]),
  );
  return accaduto;
}

/** 5001: a whole AIRE family comes home; the same card turns from type 5 into type 3 (issues 1191, 2981). */
export function rimpatrioFamiglia(s: Scena): Accaduto | null {
  const famiglia = (p: Persona): Persona[] => membriDi(s.comune.registro, p.appartenenza?.idFamiglia ?? '');
  const capo = scegliPersona(
    s,
    (x) => x.posizione.stato === 'AIRE' && x.appartenenza?.codiceLegame === '1' && disponibili(s, famiglia(x)),
  );
  if (capo === undefined) return null;
  const membri = famiglia(capo);
  const decorrenza = decorrenzaPer(s, membri, 15);
  const f: Famiglia = { ...famigliaDiPersona(s, capo), tipo: '3' };
  const indirizzo = nuovoIndirizzo(s.comune);
  const dopo = membri.map(
    (p): Persona => ({
      ...traslocata(p, indirizzo, decorrenza),
      posizione: { stato: 'APR', dal: decorrenza, motivo: '', dichiarata: false },
      appartenenza: p.appartenenza === null ? null : { ...p.appartenenza, tipo: '3' },
    }),
  );
  const accaduto = registra(s, dopo, decorrenza, [f.id]);
  mettiFamiglia(s.comune.registro, f);
  emettiNRIS(s, apriAtto(s, '5001', decorrenza), (atto) =>
    risposta(
      atto,
      dopo.map((p, i) => ({
        ...carta(p, f, s.comune.codiceIstat),
        provenienza: provenienza('provenienza', statoEstero(membri[i] ?? p)),
      })),
    ),
  );
  return accaduto;
}

/** A002: somebody comes to our AIRE from another comune's, has become Italian abroad, or is registered for other motives. */
export function iscrizioneAIRE(s: Scena): Accaduto | null {
  const nucleo = inventaNucleo(s.comune, piuGiorni(s.giorno, -40), undefined);
  const { persona } = nucleo[0] as Componente;
  const decorrenza = piuGiorni(s.giorno, -s.caso.intero(0, 20));
  const f = nuovaFamiglia(s.comune, '5', decorrenza);
  const da = s.caso.vero(0.5);
  const stato = s.caso.scegli(STATI);
  const dentro = traslocata(membro(persona, f, '1', decorrenza), nuovoIndirizzoEstero(s.comune, stato), decorrenza);
  const motivo = da ? 'C03' : s.caso.scegli(['C05', 'C07', 'C09']);
  const dopo: Persona = { ...dentro, posizione: { stato: 'AIRE', dal: decorrenza, motivo, dichiarata: true } };
  const accaduto = registra(s, [dopo], decorrenza, [f.id]);
  mettiFamiglia(s.comune.registro, f);
  const origine = da ? provenienza('provenienza', s.caso.scegli(COMUNI)) : '';
  const casa = famigliaDi(s.comune.registro, f.id);
  emettiNRIS(s, apriAtto(s, 'A002', decorrenza), (atto) =>
    risposta(atto, [
      {
        ...cartaIntera(dopo, casa, s.comune.codiceIstat),
        datiIscrizione: datiIscrizione(dopo, { idOperazione: atto.id, comune: nomeComune(s.comune) }),
        provenienza: origine,
      },
    ]),
  );
  return accaduto;
}
