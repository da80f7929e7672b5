/**
 * The sections that any fact may carry: identifiers, generalità, citizenship, lists.
 * Invariant: a section present replaces the one held; an absent one says nothing.
 */

import type { Fatto } from '../anpr/fatto.js';
import type { Generalita, Identificativi, IscrizioneLista, ListeElettorali } from '../anpr/soggetto.js';
import { conCasa } from './casa.js';
import { conDomicili, conProcedimento } from './domicili.js';
import { conDigitale } from './domicilio-digitale.js';
import type { Contesto, StatoSoggetto } from './stato.js';

/** Takes over the sections of a fact that need no judgement. */
export function conSezioni(prima: StatoSoggetto, fatto: Fatto, contesto: Contesto): StatoSoggetto {
  const { dati } = fatto;
  return {
    ...prima,
    identificativi: conIdentificativi(prima.identificativi, dati.identificativi),
    generalita: conGeneralita(prima.generalita, dati.generalita),
    ...(dati.cittadinanze !== undefined && { cittadinanze: dati.cittadinanze }),
    ...(dati.statoCivile !== undefined && { statoCivile: dati.statoCivile }),
    ...(dati.senzaFissaDimora !== undefined && { senzaFissaDimora: dati.senzaFissaDimora }),
    ...(dati.permessoSoggiorno !== undefined && { permessoSoggiorno: dati.permessoSoggiorno }),
    ...conDomicili(prima, fatto),
    ...conDigitale(prima, fatto),
    ...conProcedimento(prima, fatto),
    ...conCasa(prima, fatto),
    ...(dati.liste !== undefined && {
      liste: dati.liste,
      listeViste: conListe(prima.listeViste, dati.liste, contesto),
    }),
  };
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
