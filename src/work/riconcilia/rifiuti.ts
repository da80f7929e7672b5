/**
 * What a refusal or a failure of ANPR means for the question and its window.
 * Invariant: decided by the class of the refusal, never by its text; nothing is lost, and nothing is asked in a loop.
 */
import type { TransientError } from '../../errors.js';
import type { RifiutoANPR } from '../../soap/client/servizi.js';
import { GuastoTrasporto } from '../../soap/client/trasporto.js';
import type { Tx } from '../../store/database.js';
import { prendiNumero } from '../../store/numeratore.js';
import { cambiaNumero, chiudiRichiesta, rimandaRichiesta } from '../../store/richieste-anpr.js';
import { avvisaAccesso } from './avvisi.js';
import { type ContestoRiconcilia, dopoTentativi, fra, inTransazione } from './contesto.js';
import { fineNelFuturo, troppeOccorrenze, troppoVecchia } from './finestra.js';
import { type Pratica, senzaRisposta, vocePerduta } from './risposta.js';

/** What a step came to: `ANPR_ASSENTE` asks whoever repeats it to stop for now. */
export type EsitoPasso = 'FATTO' | 'NULLA' | 'TRANSITORIO' | 'ANPR_ASSENTE';

/** ANPR's operators enable an address within a day (spec E): looked at every hour. */
const ACCESSO_MINUTI = 60;
/** A number that ANPR still works on is asked for again after this long (G55). */
const IN_ELABORAZIONE_MINUTI = 30;

type Rimedio = (tx: Tx, c: ContestoRiconcilia, f: Pratica['f']) => Promise<void>;

/** The list of a window was refused: the window changes. */
async function cambiaFinestra(
  tx: Tx,
  c: ContestoRiconcilia,
  p: Pratica,
  { classe, rimedio }: { readonly classe: string; readonly rimedio: Rimedio },
): Promise<void> {
  if (p.r.scopo !== 'ELENCO') return senzaRisposta(tx, c, p, { stato: 'FALLITA', motivo: classe });
  await chiudiRichiesta(tx, p.r.id, { stato: 'FALLITA', esito: classe, now: c.now().toISOString() });
  await rimedio(tx, c, p.f);
}

/** A single notification that is too old is given up at once: asking again cannot bring it back. */
async function vecchia(tx: Tx, c: ContestoRiconcilia, p: Pratica): Promise<void> {
  const motivo = 'TROPPO_VECCHIO';
  if (p.r.idVoce !== null) await vocePerduta(tx, c, p.f, { id: p.r.idVoce, motivo, definitivo: true });
  await cambiaFinestra(tx, c, p, { classe: motivo, rimedio: troppoVecchia });
}

async function rinvia(tx: Tx, c: ContestoRiconcilia, { r }: Pratica, minuti?: number): Promise<void> {
  const quando = minuti === undefined ? dopoTentativi(c, r.tentativi + 1) : fra(c.now(), minuti);
  await rimandaRichiesta(tx, r.id, quando);
}

/** ANPR said no. */
export async function rifiutata(c: ContestoRiconcilia, p: Pratica, rifiuto: RifiutoANPR): Promise<EsitoPasso> {
  const { classe, codici } = rifiuto;
  const { codiceIstat: codComune } = c.ente;
  c.log.warn('ANPR refused a question', {
    codComune,
    idOperazioneComune: p.r.idOperazioneComune,
    kind: classe,
    code: codici,
  });
  await inTransazione(c, async (tx) => {
    switch (classe) {
      case 'OROLOGIO':
        return cambiaFinestra(tx, c, p, { classe, rimedio: fineNelFuturo });
      case 'TROPPE_OCCORRENZE':
        return cambiaFinestra(tx, c, p, { classe, rimedio: troppeOccorrenze });
      case 'TROPPO_VECCHIO':
        return vecchia(tx, c, p);
      case 'IN_ELABORAZIONE':
        return rinvia(tx, c, p, IN_ELABORAZIONE_MINUTI);
      case 'ACCESSO':
        await avvisaAccesso(tx, c, codici);
        return rinvia(tx, c, p, ACCESSO_MINUTI);
      case 'APPLICATIVO':
        return senzaRisposta(tx, c, p, { stato: 'FALLITA', motivo: codici.join(' ') || classe });
      default:
        return classe satisfies never;
    }
  });
  return classe === 'ACCESSO' ? 'ANPR_ASSENTE' : 'FATTO';
}

/** ANPR did not answer, or said that it cannot now (G56): the same question later, and the others go on. */
export async function nonRiuscita(c: ContestoRiconcilia, p: Pratica, errore: TransientError): Promise<EsitoPasso> {
  const { codiceIstat: codComune } = c.ente;
  c.log.warn('ANPR did not answer, asked again later', { codComune, idOperazioneComune: p.r.idOperazioneComune });
  await inTransazione(c, async (tx) => {
    await rinvia(tx, c, p);
    // A number that was answered 998 or 999 gets that answer again; one that the network lost gets its ticket (spec E).
    if (p.r.stato !== 'DA_INVIARE' || errore instanceof GuastoTrasporto) return;
    await cambiaNumero(tx, p.r.id, await prendiNumero(tx, codComune, c.now().toISOString()));
  });
  return 'TRANSITORIO';
}
