/** The services of the fictitious ANPR: archive, core, client in the same process, server on the wire. */
export {
  type Archivio,
  apriArchivio,
  archivia,
  conSorte,
  type Sorte,
  segnaSorte,
  type VoceArchivio,
} from './archivio.js';
export { clientDiretto } from './client-diretto.js';
export { type Disservizio, type ImpostazioniServizi, SERVIZI_REGOLARI } from './impostazioni.js';
export { apriServer, type Dispetto, type OpzioniServer, PERCORSI, type ServerServizi } from './server.js';
export { apriServizi, type Domanda, type RispostaServizio, type ServiziANPR } from './servizi.js';
