/**
 * The fold: what one fact makes of what is known of a person. A message describes a state, it does not command a change:
 * sections present replace sections held, whatever is absent stays.
 * Law: `evolve` returns or throws `StatoLocaleError`, nothing else; it never looks at a clock.
 */

import type { Fatto } from '../anpr/fatto.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { colloca, mutaCima, rettificaPosizione } from './colloca.js';
import { type Collocazione, collocazione } from './collocazione.js';
import { giornoNoto, inizio } from './decorrenza.js';
import { senzaDoppioni } from './doppia-iscrizione.js';
import { ordina, senzaRipetizioni } from './ordine.js';
import { conCima, deceduto, entra, esce, maiEntrato, risale, sentita, torna, ultima } from './posizioni.js';
import { conGeneralita, conSezioni } from './sezioni.js';
import {
  type Cancellato,
  type Contesto,
  type Iscritto,
  type Posizione,
  STATO_VUOTO,
  type StatoSoggetto,
} from './stato.js';

/** Folds the facts of one person, in ANPR's order, into what is known of them. */
export function piega(fatti: readonly Fatto[], contesto: Contesto): StatoSoggetto {
  let stato = STATO_VUOTO;
  for (const fatto of senzaRipetizioni(ordina(senzaDoppioni(fatti)))) stato = evolve(stato, fatto, contesto);
  return stato;
}

/** One step of the fold. */
export function evolve(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  if (fatto.tipo === 'AVVISO') return segnala(prima, fatto.operazione, fatto);
  const stato = conSezioni(prima, fatto, contesto);
  switch (fatto.tipo) {
    case 'ISCRIZIONE':
      return iscrizione(stato, fatto, contesto);
    case 'MUTAZIONE':
      return mutazione(stato, fatto, contesto);
    case 'SCHEDA':
      return scheda(stato, fatto, contesto);
    case 'CANCELLAZIONE':
      return cancellazione(stato, fatto);
    case 'RIPRISTINO':
      return ripristino(stato, fatto, contesto);
    case 'ANNULLAMENTO_ISCRIZIONE':
      return annullamentoIscrizione(stato, fatto);
    case 'ANNULLAMENTO_MUTAZIONE':
      return annullamentoMutazione(stato, fatto, contesto);
    case 'RETTIFICA':
      return rettifica(stato, fatto);
    case 'POSIZIONE_ELETTORALE':
    case 'CONVIVENZA':
      return stato;
    default:
      return fatto.tipo satisfies never;
  }
}

function segnala(stato: StatoSoggetto, regola: string, fatto: Fatto): StatoSoggetto {
  const nuova = { regola, idOperazioneANPR: fatto.idOperazioneANPR ?? null };
  return { ...stato, segnalazioni: [...stato.segnalazioni, nuova] };
}

/** What was asked for has been done: it is no longer to be looked at. */
function risolve(stato: StatoSoggetto, ...regole: string[]): StatoSoggetto {
  const segnalazioni = stato.segnalazioni.filter((s) => !regole.includes(s.regola));
  return segnalazioni.length === stato.segnalazioni.length ? stato : { ...stato, segnalazioni };
}

/** Motives of table 7 that open a position for somebody held to be dead: existence recognised, restoration. */
const RIAPRE_DECESSO = new Set(['2', '10']);
const MOTIVO_RIPRISTINO = '10';

function iscrizione(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const { dati } = fatto;
  const motivo = dati.datiIscrizione?.motivoIscrizione;
  if (deceduto(prima.posizioni) && !RIAPRE_DECESSO.has(motivo ?? '')) return segnala(prima, 'Q07', fatto);
  const stato = risolve(prima, 'N014');
  if (motivo === MOTIVO_RIPRISTINO && ultima(stato.posizioni)?.stato === 'CANCELLATO') {
    return colloca({ ...stato, posizioni: torna(stato.posizioni) }, fatto);
  }
  const registro = collocazione(dati, contesto) === 'AIRE' || fatto.operazione.startsWith('A') ? 'AIRE' : 'APR';
  const iscritta = dati.datiIscrizione?.dataIscrizione;
  const ingresso = {
    registro,
    dal: iscritta ?? inizio(fatto) ?? null,
    dalResidenza: iscritta === undefined,
    ...motivoDi(dati),
  } as const;
  return colloca({ ...stato, posizioni: sentita(entra(stato.posizioni, ingresso)) }, fatto);
}

function mutazione(stato: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const dove = collocazione(fatto.dati, contesto);
  if (deceduto(stato.posizioni)) return dopoDecesso(stato, fatto, dove);
  if (dove === 'ALTROVE') return stato;
  if (dove === undefined) return colloca(stato, fatto);
  const ingresso = { registro: dove, dal: inizio(fatto) ?? null, dalResidenza: true };
  return colloca({ ...stato, posizioni: entra(stato.posizioni, ingresso) }, fatto);
}

/** After a death only the data of the death change; what else arrives is kept as a doubt (E.9). */
function dopoDecesso(stato: StatoSoggetto, fatto: Fatto, dove: Collocazione): StatoSoggetto {
  const cima = ultima(stato.posizioni);
  if (fatto.dati.dataDecesso !== undefined && cima?.stato === 'CANCELLATO') {
    return { ...stato, posizioni: conCima(stato.posizioni, { ...cima, dal: fatto.dati.dataDecesso }) };
  }
  return dove === undefined ? stato : segnala(stato, 'Q07', fatto);
}

/** A card is the whole truth at its moment: cancelled if it says so or places the person elsewhere; it settles what was in doubt. */
function scheda(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const futura = uscitaFutura(prima, fatto);
  if (futura === undefined) return schedaOggi(prima, fatto, contesto);
  const oggi = schedaOggi({ ...prima, posizioni: prima.posizioni.slice(0, -1) }, fatto, contesto);
  const restaQui = ultima(oggi.posizioni)?.stato === 'ISCRITTO';
  return restaQui ? { ...oggi, posizioni: [...oggi.posizioni, futura] } : oggi;
}

/** A cancellation that begins after the card was read: the card cannot know of it, and says nothing against it. */
function uscitaFutura({ posizioni }: StatoSoggetto, fatto: Fatto): Cancellato | undefined {
  const cima = ultima(posizioni);
  const letta = giornoNoto(fatto);
  if (cima?.stato !== 'CANCELLATO' || cima.dal === null || letta === undefined) return undefined;
  return cima.dal > letta && posizioni.at(-2)?.stato === 'ISCRITTO' ? cima : undefined;
}

function schedaOggi(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const { dati } = fatto;
  const stato = risolve(prima, 'Q07', 'Q08');
  if (cancellata(dati)) return risolve(cancellazione(stato, fatto), 'Q08');
  const dove = collocazione(dati, contesto);
  if (dove === undefined) return colloca(stato, fatto);
  if (dove === 'ALTROVE') {
    if (ultima(stato.posizioni)?.stato !== 'ISCRITTO') return stato;
    const uscita = { stato: 'CANCELLATO', dal: inizio(fatto) ?? null, decesso: false } as const;
    return { ...stato, posizioni: esce(stato.posizioni, uscita) };
  }
  const vivo = deceduto(stato.posizioni) ? torna(stato.posizioni) : stato.posizioni;
  const iscritta = dati.datiIscrizione?.dataIscrizione;
  const dal = iscritta ?? inizio(fatto);
  const ingresso = {
    registro: dove,
    dal: dal ?? null,
    dalResidenza: iscritta === undefined,
    ...motivoDi(dati),
    ...(dal !== undefined && { secondoScheda: dal }),
  };
  const posizioni = entra(vivo, ingresso);
  return colloca({ ...stato, posizioni: iscritta === undefined ? posizioni : dataCima(posizioni, iscritta) }, fatto);
}

/** Dead, or cancelled and not registered again since: a card may still tell of an old cancellation. */
function cancellata({ datiCancellazione, datiIscrizione, dataDecesso }: DatiSoggetto): boolean {
  if (datiCancellazione === undefined || dataDecesso !== undefined) return dataDecesso !== undefined;
  const { dataDecorrenzaCancellazione: fuori } = datiCancellazione;
  const dentro = datiIscrizione?.dataIscrizione;
  return fuori === undefined || dentro === undefined || dentro < fuori;
}

const DECESSO = new Set(['1', '2']);
/** Table 15, 12: the other comune takes back what it did — the registration never existed (E.4). */
const CANCELLATO_PER_RIPRISTINO = '12';

function cancellazione(stato: StatoSoggetto, fatto: Fatto): StatoSoggetto {
  const { datiCancellazione, dataDecesso, destinazione } = fatto.dati;
  const motivo = datiCancellazione?.motivoCancellazione;
  if (motivo === CANCELLATO_PER_RIPRISTINO) return annullamentoIscrizione(stato, fatto);
  const decesso = dataDecesso !== undefined || DECESSO.has(motivo ?? '');
  const dal =
    (decesso ? dataDecesso : undefined) ??
    datiCancellazione?.dataDecorrenzaCancellazione ??
    fatto.decorrenza ??
    giornoNoto(fatto);
  const uscita = {
    stato: 'CANCELLATO',
    dal: dal ?? null,
    decesso,
    ...(motivo !== undefined && { motivo }),
    ...(destinazione !== undefined && { destinazione }),
  } as const;
  const cima = ultima(stato.posizioni);
  const fuori = cima === undefined || cima.stato === 'CANCELLATO';
  const dopo = { ...stato, posizioni: esce(stato.posizioni, uscita) };
  if (deceduto(stato.posizioni) && !decesso) return segnala(dopo, 'Q07', fatto);
  return fuori && !decesso ? segnala(dopo, 'Q08', fatto) : dopo;
}

/** An N015 gives no life back (only a 2011 does); without a position to go back to, the person is here from its date. */
function ripristino(stato: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  if (deceduto(stato.posizioni) && fatto.operazione === 'N015') return segnala(stato, 'Q07', fatto);
  const posizioni = torna(stato.posizioni);
  if (posizioni.length > 0) return colloca({ ...stato, posizioni }, fatto);
  const registro = collocazione(fatto.dati, contesto) === 'AIRE' ? 'AIRE' : 'APR';
  const ingresso = { registro, dal: fatto.decorrenza ?? inizio(fatto) ?? null, dalResidenza: true } as const;
  return segnala(colloca({ ...stato, posizioni: entra(posizioni, ingresso) }, fatto), 'Q08', fatto);
}

function annullamentoIscrizione(stato: StatoSoggetto, fatto: Fatto): StatoSoggetto {
  const cima = ultima(stato.posizioni);
  if (cima?.stato !== 'ISCRITTO' || nonQuesta(cima, fatto)) return segnala(stato, 'Q08', fatto);
  return { ...stato, posizioni: maiEntrato(stato.posizioni) };
}

/** It annuls a registration that begins later than the one a card told of: that one has not come yet, or never will. */
function nonQuesta({ secondoScheda }: Iscritto, { tipo, decorrenza }: Fatto): boolean {
  if (tipo !== 'ANNULLAMENTO_ISCRIZIONE' || secondoScheda === undefined || decorrenza === undefined) return false;
  return secondoScheda < decorrenza;
}

/** The card after the annulment says where the person is: the stack goes back to it, then takes its sections. */
function annullamentoMutazione(stato: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const dove = collocazione(fatto.dati, contesto);
  if (dove === undefined) return colloca(stato, fatto);
  if (dove === 'ALTROVE') return { ...stato, posizioni: maiEntrato(stato.posizioni) };
  const risalite = risale(stato.posizioni, dove);
  if (risalite !== undefined) return colloca({ ...stato, posizioni: risalite }, fatto);
  const ingresso = { registro: dove, dal: inizio(fatto) ?? null, dalResidenza: true };
  return colloca({ ...stato, posizioni: entra(stato.posizioni, ingresso) }, fatto);
}

function rettifica(stato: StatoSoggetto, fatto: Fatto): StatoSoggetto {
  const r = fatto.dati.rettifica;
  const base = mutaCima(stato, (cima) => rettificaPosizione(cima, r ?? {}));
  return r?.luogoNascita === undefined ? base : { ...base, generalita: conGeneralita(base.generalita, r.luogoNascita) };
}

function dataCima(posizioni: readonly Posizione[], dal: string): readonly Posizione[] {
  const cima = ultima(posizioni);
  if (cima?.stato !== 'ISCRITTO') return posizioni;
  const secondoScheda = cima.secondoScheda === undefined ? {} : { secondoScheda: dal };
  return conCima(posizioni, { ...cima, dal, dalResidenza: false, ...secondoScheda });
}

function motivoDi(dati: DatiSoggetto): { motivo?: string } {
  const motivo = dati.datiIscrizione?.motivoIscrizione ?? dati.datiIscrizione?.motivoIscrizioneAIRE;
  return motivo === undefined ? {} : { motivo };
}
