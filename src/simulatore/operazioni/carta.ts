/**
 * The sections that most responses carry about one person, and the changes that most operations make.
 */
import { ultima } from '../calendario.js';
import type { Sezioni } from '../contenuti/soggetto.js';
import {
  attributi,
  cittadinanza,
  famiglia,
  generalita,
  identificativi,
  legame,
  residenzaDi,
  statoCivile,
} from '../contenuti/soggetto.js';
import { conPassato } from '../passato.js';
import { type Famiglia, inFamiglia, type Persona, type ResidenzaSimulata } from '../persona.js';
import { fotografa, metti } from '../registro.js';
import type { Accaduto, Scena } from '../scena.js';

/** Who it is, and nothing else. */
export function soloGeneralita(p: Persona): Sezioni {
  return { identificativi: identificativi(p), generalitaAttuali: generalita('generalitaAttuali', p) };
}

/** Who it is, where, in which family and as what. */
export function carta(p: Persona, f: Famiglia, comuneIstat: string): Sezioni {
  return {
    ...soloGeneralita(p),
    attributiSoggetto: attributi(p),
    residenza: residenzaDi(p),
    legameSoggetto: legame(p),
    famigliaConvivenza: famiglia('famigliaConvivenza', f, comuneIstat),
  };
}

/** The card of somebody who comes from outside: also citizenship and marital status, which are not known here yet. */
export function cartaIntera(p: Persona, f: Famiglia, comuneIstat: string): Sezioni {
  return { ...carta(p, f, comuneIstat), cittadinanza: cittadinanza(p), statoCivile: statoCivile(p) };
}

/** Writes the changed people into the register and says what happened, with the photograph taken before. */
export function registra(
  s: Scena,
  dopo: readonly Persona[],
  decorrenza: string,
  famiglie: readonly string[],
): Accaduto {
  const { registro } = s.comune;
  const schede = dopo.map((p) => p.idScheda);
  const prima = fotografa(registro, schede, famiglie);
  for (const p of dopo) {
    const nuova = conPassato(registro.persone.get(p.idScheda), p);
    metti(registro, { ...nuova, ultima: ultima(p.ultima, decorrenza) });
  }
  return { schede, famiglie, prima, decorrenza };
}

/** The person at another address from that day. */
export function traslocata(p: Persona, indirizzo: ResidenzaSimulata['indirizzo'], dal: string): Persona {
  return { ...p, residenza: { tipoIndirizzo: indirizzo.codiceStato === undefined ? '1' : '4', indirizzo, dal } };
}

/** The person as a member of another family from that day. */
export function membro(p: Persona, f: Famiglia, codiceLegame: string, dal: string): Persona {
  return inFamiglia(p, { idFamiglia: f.id, tipo: f.tipo, codiceLegame, dal });
}
