/**
 * The list of notification types, and the one function that reads a content into facts.
 * Invariant: adding a type is one line here; everything the list does not know is parked, never lost (law 5).
 */

import type { Elemento } from '../anpr/elemento.js';
import type { Fatto } from '../anpr/fatto.js';
import { eccessi } from '../anpr/misure.js';
import type { SezioneDetta } from '../anpr/sezione.js';
import { NotificaError } from '../errors.js';
import { scheda3002 } from './3002-scheda.js';
import { sezioni3008 } from './3008-sezioni.js';
import { c00x } from './C00x-consolato.js';
import { n010 } from './N010-mutazione-residenza.js';
import { n014 } from './N014-ripristino-da-eseguire.js';
import { n015 } from './N015-ripristino-posizione.js';
import { n017 } from './N017-conflitto-elettorale.js';
import { n018 } from './N018-carta-identita.js';
import { n030 } from './N030-elaborazione-disponibile.js';
import { n031 } from './N031-subentro-comune.js';
import { n032 } from './N032-file-disponibili.js';
import { na0x } from './NA0x-predisposizione.js';
import { nris1001 } from './NRIS-1001-nascita.js';
import { nris1002 } from './NRIS-1002-iscrizione-altri-motivi.js';
import { nris1010 } from './NRIS-1010-convivenza.js';
import { nris1013 } from './NRIS-1013-annullamento-iscrizione.js';
import { nris1014 } from './NRIS-1014-procedimento.js';
import { nris2001 } from './NRIS-2001-decesso.js';
import { nris2003 } from './NRIS-2003-cancellazione-altri-motivi.js';
import { nris2009 } from './NRIS-2009-archiviazione-convivenza.js';
import { nris2011 } from './NRIS-2011-annullamento-cancellazione.js';
import { nris2012 } from './NRIS-2012-soppressione-sezione.js';
import { nris5001 } from './NRIS-5001-mutazione-famiglia.js';
import { nris5005 } from './NRIS-5005-mutazione-residenza.js';
import { nris5008 } from './NRIS-5008-mutazione-scheda.js';
import { nris5010 } from './NRIS-5010-posizione-elettorale.js';
import { nris5011 } from './NRIS-5011-sezione-elettorale.js';
import { nris5012 } from './NRIS-5012-annullamento-mutazione.js';
import { nris5013 } from './NRIS-5013-revoca-dato.js';
import { nris5014 } from './NRIS-5014-rettifica.js';
import { nris5021 } from './NRIS-5021-matrimoni-plurimi.js';
import { nrisA001 } from './NRIS-A001-nascita-aire.js';
import { nrisA002 } from './NRIS-A002-iscrizione-aire.js';
import { nrisA006 } from './NRIS-A006-mutazione-aire.js';
import { noteDate } from './note-date.js';
import { p002 } from './P002-richiesta-cittadino.js';
import { trovaRisposta } from './risposta.js';
import { s001 } from './S001-subentro.js';
import type { Busta, Nota, TipoNotifica } from './tipo.js';

/** A type whose value nobody outside looks at. */
export type TipoQualsiasi = TipoNotifica<never>;

const voce = <T>(tipo: TipoNotifica<T>): TipoQualsiasi => tipo as unknown as TipoQualsiasi;

/** Every type, in the order of its code. */
export const TIPI: readonly TipoQualsiasi[] = [
  voce(n010),
  voce(n014),
  voce(n015),
  voce(n017),
  voce(n018),
  voce(n030),
  voce(n031),
  voce(n032),
  ...na0x.map(voce),
  voce(nris1001),
  voce(nris1002),
  voce(nris1010),
  voce(nris1013),
  voce(nris1014),
  voce(nris2001),
  voce(nris2003),
  voce(nris2009),
  voce(nris2011),
  voce(nris2012),
  voce(nris5001),
  voce(nris5005),
  voce(nris5008),
  voce(nris5010),
  voce(nris5011),
  voce(nris5012),
  voce(nris5013),
  voce(nris5014),
  voce(nris5021),
  voce(nrisA001),
  voce(nrisA002),
  voce(nrisA006),
  voce(scheda3002),
  voce(sezioni3008),
  voce(p002),
  ...c00x.map(voce),
  voce(s001),
];

const PER_CODICE = new Map(TIPI.map((t) => [t.codice, t]));

/** What a content says, ready to be applied. */
export interface Lettura {
  readonly codice: string;
  readonly descrizione: string;
  readonly idOperazioneANPR?: string;
  readonly fatti: readonly Fatto[];
  readonly note: readonly Nota[];
  /** Electoral sections described or abolished; absent where the type speaks of none. */
  readonly sezioni?: readonly SezioneDetta[];
  readonly wantsScheda: boolean;
}

/**
 * Reads a content into facts.
 * @throws NotificaError when the type is unknown or the content cannot be understood: the notification is parked
 */
export function leggi(contenuto: Elemento, busta: Busta): Lettura {
  const codice = codiceDi(contenuto, busta);
  const tipo = PER_CODICE.get(codice);
  if (tipo === undefined) {
    throw new NotificaError(
      'TIPO_SCONOSCIUTO',
      `questa versione non conosce il tipo ${codice}: resta conservata, aggiornare Allinea e usare riprova`,
    );
  }
  const valore = tipo.parse(contenuto);
  const idOperazioneANPR = tipo.idOperazione(valore);
  const fatti = tipo.fatti(valore, { ...busta, tipoNotifica: codice });
  rifiutaTroppoLunghi(fatti);
  return {
    codice,
    descrizione: tipo.descrizione,
    ...(idOperazioneANPR !== undefined && { idOperazioneANPR }),
    fatti,
    note: [...(tipo.note?.(valore) ?? []), ...noteDate(contenuto)],
    ...(tipo.sezioni !== undefined && { sezioni: tipo.sezioni(valore) }),
    wantsScheda: tipo.wantsScheda,
  };
}

/** Named one by one up to here. */
const DETTI = 5;

/** Cut, a value would be another one; dropped, it would be lost: the message stays whole until somebody decides. @throws NotificaError */
function rifiutaTroppoLunghi(fatti: readonly Fatto[]): void {
  const trovati = [...new Map(fatti.flatMap(eccessi).map((e) => [e.campo, e])).values()];
  if (trovati.length === 0) return;
  const detti = trovati.slice(0, DETTI).map((e) => `${e.campo}: ${e.lunghezza} caratteri, al massimo ${e.massimo}`);
  const altri = trovati.length > DETTI ? `; e altri ${trovati.length - DETTI}` : '';
  throw new NotificaError(
    'VALORE_TROPPO_LUNGO',
    `${detti.join('; ')}${altri}: verificare in ANPR, poi riprova o scarta`,
  );
}

/** An NRIS is known by the operation it answers; in a pulled list the operation may stand in place of NRIS (#1400). */
function codiceDi(contenuto: Elemento, busta: Busta): string {
  if (PER_CODICE.has(busta.tipoNotifica)) return busta.tipoNotifica;
  const operazione = trovaRisposta(contenuto)?.operazione;
  const eNRIS = busta.tipoNotifica === 'NRIS' || busta.tipoNotifica === operazione;
  if (!eNRIS) return busta.tipoNotifica;
  if (operazione !== undefined && PER_CODICE.has(operazione)) return operazione;
  return operazione === undefined ? `NRIS-${contenuto.nome}` : `NRIS-${operazione}`;
}
