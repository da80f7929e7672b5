/**
 * The client of ANPR's services for one comune: every question of `ClientANPR`, and what its answers become.
 * Invariant: what comes out is a value, `RifiutoANPR`, `TransientError` or `ConfigError`.
 */
import { type Chiamata, chiama, conIdentita, type Officina } from './chiamata.js';
import {
  leggiFile,
  leggiOperazione,
  leggiScheda,
  valoriFile,
  valoriOperazione,
  valoriScheda,
} from './consultazione.js';
import { secondo, senzaErrori } from './esito-servizio.js';
import { leggiElenco, leggiVerifica, valoriElenco, valoriVerifica } from './estrazione.js';
import type { ImpostazioniANPR, MezziANPR } from './impostazioni.js';
import { apriOrologio } from './orologio.js';
import { openScrittore, type Scrittore } from './scrittore.js';
import type {
  ClientANPR,
  EsitoElenco,
  EsitoFile,
  EsitoOperazione,
  EsitoScheda,
  EsitoVerifica,
  RichiestaElenco,
  RichiestaScheda,
  RichiestaVerifica,
} from './servizi.js';

/** A question without its number, which is the caller's. */
type Domanda<T> = Omit<Chiamata<T>, 'idOperazioneComune'>;

const VUOTA = { esito: 'VUOTA' } as const;
const ASSENTE = { esito: 'ASSENTE' } as const;

function elenco(q: RichiestaElenco): Domanda<EsitoElenco> {
  return {
    domanda: '4005',
    passo: 'ELENCO',
    valori: valoriElenco(q),
    dal: q.periodo?.dal,
    leggi: (r, c) => secondo<EsitoElenco>(r, c, leggiElenco, () => VUOTA),
  };
}

function verifica(q: RichiestaVerifica): Domanda<EsitoVerifica> {
  return {
    domanda: '4005',
    passo: 'VERIFICA',
    valori: valoriVerifica(q),
    leggi: (r, c) =>
      secondo<EsitoVerifica>(
        r,
        c,
        (e) => leggiVerifica(r, e, q.progressivo),
        ({ valore, codice }) => (valore === 'PERDUTA' ? { esito: 'PERDUTA', codice } : VUOTA),
      ),
  };
}

function scheda(q: RichiestaScheda, o: Officina): Domanda<EsitoScheda> {
  return {
    domanda: '3002',
    passo: 'SCHEDA',
    valori: valoriScheda(q, o.impostazioni, o.orologio.adesso()),
    leggi: (r, c) =>
      secondo<EsitoScheda>(
        r,
        c,
        (e) => leggiScheda(r, e),
        () => ASSENTE,
      ),
  };
}

function operazione(id: string): Domanda<EsitoOperazione> {
  return {
    domanda: '3003',
    passo: 'OPERAZIONE',
    valori: valoriOperazione(id),
    leggi: (r, c) =>
      secondo<EsitoOperazione>(
        r,
        c,
        (e) => leggiOperazione(r, e, id),
        () => ASSENTE,
      ),
  };
}

function file(ticket: string): Domanda<EsitoFile> {
  return {
    domanda: '7002',
    passo: 'FILE',
    valori: valoriFile(ticket),
    leggi: (r, c) =>
      secondo<EsitoFile>(
        r,
        c,
        (e) => leggiFile(r, e),
        ({ codice }) => ({ esito: 'NON_PRONTO', codice }),
      ),
  };
}

/** A client; nothing is opened before the first question. */
export function createClientANPR(impostazioni: ImpostazioniANPR, mezzi: MezziANPR): ClientANPR {
  const orologio = apriOrologio(mezzi.now);
  let scrittore: Promise<Scrittore> | undefined;
  const apri = (): Promise<Scrittore> => {
    scrittore ??= openScrittore(mezzi.wsdl);
    return scrittore;
  };
  const o: Officina = { impostazioni, mezzi, orologio, scrittore: apri, identita: conIdentita(impostazioni) };
  return {
    elenco: (q) => chiama(o, { idOperazioneComune: q.idOperazioneComune, ...elenco(q) }),
    verifica: (q) => chiama(o, { idOperazioneComune: q.idOperazioneComune, ...verifica(q) }),
    scheda: (q) => chiama(o, { idOperazioneComune: q.idOperazioneComune, ...scheda(q, o) }),
    operazione: (q) => chiama(o, { idOperazioneComune: q.idOperazioneComune, ...operazione(q.idOperazioneANPR) }),
    file: (q) => chiama(o, { idOperazioneComune: q.idOperazioneComune, ...file(q.ticket) }),
    prova: ({ idOperazioneComune }) =>
      chiama(o, { idOperazioneComune, domanda: 'TEST', passo: 'PROVA', valori: {}, leggi: senzaErrori }),
    scartoOrologioMs: orologio.scartoMs,
  };
}
