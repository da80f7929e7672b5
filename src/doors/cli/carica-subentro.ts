/**
 * `allinea carica` with the official layout of the subentro, or of the massive download: files, gzip, zips.
 * Invariant: what was not taken is in a report beside it: file, number of the person, field, what was expected; no value.
 */
import { inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import { createInboxProva } from '../../store/inbox-prova.js';
import type { PorteCarico } from '../../work/carica-persone.js';
import {
  caricaSubentro,
  type EsitoSubentro,
  type ParteSubentro,
  type ScartoSubentro,
  SubentroError,
} from '../../work/carica-subentro.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import {
  apriRapporto,
  avvisaPrima,
  avvisiSubentro,
  daMettereInCoda,
  type Rapporto,
  testoProva,
} from './carica-avvisi.js';
import { controllaScarti } from './carica-csv.js';
import type { Sessione } from './esegui.js';
import { byteDi, FonteRifiutata } from './fonti/fonte.js';
import { improntaElenco } from './fonti/impronta.js';
import { fontiDi } from './fonti/percorsi.js';
import { creaBarra } from './prova/barra.js';
import { conto, inCoda, numero } from './testo.js';

export interface OpzioniFileSubentro {
  readonly files: readonly string[];
  readonly codComune: string;
  readonly codici: readonly string[];
  /** Calendar day; absent: the one the file says. */
  readonly estrattoIl: string | undefined;
  /** File of the report; null: none. */
  readonly scarti: string | null;
  /** Judge, and write nothing but a report that was asked for. */
  readonly prova: boolean;
}

/** @throws FonteRifiutata for a part that cannot be read: half a comune is no comune */
async function* parti(files: readonly string[]): AsyncGenerator<ParteSubentro> {
  for await (const fonte of fontiDi(files)) {
    if (!('apri' in fonte)) throw new FonteRifiutata(fonte.motivo, `${fonte.dove}: ${fonte.perche}`);
    yield { dove: fonte.dove, byte: byteDi(fonte) };
  }
}

const ESITI = { true: 'CARICATA_IN_PARTE', false: 'NON_CARICATA' } as const;

const COLONNE = ['file', 'soggetto', 'esito', 'campo', 'atteso'];

const celle = ({ dove, soggetto, caricata, problemi }: ScartoSubentro) =>
  problemi.map((p) => [dove, soggetto, ESITI[`${caricata}`], p.campo, p.atteso]);

function parole({ dove, soggetto, problemi }: ScartoSubentro): string[] {
  const chi = soggetto === 0 ? dove : `${dove}, soggetto ${soggetto}`;
  return problemi.map((p) => `${chi}, ${p.campo}: atteso ${p.atteso}`);
}

/** Judges the files, says what is to be known of them, and loads them unless it is a dry run. */
export async function caricaFilesSubentro(
  { db }: Sessione,
  ambiente: Ambiente,
  o: OpzioniFileSubentro,
): Promise<Esito> {
  const momento = o.estrattoIl === undefined ? undefined : inizioDelGiorno(o.estrattoIl);
  if (o.scarti !== null) controllaScarti(o.scarti);
  const rapporto = apriRapporto<ScartoSubentro>({ file: o.scarti, colonne: COLONNE, celle, parole });
  const impronta = improntaElenco(o.files, momento ?? '');
  const passa = async (
    porte: PorteCarico,
    detto: { readonly titolo: string; readonly fine: string },
    scarta: (s: ScartoSubentro) => void,
  ): Promise<EsitoSubentro> => {
    const barra = creaBarra(detto.titolo, ambiente.err);
    const { codComune, codici } = o;
    const opzioni = { codComune, codici, momento, impronta, now: ambiente.now, scarta };
    const avanza = (fatte: number, totale: number): void => barra.avanza(fatte, totale);
    try {
      const esito = await caricaSubentro(porte, () => parti(o.files), { ...opzioni, avanza });
      barra.fine(`${numero(esito.persone)} ${detto.fine}`);
      return esito;
    } catch (error) {
      barra.fine('non si può caricare');
      throw error;
    }
  };
  try {
    const inbox = createInboxProva(db, o.codComune);
    const vista = await passa({ inbox }, { titolo: 'Controllo', fine: 'lette' }, rapporto.scarta);
    if (o.prova) return esitoProva(vista, rapporto);
    avvisaPrima(ambiente.err, avvisiSubentro(vista));
    const porte = { db, inbox: createInbox(db) };
    const esito = await passa(porte, { titolo: 'Persone', fine: 'caricate' }, () => undefined);
    const dettaglio = JSON.stringify(esito);
    const azione = { attore: ambiente.attore, azione: 'carica', oggetto: `ente:${o.codComune}`, dettaglio };
    await db.transaction((tx) => registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() }));
    const scarti = rapporto.scritto();
    return { code: codiceDi(esito), text: testoEsito(esito, scarti), data: { ...esito, scarti } };
  } catch (error) {
    if (!(error instanceof SubentroError) && !(error instanceof FonteRifiutata)) throw error;
    const text = `Non è stato caricato nulla: ${error.perche}`;
    return { code: ESITO.TROVATO, text, data: { errore: error.motivo, perche: error.perche } };
  }
}

const codiceDi = (e: EsitoSubentro): Esito['code'] =>
  e.scartate + e.incomplete + e.discordi === 0 ? ESITO.OK : ESITO.TROVATO;

const nelTracciato = (e: EsitoSubentro): string =>
  `${conto(e.persone, 'persona', 'persone')}, ${conto(e.famiglie, 'famiglia', 'famiglie')} e ${conto(e.convivenze, 'convivenza', 'convivenze')} nel tracciato`;

function esitoProva(e: EsitoSubentro, rapporto: Rapporto<ScartoSubentro>): Esito {
  const avvisi = avvisiSubentro(e);
  const cosa = `${nelTracciato(e)}: ${daMettereInCoda(e.documenti, e.nuovi)}`;
  const resoconto = rapporto.scritto();
  const primi = resoconto === null ? rapporto.primi() : [];
  const data = { prova: true, ...e, avvisi, scarti: resoconto };
  return { code: codiceDi(e), text: testoProva({ cosa, avvisi, primi, resoconto }), data };
}

function testoEsito(e: EsitoSubentro, scarti: string | null): string {
  return [
    ...(e.ripresaDa > 0 ? [`Ripreso dalla persona ${numero(e.ripresaDa + 1)}.`] : []),
    `${nelTracciato(e)}; ${inCoda(e.documenti, e.nuovi)}.`,
    ...(e.scartate > 0 ? [`${conto(e.scartate, 'persona non caricata', 'persone non caricate')}.`] : []),
    ...(e.incomplete > 0 ? [`${conto(e.incomplete, 'persona caricata', 'persone caricate')} senza la famiglia.`] : []),
    ...(scarti === null ? [] : [`Resoconto: ${scarti}`]),
  ].join('\n');
}
