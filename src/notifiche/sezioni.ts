/**
 * Reads the electoral sections that an answer speaks of (5011, 2012, 3008; modello-dati H.2, H.3).
 * Invariant: a section is told only where its number and everything the official document requires of it are there; the
 * published answers of 5011 and 2012 carry none, so the reader takes them from wherever ANPR comes to write them.
 */
import { type Elemento, figli, figlio, testo, trova } from '../anpr/elemento.js';
import type { Sezione, SezioneDetta } from '../anpr/sezione.js';
import { leggiResidenza } from './residenza.js';
import type { Risposta } from './risposta.js';
import type { Nota } from './tipo.js';

/** Longest value of each part in the official schemas (G.6, H.2): what is longer is no section of ANPR's. */
const LUNGHEZZE: Readonly<Partial<Record<keyof Sezione, number>>> = { cap: 5, specie: 30, toponimo: 100, civico: 20 };
const LUNGHEZZA = 200;

const nonTroppoLunga = (sezione: Sezione): boolean =>
  Object.entries(sezione).every(([parte, v]) => (v?.length ?? 0) <= (LUNGHEZZE[parte as keyof Sezione] ?? LUNGHEZZA));

/** One `tipoListaSezioni5011`; undefined where something required is missing, or longer than ANPR allows. */
function leggiSezione(s: Elemento): Sezione | undefined {
  const indirizzo = leggiResidenza({
    ...s,
    figli: [{ ...(figlio(s, 'sezioneelettoraleind') ?? s), nome: 'indirizzo' }],
  })?.indirizzo;
  const richiesti = {
    numero: testo(s, 'sezioneelettoralenum'),
    denominazione: testo(s, 'sezioneelettoraledenom'),
    cap: indirizzo?.cap,
    specie: indirizzo?.specie,
    toponimo: indirizzo?.toponimo,
    collegioCamera: testo(s, 'collegiocameradeputati'),
    collegioSenato: testo(s, 'collegiosenatorepubblica'),
    circoscrizioneRegionali: testo(s, 'circoscrregionali'),
  };
  if (Object.values(richiesti).includes(undefined)) return undefined;
  const sezione: Sezione = {
    ...(richiesti as Record<keyof typeof richiesti, string>),
    civico: indirizzo?.civico ?? null,
    circoscrizioneUE: testo(s, 'circoscrelezionimembriue') ?? null,
    circoscrizioneCircoscrizionali: testo(s, 'circosrizioneelezcircosc') ?? null,
  };
  return nonTroppoLunga(sezione) ? sezione : undefined;
}

function detta(s: Elemento, { testata }: Risposta, dati: Sezione | null): SezioneDetta {
  const codiceIstat = testo(s, 'comune', 'codiceIstat');
  return {
    numero: dati?.numero ?? testo(s, 'sezioneelettoralenum') ?? '',
    dati,
    ...(codiceIstat !== undefined && { codiceIstat }),
    ...(testata.idOperazioneANPR !== undefined && { idOperazioneANPR: testata.idOperazioneANPR }),
    ...(testata.decorrenza !== undefined && { decorrenza: testata.decorrenza }),
  };
}

/** The elements that describe a section: one (`sezione`), or those of a 3008 (`sezione/sezioni`). */
function elementi({ positiva, radice }: Risposta): readonly Elemento[] {
  const trovata = positiva ? trova(radice, (e) => e.nome === 'sezione') : undefined;
  const elenco = figli(trovata, 'sezioni');
  return elenco.length > 0 || trovata === undefined || trovata.figli.length === 0 ? elenco : [trovata];
}

/** How many sections it speaks of that cannot be taken over. */
export function sezioniScartate(risposta: Risposta): number {
  return elementi(risposta).filter((s) => leggiSezione(s) === undefined).length;
}

/** The sections an answer describes. */
export function sezioniDescritte(risposta: Risposta): SezioneDetta[] {
  return elementi(risposta).flatMap((s) => {
    const dati = leggiSezione(s);
    return dati === undefined ? [] : [detta(s, risposta, dati)];
  });
}

/** The section an answer abolishes (`datiSezione`). */
export function sezioniSoppresse(risposta: Risposta): SezioneDetta[] {
  const trovata = risposta.positiva ? trova(risposta.radice, (e) => e.nome === 'datiSezione') : undefined;
  const numero = testo(trovata, 'sezioneelettoralenum') ?? '';
  return numero === '' || numero.length > LUNGHEZZA ? [] : [detta(trovata!, risposta, null)];
}

/** What the electoral office is told of sections that changed in ANPR. */
export const notaSezione = (descrizione: string): Nota => ({
  regola: 'SEZIONE_ANPR',
  gravita: 'CONTROLLO',
  ufficio: 'ELETTORALE',
  descrizione,
});
