/**
 * The answer of service P002: what a citizen has asked for online (modello-dati E.8). Nothing is registered by it, so it states
 * no fact: it tells an office that somebody waits. The application for the added lists is of the electoral office.
 */

import { type Elemento, figlio, testo, trova } from '../anpr/elemento.js';
import { voceDi } from '../anpr/tabella.js';
import { NotificaError } from '../errors.js';
import type { Nota, TipoNotifica } from './tipo.js';

/** What is asked for, by the element that describes it. */
const RICHIESTE = {
  datiRettifica: 'rettifica di dati',
  datiDichiarazioneResidenza: 'cambio di residenza',
  datiIscrizioneOnline: 'trasferimento in Italia di un cittadino UE',
  datiRichiestaIscrizioneElettorale: 'iscrizione nelle liste aggiunte UE',
} as const;
type Richiesta = keyof typeof RICHIESTE;

/** `tipoIscrizione`: announced, not in the published schema (#4973). */
const LISTE: Readonly<Record<string, string>> = { '1': 'elezioni comunali', '2': 'Parlamento europeo' };

export interface RichiestaCittadino {
  readonly richiesta: Richiesta | undefined;
  readonly tipoIscrizione?: string;
  readonly idOperazioneANPR?: string;
}

function parse(contenuto: Elemento): RichiestaCittadino {
  const risposta = trova(contenuto, (e) => e.nome === 'RispostaOKP002');
  if (risposta === undefined)
    throw new NotificaError('CONTENUTO_SCONOSCIUTO', 'the answer of P002 describes no request: ask ANPR again');
  const dettaglio = figlio(risposta, 'dettaglio');
  const richiesta = (Object.keys(RICHIESTE) as Richiesta[]).find((nome) => figlio(dettaglio, nome) !== undefined);
  const conTipo = dettaglio && trova(dettaglio, (e) => testo(e, 'tipoIscrizione') !== undefined);
  const tipoIscrizione = testo(conTipo, 'tipoIscrizione');
  const idOperazioneANPR = testo(risposta, 'testataRisposta', 'idOperazioneANPR');
  return {
    richiesta,
    ...(tipoIscrizione !== undefined && { tipoIscrizione }),
    ...(idOperazioneANPR !== undefined && { idOperazioneANPR }),
  };
}

function note({ richiesta, tipoIscrizione }: RichiestaCittadino): Nota[] {
  if (richiesta === undefined) return [];
  if (richiesta !== 'datiRichiestaIscrizioneElettorale')
    return [
      {
        regola: 'RICHIESTA_CITTADINO',
        gravita: 'AVVISO',
        ufficio: 'ANAGRAFE',
        descrizione: `Un cittadino ha chiesto: ${RICHIESTE[richiesta]}. Non è ancora registrato nulla: lavorarla nella web application`,
      },
    ];
  const lista = voceDi(LISTE, tipoIscrizione ?? '') ?? 'di quali elezioni ANPR non lo dice';
  return [
    {
      regola: 'DOMANDA_ISCRIZIONE_UE',
      gravita: 'CONTROLLO',
      ufficio: 'ELETTORALE',
      descrizione: `Domanda di iscrizione nella lista aggiunta UE (${lista}): verificare i requisiti e portarla in revisione (5010, tipo 02)`,
    },
  ];
}

export const p002: TipoNotifica<RichiestaCittadino> = {
  codice: 'P002',
  descrizione: 'Richiesta di un cittadino',
  parse,
  fatti: () => [],
  note,
  idOperazione: (valore) => valore.idOperazioneANPR,
  wantsScheda: false,
};
