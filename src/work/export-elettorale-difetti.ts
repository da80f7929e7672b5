/**
 * What keeps an elector or a section out of the official electoral documents (modello-dati G.4, G.6, H.1, H.2, H.5).
 * Invariant: pure; who passes here is valid against the published schemas. Every sentence is Italian and names nobody.
 */
import type { Sezione } from '../registri/stradario-sezioni.js';
import { difettoTesto } from '../registri/testi-ammessi.js';
import { type ComuneElettorale, mancanti, type PosizioneUfficiale } from './export-elettorale-xml.js';

const SI_NO = /^[SN]$/i;
/** What keeps one person out of `subentroListe`; empty when the position can be exported. */
export function difettiPosizione(p: PosizioneUfficiale): string[] {
  const { liste, nostre, idSchedaSoggettoANPR: id } = p;
  const vuoti = mancanti(p);
  const { circoscrsenatorepubblica, circoscrcameradeputati, ...flag } = liste.diritti ?? {};
  const siNo = Object.entries({ elettore: liste.elettore, ...flag, ...liste.flagAggiunte });
  return [
    ...(vuoti.length > 0 ? [`mancano ${vuoti.join(', ')}`] : []),
    ...(id !== undefined && !/^\d{1,16}$/.test(id) ? ['numero di scheda che non è di ANPR (al massimo 16 cifre)'] : []),
    ...siNo.filter(([, v]) => v !== undefined && !SI_NO.test(v)).map(([nome, v]) => `${nome} «${v}», attesi S o N`),
    ...[...nostre].flatMap(([lista, sezione]) => difettoTesto(`sezione della lista ${lista}`, sezione)),
    ...difettoTesto('circoscrsenatorepubblica', circoscrsenatorepubblica),
    ...difettoTesto('circoscrcameradeputati', circoscrcameradeputati),
    ...(/^\d?$/.test(liste.certificabilita ?? '') ? [] : ['certificabilità che non è una cifra']),
  ];
}

/** What keeps one section out of `subentroSezioni`. */
export function difettiSezione(s: Sezione): string[] {
  const richiesti = { ...s, civico: s.civico ?? '-', circoscrizioneUE: '-', circoscrizioneCircoscrizionali: '-' };
  const vuoti = Object.entries(richiesti)
    .filter(([, v]) => v === '')
    .map(([nome]) => nome);
  return [
    ...(vuoti.length > 0 ? [`mancano ${vuoti.join(', ')}`] : []),
    ...difettoTesto('specie', s.specie, { massimo: 30, nomi: true }),
    ...difettoTesto('via', s.toponimo, { massimo: 100, nomi: true }),
    ...(/^\d{0,5}$/.test(s.cap) ? [] : [`cap «${s.cap}», attese 5 cifre`]),
    ...(/^\d{0,20}$/.test(s.civico ?? '') ? [] : [`civico «${s.civico}», attese al massimo 20 cifre`]),
    ...difettoTesto('sezione', s.numero),
    ...difettoTesto('denominazione', s.denominazione),
    ...difettoTesto('collegio_camera', s.collegioCamera),
    ...difettoTesto('collegio_senato', s.collegioSenato),
    ...difettoTesto('circoscrizione_regionali', s.circoscrizioneRegionali),
    ...difettoTesto('circoscrizione_ue', s.circoscrizioneUE),
    ...difettoTesto('circoscrizione_circoscrizionali', s.circoscrizioneCircoscrizionali),
  ];
}

/** What in the configuration keeps every document from being written: the name and the code of the comune are in each. */
export function difettiComune({ nome, codiceIstat }: ComuneElettorale): string[] {
  return [
    ...difettoTesto('nome del comune nella configurazione', nome, { massimo: 80, nomi: true }),
    ...(/^\d{6}$/.test(codiceIstat) ? [] : [`codice del comune «${codiceIstat}», attese 6 cifre`]),
  ];
}
