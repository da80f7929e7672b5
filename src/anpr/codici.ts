/**
 * The code tables of ANPR that the code must name. Values are texts as ANPR writes them; descriptions are for the operator.
 * Invariant: an unknown code is never an error here: tables grow without notice, so look up with `descrizione` and keep the code.
 */
import { voceDi } from './tabella.js';

/** Code of notification (`testataNotifica/tipoNotifica`). */
export const TIPI_NOTIFICA = {
  NRIS: 'Risposta di una registrazione fatta nella web app',
  N010: 'Mutazione di residenza verso un altro comune',
  N014: 'Ripristino da eseguire a cura del comune',
  N015: 'Ripristino della posizione: il trasferimento è stato annullato',
  N017: 'Conflitto sul primo caricamento elettorale',
  N018: 'Carta di identità elettronica emessa o annullata altrove',
  N030: 'Elaborazione asincrona disponibile',
  N031: 'Subentro di un comune',
  N032: 'File disponibili',
  NA00: 'Predisposizione dallo stato civile',
  NA01: 'Predisposizione dallo stato civile: nascita',
  NA02: 'Predisposizione dallo stato civile: morte',
  NA03: 'Predisposizione dallo stato civile: matrimonio',
  NA04: 'Predisposizione dallo stato civile: unione civile',
  NA05: 'Predisposizione dallo stato civile: cittadinanza',
} as const;
export type TipoNotificaANPR = keyof typeof TIPI_NOTIFICA;

/** The namespace families of the registering operations. */
export const NAMESPACE = {
  rispostaComune: 'http://sogei.it/ANPR/rispostaComune',
  iscrizione: 'http://sogei.it/ANPR/1000iscrizione',
  cancellazione: 'http://sogei.it/ANPR/2000cancellazione',
  consultazione: 'http://sogei.it/ANPR/3000consultazione',
  estrazione: 'http://sogei.it/ANPR/4000estrazione',
  mutazione: 'http://sogei.it/ANPR/5000mutazione',
  aire: 'http://sogei.it/ANPR/A000aire',
  notifiche: 'http://sogei.it/ANPR/N000notificheComuni',
  servizioN000: 'http://sogei.it/ANPR/N000AnprService',
  predisposizione: 'http://sogei.it/ansc/predisposizioneAnagrafica',
  subentro: 'http://sogei.it/ANPR/subentro',
} as const;

/** Registering operations that answer with a `Risposta_Comune`: what they are and the namespace of their root. */
export const OPERAZIONI = {
  '1001': { ns: NAMESPACE.iscrizione, descrizione: 'Iscrizione per nascita' },
  '1002': { ns: NAMESPACE.iscrizione, descrizione: 'Iscrizione per altri motivi' },
  '1010': { ns: NAMESPACE.iscrizione, descrizione: 'Iscrizione di una convivenza' },
  '1013': { ns: NAMESPACE.iscrizione, descrizione: "Annullamento di un'iscrizione" },
  '1014': { ns: NAMESPACE.iscrizione, descrizione: 'Procedimento amministrativo' },
  '2001': { ns: NAMESPACE.cancellazione, descrizione: 'Cancellazione per morte' },
  '2003': { ns: NAMESPACE.cancellazione, descrizione: 'Cancellazione per altri motivi' },
  '2009': { ns: NAMESPACE.cancellazione, descrizione: 'Archiviazione di una convivenza' },
  '2011': { ns: NAMESPACE.cancellazione, descrizione: 'Annullamento di una cancellazione' },
  '2012': { ns: NAMESPACE.cancellazione, descrizione: 'Soppressione di una sezione elettorale' },
  '5001': { ns: NAMESPACE.mutazione, descrizione: 'Mutazione della famiglia o convivenza' },
  '5005': { ns: NAMESPACE.mutazione, descrizione: 'Mutazione di residenza' },
  '5008': { ns: NAMESPACE.mutazione, descrizione: 'Mutazione della scheda soggetto' },
  '5010': { ns: NAMESPACE.mutazione, descrizione: 'Posizione elettorale' },
  '5011': { ns: NAMESPACE.mutazione, descrizione: 'Sezione elettorale' },
  '5012': { ns: NAMESPACE.mutazione, descrizione: 'Annullamento di una mutazione' },
  '5013': { ns: NAMESPACE.mutazione, descrizione: 'Revoca di un dato' },
  '5014': { ns: NAMESPACE.mutazione, descrizione: 'Rettifica' },
  '5021': { ns: NAMESPACE.mutazione, descrizione: 'Matrimoni plurimi' },
  A001: { ns: NAMESPACE.aire, descrizione: 'Iscrizione AIRE per nascita' },
  A002: { ns: NAMESPACE.aire, descrizione: 'Iscrizione AIRE per altri motivi' },
  A006: { ns: NAMESPACE.aire, descrizione: 'Mutazione AIRE' },
} as const;
export type OperazioneANPR = keyof typeof OPERAZIONI;

/** Why a person is registered in APR (table 7). */
export const MOTIVI_ISCRIZIONE_APR = {
  '1': 'Nascita',
  '2': 'Esistenza giudizialmente riconosciuta',
  '3': 'Immigrazione da un comune non subentrato',
  '4': "Immigrazione dall'estero",
  '5': "Ricomparsa dall'irreperibilità",
  '6': "Rimpatrio dall'AIRE",
  '7': 'Rettifica post censuaria',
  '8': 'Persona senza fissa dimora',
  '9': 'Altro motivo',
  '10': 'Ripristino della posizione precedente',
} as const;

/** Why a person is registered in AIRE (table 19). */
export const MOTIVI_ISCRIZIONE_AIRE = {
  C01: "Espatrio o residenza all'estero",
  C02: 'Nascita da iscritto AIRE',
  C03: "Trasferimento dall'AIRE di un altro comune",
  C04: 'Reiscrizione da irreperibilità',
  C05: 'Acquisto della cittadinanza italiana',
  C06: 'Espatrio',
  C07: 'Legge 15/1992',
  C09: 'Altro motivo',
} as const;

/** Why a person is cancelled from APR (table 15). */
export const MOTIVI_CANCELLAZIONE_APR = {
  '1': 'Morte',
  '2': 'Morte presunta',
  '3': 'Trasferimento in un comune non subentrato',
  '4': 'Trasferimento di persona senza fissa dimora',
  '5': "Trasferimento di uno straniero all'estero",
  '6': 'Irreperibilità',
  '7': 'Mancato rinnovo della dimora abituale',
  '8': 'Iscrizione AIRE',
  '9': 'Rettifica post censuaria',
  '10': 'Doppia iscrizione',
  '11': 'Perdita della cittadinanza italiana',
  '12': 'Ripristino della posizione precedente',
  '13': 'Altro motivo',
} as const;

/** Why a person is cancelled from AIRE (table 28): same field as table 15, other meanings. */
export const MOTIVI_CANCELLAZIONE_AIRE = {
  '1': 'Morte',
  '2': 'Morte presunta',
  '3': 'Iscrizione APR in un comune non subentrato',
  '4': "Immigrazione dall'estero in un comune non subentrato",
  '5': 'Irreperibilità presunta',
  '6': 'Perdita della cittadinanza',
  '7': "Trasferimento nell'AIRE di un comune non subentrato",
  '8': 'Altro motivo',
  '10': 'Doppia iscrizione',
} as const;

/** Why a voter is cancelled from a list. */
export const MOTIVI_CANCELLAZIONE_ELETTORALE = {
  '1': 'Trasferimento di residenza',
  '2': 'Irreperibilità',
  '3': 'Morte',
  '4': 'Motivi vari',
  '5': 'Lista aggiunta UE comunali',
  '6': 'Lista aggiunta UE Parlamento europeo',
  '7': 'Lista aggiunta comunale o regionale',
  '8': 'Annullamento della lista generale',
  '9': 'Perdita del diritto e trasferimento',
} as const;

/** Kind of card (`famigliaConvivenza/tipoScheda`) and of relationship (`legameSoggetto/tipoLegame`). */
export const TIPI_SCHEDA = { famiglia: '3', convivenza: '4', famigliaAIRE: '5' } as const;
export type TipoScheda = (typeof TIPI_SCHEDA)[keyof typeof TIPI_SCHEDA];

/** Relationship to the head of the family (table 5), for cards of type 3 and 5. */
export const LEGAMI_FAMIGLIA = {
  '1': 'Intestatario della scheda',
  '2': 'Marito o moglie',
  '3': 'Figlio o figlia',
  '4': 'Nipote (discendente)',
  '5': 'Pronipote (discendente)',
  '6': 'Padre o madre',
  '7': 'Nonno o nonna',
  '8': 'Bisnonno o bisnonna',
  '9': 'Fratello o sorella',
  '10': 'Nipote (collaterale)',
  '11': 'Zio o zia (collaterale)',
  '12': 'Cugino o cugina',
  '13': 'Altro parente',
  '14': 'Figliastro o figliastra',
  '15': 'Patrigno o matrigna',
  '16': 'Genero o nuora',
  '17': 'Suocero o suocera',
  '18': 'Cognato o cognata',
  '19': 'Fratellastro o sorellastra',
  '20': 'Nipote (affine)',
  '21': 'Zio o zia (affine)',
  '22': 'Altro affine',
  '23': 'Convivente con vincoli di adozione o affettivi',
  '24': 'Responsabile della convivenza non affettiva',
  '25': 'Convivente in convivenza non affettiva',
  '26': 'Tutore',
  '28': 'Unito civilmente',
  '80': 'Adottato',
  '81': 'Nipote',
  '99': 'Non definito',
} as const;

/** Relationship inside a convivenza (table 6), for cards of type 4. */
export const LEGAMI_CONVIVENZA = { '1': 'Responsabile', '2': 'Membro', '3': 'Altro', '9': 'Ignoto' } as const;

/** The code of the head (families) and of the responsible person (convivenze): always read together with the card type. */
export const LEGAME_INTESTATARIO = '1';

/** ISTAT code of Italy as a state of citizenship. */
export const ITALIA = '100';

/** Kind of address (table 25): these three are where a person is resident in Italy. */
export const TIPI_INDIRIZZO_RESIDENZA = ['1', '10', '11'] as const;
/** Kind of address (table 25): residence abroad. */
export const TIPO_INDIRIZZO_ESTERO = '4';

/** Marital status (table 1). */
export const STATI_CIVILI = {
  '1': 'Celibe o nubile',
  '2': 'Coniugato o coniugata',
  '3': 'Vedovo o vedova',
  '4': 'Divorziato o divorziata',
  '6': 'Unito civilmente',
  '7': 'Libero per decesso della parte unita civilmente',
  '8': "Libero per scioglimento dell'unione",
  '9': 'Non classificabile',
} as const;

/** Outcome of a registering operation (`esitoOperazione`): these mean done; live messages write `0000`. */
export const ESITI_POSITIVI = ['0000', '000', '0', '2', '6'] as const;
/** These mean not applied: refused, annulled; live messages write `XXXX`. */
export const ESITI_NEGATIVI = ['3', '4', 'XXXX'] as const;

/** Text of a code for the operator; the code itself when the table does not know it. */
export function descrizione(tabella: Readonly<Record<string, string>>, codice: string): string {
  return voceDi(tabella, codice) ?? codice;
}
