/** What the truth says to the tax office beside the present condition: periods, addresses for notices, dwellings. */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { piuGiorni } from './calendario.js';
import { caseDi, type Durata, posizioniDi } from './passato.js';
import { iscritta, type Persona, type Posizione, type ResidenzaSimulata } from './persona.js';
import type { Registro } from './registro.js';
import type { RigaVista } from './verita.js';
import { GIORNI_RECAPITO } from './verita-effetti.js';
import { CONDIZIONI, chiE, eContribuente, maggiorenne, senzaDimora, trasferita } from './verita-persone.js';

type Righe = Map<string, RigaVista>;

/** Registered while of age at least one day of the period; or already of age on the day of the cancellation. */
function daContribuente(p: Persona, { valore, dal, al }: Durata<Posizione>, oggi: string): boolean {
  const registrata = valore.stato === 'APR' || valore.stato === 'AIRE';
  return maggiorenne(p, registrata ? (al === null ? oggi : piuGiorni(al, -1)) : dal);
}

/** The periods of condition of everybody, by `id_scheda_anpr|dal`. */
export function righeCondizioni(codComune: string, registro: Registro, oggi: string): Righe {
  const righe: Righe = new Map();
  for (const p of registro.persone.values()) {
    for (const periodo of posizioniDi(p).filter((d) => daContribuente(p, d, oggi))) {
      const { dal, al } = periodo;
      const condizione = CONDIZIONI[periodo.valore.stato];
      righe.set(`${p.idScheda}|${dal}`, { ...chiE(codComune, p), condizione, dal, al });
    }
  }
  return righe;
}

/** Registered residence in a dwelling in Italy, minors too, by `id_scheda_anpr|dal`. */
export function righePeriodiResidenza(codComune: string, registro: Registro): Righe {
  const righe: Righe = new Map();
  for (const p of registro.persone.values()) {
    for (const { valore, dal, al } of caseDi(p)) {
      if (valore.indirizzo.codiceStato !== undefined || valore.senzaFissaDimora === true) continue;
      righe.set(`${p.idScheda}|${dal}`, {
        ...chiE(codComune, p),
        indirizzo: formatIndirizzo(valore.indirizzo),
        dal,
        al,
      });
    }
  }
  return righe;
}

function recapito(tipo: string, tipoIndirizzo: string, r: ResidenzaSimulata): RigaVista {
  const { indirizzo, dal } = r;
  return {
    tipo,
    tipo_indirizzo: tipoIndirizzo,
    indirizzo: formatIndirizzo(indirizzo),
    dal,
    efficace_dal: piuGiorni(dal, GIORNI_RECAPITO),
  };
}

const DIGITALE = { tipo: 'DIGITALE', tipo_indirizzo: '' } as const;

function digitale({ domicilioDigitale: indirizzo, domicilioDigitaleDal: dal }: Persona): RigaVista {
  return { ...DIGITALE, indirizzo, dal, efficace_dal: piuGiorni(dal, GIORNI_RECAPITO) };
}

function recapitiDi(p: Persona): RigaVista[] {
  if (p.posizione.stato === 'DECEDUTO') return [];
  const righe: RigaVista[] = p.domicili.map((d) => recapito('DOMICILIO', d.tipoIndirizzo, d));
  if (iscritta(p) && p.residenza !== null && !senzaDimora(p)) {
    const casa =
      p.posizione.stato === 'APR' ? recapito('RESIDENZA', '1', p.residenza) : recapito('ESTERO', '4', p.residenza);
    righe.push(casa);
  }
  if (p.domicilioDigitale !== '') righe.push(digitale(p));
  return righe;
}

/** Where a notice reaches each contribuente, by `id_scheda_anpr|tipo|tipo_indirizzo`. */
export function righeRecapiti(codComune: string, registro: Registro, oggi: string): Righe {
  const righe: Righe = new Map();
  for (const p of registro.persone.values()) {
    if (!eContribuente(p, oggi)) continue;
    for (const r of recapitiDi(p))
      righe.set(`${p.idScheda}|${r.tipo}|${r.tipo_indirizzo}`, { ...chiE(codComune, p), ...r });
  }
  return righe;
}

/** Keys of `righeRecapiti` that nobody can tell: a revocation says who and never of what, an N010 never the new address. */
export function recapitiIgnoti(registro: Registro): Set<string> {
  const ignoti = new Set<string>();
  for (const p of registro.persone.values()) {
    if (p.domicilioRevocato) ignoti.add(`${p.idScheda}|${DIGITALE.tipo}|`);
    if (trasferita(p, registro)) ignoti.add(`${p.idScheda}|RESIDENZA|1`).add(`${p.idScheda}|ESTERO|4`);
  }
  return ignoti;
}

/**
 * Who occupies each dwelling, by `indirizzo|id_famiglia_anpr`.
 * @param insieme true where the regulation adds up the families of one dwelling; one without an address stays by itself
 */
export function righeAbitazioni(nuclei: ReadonlyMap<string, RigaVista>, insieme: boolean): Righe {
  const righe: Righe = new Map();
  for (const n of nuclei.values()) {
    const indirizzo = n.indirizzo ?? '';
    const id = insieme && indirizzo !== '' ? '' : (n.id_famiglia_anpr ?? '');
    const chiave = `${indirizzo}|${id}`;
    const altre = righe.get(chiave);
    righe.set(chiave, {
      cod_comune: n.cod_comune ?? null,
      indirizzo,
      id_famiglia_anpr: id,
      famiglie: 1 + Number(altre?.famiglie ?? 0),
      occupanti: Number(n.componenti) + Number(altre?.occupanti ?? 0),
      minori: Number(n.minori) + Number(altre?.minori ?? 0),
    });
  }
  return righe;
}
