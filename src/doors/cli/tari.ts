/** `allinea tari`: the users of the TARI office's own program, who lives there, and the snapshot of 1 January. */

import type { Command } from 'commander';
import { giornoDi } from '../../anpr/giorni.js';
import { fileWords, MAX_FILE, readRegular } from '../../regular-file.js';
import { registraAzione } from '../../store/audit.js';
import { riguardaTari } from '../../work/compiti-tari.js';
import { fotografa } from '../../work/tari-fotografia.js';
import { decidiUtenza, type EsitoImport, elencaDubbi, importaUtenze } from '../../work/tari-utenze.js';
import { ESITO, type Esito } from './ambiente.js';
import { anno, comando, interoPositivo, type Registra } from './comando.js';
import { conEnte, type DiChi, type Scopo, type Ufficio } from './elettorale.js';
import { SCRIVE_UNO } from './enti.js';
import { UsoError } from './esegui.js';
import { conto, numero, scheda, tabella } from './testo.js';

/** More than this of one file is another problem. */
const ERRORI_MOSTRATI = 50;

function leggiFile(file: string): Uint8Array {
  try {
    return readRegular(file, MAX_FILE.TABLE);
  } catch (error) {
    throw new UsoError(`Il file ${file} non si legge: ${fileWords(error)}.`);
  }
}

function testoImport(e: EsitoImport): string {
  const errori = e.errori
    .slice(0, ERRORI_MOSTRATI)
    .map(({ riga, campo, atteso }) => `  riga ${riga}, ${campo}: serve ${atteso}`);
  const altri = e.errori.length - errori.length;
  if (altri > 0) errori.push(`  … e altri ${numero(altri)}`);
  const scartate = e.errori.length === 0 ? [] : [`Righe scartate:`, ...errori];
  if (e.nuove + e.aggiornate + e.invariate === 0) return ['Nulla è stato importato.', ...scartate].join('\n');
  const conti = scheda([
    ['nuove', numero(e.nuove)],
    ['aggiornate', numero(e.aggiornate)],
    ['invariate', numero(e.invariate)],
    ['non più nell’elenco', e.errori.length === 0 ? numero(e.nonPiuPresenti) : 'da vedere quando il file è corretto'],
    ['abbinate', numero(e.abbinate)],
    ['da abbinare a mano', numero(e.dubbie)],
    ['senza residenti', numero(e.senza)],
  ]);
  return ['Utenze TARI importate.', conti, ...scartate].join('\n');
}

async function importa({ db, ente, contesto }: Ufficio, file: string): Promise<Esito> {
  const esito = await importaUtenze(db, leggiFile(file), ente);
  await riguardaTari(db, { contesto, now: ente.now.toISOString() });
  const code = esito.errori.length === 0 ? ESITO.OK : ESITO.TROVATO;
  return { code, text: testoImport(esito), data: esito };
}

interface OpzioniAbbina extends DiChi {
  readonly codice?: string;
  readonly famiglia?: string;
  readonly nessuna?: boolean;
  readonly limite: number;
}

const RIFIUTI = {
  UTENZA_IGNOTA: 'Nessuna utenza ha questo codice.',
  FAMIGLIA_IGNOTA: 'Nessun nucleo residente ha questo id_famiglia_anpr (vedi v_tributi_nuclei).',
} as const;

async function abbinaAMano({ db, ente }: Ufficio, o: OpzioniAbbina): Promise<Esito> {
  if (o.codice === undefined) return dubbi({ db, ente }, o.limite);
  if ((o.famiglia === undefined) === (o.nessuna !== true))
    throw new UsoError('Con --codice serve --famiglia ID oppure --nessuna.');
  const decisione = { codice: o.codice, idFamiglia: o.famiglia ?? null };
  const rifiuto = await decidiUtenza(db, decisione, ente);
  if (rifiuto !== null) return { code: ESITO.TROVATO, text: RIFIUTI[rifiuto], data: { errore: rifiuto } };
  const come = decisione.idFamiglia === null ? 'nessun residente' : `famiglia ${decisione.idFamiglia}`;
  return { code: ESITO.OK, text: `Utenza ${decisione.codice}: ${come}.`, data: decisione };
}

async function dubbi({ db, ente }: Pick<Ufficio, 'db' | 'ente'>, limite: number): Promise<Esito> {
  const righe = await elencaDubbi(db, limite, ente);
  const celle = righe.map((u) => [u.codice, String(u.punteggio), u.idFamiglia ?? '', u.categoria, u.indirizzo]);
  const titoli = ['CODICE', 'PUNTI', 'FAMIGLIA PROPOSTA', 'CATEGORIA', 'INDIRIZZO DELL’UTENZA'];
  const come = 'Per decidere: allinea tari abbina --codice C --famiglia ID (oppure --nessuna)';
  const text = righe.length === 0 ? 'Nessuna utenza da abbinare a mano.' : `${tabella([titoli, ...celle])}\n${come}`;
  return { code: ESITO.OK, text, data: righe };
}

/** What is written stays for ever, so a 1 January is photographed when it has come. */
async function fotografia({ db, ente, contesto }: Ufficio, { anno: di }: { readonly anno: number }): Promise<Esito> {
  if (giornoDi(di, 1, 1) > contesto.oggi)
    throw new UsoError(`Il 1º gennaio ${di} deve ancora venire: gli occupanti si fotografano da quel giorno in poi.`);
  const esito = await fotografa(db, { codComune: ente.codComune, anno: di, now: ente.now });
  const quando = ente.now.toISOString();
  const azione = { quando, attore: ente.attore, azione: 'tari-fotografia', oggetto: `ente:${ente.codComune}` };
  await db.transaction((tx) => registraAzione(tx, { ...azione, dettaglio: JSON.stringify(esito) }));
  const { nuclei, occupanti, nuove } = esito;
  const scritte = nuove === 0 ? 'niente è cambiato' : conto(nuove, 'nucleo scritto', 'nuclei scritti');
  const text = `1º gennaio ${di}: ${conto(nuclei, 'nucleo', 'nuclei')}, ${conto(occupanti, 'occupante', 'occupanti')}; ${scritte} (v_tari_fotografie).`;
  return { code: ESITO.OK, text, data: esito };
}

export const registraTari: Registra = (programma, ambiente, finito) => {
  const gruppo = programma
    .command('tari')
    .description('utenze TARI: importazione, abbinamento, fotografia al 1º gennaio');
  gruppo.helpOption('-h, --help', 'questo aiuto');
  const sotto = (nome: string, descrizione: string): Command =>
    comando(gruppo, nome, descrizione)
      .option(...SCRIVE_UNO)
      .helpOption('-h, --help', 'questo aiuto');
  const fai = (opzioni: DiChi, fa: (u: Ufficio) => Promise<Esito>, scopo: Scopo = 'SCRIVE'): Promise<void> =>
    conEnte(ambiente, { scopo, opzioni }, fa).then(finito);
  sotto('importa', 'importa l’elenco delle utenze (CSV: codice, codice_fiscale, indirizzo, categoria)')
    .argument('<file>', 'il file esportato dal programma dell’ufficio')
    .action((file: string, o: DiChi) => fai(o, (u) => importa(u, file)));
  sotto('abbina', 'le utenze dubbie (la consultazione è registrata), o la decisione su una')
    .option('--codice <codice>', 'l’utenza da decidere')
    .option('--famiglia <id>', 'il nucleo che la abita (id_famiglia_anpr)')
    .option('--nessuna', 'nessun residente la abita')
    .option('--limite <n>', 'quante al massimo', interoPositivo, 50)
    .action((o: OpzioniAbbina) => fai(o, (u) => abbinaAMano(u, o), o.codice === undefined ? 'LEGGE' : 'SCRIVE'));
  sotto('fotografia', 'scrive gli occupanti al 1º gennaio; notizie successive aggiungono versioni, mai riscrivono')
    .requiredOption('--anno <anno>', 'di quale anno', anno)
    .action((o: DiChi & { anno: number }) => fai(o, (u) => fotografia(u, o)));
};
