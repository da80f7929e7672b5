/**
 * The life of a person as this installation knows it: the facts in ANPR's order, which notification said each, what each
 * moved, the rows that stand today, the variazioni that came of it and what is still to be looked at.
 * Invariant: only reads; what a fact moved is the difference of two folds, so it is the same whatever arrived first.
 */

import type { Fatto } from '../anpr/fatto.js';
import { senzaZeri } from '../anpr/valori.js';
import { diff } from '../registri/diff.js';
import { type Gruppo, raggruppa } from '../registri/identita.js';
import { ordina, senzaRipetizioni } from '../registri/ordine.js';
import { proietta, type Righe } from '../registri/proietta.js';
import { NOMI_TABELLE, type NomeTabella, type Riga, type RowChange, TABELLE } from '../registri/righe.js';
import type { Contesto } from '../registri/stato.js';
import { APERTE } from '../registri/storno.js';
import type { Anomalia } from '../store/anomalie.js';
import { elencaAnomalie } from '../store/anomalie.js';
import type { Database, Tx } from '../store/database.js';
import { decisioniDi } from '../store/identita-decise.js';
import { righeDi } from '../store/stato-locale.js';
import { type VariazioneConservata, variazioniDi } from '../store/variazioni.js';
import { fattiDecisi } from './mondo-locale.js';
import { type RigaSpiegata, spiegaRighe } from './vita-regole.js';

/** One fact of the life. */
export interface FattoVissuto {
  readonly fatto: Fatto;
  /** Inbox row of the notification that said it. */
  readonly notificaId: number;
  /** The same operation had said the same thing before: it moves nothing. */
  readonly ripetuto: boolean;
  /** It names somebody else too: it moves nothing until somebody decides who is who (G.3). */
  readonly sospeso: boolean;
  /** What it moves in the rows of the person, seen from the fact before it in ANPR's order. */
  readonly cambi: readonly RowChange[];
}

export interface Vita {
  /** Natural key of the person: `S:<scheda>`, else `A:…` or `C:…`. */
  readonly soggetto: string;
  /** Another card holds the same identifier: somebody has to decide. */
  readonly conteso: boolean;
  readonly fatti: readonly FattoVissuto[];
  /** Stored rows of the person, and those of the family it is in. */
  readonly righe: Readonly<Partial<Record<NomeTabella, readonly Riga[]>>>;
  /** Which rule makes each row of tributi and elettorale, and which notification moved it last. */
  readonly spiegate: readonly RigaSpiegata[];
  readonly variazioni: readonly VariazioneConservata[];
  /** Variazioni still to be worked, among those above. */
  readonly daLavorare: number;
  readonly anomalie: readonly Anomalia[];
}

/** Keys under which a person may be asked for: a codice fiscale, a card, a national id, or a key as the rows have it. */
export function chiaviCercate(chi: string): string[] {
  const testo = chi.trim().toUpperCase();
  const [, tipo, valore = testo] = /^([SAC]):(.*)$/s.exec(testo) ?? [];
  if (tipo !== undefined) return [`${tipo}:${tipo === 'S' ? senzaZeri(valore) : valore}`];
  return [`S:${senzaZeri(testo)}`, `A:${testo}`, `C:${testo}`];
}

/** The life of everybody who answers to that name, usually one; two when their cards are contested; none when unknown. */
export function vitaDi(db: Database, chi: string, contesto: Contesto): Promise<Vita[]> {
  return db.transaction(async (tx) => {
    const decisioni = await decisioniDi(tx, contesto.codComune);
    const conservati = await fattiDecisi(tx, new Set(chiaviCercate(chi)), { codComune: contesto.codComune, decisioni });
    const notifiche = new Map(conservati.map((c) => [c.fatto, c.notificaId]));
    const gruppi = raggruppa(
      conservati.map((c) => c.fatto),
      decisioni,
    ).filter((g) => !g.chiave.startsWith('F:'));
    const vite: Vita[] = [];
    for (const gruppo of gruppi) vite.push(await unaVita(tx, gruppo, { contesto, notifiche }));
    return vite;
  });
}

interface Attorno {
  readonly contesto: Contesto;
  readonly notifiche: ReadonlyMap<Fatto, number>;
}

async function unaVita(tx: Tx, gruppo: Gruppo, { contesto, notifiche }: Attorno): Promise<Vita> {
  const { codComune } = contesto;
  const righe = await righeStanti(tx, codComune, gruppo.chiave);
  const variazioni = await variazioniDi(tx, codComune, oggettiDi(gruppo.chiave, righe));
  const vissuti = fattiVissuti(gruppo, { contesto, notifiche });
  return {
    soggetto: gruppo.chiave,
    conteso: gruppo.conteso,
    fatti: [...vissuti, ...fattiSospesi(gruppo, { contesto, notifiche })],
    righe,
    spiegate: spiegaRighe(righe, vissuti),
    variazioni,
    daLavorare: variazioni.filter((v) => APERTE.has(v.stato)).length,
    anomalie: await aperteDi(tx, codComune, [gruppo.chiave, ...nucleiDi(righe)]),
  };
}

/** Folds one fact more at a time: what moves is what that fact says about what was known before it. */
function fattiVissuti(gruppo: Gruppo, { contesto, notifiche }: Attorno): FattoVissuto[] {
  const ordinati = ordina(gruppo.fatti);
  const nuovi = new Set(senzaRipetizioni(ordinati));
  let prima: Righe = new Map();
  return ordinati.map((fatto, i) => {
    const dopo = proietta({ ...gruppo, fatti: ordinati.slice(0, i + 1) }, contesto).righe;
    const cambi = diff(prima, dopo);
    prima = dopo;
    return { fatto, notificaId: notifiche.get(fatto)!, ripetuto: !nuovi.has(fatto), sospeso: false, cambi };
  });
}

function fattiSospesi({ sospesi = [] }: Gruppo, { notifiche }: Attorno): FattoVissuto[] {
  return sospesi.map((fatto) => ({
    fatto,
    notificaId: notifiche.get(fatto)!,
    ripetuto: false,
    sospeso: true,
    cambi: [],
  }));
}

/** The household of the person, as anomalie call it. */
const nucleiDi = (righe: Vita['righe']): string[] =>
  (righe.tributi_nuclei ?? []).map((n) => `N:${String(n.id_famiglia_anpr)}`);

async function aperteDi(tx: Tx, codComune: string, oggetti: readonly string[]): Promise<Anomalia[]> {
  const trovate: Anomalia[] = [];
  for (const oggetto of oggetti) trovate.push(...(await elencaAnomalie(tx, { codComune, oggetto, limit: 100 })));
  return trovate;
}

async function righeStanti(tx: Tx, codComune: string, soggetto: string): Promise<Vita['righe']> {
  const righe: Partial<Record<NomeTabella, readonly Riga[]>> = {};
  const di = async (tabella: NomeTabella, colonna: string, valori: readonly string[]): Promise<readonly Riga[]> => {
    const trovate = valori.length === 0 ? [] : await righeDi(tx, codComune, { tabella, colonna, valori });
    if (trovate.length > 0) righe[tabella] = trovate;
    return trovate;
  };
  for (const tabella of NOMI_TABELLE) {
    if ((TABELLE[tabella].chiave as readonly string[]).includes('soggetto')) await di(tabella, 'soggetto', [soggetto]);
  }
  const famiglie = (righe.anagrafe ?? []).flatMap((r) =>
    r.id_famiglia_anpr === null ? [] : [String(r.id_famiglia_anpr)],
  );
  for (const tabella of ['famiglie', 'tributi_nuclei'] as const) await di(tabella, 'id_famiglia_anpr', famiglie);
  return righe;
}

const LISTE = ['GENERALE', 'AGGIUNTA_UE_COMUNALI', 'AGGIUNTA_UE_PARLAMENTO', 'AGGIUNTA_REGIONALE'];

/** What variazioni of this person are about: the contribuente, the voter on each list, every nucleo it was ever in. */
function oggettiDi(soggetto: string, righe: Vita['righe']): string[] {
  const nuclei = new Set((righe.appartenenze ?? []).map((a) => `N:${String(a.id_famiglia_anpr)}`));
  return [`C:${soggetto}`, ...LISTE.map((lista) => `E:${soggetto}|${lista}`), ...nuclei];
}
