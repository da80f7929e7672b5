/**
 * Inventing one person: name, birth, tax code, numbers.
 * Invariant: no two people share a codice fiscale (a collision takes omocodia letters, as Agenzia delle Entrate does).
 */
import { calcolaCodiceFiscale, cifraControllo, conOmocodia } from '../anpr/codice-fiscale.js';
import type { Caso } from './caso.js';
import type { Comune } from './comune.js';
import { COMUNI, type Stato } from './luoghi.js';
import { COGNOMI, NOMI_ESTERI, NOMI_F, NOMI_M } from './nomi.js';
import type { LuogoNascita, Persona } from './persona.js';

/** What is already decided about somebody to be invented. */
export interface Tratti {
  readonly dataNascita: string;
  readonly sesso?: 'M' | 'F';
  readonly cognome?: string;
  /** Foreign citizenship; absent = Italian. */
  readonly stato?: Stato;
  readonly nascita?: LuogoNascita;
  readonly statoCivile?: string;
  /** Share of foreign people whose birth date is known only in part. */
  readonly quotaDataParziale?: number;
}

const QUOTA_PARZIALE = 0.04;
const QUOTA_CF_NUMERICO = 0.02;
const LETTERE = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Next number of a national numbering, as text. */
export function prossimo(comune: Comune, numero: 'scheda' | 'famiglia'): string {
  comune.numeri[numero] += comune.caso.intero(1, 9);
  return String(comune.numeri[numero]);
}

/** An ID unico nazionale of the shape seen in real messages; unique because the card number is in it. */
function idANPRDi(caso: Caso, scheda: string): string {
  const cifre = scheda.slice(-5);
  const alto = Number(scheda.slice(0, -5));
  const lettera = (n: number): string => LETTERE[n % LETTERE.length] ?? 'A';
  return `${lettera(alto)}${lettera(Math.floor(alto / LETTERE.length))}${cifre}${lettera(caso.intero(0, 23))}${caso.intero(0, 9)}`;
}

/** A tax code nobody has yet; with omocodia letters when the natural one is taken. */
export function nuovoCodiceFiscale(
  comune: Comune,
  p: Pick<Persona, 'cognome' | 'nome' | 'sesso' | 'dataNascita' | 'nascita'>,
): string {
  const codiceLuogo = p.nascita.comune?.belfiore ?? p.nascita.stato?.belfiore ?? 'Z999';
  const naturale = calcolaCodiceFiscale({ ...p, codiceLuogo });
  for (let quante = 0; quante <= 7; quante++) {
    const codice = quante === 0 ? naturale : conOmocodia(naturale, quante);
    if (!comune.codiciFiscali.has(codice)) return prendi(comune, codice);
  }
  return codiceNumerico(comune);
}

function prendi(comune: Comune, codice: string): string {
  comune.codiciFiscali.add(codice);
  return codice;
}

/** A provisional code of 11 digits, as given to some foreign people. */
export function codiceNumerico(comune: Comune): string {
  const prime = String(comune.caso.intero(1_000_000_000, 9_999_999_999));
  const codice = prime + cifraControllo(prime);
  return comune.codiciFiscali.has(codice) ? codiceNumerico(comune) : prendi(comune, codice);
}

function nomePer(caso: Caso, sesso: 'M' | 'F', stato: Stato | undefined): { cognome: string; nome: string } {
  const esteri = stato === undefined ? undefined : (NOMI_ESTERI[stato.istat] ?? NOMI_ESTERI['235']);
  if (esteri === undefined) {
    return { cognome: caso.scegli(COGNOMI), nome: caso.scegli(sesso === 'M' ? NOMI_M : NOMI_F) };
  }
  const nomi = sesso === 'M' ? esteri.m : esteri.f;
  return { cognome: caso.scegli(esteri.cognomi.split(' ')), nome: caso.scegli(nomi.split(' ')) };
}

function conDataParziale(caso: Caso, t: Tratti): Pick<Persona, 'dataNascita' | 'precisione'> {
  const parziale = t.stato !== undefined && !t.stato.ue && caso.vero(t.quotaDataParziale ?? QUOTA_PARZIALE);
  if (!parziale) return { dataNascita: t.dataNascita, precisione: 'GIORNO' };
  return caso.vero(0.7)
    ? { dataNascita: `${t.dataNascita.slice(0, 4)}-01-01`, precisione: 'ANNO' }
    : { dataNascita: `${t.dataNascita.slice(0, 7)}-01`, precisione: 'MESE' };
}

/** Invents a person who is nowhere yet: no position, no residence, no family. */
export function inventaPersona(comune: Comune, t: Tratti): Persona {
  const { caso } = comune;
  const sesso = t.sesso ?? (caso.vero(0.5) ? 'M' : 'F');
  const nomi = nomePer(caso, sesso, t.stato);
  const nascita = t.nascita ?? (t.stato === undefined ? { comune: caso.scegli(COMUNI) } : { stato: t.stato });
  const chi = { cognome: t.cognome ?? nomi.cognome, nome: nomi.nome, sesso, nascita, ...conDataParziale(caso, t) };
  const numerico = t.stato !== undefined && !t.stato.ue && caso.vero(QUOTA_CF_NUMERICO);
  const idScheda = prossimo(comune, 'scheda');
  return {
    ...chi,
    idScheda,
    idANPR: idANPRDi(caso, idScheda),
    codiceFiscale: numerico ? codiceNumerico(comune) : nuovoCodiceFiscale(comune, chi),
    validitaCF: '1',
    cittadinanze: [cittadinanzaDi(t.stato?.istat ?? '100')],
    statoCivile: t.statoCivile ?? '1',
    posizione: { stato: 'EMIGRATO', dal: chi.dataNascita, motivo: '', dichiarata: false },
    residenza: null,
    appartenenza: null,
    passate: [],
    posizioniPassate: [],
    casePassate: [],
    domicili: [],
    liste: null,
    domicilioDigitale: '',
    domicilioDigitaleDal: '',
    domicilioRevocato: false,
    ultima: chi.dataNascita,
  };
}

/** A citizenship as ANPR writes it; `dataValidita` only where it was acquired later. */
export function cittadinanzaDi(codiceStato: string, dataValidita?: string): Persona['cittadinanze'][number] {
  return dataValidita === undefined ? { codiceStato } : { codiceStato, dataValidita };
}
