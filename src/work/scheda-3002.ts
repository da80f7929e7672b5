/** The header of a 3002 answer that was saved to a file: what the inbox and the report of a load need of it. Pure. */
import { type Elemento, testo, trova } from '../anpr/elemento.js';
import { NotificaError } from '../errors.js';
import { apriContenuto } from '../soap/contenuto.js';

export interface Testata3002 {
  readonly idOperazioneANPR: string;
  readonly codMittente: string;
  /** As received; absent where the answer does not say. */
  readonly dataOraRichiesta?: string;
  /** How many people it is about. */
  readonly persone: number;
}

const persone = (e: Elemento): number =>
  e.nome === 'datiSoggetto' ? 1 : e.figli.reduce((n, figlio) => n + persone(figlio), 0);

/** @throws NotificaError when it is no readable XML or has no `testataRisposta/idOperazioneANPR` */
export function testata3002(contenuto: Uint8Array): Testata3002 {
  const { elemento } = apriContenuto(contenuto, []);
  const testata = trova(elemento, (e) => e.nome === 'testataRisposta');
  const idOperazioneANPR = testo(testata, 'idOperazioneANPR');
  if (idOperazioneANPR === undefined)
    throw new NotificaError('DATI_MANCANTI', 'manca testataRisposta/idOperazioneANPR: non è la risposta di una 3002');
  const dataOraRichiesta = testo(testata, 'dataOraRichiesta');
  const codMittente = testo(testata, 'codMittente') ?? '';
  return {
    idOperazioneANPR,
    codMittente,
    persone: persone(elemento),
    ...(dataOraRichiesta !== undefined && { dataOraRichiesta }),
  };
}
