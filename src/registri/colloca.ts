/**
 * Residence and family of the position on top of the stack: how a message, or a rectification, changes them.
 * Invariant: only somebody registered here has a residence and a family here.
 */

import { TIPI_SCHEDA } from '../anpr/codici.js';
import type { Fatto } from '../anpr/fatto.js';
import { formatIndirizzo, stessoIndirizzo } from '../anpr/indirizzo.js';
import type { Rettifica } from '../anpr/soggetto.js';
import { residenzaEstera, residenzaItaliana } from './collocazione.js';
import { giornoNoto } from './decorrenza.js';
import { type Periodo, posa, rinomina } from './periodi.js';
import { conCima, ultima } from './posizioni.js';
import type { Appartenenza, Dimora, Iscritto, StatoSoggetto } from './stato.js';

/** Changes the position on top, if the person is registered. */
export function mutaCima(stato: StatoSoggetto, muta: (cima: Iscritto) => Iscritto): StatoSoggetto {
  const cima = ultima(stato.posizioni);
  return cima?.stato === 'ISCRITTO' ? { ...stato, posizioni: conCima(stato.posizioni, muta(cima)) } : stato;
}

/** Lays the residence and the membership that the message carries on the position on top, if the person is registered. */
export function colloca(stato: StatoSoggetto, fatto: Fatto): StatoSoggetto {
  return mutaCima(stato, (cima) => ({
    ...cima,
    residenze: conNomi(cima.residenze, conResidenza(cima, fatto), fatto),
    appartenenze: conAppartenenza(cima, fatto),
  }));
}

/** Table 25: street renamed, address corrected — the same home under another label, not a move (E.5). */
const RINOMINATA = '10';
const RIETICHETTA = new Set([RINOMINATA, '11']);

type Case = readonly Periodo<Dimora>[];

function conResidenza(cima: Iscritto, fatto: Fatto): Case {
  const residenza = cima.registro === 'APR' ? residenzaItaliana(fatto.dati) : residenzaEstera(fatto.dati);
  const aperta = cima.residenze.at(-1)?.valore;
  if (residenza === undefined) {
    const detto = fatto.dati.senzaFissaDimora !== undefined && aperta !== undefined;
    return (detto ? rinomina(cima.residenze, conDimora(aperta, aperta, fatto)) : undefined) ?? cima.residenze;
  }
  const { indirizzo, tipoIndirizzo, dataDecorrenzaResidenza } = residenza;
  const nuova = { indirizzo, tipoIndirizzo: RIETICHETTA.has(tipoIndirizzo) ? '1' : tipoIndirizzo };
  const resta = aperta !== undefined && (RIETICHETTA.has(tipoIndirizzo) || stessaDimora(aperta, nuova));
  const valore = conDimora(nuova, resta ? aperta : undefined, fatto);
  const stessaCasa = RIETICHETTA.has(tipoIndirizzo) && !altraData(cima, fatto, dataDecorrenzaResidenza);
  const rinominata = stessaCasa ? rinomina(cima.residenze, valore) : undefined;
  if (rinominata !== undefined) return rinominata;
  const riserva = fatto.decorrenza ?? giornoNoto(fatto) ?? cima.dal;
  const stessa = ricomincia(cima.residenze, fatto, dataDecorrenzaResidenza) ? () => false : stessaDimora;
  return posa(cima.residenze, { valore, dal: dataDecorrenzaResidenza, riserva }, stessa);
}

/**
 * A change of its own day into what may be written as what was there: another flat, a convivenza in the house, the family whose
 * departure is not known yet. That one ended, and stays known. Any other date of what is open only says better since when it is.
 */
function ricomincia<T>(
  periodi: readonly Periodo<T>[],
  { tipo, decorrenza }: Fatto,
  detta: string | undefined,
): boolean {
  const aperto = periodi.at(-1)?.dal ?? null;
  if (tipo !== 'MUTAZIONE' || detta === undefined || aperto === null) return false;
  return detta === decorrenza && detta > aperto;
}

/**
 * The names that the open home had before: those it is known to have had, and the one it had while it was held since the same
 * day, if the label says that the street is called otherwise. Whatever came in between and was undone takes none of them away.
 */
function conNomi(prima: Case, dopo: Case, { dati }: Fatto): Case {
  const ora = dopo.at(-1);
  if (dopo === prima || ora === undefined) return dopo;
  const giaDetto = nomiDi(prima, ora, residenzaItaliana(dati)?.tipoIndirizzo === RINOMINATA);
  return giaDetto.length === 0 ? dopo : [...dopo.slice(0, -1), { ...ora, valore: { ...ora.valore, giaDetto } }];
}

function nomiDi(prima: Case, { valore, dal }: Periodo<Dimora>, rinominata: boolean): readonly string[] {
  const stessa = prima.findLast((p) => stessaDimora(p.valore, valore));
  if (stessa !== undefined) return stessa.valore.giaDetto ?? [];
  const era = prima.find((p) => p.dal === dal)?.valore;
  if (era === undefined) return [];
  const nomi = [...(era.giaDetto ?? []), formatIndirizzo(era.indirizzo)];
  const qui = formatIndirizzo(valore.indirizzo);
  const tornata = nomi.findIndex((nome) => stessoIndirizzo(nome, qui));
  // Called again as it was: the renaming never happened.
  if (tornata >= 0) return nomi.slice(0, tornata);
  return rinominata ? nomi : [];
}

/** Without a home is said of an address, and stays with it until another one is said, or the contrary. */
function conDimora({ indirizzo, tipoIndirizzo }: Dimora, prima: Dimora | undefined, { dati }: Fatto): Dimora {
  const senzaFissaDimora = dati.senzaFissaDimora ?? prima?.senzaFissaDimora;
  return { indirizzo, tipoIndirizzo, ...(senzaFissaDimora !== undefined && { senzaFissaDimora }) };
}

/** Facts that say where the person stands, whatever was known: the label only tells how that address came to be written. */
const FOTOGRAFIE: ReadonlySet<Fatto['tipo']> = new Set(['SCHEDA', 'ANNULLAMENTO_MUTAZIONE', 'RIPRISTINO']);

/** ANPR keeps the label once it is given: with the date of an earlier home, or in a photograph, it is not the open home that got it. */
function altraData(cima: Iscritto, fatto: Fatto, detta: string | undefined): boolean {
  const aperta = cima.residenze.at(-1)?.dal ?? null;
  if (detta === undefined || aperta === null || detta === aperta) return false;
  return FOTOGRAFIE.has(fatto.tipo) || detta < aperta;
}

/** Written otherwise is no other home. */
function stessaDimora(a: Dimora, b: Dimora): boolean {
  const [x, y] = [a.indirizzo, b.indirizzo];
  const nomi = [...Object.keys(x), ...Object.keys(y)] as (keyof typeof x)[];
  if (nomi.every((nome) => x[nome] === y[nome])) return true;
  const [riga, altra] = [formatIndirizzo(x), formatIndirizzo(y)];
  return riga !== altra && riga !== '' && stessoIndirizzo(riga, altra);
}

function conAppartenenza(cima: Iscritto, fatto: Fatto): readonly Periodo<Appartenenza>[] {
  const { famigliaConvivenza: famiglia, legameSoggetto: legame } = fatto.dati;
  const aperta = cima.appartenenze.at(-1)?.valore;
  const idFamiglia = famiglia?.idFamigliaConvivenzaANPR ?? aperta?.idFamiglia;
  if (idFamiglia === undefined || (famiglia === undefined && legame === undefined)) return cima.appartenenze;
  const stessa = aperta?.idFamiglia === idFamiglia ? aperta : undefined;
  const valore: Appartenenza = {
    idFamiglia,
    tipoScheda: diQui(cima, famiglia?.tipoScheda ?? stessa?.tipoScheda ?? legame?.tipoLegame ?? TIPI_SCHEDA.famiglia),
    tipoLegame: diQui(cima, legame?.tipoLegame ?? stessa?.tipoLegame ?? famiglia?.tipoScheda ?? TIPI_SCHEDA.famiglia),
    codiceLegame: legame?.codiceLegame ?? stessa?.codiceLegame ?? '99',
  };
  const riserva = fatto.decorrenza ?? giornoNoto(fatto) ?? cima.dal;
  const rientra = ricomincia(cima.appartenenze, fatto, legame?.dataDecorrenza);
  const stesso = (a: Appartenenza, b: Appartenenza): boolean => !rientra && a.idFamiglia === b.idFamiglia;
  return posa(cima.appartenenze, { valore, dal: legame?.dataDecorrenza, riserva }, stesso);
}

/** A 5001 that brings an AIRE family home may still say 5: ANPR turns the card of residents into 3 (A.4, #1191). */
function diQui(cima: Iscritto, tipo: string): string {
  return cima.registro === 'APR' && tipo === '5' ? '3' : tipo;
}

/** A rectification 5014: same facts, other dates or motive. */
export function rettificaPosizione(cima: Iscritto, r: Rettifica): Iscritto {
  const residenza = r.dataDecorrenzaResidenza;
  const ingressoFamiglia = r.dataIngressoFamiglia;
  const segueResidenza = cima.dalResidenza && residenza !== undefined && cima.residenze.length === 1;
  return {
    ...cima,
    dal: r.dataPrimaIscrizioneComune ?? (segueResidenza ? residenza : cima.dal),
    ...(r.motivoIscrizione !== undefined && { motivo: r.motivoIscrizione }),
    residenze: residenza === undefined ? cima.residenze : ridata(cima.residenze, residenza),
    appartenenze: ingressoFamiglia === undefined ? cima.appartenenze : ridata(cima.appartenenze, ingressoFamiglia),
  };
}

/** The open period begins on another day. */
function ridata<T>(periodi: readonly Periodo<T>[], dal: string): readonly Periodo<T>[] {
  const aperto = periodi.at(-1);
  return aperto === undefined ? periodi : posa(periodi, { valore: aperto.valore, dal, riserva: dal }, () => true);
}
