/** What changes nothing: refused operations, notices, announcements. Each must be kept and acknowledged all the same. */
import { OPERAZIONI, type OperazioneANPR, type TipoNotificaANPR } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import { istante } from '../calendario.js';
import {
  cambioResidenza,
  cartaEmessa,
  fileDisponibili,
  fornitura,
  type Predisposizione,
  predisposizione,
  subentro,
} from '../contenuti/notifica.js';
import { risposta, rispostaKO, rispostaMultipla } from '../contenuti/risposta.js';
import { COMUNI } from '../luoghi.js';
import type { Persona } from '../persona.js';
import { segnaProcedimento } from '../registro.js';
import {
  type Accaduto,
  apriAtto,
  emetti,
  emettiNRIS,
  nomeComune,
  programma,
  prossimoId,
  type Scena,
  scegliPersona,
} from '../scena.js';
import { soloGeneralita } from './carta.js';

const chiunque = (s: Scena): Persona | undefined => scegliPersona(s, (p) => p.posizione.stato === 'APR');

/** Somebody who changed home this year: whom the checks of residence are about. */
const arrivato = (s: Scena): Persona | undefined =>
  scegliPersona(s, (p) => p.posizione.stato === 'APR' && (p.residenza?.dal ?? '') > s.comune.inizio);

/** NRIS of an operation that ANPR refused. */
export function operazioneRifiutata(s: Scena): Accaduto | null {
  const operazione = s.caso.scegli(
    Object.keys(OPERAZIONI).filter((o) => o !== '2012' && o !== '5021'),
  ) as OperazioneANPR;
  const errore = { codice: 'EN122', tipo: 'E', testo: 'Operazione non effettuabile' } as const;
  emettiNRIS(s, apriAtto(s, operazione, s.giorno), (atto) => rispostaKO(atto, errore));
  return null;
}

/** NRIS that only asks to choose among several candidates. */
export function sceltaRichiesta(s: Scena): Accaduto | null {
  emettiNRIS(s, apriAtto(s, s.caso.scegli(['1001', '1002'] as const), s.giorno), rispostaMultipla);
  return null;
}

/** NRIS of an administrative procedure (1014) about a resident. */
export function procedimento(s: Scena): Accaduto | null {
  const p = arrivato(s) ?? chiunque(s);
  return p === undefined ? null : pratica(s, p, { numero: '', stato: APERTA });
}

/** As the register has them by then: a name may have changed meanwhile. */
const oraDi = (s: Scena, p: Persona): Persona => s.comune.registro.persone.get(p.idScheda) ?? p;

/** 1014 twice: a procedure is opened and, some weeks later, closed. */
export function procedimentoDefinito(s: Scena): Accaduto | null {
  const p = arrivato(s) ?? chiunque(s);
  if (p === undefined) return null;
  const numero = prossimoId(s);
  programma(s, s.caso.intero(5, 45), (dopo) => pratica(dopo, oraDi(dopo, p), { numero, stato: CHIUSA }));
  return pratica(s, p, { numero, stato: APERTA });
}

/** Table 30. */
const APERTA = '1';
const CHIUSA = '2';

function pratica(s: Scena, p: Persona, { numero, stato }: { readonly numero: string; readonly stato: string }): null {
  segnaProcedimento(s.comune.registro, p.idScheda, numero, stato === APERTA);
  const dettagli = blocco(
    'dettagliProcedimento',
    campo('numeroPraticaAnpr', numero),
    campo('tipoOperazione', stato),
    stato === CHIUSA ? campo('dataChiusura', s.giorno) : '',
    campo('dataStato', s.giorno),
    campo('statoProcedimento', stato),
  );
  emettiNRIS(s, apriAtto(s, '1014', s.giorno), (atto) =>
    risposta(atto, [{ ...soloGeneralita(p), dettagliProcedimento: dettagli }]),
  );
  return null;
}

/** NRIS of a new electoral section (5011): about nobody. */
export function sezioneElettorale(s: Scena): Accaduto | null {
  emettiNRIS(s, apriAtto(s, '5011', s.giorno), (atto) => risposta(atto, []));
  return null;
}

/** NRIS of an electoral section that is no more (2012): about nobody. */
export function sezioneSoppressa(s: Scena): Accaduto | null {
  emettiNRIS(s, apriAtto(s, '2012', s.giorno), (atto) => risposta(atto, []));
  return null;
}

function avvisoSu(s: Scena, tipo: 'N014' | 'N017'): void {
  const persona = chiunque(s);
  if (persona === undefined) return;
  const idOperazione = prossimoId(s);
  const altro = s.caso.scegli(COMUNI);
  const decorrenza = s.giorno;
  emetti(s, {
    tipoNotifica: tipo,
    operazione: tipo,
    idRegistrante: idOperazione,
    contenuto: () => cambioResidenza({ tipo, persona, altro, idOperazione, decorrenza }),
  });
}

/** N014: the comune must act; nothing is restored by itself. */
export function ripristinoDaFare(s: Scena): Accaduto | null {
  avvisoSu(s, 'N014');
  return null;
}

/** N017: conflict on the first electoral load. */
export function conflittoElettorale(s: Scena): Accaduto | null {
  avvisoSu(s, 'N017');
  return null;
}

function semplice(s: Scena, tipoNotifica: TipoNotificaANPR, contenuto: () => string): null {
  emetti(s, { tipoNotifica, operazione: tipoNotifica, contenuto });
  return null;
}

/** N018: an identity card issued elsewhere. */
export function cartaEmessaAltrove(s: Scena): Accaduto | null {
  const p = chiunque(s);
  const id = prossimoId(s);
  return p === undefined ? null : semplice(s, 'N018', () => cartaEmessa(p, id));
}

/** N030: an extraction is ready. */
export function estrazionePronta(s: Scena): Accaduto | null {
  const id = prossimoId(s);
  const momento = istante(s.giorno, s.secondi);
  return semplice(s, 'N030', () => fornitura(nomeComune(s.comune), id, momento));
}

/** N031: a comune has joined ANPR. */
export function subentroDiUnComune(s: Scena): Accaduto | null {
  const altro = s.caso.scegli(COMUNI);
  const { giorno } = s;
  return semplice(s, 'N031', () => subentro(altro, giorno));
}

/** N032: files are ready. */
export function filePronti(s: Scena): Accaduto | null {
  const file = [prossimoId(s), prossimoId(s)];
  return semplice(s, 'N032', () => fileDisponibili(nomeComune(s.comune), file));
}

/** Codes of the notification, kind of event, use as civil status calls it. */
const EVENTI = {
  NA00: ['1', 'SC01'],
  NA01: ['1', 'SC01'],
  NA02: ['2', 'SC15'],
  NA03: ['3', 'SC09'],
  NA04: ['4', 'SC11'],
  NA05: ['5', 'SC08'],
} as const;
type TipoEvento = keyof typeof EVENTI;
export const EVENTI_STATO_CIVILE = Object.keys(EVENTI) as TipoEvento[];

/** NA00–NA05: a civil status event announces itself; the registration comes by other roads. */
export function eventoDiStatoCivile(s: Scena, tipo: TipoEvento): Accaduto | null {
  const persona = chiunque(s);
  if (persona === undefined) return null;
  const [tipoEvento, tipoNotifica] = EVENTI[tipo];
  const evento: Predisposizione = {
    tipoEvento,
    tipoNotifica,
    persona,
    dove: nomeComune(s.comune),
    giorno: s.giorno,
    idNotifica: prossimoId(s),
  };
  return semplice(s, tipo, () => predisposizione(evento));
}
