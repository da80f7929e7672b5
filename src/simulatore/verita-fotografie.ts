/**
 * What the truth says about 1 January: who was resident in a family on that day, as the register knew it when the snapshot
 * was taken and as it knows it today.
 */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Comune } from './comune.js';
import { caseDi, posizioniDi } from './passato.js';
import type { Persona } from './persona.js';
import type { Registro } from './registro.js';
import type { RigaVista } from './verita.js';
import { maggiorenne } from './verita-persone.js';

interface Periodo {
  readonly dal: string;
  readonly al: string | null;
}

const copre = ({ dal, al }: Periodo, giorno: string): boolean => dal <= giorno && (al === null || giorno < al);

/** The family in which somebody resident lived on that day; undefined for everybody else. */
function famigliaAl(p: Persona, giorno: string): string | undefined {
  if (!posizioniDi(p).some((d) => d.valore.stato === 'APR' && copre(d, giorno))) return undefined;
  const ora = p.appartenenza === null ? [] : [{ ...p.appartenenza, al: null }];
  return [...p.passate, ...ora].findLast((a) => a.tipo === '3' && copre(a, giorno))?.idFamiglia;
}

interface Nucleo {
  readonly indirizzi: ReadonlySet<string>;
  readonly occupanti: number;
  readonly minori: number;
}

function nucleiAl(registro: Registro, giorno: string): Map<string, Nucleo> {
  const nuclei = new Map<string, Nucleo>();
  for (const p of registro.persone.values()) {
    const famiglia = famigliaAl(p, giorno);
    if (famiglia === undefined) continue;
    const dimora = caseDi(p).findLast((d) => copre(d, giorno))?.valore;
    // Whoever has no home occupies no dwelling.
    if (dimora?.senzaFissaDimora === true) continue;
    const casa = dimora?.indirizzo;
    const n = nuclei.get(famiglia) ?? { indirizzi: new Set<string>(), occupanti: 0, minori: 0 };
    const minori = n.minori + (maggiorenne(p, giorno) ? 0 : 1);
    const indirizzi = new Set([...n.indirizzi, casa === undefined ? '' : formatIndirizzo(casa)]);
    nuclei.set(famiglia, { indirizzi, occupanti: n.occupanti + 1, minori });
  }
  return nuclei;
}

/** The address of a household whose members lived apart is that of its head, and the register forgets who that was. */
const indirizzoDi = ({ indirizzi }: Nucleo): RigaVista =>
  indirizzi.size === 1 ? { indirizzo: [...indirizzi].join() } : {};

const uguali = (a: Nucleo, b: Nucleo): boolean =>
  a.occupanti === b.occupanti && a.minori === b.minori && [...a.indirizzi].join('|') === [...b.indirizzi].join('|');

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
    const conti = ({ occupanti, minori }: Nucleo): RigaVista => ({ occupanti, minori });
    const cambiato = prima === undefined || dopo === undefined || !uguali(prima, dopo);
    if (prima !== undefined) scrivi(id, 1, { ...conti(prima), ...indirizzoDi(prima), ultima: cambiato ? 0 : 1 });
    if (!cambiato) continue;
    const versione = prima === undefined ? 1 : 2;
    if (dopo !== undefined) scrivi(id, versione, { ...conti(dopo), ...indirizzoDi(dopo), ultima: 1 });
    else if (prima !== undefined) scrivi(id, versione, { occupanti: 0, minori: 0, ...indirizzoDi(prima), ultima: 1 });
  }
  return righe;
}
