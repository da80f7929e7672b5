/**
 * `allinea confronta`: what ANPR says of people against the rows as they stand, person by person and field by field. With
 * `--applica` answers that differ go into the inbox and are applied like any notification; the command writes no register.
 */
import { Option } from 'commander';
import { registraAzione } from '../../store/audit.js';
import { inCoda } from '../../store/confronto.js';
import { createInbox } from '../../store/inbox.js';
import { CODIFICHE } from '../../work/carica-righe.js';
import { type Confrontato, confrontaTutte, diversi, LOTTO } from '../../work/confronto/confronta.js';
import { type Correzione, correggi } from '../../work/confronto/correzione.js';
import { AnprLontana } from '../../work/confronto/domanda.js';
import { contestoDi, domandaDi } from '../../work/confronto/impostazioni.js';
import type { Voce, VoceAssente } from '../../work/confronto/sorgente.js';
import { codiciDi } from '../../work/enti.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { comando, data, interoPositivo, type Registra } from './comando.js';
import { daAnpr, daFile, type Lavoro, type Opzioni } from './confronta-fonti.js';
import {
  apriFoglio,
  contoVuoto,
  datiConfrontato,
  type Foglio,
  testoConfrontato,
  testoConto,
} from './confronta-testo.js';
import { enteScelto, enteScritto, LEGGE_UNO } from './enti.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { creaBarra } from './prova/barra.js';
import { conto as conteggio } from './testo.js';

/** People told one by one on the terminal; the CSV holds everybody. */
const PRIME = 50;
const DATI = 1000;

function controlla(o: Opzioni): void {
  const modi = [o.persone, o.soggetto, o.file ?? o.tutti].filter((m) => m !== undefined);
  if (modi.length !== 1)
    throw new UsoError('Serve una di queste: --persone N, --soggetto CHI, --file F (anche con --tutti), --tutti.');
}

interface Trovati {
  readonly primi: Confrontato[];
  readonly dati: Confrontato[];
}

/** Compares everything, notes in `trovati`, and with `--applica` sees to every difference. */
async function confronta(
  l: Lavoro,
  voci: AsyncIterable<Voce | VoceAssente>,
  { trovati, foglio }: { readonly trovati: Trovati; readonly foglio: Foglio | undefined },
): Promise<void> {
  const { sessione, ambiente, o, ente, conto } = l;
  const contesto = contestoDi(ente, ambiente.now());
  const inbox = createInbox(sessione.db);
  const canale = o.file === undefined ? '3002' : 'FILE';
  const { now } = ambiente;
  const { db } = sessione;
  const come = { domanda: l.domanda, sempre: true, correggi: true };
  const c: Correzione = { db, inbox, contesto, now, canale, ...come };
  const ferma = ambiente.interruption();
  for await (const r of confrontaTutte(sessione.db, voci, { contesto, lotto: o.file === undefined ? 1 : LOTTO })) {
    const persone = r.confrontati.filter((x) => !x.oggetto.startsWith('F:'));
    conto.guardati += persone.length;
    for (const { esito } of persone) conto.perEsito[esito] += 1;
    for (const d of diversi(r)) {
      if (trovati.primi.length < PRIME) trovati.primi.push(d);
      if (trovati.dati.length < DATI) trovati.dati.push(d);
      await foglio?.scrivi(d);
    }
    if (o.applica === true) {
      const esito = await correggi(c, r);
      conto.inviate += esito.inviate;
      conto.anomalie += esito.anomalie;
    }
    if (ferma.aborted) break;
  }
}

async function annota({ sessione, ambiente, o, ente, conto }: Lavoro): Promise<void> {
  const conValori = o.valori === true || o.csv !== undefined;
  if (!conValori && o.applica !== true) return;
  const { guardati, inviate, anomalie } = conto;
  const dettaglio = JSON.stringify({ guardati, inviate, anomalie, valori: conValori });
  const azione = { attore: ambiente.attore, azione: 'confronta', oggetto: `ente:${ente.codiceIstat}`, dettaglio };
  await sessione.db.transaction((tx) => registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() }));
}

function riferisci(l: Lavoro, { primi, dati }: Trovati): Esito {
  const { o, conto, ente, avvisi, note } = l;
  const valori = o.valori === true;
  const trovate = conto.guardati - conto.perEsito.UGUALE;
  const altre = trovate > primi.length ? [`  … e altre: --csv FILE le scrive tutte`] : [];
  const righe = primi.map((d) => testoConfrontato(d, valori));
  const vuoto =
    conto.guardati === 0 && conto.rifiutati === 0 ? ['Nessuna persona da confrontare è stata trovata.'] : [];
  const text = [
    `${ente.nome} (${ente.codiceIstat})`,
    ...righe,
    ...altre,
    ...testoConto(conto, o.applica === true),
    ...vuoto,
    ...avvisi,
    ...note,
  ];
  const differenze = dati.map((d) => datiConfrontato(d, valori));
  const data = { codComune: ente.codiceIstat, ...conto, differenze, avvisi: [...avvisi, ...note] };
  const male = trovate > 0 || conto.rifiutati > 0 || conto.trascurate > 0 || avvisi.length > 0 || vuoto.length > 0;
  return { code: male ? ESITO.TROVATO : ESITO.OK, text: text.join('\n'), data };
}

async function lavora(l: Lavoro): Promise<Esito> {
  const { o, ambiente, sessione, ente, conto, avvisi, note, barra } = l;
  const now = ambiente.now().toISOString();
  const coda = await sessione.db.transaction((tx) => inCoda(tx, codiciDi(ente), now));
  if (coda > 0)
    note.push(
      `${conteggio(coda, 'notifica è', 'notifiche sono')} ancora in coda: alcune differenze possono essere già in arrivo.`,
    );
  const voci = o.file === undefined ? daAnpr(l) : daFile(l, o.file);
  const foglio = o.csv === undefined ? undefined : await apriFoglio(o.csv);
  const trovati: Trovati = { primi: [], dati: [] };
  const quante = () => conteggio(conto.guardati, 'persona confrontata', 'persone confrontate');
  try {
    await confronta(l, voci, { trovati, foglio });
    barra.fine(quante());
  } catch (error) {
    if (!(error instanceof AnprLontana)) throw error;
    barra.fine('ANPR non risponde');
    avvisi.push(`ANPR non risponde (${error.message}): ${quante()} fin qui.`);
  } finally {
    await foglio?.chiudi();
    await annota(l);
  }
  return riferisci(l, trovati);
}

async function apri(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  controlla(o);
  return conDatabase(ambiente, o, (sessione) => {
    const { impostazioni, db } = sessione;
    const ente = (o.applica === true ? enteScritto : enteScelto)(impostazioni, o.comune);
    const nazionale = impostazioni.confronto.ricercaNazionale;
    const di = { db, codComune: ente.codiceIstat, now: ambiente.now, nazionale };
    const domanda = domandaDi(sessione.client(ente.codiceIstat), di);
    const barra = creaBarra('Confronto', ambiente.err);
    return lavora({ sessione, ambiente, o, ente, domanda, conto: contoVuoto(), avvisi: [], note: [], barra });
  });
}

export const registraConfronta: Registra = (programma, ambiente, finito) => {
  comando(programma, 'confronta', 'confronta persone con le schede di ANPR; esce con 1 se differiscono')
    .option(...LEGGE_UNO)
    .option('--persone <n>', 'le prossime N del campione a rotazione, chieste ad ANPR (3002)', interoPositivo)
    .option('--soggetto <chi>', 'una persona: codice fiscale, scheda ANPR o idANPR')
    .option(
      '--file <file...>',
      'con ciò che dice un file: risposte 3002, estrazione 4001/4002 (XML o CSV), scarico massivo',
    )
    .option('--tutti', 'tutti gli iscritti; con --file anche chi è iscritto qui e nel file non c’è')
    .option('--applica', 'mette in coda le risposte di ANPR che differiscono: il demone le applica')
    .option('--valori', 'mostra anche i valori (dati personali: la consultazione è registrata)')
    .option('--csv <file>', 'scrive persona per persona e campo per campo (dati personali: registrato)')
    .option('--estratto-il <data>', 'per un’estrazione: il giorno in cui è stata fatta (AAAA-MM-GG)', data)
    .addOption(new Option('--codifica <nome>', 'per un CSV: come è scritto').choices(CODIFICHE).default('utf-8'))
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => apri(ambiente, o))));
};
