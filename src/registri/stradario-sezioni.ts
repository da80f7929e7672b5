/**
 * The electoral sections as the office gives them in CSV, with what the official document requires of each.
 * Invariant: pure; either every line is good or the list says what is not. Source: modello-dati H.2.
 */
import type { Sezione } from '../anpr/sezione.js';
import { leggiCsv, type RigaCsv } from './stradario-csv.js';

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

/** Longest value of each column in the official schema, 200 where nothing is said here. */
const LUNGHEZZE: Readonly<Record<string, number>> = { specie: 30, via: 100 };

const o = (v: string | undefined): string | null => (v === undefined || v === '' ? null : v);

/** Reads the file; `problemi` empty means every section can be kept. */
export function leggiSezioniCsv(testo: string): { sezioni: Sezione[]; problemi: string[] } {
  const { righe, problemi } = leggiCsv(testo, COLONNE_SEZIONI);
  const numeri = new Map<string, number>();
  const tutti = [...problemi];
  for (const riga of righe) {
    tutti.push(...difetti(riga));
    const prima = numeri.get(riga.valori.sezione!);
    if (prima !== undefined)
      tutti.push(`riga ${riga.linea}: la sezione ${riga.valori.sezione} è già alla riga ${prima}`);
    numeri.set(riga.valori.sezione!, riga.linea);
  }
  return { sezioni: righe.map(sezione), problemi: tutti };
}

function difetti({ linea, valori }: RigaCsv): string[] {
  const troppo = Object.entries(valori)
    .filter(([colonna, v]) => v.length > (LUNGHEZZE[colonna] ?? 200))
    .map(([colonna]) => `riga ${linea}: ${colonna} ha più di ${LUNGHEZZE[colonna] ?? 200} caratteri`);
  if (!/^\d{5}$/.test(valori.cap!)) troppo.push(`riga ${linea}: cap «${valori.cap}», attese 5 cifre`);
  if (!/^\d*$/.test(valori.civico ?? '')) troppo.push(`riga ${linea}: civico «${valori.civico}», attese sole cifre`);
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
