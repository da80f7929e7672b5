/**
 * `allinea carica FILE.csv`: the whole comune from a municipal file. What was not taken is in a report beside it: line, field,
 * what was expected; no value, because it would be somebody's.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { streamRegular } from '../../regular-file.js';
import { registraAzione } from '../../store/audit.js';
import { nomeDelComune } from '../../store/comuni-storici.js';
import { createInbox } from '../../store/inbox.js';
import { createInboxProva } from '../../store/inbox-prova.js';
import { caricaCsv, type EsitoCsv, type Scarto, TestataError } from '../../work/carica-csv.js';
import type { PorteCarico } from '../../work/carica-persone.js';
import type { Codifica } from '../../work/carica-righe.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { apriRapporto, avvisaPrima, avvisiCsv, daMettereInCoda, type Rapporto, testoProva } from './carica-avvisi.js';
import { type Sessione, UsoError } from './esegui.js';
import { improntaFile } from './fonti/impronta.js';
import { creaBarra } from './prova/barra.js';
import { conto, inCoda, numero } from './testo.js';

export interface OpzioniFileCsv {
  readonly codComune: string;
  readonly codifica: Codifica;
  /** Calendar day of extraction: what ANPR registered from that day on is told by notifications. */
  readonly estrattoIl: string | undefined;
  readonly scarti: string | undefined;
  /** Judge, and write nothing but a report that was asked for. */
  readonly prova: boolean;
}

/** True for the files this command takes as CSV. */
export const isCsv = (file: string): boolean => /\.csv(\.gz)?$/i.test(file);

/** The bytes of the file, inflated where they are gzip; `avanza` hears how many were read from the disk. */
async function* byteDi(file: string, avanza: (byte: number) => void): AsyncGenerator<Uint8Array> {
  const disco = streamRegular(file);
  let letti = 0;
  disco.on('data', (pezzo) => {
    letti += pezzo.length;
    avanza(letti);
  });
  if (!/\.gz$/i.test(file)) {
    yield* disco;
    return;
  }
  const aperto = createGunzip();
  disco.on('error', (error) => aperto.destroy(error));
  yield* disco.pipe(aperto);
}

/** Reads a compressed file to its end: half a comune is no comune. @throws UsoError when it cannot be inflated whole */
async function controllaGzip(file: string): Promise<void> {
  if (!/\.gz$/i.test(file)) return;
  try {
    for await (const _ of byteDi(file, () => undefined));
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw new UsoError(`${file} non è un gzip intero (troncato, o non è gzip): non è stato caricato nulla.`);
  }
}

/** Before anything is saved. @throws UsoError when the report of what is rejected would find no place */
export function controllaScarti(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new UsoError(`Il resoconto ${file} non si può scrivere: dire dove con --scarti FILE.`);
  }
}

const celle = ({ riga, problemi }: Scarto) => problemi.map((p) => [riga, p.campo, p.atteso]);
const parole = ({ riga, problemi }: Scarto) => problemi.map((p) => `riga ${riga}, ${p.campo}: atteso ${p.atteso}`);

/** Judges one CSV, says what is to be known of it, and loads it unless it is a dry run. */
export async function caricaFileCsv(
  { db }: Sessione,
  ambiente: Ambiente,
  { file, ...o }: OpzioniFileCsv & { readonly file: string },
): Promise<Esito> {
  const momento = o.estrattoIl === undefined ? undefined : inizioDelGiorno(o.estrattoIl);
  if (momento === undefined)
    throw new UsoError('Per un CSV serve --estratto-il AAAA-MM-GG: il giorno in cui è stato estratto.');
  const scarti = o.scarti ?? (o.prova ? null : `${file}.scarti.csv`);
  if (scarti !== null) controllaScarti(scarti);
  await controllaGzip(file);
  const luogo = await db.transaction((tx) => nomeDelComune(tx, o.codComune));
  const rapporto = apriRapporto<Scarto>({ file: scarti, colonne: ['riga', 'campo', 'atteso'], celle, parole });
  const passa = async (porte: PorteCarico, titolo: string, scarta: (s: Scarto) => void): Promise<EsitoCsv> => {
    const barra = creaBarra(titolo, ambiente.err);
    const totale = statSync(file).size;
    const opzioni = { ...luogo, codComune: o.codComune, codifica: o.codifica, momento, now: ambiente.now, scarta };
    const impronta = improntaFile(file, momento);
    try {
      const pezzi = byteDi(file, (b) => barra.avanza(b, totale));
      const esito = await caricaCsv(porte, pezzi, { ...opzioni, impronta });
      barra.fine(conto(esito.persone, 'persona', 'persone'));
      return esito;
    } catch (error) {
      barra.fine('non si può leggere');
      throw error;
    }
  };
  try {
    const vista = await passa({ inbox: createInboxProva(db, o.codComune) }, 'Controllo', rapporto.scarta);
    if (o.prova) return esitoProva(vista, rapporto);
    avvisaPrima(ambiente.err, avvisiCsv(vista));
    const esito = await passa({ db, inbox: createInbox(db) }, 'Lettura', () => undefined);
    await registra({ db }, ambiente, { codComune: o.codComune, esito });
    const scritto = rapporto.scritto();
    return { code: codiceDi(esito), text: testoEsito(esito, scritto), data: { ...esito, scarti: scritto } };
  } catch (error) {
    if (!(error instanceof TestataError)) throw error;
    const problemi = error.problemi.map((p) => `  ${p.campo}: atteso ${p.atteso}`);
    const text = [`La prima riga di ${file} non è quella del tracciato; non è stato caricato nulla:`, ...problemi].join(
      '\n',
    );
    return { code: ESITO.TROVATO, text, data: { errore: 'TRACCIATO', problemi: error.problemi } };
  }
}

const codiceDi = (e: EsitoCsv): Esito['code'] =>
  e.scartate === 0 && e.persone + e.ripresaDa > 0 ? ESITO.OK : ESITO.TROVATO;

const NESSUNO = 'Il file ha solo la prima riga: non c’è nessuno da caricare';

function esitoProva(e: EsitoCsv, rapporto: Rapporto<Scarto>): Esito {
  const avvisi = avvisiCsv(e);
  const dove = `${conto(e.persone, 'persona', 'persone')} in ${conto(e.famiglie, 'famiglia o convivenza', 'famiglie o convivenze')}`;
  const cosa = e.persone + e.scartate === 0 ? NESSUNO : `${dove}: ${daMettereInCoda(e.documenti, e.nuovi)}`;
  const resoconto = rapporto.scritto();
  const primi = resoconto === null ? rapporto.primi() : [];
  const data = { prova: true, ...e, avvisi, scarti: resoconto };
  return { code: codiceDi(e), text: testoProva({ cosa, avvisi, primi, resoconto }), data };
}

async function registra(
  { db }: Pick<Sessione, 'db'>,
  { attore, now }: Ambiente,
  { codComune, esito }: { readonly codComune: string; readonly esito: EsitoCsv },
): Promise<void> {
  const azione = { attore, azione: 'carica', oggetto: `ente:${codComune}`, dettaglio: JSON.stringify(esito) };
  await db.transaction((tx) => registraAzione(tx, { ...azione, quando: now().toISOString() }));
}

function testoEsito(e: EsitoCsv, scarti: string | null): string {
  if (e.persone + e.scartate + e.ripresaDa === 0) return `${NESSUNO}.`;
  const righe = [
    ...(e.ripresaDa > 0 ? [`Ripreso dalla riga ${numero(e.ripresaDa + 1)}.`] : []),
    `${conto(e.persone, 'persona', 'persone')} in ${inCoda(e.documenti, e.nuovi)}.`,
    ...(scarti === null ? [] : [`${conto(e.scartate, 'riga non caricata', 'righe non caricate')}: ${scarti}`]),
  ];
  return righe.join('\n');
}
