/**
 * `allinea esporta liste|sezioni`: the official electoral documents, written beside and put in place when complete.
 * Invariant: the counter in the document is the number of elements in it; an incomplete document never has the final name.
 */
import { createReadStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { registraAzione } from '../../store/audit.js';
import { controlliAperti, vociListe } from '../../work/export-elettorale.js';
import { difettiComune, difettiSezione } from '../../work/export-elettorale-difetti.js';
import {
  type ComuneElettorale,
  type Cornice,
  corniceListe,
  corniceSezioni,
  elementoSezione,
} from '../../work/export-elettorale-xml.js';
import { RichiestaRifiutata } from '../../work/revisioni.js';
import { elencaSezioni } from '../../work/stradario.js';
import { ESITO, type Esito } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { conEnte, type DiChi, type Ufficio } from './elettorale.js';
import { SCRIVE_UNO } from './enti.js';
import { UsoError } from './esegui.js';
import { apriRiservato, soloFile } from './file-riservato.js';
import { conto, numero } from './testo.js';

interface Opzioni extends DiChi {
  readonly file: string;
  readonly provincia: string;
  readonly saltaIncompleti?: boolean;
}

/** People or sections named in a refusal; the rest are counted. */
const NOMINATI = 50;

/** Who or what is left out: the card of a person or the number of a section, never a name. */
interface Escluso {
  readonly chi: string;
  readonly problemi: readonly string[];
}

interface Raccolta {
  quanti: number;
  readonly esclusi: Escluso[];
  /** Sections that the electors written are in. */
  readonly sezioni: Set<string>;
}

const vuota = (): Raccolta => ({ quanti: 0, esclusi: [], sezioni: new Set() });

async function* soloXml(voci: AsyncIterable<{ xml: string; sezioni: readonly string[] } | Escluso>, r: Raccolta) {
  for await (const voce of voci) {
    if ('xml' in voce) {
      r.quanti++;
      for (const sezione of voce.sezioni) r.sezioni.add(sezione);
      yield `${voce.xml}\n`;
    } else r.esclusi.push(voce);
  }
}

/** The elements go to a file of their own, because the counter stands before them. */
async function scrivi(file: string, elementi: AsyncIterable<string>, cornice: () => Cornice): Promise<void> {
  soloFile(file);
  const [corpo, intero] = [`${file}.corpo`, `${file}.parte`];
  try {
    await pipeline(Readable.from(elementi), (await apriRiservato(corpo)).createWriteStream());
    const { testa, coda } = cornice();
    const pezzi = async function* () {
      yield testa;
      yield* createReadStream(corpo);
      yield coda;
    };
    await pipeline(Readable.from(pezzi()), (await apriRiservato(intero)).createWriteStream());
    renameSync(intero, file);
  } finally {
    rmSync(corpo, { force: true });
    rmSync(intero, { force: true });
  }
}

function provincia({ provincia: sigla }: Opzioni): string {
  if (!/^[A-Za-z]{2}$/.test(sigla)) throw new UsoError(`Provincia «${sigla}»: serve la sigla di due lettere.`);
  return sigla.toUpperCase();
}

async function annota({ db, ente }: Ufficio, oggetto: string, quanti: number): Promise<void> {
  const azione = { attore: ente.attore, azione: 'esporta', oggetto: `${oggetto}:${ente.codComune}` };
  const dettaglio = JSON.stringify({ quanti });
  await db.transaction((tx) => registraAzione(tx, { ...azione, quando: ente.now.toISOString(), dettaglio }));
}

/** The comune as the documents name it. @throws RichiestaRifiutata its name cannot be written in any of them */
function comuneDi(u: Ufficio, o: Opzioni): ComuneElettorale {
  const di = { nome: u.nome, codiceIstat: u.ente.codComune, provincia: provincia(o) };
  const problemi = difettiComune(di);
  if (problemi.length > 0) throw new RichiestaRifiutata(problemi);
  return di;
}

/** Refuses a document that would be empty, or that lacks somebody unless the office has said so. */
function controlla({ quanti, esclusi }: Raccolta, o: Opzioni, rimedio: string, nessuno: string): void {
  if (esclusi.length > 0 && o.saltaIncompleti !== true)
    throw new RichiestaRifiutata([...elencati(esclusi), `${rimedio}, oppure --salta-incompleti`]);
  if (quanti === 0) throw new RichiestaRifiutata([...elencati(esclusi), nessuno]);
}

function elencati(esclusi: readonly Escluso[]): string[] {
  const altri = esclusi.length - NOMINATI;
  const nominati = esclusi.slice(0, NOMINATI).map((e) => `${e.chi}: ${e.problemi.join('; ')}`);
  return altri > 0 ? [...nominati, `e altri ${numero(altri)}`] : nominati;
}

const UNO = { elettori: 'elettore', sezioni: 'sezione' } as const;
const SALTATI = {
  elettori: ['saltato perché incompleto', 'saltati perché incompleti'],
  sezioni: ['saltata perché incompleta', 'saltate perché incomplete'],
} as const;

/** What was written, who was left out, and what is to be looked at before it is sent. */
function scritto(
  o: Opzioni,
  r: Raccolta,
  { cosa, avvisi = [] }: { cosa: 'elettori' | 'sezioni'; avvisi?: string[] },
): Esito {
  const saltati = r.esclusi.length;
  const coda = saltati === 0 ? '' : `, ${conto(saltati, SALTATI[cosa][0], SALTATI[cosa][1])}:`;
  const righe = [`${o.file}: ${conto(r.quanti, UNO[cosa], cosa)}${coda === '' ? '.' : coda}`];
  for (const e of elencati(r.esclusi)) righe.push(`  ${e}`);
  const data = { file: o.file, [cosa]: r.quanti, saltati, ...(saltati > 0 && { esclusi: r.esclusi }) };
  return {
    code: ESITO.OK,
    text: [...righe, ...avvisi].join('\n'),
    data: avvisi.length > 0 ? { ...data, avvisi } : data,
  };
}

async function liste(u: Ufficio, o: Opzioni): Promise<Esito> {
  const { codComune, now } = u.ente;
  const di = comuneDi(u, o);
  const contesto = { codComune, codici: new Set(u.codici), oggi: giornoInItalia(now) };
  const raccolta = vuota();
  await scrivi(o.file, soloXml(votanti(u, contesto, di), raccolta), () => {
    const rimedio = 'rileggere le schede in ANPR (3002)';
    controlla(raccolta, o, rimedio, 'nessun elettore da esportare è in una lista del comune');
    return corniceListe(raccolta.quanti);
  });
  await annota(u, 'liste', raccolta.quanti);
  return scritto(o, raccolta, { cosa: 'elettori', avvisi: await avvisiListe(u, raccolta) });
}

async function* votanti(u: Ufficio, contesto: Parameters<typeof vociListe>[1], di: ComuneElettorale) {
  for await (const voce of vociListe(u.db, contesto, di)) {
    if ('xml' in voce) yield voce;
    else {
      const chi = voce.soggetto.startsWith('C:') ? 'una persona senza scheda' : voce.soggetto;
      yield { chi, problemi: voce.problemi };
    }
  }
}

/** H.5: the checks that do not stop an export, and the sections ANPR must know before the voters who use them (EN557). */
async function avvisiListe({ db, ente }: Ufficio, { sezioni: usate }: Raccolta): Promise<string[]> {
  const note = new Set((await elencaSezioni(db, ente.codComune)).map((s) => s.numero));
  const ignote = note.size === 0 ? [] : [...usate].filter((s) => !note.has(s)).sort();
  const aperti = await controlliAperti(db, ente.codComune);
  return [
    ...(ignote.length > 0 ? [`Sezioni con elettori che non sono fra quelle importate: ${ignote.join(', ')}.`] : []),
    ...(aperti.length > 0 ? [`Controlli aperti: ${aperti.join(', ')} («allinea anomalie --ufficio elettorale»).`] : []),
  ];
}

async function sezioni(u: Ufficio, o: Opzioni): Promise<Esito> {
  const di = comuneDi(u, o);
  const tutte = await elencaSezioni(u.db, u.ente.codComune);
  if (tutte.length === 0) throw new RichiestaRifiutata(['nessuna sezione: «allinea sezioni importa FILE»']);
  const raccolta = vuota();
  const voci = async function* () {
    for (const s of tutte) {
      const problemi = difettiSezione(s);
      if (problemi.length === 0) yield { xml: elementoSezione(s, di), sezioni: [] };
      else yield { chi: `sezione ${s.numero}`, problemi };
    }
  };
  await scrivi(o.file, soloXml(voci(), raccolta), () => {
    controlla(raccolta, o, 'correggere il file e importarlo di nuovo', 'nessuna sezione da esportare');
    return corniceSezioni(raccolta.quanti);
  });
  await annota(u, 'sezioni', raccolta.quanti);
  return scritto(o, raccolta, { cosa: 'sezioni' });
}

export const registraEsporta: Registra = (programma, ambiente, finito) => {
  const gruppo = programma
    .command('esporta')
    .description('i documenti elettorali ufficiali in XML (registrato)')
    .helpOption('-h, --help', 'questo aiuto');
  const uno = (firma: string, descrizione: string, fa: (u: Ufficio, o: Opzioni) => Promise<Esito>) =>
    comando(gruppo, firma, descrizione)
      .option(...SCRIVE_UNO)
      .requiredOption('--provincia <sigla>', 'la sigla della provincia')
      .requiredOption('--file <file>', 'dove scriverlo')
      .option('--salta-incompleti', 'lascia fuori, e nomina, chi manca di un dato richiesto o ne ha uno non ammesso')
      .action(async (o: Opzioni) => finito(await conEnte(ambiente, { scopo: 'SCRIVE', opzioni: o }, (u) => fa(u, o))));
  uno('liste', 'subentroListe: gli elettori con la loro posizione', liste);
  uno('sezioni', 'subentroSezioni: le sezioni importate', sezioni);
};
