/**
 * What the truth says about 1 January: who was resident in a family on that day, as the register knew it when the snapshot
 * was taken and as it knows it today.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Comune } from './comune.js';
import { caseDi, posizioniDi } from './passato.js';
import type { Appartenenza, Persona } from './persona.js';
import type { Registro } from './registro.js';
import type { RigaVista } from './verita.js';
import { maggiorenne } from './verita-persone.js';

interface Periodo {
  readonly dal: string;
  readonly al: string | null;
}

const copre = ({ dal, al }: Periodo, giorno: string): boolean => dal <= giorno && (al === null || giorno < al);

/** Where somebody resident belonged on that day; undefined for everybody else. */
function appartenenzaAl(p: Persona, giorno: string): (Appartenenza & Periodo) | undefined {
  if (!posizioniDi(p).some((d) => d.valore.stato === 'APR' && copre(d, giorno))) return undefined;
  const ora = p.appartenenza === null ? [] : [{ ...p.appartenenza, al: null }];
  return [...p.passate, ...ora].findLast((a) => a.tipo === '3' && copre(a, giorno));
}

interface Nucleo {
  /** Where its head lived on that day: of two who have been one, the first to leave was one then. */
  readonly casa: string;
  /** When that head left; null while nobody was one. */
  readonly capoFino: string | null;
  readonly occupanti: number;
  readonly minori: number;
}

const NESSUNO: Nucleo = { casa: '', capoFino: null, occupanti: 0, minori: 0 };
/** Later than every day. */
const ANCORA = '9999-12-31';

/** The address of a household is its head's; without one, that of the lowest card, which comes first. */
function casaCon(
  n: Nucleo,
  casa: string,
  { codiceLegame, al }: Periodo & Appartenenza,
): Pick<Nucleo, 'casa' | 'capoFino'> {
  const fino = al ?? ANCORA;
  if (codiceLegame === '1' && (n.capoFino === null || fino < n.capoFino)) return { casa, capoFino: fino };
  return n.occupanti === 0 ? { casa, capoFino: null } : n;
}

function nucleiAl(registro: Registro, giorno: string): Map<string, Nucleo> {
  const nuclei = new Map<string, Nucleo>();
  for (const p of [...registro.persone.values()].sort((a, b) => Number(a.idScheda) - Number(b.idScheda))) {
    const famiglia = appartenenzaAl(p, giorno);
    if (famiglia === undefined) continue;
    const dimora = caseDi(p).findLast((d) => copre(d, giorno))?.valore;
    // Whoever has no home occupies no dwelling.
    if (dimora?.senzaFissaDimora === true) continue;
    const casa = dimora === undefined ? '' : formatIndirizzo(dimora.indirizzo);
    const n = nuclei.get(famiglia.idFamiglia) ?? NESSUNO;
    nuclei.set(famiglia.idFamiglia, {
      ...casaCon(n, casa, famiglia),
      occupanti: n.occupanti + 1,
      minori: n.minori + (maggiorenne(p, giorno) ? 0 : 1),
    });
  }
  return nuclei;
}

const uguali = (a: Nucleo, b: Nucleo): boolean =>
  a.occupanti === b.occupanti && a.minori === b.minori && a.casa === b.casa;

/**
 * The snapshots of that year, by `anno|id_famiglia_anpr|versione`: one taken after the load and one today, which adds what
 * became known meanwhile.
 */
export function righeFotografie(comune: Comune, anno: number): Map<string, RigaVista> {
  const giorno = `${anno}-01-01`;
  const [allora, adesso] = [nucleiAl(comune.iniziale, giorno), nucleiAl(comune.registro, giorno)];
  const righe = new Map<string, RigaVista>();
  const scrivi = (id: string, versione: number, resto: RigaVista): void => {
    const chi = { cod_comune: comune.codiceIstat, anno, id_famiglia_anpr: id, versione };
    righe.set(`${anno}|${id}|${versione}`, { ...chi, ...resto });
  };
  for (const id of new Set([...allora.keys(), ...adesso.keys()])) {
    const [prima, dopo] = [allora.get(id), adesso.get(id)];
    const conti = ({ occupanti, minori, casa }: Nucleo): RigaVista => ({ occupanti, minori, indirizzo: casa });
    const cambiato = prima === undefined || dopo === undefined || !uguali(prima, dopo);
    if (prima !== undefined) scrivi(id, 1, { ...conti(prima), ultima: cambiato ? 0 : 1 });
    if (!cambiato) continue;
    const versione = prima === undefined ? 1 : 2;
    if (dopo !== undefined) scrivi(id, versione, { ...conti(dopo), ultima: 1 });
    else if (prima !== undefined) scrivi(id, versione, { occupanti: 0, minori: 0, indirizzo: prima.casa, ultima: 1 });
  }
  return righe;
}
