/**
 * `allinea carica` with the official layout of the subentro, or of the massive download: files, gzip, zips.
 * Invariant: what was not taken is in a report beside it: file, number of the person, field, what was expected; no value.
 */
import { inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import {
  caricaSubentro,
  type EsitoSubentro,
  type ParteSubentro,
  type ScartoSubentro,
  SubentroError,
} from '../../work/carica-subentro.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { controllaScarti } from './carica-csv.js';
import { rigaCsv, testataCsv } from './csv.js';
import type { Sessione } from './esegui.js';
import { resocontoRiservato, togliFile } from './file-riservato.js';
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
  /** File of the report. */
  readonly scarti: string;
}

/** @throws FonteRifiutata for a part that cannot be read: half a comune is no comune */
async function* parti(files: readonly string[]): AsyncGenerator<ParteSubentro> {
  for await (const fonte of fontiDi(files)) {
    if (!('apri' in fonte)) throw new FonteRifiutata(fonte.motivo, `${fonte.dove}: ${fonte.perche}`);
    yield { dove: fonte.dove, byte: byteDi(fonte) };
  }
}

const ESITI = { true: 'CARICATA_IN_PARTE', false: 'NON_CARICATA' } as const;

function righeScarto({ dove, soggetto, caricata, problemi }: ScartoSubentro): string {
  return problemi.map((p) => rigaCsv([dove, soggetto, ESITI[`${caricata}`], p.campo, p.atteso])).join('');
}

/** Written as they come; nothing is left where there are none. */
function scriveScarti(file: string): { scrivi(s: ScartoSubentro): void; qualcuno(): boolean } {
  togliFile(file);
  const { scrivi, aperto } = resocontoRiservato(file, testataCsv(['file', 'soggetto', 'esito', 'campo', 'atteso']));
  return { scrivi: (s) => scrivi(righeScarto(s)), qualcuno: aperto };
}

/** Loads the files and says what became of them. */
export async function caricaFilesSubentro(
  { db }: Sessione,
  ambiente: Ambiente,
  o: OpzioniFileSubentro,
): Promise<Esito> {
  const momento = o.estrattoIl === undefined ? undefined : inizioDelGiorno(o.estrattoIl);
  controllaScarti(o.scarti);
  const scarti = scriveScarti(o.scarti);
  const barra = creaBarra('Persone', ambiente.err);
  try {
    const esito = await caricaSubentro({ db, inbox: createInbox(db) }, () => parti(o.files), {
      codComune: o.codComune,
      codici: o.codici,
      momento,
      impronta: improntaElenco(o.files, momento ?? ''),
      now: ambiente.now,
      scarta: scarti.scrivi,
      avanza: (fatte, totale) => barra.avanza(fatte, totale),
    });
    barra.fine(`${numero(esito.persone)} caricate`);
    const dettaglio = JSON.stringify(esito);
    const azione = { attore: ambiente.attore, azione: 'carica', oggetto: `ente:${o.codComune}`, dettaglio };
    await db.transaction((tx) => registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() }));
    const file = scarti.qualcuno() ? o.scarti : null;
    const code = file === null ? ESITO.OK : ESITO.TROVATO;
    return { code, text: testoEsito(esito, file), data: { ...esito, scarti: file } };
  } catch (error) {
    if (!(error instanceof SubentroError) && !(error instanceof FonteRifiutata)) throw error;
    barra.fine('non si può caricare');
    const text = `Non è stato caricato nulla: ${error.perche}`;
    return { code: ESITO.TROVATO, text, data: { errore: error.motivo, perche: error.perche } };
  }
}

function testoEsito(e: EsitoSubentro, scarti: string | null): string {
  return [
    ...(e.ripresaDa > 0 ? [`Ripreso dalla persona ${numero(e.ripresaDa + 1)}.`] : []),
    `${conto(e.persone, 'persona', 'persone')}, ${conto(e.famiglie, 'famiglia', 'famiglie')} e` +
      ` ${conto(e.convivenze, 'convivenza', 'convivenze')} nel tracciato;` +
      ` ${inCoda(e.documenti, e.nuovi)}.`,
    ...(e.scartate > 0 ? [`${conto(e.scartate, 'persona non caricata', 'persone non caricate')}.`] : []),
    ...(e.incomplete > 0 ? [`${conto(e.incomplete, 'persona caricata', 'persone caricate')} senza la famiglia.`] : []),
    ...(scarti === null ? [] : [`Resoconto: ${scarti}`]),
  ].join('\n');
}
