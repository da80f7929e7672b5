/**
 * The tasks of the electoral office about one person (the T of the electoral column, modello-dati E.3–E.9): open as long as
 * the rows and the facts ask for them, closed by the official position that settles them.
 * Invariant: pure; a task decides nothing. What enters or leaves a list is a proposal, and only a revisione works it.
 */
import type { Fatto } from '../anpr/fatto.js';
import type { Rettifica } from '../anpr/soggetto.js';
import { statoUE } from '../anpr/stati-ue.js';
import { codiciCittadinanza } from './anagrafe.js';
import { inizio } from './decorrenza.js';
import { ordina } from './ordine.js';
import { posizioneIl } from './posizioni.js';
import type { Riga } from './righe.js';
import type { Contesto, StatoSoggetto } from './stato.js';
import { registroLasciato } from './tributi.js';
import { motivoIscrizione, type VistaSoggetto } from './variazioni-campi.js';

/** What is known of a person when the tasks of the electoral office are looked for. */
export interface ElettoreConCompiti extends VistaSoggetto {
  readonly stato: StatoSoggetto | undefined;
  readonly fatti: readonly Fatto[];
}

/** The tasks about one elector. */
export function compitiElettore(e: ElettoreConCompiti, contesto: Contesto): string[] {
  const compiti: string[] = [];
  const aggiungi = (se: boolean, regola: string): void => void (se && compiti.push(regola));
  const daIscrivere = e.elettori.find((r) => r.lista === 'GENERALE' && r.stato === 'DA_ISCRIVERE');
  const motivo = daIscrivere === undefined ? null : motivoIscrizione(daIscrivere, e);
  aggiungi(e.elettori.some(daSpedire) && versoUnComune(e.stato, contesto), 'MODELLO_3D');
  aggiungi(motivo === 'IMMIGRAZIONE' && arrivato(e), 'MODELLO_3D_ATTESO');
  aggiungi(motivo === 'RICOMPARSA', 'RICOMPARSA_CAPACITA');
  aggiungi(certificabile(e) && e.elettori.some(nonPiuElettore), 'CERTIFICABILITA');
  aggiungi(puoChiedereUE(e, contesto), 'DOMANDA_LISTA_UE');
  aggiungi(inDoppiaLista(e.stato, contesto), 'DOPPIA_LISTA');
  aggiungi(e.elettori.some(inAttesa) && rettificato(e.fatti), 'RETTIFICA_ELETTORE');
  return compiti;
}

/** The comune of arrival registers the voter with our form (D.M. 12.2.2014), while we have not cancelled yet. */
function daSpedire({ lista, stato, motivo }: Riga): boolean {
  return lista === 'GENERALE' && stato === 'DA_CANCELLARE' && motivo === 'EMIGRAZIONE';
}

/** Motives of cancellation (tables 15, 28) that say another comune takes the person; an N010 gives none. */
const VERSO_UN_COMUNE: Readonly<Record<'APR' | 'AIRE', ReadonlySet<string>>> = {
  APR: new Set(['3', '4', '8']),
  AIRE: new Set(['3', '4', '7']),
};

/** Gone to another comune or to its AIRE, not out of the registers for a reason that names no comune (table 15: 9, 13). */
function versoUnComune(stato: StatoSoggetto | undefined, { oggi }: Contesto): boolean {
  const posizione = stato === undefined ? undefined : posizioneIl(stato.posizioni, oggi);
  if (posizione?.stato !== 'CANCELLATO' || posizione.motivo === undefined) return true;
  return VERSO_UN_COMUNE[registroLasciato(stato!, posizione)].has(posizione.motivo);
}

/**
 * Operations by which a comune takes somebody from another one (E.3, E.7); motives 3 and 6 (table 7; whoever comes back from
 * our own AIRE never left our list) and C03 (table 19) also say so.
 */
const TRASFERIMENTI: ReadonlySet<string> = new Set(['5001', '5005', 'A006']);
const DA_ALTRO_COMUNE: ReadonlySet<string> = new Set(['3', '6']);
const DA_ALTRA_AIRE = 'C03';

/**
 * Told to have come from another comune with the present registration, and no official position since. Who is known from a
 * load alone may have been here for ever: nothing is awaited of them.
 */
function arrivato({ anagrafe, fatti }: ElettoreConCompiti): boolean {
  const arrivo = (f: Fatto): boolean => {
    const trasferito = f.tipo === 'MUTAZIONE' && TRASFERIMENTI.has(f.operazione);
    const { motivoIscrizione: apr, motivoIscrizioneAIRE: aire } = f.dati.datiIscrizione ?? {};
    const iscritto = f.tipo === 'ISCRIZIONE' && (DA_ALTRO_COMUNE.has(apr ?? '') || aire === DA_ALTRA_AIRE);
    return (trasferito || iscritto) && dataDi(f) === anagrafe?.registro_dal;
  };
  if (!fatti.some(arrivo)) return false;
  const ordinati = ordina(fatti);
  return ordinati.findLastIndex(arrivo) > ordinati.findLastIndex((f) => f.tipo === 'POSIZIONE_ELETTORALE');
}

/** The day from which the fact says the person is registered. */
const dataDi = (f: Fatto): string | undefined => f.dati.datiIscrizione?.dataIscrizione ?? inizio(f);

const NON_VOTANO: ReadonlySet<unknown> = new Set(['MORTE', 'CAPACITA', 'EMIGRAZIONE_E_CAPACITA']);

/** Dead, or without the vote: no certificate may be printed meanwhile (E.4, E.9; #4606, #3719). */
function nonPiuElettore({ stato, motivo }: Riga): boolean {
  return stato === 'DA_CANCELLARE' && NON_VOTANO.has(motivo);
}

/** Table 42: what can no longer be certified. Unknown until a card says it, and then it is to be looked at. */
const NON_CERTIFICABILE: ReadonlySet<string> = new Set(['0', '3', '4']);

function certificabile({ stato }: ElettoreConCompiti): boolean {
  return !NON_CERTIFICABILE.has(stato?.liste?.certificabilita ?? '');
}

/** No longer Italian but of another member state, resident, on no added list: may apply for them (E.6). */
function puoChiedereUE({ anagrafe, elettori, stato }: ElettoreConCompiti, { oggi }: Contesto): boolean {
  const persa = elettori.some(
    (r) => r.lista === 'GENERALE' && r.stato === 'DA_CANCELLARE' && r.motivo === 'CITTADINANZA',
  );
  if (!persa || anagrafe?.registro !== 'APR' || stato === undefined) return false;
  const inLista = elettori.some((r) => String(r.lista).startsWith('AGGIUNTA_UE') && r.stato === 'ISCRITTO');
  return !inLista && codiciCittadinanza(stato).some((c) => statoUE(c, oggi));
}

/** On two general lists for one consultation, of which one is ours, until its day comes (E.4; G74). */
function inDoppiaLista(stato: StatoSoggetto | undefined, { codici, oggi }: Contesto): boolean {
  const { doppia, generale } = stato?.liste ?? {};
  const passata = doppia?.dataCancellazioneLista !== undefined && doppia.dataCancellazioneLista <= oggi;
  if (doppia === undefined || passata) return false;
  return [doppia, generale].some((l) => l !== undefined && codici.has(l.codiceIstat ?? ''));
}

/** Something of it still waits for a round. */
function inAttesa({ stato }: Riga): boolean {
  return stato === 'DA_ISCRIVERE' || stato === 'DA_CANCELLARE';
}

/** What may move a round or the day from which a title stands; the birthplace does not (E.8). */
const DECISIVE = [
  'dataDecorrenzaResidenza',
  'dataPrimaIscrizioneComune',
  'motivoIscrizione',
] as const satisfies readonly (keyof Rettifica)[];

const decisiva = ({ tipo, dati }: Fatto): boolean =>
  tipo === 'RETTIFICA' && DECISIVE.some((campo) => dati.rettifica?.[campo] !== undefined);

/** After these the title is another one: what was rectified before them decides nothing any more. */
const RINNOVANO: ReadonlySet<string> = new Set(['ISCRIZIONE', 'CANCELLAZIONE', 'RIPRISTINO', 'POSIZIONE_ELETTORALE']);

/** Rectified (5014) since the title that waits for a round began. */
function rettificato(fatti: readonly Fatto[]): boolean {
  if (!fatti.some(decisiva)) return false;
  const ordinati = ordina(fatti);
  return ordinati.findLastIndex(decisiva) > ordinati.findLastIndex((f) => RINNOVANO.has(f.tipo));
}
