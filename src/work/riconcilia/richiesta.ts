/**
 * One call for an open question: send it, or visit its ticket and read the next part.
 * Invariant: the call is counted and the next one put off before it is made, so that a process killed by an answer goes on with
 * other things first; a number sent again after a kill gets the same ticket (spec E).
 */
import type { EsitoElenco, EsitoVerifica } from '../../soap/client/servizi.js';
import { contaElencate, OGNI_TIPO } from '../../store/finestre.js';
import { prendiNumero } from '../../store/numeratore.js';
import { avanzaRichiesta, type RichiestaANPR, segnaChiamata } from '../../store/richieste-anpr.js';
import { leggiVoce } from '../../store/voci-anpr.js';
import { codiciDi } from '../enti.js';
import { chiudiAccesso } from './avvisi.js';
import { type ContestoRiconcilia, chiama, fra, inTransazione } from './contesto.js';
import { estranea, richieste } from './pertinenza.js';
import { type EsitoPasso, nonRiuscita, rifiutata } from './rifiuti.js';
import { conclusa, type Pratica, senzaRisposta } from './risposta.js';
import { chiudiPagina, lavoraPagina } from './voci.js';

/** All notifications: states 7 and 8 do not say what was consumed by us, and 2 stopped working (G62). */
const TUTTE = '9';
/** Longer than any call may take: a call not answered in this time died with its process. */
const CHIAMATA_MINUTI = 10;
/** Calls with one number before another is taken. */
const MAX_INVII = 6;
/** First visit where ANPR gives no estimate, and the next one where its estimate is over (spec D.1: 1 hour, urgent 30 minutes). */
const STIMA_MINUTI = 60;
const RITORNO_MINUTI = 30;
const ORA_MS = 3_600_000;

const inStallo = (c: ContestoRiconcilia, r: RichiestaANPR): boolean =>
  c.now().getTime() - Date.parse(r.chiestaIl) >= c.impostazioni.stalloOre * ORA_MS;

/** When to visit: at ANPR's estimate, by our clock, and never after the question counts as stuck. */
function visita(c: ContestoRiconcilia, r: RichiestaANPR, disponibileIl: string | null, altrimenti: number): string {
  const stimaMs = disponibileIl === null ? Number.NaN : Date.parse(disponibileIl) - c.client.scartoOrologioMs();
  const adesso = c.now().getTime();
  const minima = r.stato === 'DA_INVIARE' ? adesso : adesso + RITORNO_MINUTI * 60_000;
  const quando = Number.isNaN(stimaMs) ? adesso + altrimenti * 60_000 : Math.max(stimaMs, minima);
  const stallo = Date.parse(r.chiestaIl) + c.impostazioni.stalloOre * ORA_MS;
  return new Date(Math.max(adesso, Math.min(quando, stallo))).toISOString();
}

async function accolta(c: ContestoRiconcilia, p: Pratica, esito: EsitoElenco): Promise<EsitoPasso> {
  await inTransazione(c, async (tx) => {
    await chiudiAccesso(tx, c);
    if (esito.esito === 'VUOTA') return conclusa(tx, c, p, 'VUOTA');
    const { ticket, disponibileIl } = esito;
    const prossimoIl = visita(c, p.r, disponibileIl, STIMA_MINUTI);
    return avanzaRichiesta(tx, p.r, { ticket, disponibileIl, prossimoIl });
  });
  return 'FATTO';
}

/** Sends a question that was written down. */
export async function invia(c: ContestoRiconcilia, p: Pratica): Promise<EsitoPasso> {
  const { r, f } = p;
  if (r.tentativi >= MAX_INVII && inStallo(c, r)) {
    await inTransazione(c, (tx) => senzaRisposta(tx, c, p, { stato: 'ABBANDONATA', motivo: 'NON_INVIATA' }));
    return 'FATTO';
  }
  await inTransazione(c, (tx) => segnaChiamata(tx, r.id, fra(c.now(), CHIAMATA_MINUTI)));
  const quali =
    r.idVoce === null ? { periodo: { dal: f.dal, al: f.al } } : { identificativi: { da: r.idVoce, a: r.idVoce } };
  const esito = await chiama(() =>
    c.client.elenco({
      idOperazioneComune: r.idOperazioneComune,
      tipo: f.tipo === OGNI_TIPO ? null : f.tipo,
      statoLavorazione: TUTTE,
      dettaglio: r.dettaglio,
      ...quali,
    }),
  );
  if (esito.esito === 'RIFIUTO') return rifiutata(c, p, esito.rifiuto);
  if (esito.esito === 'TRANSITORIO') return nonRiuscita(c, p, esito.errore);
  return accolta(c, p, esito.risposta);
}

/** Whether bytes that do not open are kept this time: nothing better will come for this one. */
async function ultimaVolta(c: ContestoRiconcilia, { r }: Pratica): Promise<boolean> {
  const { idVoce } = r;
  if (idVoce === null) return false;
  const voce = await inTransazione(c, (tx) => leggiVoce(tx, c.ente.codiceIstat, idVoce));
  return (voce?.tentativi ?? 0) + 1 >= c.impostazioni.tentativiVoce;
}

async function pronta(
  c: ContestoRiconcilia,
  p: Pratica,
  esito: Extract<EsitoVerifica, { esito: 'PRONTA' }>,
): Promise<EsitoPasso> {
  const { r, f } = p;
  const altra = estranea(esito, p, codiciDi(c.ente));
  if (altra !== undefined) return diUnAltra(c, p, altra);
  const conContenuti = r.dettaglio === 'RISPOSTA';
  const { chieste, altre } = richieste(esito.voci, p);
  if (altre.length > 0)
    c.log.warn('ANPR answered with notifications that were not asked for, left out', {
      codComune: c.ente.codiceIstat,
      idOperazioneANPR: r.idVoce,
      others: altre.slice(0, 20),
    });
  const pagina = await lavoraPagina(c, chieste, { finestra: f, ultima: await ultimaVolta(c, p), conContenuti });
  await inTransazione(c, async (tx) => {
    await chiudiPagina(tx, c, pagina);
    if (r.scopo === 'ELENCO') await contaElencate(tx, f.id, esito.voci.length);
    if (r.progressivo >= esito.progressivi) return conclusa(tx, c, p, 'COMPLETA');
    const avanti = {
      progressivo: r.progressivo + 1,
      progressivi: esito.progressivi,
      prossimoIl: c.now().toISOString(),
    };
    return avanzaRichiesta(tx, r, avanti);
  });
  return 'FATTO';
}

/** An answer to another question: nothing of it is taken, and the question is asked again under another number. */
async function diUnAltra(c: ContestoRiconcilia, p: Pratica, motivo: string): Promise<EsitoPasso> {
  c.log.warn('ANPR answered another question, nothing taken', {
    codComune: c.ente.codiceIstat,
    idOperazioneComune: p.r.idOperazioneComune,
    reason: motivo,
  });
  await inTransazione(c, (tx) => senzaRisposta(tx, c, p, { stato: 'FALLITA', motivo }));
  return 'FATTO';
}

async function nonPronta(c: ContestoRiconcilia, p: Pratica, disponibileIl: string | null): Promise<EsitoPasso> {
  await inTransazione(c, (tx) => {
    if (inStallo(c, p.r)) return senzaRisposta(tx, c, p, { stato: 'ABBANDONATA', motivo: 'IN_ELABORAZIONE' });
    return avanzaRichiesta(tx, p.r, { disponibileIl, prossimoIl: visita(c, p.r, disponibileIl, RITORNO_MINUTI) });
  });
  return 'FATTO';
}

function esitoVisita(c: ContestoRiconcilia, p: Pratica, esito: EsitoVerifica): Promise<EsitoPasso> {
  const fatto = async (fn: Parameters<typeof inTransazione<void>>[1]): Promise<EsitoPasso> => {
    await inTransazione(c, fn);
    return 'FATTO';
  };
  switch (esito.esito) {
    case 'PRONTA':
      return pronta(c, p, esito);
    case 'IN_CORSO':
      return nonPronta(c, p, esito.disponibileIl);
    case 'VUOTA':
      // Empty after a first part was read is no empty list: it is asked for again, or its rest would be lost.
      if (p.r.progressivo > 1)
        return fatto((tx) => senzaRisposta(tx, c, p, { stato: 'FALLITA', motivo: 'INTERROTTA' }));
      return fatto((tx) => conclusa(tx, c, p, 'VUOTA'));
    case 'PERDUTA':
      return fatto((tx) => senzaRisposta(tx, c, p, { stato: 'FALLITA', motivo: `PERDUTA ${esito.codice}` }));
    case 'FALLITA':
      return fatto((tx) => senzaRisposta(tx, c, p, { stato: 'FALLITA', motivo: `STATO ${esito.stato}` }));
  }
}

/** Visits a ticket. Every visit has a number of its own: a repeated one gets the previous answer, ready or not (spec E). */
export async function visitaTicket(c: ContestoRiconcilia, p: Pratica): Promise<EsitoPasso> {
  const { r } = p;
  const idOperazioneComune = await inTransazione(c, async (tx) => {
    await segnaChiamata(tx, r.id, fra(c.now(), CHIAMATA_MINUTI));
    return prendiNumero(tx, c.ente.codiceIstat, c.now().toISOString());
  });
  const domanda = { idOperazioneComune, ticket: r.ticket ?? '', progressivo: r.progressivo };
  const esito = await chiama(() => c.client.verifica(domanda));
  if (esito.esito === 'RIFIUTO') return rifiutata(c, p, esito.rifiuto);
  if (esito.esito === 'TRANSITORIO') return nonRiuscita(c, p, esito.errore);
  return esitoVisita(c, p, esito.risposta);
}
