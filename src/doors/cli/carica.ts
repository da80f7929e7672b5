/** `allinea carica`: puts the documents of an initial load (3002 answers) into the inbox; the daemon applies them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NotificaError } from '../../errors.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import { carica } from '../../work/carica.js';
import { codiciDi } from '../../work/enti.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune: string;
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

async function caricaFiles(ambiente: Ambiente, o: Opzioni, percorsi: readonly string[]): Promise<Esito> {
  const lettore = new Lettore(filesDi(percorsi));
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const ente = impostazioni.enti.find((e) => codiciDi(e).includes(o.comune));
    if (ente === undefined) throw new UsoError(`Nessun ente ha il codice ${o.comune}.`);
    const codComune = ente.codiceIstat;
    const { attore, now } = ambiente;
    try {
      const esito = await carica(createInbox(db), lettore.documenti(), { codComune, now });
      const azione = { attore, azione: 'carica', oggetto: `ente:${codComune}`, dettaglio: JSON.stringify(esito) };
      await db.transaction((tx) => registraAzione(tx, { ...azione, quando: now().toISOString() }));
      const text = `${numero(esito.nuovi)} documenti in coda, ${numero(esito.giaPresenti)} già presenti: il demone li applica.`;
      return { code: ESITO.OK, text, data: esito };
    } catch (error) {
      if (!(error instanceof NotificaError)) throw error;
      const text = `${lettore.inMano}: non è una risposta 3002 (${error.message}). I documenti precedenti sono in coda.`;
      return { code: ESITO.TROVATO, text, data: { errore: error.motivo, file: lettore.inMano } };
    }
  });
}

export const registraCarica: Registra = (programma, ambiente, finito) => {
  comando(programma, 'carica', 'carico iniziale: mette in coda risposte 3002 (file .xml o .gz, o cartelle)')
    .argument('<file...>', 'file o cartelle')
    .requiredOption('--comune <istat>', 'codice ISTAT dell’ente')
    .action(async (percorsi: string[], opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => caricaFiles(ambiente, opzioni, percorsi))),
    );
};
