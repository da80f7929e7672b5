/**
 * The sections ANPR writes about one person, each as one piece of XML; `datiSoggetto` puts them in the order of the schema.
 * Invariant: a section is written whole from the person given, so what is sent is what the register holds.
 */
import { TIPI_SCHEDA } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import { type ComuneNoto, nomeStato, type Stato } from '../luoghi.js';
import type { Famiglia, NomeLista, Persona } from '../persona.js';
import { comune, type Epoca, localita, luogo, residenza } from './luogo.js';
import { elemento, type Xml } from './xml.js';

/** What it takes to name a comune. */
export type NomeComune = Pick<ComuneNoto, 'nome' | 'istat' | 'provincia'>;

/** Sections of `tipoDatiSoggettiRisposta` that the simulator writes, in the order of the schema. */
const ORDINE = [
  'identificativi',
  'generalitaPrecedenti',
  'famigliaConvivenzaPrecedente',
  'generalitaAttuali',
  'generalita',
  'statoCivile',
  'attributiSoggetto',
  'cittadinanza',
  'maternita',
  'residenza',
  'tutoreIntestatario',
  'listaElettoraleCompleta',
  'liste',
  'legameSoggetto',
  'famigliaConvivenza',
  'domicilioDigitale',
  'datiIscrizione',
  'datiCancellazione',
  'datiDecesso',
  'provenienza',
  'destinazione',
  'procedimento',
  'dettagliProcedimento',
] as const;

/** The sections of one person. */
export type Sezioni = Partial<Record<(typeof ORDINE)[number], Xml>>;

/** One `datiSoggetto`, sections in the order of the schema. */
export function datiSoggetto(sezioni: Sezioni): Xml {
  return elemento('datiSoggetto', ...ORDINE.map((nome) => sezioni[nome] ?? ''));
}

export function identificativi(p: Persona): Xml {
  return blocco('identificativi', campo('idANPR', p.idANPR));
}

/** Name, birth, tax code, card. The vintage of the notification contents has no municipal card. */
export function generalita(tag: string, p: Persona, epoca: Epoca = 'REGISTRAZIONE'): Xml {
  const validita = p.codiceFiscale === '' || epoca === 'ANSC' ? '' : campo('validitaCF', p.validitaCF);
  return blocco(
    tag,
    blocco('codiceFiscale', campo('codFiscale', p.codiceFiscale), validita),
    campo('cognome', p.cognome),
    campo('nome', p.nome),
    campo('sesso', p.sesso),
    campo('dataNascita', p.dataNascita),
    p.precisione === 'MESE' ? campo('senzaGiorno', '1') : '',
    p.precisione === 'ANNO' ? campo('senzaGiornoMese', '1') : '',
    luogo('luogoNascita', p.nascita, epoca),
    p.posizione.stato === 'AIRE' && epoca !== 'ANSC' ? campo('soggettoAIRE', 'S') : '',
    campo('idSchedaSoggettoANPR', p.idScheda),
  );
}

/** Attributes of the card, where there is any to say. */
export function attributi({ residenza: r }: Persona): Xml {
  return r?.senzaFissaDimora === true ? blocco('attributiSoggetto', campo('senzaFissaDimora', 'S')) : '';
}

export function statoCivile(p: Persona): Xml {
  return blocco('statoCivile', campo('statoCivile', p.statoCivile));
}

/** Every citizenship, one element each. */
export function cittadinanza(p: Persona): Xml {
  return p.cittadinanze
    .map((c) =>
      blocco(
        'cittadinanza',
        campo('descrizioneStato', nomeStato(c.codiceStato)),
        campo('codiceStato', c.codiceStato),
        campo('dataValidita', c.dataValidita),
      ),
    )
    .join('');
}

export function residenzaDi(p: Persona): Xml {
  return residenza(p.residenza);
}

export function legame(p: Persona): Xml {
  const a = p.appartenenza;
  if (a === null) return '';
  return blocco(
    'legameSoggetto',
    campo('tipoLegame', a.tipo),
    campo('dataDecorrenza', a.dal),
    campo('codiceLegame', a.codiceLegame),
  );
}

/** A family card; `comuneIstat` is the comune that keeps it. */
export function famiglia(tag: string, f: Famiglia, comuneIstat: string): Xml {
  return blocco(
    tag,
    blocco(
      'idFamigliaConvivenzaComune',
      campo('idFamigliaConvivenzaComuneIstat', comuneIstat),
      campo('idFamigliaConvivenza', f.id.slice(-6)),
    ),
    campo('idFamigliaConvivenzaANPR', f.id),
    campo('famigliaAire', f.tipo === TIPI_SCHEDA.famigliaAIRE ? 'S' : 'N'),
    campo('dataOrigineFamigliaConvivenza', f.origine),
    campo('denominazioneConvivenza', f.denominazione),
    campo('specieConvivenza', f.specie),
    campo('tipoScheda', f.tipo),
  );
}

/** The head of a convivenza who does not live in it. */
export function tutore(f: Famiglia, dal: string): Xml {
  if (f.tutore === null) return '';
  return blocco('tutoreIntestatario', generalita('generalita', f.tutore), campo('dataIntestarioConvivenza', dal));
}

/** A list of this comune with its section. */
function lista(tag: string, dove: NomeComune, sezione: string | undefined): Xml {
  if (sezione === undefined) return '';
  return blocco(tag, comune('comune', dove, 'REGISTRAZIONE'), campo('sezioneelettoralenum', sezione));
}

/** Votes somebody on the general list may cast, in the order of the schema. */
const FACOLTA = [
  'referendumnazionali',
  'elezionimembriue',
  'senatorepubblica',
  'cameradeputati',
  'regionali',
  'comunali',
  'circoscrizionali',
] as const;

/** The whole electoral position of one person, as operation 5010 answers it. */
export function liste(p: Persona, dove: NomeComune): Xml {
  if (p.liste === null) return '';
  const { elettore, sezioni } = p.liste;
  const si = (nome: NomeLista): string => (sezioni[nome] === undefined ? 'N' : 'S');
  const ue = sezioni.AGGIUNTA_UE_COMUNALI !== undefined || sezioni.AGGIUNTA_UE_PARLAMENTO !== undefined;
  return blocco(
    'liste',
    campo('elettore', elettore),
    lista('listaGenerale', dove, sezioni.GENERALE),
    ue
      ? blocco(
          'listaAggiuntaUE',
          campo('ueelettorecomunali', si('AGGIUNTA_UE_COMUNALI')),
          lista('listaAggiuntaUEComunali', dove, sezioni.AGGIUNTA_UE_COMUNALI),
          campo('ueelettoreparlamento', si('AGGIUNTA_UE_PARLAMENTO')),
          lista('listaAggiuntaUEParlamento', dove, sezioni.AGGIUNTA_UE_PARLAMENTO),
        )
      : '',
    ...FACOLTA.map((nome) => campo(nome, si('GENERALE'))),
  );
}

/** Registration in APR or AIRE: when, where, why. */
export function datiIscrizione(p: Persona, atto: { idOperazione: string; comune: NomeComune }): Xml {
  const aire = p.posizione.stato === 'AIRE';
  return blocco(
    'datiIscrizione',
    blocco(
      'datiIscrizioneComune',
      campo('dataIscrizione', p.posizione.dal),
      campo('protocolloComune', `P${p.idScheda}`),
      comune('comune', atto.comune, 'REGISTRAZIONE'),
      campo('idOperazioneComune', `W${atto.idOperazione}`),
      campo('idOperazioneANPR', atto.idOperazione),
    ),
    aire ? '' : blocco('iscrizioneResidente', campo('motivoIscrizione', p.posizione.motivo)),
    aire
      ? blocco(
          'tipoIscrizioneAIRE',
          campo('motivoIscrizione', p.posizione.motivo),
          campo('iniziativaIscrizione', '1'),
          campo('individuazioneComuneIscrizione', '1'),
        )
      : '',
  );
}

export function datiCancellazione(motivo: string, dal: string): Xml {
  return blocco('datiCancellazione', campo('motivoCancellazione', motivo), campo('dataDecorrenzaCancellazione', dal));
}

export function datiDecesso(data: string, dove: NomeComune): Xml {
  const luogoEvento = blocco('luogoEvento', comune('comune', dove, 'REGISTRAZIONE'));
  return blocco('datiDecesso', campo('dataEvento', data), luogoEvento);
}

/** Where somebody comes from or goes to. */
export function provenienza(tag: 'provenienza' | 'destinazione', dove: ComuneNoto | Stato): Xml {
  return blocco(tag, 'provincia' in dove ? comune('comune', dove, 'REGISTRAZIONE') : localita(dove));
}

export function domicilioDigitale(p: Persona): Xml {
  if (p.domicilioDigitale === '') return '';
  const dal = campo('dataInizioValidita', p.domicilioDigitaleDal);
  return blocco('domicilioDigitale', campo('indirizzoDigitale', p.domicilioDigitale), dal);
}
