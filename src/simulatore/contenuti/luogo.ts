/**
 * Places and addresses in ANPR's words, in the order of `tipoDato.xsd`.
 */
import type { Indirizzo } from '../../anpr/soggetto.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import { type ComuneNoto, codiceSpecie, type Stato } from '../luoghi.js';
import type { LuogoNascita, ResidenzaSimulata } from '../persona.js';
import type { Xml } from './xml.js';

/**
 * The dialects of the schemas: notification contents (2019) spell the province differently from the registering operations,
 * civil status (ANSC) writes the codice fiscale without its state of validation.
 */
export type Epoca = 'N000' | 'REGISTRAZIONE' | 'ANSC';

/** A comune; `tag` is the name of the element. */
export function comune(tag: string, c: Pick<ComuneNoto, 'nome' | 'istat' | 'provincia'>, epoca: Epoca): Xml {
  return blocco(
    tag,
    campo('nomeComune', c.nome),
    campo('codiceIstat', c.istat),
    campo(epoca === 'N000' ? 'siglaProvincia' : 'siglaProvinciaIstat', c.provincia),
  );
}

/** A foreign place. */
export function localita(s: Stato): Xml {
  return blocco(
    'localita',
    campo('descrizioneLocalita', s.localita),
    campo('descrizioneStato', s.nome),
    campo('codiceStato', s.istat),
  );
}

/** Place of birth, or of another event. */
export function luogo(tag: string, l: LuogoNascita, epoca: Epoca): Xml {
  if (l.comune !== undefined) return blocco(tag, comune('comune', l.comune, epoca));
  return l.stato === undefined ? '' : blocco(tag, localita(l.stato));
}

function numeroCivico(i: Indirizzo): Xml {
  return blocco(
    'numeroCivico',
    campo('numero', i.civico),
    campo('metrico', i.metrico),
    campo('progSNC', i.progSNC),
    campo('lettera', i.lettera),
    campo('esponente1', i.esponente),
    blocco(
      'civicoInterno',
      campo('corte', i.corte),
      campo('scala', i.scala),
      campo('interno1', i.interno),
      campo('piano', i.piano),
      campo('isolato', i.isolato),
    ),
  );
}

function italiano(i: Indirizzo): Xml {
  const dove = { nome: i.nomeComune ?? '', istat: i.codiceIstat ?? '', provincia: i.siglaProvincia ?? '' };
  const specie = i.specie ?? '';
  return blocco(
    'indirizzo',
    campo('cap', i.cap),
    comune('comune', dove, 'REGISTRAZIONE'),
    campo('frazione', i.frazione),
    blocco(
      'toponimo',
      campo('codSpecie', codiceSpecie(specie)),
      campo('specie', specie),
      campo('specieFonte', '1'),
      campo('denominazioneToponimo', i.toponimo),
      campo('toponimoFonte', '1'),
    ),
    numeroCivico(i),
  );
}

function estero(i: Indirizzo): Xml {
  return blocco(
    'localitaEstera',
    blocco(
      'indirizzoEstero',
      campo('cap', i.cap),
      blocco(
        'localita',
        campo('descrizioneLocalita', i.localitaEstera),
        campo('descrizioneStato', i.descrizioneStato),
        campo('codiceStato', i.codiceStato),
        campo('provinciaContea', i.conteaEstera),
      ),
      blocco('toponimo', campo('denominazione', i.toponimo), campo('numeroCivico', i.civico)),
    ),
    blocco('consolato', campo('codiceConsolato', i.codiceConsolato), campo('descrizioneConsolato', i.localitaEstera)),
  );
}

/** A residence, in Italy or abroad. */
export function residenza(r: ResidenzaSimulata | null): Xml {
  if (r === null) return '';
  return blocco(
    'residenza',
    campo('tipoIndirizzo', r.tipoIndirizzo),
    r.indirizzo.codiceStato === undefined ? italiano(r.indirizzo) : estero(r.indirizzo),
    campo('presso', r.indirizzo.presso),
    campo('dataDecorrenzaResidenza', r.dal),
  );
}
