/**
 * What the electoral office sees of one person: the official position, and where it no longer agrees with the facts.
 * Invariant: only ANPR's official position puts on a list or takes off it (a revisione decides); facts only propose.
 * Source: D.P.R. 223/1967 art. 7, 32; modello-dati E.4–E.8.
 */
import { ITALIA } from '../anpr/codici.js';
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { statoUE } from '../anpr/stati-ue.js';
import { codiciCittadinanza, inListaDal, maggiorenneDal, situazione } from './anagrafe.js';
import { entro, massimo } from './periodi.js';
import type { Riga } from './righe.js';
import { listeNostre, nellaNostra } from './sezioni.js';
import type { Contesto, Posizione, StatoSoggetto } from './stato.js';
import { registroLasciato } from './tributi.js';

/** Rows of `elettorale_elettori`, one per list. */
export function righeElettore(soggetto: string, stato: StatoSoggetto, contesto: Contesto): Riga[] {
  const ufficiali = listeNostre(stato.liste, contesto.codici);
  const righe: Riga[] = [];
  for (const lista of new Set(['GENERALE', ...stato.listeViste, ...aggiunteAltrove(stato, contesto), REGIONALE])) {
    const riga = rigaLista(lista, ufficiali, { stato, contesto });
    if (riga !== null) righe.push({ soggetto, lista, ...riga });
  }
  return righe;
}

interface Elettore {
  readonly stato: StatoSoggetto;
  readonly contesto: Contesto;
}

function rigaLista(lista: string, ufficiali: ReadonlyMap<string, string | null>, e: Elettore): Riga | null {
  const posizione = situazione(e.stato, e.contesto.oggi).posizione;
  const perdita = motivoPerdita(lista, posizione, e);
  const sezione = ufficiali.get(lista);
  if (sezione !== undefined) {
    const uscita = posizione?.stato === 'CANCELLATO' ? posizione.dal : null;
    const stato = perdita === null ? 'ISCRITTO' : 'DA_CANCELLARE';
    return { sezione, stato, motivo: perdita, dal: perdita === null ? null : uscita, ...casa(e) };
  }
  if (perdita === null) {
    if (lista === 'GENERALE') return daIscrivere(posizione, e);
    if (lista === REGIONALE) return restaInAggiunta(posizione, e.stato) ? daTrasferire(posizione) : null;
    return aggiunteAltrove(e.stato, e.contesto).includes(lista) ? daTrasferire(posizione) : null;
  }
  return e.stato.listeViste.includes(lista) ? { ...NON_IN_LISTA, stato: 'CANCELLATO', dal: null } : null;
}

/** Motives of cancellation (tables 15 and 28) that are a cause of electoral law of their own; any other is a departure. */
const PERDITA: Readonly<Record<'APR' | 'AIRE', Readonly<Record<string, string>>>> = {
  APR: { '6': 'IRREPERIBILITA', '10': 'DOPPIA_ISCRIZIONE', '11': 'CITTADINANZA' },
  AIRE: { '5': 'IRREPERIBILITA', '6': 'CITTADINANZA', '10': 'DOPPIA_ISCRIZIONE' },
};

/** Whoever is on no list has no section that could change. */
const NON_IN_LISTA = { sezione: null, motivo: null, indirizzo: null, indirizzo_dal: null } as const;

/** The residence on which the section depends, also abroad; the last one after leaving, so that a restore brings it back. */
function casa({ stato, contesto }: Elettore): Riga {
  const { dimora } = situazione(stato, contesto.oggi);
  return {
    indirizzo: dimora === undefined ? null : formatIndirizzo(dimora.valore.indirizzo),
    indirizzo_dal: dimora?.dal ?? null,
  };
}

/** The list of those who left for Bolzano, Trento or Valle d'Aosta and do not meet the term of residence there yet (E.4, #3597). */
const REGIONALE = 'AGGIUNTA_REGIONALE';

/** ISTAT codes of the provinces where regional and municipal votes ask for a term of residence. */
const CON_REQUISITO: ReadonlySet<string> = new Set(['007', '021', '022']);

/** Voter of ours gone to one of them, whom no added list of ours has known yet. */
function restaInAggiunta(posizione: Posizione | undefined, { listeViste }: StatoSoggetto): boolean {
  if (posizione?.stato !== 'CANCELLATO') return false;
  const provincia = posizione.destinazione?.codiceIstat?.slice(0, 3) ?? '';
  return CON_REQUISITO.has(provincia) && listeViste.includes('GENERALE') && !listeViste.includes(REGIONALE);
}

/** Why the person has no title to be on that list; null while there is one. Living elsewhere is the title to the regional one. */
function motivoPerdita(lista: string, posizione: Posizione | undefined, e: Elettore): string | null {
  const motivo = perditaDi(lista, posizione, e);
  if (lista !== REGIONALE || motivo !== 'EMIGRAZIONE') return motivo;
  return senzaVoto(e.stato) ? 'CAPACITA' : null;
}

function perditaDi(lista: string, posizione: Posizione | undefined, e: Elettore): string | null {
  const { stato } = e;
  if (posizione === undefined) return 'EMIGRAZIONE';
  if (posizione.stato === 'CANCELLATO') {
    if (posizione.decesso) return 'MORTE';
    const causa = PERDITA[registroLasciato(stato, posizione)][posizione.motivo ?? ''];
    // ANPR has a motive of its own for who lost the vote and left (9; #4358).
    return causa ?? (lista === 'GENERALE' && senzaVoto(stato) ? 'EMIGRAZIONE_E_CAPACITA' : 'EMIGRAZIONE');
  }
  if (lista.startsWith('AGGIUNTA_UE')) {
    if (!cittadinoUE(e)) return 'CITTADINANZA';
    return posizione.registro === 'APR' ? null : 'EMIGRAZIONE';
  }
  const codici = codiciCittadinanza(stato);
  if (codici.length > 0 && !codici.includes(ITALIA)) return 'CITTADINANZA';
  return senzaVoto(stato) ? 'CAPACITA' : null;
}

const senzaVoto = (stato: StatoSoggetto): boolean => stato.senzaVoto === true;

/** Citizen of another member state today, and not Italian (EN565). Who is on a list and whose citizenship is not said is not doubted. */
function cittadinoUE({ stato, contesto }: Elettore): boolean {
  const codici = codiciCittadinanza(stato);
  if (codici.length === 0) return true;
  return !codici.includes(ITALIA) && codici.some((c) => statoUE(c, contesto.oggi));
}

/** Added lists that another comune keeps of somebody who may have to be on ours (D.Lgs. 197/1996; D.L. 408/1994). */
function aggiunteAltrove({ liste }: StatoSoggetto, { codici }: Contesto): string[] {
  const aggiunte = {
    AGGIUNTA_UE_COMUNALI: liste?.aggiuntaUEComunali,
    AGGIUNTA_UE_PARLAMENTO: liste?.aggiuntaUEParlamento,
  };
  return Object.entries(aggiunte).flatMap(([nome, l]) => (l !== undefined && !nellaNostra(l, codici) ? [nome] : []));
}

/** To be put on an added list since the move: for the office to verify (E.3, E.4). */
const daTrasferire = (posizione: Posizione | undefined): Riga => ({
  ...NON_IN_LISTA,
  stato: 'DA_ISCRIVERE',
  dal: posizione?.dal ?? null,
});

/**
 * Known to be Italian, with a complete birth date (partial ones are looked at by a person, E.9), and of age or on the
 * preparatory list of the semestrale: only that round registers minors, and until the birthday the row says so.
 */
function daIscrivere(posizione: Posizione | undefined, { stato, contesto }: Elettore): Riga | null {
  const { oggi } = contesto;
  const inLista = inListaDal(stato.generalita);
  const maggiorenne = maggiorenneDal(stato.generalita);
  if (inLista === undefined || maggiorenne === undefined || !entro(inLista, oggi)) return null;
  if (!codiciCittadinanza(stato).includes(ITALIA)) return null;
  const italianoDal = stato.cittadinanze?.find((c) => c.codiceStato === ITALIA)?.dataValidita ?? null;
  const dal = massimo(massimo(posizione?.dal ?? null, maggiorenne), italianoDal);
  return { ...NON_IN_LISTA, stato: 'DA_ISCRIVERE', motivo: entro(maggiorenne, oggi) ? null : SEMESTRALE, dal };
}

/** Motive of who is still a minor: only the semestrale registers, the vote is exercisable from `dal` (E.8, E.9). */
const SEMESTRALE = 'ETA';

/** A row of somebody to be registered before the birthday. */
export const dellaSemestrale = ({ stato, motivo }: Riga): boolean => stato === 'DA_ISCRIVERE' && motivo === SEMESTRALE;
