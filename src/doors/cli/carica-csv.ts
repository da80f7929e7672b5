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
import { caricaCsv, type EsitoCsv, type Scarto, TestataError } from '../../work/carica-csv.js';
import type { Codifica } from '../../work/carica-righe.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { rigaCsv, testataCsv } from './csv.js';
import { type Sessione, UsoError } from './esegui.js';
import { resocontoRiservato, togliFile } from './file-riservato.js';
import { improntaFile } from './fonti/impronta.js';
import { creaBarra } from './prova/barra.js';
import { conto, inCoda, numero } from './testo.js';

export interface OpzioniFileCsv {
  readonly codComune: string;
  readonly codifica: Codifica;
  /** Calendar day of extraction: what ANPR registered from that day on is told by notifications. */
  readonly estrattoIl: string | undefined;
  readonly scarti: string | undefined;
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

/** The rejected lines, written as they come; nothing is left where there are none. */
function scriveScarti(file: string): (s: Scarto) => void {
  togliFile(file);
  const { scrivi } = resocontoRiservato(file, testataCsv(['riga', 'campo', 'atteso']));
  return ({ riga, problemi }) => scrivi(problemi.map((p) => rigaCsv([riga, p.campo, p.atteso])).join(''));
}

/** Loads one CSV and says what became of it. */
export async function caricaFileCsv(
  { db }: Sessione,
  ambiente: Ambiente,
  { file, ...o }: OpzioniFileCsv & { readonly file: string },
): Promise<Esito> {
  const momento = o.estrattoIl === undefined ? undefined : inizioDelGiorno(o.estrattoIl);
  if (momento === undefined)
    throw new UsoError('Per un CSV serve --estratto-il AAAA-MM-GG: il giorno in cui è stato estratto.');
  const scarti = o.scarti ?? `${file}.scarti.csv`;
  controllaScarti(scarti);
  await controllaGzip(file);
  const totale = statSync(file).size;
  const barra = creaBarra('Lettura', ambiente.err);
  const luogo = await db.transaction((tx) => nomeDelComune(tx, o.codComune));
  const opzioni = {
    ...luogo,
    codComune: o.codComune,
    codifica: o.codifica,
    momento,
    impronta: improntaFile(file, momento),
  };
  try {
    const esito = await caricaCsv(
      { db, inbox: createInbox(db) },
      byteDi(file, (b) => barra.avanza(b, totale)),
      {
        ...opzioni,
        now: ambiente.now,
        scarta: scriveScarti(scarti),
      },
    );
    barra.fine(conto(esito.persone, 'persona', 'persone'));
    await registra({ db }, ambiente, { codComune: o.codComune, esito });
    const code = esito.scartate === 0 && esito.persone + esito.ripresaDa > 0 ? ESITO.OK : ESITO.TROVATO;
    return { code, text: testoEsito(esito, scarti), data: { ...esito, scarti: esito.scartate === 0 ? null : scarti } };
  } catch (error) {
    if (!(error instanceof TestataError)) throw error;
    barra.fine('non si può leggere');
    const problemi = error.problemi.map((p) => `  ${p.campo}: atteso ${p.atteso}`);
    const text = [`La prima riga di ${file} non è quella del tracciato; non è stato caricato nulla:`, ...problemi].join(
      '\n',
    );
    return { code: ESITO.TROVATO, text, data: { errore: 'TRACCIATO', problemi: error.problemi } };
  }
}

async function registra(
  { db }: Pick<Sessione, 'db'>,
  { attore, now }: Ambiente,
  { codComune, esito }: { readonly codComune: string; readonly esito: EsitoCsv },
): Promise<void> {
  const azione = { attore, azione: 'carica', oggetto: `ente:${codComune}`, dettaglio: JSON.stringify(esito) };
  await db.transaction((tx) => registraAzione(tx, { ...azione, quando: now().toISOString() }));
}

const SENZA_COMUNE =
  'senza il nome del comune, che ANPR scrive: prima di caricare, «allinea comuni importa», o le colonne nome_comune e provincia; altrimenti le notifiche che li ripetono aprono variazioni.';

function testoEsito(e: EsitoCsv, scarti: string): string {
  if (e.persone + e.scartate + e.ripresaDa === 0) return 'Il file ha solo la prima riga: non c’è nessuno da caricare.';
  const righe = [
    ...(e.ripresaDa > 0 ? [`Ripreso dalla riga ${numero(e.ripresaDa + 1)}.`] : []),
    `${conto(e.persone, 'persona', 'persone')} in ${inCoda(e.documenti, e.nuovi)}.`,
    ...(e.scartate > 0 ? [`${conto(e.scartate, 'riga non caricata', 'righe non caricate')}: ${scarti}`] : []),
    ...(e.senzaComune > 0 ? [`${conto(e.senzaComune, 'indirizzo', 'indirizzi')} ${SENZA_COMUNE}`] : []),
  ];
  return righe.join('\n');
}
