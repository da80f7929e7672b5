/**
 * Two things a message may carry beside the position: addresses that are no residence, and a procedimento that is open.
 * Invariant: the last word on each type of address and on each file stands; neither ever moves a position (E.5, E.8).
 */
import type { Fatto } from '../anpr/fatto.js';
import type { Procedimento } from '../anpr/soggetto.js';
import { giornoNoto } from './decorrenza.js';
import type { Domicilio, StatoSoggetto } from './stato.js';

/** Table 25: habitual abode, elected domicile, temporary residence, other. */
const DOMICILIO = new Set(['2', '3', '8', '9']);

/** The domiciles after a message; nothing where it carries none. */
export function conDomicili(prima: StatoSoggetto, fatto: Fatto): Pick<StatoSoggetto, 'domicili'> {
  const nuovi = (fatto.dati.residenze ?? []).filter((r) => DOMICILIO.has(r.tipoIndirizzo));
  if (nuovi.length === 0) return {};
  const domicili = new Map((prima.domicili ?? []).map((d) => [d.tipoIndirizzo, d]));
  for (const { tipoIndirizzo, indirizzo, dataDecorrenzaResidenza } of nuovi) {
    const dal = dataDecorrenzaResidenza ?? fatto.decorrenza ?? giornoNoto(fatto) ?? null;
    domicili.set(tipoIndirizzo, { tipoIndirizzo, indirizzo, dal } satisfies Domicilio);
  }
  return { domicili: [...domicili.values()].sort((a, b) => (a.tipoIndirizzo < b.tipoIndirizzo ? -1 : 1)) };
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
