/**
 * `allinea esporta liste|sezioni`: the official electoral documents, written beside and put in place when complete.
 * Invariant: the counter in the document is the number of elements in it; an incomplete document never has the final name.
 */
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { registraAzione } from '../../store/audit.js';
import { vociListe } from '../../work/export-elettorale.js';
import { type Cornice, corniceListe, corniceSezioni, elementoSezione } from '../../work/export-elettorale-xml.js';
import { oggiInItalia } from '../../work/oggi.js';
import { RichiestaRifiutata } from '../../work/revisioni.js';
import { elencaSezioni } from '../../work/stradario.js';
import { ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { conEnte, type Ufficio } from './elettorale.js';
import { UsoError } from './esegui.js';
import { numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly file: string;
  readonly provincia: string;
  readonly saltaIncompleti?: boolean;
}

/** People named in a refusal; the rest are counted. */
const NOMINATI = 50;

interface Raccolta {
  quanti: number;
  readonly incompleti: { readonly soggetto: string; readonly mancano: readonly string[] }[];
}

async function* soloXml(voci: AsyncIterable<{ xml: string } | Raccolta['incompleti'][number]>, r: Raccolta) {
  for await (const voce of voci) {
    if ('xml' in voce) {
      r.quanti++;
      yield `${voce.xml}\n`;
    } else r.incompleti.push(voce);
  }
}

/** The elements go to a file of their own, because the counter stands before them. */
async function scrivi(file: string, elementi: AsyncIterable<string>, cornice: () => Cornice): Promise<void> {
  const [corpo, intero] = [`${file}.corpo`, `${file}.parte`];
  try {
    await pipeline(Readable.from(elementi), createWriteStream(corpo, { mode: 0o600 }));
    const { testa, coda } = cornice();
    const pezzi = async function* () {
      yield testa;
      yield* createReadStream(corpo);
      yield coda;
    };
    await pipeline(Readable.from(pezzi()), createWriteStream(intero, { mode: 0o600 }));
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

async function liste(u: Ufficio, o: Opzioni): Promise<Esito> {
  const { codComune, now } = u.ente;
  const di = { nome: u.nome, codiceIstat: codComune, provincia: provincia(o) };
  const contesto = { codComune, codici: new Set(u.codici), oggi: oggiInItalia(now) };
  const raccolta: Raccolta = { quanti: 0, incompleti: [] };
  await scrivi(o.file, soloXml(vociListe(u.db, contesto, di), raccolta), () => {
    const { incompleti, quanti } = raccolta;
    if (incompleti.length > 0 && o.saltaIncompleti !== true) throw new RichiestaRifiutata(perche(incompleti));
    if (quanti === 0) throw new RichiestaRifiutata(['nessun elettore è in una lista del comune']);
    return corniceListe(quanti);
  });
  await annota(u, 'liste', raccolta.quanti);
  const saltati = raccolta.incompleti.length;
  const coda = saltati === 0 ? '' : `, ${numero(saltati)} saltati perché incompleti`;
  return {
    code: ESITO.OK,
    text: `${o.file}: ${numero(raccolta.quanti)} elettori${coda}.`,
    data: { file: o.file, elettori: raccolta.quanti, saltati },
  };
}

function perche(incompleti: Raccolta['incompleti']): string[] {
  const nominati = incompleti
    .slice(0, NOMINATI)
    .map(
      (i) =>
        `${i.soggetto.startsWith('C:') ? 'una persona senza scheda' : i.soggetto}: mancano ${i.mancano.join(', ')}`,
    );
  const altri = incompleti.length - nominati.length;
  const rimedio = 'rileggere le schede in ANPR (3002), oppure --salta-incompleti';
  return [...nominati, ...(altri > 0 ? [`e altre ${numero(altri)} persone`] : []), rimedio];
}

async function sezioni(u: Ufficio, o: Opzioni): Promise<Esito> {
  const di = { nome: u.nome, codiceIstat: u.ente.codComune, provincia: provincia(o) };
  const tutte = await elencaSezioni(u.db, u.ente.codComune);
  if (tutte.length === 0) throw new RichiestaRifiutata(['nessuna sezione: «allinea sezioni importa FILE»']);
  const elementi = async function* () {
    for (const s of tutte) yield `${elementoSezione(s, di)}\n`;
  };
  await scrivi(o.file, elementi(), () => corniceSezioni(tutte.length));
  await annota(u, 'sezioni', tutte.length);
  return {
    code: ESITO.OK,
    text: `${o.file}: ${numero(tutte.length)} sezioni.`,
    data: { file: o.file, sezioni: tutte.length },
  };
}

export const registraEsporta: Registra = (programma, ambiente, finito) => {
  const gruppo = programma
    .command('esporta')
    .description('i documenti elettorali ufficiali in XML (registrato)')
    .helpOption('-h, --help', 'questo aiuto');
  const uno = (firma: string, descrizione: string, fa: (u: Ufficio, o: Opzioni) => Promise<Esito>) =>
    comando(gruppo, firma, descrizione)
      .option('--comune <istat>', 'di quale ente (altrimenti il primo)')
      .requiredOption('--provincia <sigla>', 'la sigla della provincia')
      .requiredOption('--file <file>', 'dove scriverlo')
      .action(async (o: Opzioni) => finito(await conEnte(ambiente, o, (u) => fa(u, o))));
  uno('liste', 'subentroListe: gli elettori con la loro posizione', liste).option(
    '--salta-incompleti',
    'lascia fuori chi manca di un dato richiesto dallo schema',
  );
  uno('sezioni', 'subentroSezioni: le sezioni importate', sezioni);
};
