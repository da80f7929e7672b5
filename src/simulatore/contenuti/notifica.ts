/**
 * Contents of the notifications that are not responses: N010, N014, N015, N017, N018, N030, N031, N032, NA0x.
 * N017 and N018 have no published schema: they are written in the shape their descriptions suggest.
 */
import { NAMESPACE } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import { piuGiorni } from '../calendario.js';
import type { ComuneNoto } from '../luoghi.js';
import type { Persona } from '../persona.js';
import { comune } from './luogo.js';
import { oraItaliana } from './risposta.js';
import { generalita, identificativi, type NomeComune } from './soggetto.js';
import { documento, globale, type Xml } from './xml.js';

function radice(locale: string, ...figli: Xml[]): string {
  return documento(globale({ prefisso: 'p', locale, ns: NAMESPACE.notifiche }, ...figli));
}

function comuneRichiesta(c: NomeComune): Xml {
  return comune('comuneRichiesta', c, 'REGISTRAZIONE');
}

/** A change of residence seen from the comune of origin. */
export interface CambioResidenza {
  readonly tipo: 'N010' | 'N014' | 'N015' | 'N017';
  readonly persona: Persona;
  /** The comune that did the operation. */
  readonly altro: ComuneNoto;
  readonly idOperazione: string;
  readonly decorrenza: string;
}

/** N010, N014, N015 (and N017): one person, the other comune, the operation, the effective date; no address, no motive. */
export function cambioResidenza(c: CambioResidenza): string {
  return radice(
    `Notifica${c.tipo}`,
    generalita('generalitaSoggetto', c.persona, 'N000'),
    comuneRichiesta(c.altro),
    campo('idOperazioneANPR', c.idOperazione),
    campo('dataDecorrenza', c.decorrenza),
  );
}

/** An identity card issued elsewhere (N018). */
export function cartaEmessa(persona: Persona, idOperazione: string): string {
  return radice(
    'NotificaN018',
    blocco(
      'datiOperazione',
      campo('operazioneRichiesta', 'CIEE'),
      campo('idOperazioneANPR', idOperazione),
      campo('motivoRichiesta', '3'),
    ),
    identificativi(persona),
    generalita('generalita', persona),
  );
}

/** An asynchronous extraction is ready (N030). */
export function fornitura(chi: NomeComune, idOperazione: string, momento: string): string {
  return radice(
    'NotificaN030',
    blocco(
      'datiNotifica',
      comuneRichiesta(chi),
      campo('dataPresentazione', oraItaliana(momento)),
      campo('codiceServizio', '4005'),
      campo('idOperazioneANPR', idOperazione),
      campo('dataElaborazione', oraItaliana(momento)),
      campo('esito', '0000'),
    ),
  );
}

/** A comune has joined ANPR (N031); also the content of the test notification. */
export function subentro(altro: ComuneNoto, giorno: string): string {
  return radice('NotificaN031', comuneRichiesta(altro), campo('dataOperativitaAnpr', piuGiorni(giorno, -1)));
}

/** Files are ready to be downloaded (N032). */
export function fileDisponibili(chi: NomeComune, file: readonly string[]): string {
  const dati = file.map((id) => blocco('datiFile', campo('identificativoFile', id), campo('tipoFile', '3')));
  return radice('NotificaN032', comuneRichiesta(chi), ...dati);
}

/** A civil status event to be registered (NA0x): announces, never changes anything by itself. */
export interface Predisposizione {
  /** Table of the civil status events: 1 birth, 2 death, 3 marriage, 4 civil union, 5 citizenship. */
  readonly tipoEvento: '1' | '2' | '3' | '4' | '5';
  readonly tipoNotifica: string;
  readonly persona: Persona;
  readonly dove: NomeComune;
  readonly giorno: string;
  readonly idNotifica: string;
}

function testataPredisposizione(p: Predisposizione): Xml {
  return blocco(
    'testata',
    campo('idNotifica', p.idNotifica),
    campo('idTipoContenuto', '1'),
    campo('idTipoEvento', p.tipoEvento),
    campo('codMittente', p.dove.istat),
    campo('idTipoNotifica', p.tipoNotifica),
    campo('dataValidita', p.giorno),
    campo('idUsecase', '2101'),
    campo('descrizioneUsecase', 'Evento di stato civile'),
  );
}

/** Content of NA00…NA05. */
export function predisposizione(p: Predisposizione): string {
  const atto = blocco(
    'atto',
    campo('idAnsc', `${p.giorno.slice(0, 4)}-${p.idNotifica}-${p.dove.istat}`),
    comune('comuneRegistrazione', p.dove, 'REGISTRAZIONE'),
    campo('anno', p.giorno.slice(0, 4)),
    campo('numeroComunale', p.idNotifica),
    campo('dataFormazioneAtto', p.giorno),
  );
  const decesso = p.tipoEvento === '2' ? blocco('datiDecesso', campo('dataEvento', p.giorno)) : '';
  const evento = blocco('evento', generalita('intestatario', p.persona, 'ANSC'), atto, decesso);
  const nome = { prefisso: 'ns2', locale: 'predisposizioneAnagrafica', ns: NAMESPACE.predisposizione };
  return documento(globale(nome, testataPredisposizione(p), evento));
}
