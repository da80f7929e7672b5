/**
 * The rectified values of operation 5014, beside the common response.
 */

import { blocco, campo } from '../../soap/scrivi-xml.js';
import type { Persona } from '../persona.js';
import { luogo } from './luogo.js';
import type { Xml } from './xml.js';

function rettifica(numero: '101' | '102' | '103' | '104' | '105', p: Persona, ...valori: Xml[]): Xml {
  return blocco(
    'tipoRispostaRettifica',
    blocco(`rispostaRettifica${numero}`, campo('idSchedaSoggettoANPR', p.idScheda), ...valori),
  );
}

/** 101: the date of the residence. */
export function rettificaResidenza(p: Persona): Xml {
  return rettifica('101', p, campo('dataDecorrenzaResidenza', p.residenza?.dal));
}

/** 103: first registration in the comune, entry into the family. */
export function rettificaDateAPR(p: Persona): Xml {
  return rettifica(
    '103',
    p,
    campo('dataPrimaIscrizioneComune', p.posizione.dal),
    campo('dataIngressoFamiglia', p.appartenenza?.dal),
  );
}

/** 105: the place of birth. */
export function rettificaNascita(p: Persona): Xml {
  return rettifica('105', p, luogo('luogoNascita', p.nascita, 'REGISTRAZIONE'));
}

/** 102: the motive of registration. */
export function rettificaMotivo(p: Persona): Xml {
  return rettifica('102', p, campo('idMotivoIscrizione', p.posizione.motivo));
}

/** 104: dates of the card and of the family. */
export function rettificaDateScheda(p: Persona): Xml {
  return rettifica(
    '104',
    p,
    campo('dataDecorrenzaResidenza', p.residenza?.dal),
    campo('dataIngressoFamiglia', p.appartenenza?.dal),
  );
}
