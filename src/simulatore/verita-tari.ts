/**
 * What the truth says about the users of the TARI office: who lives in each home of its list, and which households have none.
 * Invariant: a list is matched with the register of the day on which it was imported; who occupies the home is as today.
 */
import type { Comune } from './comune.js';
import type { Persona } from './persona.js';
import { membriDi, type Registro } from './registro.js';
import { valoreIl } from './regolamento.js';
import { type Strada, somiglianza, stradaDi } from './strada.js';
import type { UtenzaSimulata } from './utenze.js';
import type { RigaVista, Verita } from './verita.js';
import { dimora } from './verita-famiglie.js';
import { condizioneDi, eContribuente, senzaDimora } from './verita-persone.js';

type Righe = Map<string, RigaVista>;

/** docs/viste.md, v_tari_utenze: points, and what is enough of them. */
const PUNTI = { indirizzo: 60, titolare: 40, sicuro: 85, distacco: 20, dubbio: 40 } as const;

interface Casa {
  readonly famiglia: string;
  /** As it is called, and as it was before the street was renamed. */
  readonly strade: readonly Strada[];
  readonly codici: ReadonlySet<string>;
}

function aggiungi(dove: Map<string, Casa[]>, chiave: string, casa: Casa): void {
  const sue = dove.get(chiave);
  if (sue === undefined) dove.set(chiave, [casa]);
  else sue.push(casa);
}

/** The households of a register, by the number of their home. */
function caseDi(registro: Registro): Map<string, Casa[]> {
  const perCivico = new Map<string, Casa[]>();
  for (const f of registro.famiglie.values()) {
    const membri = f.tipo === '3' ? membriDi(registro, f.id) : [];
    // Who has no home gives no address; the user may be in their name all the same.
    const { indirizzo, giaDetto } = dimora(membri.filter((m) => !senzaDimora(m)))?.residenza ?? {};
    if (indirizzo === undefined) continue;
    const strade = [indirizzo, ...(giaDetto === undefined ? [] : [giaDetto])].map(stradaDi);
    const codici = new Set(membri.map((m) => m.codiceFiscale).filter((cf) => cf !== ''));
    const casa = { famiglia: f.id, strade, codici };
    for (const civico of new Set(strade.map((s) => s.civico))) aggiungi(perCivico, civico, casa);
  }
  return perCivico;
}

interface Abbinamento {
  readonly abbinamento: 'ABBINATA' | 'DUBBIA' | 'SENZA';
  readonly famiglia: string | null;
  /** Absent for `SENZA`: how little somebody else resembles it says nothing. */
  readonly punteggio?: number;
}

/** A register as a list is matched with it. */
interface Anagrafe {
  readonly perCivico: ReadonlyMap<string, readonly Casa[]>;
  readonly perCodice: ReadonlyMap<string, readonly Casa[]>;
}

function anagrafeDi(registro: Registro): Anagrafe {
  const perCivico = caseDi(registro);
  const perCodice = new Map<string, Casa[]>();
  for (const casa of [...perCivico.values()].flat()) for (const cf of casa.codici) aggiungi(perCodice, cf, casa);
  return { perCivico, perCodice };
}

function punti(u: UtenzaSimulata, casa: Casa): number {
  const titolare = casa.codici.has(u.codiceFiscale) ? PUNTI.titolare : 0;
  const simile = Math.max(...casa.strade.map((s) => somiglianza(u.strada, s)));
  return Math.round(PUNTI.indirizzo * simile + titolare);
}

/** Of two households alike the one with the lower number is shown. */
function abbina(u: UtenzaSimulata, { perCivico, perCodice }: Anagrafe): Abbinamento {
  const vicine = new Set([...(perCivico.get(u.strada.civico) ?? []), ...(perCodice.get(u.codiceFiscale) ?? [])]);
  const ordinate = [...vicine]
    .map((casa) => ({ famiglia: casa.famiglia, punteggio: punti(u, casa) }))
    .sort((a, b) => b.punteggio - a.punteggio || Number(a.famiglia) - Number(b.famiglia));
  const [prima, seconda] = ordinate;
  if (prima === undefined || prima.punteggio < PUNTI.dubbio) return { abbinamento: 'SENZA', famiglia: null };
  const sola = prima.punteggio - (seconda?.punteggio ?? 0) >= PUNTI.distacco;
  return { abbinamento: sola && prima.punteggio >= PUNTI.sicuro ? 'ABBINATA' : 'DUBBIA', ...prima };
}

/** Where nobody is resident the regulation may say a number, or who says it. */
function nonResidenti(regola: string | null): RigaVista {
  if (regola === null) return { occupanti: null, occupanti_da: null };
  const numero = /^\d+$/.test(regola);
  return { occupanti: numero ? Number(regola) : null, occupanti_da: numero ? 'REGOLAMENTO' : regola };
}

interface Oggi {
  readonly comune: Comune;
  readonly oggi: string;
  readonly nuclei: Verita['v_tributi_nuclei'];
  readonly perCodice: ReadonlyMap<string, Persona>;
}

function occupanti({ abbinamento }: Abbinamento, nucleo: RigaVista | undefined, o: Oggi): RigaVista {
  if (abbinamento === 'DUBBIA') return { occupanti: null, occupanti_da: null, minori: null };
  const regola = valoreIl(o.comune.regolamento, 'tari_occupanti_non_residenti', o.oggi);
  if (abbinamento === 'SENZA') return { ...nonResidenti(regola), minori: null };
  const { componenti = null, minori = null } = nucleo ?? {};
  return { occupanti: componenti, minori, occupanti_da: componenti === null ? null : 'ANPR' };
}

function rigaUtenza(u: UtenzaSimulata, a: Abbinamento, o: Oggi): RigaVista {
  const nucleo = a.famiglia === null ? undefined : o.nuclei.get(a.famiglia);
  const titolare = o.perCodice.get(u.codiceFiscale);
  return {
    cod_comune: o.comune.codiceIstat,
    codice: u.codice,
    codice_fiscale: u.codiceFiscale,
    indirizzo: u.indirizzo,
    categoria: u.categoria,
    abbinamento: a.abbinamento,
    ...(a.punteggio !== undefined && { punteggio: a.punteggio }),
    id_famiglia_anpr: a.famiglia,
    indirizzo_anpr: nucleo?.indirizzo ?? null,
    intestatario: nucleo?.intestatario ?? null,
    ...occupanti(a, nucleo, o),
    condizione_titolare: titolare !== undefined && eContribuente(titolare, o.oggi) ? condizioneDi(titolare) : null,
    titolare_nel_nucleo: titolare !== undefined && titolare.appartenenza?.idFamiglia === a.famiglia ? 1 : 0,
  };
}

/** What the office did with its lists: one when the comune was loaded, one today. */
export interface ElenchiTari {
  readonly primo: readonly UtenzaSimulata[];
  readonly ultimo: readonly UtenzaSimulata[];
}

/** Every user, by `codice`: one that the last list no longer has stays as the first list left it. */
export function righeUtenze(comune: Comune, { primo, ultimo }: ElenchiTari, v: Verita): Righe {
  const perCodice = new Map([...comune.registro.persone.values()].map((p) => [p.codiceFiscale, p]));
  const o: Oggi = { comune, oggi: v.oggi, nuclei: v.v_tributi_nuclei, perCodice };
  const [allora, adesso] = [anagrafeDi(comune.iniziale), anagrafeDi(comune.registro)];
  const righe: Righe = new Map();
  for (const u of primo) righe.set(u.codice, { ...rigaUtenza(u, abbina(u, allora), o), presente: 0 });
  for (const u of ultimo) righe.set(u.codice, { ...rigaUtenza(u, abbina(u, adesso), o), presente: 1 });
  return righe;
}

/** Households that no user of the last list is matched with, by `id_famiglia_anpr`. */
export function righeSenzaUtenza(utenze: Righe, { v_tributi_nuclei }: Pick<Verita, 'v_tributi_nuclei'>): Righe {
  const servite = new Set<unknown>();
  for (const u of utenze.values())
    if (u.presente === 1 && u.abbinamento === 'ABBINATA') servite.add(u.id_famiglia_anpr);
  const righe: Righe = new Map();
  for (const [id, { minori: _, ...nucleo }] of v_tributi_nuclei) if (!servite.has(id)) righe.set(id, nucleo);
  return righe;
}
