/**
 * Reads the electoral sections that an answer speaks of (5011, 2012, 3008; modello-dati H.2, H.3).
 * Invariant: a section is told only where its number and everything the official document requires of it are there; the
 * published answers of 5011 and 2012 carry none, so the reader takes them from wherever ANPR comes to write them.
 */
import { type Elemento, figli, figlio, testo, trova } from '../anpr/elemento.js';
import type { Sezione, SezioneDetta } from '../anpr/sezione.js';
import { leggiResidenza } from './residenza.js';
import type { Risposta } from './risposta.js';

/** One `tipoListaSezioni5011`; undefined where something required is missing. */
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
  return {
    ...(richiesti as Record<keyof typeof richiesti, string>),
    civico: indirizzo?.civico ?? null,
    circoscrizioneUE: testo(s, 'circoscrelezionimembriue') ?? null,
    circoscrizioneCircoscrizionali: testo(s, 'circosrizioneelezcircosc') ?? null,
  };
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

/** The sections an answer describes: one (`sezione`), or those of a 3008 (`sezione/sezioni`). */
export function sezioniDescritte(risposta: Risposta): SezioneDetta[] {
  const trovata = risposta.positiva ? trova(risposta.radice, (e) => e.nome === 'sezione') : undefined;
  if (trovata === undefined) return [];
  const elenco = figli(trovata, 'sezioni');
  return (elenco.length > 0 ? elenco : [trovata]).flatMap((s) => {
    const dati = leggiSezione(s);
    return dati === undefined ? [] : [detta(s, risposta, dati)];
  });
}

/** The section an answer abolishes (`datiSezione`). */
export function sezioniSoppresse(risposta: Risposta): SezioneDetta[] {
  const trovata = risposta.positiva ? trova(risposta.radice, (e) => e.nome === 'datiSezione') : undefined;
  return testo(trovata, 'sezioneelettoralenum') === undefined ? [] : [detta(trovata!, risposta, null)];
}
