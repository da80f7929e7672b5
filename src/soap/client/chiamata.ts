/**
 * One question from writing to reading: signed, sent, repeated when it failed on the way.
 * Invariant: a repetition is the same question with the same number (ANPR gives its previous answer) and a signature of
 * its own; a no of ANPR is never repeated.
 */
import pRetry from 'p-retry';
import { type Contesto, isOltre180Giorni, type Passo } from './esiti.js';
import type { Credenziale, ImpostazioniANPR, MezziANPR } from './impostazioni.js';
import type { Orologio } from './orologio.js';
import { firmaPostazione } from './postazione.js';
import { type Risposta, withRisposta } from './risposta.js';
import { DOMANDE, type Domanda, type Scrittore, testata, type Valori } from './scrittore.js';
import type { Numerata } from './servizi.js';
import { type Firmatario, scriviBusta } from './sicurezza.js';
import { GuastoTrasporto, invia, type RispostaHttp } from './trasporto.js';

/** What every question of a comune is made with. */
export interface Officina {
  readonly impostazioni: ImpostazioniANPR;
  readonly mezzi: MezziANPR;
  readonly orologio: Orologio;
  readonly scrittore: () => Promise<Scrittore>;
  readonly identita: (c: Credenziale) => Firmatario['identita'];
}

/** One question: what is asked, and how its answer is read. */
export interface Chiamata<T> extends Numerata {
  readonly domanda: Domanda;
  readonly passo: Passo;
  readonly valori: Valori;
  /** Where the period asked for begins, ISO-8601 UTC. */
  readonly dal?: string | undefined;
  readonly leggi: (r: Risposta, c: Contesto) => T;
}

/** Signing the name of the workstation costs 20 ms and says the same until the certificate changes. */
export function conIdentita(i: ImpostazioniANPR): Officina['identita'] {
  let ultima: { certPem: string; identita: Firmatario['identita'] } | undefined;
  return (c) => {
    if (ultima?.certPem === c.certPem) return ultima.identita;
    const idPostazione = i.idPostazione ?? c.soggetto;
    const identita = { idPostazione, idPostazioneFirmato: firmaPostazione(idPostazione, c, i.hash) };
    ultima = { certPem: c.certPem, identita };
    return identita;
  };
}

function clienteTls(c: Credenziale): { cert: string; key: string } {
  return {
    cert: [c.certPem, ...c.catenaPem].join('\n'),
    key: c.chiave.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One sending: a new signature, because a Timestamp lives five minutes. */
async function tenta<T>(o: Officina, c: Chiamata<T>, scrittore: Scrittore): Promise<RispostaHttp> {
  const { impostazioni, mezzi, orologio } = o;
  const credenziale = mezzi.credenziale();
  const adesso = orologio.adesso();
  const domanda = scrittore(c.domanda, {
    testataRichiesta: testata(impostazioni, c.domanda, c.idOperazioneComune, adesso),
    ...c.valori,
  });
  const firmatario = { impostazioni, credenziale, identita: o.identita(credenziale) };
  const inviata = mezzi.now();
  const http = await invia(
    impostazioni.indirizzi[DOMANDE[c.domanda].servizio],
    scriviBusta(domanda, firmatario, adesso),
    {
      ...impostazioni,
      ca: mezzi.ca(),
      ...(impostazioni.tlsClient && { cliente: clienteTls(credenziale) }),
    },
  );
  orologio.impara(http.headers.date, inviata);
  return http;
}

/** Asks. @throws RifiutoANPR, TransientError, ConfigError */
export async function chiama<T>(o: Officina, c: Chiamata<T>): Promise<T> {
  const { maxAnswerBytes, retries, retryDelayMs } = o.impostazioni;
  const scrittore = await o.scrittore();
  const tentativo = async (numero: number): Promise<T> => {
    const http = await tenta(o, c, scrittore);
    const oltre180Giorni = isOltre180Giorni(c.dal, o.orologio.adesso());
    const contesto = { passo: c.passo, ripetuta: numero > 1, oltre180Giorni };
    return withRisposta(http, maxAnswerBytes, (r) => c.leggi(r, contesto));
  };
  return pRetry(tentativo, {
    retries,
    minTimeout: retryDelayMs,
    shouldRetry: ({ error }) => error instanceof GuastoTrasporto,
    onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
      if (!(error instanceof GuastoTrasporto) || retriesLeft === 0) return;
      const { domanda, idOperazioneComune } = c;
      const meta = { domanda, idOperazioneComune, code: error.codice, attempt: attemptNumber };
      o.mezzi.log?.warn('Question to ANPR failed on the way, asking again', meta);
    },
  });
}
