/**
 * Since when: the days on which each field of a row of the offices came to hold the value it has, from what the register
 * remembers (modello-dati E.0: the date of the datum itself).
 * Invariant: more than one day where the field had that value before and came back to it; none where ANPR dates nothing.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { ultima } from './calendario.js';
import { caseDi, posizioniDi } from './passato.js';
import { LISTE, type Persona, type Posizione, type ResidenzaSimulata } from './persona.js';
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

/** Both at once; an end that is absent comes after every other. */
function insieme(a: Presenza, b: Presenza): Presenza {
  const fini = [a.al, b.al].filter((al) => al !== null).sort();
  return { dal: ultima(a.dal, b.dal), al: fini[0] ?? null };
}

const durata = ({ dal, al }: Presenza): boolean => al === null || dal < al;

/** While registered here with a home: who has none lives in no dwelling, and before the first one known nobody knows where. */
function aCasa(p: Persona): Presenza[] {
  const iscrizioni = posizioniDi(p).filter((d) => d.valore.stato === 'APR');
  const case_ = caseDi(p).filter((d) => d.valore.senzaFissaDimora !== true);
  return iscrizioni.flatMap((i) => case_.map((c) => insieme(i, c))).filter(durata);
}

/** In order and each day once: who returns keeps the day on which they had entered the family. */
function senzaDoppie(presenze: readonly Presenza[]): Presenza[] {
  const una: Presenza[] = [];
  for (const p of [...presenze].sort((a, b) => (a.dal < b.dal ? -1 : 1))) {
    const prima = una.at(-1);
    if (prima?.al === null) break;
    const dal = ultima(p.dal, prima?.al ?? '');
    if (durata({ dal, al: p.al })) una.push({ dal, al: p.al });
  }
  return una;
}

/** Who lived in the dwelling of each family of residents, and when. */
function presenze(registro: Registro): Map<string, Presenza[]> {
  const tutte = new Map<string, Presenza[]>();
  for (const p of registro.persone.values()) {
    const ora = p.appartenenza === null ? [] : [{ ...p.appartenenza, al: null }];
    const inFamiglia = [...p.passate, ...ora].filter(({ tipo }) => tipo === '3');
    for (const id of new Set(inFamiglia.map((a) => a.idFamiglia))) {
      const sue = inFamiglia.filter((a) => a.idFamiglia === id).flatMap((a) => aCasa(p).map((c) => insieme(a, c)));
      const una = senzaDoppie(sue.filter(durata));
      if (una.length > 0) tutte.set(id, [...(tutte.get(id) ?? []), ...una]);
    }
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
