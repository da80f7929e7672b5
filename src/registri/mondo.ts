/**
 * The part of the registers that one batch of notifications touches, in memory: rows as stored, facts as known.
 * Invariant: after `applica` the rows of everybody touched are what their facts say; nobody else's row moves.
 */
import { chiaviDi, type Fatto } from '../anpr/fatto.js';
import type { Residenza } from '../anpr/soggetto.js';
import { controllaContesi, controllaFamiglia, controllaSoggetto } from './controlli.js';
import { piegaConvivenza } from './convivenza.js';
import { uguali } from './diff.js';
import { dellaSemestrale } from './elettorale.js';
import { derivaFamiglia, type GiorniNucleo, giorniNucleo, type MembriFamiglia } from './famiglie.js';
import { confrontaChiavi, type Gruppo, raggruppa } from './identita.js';
import { connessi, type Mondo, NESSUNA, ricorda, righeDi, segnaMembro } from './mondo-indici.js';
import { presenzeDi } from './presenze.js';
import { perChiave, proietta, TABELLE_SOGGETTO } from './proietta.js';
import type { NomeTabella, Riga, RowChange, Variazione } from './righe.js';
import type { Segnalazione } from './stato.js';
import { type Causa, type VistaSoggetto, variazioniNucleo, variazioniSoggetto } from './variazioni.js';

export { creaMondo, type Mondo } from './mondo-indici.js';

/** What one notification changes. */
export interface EsitoVoce {
  readonly cambi: readonly RowChange[];
  readonly variazioni: readonly Variazione[];
  /** What is to be looked at about everything touched, by object: an empty list closes what was open. */
  readonly segnalazioni: ReadonlyMap<string, readonly Segnalazione[]>;
  /** People derived again, each under its one key. */
  readonly entita: ReadonlySet<string>;
}

/** One notification to apply. */
export interface Voce {
  readonly fatti: readonly Fatto[];
  /** Initial load: rows that appear are where an office starts from, not variazioni, but for the semestrale under preparation. */
  readonly carico: boolean;
}

/** Applies one notification to the world: its facts, then the rows of everybody they concern. */
export function applica(mondo: Mondo, voce: Voce): EsitoVoce {
  for (const fatto of voce.fatti) ricorda(mondo, fatto);
  return riproietta(mondo, voce.fatti.flatMap(chiaviDi), { carico: voce.carico, causa: causaDi(voce.fatti) });
}

interface Motivo {
  readonly carico: boolean;
  readonly causa: Causa;
}

/** Table 25: the street or the number is called otherwise, or had been written down wrong; nobody has moved. */
const [NUOVO_NOME, CORRETTO] = ['10', '11'] as const;

function causaDi(fatti: readonly Fatto[]): Causa {
  const { idOperazioneANPR = null, decorrenza = null, operazione } = fatti[0] ?? {};
  const residenze = fatti.flatMap((f) => (f.tipo === 'MUTAZIONE' ? (f.dati.residenze ?? []) : []));
  const diTipo = (tipo: string): Residenza[] => residenze.filter((r) => r.tipoIndirizzo === tipo);
  const [rinominate, corrette] = [diTipo(NUOVO_NOME), diTipo(CORRETTO)];
  const giorni = rinominate.flatMap((r) => r.dataDecorrenzaResidenza ?? []).filter((dal) => dal !== decorrenza);
  return {
    idOperazioneANPR,
    decorrenza,
    ...(operazione !== undefined && { operazione }),
    ...(rinominate.length > 0 && { rinomina: true, residenzeDal: new Set(giorni) }),
    ...(corrette.length > 0 && { corregge: true }),
  };
}

/** Derives again the rows of everybody connected to those keys: also what the calendar or a rebuild asks for. */
export function riproietta(mondo: Mondo, chiavi: Iterable<string>, motivo: Motivo): EsitoVoce {
  const componente = connessi(mondo, chiavi);
  const gruppi = new Map(raggruppa([...componente.fatti], mondo.contesto.decisioni).map((g) => [g.chiave, g]));
  const raccolta: Raccolta = {
    cambi: [],
    variazioni: [],
    segnalazioni: new Map(),
    entita: new Set(),
    famiglie: new Map(),
    motivo,
  };
  for (const chiave of new Set([...gruppi.keys(), ...componente.chiavi])) {
    if (chiave.startsWith('F:')) notaFamiglia(mondo, raccolta, chiave.slice(2));
    else aggiornaSoggetto(mondo, raccolta, { chiave, gruppo: gruppi.get(chiave) });
  }
  segnalaContesi(mondo, raccolta, [...gruppi.values()]);
  for (const idFamiglia of raccolta.famiglie.keys()) aggiornaFamiglia(mondo, raccolta, idFamiglia);
  return raccolta;
}

/** Contested cards are looked at together: one that is open is normal, two are the same person twice. */
function segnalaContesi(mondo: Mondo, raccolta: Raccolta, gruppi: readonly Gruppo[]): void {
  const iscritto = (chiave: string): boolean => (vistaDi(mondo, chiave).anagrafe?.registro ?? null) !== null;
  const aperti = gruppi.filter((g) => g.conteso && iscritto(g.chiave)).map((g) => g.chiave);
  const trovate = controllaContesi(aperti);
  for (const chiave of trovate.length > 0 ? aperti : []) {
    raccolta.segnalazioni.set(chiave, [...(raccolta.segnalazioni.get(chiave) ?? []), ...trovate]);
  }
}

interface Raccolta {
  readonly cambi: RowChange[];
  readonly variazioni: Variazione[];
  readonly segnalazioni: Map<string, readonly Segnalazione[]>;
  readonly entita: Set<string>;
  /** Since when each family touched was as it was, before anybody of it changed. */
  readonly famiglie: Map<string, GiorniNucleo>;
  readonly motivo: Motivo;
}

function aggiornaSoggetto(
  mondo: Mondo,
  raccolta: Raccolta,
  { chiave, gruppo }: { readonly chiave: string; readonly gruppo: Gruppo | undefined },
): void {
  const prima = vistaDi(mondo, chiave);
  if (gruppo === undefined && prima.anagrafe === undefined) {
    // Somebody of that name may have been reported before turning out to be another: nothing is left to look at.
    raccolta.segnalazioni.set(chiave, []);
    return;
  }
  raccolta.entita.add(chiave);
  const proiezione = gruppo === undefined ? undefined : proietta(gruppo, mondo.contesto);
  const appartenenze = righeDi(mondo, 'appartenenze', chiave);
  for (const righe of [appartenenze, proiezione?.righe.get('appartenenze') ?? NESSUNA])
    for (const a of righe.values()) notaFamiglia(mondo, raccolta, String(a.id_famiglia_anpr));
  for (const tabella of TABELLE_SOGGETTO) {
    sostituisci(mondo, raccolta, { tabella, di: chiave, nuove: proiezione?.righe.get(tabella) ?? NESSUNA });
  }
  const dopo = vistaDi(mondo, chiave);
  const daControllare = { ...dopo, stato: proiezione?.stato, fatti: gruppo?.fatti ?? [] };
  const falliti = controllaSoggetto(daControllare, mondo.contesto);
  raccolta.segnalazioni.set(chiave, [...(proiezione?.segnalazioni ?? []), ...falliti]);
  const nato = raccolta.motivo.carico && prima.anagrafe === undefined;
  if (nato && !dopo.elettori.some(dellaSemestrale)) return;
  const variazioni = variazioniSoggetto(chiave, { prima, dopo }, raccolta.motivo.causa);
  // The semestrale under preparation is work to do, also where an office starts from.
  raccolta.variazioni.push(...(nato ? variazioni.filter((v) => v.ufficio === 'ELETTORALE') : variazioni));
}

function notaFamiglia(mondo: Mondo, { famiglie }: Raccolta, idFamiglia: string): void {
  if (famiglie.has(idFamiglia)) return;
  famiglie.set(idFamiglia, giorniNucleo(idFamiglia, membriDi(mondo, idFamiglia), mondo.contesto.oggi));
}

/** The rows of everybody who is or was in the family, and when they lived in its dwelling. */
function membriDi(mondo: Mondo, idFamiglia: string): Omit<MembriFamiglia, 'convivenza'> {
  const righe = (tabella: NomeTabella, m: string): Riga[] => [...righeDi(mondo, tabella, m).values()];
  const membri = [...(mondo.membri.get(idFamiglia) ?? [])].map((m) => ({
    anagrafe: righe('anagrafe', m),
    appartenenze: righe('appartenenze', m).filter((a) => a.id_famiglia_anpr === idFamiglia),
    posizioni: righe('posizioni', m),
    residenze: righe('residenze', m),
  }));
  return {
    anagrafe: membri.flatMap((m) => m.anagrafe),
    appartenenze: membri.flatMap((m) => m.appartenenze),
    presenze: membri.flatMap(presenzeDi),
  };
}

function vistaDi(mondo: Mondo, soggetto: string): VistaSoggetto {
  return {
    anagrafe: righeDi(mondo, 'anagrafe', soggetto).get(soggetto),
    contribuente: righeDi(mondo, 'tributi_contribuenti', soggetto).get(soggetto),
    elettori: [...righeDi(mondo, 'elettorale_elettori', soggetto).values()],
    recapiti: [...righeDi(mondo, 'tributi_recapiti', soggetto).values()],
    posizioni: [...righeDi(mondo, 'posizioni', soggetto).values()],
  };
}

function sostituisci(
  mondo: Mondo,
  raccolta: Raccolta,
  { tabella, di, nuove }: { tabella: NomeTabella; di: string; nuove: ReadonlyMap<string, Riga> },
): void {
  const vecchie = righeDi(mondo, tabella, di);
  for (const [chiave, riga] of vecchie) {
    if (!nuove.has(chiave)) raccolta.cambi.push({ tabella, prima: riga, dopo: null });
  }
  for (const [chiave, riga] of nuove) {
    const vecchia = vecchie.get(chiave);
    if (vecchia === undefined || !uguali(vecchia, riga)) {
      raccolta.cambi.push({ tabella, prima: vecchia ?? null, dopo: riga });
    }
  }
  mondo.righe.get(tabella)!.set(di, new Map(nuove));
  if (tabella !== 'appartenenze') return;
  for (const riga of nuove.values()) segnaMembro(mondo, String(riga.id_famiglia_anpr), di);
}

function aggiornaFamiglia(mondo: Mondo, raccolta: Raccolta, idFamiglia: string): void {
  const membri = membriDi(mondo, idFamiglia);
  const { anagrafe, appartenenze } = membri;
  const convivenza = piegaConvivenza([...(mondo.fattiPerChiave.get(`F:${idFamiglia}`) ?? [])]);
  const dopo = derivaFamiglia(idFamiglia, { ...membri, convivenza }, mondo.contesto.oggi);
  const nucleoPrima = righeDi(mondo, 'tributi_nuclei', idFamiglia).get(idFamiglia);
  sostituisci(mondo, raccolta, { tabella: 'famiglie', di: idFamiglia, nuove: perChiave('famiglie', [dopo.famiglia]) });
  sostituisci(mondo, raccolta, {
    tabella: 'tributi_nuclei',
    di: idFamiglia,
    nuove: perChiave('tributi_nuclei', [dopo.nucleo]),
  });
  const presenti = anagrafe.filter((r) => r.id_famiglia_anpr === idFamiglia && r.registro !== null);
  raccolta.segnalazioni.set(`F:${idFamiglia}`, controllaFamiglia(dopo.famiglia ?? undefined, presenti, dopo.nucleo));
  if (raccolta.motivo.carico && nucleoPrima === undefined) return;
  const intestatario = mostrato(idFamiglia, anagrafe, appartenenze);
  const giorniPrima = raccolta.famiglie.get(idFamiglia) ?? dopo.giorni;
  const prima = { riga: nucleoPrima, giorni: giorniPrima };
  const nuclei = { prima, dopo: { riga: dopo.nucleo ?? undefined, giorni: dopo.giorni }, intestatario };
  raccolta.variazioni.push(...variazioniNucleo(idFamiglia, nuclei, raccolta.motivo.causa));
}

/** Whom an office is shown for a nucleo: its head, else somebody of it, else the head it had when it ended. */
function mostrato(idFamiglia: string, anagrafe: readonly Riga[], appartenenze: readonly Riga[]): string | null {
  const presenti = anagrafe.filter((r) => r.id_famiglia_anpr === idFamiglia);
  const passati = presenti.length > 0 ? [] : appartenenze;
  const righe = [...presenti, ...passati].sort((a, b) => confrontaChiavi(String(a.soggetto), String(b.soggetto)));
  const testa = righe.find((r) => r.codice_legame === '1') ?? righe[0];
  return testa === undefined ? null : String(testa.soggetto);
}
