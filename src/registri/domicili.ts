/**
 * Two things a message may carry beside the position: addresses that are no residence, and a procedimento that is open.
 * Invariant: the last word on each type of address and on each file stands; neither ever moves a position (E.5, E.8).
 */
import type { Fatto } from '../anpr/fatto.js';
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Indirizzo, Procedimento } from '../anpr/soggetto.js';
import { giornoNoto } from './decorrenza.js';
import { inVigore, type Periodo, posa } from './periodi.js';
import type { StatoSoggetto } from './stato.js';

/** Table 25: habitual abode, elected domicile, temporary residence, other. */
const DOMICILIO = new Set(['2', '3', '8', '9']);

/** The domiciles after a message; nothing where it carries none. */
export function conDomicili(prima: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'domicili'> {
  const nuovi = (fatto.dati.residenze ?? []).filter((r) => DOMICILIO.has(r.tipoIndirizzo));
  if (nuovi.length === 0) return {};
  const domicili = new Map((prima.domicili ?? []).map((d) => [d.tipoIndirizzo, d.periodi]));
  const riserva = fatto.decorrenza ?? giornoNoto(fatto) ?? null;
  for (const { tipoIndirizzo, indirizzo, dataDecorrenzaResidenza: dal } of nuovi) {
    const nuovo = { valore: indirizzo, dal, riserva };
    domicili.set(tipoIndirizzo, posa(domicili.get(tipoIndirizzo) ?? [], nuovo, stessoLuogo));
  }
  const perTipo = [...domicili].map(([tipoIndirizzo, periodi]) => ({ tipoIndirizzo, periodi }));
  return { domicili: perTipo.sort((a, b) => (a.tipoIndirizzo < b.tipoIndirizzo ? -1 : 1)) };
}

const stessoLuogo = (a: Indirizzo, b: Indirizzo): boolean => formatIndirizzo(a) === formatIndirizzo(b);

/** The domicile of each type on that day; one that is still to begin is not seen. */
export function domiciliIl(
  { domicili = [] }: StatoSoggetto,
  giorno: string,
): { readonly tipoIndirizzo: string; readonly periodo: Periodo<Indirizzo> }[] {
  return domicili.flatMap(({ tipoIndirizzo, periodi }) => {
    const periodo = inVigore(periodi, giorno);
    return periodo === undefined ? [] : [{ tipoIndirizzo, periodo }];
  });
}

const APRE = '1014';
/** Table 30. */
const CHIUSO = '2';

function definito({ dataDefinizionePratica, dataChiusura, statoProcedimento }: Procedimento): boolean {
  return dataDefinizionePratica !== undefined || dataChiusura !== undefined || statoProcedimento === CHIUSO;
}

/** The open procedimenti after a message: only a 1014 opens one, any message that says it is closed closes it. */
export function conProcedimento(prima: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'procedimenti'> {
  const { procedimento: detto } = fatto.dati;
  if (detto === undefined) return {};
  const pratica = detto.numeroPraticaAnpr ?? detto.numeroPraticaComune ?? '';
  const noti = prima.procedimenti ?? [];
  const altri = noti.filter((p) => p.pratica !== pratica);
  if (definito(detto)) return { procedimenti: altri };
  if (fatto.operazione !== APRE) return {};
  const dal = noti.find((p) => p.pratica === pratica)?.dal ?? detto.dataStato ?? fatto.decorrenza ?? giornoNoto(fatto);
  return { procedimenti: [...altri, { pratica, dal: dal ?? null }] };
}

/** Day since which a procedimento is open (the earliest; empty text where no day is known), null while none is. */
export function procedimentoDal({ procedimenti }: StatoSoggetto): string | null {
  if (procedimenti === undefined || procedimenti.length === 0) return null;
  return procedimenti.map((p) => p.dal ?? '').sort()[0]!;
}
