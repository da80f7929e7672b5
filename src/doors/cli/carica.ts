/** `allinea carica`: puts an initial load (a municipal CSV, or 3002 answers) into the inbox; the daemon applies it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import type { NotificaError } from '../../errors.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import { carica } from '../../work/carica.js';
import { CODIFICHE, type Codifica } from '../../work/carica-righe.js';
import { codiciDi } from '../../work/enti.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { caricaFileCsv, isCsv } from './carica-csv.js';
import { comando, data, type Registra } from './comando.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune: string;
  readonly estrattoIl?: string;
  readonly codifica: Codifica;
  readonly scarti?: string;
}

function filesDi(percorsi: readonly string[]): string[] {
  return percorsi.flatMap((percorso) => {
    const stat = statSync(percorso, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsoError(`Il file ${percorso} non c’è.`);
    if (!stat.isDirectory()) return [percorso];
    const nomi = readdirSync(percorso).filter((n) => /\.(xml|gz)$/i.test(n));
    return nomi.toSorted().map((n) => join(percorso, n));
  });
}

/** Reads one file at a time and remembers which one is in hand, for the message when it is not a 3002 answer. */
class Lettore {
  inMano = '';
  constructor(private readonly files: readonly string[]) {}
  *documenti(): Generator<Uint8Array> {
    for (const file of this.files) {
      this.inMano = file;
      yield readFileSync(file);
    }
  }
}

/** One CSV by itself: its lines are told apart by their number. */
async function caricaUno(ambiente: Ambiente, o: Opzioni, file: string): Promise<Esito> {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) throw new UsoError(`Il file ${file} non c’è.`);
  return conDatabase(ambiente, o, async (sessione) => {
    const ente = sessione.impostazioni.enti.find((e) => codiciDi(e).includes(o.comune));
    if (ente === undefined) throw new UsoError(`Nessun ente ha il codice ${o.comune}.`);
    const { codifica, estrattoIl, scarti } = o;
    return caricaFileCsv(sessione, ambiente, { file, codComune: ente.codiceIstat, codifica, estrattoIl, scarti });
  });
}

async function caricaFiles(ambiente: Ambiente, o: Opzioni, percorsi: readonly string[]): Promise<Esito> {
  const csv = percorsi.filter(isCsv);
  if (csv[0] !== undefined && percorsi.length === 1) return caricaUno(ambiente, o, csv[0]);
  if (csv.length > 0) throw new UsoError('Un CSV si carica da solo: un comando per ciascuno.');
  const lettore = new Lettore(filesDi(percorsi));
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const ente = impostazioni.enti.find((e) => codiciDi(e).includes(o.comune));
    if (ente === undefined) throw new UsoError(`Nessun ente ha il codice ${o.comune}.`);
    const codComune = ente.codiceIstat;
    const { attore, now } = ambiente;
    const scartati: { readonly file: string; readonly errore: string; readonly perche: string }[] = [];
    const scarta = (e: NotificaError): void =>
      void scartati.push({ file: lettore.inMano, errore: e.motivo, perche: e.message });
    const esito = await carica(createInbox(db), lettore.documenti(), { codComune, now, scarta });
    const dettaglio = JSON.stringify({ ...esito, scartati: scartati.length });
    const azione = { attore, azione: 'carica', oggetto: `ente:${codComune}`, dettaglio };
    await db.transaction((tx) => registraAzione(tx, { ...azione, quando: now().toISOString() }));
    const fatto = `${numero(esito.nuovi)} documenti in coda, ${numero(esito.giaPresenti)} già presenti: il demone li applica.`;
    const no = scartati.map((s) => `  ${s.file}: non è una risposta 3002 (${s.perche})`);
    const data = scartati.length === 0 ? esito : { ...esito, scartati };
    return { code: scartati.length === 0 ? ESITO.OK : ESITO.TROVATO, text: [fatto, ...no].join('\n'), data };
  });
}

export const registraCarica: Registra = (programma, ambiente, finito) => {
  comando(programma, 'carica', 'carico iniziale: un CSV del comune, o risposte 3002 (file .xml o .gz, o cartelle)')
    .argument('<file...>', 'un .csv (anche .csv.gz), oppure file .xml, .gz o cartelle')
    .requiredOption('--comune <istat>', 'codice ISTAT dell’ente')
    .option('--estratto-il <data>', 'per un CSV: il giorno in cui è stato estratto (AAAA-MM-GG)', data)
    .addOption(new Option('--codifica <nome>', 'per un CSV: come è scritto').choices(CODIFICHE).default('utf-8'))
    .option('--scarti <file>', 'per un CSV: dove scrivere le righe non caricate (altrimenti FILE.scarti.csv)')
    .action(async (percorsi: string[], opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => caricaFiles(ambiente, opzioni, percorsi))),
    );
};
