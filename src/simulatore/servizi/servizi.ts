/**
 * The services of the fictitious ANPR for one comune, without envelope and without sockets: questions in, answers out.
 * Invariant: the clock is an argument and chance is seeded, so the same questions at the same times get the same answers;
 * a number used again gets the answer it got (spec E), or EN148 while the list it asked for is being made (#2905).
 */
import { type Archivio, numeroNuovo } from './archivio.js';
import { type Elenchi, elabora, type Risposta4005, type Ticket, verifica } from './elenchi.js';
import { ERRORI, type ErroreANPR, type RispostaKO } from './errori.js';
import { type Archivi, chiediFile, type FileChiesto, type RichiestaFile, type RispostaFile, scarica } from './file.js';
import { type ImpostazioniServizi, SERVIZI_REGOLARI } from './impostazioni.js';
import type { Ricerca } from './ricerca.js';
import { operazione, type RicercaScheda, type RispostaDocumento, type RispostaOperazione, scheda } from './schede.js';

/** A question to any of the services. */
export type Domanda =
  | { readonly servizio: '4005'; readonly elaborazione: Ricerca }
  | { readonly servizio: '4005'; readonly verifica: { readonly ticket: string; readonly progressivo: number } }
  | { readonly servizio: '3002'; readonly ricerca: RicercaScheda }
  | { readonly servizio: '3003'; readonly idOperazioneANPR: string }
  | { readonly servizio: '7002'; readonly ticket: string };

export type RispostaServizio = Risposta4005 | RispostaDocumento | RispostaOperazione | RispostaFile | RispostaKO;

export interface ServiziANPR {
  readonly archivio: Archivio;
  /** Changed by whoever plays a bad day; read at every question. */
  impostazioni: ImpostazioniServizi;
  /** ANPR's clock. */
  readonly now: () => Date;
  /** @param numero `idOperazioneComune` */
  rispondi(numero: string, domanda: Domanda): RispostaServizio;
  /** What a bad day answers to anything, also to the test of the connection; undefined on a good one. */
  fuoriServizio(): ErroreANPR | undefined;
  /** Orders a file as the mayor does in the web application; its ticket. */
  ordinaFile(che: RichiestaFile['che'], formato?: RichiestaFile['formato']): string;
}

export interface OpzioniServizi {
  readonly now: () => Date;
  readonly impostazioni?: Partial<ImpostazioniServizi>;
}

interface Memoria extends Elenchi, Archivi {
  /** Answers given, by number of the municipality. */
  readonly date: Map<string, RispostaServizio>;
}

function rifiuto(m: Memoria, errore: ErroreANPR): RispostaKO {
  return { esito: 'KO', id: numeroNuovo(m.archivio), errore };
}

/** What a bad day, or bad luck, answers to anything. */
function disservizio(m: Memoria, ora: number): ErroreANPR | undefined {
  const { disservizi, quota999 } = m.impostazioni();
  const oggi = disservizi.find((d) => ora >= Date.parse(d.dal) && ora < Date.parse(d.al));
  if (oggi?.effetto === '998') return ERRORI.FUORI_SERVIZIO;
  if (oggi?.effetto === '999' || (quota999 > 0 && m.archivio.caso.vero(quota999))) return ERRORI.NON_EFFETTUABILE;
  return undefined;
}

/** The answer that number got, if it may be given again. */
function giaData(m: Memoria, numero: string, ora: number): RispostaServizio | undefined {
  const data = m.date.get(numero);
  if (data?.esito !== 'STATO' || data.stato !== '0') return data;
  const t = m.ticket.get(data.ticket);
  return t !== undefined && ora < t.pronto ? rifiuto(m, ERRORI.IN_ELABORAZIONE) : data;
}

function rispondiNuova(m: Memoria, d: Domanda, ora: number): RispostaServizio {
  switch (d.servizio) {
    case '4005':
      return 'elaborazione' in d ? elabora(m, d.elaborazione, ora) : verifica(m, d.verifica, ora);
    case '3002':
      return scheda(m.archivio, d.ricerca, new Date(ora).toISOString());
    case '3003':
      return operazione(m.archivio, d.idOperazioneANPR, { ora, vuote: m.impostazioni().operazioniVuote });
    case '7002':
      return scarica(m, d.ticket, ora);
    default:
      return d satisfies never;
  }
}

/** Opens the services over an archive. */
export function apriServizi(di: Archivio, o: OpzioniServizi): ServiziANPR {
  const m: Memoria = {
    archivio: di,
    impostazioni: () => servizi.impostazioni,
    ticket: new Map<string, Ticket>(),
    file: new Map<string, FileChiesto>(),
    date: new Map(),
  };
  const servizi: ServiziANPR = {
    archivio: di,
    impostazioni: { ...SERVIZI_REGOLARI, ...o.impostazioni },
    now: o.now,
    rispondi: (numero, domanda) => {
      const ora = o.now().getTime();
      const guasto = disservizio(m, ora);
      if (guasto !== undefined) return rifiuto(m, guasto);
      const risposta = giaData(m, numero, ora) ?? rispondiNuova(m, domanda, ora);
      if (!m.date.has(numero)) m.date.set(numero, risposta);
      return risposta;
    },
    fuoriServizio: () => disservizio(m, o.now().getTime()),
    ordinaFile: (che, formato = 'gz') => {
      const ora = o.now().getTime();
      return chiediFile(m, { che, formato, ora, pronto: ora + m.impostazioni().attesaFileMs });
    },
  };
  return servizi;
}
