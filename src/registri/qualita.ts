/**
 * What the data of one person contradict in themselves: codice fiscale, dates, characters, codes (modello-dati G.1, G.2, G.6).
 * Invariant: pure; what ANPR or the Agenzia delle Entrate has validated is not doubted for its content, only for its form.
 */

import { isCodiceFiscale, leggiCodiceFiscale } from '../anpr/codice-fiscale.js';
import { TIPI_SCHEDA } from '../anpr/codici.js';
import type { Fatto } from '../anpr/fatto.js';
import { piuAnni } from '../anpr/giorni.js';
import { voceDi } from '../anpr/tabella.js';
import { giornoNoto } from './decorrenza.js';
import { NESSUN_PARAMETRO, parametroIl } from './parametri.js';
import { type Riga, testo } from './righe.js';
import type { Contesto } from './stato.js';

/** The rules that the `anagrafe` row of a person fails. */
export function incoerenze(riga: Riga, fatti: readonly Fatto[], contesto: Contesto): string[] {
  const falliti: string[] = [];
  if (legameSenzaStatoCivile(riga)) falliti.push('Q06');
  if (!codiceFiscaleCoerente(riga)) falliti.push('Q14');
  if (decorrenzaVecchia(fatti, contesto)) falliti.push('Q19');
  if (dateContraddittorie(riga, contesto.oggi)) falliti.push('DATE');
  if (riga.registro !== null && (testo(riga.precisione_nascita) ?? 'GIORNO') !== 'GIORNO')
    falliti.push('NASCITA_PARZIALE');
  if ([riga.cognome, riga.nome, riga.indirizzo].some((v) => !caratteriAmmessi(testo(v) ?? '')))
    falliti.push('CARATTERI');
  return falliti;
}

/** Ties of spouse and of civil partner (table 5), and the marital status each goes with (table 1). */
const LEGAMI_DI_COPPIA: Readonly<Record<string, true>> = { '2': true, '28': true };
const IN_COPPIA: ReadonlySet<string> = new Set(['2', '6']);

function legameSenzaStatoCivile(riga: Riga): boolean {
  if (
    riga.registro === null ||
    riga.tipo_scheda === TIPI_SCHEDA.convivenza ||
    voceDi(LEGAMI_DI_COPPIA, String(riga.codice_legame)) !== true
  )
    return false;
  const statoCivile = testo(riga.stato_civile);
  return statoCivile !== null && !IN_COPPIA.has(statoCivile);
}

/** Validity `1`: the Agenzia delle Entrate has validated it, and wins over what we compute (G.1). */
const VALIDATO = '1';

/** The form always; year, month, day and sex only while nobody has validated it. */
export function codiceFiscaleCoerente(riga: Riga): boolean {
  const codice = testo(riga.codice_fiscale);
  if (codice === null) return true;
  if (!isCodiceFiscale(codice)) return false;
  const letto = leggiCodiceFiscale(codice);
  const nascita = testo(riga.data_nascita);
  if (letto === undefined || nascita === null || riga.validita_cf === VALIDATO) return true;
  const precisione = testo(riga.precisione_nascita) ?? 'GIORNO';
  if (letto.anno !== nascita.slice(2, 4)) return false;
  if (precisione !== 'ANNO' && letto.mese !== nascita.slice(5, 7)) return false;
  if (precisione === 'GIORNO' && letto.giorno !== nascita.slice(8, 10)) return false;
  const sesso = testo(riga.sesso)?.toUpperCase();
  return sesso === undefined || letto.sesso === sesso;
}

/** Nobody alive was born before; a date of the wrong century is a slip of the pen. */
const NASCITA_MINIMA = '1890-01-01';

/** The AIRE began with L. 470/1988: ANPR refuses a registration from an earlier day (ES078). */
const INIZIO_AIRE = '1990-07-01';

/** Birth not after today nor after what happened to the person, death not before it; nobody in AIRE before it was. */
function dateContraddittorie(riga: Riga, oggi: string): boolean {
  if (riga.registro === 'AIRE' && (testo(riga.registro_dal) ?? INIZIO_AIRE) < INIZIO_AIRE) return true;
  const nascita = testo(riga.data_nascita);
  if (nascita === null) return false;
  if (nascita > oggi || (riga.registro !== null && nascita < NASCITA_MINIMA)) return true;
  if ((testo(riga.precisione_nascita) ?? 'GIORNO') !== 'GIORNO') return false;
  return [riga.registro_dal, riga.data_decesso, riga.indirizzo_dal, riga.in_famiglia_dal].some((v) => {
    const data = testo(v);
    return data !== null && data < nascita;
  });
}

/** Printable ASCII, U+00C0–U+017E but × and ÷, and U+0189 (G.6); no space at the ends and none doubled. */
const AMMESSI = /^[\x20-\x7E\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u017E\u0189]*$/;

/** True where the text could go back to ANPR as it is. */
export function caratteriAmmessi(t: string): boolean {
  return AMMESSI.test(t) && t === t.trim() && !t.includes('  ');
}

/** How long the doubt about an old date is worth anybody's time, in years from when it became known. */
const RECENTE_ANNI = 1;

/** What an operation tells is news; a whole card (3002, load) tells history, and is left out. */
const NOTIZIE: ReadonlySet<string> = new Set(['ISCRIZIONE', 'MUTAZIONE', 'CANCELLAZIONE', 'RIPRISTINO']);

/** Something known lately counts from long before: the threshold is `qualita_anni_decorrenza` of the comune. */
function decorrenzaVecchia(fatti: readonly Fatto[], { oggi, parametri }: Contesto): boolean {
  const anni = Number(parametroIl(parametri ?? NESSUN_PARAMETRO, 'qualita_anni_decorrenza', oggi));
  const recente = piuAnni(oggi, -RECENTE_ANNI);
  return fatti.some((fatto) => {
    const { tipo, decorrenza } = fatto;
    const saputo = giornoNoto(fatto);
    if (saputo === undefined || decorrenza === undefined || !NOTIZIE.has(tipo)) return false;
    return saputo >= recente && decorrenza < piuAnni(saputo, -anni);
  });
}
