/**
 * What happens in a year, and how often: times for every 5,000 inhabitants, at least once in any comune.
 * The figures follow Italian practice: about 600 notifications a year for 5,000 inhabitants.
 */
import {
  espatrio,
  espatrioIscritto,
  iscrizioneAIRE,
  rimpatrio,
  rimpatrioFamiglia,
  traslocoEstero,
} from './operazioni/aire.js';
import {
  annullaCancellazione,
  annullaIscrizione,
  annullaMutazione,
  partenzaRifatta,
  partenzaRipetuta,
  poi,
  restituisci,
  ripristinaPosizione,
  ripristinaTreVolte,
  ripristinoSenzaPartenza,
} from './operazioni/annullamento.js';
import * as avvisi from './operazioni/avvisi.js';
import {
  cancellazione,
  cancellazioneAIRE,
  cancellazioneAltriMotivi,
  irreperibilita,
  irreperibilitaAIRE,
} from './operazioni/cancellazione.js';
import {
  aperturaConvivenza,
  archiviazioneConvivenza,
  ingressoInConvivenza,
  uscitaDaConvivenza,
} from './operazioni/convivenza.js';
import { correzioneDecesso, decesso, decessoDiNonCapo, mortePresunta } from './operazioni/decesso.js';
import { nuovoDomicilio } from './operazioni/domicilio.js';
import * as elettorale from './operazioni/elettorale.js';
import * as emigrazione from './operazioni/emigrazione.js';
import { cambioIntestatario, cambioResponsabile, ricomposizione } from './operazioni/famiglia.js';
import * as generalita from './operazioni/generalita.js';
import * as immigrazione from './operazioni/immigrazione.js';
import { nascita, nascitaAIRE } from './operazioni/nascita.js';
import {
  iscrizioneAltriMotivi,
  reiscriviAIRE,
  riappare,
  ripristinaConIscrizione,
  senzaFissaDimora,
} from './operazioni/reiscrizione.js';
import {
  rettificaDate,
  rettificaDecorrenza,
  rettificaLuogoNascita,
  rettificaMotivoIscrizione,
  rettificaScheda,
} from './operazioni/rettifica.js';
import {
  correzioneIndirizzo,
  revisioneOnomastica,
  separazione,
  traslocoFamiglia,
  traslocoPersona,
} from './operazioni/trasloco.js';
import type { Opera } from './scena.js';

/** When in the year: any working day, or the two halves of a January or July electoral revision. */
export type Periodo = 'SEMPRE' | 'PRIMA_TORNATA' | 'SECONDA_TORNATA';

export interface Vicenda {
  readonly nome: string;
  /** Times a year for every 5,000 inhabitants. */
  readonly volte: number;
  readonly opera: Opera;
  readonly periodo: Periodo;
}

const vicenda = (nome: string, volte: number, opera: Opera, periodo: Periodo = 'SEMPRE'): Vicenda => ({
  nome,
  volte,
  opera,
  periodo,
});

const ARRIVI: readonly Vicenda[] = [
  vicenda('nascita', 33, nascita),
  vicenda('nascita-aire', 3, nascitaAIRE),
  vicenda('immigrazione-famiglia', 14, immigrazione.immigrazioneFamiglia),
  vicenda('immigrazione-persona', 44, immigrazione.immigrazionePersona),
  vicenda('ritorno', 6, immigrazione.ritorno),
  vicenda('ritorno-famiglia', 1, immigrazione.ritornoFamiglia),
  vicenda('immigrazione-estero', 12, immigrazione.immigrazioneEstero),
  vicenda('rimpatrio', 4, rimpatrio),
  vicenda('rimpatrio-famiglia', 2, rimpatrioFamiglia),
  vicenda('iscrizione-aire', 3, iscrizioneAIRE),
  vicenda('iscrizione-altri-motivi', 2, iscrizioneAltriMotivi),
  vicenda('senza-fissa-dimora', 1, senzaFissaDimora),
  vicenda('ricomparsa', 1, poi(irreperibilita, riappare('5'), [10, 60])),
  vicenda('esistenza-riconosciuta', 1, poi(mortePresunta, riappare('2'), [10, 60])),
  vicenda('reiscrizione-aire', 1, poi(irreperibilitaAIRE, reiscriviAIRE, [10, 60])),
];

const PARTENZE: readonly Vicenda[] = [
  vicenda('decesso', 52, decesso),
  vicenda('morte-presunta', 1, mortePresunta),
  vicenda('correzione-decesso', 1, correzioneDecesso),
  vicenda('emigrazione', 46, emigrazione.emigrazione),
  vicenda('emigrazione-aire', 2, emigrazione.emigrazioneAIRE),
  vicenda('emigrazione-futura', 1, emigrazione.emigrazioneFutura),
  vicenda('emigrazione-di-sconosciuto', 2, emigrazione.emigrazioneDiSconosciuto),
  vicenda('emigrazione-di-defunto', 1, emigrazione.emigrazioneDiDefunto),
  vicenda('espatrio', 8, espatrio),
  vicenda('espatrio-iscritto', 1, espatrioIscritto),
  vicenda('cancellazione', 18, cancellazione),
  vicenda('cancellazione-altri-motivi', 3, cancellazioneAltriMotivi),
  vicenda('cancellazione-aire', 3, cancellazioneAIRE),
];

const MUTAZIONI: readonly Vicenda[] = [
  vicenda('trasloco-famiglia', 32, traslocoFamiglia),
  vicenda('trasloco-persona', 36, traslocoPersona),
  vicenda('separazione', 2, separazione),
  vicenda('trasloco-estero', 6, traslocoEstero),
  vicenda('revisione-onomastica', 3, revisioneOnomastica),
  vicenda('correzione-indirizzo', 1, correzioneIndirizzo),
  vicenda('domicilio', 3, nuovoDomicilio),
  vicenda('cambio-intestatario', 7, cambioIntestatario),
  vicenda('ricomposizione', 5, ricomposizione),
  vicenda('cambio-responsabile', 1, cambioResponsabile),
  vicenda('apertura-convivenza', 1, aperturaConvivenza),
  vicenda('archiviazione-convivenza', 1, archiviazioneConvivenza),
  vicenda('ingresso-in-convivenza', 8, ingressoInConvivenza),
  vicenda('uscita-da-convivenza', 3, uscitaDaConvivenza),
  vicenda('correzione-generalita', 7, generalita.correzioneGeneralita),
  vicenda('cambio-sesso', 1, generalita.cambioSesso),
  vicenda('matrimonio-plurimo', 1, generalita.matrimonioPlurimo),
  vicenda('cambio-codice-fiscale', 6, generalita.cambioCodiceFiscale),
  vicenda('acquisto-cittadinanza', 8, generalita.acquistoCittadinanza),
  vicenda('perdita-cittadinanza', 1, generalita.perditaCittadinanza),
  vicenda('stato-civile', 16, generalita.cambioStatoCivile),
  vicenda('domicilio-digitale', 10, generalita.nuovoDomicilioDigitale),
  vicenda('revoca', 1, generalita.revoca),
  vicenda('rettifica-decorrenza', 3, rettificaDecorrenza),
  vicenda('rettifica-date', 3, rettificaDate),
  vicenda('rettifica-luogo-nascita', 1, rettificaLuogoNascita),
  vicenda('rettifica-scheda', 1, rettificaScheda),
  vicenda('rettifica-motivo', 1, rettificaMotivoIscrizione),
];

const ELETTORALE: readonly Vicenda[] = [
  vicenda('cancellazione-elettorale', 32, elettorale.cancellazioneElettorale, 'PRIMA_TORNATA'),
  vicenda('perdita-del-voto', 3, elettorale.perditaDelVoto, 'PRIMA_TORNATA'),
  vicenda('iscrizione-elettorale', 28, elettorale.iscrizioneElettorale, 'SECONDA_TORNATA'),
  vicenda('cambio-sezione', 14, elettorale.cambioSezione, 'SECONDA_TORNATA'),
  vicenda('voto-recuperato', 1, poi(elettorale.perditaDelVoto, elettorale.recuperoDelVoto, [20, 60]), 'PRIMA_TORNATA'),
  vicenda('rinuncia-ue', 1, elettorale.rinunciaUE, 'SECONDA_TORNATA'),
  vicenda('iscrizione-ue', 4, elettorale.iscrizioneUE, 'SECONDA_TORNATA'),
];

const ANNULLAMENTI: readonly Vicenda[] = [
  vicenda('trasloco-famiglia-annullato', 2, poi(traslocoFamiglia, annullaMutazione, [3, 40])),
  vicenda('trasloco-persona-annullato', 3, poi(traslocoPersona, annullaMutazione, [3, 40])),
  vicenda('immigrazione-persona-annullata', 2, poi(immigrazione.immigrazionePersona, annullaMutazione, [3, 40])),
  vicenda('immigrazione-famiglia-annullata', 1, poi(immigrazione.immigrazioneFamiglia, annullaMutazione, [3, 40])),
  vicenda('ritorno-annullato', 1, poi(immigrazione.ritorno, annullaMutazione, [3, 20])),
  vicenda('nascita-annullata', 1, poi(nascita, annullaIscrizione, [1, 20])),
  vicenda('immigrazione-estero-annullata', 1, poi(immigrazione.immigrazioneEsteroSolo, annullaIscrizione, [3, 40])),
  vicenda('rimpatrio-annullato', 1, poi(rimpatrio, annullaIscrizione, [3, 40])),
  vicenda('espatrio-annullato', 1, poi(espatrio, annullaMutazione, [3, 40])),
  vicenda('rimpatrio-famiglia-annullato', 1, poi(rimpatrioFamiglia, annullaMutazione, [3, 40])),
  vicenda('cancellazione-aire-annullata', 1, poi(cancellazioneAIRE, annullaCancellazione, [10, 60])),
  vicenda('emigrazione-aire-ripristinata', 1, poi(emigrazione.emigrazioneAIRE, ripristinaPosizione, [5, 45])),
  vicenda('irreperibilita-annullata', 2, poi(irreperibilita, annullaCancellazione, [10, 60])),
  vicenda('decesso-annullato', 1, poi(decessoDiNonCapo, annullaCancellazione, [1, 15])),
  vicenda('immigrazione-restituita', 1, poi(immigrazione.immigrazionePersona, restituisci, [5, 45])),
  vicenda('emigrazione-ripristinata', 4, poi(emigrazione.emigrazione, ripristinaPosizione, [5, 45])),
  vicenda('emigrazione-ripristinata-con-iscrizione', 1, poi(emigrazione.emigrazione, ripristinaConIscrizione, [5, 45])),
  vicenda('emigrazione-ripristinata-tre-volte', 1, poi(emigrazione.emigrazione, ripristinaTreVolte, [5, 45])),
  vicenda('ripristino-senza-partenza', 2, ripristinoSenzaPartenza),
  vicenda('partenza-rifatta', 1, partenzaRifatta),
  vicenda('partenza-ripetuta', 1, partenzaRipetuta),
];

const AVVISI: readonly Vicenda[] = [
  vicenda('operazione-rifiutata', 5, avvisi.operazioneRifiutata),
  vicenda('scelta-richiesta', 1, avvisi.sceltaRichiesta),
  vicenda('procedimento', 6, avvisi.procedimento),
  vicenda('procedimento-definito', 2, avvisi.procedimentoDefinito),
  vicenda('sezione-elettorale', 1, avvisi.sezioneElettorale),
  vicenda('sezione-soppressa', 1, avvisi.sezioneSoppressa),
  vicenda('ripristino-da-fare', 1, avvisi.ripristinoDaFare),
  vicenda('conflitto-elettorale', 1, avvisi.conflittoElettorale),
  vicenda('carta-emessa-altrove', 3, avvisi.cartaEmessaAltrove),
  vicenda('estrazione-pronta', 2, avvisi.estrazionePronta),
  vicenda('subentro-di-un-comune', 1, avvisi.subentroDiUnComune),
  vicenda('file-pronti', 1, avvisi.filePronti),
  ...avvisi.EVENTI_STATO_CIVILE.map((tipo) =>
    vicenda(`evento-di-stato-civile-${tipo}`, 4, (s) => avvisi.eventoDiStatoCivile(s, tipo)),
  ),
];

/** Everything that happens. */
export const VICENDE: readonly Vicenda[] = [
  ...ARRIVI,
  ...PARTENZE,
  ...MUTAZIONI,
  ...ELETTORALE,
  ...ANNULLAMENTI,
  ...AVVISI,
];
