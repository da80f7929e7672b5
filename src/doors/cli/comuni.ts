/** `allinea comuni`: the historic archive of the comuni, imported from the file that the Ministry publishes for ANPR. */
import { fileCode, fileWords, readRegular } from '../../regular-file.js';
import { statoComuni } from '../../store/comuni-storici.js';
import type { Database } from '../../store/database.js';
import { BYTE_MASSIMI, type EsitoComuni, importaComuni } from '../../work/comuni-storici.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { rifiuto } from './elettorale.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { testoComuni } from './stato-comuni.js';
import { conto, numero, scheda } from './testo.js';

function byteDi(file: string): Uint8Array {
  try {
    return readRegular(file, BYTE_MASSIMI);
  } catch (error) {
    const altro =
      fileCode(error) === 'TOO_LARGE' ? `supera ${numero(BYTE_MASSIMI)} byte: non è l’archivio dei comuni` : '';
    throw new UsoError(`Il file ${file} non si legge: ${altro || fileWords(error)}.`);
  }
}

function testoImport(e: EsitoComuni): string {
  const righe: (readonly [string, string])[] = [
    ['righe', numero(e.righe)],
    ['nuove', numero(e.nuove)],
    ['cessate da allora', numero(e.cessate)],
    ['non più nell’archivio', numero(e.tolte)],
    ['aggiornato al', e.aggiornatoAl ?? 'il file non lo dice'],
  ];
  if (e.senzaGiorni > 0)
    righe.push([
      'lasciate fuori',
      `${numero(e.senzaGiorni)}, ${e.senzaGiorni === 1 ? 'cessa' : 'cessano'} prima di cominciare`,
    ]);
  if (e.scartate > 0) righe.push(['non lette', conto(e.scartate, 'riga', 'righe')]);
  if (e.conservate > 0)
    righe.push(['tenute com’erano', `${conto(e.conservate, 'riga', 'righe')} dei comuni non letti`]);
  const cattive = e.problemi.map((p) => `\n  ${p}`);
  if (cattive.length > 0) cattive.unshift('\nNon è stato preso, il resto sì; correggerlo e importare di nuovo:');
  return `Archivio dei comuni importato: il demone riguarda tutte le persone.\n${scheda(righe)}${cattive.join('')}`;
}

async function importa(ambiente: Ambiente, db: Database, file: string): Promise<Esito> {
  const esito = await importaComuni(db, byteDi(file), { attore: ambiente.attore, now: ambiente.now() });
  return { code: esito.scartate === 0 ? ESITO.OK : ESITO.TROVATO, text: testoImport(esito), data: esito };
}

export const registraComuni: Registra = (programma, ambiente, finito) => {
  const gruppo = programma
    .command('comuni')
    .description('l’archivio storico dei comuni, per controllare i luoghi alla loro data')
    .helpOption('-h, --help', 'questo aiuto');
  const fai = async (o: OpzioniComuni, fa: (db: Database) => Promise<Esito>): Promise<void> =>
    finito(await esegui(ambiente, o, () => conDatabase(ambiente, o, ({ db }) => fa(db).catch(rifiuto))));
  comando(gruppo, 'importa', 'sostituisce l’archivio con quello del file (ANPR_archivio_comuni.csv)')
    .argument('<file>', 'file CSV come il Ministero lo pubblica')
    .action((file: string, o: OpzioniComuni) => fai(o, (db) => importa(ambiente, db, file)));
  comando(gruppo, 'mostra', 'quanto è grande l’archivio, e di quando').action((o: OpzioniComuni) =>
    fai(o, async (db) => {
      const stato = await db.transaction((tx) => statoComuni(tx));
      return { code: ESITO.OK, text: testoComuni(stato, ambiente.now()), data: stato ?? null };
    }),
  );
};
