/**
 * What a list names, against what the inbox holds: the missing are written down first, then saved, then ticked off.
 * Invariant: an item leaves the list of what is missing only when the inbox holds it. Empty and unreadable contents stay on it
 * and are asked for one by one (G35, G36); a process killed anywhere does the same page again and finds what it saved.
 */
import { EnvelopeError } from '../../errors.js';
import { tipoDiVoce } from '../../notifiche/voce.js';
import type { VoceElenco } from '../../soap/client/servizi.js';
import type { Tx } from '../../store/database.js';
import { type Finestra, OGNI_TIPO } from '../../store/finestre.js';
import { idPresenti, nonRecuperate, segnaMancanti, segnaMotivo, segnaRecuperate } from '../../store/voci-anpr.js';
import { codiciDi } from '../enti.js';
import { ContenutoPericolosoError } from '../lettore.js';
import { apriVoce, type VoceAperta, type VocePresa } from '../lettura-lavori.js';
import { chiudiNotifichePerse } from './avvisi.js';
import { type ContestoRiconcilia, inTransazione } from './contesto.js';

/** Ids longer than any of ANPR fit no column: such an item cannot be kept, only said. */
const MAX_ID = 64;

/** What a page came to. */
export interface EsitoPagina {
  /** Ids that the inbox holds now. */
  readonly presenti: readonly string[];
  /** Id → why it is still missing. */
  readonly motivi: ReadonlyMap<string, string>;
}

async function apri(c: ContestoRiconcilia, voce: VocePresa): Promise<VoceAperta> {
  if (c.apriVoce === undefined) return apriVoce(voce, c.keystores);
  try {
    return await c.apriVoce(voce);
  } catch (error) {
    if (!(error instanceof ContenutoPericolosoError)) throw error;
    return { tipoNotifica: tipoDiVoce(voce.elencato, voce.chiesto, undefined), motivo: 'CONTENUTO_PERICOLOSO' };
  }
}

/** Reasons that asking again cannot change: the inbox keeps the bytes and parks them until a key comes. */
const DA_TENERE: ReadonlySet<string> = new Set(['CHIAVE_MANCANTE']);

/** Whether the bytes are worth keeping although they do not open: for want of a key, or when nothing better will come. */
export interface Salvataggio {
  readonly finestra: Finestra;
  readonly ultima: boolean;
}

/**
 * Saves the content of one missing item in the inbox. Undefined when it is there, otherwise why it is not.
 * @throws InfrastructureError or TransientError when the database could not store it
 */
export async function salvaVoce(
  c: ContestoRiconcilia,
  voce: VoceElenco,
  { finestra, ultima }: Salvataggio,
): Promise<string | undefined> {
  const { contenuto } = voce;
  if (contenuto === null || contenuto.byteLength === 0) return 'CONTENUTO_VUOTO';
  const chiesto = finestra.tipo === OGNI_TIPO ? null : finestra.tipo;
  const { tipoNotifica, motivo } = await apri(c, { contenuto, elencato: voce.tipoOperazione, chiesto });
  if (motivo !== undefined && !ultima && !DA_TENERE.has(motivo)) return motivo;
  try {
    await c.inbox.salva({
      canale: '4005',
      codDestinatario: c.ente.codiceIstat,
      tipoNotifica,
      codMittente: 'ANPR',
      // A list does not say when the notification was made: by the end of its window at the latest.
      dataOraRichiesta: finestra.al,
      idOperazioneANPR: voce.idOperazioneANPR,
      contenuto,
      prova: false,
      firma: 'NON_VERIFICATA',
      ricevutaIl: c.now().toISOString(),
    });
    return undefined;
  } catch (error) {
    if (error instanceof EnvelopeError) return error.motivo;
    throw error;
  }
}

/** These are here: ticked off, and whatever was said about them is over. */
export async function spunta(tx: Tx, c: ContestoRiconcilia, ids: readonly string[]): Promise<void> {
  const { codiceIstat } = c.ente;
  const prima = await nonRecuperate(tx, codiceIstat, ids);
  if (prima.length === 0) return;
  await segnaRecuperate(tx, codiceIstat, prima, c.now().toISOString());
  await chiudiNotifichePerse(tx, c, prima);
}

function nuoviIds(c: ContestoRiconcilia, voci: readonly VoceElenco[]): Map<string, VoceElenco> {
  const perId = new Map<string, VoceElenco>();
  for (const v of voci) {
    const id = v.idOperazioneANPR.trim();
    if (id === '' || id.length > MAX_ID) {
      c.log.error('ANPR listed a notification without a usable id', {
        codComune: c.ente.codiceIstat,
        idLength: id.length,
      });
      continue;
    }
    // The same id twice in a list: the one with a content is the one to keep.
    if ((perId.get(id)?.contenuto ?? null) === null) perId.set(id, { ...v, idOperazioneANPR: id });
  }
  return perId;
}

/** Writes down what is missing of a page, before anything of it is saved. */
function confronta(c: ContestoRiconcilia, f: Finestra, perId: ReadonlyMap<string, VoceElenco>): Promise<Set<string>> {
  return inTransazione(c, async (tx) => {
    const presenti = await idPresenti(tx, codiciDi(c.ente), [...perId.keys()]);
    const mancanti = [...perId.values()].filter((v) => !presenti.has(v.idOperazioneANPR));
    const dove = { codComune: c.ente.codiceIstat, finestraId: f.id, now: c.now().toISOString() };
    await segnaMancanti(
      tx,
      dove,
      mancanti.map((v) => ({ idOperazioneANPR: v.idOperazioneANPR, tipo: v.tipoOperazione })),
    );
    return presenti;
  });
}

/**
 * Compares a page with the inbox and saves what it brings. `ultima` as for `salvaVoce`.
 * @returns what is here now and what is not; to be written with `chiudiPagina` in the transaction that moves on
 */
export async function lavoraPagina(
  c: ContestoRiconcilia,
  voci: readonly VoceElenco[],
  quale: Salvataggio & { readonly conContenuti: boolean },
): Promise<EsitoPagina> {
  const perId = nuoviIds(c, voci);
  const presenti = await confronta(c, quale.finestra, perId);
  const motivi = new Map<string, string>();
  if (!quale.conContenuti) return { presenti: [...presenti], motivi };
  const daSalvare = [...perId.values()].filter((v) => !presenti.has(v.idOperazioneANPR));
  const esiti = await Promise.all(daSalvare.map((v) => salvaVoce(c, v, quale)));
  for (const [i, { idOperazioneANPR }] of daSalvare.entries()) {
    const motivo = esiti[i];
    if (motivo === undefined) presenti.add(idOperazioneANPR);
    else motivi.set(idOperazioneANPR, motivo);
  }
  return { presenti: [...presenti], motivi };
}

/** Ticks off what is here and says why the rest is not. */
export async function chiudiPagina(tx: Tx, c: ContestoRiconcilia, { presenti, motivi }: EsitoPagina): Promise<void> {
  await spunta(tx, c, presenti);
  for (const [id, motivo] of motivi) await segnaMotivo(tx, c.ente.codiceIstat, id, motivo);
}
