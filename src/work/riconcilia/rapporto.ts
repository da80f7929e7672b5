/**
 * What reconciliation knows: window by window, type by type, and what is not here and until when it can still be had.
 * Invariant: read from the ledger alone, so that the command, the job and the tests say the same; ids only.
 */
import { scadeIl } from '../../anpr/finestre.js';
import type { Database, Tx } from '../../store/database.js';
import { elencaFinestre, type FiltroFinestre, type Finestra } from '../../store/finestre.js';
import { richiesteAperte } from '../../store/richieste-anpr.js';
import { contaVoci, inizioFinestre, vociAperte } from '../../store/voci-anpr.js';

/** A window and what came of it. */
export interface RigaRapporto {
  readonly id: number;
  readonly tipo: string;
  readonly dal: string;
  readonly al: string;
  readonly origine: string;
  readonly stato: Finestra['stato'];
  readonly motivo: string | null;
  /** Notifications that ANPR listed; what of them was here already; what was not. */
  readonly elencate: number;
  readonly note: number;
  readonly mancanti: number;
  /** Of the missing: here now, given up, still being fetched. */
  readonly recuperate: number;
  readonly irrecuperabili: number;
  readonly inRecupero: number;
  /** Instant after which its first day can no longer be asked for. */
  readonly scadeIl: string;
  readonly prossimoIl: string | null;
}

/** A notification that ANPR lists and that is not here. */
export interface VoceRapporto {
  readonly idOperazioneANPR: string;
  readonly tipo: string | null;
  readonly stato: string;
  readonly motivo: string | null;
  readonly tentativi: number;
  /** Until when it can be asked for, at least. */
  readonly finoAl: string | null;
}

export interface Totali {
  readonly finestre: number;
  readonly coperte: number;
  readonly aperte: number;
  readonly perse: number;
  readonly elencate: number;
  readonly note: number;
  readonly mancanti: number;
  readonly recuperate: number;
  readonly irrecuperabili: number;
}

export interface Rapporto {
  readonly codComune: string;
  readonly finestre: readonly RigaRapporto[];
  readonly totali: Totali;
  /** Everything not here, of every window of the ente. */
  readonly voci: readonly VoceRapporto[];
  /** Tickets at ANPR, and when the next is visited; null without any. */
  readonly richiesteAperte: number;
  readonly prossimaVisita: string | null;
}

const PAGINA = 1000;
const VOCI = 1000;
const APERTE: ReadonlySet<string> = new Set(['DA_CHIEDERE', 'CHIESTA', 'RECUPERO']);
/** Windows that others took the place of say nothing of their own. */
const SOSTITUITE: ReadonlySet<string> = new Set(['DIVISA', 'ANNULLATA']);

async function tutte(tx: Tx, codComune: string, filtro: Omit<FiltroFinestre, 'limit' | 'dopoId'>): Promise<Finestra[]> {
  const out: Finestra[] = [];
  for (;;) {
    const dopoId = out.at(-1)?.id ?? 0;
    const pagina = await elencaFinestre(tx, codComune, { ...filtro, dopoId, limit: PAGINA });
    out.push(...pagina);
    if (pagina.length < PAGINA) return out;
  }
}

function riga(f: Finestra, conti: ReadonlyMap<string, number>): RigaRapporto {
  const di = (stato: string): number => conti.get(`${f.id}/${stato}`) ?? 0;
  const [recuperate, irrecuperabili, inRecupero] = [di('RECUPERATA'), di('IRRECUPERABILE'), di('MANCANTE')];
  const mancanti = recuperate + irrecuperabili + inRecupero;
  return {
    id: f.id,
    tipo: f.tipo,
    dal: f.dal,
    al: f.al,
    origine: f.origine,
    stato: f.stato,
    motivo: f.motivo,
    elencate: f.elencate,
    // A notification that two windows list is missing in the one that listed it last.
    note: Math.max(0, f.elencate - mancanti),
    mancanti,
    recuperate,
    irrecuperabili,
    inRecupero,
    scadeIl: scadeIl(f),
    prossimoIl: APERTE.has(f.stato) ? f.prossimoIl : null,
  };
}

function somma(righe: readonly RigaRapporto[]): Totali {
  const di = (campo: 'elencate' | 'note' | 'mancanti' | 'recuperate' | 'irrecuperabili'): number =>
    righe.reduce((n, r) => n + r[campo], 0);
  return {
    finestre: righe.length,
    coperte: righe.filter((r) => r.stato === 'COPERTA').length,
    aperte: righe.filter((r) => APERTE.has(r.stato)).length,
    perse: righe.filter((r) => r.stato === 'IRRECUPERABILE').length,
    elencate: di('elencate'),
    note: di('note'),
    mancanti: di('mancanti'),
    recuperate: di('recuperate'),
    irrecuperabili: di('irrecuperabili'),
  };
}

async function voci(tx: Tx, codComune: string): Promise<VoceRapporto[]> {
  const aperte = await vociAperte(tx, codComune, VOCI);
  const inizi = await inizioFinestre(
    tx,
    aperte.map((v) => v.finestraId),
  );
  return aperte.map(({ idOperazioneANPR, tipo, stato, motivo, tentativi, finestraId }) => {
    const dal = inizi.get(finestraId);
    const finoAl = dal === undefined ? null : scadeIl({ dal, al: dal });
    return { idOperazioneANPR, tipo, stato, motivo, tentativi, finoAl };
  });
}

/** The ledger of an ente, the windows that reach past `dopo` (ISO-8601 UTC). */
export function rapporto(
  db: Database,
  codComune: string,
  filtro: { readonly tipo?: string; readonly dopo?: string; readonly dopoId?: number } = {},
): Promise<Rapporto> {
  return db.transaction(async (tx) => {
    const { dopoId = 0, ...resto } = filtro;
    const finestre = (await tutte(tx, codComune, resto)).filter((f) => f.id > dopoId && !SOSTITUITE.has(f.stato));
    const contate = await contaVoci(
      tx,
      finestre.map((f) => f.id),
    );
    const conti = new Map(contate.map((c) => [`${c.finestraId}/${c.stato}`, c.quante]));
    const righe = finestre.map((f) => riga(f, conti));
    const richieste = await richiesteAperte(tx, codComune);
    return {
      codComune,
      finestre: righe,
      totali: somma(righe),
      voci: await voci(tx, codComune),
      richiesteAperte: richieste.length,
      prossimaVisita: richieste.map((r) => r.prossimoIl).toSorted()[0] ?? null,
    };
  });
}
