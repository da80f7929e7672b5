/** Births: 1001 for residents, A001 for AIRE families. The child joins the mother's family and home. */

import { blocco } from '../../soap/scrivi-xml.js';
import { inventaPersona } from '../anagrafica.js';
import { etaAl } from '../calendario.js';
import { risposta } from '../contenuti/risposta.js';
import { datiIscrizione, generalita } from '../contenuti/soggetto.js';
import { COMUNI, STATI } from '../luoghi.js';
import { italiana, type Persona } from '../persona.js';
import { intestatarioDi, membriDi } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  decorrenzaPer,
  emettiNRIS,
  famigliaDiPersona,
  nomeComune,
  programma,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { cartaIntera, registra } from './carta.js';
import { attribuzioneCF } from './generalita.js';

const QUOTA_SENZA_CF = 0.1;

function puoPartorire(p: Persona, giorno: string, stato: 'APR' | 'AIRE'): boolean {
  const eta = etaAl(p.dataNascita, giorno);
  const inFamiglia = p.appartenenza !== null && p.appartenenza.tipo !== '4';
  return p.posizione.stato === stato && inFamiglia && p.sesso === 'F' && eta >= 19 && eta <= 44;
}

/** Relationship of the child to the head, from that of the mother. */
function legameDelNato(madre: Persona): string {
  const codice = madre.appartenenza?.codiceLegame ?? '1';
  if (['1', '2', '23', '28'].includes(codice)) return '3';
  return codice === '3' ? '4' : '13';
}

function nato(s: Scena, madre: Persona, giorno: string): Persona {
  const { registro } = s.comune;
  const famiglia = madre.appartenenza?.idFamiglia ?? '';
  const capo = intestatarioDi(membriDi(registro, famiglia));
  const straniero = italiana(madre) ? undefined : STATI.find((x) => x.istat === madre.cittadinanze[0]?.codiceStato);
  const nascita = madre.posizione.stato === 'APR' ? { comune: s.caso.scegli(COMUNI) } : { stato: s.caso.scegli(STATI) };
  const bimbo = inventaPersona(s.comune, {
    dataNascita: giorno,
    cognome: (capo ?? madre).cognome,
    nascita,
    quotaDataParziale: 0,
    ...(straniero === undefined ? {} : { stato: straniero }),
  });
  const aire = madre.posizione.stato === 'AIRE';
  return {
    ...bimbo,
    posizione: { stato: madre.posizione.stato, dal: giorno, motivo: aire ? 'C02' : '1', dichiarata: true },
    residenza: madre.residenza === null ? null : { ...madre.residenza, tipoIndirizzo: aire ? '4' : '1', dal: giorno },
    appartenenza:
      madre.appartenenza === null ? null : { ...madre.appartenenza, codiceLegame: legameDelNato(madre), dal: giorno },
  };
}

function iscrivi(s: Scena, stato: 'APR' | 'AIRE'): Accaduto | null {
  const madre = scegliPersona(s, (p) => puoPartorire(p, s.giorno, stato));
  if (madre === undefined) return null;
  const giorno = decorrenzaPer(s, [madre], 9);
  const intero = nato(s, madre, giorno);
  const senzaCF = s.caso.vero(QUOTA_SENZA_CF);
  const bimbo: Persona = senzaCF ? { ...intero, codiceFiscale: '', validitaCF: '9' } : intero;
  const famiglia = famigliaDiPersona(s, madre);
  const accaduto = registra(s, [bimbo], giorno, [famiglia.id]);
  emettiNRIS(s, apriAtto(s, stato === 'APR' ? '1001' : 'A001', giorno), (atto) =>
    risposta(atto, [
      {
        ...cartaIntera(bimbo, famiglia, s.comune.codiceIstat),
        maternita: blocco('maternita', generalita('generalita', madre)),
        datiIscrizione: datiIscrizione(bimbo, { idOperazione: atto.id, comune: nomeComune(s.comune) }),
      },
    ]),
  );
  if (senzaCF) programma(s, s.caso.intero(3, 30), attribuzioneCF(bimbo.idScheda, intero.codiceFiscale));
  return accaduto;
}

/** 1001: a child is born to a resident. One in ten has no codice fiscale yet: it comes some days later. */
export function nascita(s: Scena): Accaduto | null {
  return iscrivi(s, 'APR');
}

/** A001: a child is born abroad in an AIRE family. */
export function nascitaAIRE(s: Scena): Accaduto | null {
  return iscrivi(s, 'AIRE');
}
