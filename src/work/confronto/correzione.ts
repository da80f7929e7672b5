/**
 * What becomes of a difference: ANPR's answer goes into the inbox and is applied like any other notification; what no answer
 * says is an anomaly for whoever can look it up.
 * Invariant: the registers are never written here; whoever is equal leaves nothing but a closed anomaly (law 6); the same
 * difference is sent once, because until a comparison finds it gone its anomaly is open.
 */
import type { Confrontato } from '../../registri/confronto.js';
import type { Contesto } from '../../registri/stato.js';
import type { Database } from '../../store/database.js';
import type { Inbox } from '../../store/inbox.js';
import type { Canale } from '../../store/notifica.js';
import { anomalieAperte } from '../../store/segnalazioni.js';
import { allineaProprie, type Trovata } from '../anomalie-proprie.js';
import { documentoCarico } from '../carica.js';
import { confrontaUna, diversi, type Risultato } from './confronta.js';
import { chiediDaVicino, criterioDi, type Domanda } from './domanda.js';
import type { Voce } from './sorgente.js';

/** Rules of the comparison, closed by the next comparison that finds the person equal. */
export const REGOLE_CONFRONTO = ['CONFRONTO_DIVERSO', 'ASSENTE_IN_ANPR', 'SCONOSCIUTO_QUI'] as const;

export interface Correzione {
  readonly db: Database;
  readonly inbox: Pick<Inbox, 'salva'>;
  readonly contesto: Contesto;
  readonly now: () => Date;
  /** Where an answer comes from: `3002` when ANPR was asked, `FILE` when it was given by hand. */
  readonly canale: Extract<Canale, '3002' | 'FILE'>;
  /** ANPR, where there is access: what an extraction cannot become is then asked for. */
  readonly domanda?: Domanda | undefined;
  /** Send also what was sent already and is not settled yet: somebody asks for it by hand. */
  readonly sempre: boolean;
  /** False: only anomalies, nothing goes into the inbox. */
  readonly correggi: boolean;
}

/** What was done about one answer. */
export interface EsitoCorrezione {
  /** Notifications put into the inbox. */
  readonly inviate: number;
  readonly anomalie: number;
}

/** Sees to one result of a comparison. @throws AnprLontana when ANPR has to be asked and does not answer */
export async function correggi(c: Correzione, risultato: Risultato): Promise<EsitoCorrezione> {
  const { voce } = risultato;
  const differenze = diversi(risultato);
  if (differenze.length === 0 || 'assente' in voce || voce.risposta !== undefined || c.domanda === undefined)
    return sistema(c, risultato, differenze);
  return correggiChiedendo(c, c.domanda, voce);
}

/** An extraction is no fact: ANPR is asked for the whole card, and that is compared. */
async function correggiChiedendo(c: Correzione, domanda: Domanda, voce: Voce): Promise<EsitoCorrezione> {
  const somma = { inviate: 0, anomalie: 0 };
  for (const fatto of voce.fatti) {
    const criterio = criterioDi(fatto.dati.identificativi);
    if (criterio === undefined) continue;
    const soggetto = Object.values(criterio)[0] ?? '';
    const letta = await chiediDaVicino(domanda, { soggetto: `S:${soggetto}`, criterio, iscritto: true });
    if ('rifiutata' in letta) continue;
    const risultato = await c.db.transaction((tx) => confrontaUna(tx, letta, c.contesto));
    const esito = await sistema({ ...c, canale: '3002' }, risultato, diversi(risultato));
    somma.inviate += esito.inviate;
    somma.anomalie += esito.anomalie;
  }
  return somma;
}

async function sistema(
  c: Correzione,
  { voce, confrontati }: Risultato,
  differenze: readonly Confrontato[],
): Promise<EsitoCorrezione> {
  const { codComune } = c.contesto;
  const guardati = confrontati.map((x) => x.oggetto);
  const daDire = evidenze(differenze);
  const note = await c.db.transaction((tx) => anomalieAperte(tx, codComune, daDire.map(chi)));
  const gia = new Set(note.filter((a) => (REGOLE_CONFRONTO as readonly string[]).includes(a.regola)).map(chi));
  const risposta = 'assente' in voce ? undefined : voce.risposta;
  const nuove = c.sempre || daDire.some((d) => !gia.has(d.oggetto));
  const invia = risposta !== undefined && c.correggi && daDire.length > 0 && nuove;
  const inviata = invia ? await metti(c, risposta) : undefined;
  const now = c.now().toISOString();
  const trovate = daDire.map((d) => anomaliaDi(d, inviata ?? (gia.has(d.oggetto) && c.correggi ? '' : undefined)));
  const esito = await c.db.transaction((tx) =>
    allineaProprie(tx, { codComune, now, regole: REGOLE_CONFRONTO, oggetti: guardati }, trovate),
  );
  return { inviate: inviata === undefined ? 0 : 1, anomalie: esito.aperte };
}

const chi = ({ oggetto }: { readonly oggetto: string }): string => oggetto;

/** A family follows its members: it is told only when nobody of it differs. */
function evidenze(differenze: readonly Confrontato[]): readonly Confrontato[] {
  const persone = differenze.filter((d) => !d.oggetto.startsWith('F:'));
  return persone.length > 0 ? persone : differenze;
}

/** Puts the answer into the inbox; its id at ANPR. */
async function metti({ inbox, contesto, now, canale }: Correzione, risposta: Uint8Array): Promise<string> {
  const notifica = { ...documentoCarico(risposta, contesto.codComune, now()), canale };
  await inbox.salva(notifica);
  return notifica.idOperazioneANPR;
}

/** Columns named in a description: the first ones say enough. */
const NOMINATE = 12;

function nomiCampi({ campi }: Confrontato): string {
  const nomi = [...new Set(campi.map((x) => (x.campo === '' ? x.tabella : `${x.tabella}.${x.campo}`)))];
  return nomi.length > NOMINATE
    ? `${nomi.slice(0, NOMINATE).join(', ')} e altre ${nomi.length - NOMINATE}`
    : nomi.join(', ');
}

/** @param inviata id of the answer just sent; empty when one was sent before; undefined when none was */
function anomaliaDi(d: Confrontato, inviata: string | undefined): Trovata {
  const { oggetto } = d;
  const seguito =
    inviata === undefined
      ? 'Leggere la scheda nell’applicazione web, oppure «allinea confronta --soggetto … --applica»'
      : inviata === ''
        ? 'La scheda era già stata applicata e la differenza resta: guardare la persona con «allinea spiega --soggetto»'
        : `La scheda letta (operazione ANPR ${inviata}) è in coda e sarà applicata`;
  const di = { oggetto, gravita: 'CONTROLLO', ufficio: 'ANAGRAFE' } as const;
  switch (d.esito) {
    case 'ASSENTE_IN_ANPR':
      return {
        ...di,
        regola: 'ASSENTE_IN_ANPR',
        descrizione:
          'Iscritta qui, e ANPR non la trova: cercarla nell’applicazione web per scheda e per codice fiscale',
      };
    case 'SCONOSCIUTO_QUI':
      return {
        ...di,
        regola: 'SCONOSCIUTO_QUI',
        descrizione: `ANPR la iscrive in questo comune, qui non c’è. ${seguito}`,
      };
    default:
      return {
        ...di,
        regola: 'CONFRONTO_DIVERSO',
        descrizione: `La scheda di ANPR è diversa in: ${nomiCampi(d)}. ${seguito}`,
      };
  }
}
