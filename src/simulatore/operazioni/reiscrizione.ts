/**
 * Registrations that are neither a birth nor an ordinary arrival: people found again (1002 motives 5 and 2, A002 motive C04),
 * restored (1002 motive 10), without a home (8), or registered for the other motives of table 7.
 * Invariant: whoever is found again has a new position and the old card; what went before stays in the past.
 */
import type { Indirizzo } from '../../anpr/soggetto.js';
import { nuovaFamiglia, nuovoIndirizzo, nuovoIndirizzoEstero } from '../abitanti.js';
import { piuGiorni } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { datiIscrizione } from '../contenuti/soggetto.js';
import { STATI } from '../luoghi.js';
import { type Componente, inventaNucleo } from '../nucleo.js';
import type { Persona, Posizione } from '../persona.js';
import { mettiFamiglia, personaDi, ripristina } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  emettiNRIS,
  famigliaDiPersona,
  nomeComune,
  type Scena,
} from '../scena.js';
import { cartaIntera, membro, registra, traslocata } from './carta.js';

interface Iscrizione {
  readonly operazione: '1002' | 'A002';
  readonly persona: Persona;
  readonly posizione: Posizione;
  readonly indirizzo: Indirizzo;
  readonly senzaFissaDimora?: boolean;
}

/** One person alone, in a family of its own. */
function iscrivi(s: Scena, i: Iscrizione): Accaduto {
  const { dal } = i.posizione;
  const f = nuovaFamiglia(s.comune, i.operazione === 'A002' ? '5' : '3', dal);
  const casa = traslocata(membro(i.persona, f, '1', dal), i.indirizzo, dal);
  const senza = i.senzaFissaDimora === true && casa.residenza !== null;
  const residenza = senza ? { ...casa.residenza, senzaFissaDimora: true as const } : casa.residenza;
  const dopo = { ...casa, residenza, posizione: i.posizione };
  const accaduto = registra(s, [dopo], dal, [f.id]);
  mettiFamiglia(s.comune.registro, f);
  emettiNRIS(s, apriAtto(s, i.operazione, dal), (atto) =>
    risposta(atto, [
      {
        ...cartaIntera(dopo, f, s.comune.codiceIstat),
        datiIscrizione: datiIscrizione(dopo, { idOperazione: atto.id, comune: nomeComune(s.comune) }),
      },
    ]),
  );
  return accaduto;
}

function aperta(stato: 'APR' | 'AIRE', motivo: string, dal: string): Posizione {
  return { stato, dal, motivo, dichiarata: true };
}

/** The person of something that happened, as it is now. */
function protagonista(s: Scena, a: Accaduto): Persona {
  return personaDi(s.comune.registro, a.schede[0] ?? '');
}

/** 1002 motive 5 after an untraceability, 2 after a presumed death: the person is here. */
export function riappare(motivo: '2' | '5'): (s: Scena, a: Accaduto) => void {
  return (s, a) => {
    const persona = protagonista(s, a);
    const posizione = aperta('APR', motivo, decorrenzaPer(s, [persona], 10));
    iscrivi(s, { operazione: '1002', persona, posizione, indirizzo: nuovoIndirizzo(s.comune) });
  };
}

/** A002 motive C04: somebody cancelled from our AIRE as untraceable has been found abroad. */
export function reiscriviAIRE(s: Scena, a: Accaduto): void {
  const persona = protagonista(s, a);
  const posizione = aperta('AIRE', 'C04', decorrenzaPer(s, [persona], 10));
  const indirizzo = nuovoIndirizzoEstero(s.comune, s.caso.scegli(STATI));
  iscrivi(s, { operazione: 'A002', persona, posizione, indirizzo });
}

/** 1002 motive 10: people who had left are put back as they were; the card is the one they had. */
export function ripristinaConIscrizione(s: Scena, a: Accaduto): void {
  ripristina(s.comune.registro, a.prima);
  const tornati = a.schede.map((id) => personaDi(s.comune.registro, id));
  const schede = tornati.map((p) => ({ p, f: famigliaDiPersona(s, p) }));
  emettiNRIS(s, apriAtto(s, '1002', a.decorrenza), (atto) =>
    risposta(
      atto,
      schede.map(({ p, f }) => ({
        ...cartaIntera(p, f, s.comune.codiceIstat),
        datiIscrizione: datiIscrizione(
          { ...p, posizione: { ...p.posizione, motivo: '10' } },
          { idOperazione: atto.id, comune: nomeComune(s.comune) },
        ),
      })),
    ),
  );
}

function sconosciuto(s: Scena): Persona {
  return (inventaNucleo(s.comune, piuGiorni(s.giorno, -40), undefined)[0] as Componente).persona;
}

/** 1002 motives 3 (from a comune that was not in ANPR yet), 7 (after a census), 9 (other). */
export function iscrizioneAltriMotivi(s: Scena): Accaduto | null {
  const posizione = aperta('APR', s.caso.scegli(['3', '7', '9']), piuGiorni(s.giorno, -s.caso.intero(0, 15)));
  return iscrivi(s, {
    operazione: '1002',
    persona: sconosciuto(s),
    posizione,
    indirizzo: nuovoIndirizzo(s.comune),
  });
}

/** 1002 motive 8: somebody without a home is registered in the street that does not exist. */
export function senzaFissaDimora(s: Scena): Accaduto | null {
  const posizione = aperta('APR', '8', piuGiorni(s.giorno, -s.caso.intero(0, 15)));
  const { codiceIstat, nome, siglaProvincia, cap } = s.comune;
  const indirizzo: Indirizzo = {
    codiceIstat,
    nomeComune: nome,
    siglaProvincia,
    cap,
    specie: 'VIA',
    toponimo: 'DELLA CASA COMUNALE',
    civico: '1',
  };
  return iscrivi(s, { operazione: '1002', persona: sconosciuto(s), posizione, indirizzo, senzaFissaDimora: true });
}
