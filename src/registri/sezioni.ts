/**
 * The sections that any fact may carry: identifiers, generalità, citizenship, lists.
 * Invariant: a section present replaces the one held; an absent one says nothing.
 */

import { ITALIA } from '../anpr/codici.js';
import type { Fatto } from '../anpr/fatto.js';
import type { Cittadinanza, Generalita, Identificativi, IscrizioneLista, ListeElettorali } from '../anpr/soggetto.js';
import { conAltrove } from './altrove.js';
import { maggiorenneDal } from './anagrafe.js';
import { conCasa } from './casa.js';
import { giornoNoto } from './decorrenza.js';
import { conDomicili, conProcedimento } from './domicili.js';
import { conDigitale } from './domicilio-digitale.js';
import { conPermesso } from './permesso.js';
import { conPrecedenti, senzaSostituito } from './precedenti.js';
import type { Contesto, StatoSoggetto } from './stato.js';

/** Takes over the sections of a fact that need no judgement. */
export function conSezioni(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const { dati } = fatto;
  const identificativi = conIdentificativi(prima.identificativi, senzaSostituito(prima, dati.identificativi));
  const generalita = conGeneralita(prima.generalita, dati.generalita);
  return {
    ...prima,
    identificativi,
    generalita,
    ...conPrecedenti(prima, { identificativi, generalita }, fatto),
    ...(dati.cittadinanze !== undefined && { cittadinanze: conDate(prima.cittadinanze, dati.cittadinanze, fatto) }),
    ...(dati.statoCivile !== undefined && { statoCivile: dati.statoCivile }),
    ...conPermesso(prima, fatto),
    ...conDomicili(prima, fatto),
    ...conDigitale(prima, fatto),
    ...conAltrove(prima, fatto, contesto),
    ...conProcedimento(prima, fatto),
    ...conCasa(prima, fatto),
    ...(dati.liste !== undefined && {
      liste: dati.liste,
      listeViste: conListe(prima.listeViste, dati.liste, contesto),
      senzaVoto: perde(prima, dati.liste, fatto),
    }),
  };
}

/**
 * Only an adult citizen has a right to vote to lose: `elettore` N of a minor, or of who is on an added list as a foreigner, says
 * that the general list does not know them (modello-dati H.4, #4191).
 */
function perde(prima: StatoSoggetto, liste: ListeElettorali, fatto: Fatto): boolean {
  if (liste.elettore.toUpperCase() !== 'N') return false;
  const generalita = conGeneralita(prima.generalita, fatto.dati.generalita);
  const cittadinanze = fatto.dati.cittadinanze ?? prima.cittadinanze;
  const giorno = fatto.decorrenza ?? giornoNoto(fatto);
  const maggiorenne = maggiorenneDal(generalita);
  const adulto = giorno === undefined || maggiorenne === undefined || maggiorenne <= giorno;
  const italiano = cittadinanze === undefined || cittadinanze.some((c) => c.codiceStato === ITALIA);
  return (adulto && italiano) || prima.senzaVoto === true;
}

/**
 * A citizenship held already keeps the date it was said with; one acquired by an operation that gives no date counts from
 * the day of the operation, because the title to the lists begins then.
 */
function conDate(
  prima: readonly Cittadinanza[] | undefined,
  nuove: readonly Cittadinanza[],
  { tipo, decorrenza }: Fatto,
): readonly Cittadinanza[] {
  if (prima === undefined) return nuove;
  return nuove.map((c) => {
    if (c.dataValidita !== undefined) return c;
    const nota = prima.find((p) => p.codiceStato === c.codiceStato);
    const dal = nota === undefined && tipo === 'MUTAZIONE' ? decorrenza : nota?.dataValidita;
    return dal === undefined ? c : { ...c, dataValidita: dal };
  });
}

/** A new codice fiscale brings its own validity; the card and the national id are never taken away. */
function conIdentificativi(prima: Identificativi, nuovi: Identificativi): Identificativi {
  const { codiceFiscale: _cf, validitaCF: _v, ...senzaCF } = prima;
  const altroCF = nuovi.codiceFiscale !== undefined && nuovi.codiceFiscale !== prima.codiceFiscale;
  return { ...(altroCF ? senzaCF : prima), ...nuovi };
}

/**
 * Generalità travel whole: a new date of birth brings its own precision, a new place replaces all parts of the old one, and
 * who is said to have no name loses the one held.
 */
export function conGeneralita(prima: Generalita, nuove: Generalita | undefined): Generalita {
  if (nuove === undefined) return prima;
  const base: { -readonly [K in keyof Generalita]: Generalita[K] } = { ...prima };
  if (nuove.dataNascita !== undefined) delete base.precisioneNascita;
  if (nuove.cognome ?? nuove.senzaCognome) {
    delete base.cognome;
    delete base.senzaCognome;
  }
  if (nuove.nome ?? nuove.senzaNome) {
    delete base.nome;
    delete base.senzaNome;
  }
  if (nuove.luogoNascita ?? nuove.comuneNascita ?? nuove.statoNascita) {
    delete base.luogoNascita;
    delete base.comuneNascita;
    delete base.statoNascita;
  }
  return { ...base, ...nuove };
}

/** The lists of `liste` that are kept by this comune, by name, with their section. */
export function listeNostre(
  liste: ListeElettorali | undefined,
  codici: ReadonlySet<string>,
): ReadonlyMap<string, string | null> {
  const voci: [string, ListeElettorali['generale']][] = [
    ['GENERALE', liste?.generale],
    ['AGGIUNTA_UE_COMUNALI', liste?.aggiuntaUEComunali],
    ['AGGIUNTA_UE_PARLAMENTO', liste?.aggiuntaUEParlamento],
    ['AGGIUNTA_REGIONALE', liste?.aggiuntaComReg],
  ];
  const nostre = new Map<string, string | null>();
  for (const [nome, lista] of voci) {
    if (!nellaNostra(lista, codici)) continue;
    nostre.set(nome, lista.sezione ?? null);
  }
  const doppia = liste?.doppia;
  if (!nostre.has('GENERALE') && nellaNostra(doppia, codici)) nostre.set('GENERALE', doppia.sezione ?? null);
  return nostre;
}

/** A list that is said, and is kept by this comune. */
export function nellaNostra(lista: IscrizioneLista | undefined, codici: ReadonlySet<string>): lista is IscrizioneLista {
  return lista !== undefined && (lista.codiceIstat === undefined || codici.has(lista.codiceIstat));
}

function conListe(viste: readonly string[], liste: ListeElettorali, contesto: Contesto): readonly string[] {
  const nuove = [...listeNostre(liste, contesto.codici).keys()].filter((l) => !viste.includes(l));
  return nuove.length === 0 ? viste : [...viste, ...nuove];
}
