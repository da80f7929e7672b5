/** C001–C003: what a consulate asks about somebody in our AIRE. A task: only an A006 or a 5008 of ours changes the card (E.7). */
import { tipoSenzaEffetti } from './senza-effetti.js';

const RICHIESTE = {
  C001: 'Consultazione di un iscritto AIRE da parte di un consolato',
  C002: 'Richiesta di un consolato di allineare la residenza estera',
  C003: 'Verifica delle generalità di un iscritto AIRE da parte di un consolato',
} as const;

export const c00x = Object.entries(RICHIESTE).map(([codice, descrizione]) =>
  tipoSenzaEffetti(codice, descrizione, {
    regola: codice,
    gravita: 'CONTROLLO',
    ufficio: 'ANAGRAFE',
    descrizione: `${descrizione}: verificare la scheda AIRE nella web application`,
  }),
);
