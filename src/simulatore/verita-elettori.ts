/** What the truth says about voters: official position against title. */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { iscritta, italiana, LISTE, type NomeLista, type Persona } from './persona.js';
import type { Registro } from './registro.js';
import type { RigaVista } from './verita.js';
import { maggiorenne } from './verita-persone.js';

type StatoElettore = 'ISCRITTO' | 'DA_ISCRIVERE' | 'DA_CANCELLARE' | 'CANCELLATO';

function titolo(p: Persona, lista: NomeLista): boolean {
  if (lista === 'GENERALE') return italiana(p) && iscritta(p) && p.liste?.elettore !== 'N';
  return !italiana(p) && p.posizione.stato === 'APR';
}

function statoDi(p: Persona, lista: NomeLista, oggi: string): StatoElettore | null {
  const conTitolo = titolo(p, lista);
  if (p.liste?.sezioni[lista] !== undefined) return conTitolo ? 'ISCRITTO' : 'DA_CANCELLARE';
  if (!conTitolo) return p.liste?.tolte.includes(lista) ? 'CANCELLATO' : null;
  const attende = lista === 'GENERALE' && p.precisione === 'GIORNO' && maggiorenne(p, oggi);
  return attende ? 'DA_ISCRIVERE' : null;
}

/** Why a row is to be cancelled: death first, then leaving, then citizenship, then the loss of the right. */
function motivoDi(p: Persona, lista: NomeLista): string {
  if (p.posizione.stato === 'DECEDUTO') return 'MORTE';
  if (p.posizione.stato === 'IRREPERIBILE') return 'IRREPERIBILITA';
  const lontano = lista === 'GENERALE' ? !iscritta(p) : p.posizione.stato !== 'APR';
  if (lontano) return 'EMIGRAZIONE';
  return italiana(p) === (lista === 'GENERALE') ? 'CAPACITA' : 'CITTADINANZA';
}

/** The expected rows of the voters, by `id_scheda_anpr|lista`. */
export function righeElettori(codComune: string, registro: Registro, oggi: string): Map<string, RigaVista> {
  const righe = new Map<string, RigaVista>();
  for (const p of registro.persone.values()) {
    for (const lista of LISTE) {
      const stato = statoDi(p, lista, oggi);
      if (stato === null) continue;
      righe.set(`${p.idScheda}|${lista}`, {
        cod_comune: codComune,
        id_scheda_anpr: p.idScheda,
        codice_fiscale: p.codiceFiscale === '' ? null : p.codiceFiscale,
        cognome: p.cognome,
        nome: p.nome,
        sesso: p.sesso,
        data_nascita: p.dataNascita,
        lista,
        sezione: p.liste?.sezioni[lista] ?? null,
        stato,
        motivo: stato === 'DA_CANCELLARE' ? motivoDi(p, lista) : null,
      });
    }
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
