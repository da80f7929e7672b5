/**
 * How many of its five attempts ANPR has used on a notification that we refused, and when it will suspend it.
 * Invariant: pure. Spec A.3: 5 attempts, 5 minutes apart, then `sospesa` until somebody asks by e-mail. Which codes are
 * attempted again was never published, so a suspension is what has to be expected, not what is known.
 */

/** One refused call, as the rejection log has it. Instants ISO-8601 UTC. */
export interface ChiamataRifiutata {
  readonly idOperazioneANPR: string;
  readonly tipoNotifica: string | null;
  readonly motivo: string;
  readonly ricevutoIl: string;
  /** ANPR sent it: its signature was accepted. Anybody can send the others, with ids that they invent. */
  readonly verificato: boolean;
}

/** One notification that ANPR tried in vain. */
export interface Tentata {
  readonly idOperazioneANPR: string;
  readonly tipoNotifica: string | null;
  /** Why, each reason once, in the order met. */
  readonly motivi: readonly string[];
  /** Attempts seen here; ANPR may have made others that never reached us. */
  readonly tentativi: number;
  readonly primoIl: string;
  readonly ultimoIl: string;
  /** When the fifth attempt falls, counted from the first one of the last series. */
  readonly sospesaIl: string;
  /** `IN_CORSO`: ANPR still tries; `SOSPESA`: it must have given up. */
  readonly stato: 'IN_CORSO' | 'SOSPESA';
  /** Seen in calls of a verified sender; false where only somebody says so. */
  readonly verificata: boolean;
}

export const TENTATIVI_ANPR = 5;
const INTERVALLO_MS = 5 * 60_000;
const SERIE_MS = (TENTATIVI_ANPR - 1) * INTERVALLO_MS;
/** Clocks and queues: what comes later than this after the fifth attempt is a new series, asked for by somebody. */
const MARGINE_MS = 2 * INTERVALLO_MS;

/** Instant from which the last series counts: a pause longer than a series means that it was unlocked and tried again. */
function inizioSerie(istanti: readonly number[]): number {
  let inizio = istanti[0] ?? 0;
  let prima = inizio;
  for (const t of istanti) {
    if (t - prima > SERIE_MS + MARGINE_MS) inizio = t;
    prima = t;
  }
  return inizio;
}

function tentata(id: string, chiamate: readonly ChiamataRifiutata[], now: Date): Tentata {
  const istanti = chiamate.map((c) => Date.parse(c.ricevutoIl)).toSorted((a, b) => a - b);
  const inizio = inizioSerie(istanti);
  const ultimo = istanti.at(-1) ?? inizio;
  const nellaSerie = istanti.filter((t) => t >= inizio).length;
  const finita = nellaSerie >= TENTATIVI_ANPR || now.getTime() > inizio + SERIE_MS + MARGINE_MS;
  return {
    idOperazioneANPR: id,
    tipoNotifica: chiamate[0]?.tipoNotifica ?? null,
    motivi: [...new Set(chiamate.map((c) => c.motivo))],
    tentativi: nellaSerie,
    primoIl: new Date(istanti[0] ?? inizio).toISOString(),
    ultimoIl: new Date(ultimo).toISOString(),
    sospesaIl: new Date(inizio + SERIE_MS).toISOString(),
    stato: finita ? 'SOSPESA' : 'IN_CORSO',
    verificata: chiamate[0]?.verificato === true,
  };
}

/**
 * The notifications that ANPR tried in vain, oldest first.
 * @param arrivate ids that are in the inbox by now: what came later is no longer lost
 */
export function tentate(rifiutate: readonly ChiamataRifiutata[], arrivate: ReadonlySet<string>, now: Date): Tentata[] {
  const perId = new Map<string, ChiamataRifiutata[]>();
  const verificate = new Set(rifiutate.filter((r) => r.verificato).map((r) => r.idOperazioneANPR));
  for (const r of rifiutate) {
    if (arrivate.has(r.idOperazioneANPR)) continue;
    // Where ANPR itself called nobody else's word counts.
    if (verificate.has(r.idOperazioneANPR) && !r.verificato) continue;
    const note = perId.get(r.idOperazioneANPR);
    if (note === undefined) perId.set(r.idOperazioneANPR, [r]);
    else note.push(r);
  }
  const tutte = [...perId].map(([id, chiamate]) => tentata(id, chiamate, now));
  return tutte.toSorted(
    (a, b) => a.primoIl.localeCompare(b.primoIl) || a.idOperazioneANPR.localeCompare(b.idOperazioneANPR),
  );
}
