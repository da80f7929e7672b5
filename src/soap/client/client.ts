/**
 * The client of ANPR's services for one comune: writes, signs, sends, repeats what failed on the way, reads.
 * Invariant: a repetition is the same question with the same number (ANPR gives its previous answer) and a signature of
 * its own; what comes out is a value, `RifiutoANPR`, `TransientError` or `ConfigError`.
 */
import pRetry from 'p-retry';
import {
  leggiFile,
  leggiOperazione,
  leggiScheda,
  valoriFile,
  valoriOperazione,
  valoriScheda,
} from './consultazione.js';
import { type Contesto, isOltre180Giorni, type Passo } from './esiti.js';
import { secondo, senzaErrori } from './esito-servizio.js';
import { leggiElenco, leggiVerifica, valoriElenco, valoriVerifica } from './estrazione.js';
import type { Credenziale, ImpostazioniANPR, MezziANPR } from './impostazioni.js';
import { apriOrologio, type Orologio } from './orologio.js';
import { firmaPostazione } from './postazione.js';
import { type Risposta, withRisposta } from './risposta.js';
import { DOMANDE, type Domanda, openScrittore, type Scrittore, testata, type Valori } from './scrittore.js';
import type { ClientANPR, Numerata } from './servizi.js';
import type { Firmatario } from './sicurezza.js';
import { scriviBusta } from './sicurezza.js';
import { GuastoTrasporto, invia, type RispostaHttp } from './trasporto.js';

interface Officina {
  readonly impostazioni: ImpostazioniANPR;
  readonly mezzi: MezziANPR;
  readonly orologio: Orologio;
  readonly scrittore: () => Promise<Scrittore>;
  readonly identita: (c: Credenziale) => Firmatario['identita'];
}

interface Chiamata<T> extends Numerata {
  readonly domanda: Domanda;
  readonly passo: Passo;
  readonly valori: Valori;
  readonly dal?: string | undefined;
  readonly leggi: (r: Risposta, c: Contesto) => T;
}

/** Signing the name of the workstation costs 20 ms and says the same until the certificate changes. */
function conIdentita(i: ImpostazioniANPR): Officina['identita'] {
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

async function chiama<T>(o: Officina, c: Chiamata<T>): Promise<T> {
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
  });
}

function metodi(o: Officina): Omit<ClientANPR, 'scartoOrologioMs'> {
  const { impostazioni, orologio } = o;
  const elenco4005 = { domanda: '4005' } as const;
  return {
    elenco: (q) => {
      const leggi = (r: Risposta, c: Contesto) => secondo(r, c, leggiElenco, () => ({ esito: 'VUOTA' }) as const);
      const { idOperazioneComune } = q;
      return chiama(o, {
        ...elenco4005,
        passo: 'ELENCO',
        idOperazioneComune,
        valori: valoriElenco(q),
        dal: q.periodo?.dal,
        leggi,
      });
    },
    verifica: (q) => {
      const leggi = (r: Risposta, c: Contesto) =>
        secondo(
          r,
          c,
          (e) => leggiVerifica(r, e, q.progressivo),
          ({ valore, codice }) =>
            valore === 'PERDUTA' ? ({ esito: 'PERDUTA', codice } as const) : ({ esito: 'VUOTA' } as const),
        );
      const { idOperazioneComune } = q;
      return chiama(o, { ...elenco4005, passo: 'VERIFICA', idOperazioneComune, valori: valoriVerifica(q), leggi });
    },
    scheda: (q) => {
      const leggi = (r: Risposta, c: Contesto) =>
        secondo(
          r,
          c,
          (e) => leggiScheda(r, e),
          () => ({ esito: 'ASSENTE' }) as const,
        );
      const valori = valoriScheda(q, impostazioni, orologio.adesso());
      return chiama(o, { domanda: '3002', passo: 'SCHEDA', idOperazioneComune: q.idOperazioneComune, valori, leggi });
    },
    operazione: (q) => {
      const leggi = (r: Risposta, c: Contesto) =>
        secondo(
          r,
          c,
          (e) => leggiOperazione(r, e, q.idOperazioneANPR),
          () => ({ esito: 'ASSENTE' }) as const,
        );
      const valori = valoriOperazione(q.idOperazioneANPR);
      return chiama(o, {
        domanda: '3003',
        passo: 'OPERAZIONE',
        idOperazioneComune: q.idOperazioneComune,
        valori,
        leggi,
      });
    },
    file: (q) => {
      const leggi = (r: Risposta, c: Contesto) =>
        secondo(
          r,
          c,
          (e) => leggiFile(r, e),
          ({ codice }) => ({ esito: 'NON_PRONTO', codice }) as const,
        );
      const valori = valoriFile(q.ticket);
      return chiama(o, { domanda: '7002', passo: 'FILE', idOperazioneComune: q.idOperazioneComune, valori, leggi });
    },
    prova: (q) =>
      chiama(o, {
        domanda: 'TEST',
        passo: 'PROVA',
        idOperazioneComune: q.idOperazioneComune,
        valori: {},
        leggi: senzaErrori,
      }),
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
  const officina = { impostazioni, mezzi, orologio, scrittore: apri, identita: conIdentita(impostazioni) };
  return { ...metodi(officina), scartoOrologioMs: orologio.scartoMs };
}
