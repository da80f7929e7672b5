/**
 * A question on the wire (the element inside the Body) as the core understands it.
 * Invariant: read by local name, as leniently as ANPR's stack does; what is no question of these services is `undefined`.
 */
import { type Elemento, figlio, testo } from '../../anpr/elemento.js';
import type { Ricerca } from './ricerca.js';
import type { RicercaScheda } from './schede.js';
import type { Domanda } from './servizi.js';

/** Who asks, under which number, what. */
export interface Chiamata {
  /** `4005`, `3002` …; `TestConn` for the test of the connection. */
  readonly servizio: Domanda['servizio'] | 'TestConn';
  readonly idOperazioneComune: string;
  readonly codMittente: string;
  readonly codDestinatario: string;
  readonly dataOraRichiesta: string;
  /** Absent for the test of the connection. */
  readonly domanda?: Domanda;
}

const istante = (t: string): string => {
  const ms = Date.parse(t);
  return Number.isNaN(ms) ? t : new Date(ms).toISOString();
};

function elaborazione(e: Elemento): Ricerca {
  const r = figlio(e, 'ricercaElenchiRichieste');
  const periodo = figlio(r, 'periodoRiferimentoRichieste');
  const ids = figlio(r, 'identificativiANPR');
  const dal = testo(periodo, 'dataOraIniziale');
  const al = testo(periodo, 'dataOraFinale');
  const [da, a] = [testo(ids, 'protocolloANPRDa'), testo(ids, 'protocolloANPRA')];
  return {
    tipo: testo(r, 'operazioneRichiesta') ?? null,
    statoLavorazione: testo(r, 'statoLavorazione') ?? '',
    // Any other detail behaves as RISPOSTA (note to sample 003).
    dettaglio: testo(e, 'dettaglioDati') === 'ID' ? 'ID' : 'RISPOSTA',
    ...(dal !== undefined && al !== undefined && { periodo: { dal: istante(dal), al: istante(al) } }),
    ...(da !== undefined && a !== undefined && { identificativi: { da, a } }),
  };
}

function domanda4005(r: Elemento): Domanda {
  const chiede = figlio(r, 'elaborazione');
  if (chiede !== undefined) return { servizio: '4005', elaborazione: elaborazione(chiede) };
  const v = figlio(r, 'verificaStato');
  const progressivo = Number(testo(v, 'progressivo') ?? '1');
  return { servizio: '4005', verifica: { ticket: testo(v, 'idOperazioneANPR') ?? '', progressivo } };
}

/** `schedaAnagraficaRichiesta` of the card of one person; any other is a family. */
const INDIVIDUALE = '1';

function domanda3002(r: Elemento): Domanda {
  const criteri = figlio(r, 'criteriRicerca');
  const dati = figlio(r, 'datiRichiesta');
  const voci: readonly (readonly [keyof RicercaScheda, string])[] = [
    ['codiceFiscale', 'codiceFiscale'],
    ['idSchedaSoggettoANPR', 'idSchedaSoggettoANPR'],
    ['idANPR', 'idANPR'],
    ['idFamigliaConvivenzaANPR', 'identificativoANPR'],
  ];
  const dati3002 = voci.flatMap(([chiave, nome]) => {
    const valore = testo(criteri, nome);
    return valore === undefined ? [] : [[chiave, valore] as const];
  });
  const ricerca: RicercaScheda = {
    ...Object.fromEntries(dati3002),
    famiglia: testo(dati, 'schedaAnagraficaRichiesta') !== INDIVIDUALE,
    nazionale: testo(dati, 'ricercaNazionale') === '1',
  };
  return { servizio: '3002', ricerca };
}

function domandaDi(r: Elemento): Domanda | undefined {
  switch (r.nome) {
    case 'Richiesta4005':
      return domanda4005(r);
    case 'Richiesta3002':
      return domanda3002(r);
    case 'Richiesta3003':
      return { servizio: '3003', idOperazioneANPR: testo(r, 'ricercaSingolaRichiesta', 'idOperazioneANPR') ?? '' };
    case 'Richiesta7002':
      return { servizio: '7002', ticket: testo(r, 'datiRichiesta', 'idOperazioneANPR') ?? '' };
    default:
      return undefined;
  }
}

/** Reads the element of the Body. */
export function leggiChiamata(r: Elemento): Chiamata | undefined {
  const domanda = domandaDi(r);
  if (domanda === undefined && r.nome !== 'RichiestaConnessione') return undefined;
  const t = figlio(r, 'testataRichiesta');
  return {
    servizio: domanda?.servizio ?? 'TestConn',
    idOperazioneComune: testo(t, 'idOperazioneComune') ?? '',
    codMittente: testo(t, 'codMittente') ?? '',
    codDestinatario: testo(t, 'codDestinatario') ?? '',
    dataOraRichiesta: testo(t, 'dataOraRichiesta') ?? '',
    ...(domanda !== undefined && { domanda }),
  };
}
