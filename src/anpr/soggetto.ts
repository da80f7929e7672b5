/**
 * What ANPR says about one person, section by section, in ANPR's own words and only as far as anagrafe, tributi and
 * elettorale need it (data minimisation: identity cards, work, vehicles, parents are dropped at the door).
 * Invariant: an absent section means "not said", never "not there". Codes and dates are text as received;
 * calendar dates are `YYYY-MM-DD`.
 */

/** The strong identifiers of a person (modello-dati G.3). */
export interface Identificativi {
  readonly idSchedaSoggettoANPR?: string;
  readonly idANPR?: string;
  /** Upper case, 16 or 11 characters. */
  readonly codiceFiscale?: string;
  /** Table 22: `1` validated by Agenzia delle Entrate, `9` not. */
  readonly validitaCF?: string;
}

/** How much of a partial birth date is known (`senzaGiorno`, `senzaGiornoMese`). */
export type PrecisioneData = 'GIORNO' | 'MESE' | 'ANNO';

export interface Generalita {
  readonly cognome?: string;
  readonly nome?: string;
  /** Said to have none (`senzaCognome`, `senzaNome`): a name known before is not theirs. */
  readonly senzaCognome?: true;
  readonly senzaNome?: true;
  readonly sesso?: string;
  readonly dataNascita?: string;
  readonly precisioneNascita?: PrecisioneData;
  /** Name of the comune, the foreign place or the exceptional place of birth. */
  readonly luogoNascita?: string;
  /** ISTAT code (6 digits) of the comune of birth. */
  readonly comuneNascita?: string;
  /** ISTAT code (3 digits) of the foreign state of birth. */
  readonly statoNascita?: string;
}

/** An address in ANPR's parts; `codiceStato` is set for foreign ones. See `indirizzo.ts` for its one-line form. */
export interface Indirizzo {
  readonly codiceIstat?: string;
  readonly nomeComune?: string;
  readonly siglaProvincia?: string;
  readonly cap?: string;
  readonly frazione?: string;
  readonly specie?: string;
  readonly toponimo?: string;
  readonly civico?: string;
  readonly metrico?: string;
  readonly progSNC?: string;
  readonly lettera?: string;
  readonly esponente?: string;
  readonly corte?: string;
  readonly scala?: string;
  readonly interno?: string;
  readonly piano?: string;
  readonly isolato?: string;
  readonly codiceStato?: string;
  readonly descrizioneStato?: string;
  readonly localitaEstera?: string;
  readonly conteaEstera?: string;
  readonly codiceConsolato?: string;
  readonly presso?: string;
}

export interface Residenza {
  /** Table 25: 1 residence, 4 foreign residence; 10 street renamed and 11 corrected address are residence too. */
  readonly tipoIndirizzo: string;
  readonly indirizzo: Indirizzo;
  readonly dataDecorrenzaResidenza?: string;
}

export interface FamigliaConvivenza {
  readonly idFamigliaConvivenzaANPR?: string;
  /** ISTAT code of the comune that holds the card. */
  readonly idFamigliaConvivenzaComuneIstat?: string;
  readonly idFamigliaConvivenzaComune?: string;
  /** 3 famiglia, 4 convivenza, 5 famiglia AIRE. */
  readonly tipoScheda: string;
  readonly dataOrigineFamigliaConvivenza?: string;
  readonly denominazioneConvivenza?: string;
  readonly specieConvivenza?: string;
  /** Another family lives in the same dwelling; nothing says which (A.4). */
  readonly presenzaFamigliaCoabitante?: boolean;
}

export interface LegameSoggetto {
  /** 3 famiglia (default), 4 convivenza, 5 AIRE: the meaning of `codiceLegame` depends on it. */
  readonly tipoLegame: string;
  readonly codiceLegame: string;
  /** In the family since. */
  readonly dataDecorrenza?: string;
}

export interface Cittadinanza {
  /** ISTAT code, 3 digits: 100 Italia, 999 apolide. */
  readonly codiceStato: string;
  readonly dataValidita?: string;
}

/** Residence permit: of it only its kind and its end are kept (E.6). */
export interface PermessoSoggiorno {
  /** Table 8. */
  readonly tipoSoggiorno?: string;
  /** Last day it is valid. */
  readonly dataScadenza?: string;
}

/** Where the person comes from or goes to: a comune (ISTAT code) or a foreign state (ISTAT code). */
export interface ProvenienzaDestinazione {
  readonly codiceIstat?: string;
  readonly nomeComune?: string;
  readonly siglaProvincia?: string;
  readonly codiceStato?: string;
  readonly descrizione?: string;
}

export interface DatiIscrizione {
  readonly dataIscrizione?: string;
  /** ISTAT code of the comune that registered. */
  readonly codiceIstat?: string;
  /** Table 7. */
  readonly motivoIscrizione?: string;
  /** Table 19. */
  readonly motivoIscrizioneAIRE?: string;
}

export interface DatiCancellazione {
  /** Table 15 for APR, 28 for AIRE. */
  readonly motivoCancellazione: string;
  readonly dataDecorrenzaCancellazione?: string;
}

/** One list the voter is on: the comune that keeps it and the section number (text). */
export interface IscrizioneLista {
  readonly codiceIstat?: string;
  readonly nomeComune?: string;
  readonly siglaProvincia?: string;
  readonly sezione?: string;
}

/** The list left, kept for a consultation that came between (`tipoConsultazione`, `dataCancellazioneLista`; modello-dati A.5). */
export interface DoppiaLista extends IscrizioneLista {
  readonly tipoConsultazione?: string;
  /** Day of the consultation. */
  readonly dataCancellazioneLista?: string;
}

/** For which votes the right stands, each S/N, with the constituencies where ANPR says them (tipoListaElettorale5010). */
export interface DirittiVoto {
  readonly referendumnazionali?: string;
  readonly elezionimembriue?: string;
  readonly senatorepubblica?: string;
  readonly circoscrsenatorepubblica?: string;
  readonly cameradeputati?: string;
  readonly circoscrcameradeputati?: string;
  readonly regionali?: string;
  readonly comunali?: string;
  readonly circoscrizionali?: string;
}

/** S/N beside the added lists; ANPR may leave one standing after the list is gone (H.4). */
export interface FlagAggiunte {
  readonly ueelettorecomunali?: string;
  readonly ueelettoreparlamento?: string;
  readonly comregelettorebolzano?: string;
  readonly comregelettoretrento?: string;
  readonly comregelettorevalledaosta?: string;
}

/** The official electoral position (tipoListaElettorale5010). */
export interface ListeElettorali {
  /** S/N: has the right to vote; says nothing about lists. */
  readonly elettore: string;
  readonly generale?: IscrizioneLista;
  readonly aggiuntaUEComunali?: IscrizioneLista;
  readonly aggiuntaUEParlamento?: IscrizioneLista;
  readonly aggiuntaComReg?: IscrizioneLista;
  /** The general list on which somebody who moved stays for one vote; only a card (3002) says it. */
  readonly doppia?: DoppiaLista;
  readonly diritti?: DirittiVoto;
  readonly flagAggiunte?: FlagAggiunte;
  /** Table 42; only a card (3002) says it. */
  readonly certificabilita?: string;
}

/** An administrative procedimento (operation 1014): while it is open, what was registered may still be undone (RA art. 18-bis). */
export interface Procedimento {
  readonly numeroPraticaAnpr?: string;
  readonly numeroPraticaComune?: string;
  readonly dataDefinizionePratica?: string;
  /** Table 30: 2 closes it. */
  readonly statoProcedimento?: string;
  readonly dataStato?: string;
  readonly dataChiusura?: string;
}

/** Everything one message says about one person. */
export interface DatiSoggetto {
  readonly identificativi: Identificativi;
  readonly generalita?: Generalita;
  /** Identifiers before the change, where the message repeats them (`generalitaPrecedenti`). */
  readonly identificativiPrecedenti?: Identificativi;
  readonly generalitaPrecedenti?: Generalita;
  readonly cittadinanze?: readonly Cittadinanza[];
  /** Table 1. */
  readonly statoCivile?: string;
  /** Day on which the person separated or divorced, or the union or registered cohabitation ended. */
  readonly separazione?: string;
  /** The same, without saying since when. */
  readonly separata?: true;
  /** What it says of marriages is what was annulled (5021, type 07). */
  readonly annullaMatrimonio?: true;
  readonly residenze?: readonly Residenza[];
  readonly famigliaConvivenza?: FamigliaConvivenza;
  readonly legameSoggetto?: LegameSoggetto;
  readonly datiIscrizione?: DatiIscrizione;
  readonly datiCancellazione?: DatiCancellazione;
  /** Date of death. */
  readonly dataDecesso?: string;
  readonly provenienza?: ProvenienzaDestinazione;
  readonly destinazione?: ProvenienzaDestinazione;
  readonly liste?: ListeElettorali;
  readonly domicilioDigitale?: string;
  /** `dataInizioValidita`: since when it is the digital domicile. */
  readonly domicilioDigitaleDal?: string;
  readonly senzaFissaDimora?: boolean;
  /** Values of a rectification 5014 (dates, registration motive, birthplace). */
  readonly rettifica?: Rettifica;
  readonly permessoSoggiorno?: PermessoSoggiorno;
  /** Responsible of a convivenza who does not live in it: surname and name on one line. */
  readonly tutoreIntestatario?: string;
  readonly procedimento?: Procedimento;
}

export interface Rettifica {
  readonly dataDecorrenzaResidenza?: string;
  readonly dataPrimaIscrizioneComune?: string;
  readonly dataIngressoFamiglia?: string;
  readonly dataDecorrenzaLegame?: string;
  readonly motivoIscrizione?: string;
  readonly luogoNascita?: Pick<Generalita, 'luogoNascita' | 'comuneNascita' | 'statoNascita'>;
}
