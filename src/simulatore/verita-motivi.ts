/** What the truth says about why somebody is to be put on an electoral list or taken off it (docs/viste.md, motivo). */
import { piuAnni } from './calendario.js';
import { LISTE, type Persona } from './persona.js';
import { membriDi, type Registro } from './registro.js';
import { dalDi, motivoDi, statoDi } from './verita-elettori.js';

/** Registration motives (tables 7, 19) of those whom no other comune has to take off its lists (docs/viste.md, motivo). */
const SENZA_TRASFERIMENTO: Readonly<Record<string, string>> = {
  '2': 'RICOMPARSA',
  '4': 'ESTERO',
  '5': 'RICOMPARSA',
  C01: 'AIRE',
  C02: 'AIRE',
  C04: 'RICOMPARSA',
  C05: 'CITTADINANZA',
  C06: 'AIRE',
  C07: 'CITTADINANZA',
};

/** What completed the requisites last: age, citizenship, or having come here. */
function motivoIscrizione(p: Persona): string {
  const dal = dalDi(p, 'DA_ISCRIVERE');
  if (dal === piuAnni(p.dataNascita, 18)) return 'ETA';
  if (LISTE.some((l) => l !== 'GENERALE' && p.liste?.sezioni[l] !== undefined)) return 'CITTADINANZA_UE';
  if (dal !== p.posizione.dal) return 'CITTADINANZA';
  const { motivo, dichiarata } = p.posizione;
  return (dichiarata ? SENZA_TRASFERIMENTO[motivo] : undefined) ?? 'IMMIGRAZIONE';
}

/** Why somebody is to be taken off a list or put on it, by `id_scheda_anpr|lista`; two where somebody was on it once. */
export function motiviElettori(registro: Registro, oggi: string): Map<string, readonly string[]> {
  const motivi = new Map<string, readonly string[]>();
  for (const p of registro.persone.values()) {
    for (const lista of LISTE) {
      const stato = statoDi(p, lista, oggi);
      if (stato === 'DA_CANCELLARE') motivi.set(`${p.idScheda}|${lista}`, [motivoDi(p, lista)]);
      if (stato !== 'DA_ISCRIVERE') continue;
      const gia = p.liste?.tolte.includes(lista) === true ? ['REISCRIZIONE'] : [];
      motivi.set(`${p.idScheda}|${lista}`, [motivoIscrizione(p), ...gia]);
    }
  }
  return motivi;
}

/** Who moves abroad changes in the list of the voters abroad, not of section by itself (L. 459/2001). */
const ESTERO = 'ELENCO_ESTERO';
/** Table 25, 10: the street is called otherwise; told so while nothing else about the address is open. */
const RINOMINATA = 'STRADA_RINOMINATA';

/** Table 25, 11: the address had been written down wrong. */
const CORRETTO = 'INDIRIZZO_CORRETTO';

/** Why the tax office is told another address of that home: the label, where nobody moved; of who is gone it was told before. */
function motiviCasa({ residenza, posizione }: Persona): (string | null)[] {
  if (posizione.stato !== 'APR') return [RINOMINATA, CORRETTO, null];
  if (residenza?.tipoIndirizzo === '10') return [RINOMINATA, null];
  return residenza?.tipoIndirizzo === '11' ? [CORRETTO, null] : [null];
}

/** The same for every person, `C:S:<id_scheda_anpr>`, and for the home of every family, `N:<id_famiglia_anpr>`. */
export function motiviDelleCase(registro: Registro): Map<string, readonly (string | null)[]> {
  const motivi = new Map<string, readonly (string | null)[]>();
  for (const p of registro.persone.values()) motivi.set(`C:S:${p.idScheda}`, motiviCasa(p));
  for (const { id } of registro.famiglie.values())
    motivi.set(`N:${id}`, [null, ...membriDi(registro, id).flatMap(motiviCasa)]);
  return motivi;
}

/** Why the address of a voter changes. Of somebody who is not registered any more it depends on what was known first. */
export function motiviIndirizzo({ residenza, posizione }: Persona): (string | null)[] {
  if (posizione.stato === 'AIRE') return [ESTERO];
  if (residenza?.indirizzo.codiceStato !== undefined) return [ESTERO, null];
  return residenza?.tipoIndirizzo === '10' ? [RINOMINATA, null] : [null];
}
