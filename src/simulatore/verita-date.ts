/**
 * Since when: the days on which each field of a row of the offices came to hold the value it has, from what the register
 * remembers (modello-dati E.0: the date of the datum itself).
 * Invariant: more than one day where the field had that value before and came back to it; none where ANPR dates nothing.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { ultima } from './calendario.js';
import { posizioniDi } from './passato.js';
import { iscritta, LISTE, type Persona, type Posizione, type ResidenzaSimulata } from './persona.js';
import { membriDi, type Registro } from './registro.js';
import { dimora } from './verita-famiglie.js';
import { CONDIZIONI, condizioneDi, senzaDimora } from './verita-persone.js';

/** By `oggetto campo`, as the views of variazioni name them. */
export type Giorni = ReadonlyMap<string, readonly string[]>;

/** The days on which somebody came to live at an address that reads as the last one. */
function giorniDellaCasa(p: Persona): string[] {
  if (p.residenza === null) return [];
  const qui = formatIndirizzo(p.residenza.indirizzo);
  const case_: readonly ResidenzaSimulata[] = [...p.casePassate, p.residenza];
  return case_.filter((c) => formatIndirizzo(c.indirizzo) === qui).map((c) => c.dal);
}

function giorniPersona(p: Persona): [string, readonly string[]][] {
  const condizione = condizioneDi(p);
  const condizioni = posizioni(p)
    .filter((x) => CONDIZIONI[x.stato] === condizione)
    .map((x) => x.dal);
  const casa = giorniDellaCasa(p);
  const uscite = posizioniDi(p).flatMap((d) => (d.valore.stato === 'APR' && d.al !== null ? [d.al] : []));
  const oggetto = `C:S:${p.idScheda}`;
  return [
    [`${oggetto} condizione`, condizioni],
    [`${oggetto} recapito`, recapito(p, condizione === 'NON_RESIDENTE' ? condizioni : casa)],
    ...(p.domicilioDigitale === '' ? [] : [digitale(p)]),
    [`${oggetto} abitazione`, condizione === 'RESIDENTE' ? casa : uscite],
    ...LISTE.map((lista): [string, readonly string[]] => [`E:S:${p.idScheda}|${lista} indirizzo`, casa]),
  ];
}

const recapito = (p: Persona, giorni: readonly string[]): readonly string[] =>
  haCasa(p) ? giorni : p.domicili.map((d) => d.dal);

const posizioni = (p: Persona): readonly Posizione[] => [...p.posizioniPassate, p.posizione];

/** Who has no fixed abode is in a family and in no household, and is written to at the elected domicile. */
const haCasa = (p: Persona): boolean => !senzaDimora(p);

/** In the family, and registered here, since. */
const ingresso = (p: Persona): string => ultima(p.appartenenza?.dal ?? '', p.posizione.dal);

const digitale = (p: Persona): [string, readonly string[]] => [`C:S:${p.idScheda} digitale`, [p.domicilioDigitaleDal]];

interface Presenza {
  readonly dal: string;
  readonly al: string | null;
}

/** Who was in each family of residents, and when. */
function presenze(registro: Registro): Map<string, Presenza[]> {
  const tutte = new Map<string, Presenza[]>();
  const segna = (id: string, p: Presenza): void => void tutte.set(id, [...(tutte.get(id) ?? []), p]);
  for (const p of registro.persone.values()) {
    const arrivi = (al: string) => posizioni(p).filter((x) => x.stato === 'APR' && x.dal < al);
    for (const a of p.passate)
      if (a.tipo === '3') segna(a.idFamiglia, { dal: ultima(a.dal, ...arrivi(a.al).map((x) => x.dal)), al: a.al });
    const { appartenenza: a } = p;
    if (a?.tipo === '3' && iscritta(p) && haCasa(p)) segna(a.idFamiglia, { dal: ingresso(p), al: null });
  }
  return tutte;
}

/** The day on which the number of those present became what it is; who comes as another goes changes nothing. */
function giornoDeiComponenti(presenti: readonly Presenza[]): string[] {
  const giorni = [...new Set(presenti.flatMap((p) => (p.al === null ? [p.dal] : [p.dal, p.al])))].sort();
  const prima = (giorno: string): number => presenti.filter((p) => p.dal < giorno && (p.al ?? '9') >= giorno).length;
  const dopo = (giorno: string): number => presenti.filter((p) => p.dal <= giorno && (p.al ?? '9') > giorno).length;
  return giorni.filter((g) => prima(g) !== dopo(g)).slice(-1);
}

function giorniNucleo(registro: Registro, id: string, presenti: readonly Presenza[]): [string, readonly string[]][] {
  const testa = dimora(membriDi(registro, id).filter(haCasa));
  const componenti = giornoDeiComponenti(presenti);
  const case_ = testa === undefined ? componenti : giorniDellaCasa(testa).map((dal) => ultima(dal, ingresso(testa)));
  // Who first hears of a household at its last address knows of nobody before it came there.
  const sentiti = case_.filter((dal) => dal > (componenti[0] ?? ''));
  return [
    [`N:${id} componenti`, [...componenti, ...sentiti]],
    [`N:${id} indirizzo`, case_],
  ];
}

/** Every field of which the day can be told. */
export function giorniDeiCampi(registro: Registro): Giorni {
  const tutti = [...registro.persone.values()].flatMap(giorniPersona);
  for (const [id, presenti] of presenze(registro)) tutti.push(...giorniNucleo(registro, id, presenti));
  return new Map(tutti);
}
