/**
 * What an answer asks to be told beside its facts: anomalies and errors of ANPR, sections nobody knows, missing data.
 * Invariant: pure; a note says which rule, to whom, and never a value of a person.
 */

import { type Elemento, figli, figlio, testo } from '../anpr/elemento.js';
import { voceDi } from '../anpr/tabella.js';
import { codiceFiscale } from '../anpr/valori.js';
import { sezioniIgnote } from './soggetti-variati.js';
import type { Nota } from './tipo.js';

/** Anomalies of a registration that was made all the same. */
export function noteAnomalie(comune: Elemento | undefined): Nota[] {
  return figli(figlio(comune, 'listaAnomalie'), 'anomalie').map((a) => ({
    regola: `ANPR_${testo(a, 'codiceErroreAnomalia') ?? '?'}`,
    gravita: testo(a, 'tipoErroreAnomalia') === 'E' ? 'CONTROLLO' : 'AVVISO',
    ufficio: 'ANAGRAFE',
    descrizione: `ANPR segnala ${testo(a, 'codiceErroreAnomalia') ?? 'un codice mancante'} nella risposta dell'operazione`,
  }));
}

/** Operations of the electoral office. */
const ELETTORALI: ReadonlySet<string> = new Set(['5010', '5011', '2012']);

/** Refusals that another comune's list is the cause of (H.4, G74): the elector is on two, or has not been cancelled there. */
const ALTRA_LISTA: Readonly<Record<string, string>> = {
  EN204: 'l’elettore non risulta cancellato dal comune di provenienza: chiederglielo, poi ripetere nella II tornata',
  EN556: 'l’elettore è già nel primo caricamento di un altro comune (doppia lista): accordarsi su chi lo cancella',
  EN560: 'l’elettore non risulta cancellato dal comune di provenienza: chiederglielo, poi ripetere nella II tornata',
};

/** Why ANPR refused an operation: nothing was registered. */
export function noteErrori(ko: Elemento | undefined, operazione: string): Nota[] {
  return figli(figlio(ko, 'listaErrori'), 'errore').map((e) => {
    const codice = testo(e, 'codiceErroreAnomalia');
    const elettorale = ELETTORALI.has(operazione);
    const causa = elettorale ? voceDi(ALTRA_LISTA, codice ?? '') : undefined;
    return {
      regola: `ANPR_${codice ?? '?'}`,
      gravita: causa === undefined ? 'AVVISO' : 'CONTROLLO',
      ufficio: elettorale ? 'ELETTORALE' : 'ANAGRAFE',
      descrizione: `Operazione respinta da ANPR (${codice ?? 'senza codice'}): ${causa ?? 'nessun dato è cambiato'}`,
    };
  });
}

/** NN in the place of a name, as civil registers once wrote for an unknown parent (EN566). */
const ENNE_ENNE = /^N\.?\s*N\.?$/i;

/** Parents are not kept: that one of them is called NN is only told. */
export function noteGenitori(soggetti: readonly Elemento[]): Nota[] {
  const genitori = soggetti.flatMap((s) => ['paternita', 'maternita'].map((nome) => figlio(s, nome)));
  const conNN = genitori.some((g) =>
    ['cognome', 'nome'].some((campo) => ENNE_ENNE.test(testo(g, 'generalita', campo) ?? '')),
  );
  if (!conNN) return [];
  return [
    {
      regola: 'Q17',
      gravita: 'AVVISO',
      ufficio: 'ANAGRAFE',
      descrizione:
        'Genitore indicato con NN al posto del nome: correggere la scheda in ANPR, che così lo rifiuta (EN566)',
    },
  ];
}

/** A codice fiscale that is neither 16 characters nor 11 digits names nobody: it is left out, and told (G.1). */
export function noteCodiciFiscali(generalita: readonly (Elemento | undefined)[]): Nota[] {
  const illeggibile = generalita.some((g) => {
    const scritto = testo(g, 'codiceFiscale', 'codFiscale');
    return scritto !== undefined && codiceFiscale(scritto) === undefined;
  });
  if (!illeggibile) return [];
  return [
    {
      regola: 'Q14',
      gravita: 'AVVISO',
      ufficio: 'ANAGRAFE',
      descrizione: 'Codice fiscale che non ha 16 caratteri né 11 cifre: non è tenuto, correggere la scheda in ANPR',
    },
  ];
}

/** Operations about sections and cards: they name no person. */
const SENZA_PERSONE = new Set(['1010', '2009', '2012', '5011', '5014', '3002', '3008']);

/** A trimmed answer says that something changed and not what (#1300): somebody must look it up. */
export function notaSenzaDati(operazione: string, soggetti: readonly Elemento[]): Nota[] {
  if (SENZA_PERSONE.has(operazione) || soggetti.some((s) => s.figli.length > 0)) return [];
  return [
    {
      regola: 'RISPOSTA_SENZA_DATI',
      gravita: 'CONTROLLO',
      ufficio: 'ANAGRAFE',
      descrizione: `La risposta dell'operazione ${operazione} non porta i dati di alcun soggetto: leggere la scheda in ANPR`,
    },
  ];
}

/** Sections that no published schema knows. */
export function noteIgnoti(soggetti: readonly Elemento[]): Nota[] {
  return [...new Set(soggetti.flatMap(sezioniIgnote))].map((nome) => ({
    regola: 'ELEMENTO_IGNOTO',
    gravita: 'AVVISO',
    ufficio: 'SISTEMI',
    descrizione: `Sezione ${nome} non prevista dagli schemi pubblicati: ignorata`,
  }));
}
