/**
 * The answer of service 3008: the electoral sections as ANPR holds them. Speaks of no person; a section that ANPR does not
 * have comes back positive and empty (#4404), and changes nothing.
 */
import { type Risposta, tipoNRIS } from './risposta.js';
import { notaSezione, sezioniDescritte, sezioniScartate } from './sezioni.js';
import type { Nota, TipoNotifica } from './tipo.js';

/** What could not be taken over: the office looks it up. */
function note(risposta: Risposta): Nota[] {
  const scartate = sezioniScartate(risposta);
  const vuota = risposta.positiva && scartate === 0 && sezioniDescritte(risposta).length === 0;
  const descrizione = vuota
    ? 'ANPR non ha la sezione chiesta con la 3008: crearla con una 5011 prima degli elettori che la usano'
    : `${scartate} sezioni della risposta 3008 mancano di un dato richiesto o ne hanno uno troppo lungo: verificarle in ANPR`;
  if (!vuota && scartate === 0) return [];
  return [notaSezione(descrizione)];
}

export const sezioni3008: TipoNotifica<Risposta> = {
  ...tipoNRIS('3008', 'Sezioni elettorali', () => 'AVVISO'),
  codice: '3008',
  fatti: () => [],
  note: (risposta) => [...risposta.note, ...note(risposta)],
  sezioni: sezioniDescritte,
};
