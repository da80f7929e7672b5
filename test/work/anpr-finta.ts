/**
 * An ANPR that keeps cards: what a test puts there is what 3002 answers. It counts the questions and can be away.
 * Invariant: every answer has a number of its own, higher than any operation of the tests; invented people only.
 */
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { TransientError } from '../../src/errors.js';
import type { CriterioScheda, EsitoScheda, RichiestaScheda } from '../../src/soap/client/servizi.js';
import type { Domanda } from '../../src/work/confronto/domanda.js';
import type { ImpostazioniConfronto } from '../../src/work/confronto/impostazioni.js';
import { risposta } from './contenuti.js';

export class AnprFinta {
  readonly schede = new Map<string, DatiSoggetto>();
  readonly domande: RichiestaScheda[] = [];
  lontana = false;
  #ultima = 4_900_000_000;

  /** The card of this person is this one from now on. */
  tiene(...persone: readonly DatiSoggetto[]): this {
    for (const p of persone) this.schede.set(p.identificativi.idSchedaSoggettoANPR!, p);
    return this;
  }

  /** An answer about these people, as bytes. */
  risposta(...persone: readonly DatiSoggetto[]): { id: string; contenuto: Uint8Array } {
    const id = String(this.#ultima++);
    const testata = { operazione: '3002', idOperazioneANPR: id, momento: '2026-06-15T08:30:00.000Z' };
    return { id, contenuto: Buffer.from(risposta(testata, persone).xml) };
  }

  scheda(richiesta: RichiestaScheda): Promise<EsitoScheda> {
    this.domande.push(richiesta);
    if (this.lontana) return Promise.reject(new TransientError('ANPR is away'));
    const trovata = [...this.schede.values()].find((p) => corrisponde(p, richiesta.criterio));
    if (trovata === undefined) return Promise.resolve({ esito: 'ASSENTE' });
    const { id, contenuto } = this.risposta(trovata);
    return Promise.resolve({ esito: 'TROVATA', idOperazioneANPR: id, contenuto });
  }

  get domanda(): Domanda {
    let n = 0;
    return { client: this, numero: () => Promise.resolve(String(++n)), nazionale: true };
  }
}

function corrisponde({ identificativi: id }: DatiSoggetto, c: CriterioScheda): boolean {
  if ('idSchedaSoggettoANPR' in c) return id.idSchedaSoggettoANPR === c.idSchedaSoggettoANPR;
  if ('idANPR' in c) return id.idANPR === c.idANPR;
  return 'codiceFiscale' in c && id.codiceFiscale === c.codiceFiscale;
}

/** The section `confronto` of these tests. */
export const IMPOSTAZIONI_CONFRONTO: ImpostazioniConfronto = {
  personePerGiro: 10,
  giorniRecenti: 3,
  correggi: true,
  ricercaNazionale: true,
  schedePerGiro: 10,
  personePerVerifica: 100,
  notifichePerVerifica: 100,
  fermeDopoMinuti: 60,
};
