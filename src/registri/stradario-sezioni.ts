/**
 * The electoral sections as the office gives them in CSV, with what the official document requires of each.
 * Invariant: pure; either every line is good or the list says what is not. Source: modello-dati H.2.
 */

import type { Sezione } from '../anpr/sezione.js';
import { voceDi } from '../anpr/tabella.js';
import { senzaZeri } from '../anpr/valori.js';
import { leggiCsv, type RigaCsv } from './stradario-csv.js';
import { difettoTesto } from './testi-ammessi.js';

export type { Sezione };

/** Columns of the file. */
export const COLONNE_SEZIONI = {
  richieste: [
    'sezione',
    'denominazione',
    'cap',
    'specie',
    'via',
    'collegio_camera',
    'collegio_senato',
    'circoscrizione_regionali',
  ],
  facoltative: ['civico', 'circoscrizione_ue', 'circoscrizione_circoscrizionali'],
} as const;

/** Columns that the official schema wants shorter than the others and made of fewer characters. */
const INDIRIZZO: Readonly<Record<string, { readonly massimo: number; readonly nomi: true }>> = {
  specie: { massimo: 30, nomi: true },
  via: { massimo: 100, nomi: true },
};

const o = (v: string | undefined): string | null => (v === undefined || v === '' ? null : v);

/** Reads the file; `problemi` empty means every section can be kept. */
export function leggiSezioniCsv(testo: string): { sezioni: Sezione[]; problemi: string[] } {
  const { righe, problemi } = leggiCsv(testo, COLONNE_SEZIONI);
  const numeri = new Map<string, number>();
  const tutti = [...problemi];
  for (const riga of righe) {
    tutti.push(...difetti(riga));
    const prima = numeri.get(senzaZeri(riga.valori.sezione!));
    if (prima !== undefined)
      tutti.push(`riga ${riga.linea}: la sezione ${riga.valori.sezione} è già alla riga ${prima}`);
    numeri.set(senzaZeri(riga.valori.sezione!), riga.linea);
  }
  return { sezioni: righe.map(sezione), problemi: tutti };
}

function difetti({ linea, valori }: RigaCsv): string[] {
  const troppo = Object.entries(valori)
    .flatMap(([colonna, v]) => difettoTesto(colonna, v, voceDi(INDIRIZZO, colonna)))
    .map((difetto) => `riga ${linea}: ${difetto}`);
  if (!/^\d{5}$/.test(valori.cap!)) troppo.push(`riga ${linea}: cap «${valori.cap}», attese 5 cifre`);
  if (!/^\d{0,20}$/.test(valori.civico ?? ''))
    troppo.push(`riga ${linea}: civico «${valori.civico}», attese sole cifre (al massimo 20)`);
  return troppo;
}

function sezione({ valori: v }: RigaCsv): Sezione {
  return {
    numero: v.sezione!,
    denominazione: v.denominazione!,
    cap: v.cap!,
    specie: v.specie!,
    toponimo: v.via!,
    civico: o(v.civico),
    circoscrizioneUE: o(v.circoscrizione_ue),
    collegioCamera: v.collegio_camera!,
    collegioSenato: v.collegio_senato!,
    circoscrizioneRegionali: v.circoscrizione_regionali!,
    circoscrizioneCircoscrizionali: o(v.circoscrizione_circoscrizionali),
  };
}
