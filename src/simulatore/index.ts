/** The fictitious ANPR: towns, their history, the truth of the views, the sender, the certificates of a trial. */
export { type Comune, creaComune, GIORNI_DI_STORIA, type OpzioniComune } from './comune.js';
export { type Scheda, schedeIniziali } from './contenuti/scheda.js';
export { subentroIniziale } from './contenuti/subentro.js';
export { type Disturbi, disturba, type Flusso } from './flusso.js';
export {
  type Avanzamento,
  type EsitoInvio,
  invia,
  MINUTI_TRA_TENTATIVI,
  type OpzioniInvio,
  sblocca,
  TENTATIVI,
} from './invio.js';
export { type Credenziali, creaPki, type KeystoreComune, type OpzioniPki, type Pki } from './pki.js';
export { notificaDiProva } from './prova.js';
export { inventaRegolamento, type Regolamento, type VoceRegolamento } from './regolamento.js';
export type { NotificaSimulata } from './scena.js';
export {
  type Archivio,
  apriArchivio,
  apriServer,
  apriServizi,
  archivia,
  clientDiretto,
  conSorte,
  type Disservizio,
  type ImpostazioniServizi,
  PERCORSI,
  SERVIZI_REGOLARI,
  type ServerServizi,
  type ServiziANPR,
  segnaSorte,
} from './servizi/index.js';
export { creaStoria } from './storia.js';
export { csvUtenze, primoElenco, type UtenzaSimulata, ultimoElenco } from './utenze.js';
export { dipendeDalPercorso, type Estremi, type VariazioneNetta, variazioniNette } from './variazioni.js';
export { conTari, type RigaVista, type Verita, verita, veritaIniziale } from './verita.js';
export { effettoAtteso } from './verita-effetti.js';
export type { ElenchiTari } from './verita-tari.js';
