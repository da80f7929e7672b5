/**
 * Services 3002 and 3003: a card of the register as it is now, one operation or notification by its id (spec D.2).
 * Invariant: whoever is not resident here is found only when the search is national; an answer is numbered after everything
 * that ANPR had registered when it was given.
 */
import { risposta3002 } from '../contenuti/scheda.js';
import { scheda3002 } from '../contenuti/scheda-persona.js';
import { COMUNI, type ComuneNoto } from '../luoghi.js';
import { iscritta, type Persona } from '../persona.js';
import { famigliaDi, membriDi } from '../registro.js';
import { type Archivio, numeroNuovo, type VoceArchivio } from './archivio.js';
import { ERRORI, type RispostaKO } from './errori.js';

/** Whom a 3002 asks for; `famiglia`: the whole family of the person, not only the card. */
export interface RicercaScheda {
  readonly codiceFiscale?: string;
  readonly idSchedaSoggettoANPR?: string;
  readonly idANPR?: string;
  readonly idFamigliaConvivenzaANPR?: string;
  readonly famiglia?: boolean;
  readonly nazionale: boolean;
}

/** A positive answer: the document, without envelope. */
export interface RispostaDocumento {
  readonly esito: 'DOCUMENTO';
  readonly id: string;
  readonly documento: string;
}

const nessuno = (a: Archivio): RispostaKO => ({ esito: 'KO', id: numeroNuovo(a), errore: ERRORI.VUOTO });

function trovaPersona(a: Archivio, r: RicercaScheda): Persona | undefined {
  const { persone } = a.registro();
  if (r.idSchedaSoggettoANPR !== undefined) return persone.get(r.idSchedaSoggettoANPR);
  for (const p of persone.values()) {
    if (r.codiceFiscale !== undefined && p.codiceFiscale === r.codiceFiscale) return p;
    if (r.idANPR !== undefined && p.idANPR === r.idANPR) return p;
  }
  return undefined;
}

/** The comune that took somebody away, as the last N010 about that card says. */
function destinazione(a: Archivio, idScheda: string): ComuneNoto | undefined {
  let istat: string | undefined;
  for (const { notifica } of a.voci.values()) {
    if (notifica.tipoNotifica !== 'N010') continue;
    const xml = notifica.contenuto();
    if (!xml.includes(`<idSchedaSoggettoANPR>${idScheda}<`)) continue;
    istat = /<comuneRichiesta>.*?<codiceIstat>(\d{6})</s.exec(xml)?.[1];
  }
  return COMUNI.find((c) => c.istat === istat);
}

function famiglia(a: Archivio, idFamiglia: string, momento: string): RispostaDocumento | RispostaKO {
  const registro = a.registro();
  const f = registro.famiglie.get(idFamiglia);
  const vuota = f === undefined || membriDi(registro, idFamiglia).length === 0;
  if (f === undefined || (vuota && !(f.tipo === '4' && f.aperta))) return nessuno(a);
  const id = numeroNuovo(a);
  return { esito: 'DOCUMENTO', id, documento: risposta3002(a.comune, f, { id, momento, registro }) };
}

/** 3002: one person, or a family. @param momento instant of the answer, ISO-8601 UTC */
export function scheda(a: Archivio, r: RicercaScheda, momento: string): RispostaDocumento | RispostaKO {
  if (r.idFamigliaConvivenzaANPR !== undefined) return famiglia(a, r.idFamigliaConvivenzaANPR, momento);
  const persona = trovaPersona(a, r);
  if (persona === undefined || (!iscritta(persona) && !r.nazionale)) return nessuno(a);
  const registro = a.registro();
  if (r.famiglia === true && iscritta(persona) && persona.appartenenza !== null) {
    return famiglia(a, famigliaDi(registro, persona.appartenenza.idFamiglia).id, momento);
  }
  const id = numeroNuovo(a);
  const altrove = persona.posizione.stato === 'EMIGRATO' ? destinazione(a, persona.idScheda) : undefined;
  const cercata = altrove === undefined ? { persona } : { persona, altrove };
  return { esito: 'DOCUMENTO', id, documento: scheda3002(a.comune, cercata, { id, momento, registro }) };
}

/** What a 3003 found. */
export interface RispostaOperazione {
  readonly esito: 'OPERAZIONE';
  readonly id: string;
  readonly idOperazioneANPR: string;
  readonly statoLavorazione: string;
  readonly tipoOperazione: string;
  /** Null: found, but the content does not come (#1295). */
  readonly documento: string | null;
}

function perId(a: Archivio, id: string): VoceArchivio | undefined {
  const diretta = a.voci.get(id);
  if (diretta !== undefined) return diretta;
  for (const v of a.voci.values()) {
    if (v.notifica.tipoNotifica === 'NRIS' && v.notifica.idRegistrante === id) return v;
  }
  return undefined;
}

/** 3003 for one operation or notification by its id; a single N031 is never found (#1412). */
export function operazione(
  a: Archivio,
  idOperazioneANPR: string,
  { ora, vuote }: { ora: number; vuote: boolean },
): RispostaOperazione | RispostaKO {
  const v = perId(a, idOperazioneANPR);
  if (v === undefined || Date.parse(v.elaborata) > ora || v.notifica.tipoNotifica === 'N031') return nessuno(a);
  const daOperazione = v.notifica.idOperazioneANPR !== idOperazioneANPR;
  return {
    esito: 'OPERAZIONE',
    id: numeroNuovo(a),
    idOperazioneANPR,
    statoLavorazione: daOperazione ? '2' : v.fruita ? '8' : '7',
    tipoOperazione: daOperazione ? v.notifica.operazione : v.notifica.tipoNotifica,
    documento: vuote && !daOperazione ? null : v.notifica.contenuto(),
  };
}
