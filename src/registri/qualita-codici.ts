/**
 * Codes that the tables of ANPR known to this version do not have (modello-dati G.4, Q16): every coded field that is read.
 * Invariant: pure; of each field the last word counts, so that a correction closes the doubt.
 */
import { TIPI_SCHEDA } from '../anpr/codici.js';
import { type CampoCodificato, CODICI_AMMESSI, codiceAmmesso } from '../anpr/codici-ammessi.js';
import type { Fatto } from '../anpr/fatto.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { ordina } from './ordine.js';
import type { Riga } from './righe.js';
import type { Segnalazione } from './stato.js';

/** As much of an unknown code as is told. */
const MASSIMO = 10;

type Detto = readonly [CampoCodificato, readonly (string | undefined)[]];

/** The coded fields that one message carries. */
function codiciDi(d: DatiSoggetto): Detto[] {
  const { famigliaConvivenza: famiglia, legameSoggetto: legame } = d;
  const inConvivenza = (legame?.tipoLegame ?? famiglia?.tipoScheda) === TIPI_SCHEDA.convivenza;
  return [
    ['sesso', [d.generalita?.sesso]],
    ['validitaCF', [d.identificativi.validitaCF]],
    ['statoCivile', [d.statoCivile]],
    ['tipoIndirizzo', (d.residenze ?? []).map((r) => r.tipoIndirizzo)],
    ['tipoScheda', [famiglia?.tipoScheda]],
    ['tipoLegame', [legame?.tipoLegame]],
    ['legameFamiglia', [inConvivenza ? undefined : legame?.codiceLegame]],
    ['legameConvivenza', [inConvivenza ? legame?.codiceLegame : undefined]],
    ['specieConvivenza', [famiglia?.specieConvivenza]],
    ['tipoSoggiorno', [d.permessoSoggiorno?.tipoSoggiorno]],
    ['motivoIscrizione', [d.datiIscrizione?.motivoIscrizione]],
    ['motivoIscrizioneAIRE', [d.datiIscrizione?.motivoIscrizioneAIRE]],
    ['motivoCancellazione', [d.datiCancellazione?.motivoCancellazione]],
    ['statoProcedimento', [d.procedimento?.statoProcedimento]],
    ['certificabilita', [d.liste?.certificabilita]],
    ['elettore', [d.liste?.elettore]],
  ];
}

/** The first coded field whose last value no table has; empty where there is none. */
export function codiciIgnoti(fatti: readonly Fatto[]): Segnalazione[] {
  const ultimi = new Map<CampoCodificato, readonly string[]>();
  for (const { dati } of ordina(fatti)) {
    for (const [campo, codici] of codiciDi(dati)) {
      const detti = codici.filter((c) => c !== undefined);
      if (detti.length > 0) ultimi.set(campo, detti);
    }
  }
  for (const [campo, codici] of ultimi) {
    const ignoto = codici.find((c) => !codiceAmmesso(campo, c));
    if (ignoto !== undefined) return [segnalaCodice(campo, ignoto)];
  }
  return [];
}

/** The same of a convivenza, which has a row and no person. */
export function specieIgnota({ specie_convivenza: specie }: Riga): Segnalazione[] {
  const nota = typeof specie !== 'string' || codiceAmmesso('specieConvivenza', specie);
  return nota ? [] : [segnalaCodice('specieConvivenza', specie)];
}

function segnalaCodice(campo: CampoCodificato, codice: string): Segnalazione {
  const dettaglio = `${campo} ${codice.slice(0, MASSIMO)} (${CODICI_AMMESSI[campo][0]})`;
  return { regola: 'Q16', idOperazioneANPR: null, dettaglio };
}
