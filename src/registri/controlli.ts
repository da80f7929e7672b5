/**
 * The rules of data quality: what the rows and the facts themselves fail or pass, opened and closed by themselves as the
 * facts change (modello-dati G.4). `docs/controlli.md` is this table.
 * Invariant: a check never holds back an application; it only says who should look at what. No sentence names anybody.
 */
import { TIPI_SCHEDA } from '../anpr/codici.js';
import type { Fatto } from '../anpr/fatto.js';
import { compitiNucleo, compitiSoggetto, temporaneamenteAltrove } from './compiti.js';
import { compitiCasa, conAltraFamiglia } from './compiti-casa.js';
import { compitiElettore } from './compiti-elettore.js';
import { compitiDoppia } from './doppia-iscrizione.js';
import { NESSUN_PARAMETRO, parametroIl } from './parametri.js';
import { compitiPermesso } from './permesso.js';
import { incoerenze } from './qualita.js';
import { codiciIgnoti, specieIgnota } from './qualita-codici.js';
import { incoerenzeElettore } from './qualita-elettori.js';
import { incoerenzeLuoghi } from './qualita-luoghi.js';
import type { Riga } from './righe.js';
import type { Contesto, Segnalazione, StatoSoggetto } from './stato.js';

/** How serious an anomaly is and whose it is, with its Italian sentence. */
export interface Regola {
  readonly gravita: 'BLOCCO' | 'CONTROLLO' | 'AVVISO';
  readonly ufficio: 'ANAGRAFE' | 'TRIBUTI' | 'ELETTORALE' | 'SISTEMI';
  readonly descrizione: string;
}

const di =
  (ufficio: Regola['ufficio']) =>
  (descrizione: string, gravita: Regola['gravita'] = 'CONTROLLO'): Regola => ({ gravita, ufficio, descrizione });
const anagrafe = di('ANAGRAFE');
const elettorale = di('ELETTORALE');
const tributi = di('TRIBUTI');

/** The rules this version checks, by the code of the data model or a word of ours. */
export const REGOLE: Readonly<Record<string, Regola>> = {
  Q01: anagrafe('Residente senza indirizzo di residenza: leggere la scheda in ANPR'),
  Q02: anagrafe('Residente senza famiglia né convivenza: leggere la scheda in ANPR'),
  Q03: anagrafe('Famiglia senza intestatario, o con due: va indicato con una mutazione 5001'),
  Q04: anagrafe('Componenti della stessa famiglia a indirizzi diversi: verificare le residenze in ANPR'),
  Q06: anagrafe('Legame di coniuge o unito civilmente senza lo stato civile che gli corrisponde', 'AVVISO'),
  Q07: anagrafe('Notizie successive al decesso: verificare la scheda in ANPR'),
  Q08: anagrafe('Trasferimento o ripristino senza la posizione che lo precede: verificare la scheda in ANPR'),
  Q09: elettorale('In una lista senza il titolo: cittadinanza o età non corrispondono', 'BLOCCO'),
  Q10: elettorale('Sezione diversa da quella che lo stradario dà all’indirizzo, e nessun cambio di sezione proposto'),
  Q11: elettorale('In una lista di questo comune senza esservi iscritto in anagrafe, e nessuna cancellazione proposta'),
  Q12: elettorale('Cittadino maggiorenne iscritto in anagrafe senza posizione elettorale né proposta'),
  Q13: elettorale('Via con elettori che lo stradario non conosce, del tutto o in qualche numero: completarlo'),
  Q14: anagrafe(
    'Codice fiscale errato, o diverso da nascita, luogo e sesso della scheda: verificare con l’Agenzia',
    'AVVISO',
  ),
  Q15: anagrafe('Codice di un comune che non esiste, o che a quella data non esisteva', 'AVVISO'),
  Q16: anagrafe('Codice che le tabelle di ANPR note a questa versione non hanno', 'AVVISO'),
  Q17: anagrafe('Genitore indicato con NN al posto del nome: ANPR lo rifiuta (EN566)', 'AVVISO'),
  Q18: tributi(
    'Componente di una convivenza contato fra gli occupanti di una casa: verificare la scheda in ANPR',
    'BLOCCO',
  ),
  Q19: anagrafe('Decorrenza molto più vecchia della registrazione: verificare gli effetti sugli anni passati'),
  Q20: anagrafe('La stessa persona con due posizioni aperte: decidere quale scheda vale', 'BLOCCO'),
  DATE: anagrafe('Date che si contraddicono: nascita, decorrenza, decesso'),
  NASCITA_PARZIALE: anagrafe('Data di nascita incompleta: l’età va verificata da una persona', 'AVVISO'),
  CARATTERI: anagrafe('Nome o indirizzo con caratteri o spazi che ANPR non ammette', 'AVVISO'),
  MINORI_SOLI: anagrafe('Nella famiglia restano solo minorenni: verificare chi ne ha la responsabilità'),
  DECESSO_PRIMA: anagrafe('Decesso precedente a un evento già registrato: gli uffici contano dalla data del decesso'),
  PERMESSO_SCADUTO: anagrafe(
    'Permesso di soggiorno scaduto: chiedere il rinnovo della dichiarazione di dimora abituale (D.P.R. 223/1989 art. 7)',
  ),
  EREDI: tributi('Contribuente deceduto: individuare gli eredi per avvisi e IMU (si chiude a un anno)', 'AVVISO'),
  IRREPERIBILE: tributi(
    'Contribuente irreperibile: avvisi con la notifica agli irreperibili, il debito resta',
    'AVVISO',
  ),
  RECAPITO_IGNOTO: tributi(
    'Contribuente partito, o senza fissa dimora, senza un recapito noto: leggere la scheda in ANPR',
    'AVVISO',
  ),
  DIGITALE_REVOCATO: tributi(
    'Un dato è stato revocato (5013) e ANPR non dice quale: verificare il domicilio digitale prima di usarlo',
  ),
  RICOMPARSO: tributi('Persona ricomparsa: riprendere i debiti della vecchia posizione (si chiude a un anno)'),
  ESISTENZA: tributi('Esistenza riconosciuta dal tribunale: annullare gli effetti della morte presunta'),
  AIRE_IMMOBILI: tributi('Iscritto AIRE mai residente qui: può avere immobili o utenze da non residente', 'AVVISO'),
  TARI_ESCLUSIONE: tributi('Componente con residenza temporanea altrove: può chiedere di non essere contato', 'AVVISO'),
  FAMIGLIA_COABITANTE: tributi(
    'Un’altra famiglia abita la stessa casa: verificare se le utenze TARI sono una o due (regolamento)',
    'AVVISO',
  ),
  CASA_FAMILIARE: tributi(
    'Separazione, divorzio o fine di una convivenza: la casa assegnata dal giudice cambia il soggetto IMU (si chiude a un anno)',
    'AVVISO',
  ),
  TARI_SUBENTRO_UFFICIO: tributi(
    'Titolare TARI deceduto: intestare d’ufficio a chi resta, coniuge o convivente maggiorenne',
  ),
  TARI_SUBENTRO_DICHIARATO: tributi('Titolare TARI deceduto: chiedere a chi occupa la dichiarazione di subentro'),
  TARI_EREDI: tributi(
    'Titolare TARI deceduto e nessun residente: l’utenza è degli eredi, finché la dichiarano cessata',
  ),
  TARI_TITOLARE_USCITO: tributi('Il titolare TARI non abita più con chi occupa: chiedere il subentro'),
  TARI_TITOLARE_TRASFERITO: tributi(
    'Il titolare TARI abita altrove nel comune senza utenza: cambio di casa da dichiarare',
  ),
  TARI_SENZA_RESIDENTI: tributi(
    'Titolare TARI partito e nessun residente: cessazione dichiarata, o utenza di non residente',
  ),
  TARI_NON_DICHIARATA: tributi('Nucleo senza utenza TARI: dichiarazione entro il 30 giugno dell’anno dopo', 'AVVISO'),
  MODELLO_3D: elettorale(
    'Elettore trasferito: mandare il modello 3D al comune di arrivo e cancellarlo nella I tornata',
  ),
  MODELLO_3D_ATTESO: elettorale(
    'Elettore arrivato da un altro comune: attendere il suo modello 3D e iscriverlo nella II tornata, dopo la cancellazione',
  ),
  RICOMPARSA_CAPACITA: elettorale('Elettore ricomparso: verificare la capacità elettorale prima di reiscriverlo'),
  CERTIFICABILITA: elettorale(
    'Deceduto o senza diritto di voto ancora in lista: bloccare subito la certificabilità (5010, tipo 04)',
  ),
  DOMANDA_LISTA_UE: elettorale(
    'Ha perso la cittadinanza italiana ed è cittadino di uno Stato UE: può chiedere le liste aggiunte',
    'AVVISO',
  ),
  DOPPIA_LISTA: elettorale(
    'In due liste per una consultazione: verificare in quale comune vota (si chiude con il voto)',
  ),
  DOPPIA_LISTA_DA_COMUNICARE: elettorale(
    'Trasferito che nessuna tornata cancella prima del voto: vota qui, comunicare la doppia lista (5010, tipo 05)',
  ),
  NON_ANCORA_18: elettorale('Iscritto che al voto non ha ancora 18 anni: elenco separato, non vota (art. 33 TU)'),
  RETTIFICA_ELETTORE: elettorale(
    'Date o motivo rettificati (5014) con una proposta aperta: verificare se cambia la revisione che la prende',
  ),
  SEZIONE_SOPPRESSA: elettorale('Sezione soppressa in ANPR che ha ancora elettori: comunicare la nuova sezione (5010)'),
  N014: anagrafe('Ripristino da eseguire: iscrivere di nuovo la persona (1002, motivo 10)', 'BLOCCO'),
  DOPPIA_ISCRIZIONE: anagrafe(
    'Cancellata per doppia iscrizione: se l’altra scheda è la stessa persona, unirle (allinea anomalie --unisci; si chiude a un anno)',
  ),
  IDENTITA: anagrafe(
    'Notizia che nomina due persone: non è applicata finché non si decide chi è (anomalie --unisci o --distingui)',
    'BLOCCO',
  ),
  DOPPIA_SCHEDA: anagrafe(
    'Due schede ANPR con lo stesso codice fiscale o identificativo: decidere quale vale',
    'BLOCCO',
  ),
};

const segnala = (regole: Iterable<string>): Segnalazione[] =>
  [...regole].map((regola) => ({ regola, idOperazioneANPR: null }));

/** One person as it stands after the application. */
export interface SoggettoDaControllare {
  readonly anagrafe: Riga | undefined;
  readonly contribuente: Riga | undefined;
  readonly elettori: readonly Riga[];
  /** The position in force, as `posizioni` holds it. */
  readonly posizione?: Riga | undefined;
  /** What is known beyond the rows; undefined when no fact is left. */
  readonly stato: StatoSoggetto | undefined;
  readonly fatti: readonly Fatto[];
}

/** What the rows and the facts of a person fail. */
export function controllaSoggetto(s: SoggettoDaControllare, contesto: Contesto): Segnalazione[] {
  if (s.anagrafe === undefined) return [];
  const riga = s.anagrafe;
  const falliti: string[] = [];
  if (riga.registro === 'APR' && riga.indirizzo === null) falliti.push('Q01');
  if (riga.registro === 'APR' && riga.id_famiglia_anpr === null) falliti.push('Q02');
  falliti.push(...incoerenze(riga, s.fatti, contesto), ...incoerenzeElettore(riga, s, contesto));
  falliti.push(...compitiSoggetto({ ...s, anagrafe: riga }, contesto), ...compitiElettore(s, contesto));
  falliti.push(...compitiDoppia(s.stato, contesto.oggi));
  falliti.push(...compitiPermesso(riga, s.stato, contesto.oggi));
  falliti.push(...compitiCasa({ anagrafe: riga, stato: s.stato }, contesto.oggi));
  const esclusioni = parametroIl(contesto.parametri ?? NESSUN_PARAMETRO, 'tari_esclusioni', contesto.oggi);
  if (esclusioni === 'SU_RICHIESTA' && temporaneamenteAltrove({ ...s, anagrafe: riga }, contesto.oggi))
    falliti.push('TARI_ESCLUSIONE');
  return [
    ...incoerenzeLuoghi({ ...s, anagrafe: riga }, contesto),
    ...codiciIgnoti(s.fatti),
    ...segnala(new Set(falliti)),
  ];
}

/** What a family and those who are in it today fail: a family without head is accepted, not invented (A.4). */
export function controllaFamiglia(
  famiglia: Riga | undefined,
  presenti: readonly Riga[],
  nucleo: Riga | null,
): Segnalazione[] {
  if (famiglia === undefined) return [];
  if (famiglia.tipo_scheda === TIPI_SCHEDA.convivenza) return specieIgnota(famiglia);
  const falliti: string[] = compitiNucleo(nucleo);
  const teste = presenti.filter((r) => r.codice_legame === '1').length;
  if (famiglia.intestatario === null || teste > 1) falliti.push('Q03');
  const indirizzi = new Set(presenti.flatMap((r) => (r.indirizzo === null ? [] : [normale(String(r.indirizzo))])));
  if (famiglia.tipo_scheda === TIPI_SCHEDA.famiglia && indirizzi.size > 1) falliti.push('Q04');
  if (nucleo !== null && conAltraFamiglia(presenti)) falliti.push('FAMIGLIA_COABITANTE');
  if (nucleo !== null && presenti.some((r) => r.tipo_scheda === TIPI_SCHEDA.convivenza)) falliti.push('Q18');
  return segnala(falliti);
}

/** What contested cards fail when more than one of them is registered today. */
export function controllaContesi(aperti: readonly string[]): Segnalazione[] {
  return aperti.length < 2 ? [] : segnala(['Q20']);
}

/** An address as it is compared: without accents, punctuation and case (G.6). */
function normale(indirizzo: string): string {
  return indirizzo
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}
