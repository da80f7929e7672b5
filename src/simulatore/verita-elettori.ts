/** What the truth says about voters: official position against title. */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { piuAnni, ultima } from './calendario.js';
import { STATI_UE } from './luoghi.js';
import { iscritta, italiana, LISTE, type NomeLista, type Persona } from './persona.js';
import type { Registro } from './registro.js';
import type { RigaVista } from './verita.js';
import { chiE, maggiorenne } from './verita-persone.js';

const MAGGIORE_ETA = 18;

type StatoElettore = 'ISCRITTO' | 'DA_ISCRIVERE' | 'DA_CANCELLARE' | 'CANCELLATO';

function titolo(p: Persona, lista: NomeLista): boolean {
  if (lista === 'GENERALE') return italiana(p) && iscritta(p) && p.liste?.elettore !== 'N';
  return cittadinaUE(p) && p.posizione.stato === 'APR';
}

/** Citizen of another member state of the Union and not of Italy. */
function cittadinaUE(p: Persona): boolean {
  return !italiana(p) && p.cittadinanze.some((c) => STATI_UE.has(c.codiceStato));
}

export function statoDi(p: Persona, lista: NomeLista, oggi: string): StatoElettore | null {
  const conTitolo = titolo(p, lista);
  if (p.liste?.sezioni[lista] !== undefined) return conTitolo ? 'ISCRITTO' : 'DA_CANCELLARE';
  if (!conTitolo) return p.liste?.tolte.includes(lista) ? 'CANCELLATO' : null;
  const attende = lista === 'GENERALE' && p.precisione === 'GIORNO' && oggi >= preparatoDal(p);
  return attende ? 'DA_ISCRIVERE' : null;
}

/** First day of the month of the preparatory list that names the person; only of complete birth dates. */
function preparatoDal({ dataNascita }: Persona): string {
  return `${listaPreparatoria(piuAnni(dataNascita, MAGGIORE_ETA))}-01`;
}

/** To be registered by the semestrale, before the birthday. */
export function dellaSemestrale(p: Persona, lista: NomeLista, oggi: string): boolean {
  return statoDi(p, lista, oggi) === 'DA_ISCRIVERE' && !maggiorenne(p, oggi);
}

function motivoRiga(p: Persona, lista: NomeLista, oggi: string): string | null {
  if (statoDi(p, lista, oggi) === 'DA_CANCELLARE') return motivoDi(p, lista);
  return dellaSemestrale(p, lista, oggi) ? 'ETA' : null;
}

/** Cancelled because no longer Italian: motive 11 of table 15 from APR, 6 of table 28 from AIRE. */
function cittadinanzaPerduta({ posizione, posizioniPassate }: Persona): boolean {
  const perdita = posizioniPassate.at(-1)?.stato === 'AIRE' ? '6' : '11';
  return posizione.stato === 'EMIGRATO' && posizione.motivo === perdita;
}

/** Cancelled because registered twice: motive 10 of tables 15 and 28. */
const doppia = ({ posizione }: Persona): boolean => posizione.stato === 'EMIGRATO' && posizione.motivo === '10';

/**
 * Why a row is to be cancelled: death first, then leaving, then citizenship, then the loss of the right. Who is registered here
 * and became Italian leaves an added list for that, wherever they live: as a voter they stay.
 */
export function motivoDi(p: Persona, lista: NomeLista): string {
  if (p.posizione.stato === 'DECEDUTO') return 'MORTE';
  if (p.posizione.stato === 'IRREPERIBILE') return 'IRREPERIBILITA';
  if (cittadinanzaPerduta(p)) return 'CITTADINANZA';
  if (doppia(p)) return 'DOPPIA_ISCRIZIONE';
  if (lista !== 'GENERALE' && iscritta(p) && !cittadinaUE(p)) return 'CITTADINANZA';
  const lontano = lista === 'GENERALE' ? !iscritta(p) : p.posizione.stato !== 'APR';
  const perso = lista === 'GENERALE' && p.liste?.elettore === 'N';
  if (lontano) return perso ? 'EMIGRAZIONE_E_CAPACITA' : 'EMIGRAZIONE';
  return lista === 'GENERALE' && italiana(p) ? 'CAPACITA' : 'CITTADINANZA';
}

/** Since when: the day of the departure, or the first day with every requisite; ANPR dates nothing else. */
export function dalDi(p: Persona, stato: StatoElettore): string | null {
  if (stato === 'DA_CANCELLARE') return iscritta(p) ? null : p.posizione.dal;
  if (stato !== 'DA_ISCRIVERE') return null;
  const italianaDal = p.cittadinanze.find((c) => c.codiceStato === '100')?.dataValidita ?? '';
  return ultima(p.posizione.dal, piuAnni(p.dataNascita, MAGGIORE_ETA), italianaDal);
}

/** The expected rows of the voters, by `id_scheda_anpr|lista`. */
export function righeElettori(codComune: string, registro: Registro, oggi: string): Map<string, RigaVista> {
  const righe = new Map<string, RigaVista>();
  for (const p of registro.persone.values()) {
    for (const lista of LISTE) {
      const stato = statoDi(p, lista, oggi);
      if (stato === null) continue;
      righe.set(`${p.idScheda}|${lista}`, {
        ...chiE(codComune, p),
        sesso: p.sesso,
        data_nascita: p.dataNascita,
        lista,
        sezione: p.liste?.sezioni[lista] ?? null,
        stato,
        motivo: motivoRiga(p, lista, oggi),
        dal: dalDi(p, stato),
      });
    }
  }
  return righe;
}

/** February prepares who turns eighteen from July to December, August who does from January to June (D.P.R. 223/1967 art. 7). */
function listaPreparatoria(maggiorenneIl: string): string {
  const anno = Number(maggiorenneIl.slice(0, 4));
  return maggiorenneIl.slice(5) < '07-01' ? `${anno - 1}-08` : `${anno}-02`;
}

/** Italians registered here who are no voters yet, by `id_scheda_anpr`. */
export function righeDiciottenni(codComune: string, registro: Registro, oggi: string): Map<string, RigaVista> {
  const righe = new Map<string, RigaVista>();
  for (const p of registro.persone.values()) {
    if (!iscritta(p) || !italiana(p) || p.precisione !== 'GIORNO' || p.residenza === null) continue;
    const stato = statoDi(p, 'GENERALE', oggi);
    if (p.liste?.elettore === 'N' || (stato !== null && !dellaSemestrale(p, 'GENERALE', oggi))) continue;
    const maggiorenneIl = piuAnni(p.dataNascita, MAGGIORE_ETA);
    righe.set(p.idScheda, {
      ...chiE(codComune, p),
      sesso: p.sesso,
      data_nascita: p.dataNascita,
      registro: p.posizione.stato,
      indirizzo: formatIndirizzo(p.residenza.indirizzo),
      maggiorenne_il: maggiorenneIl,
      lista: listaPreparatoria(maggiorenneIl),
      stato,
    });
  }
  return righe;
}

/** Where those who are on a list live, or lived last; not for lists they were once taken off and put on again. */
export function indirizziElettori(registro: Registro): Map<string, string> {
  const indirizzi = new Map<string, string>();
  for (const p of registro.persone.values()) {
    if (p.liste === null || p.residenza === null) continue;
    for (const lista of Object.keys(p.liste.sezioni) as NomeLista[]) {
      if (p.liste.tolte.includes(lista)) continue;
      indirizzi.set(`${p.idScheda}|${lista}`, formatIndirizzo(p.residenza.indirizzo));
    }
  }
  return indirizzi;
}
