/**
 * `allinea carica`: puts an initial load (a municipal CSV, the official layout, 3002 answers) into the inbox; the daemon applies it.
 * Invariant: one bad document costs the others nothing; the same command goes on where it was interrupted.
 */
import { statSync } from 'node:fs';
import { Option } from 'commander';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import type { NotificaError } from '../../errors.js';
import { LIMITI_XML } from '../../soap/xml.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import { carica } from '../../work/carica.js';
import { CODIFICHE, type Codifica } from '../../work/carica-righe.js';
import { codiciDi } from '../../work/enti.js';
import { openLetture } from '../../work/letture-isolate.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { caricaFileCsv, isCsv } from './carica-csv.js';
import { caricaFilesSubentro } from './carica-subentro.js';
import { comando, data, type Registra } from './comando.js';
import { enteScelto, OPZIONE_COMUNE } from './enti.js';
import { conDatabase, esegui, type Sessione, UsoError } from './esegui.js';
import { byteDi, FonteRifiutata, leggiTutto } from './fonti/fonte.js';
import { improntaElenco } from './fonti/impronta.js';
import { filesDi, fontiDi } from './fonti/percorsi.js';
import { creaBarra } from './prova/barra.js';
import { inCoda, numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune: string;
  readonly estrattoIl?: string;
  readonly codifica: Codifica;
  readonly scarti?: string;
}

/** Of a folder only what may be a document of the load: reports and notes may lie beside. */
const files3002 = (percorsi: readonly string[]): string[] =>
  filesDi(percorsi).filter((f) => percorsi.includes(f) || /\.(xml|gz|zip)$/i.test(f));

interface Scartato {
  readonly file: string;
  readonly errore: string;
  readonly perche: string;
}

/** Reads one document at a time and remembers which one is in hand, for the message when it is not a 3002 answer. */
class Lettore {
  inMano = '';
  readonly scartati: Scartato[] = [];
  constructor(
    private readonly files: readonly string[],
    private readonly avanza: (letti: number) => void,
  ) {}
  scarta(errore: string, perche: string): void {
    this.scartati.push({ file: this.inMano, errore, perche });
  }
  async *documenti(): AsyncGenerator<Uint8Array> {
    let letti = 0;
    for await (const fonte of fontiDi(this.files)) {
      this.inMano = fonte.dove;
      letti += 1;
      this.avanza(letti);
      if (!('apri' in fonte)) this.scarta(fonte.motivo, fonte.perche);
      else {
        const byte = await leggiTutto(fonte, LIMITI_XML.maxByte).catch((e: unknown) => e);
        if (byte instanceof Uint8Array) yield byte;
        else if (byte instanceof FonteRifiutata) this.scarta(byte.motivo, byte.perche);
        else throw byte;
      }
    }
  }
}

/** True for the official layout: the first document that can be read decides for all. */
async function isSubentro(files: readonly string[]): Promise<boolean> {
  for await (const fonte of fontiDi(files)) {
    if (!('apri' in fonte)) continue;
    try {
      for await (const pezzo of byteDi(fonte))
        return /^[^<]*(?:<[?!][^>]*>\s*)*<(?:[\w.-]+:)?subentro[\s>]/.test(
          pezzo.toString('latin1').replaceAll('\0', ''),
        );
    } catch (e) {
      if (!(e instanceof FonteRifiutata)) throw e;
    }
  }
  return false;
}

async function quanti(files: readonly string[]): Promise<number> {
  let n = 0;
  for await (const _ of fontiDi(files)) n += 1;
  return n;
}

/** One CSV by itself: its lines are told apart by their number. */
async function caricaUno(ambiente: Ambiente, o: Opzioni, file: string): Promise<Esito> {
  const disco = statSync(file, { throwIfNoEntry: false });
  if (disco === undefined) throw new UsoError(`Il file ${file} non c’è.`);
  if (disco.isDirectory()) throw new UsoError(`${file} è una cartella, non un CSV.`);
  return conDatabase(ambiente, o, async (sessione) => {
    const { codiceIstat } = enteScelto(sessione.impostazioni, o.comune);
    const { codifica, estrattoIl, scarti } = o;
    return caricaFileCsv(sessione, ambiente, { file, codComune: codiceIstat, codifica, estrattoIl, scarti });
  });
}

/** From a day that has not come, the load would prevail over whatever ANPR tells until then. @throws UsoError */
function controllaGiorno(estrattoIl: string | undefined, oggi: string): void {
  if (estrattoIl !== undefined && estrattoIl > oggi)
    throw new UsoError(`--estratto-il ${estrattoIl} deve ancora venire: è il giorno in cui il file è stato estratto.`);
}

async function caricaFiles(ambiente: Ambiente, o: Opzioni, percorsi: readonly string[]): Promise<Esito> {
  controllaGiorno(o.estrattoIl, giornoInItalia(ambiente.now()));
  const csv = percorsi.filter(isCsv);
  if (csv[0] !== undefined && percorsi.length === 1) return caricaUno(ambiente, o, csv[0]);
  if (csv.length > 0) throw new UsoError('Un CSV si carica da solo: un comando per ciascuno.');
  const files = files3002(percorsi);
  if (files.length === 0) throw new UsoError(`In ${percorsi.join(', ')} non ci sono file .xml, .gz o .zip.`);
  const subentro = await isSubentro(files);
  return conDatabase(ambiente, o, async (sessione) => {
    const ente = enteScelto(sessione.impostazioni, o.comune);
    const codComune = ente.codiceIstat;
    if (!subentro) return caricaSchede(sessione, ambiente, { files, codComune });
    const scarti = o.scarti ?? `${(percorsi[0] ?? '').replace(/\/+$/, '')}.scarti.csv`;
    return caricaFilesSubentro(sessione, ambiente, {
      files,
      codComune,
      codici: codiciDi(ente),
      estrattoIl: o.estrattoIl,
      scarti,
    });
  });
}

async function caricaSchede(
  { db }: Sessione,
  { attore, now, err, log }: Ambiente,
  { files, codComune }: { readonly files: readonly string[]; readonly codComune: string },
): Promise<Esito> {
  const totale = await quanti(files);
  const barra = creaBarra('Documenti', err);
  const lettore = new Lettore(files, (letti) => barra.avanza(letti, totale));
  const { scartati } = lettore;
  const letture = openLetture({ enti: [], keystores: () => [], log });
  const esito = await carica(createInbox(db), lettore.documenti(), {
    codComune,
    now,
    testata: letture.testata,
    scarta: (e: NotificaError) => lettore.scarta(e.motivo, `non è una risposta 3002 (${e.message})`),
    segno: { db, impronta: improntaElenco(files, codComune) },
  }).finally(letture.close);
  barra.fine(`${numero(totale)} letti`);
  const dettaglio = JSON.stringify({ ...esito, scartati: scartati.length });
  const azione = { attore, azione: 'carica', oggetto: `ente:${codComune}`, dettaglio };
  await db.transaction((tx) => registraAzione(tx, { ...azione, quando: now().toISOString() }));
  const righe = [
    ...(esito.ripresaDa > 0 ? [`Ripreso dal documento ${numero(esito.ripresaDa + 1)}.`] : []),
    `${inCoda(esito.nuovi + esito.giaPresenti, esito.nuovi)}.`,
    ...scartati.map((s) => `  ${s.file}: ${s.perche}`),
    ...(scartati.length === totale ? ['Se è un CSV, il suo nome deve finire in .csv.'] : []),
  ];
  const data = scartati.length === 0 ? esito : { ...esito, scartati };
  return { code: scartati.length === 0 ? ESITO.OK : ESITO.TROVATO, text: righe.join('\n'), data };
}

export const registraCarica: Registra = (programma, ambiente, finito) => {
  comando(
    programma,
    'carica',
    'carico iniziale: un CSV del comune, il tracciato del subentro o dello scarico massivo, o risposte 3002',
  )
    .argument('<file...>', 'un .csv (anche .csv.gz), oppure file .xml, .gz, .zip o cartelle')
    .requiredOption(OPZIONE_COMUNE, 'codice ISTAT dell’ente')
    .option(
      '--estratto-il <data>',
      'il giorno dell’estrazione (AAAA-MM-GG): serve per un CSV, e per un tracciato che non lo dice',
      data,
    )
    .addOption(new Option('--codifica <nome>', 'per un CSV: come è scritto').choices(CODIFICHE).default('utf-8'))
    .option('--scarti <file>', 'dove scrivere ciò che non è stato caricato (altrimenti FILE.scarti.csv)')
    .action(async (percorsi: string[], opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => caricaFiles(ambiente, opzioni, percorsi))),
    );
};
