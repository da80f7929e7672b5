/** `allinea revisioni`: the calendar of the electoral rounds, their proposals, the decisions of the office. */
import { type Command, Option } from 'commander';
import {
  aggiungiRevisione,
  calendarioRevisioni,
  chiudiRevisione,
  confermaRevisioni,
  elencaProposte,
  generaRevisioni,
  iniziaRevisione,
  type RevisioneAMano,
  type RevisioneConProposte,
  togliRevisione,
} from '../../work/revisioni.js';
import { type Decisione, decidiProposte } from '../../work/revisioni-decisioni.js';
import { type ListaDellaRevisione, listaDellaRevisione, listaDiciottenni } from '../../work/revisioni-diciottenni.js';
import { inParole } from '../../work/stati-detti.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { anno, comando, data, elenco, type Registra } from './comando.js';
import { conEnte, type DiChi, type Scopo, type Ufficio } from './elettorale.js';
import { LEGGE_UNO, OPZIONE_COMUNE, SCRIVE_UNO } from './enti.js';
import { conto, numero, tabella } from './testo.js';

const TITOLI = ['CODICE', 'TIPO', 'TORNATA', 'DAL', 'ENTRO IL', 'STATO', 'PROPOSTE', 'IN REVISIONE', 'CONSULTAZIONE'];

const riga = (r: RevisioneConProposte): string[] => [
  r.codice,
  r.tipo,
  r.tornata ?? '',
  r.dal,
  r.entroIl,
  inParole(r.stato),
  String(r.proposte),
  String(r.inRevisione),
  r.consultazione ?? '',
];

const detto = (text: string, data: unknown): Esito => ({ code: ESITO.OK, text, data });

async function calendario({ db, ente }: Ufficio): Promise<Esito> {
  const letto = await calendarioRevisioni(db, ente.codComune);
  const { revisioni, senzaRevisione } = letto;
  const righe =
    revisioni.length === 0
      ? 'Il calendario è vuoto: «allinea revisioni genera ANNO».'
      : tabella([TITOLI, ...revisioni.map(riga)]);
  const coda =
    senzaRevisione === 0
      ? ''
      : `\n${conto(senzaRevisione, 'proposta', 'proposte')} senza revisione: generare e confermare il calendario.`;
  return detto(righe + coda, letto);
}

/** Rows with their column names as headings. */
function inColonne(righe: readonly Readonly<Record<string, unknown>>[], nessuna: string): string {
  const colonne = Object.keys(righe[0] ?? {});
  const celle = righe.map((r) => colonne.map((c) => String(r[c] ?? '')));
  return righe.length === 0 ? nessuna : tabella([colonne, ...celle]);
}

async function proposteDi({ db, ente }: Ufficio, codice: string): Promise<Esito> {
  const righe = await elencaProposte(db, codice, ente);
  const lista = await listaDellaRevisione(db, codice, ente);
  const lette = righe.map((r) => ({ ...r, stato: inParole(String(r.stato)) }));
  return detto(inColonne(lette, 'Nessuna proposta.') + (lista === undefined ? '' : codaSemestrale(lista)), righe);
}

function codaSemestrale({ lista, dal, daProporre, daVerificare }: ListaDellaRevisione): string {
  const coda: string[] = [];
  if (daProporre > 0)
    coda.push(
      `${daProporre === 1 ? 'Un altro compie' : `Altri ${numero(daProporre)} compiono`} 18 anni nel semestre che prepara: ${daProporre === 1 ? 'proposto' : 'proposti'} dal ${dal} («allinea revisioni diciottenni --lista ${lista}»).`,
    );
  if (daVerificare > 0)
    coda.push(`${conto(daVerificare, 'persona', 'persone')} con data di nascita incompleta: da verificare a mano.`);
  return coda.map((riga) => `\n${riga}`).join('');
}

async function diciottenni({ db, ente }: Ufficio, { lista }: { lista?: string }): Promise<Esito> {
  const letta = await listaDiciottenni(db, lista, ente);
  const { semestre, persone, daVerificare } = letta;
  const testa = `Lista ${semestre.lista}: chi compie 18 anni dal ${semestre.dal} al ${semestre.al} (${semestre.revisione}).`;
  const coda =
    daVerificare === 0
      ? []
      : [`${conto(daVerificare, 'persona', 'persone')} con data di nascita incompleta: da verificare a mano.`];
  return detto([testa, inColonne(persone, 'Nessuno.'), ...coda].join('\n'), letta);
}

/** One subcommand: its options are those of every command of the office, and what it does. */
function sotto<A extends unknown[]>(
  { gruppo, ambiente, finito }: { gruppo: Command; ambiente: Ambiente; finito: (code: number) => void },
  [firma, descrizione, scopo = 'SCRIVE']: readonly [string, string, Scopo?],
  fa: (ufficio: Ufficio, ...argomenti: A) => Promise<Esito>,
): Command {
  return comando(gruppo, firma, descrizione)
    .option(OPZIONE_COMUNE, (scopo === 'LEGGE' ? LEGGE_UNO : SCRIVE_UNO)[1])
    .action(async (...argomenti: unknown[]) => {
      // Commander hands over the arguments, then the options, then the command.
      const opzioni = argomenti.at(-2) as DiChi;
      const propri = argomenti.slice(0, -1) as A;
      finito(await conEnte(ambiente, { scopo, opzioni }, (ufficio) => fa(ufficio, ...propri)));
    });
}

function registraCalendario(di: Parameters<typeof sotto>[0]): void {
  sotto(di, ['calendario', 'le revisioni con le loro proposte', 'LEGGE'], calendario);
  sotto<[number]>(
    di,
    ['genera', 'aggiunge le bozze delle revisioni ordinarie di un anno'],
    async ({ db, ente }, anno) => {
      const nuove = await generaRevisioni(db, anno, ente);
      const testo =
        nuove.length === 0
          ? `Le revisioni ordinarie del ${anno} sono già nel calendario: nulla da aggiungere.`
          : `${conto(nuove.length, 'bozza aggiunta: controllarla e confermarla', 'bozze aggiunte: controllarle e confermarle')}.`;
      return detto(testo, { nuove });
    },
  ).argument('<anno>', 'di quale anno', anno);
  sotto<[string, Omit<RevisioneAMano, 'codice' | 'tornata'> & { tornata?: 'I' | 'II' }]>(
    di,
    ['aggiungi', 'aggiunge a mano una bozza: una straordinaria, o un’ordinaria con altre date'],
    async ({ db, ente }, codice, { tipo, tornata, dal, entroIl, consultazione }) => {
      const voto = consultazione === undefined ? {} : { consultazione };
      const revisione = { codice, tipo, tornata: tornata ?? null, dal, entroIl, ...voto };
      const nuova = await aggiungiRevisione(db, revisione, ente);
      return detto(`${codice}: bozza aggiunta.`, nuova);
    },
  )
    .argument('<codice>', 'come si chiamerà')
    .addOption(tipo())
    .addOption(new Option('--tornata <t>', 'I cancella, II iscrive e cambia').choices(['I', 'II']))
    .requiredOption('--dal <data>', 'primo giorno in cui prende proposte', data)
    .requiredOption('--entro-il <data>', 'ultimo giorno', data)
    .option('--consultazione <data>', 'straordinaria: il giorno del voto che prepara', data);
  const togli = 'toglie dal calendario una revisione non ancora cominciata (per cambiarne le date: poi «aggiungi»)';
  sotto<[string]>(di, ['togli', togli], async ({ db, ente }, codice) => {
    const senzaRevisione = await togliRevisione(db, codice, ente);
    const coda =
      senzaRevisione === 0 ? '' : ` ${conto(senzaRevisione, 'proposta resta', 'proposte restano')} senza revisione.`;
    return detto(`${codice}: tolta.${coda}`, { codice, senzaRevisione });
  }).argument('<codice>', 'quale');
  sotto<[string[]]>(di, ['conferma', 'conferma delle bozze: da qui prendono proposte'], async ({ db, ente }, detti) => {
    const codici = [...new Set(detti)];
    const affidate = await confermaRevisioni(db, codici, ente);
    return detto(
      `${conto(codici.length, 'revisione confermata', 'revisioni confermate')}, ${conto(affidate, 'proposta affidata', 'proposte affidate')}.`,
      {
        codici,
        affidate,
      },
    );
  }).argument('<codice...>', 'quali');
}

const tipo = (): Option =>
  new Option('--tipo <tipo>', 'di che tipo')
    .choices(['DINAMICA', 'SEMESTRALE', 'STRAORDINARIA', 'ALTRA'])
    .default('STRAORDINARIA');

function registraLavoro(di: Parameters<typeof sotto>[0]): void {
  sotto(di, ['proposte', 'le proposte di una revisione (la consultazione è registrata)', 'LEGGE'], proposteDi).argument(
    '<codice>',
    'quale; «-» per quelle senza revisione',
  );
  sotto<[{ lista?: string }]>(
    di,
    ['diciottenni', 'chi compie 18 anni nel prossimo semestre (registrato)', 'LEGGE'],
    diciottenni,
  ).option('--lista <AAAA-MM>', 'la lista preparatoria: AAAA-02 o AAAA-08');
  sotto<[string, { ancheProvvisorie?: boolean }]>(
    di,
    ['inizia', 'porta in revisione le proposte di una revisione confermata'],
    async ({ db, ente }, codice, { ancheProvvisorie = false }) => {
      const messe = await iniziaRevisione(db, codice, { ...ente, ancheProvvisorie });
      return detto(`${codice}: ${conto(messe, 'proposta', 'proposte')} in revisione.`, { codice, messe });
    },
  )
    .argument('<codice>', 'quale')
    .option('--anche-provvisorie', 'anche quelle con un procedimento aperto, che altrimenti aspettano la seguente');
  const decidi =
    (esito: Decisione['esito']) =>
    async ({ db, ente }: Ufficio, ids: number[], { motivo }: { motivo?: string }): Promise<Esito> => {
      const decise = await decidiProposte(db, { ids, esito, ...(motivo !== undefined && { motivo }) }, ente);
      const [una, tante] = esito === 'APPROVATA' ? ['approvata', 'approvate'] : ['respinta', 'respinte'];
      return detto(`${conto(decise, `proposta ${una}`, `proposte ${tante}`)}.`, { decise, esito });
    };
  sotto(di, ['approva', 'approva proposte in revisione'], decidi('APPROVATA')).argument('<id...>', 'quali', elenco);
  sotto(di, ['respingi', 'respinge proposte in revisione'], decidi('RESPINTA'))
    .argument('<id...>', 'quali', elenco)
    .requiredOption('--motivo <testo>', 'perché, senza dati personali');
  sotto<[string, { approvaTutte?: boolean }]>(
    di,
    ['chiudi', 'chiude una revisione in corso'],
    async ({ db, ente }, codice, o) => {
      const approvate = await chiudiRevisione(db, { codice, approvaTutte: o.approvaTutte === true }, ente);
      return detto(
        `${codice}: chiusa, ${conto(approvate, 'proposta approvata', 'proposte approvate')} alla chiusura.`,
        { codice, approvate },
      );
    },
  )
    .argument('<codice>', 'quale')
    .option('--approva-tutte', 'approva quelle non ancora decise');
}

export const registraRevisioni: Registra = (programma, ambiente, finito) => {
  const gruppo = programma.command('revisioni').description('le revisioni elettorali: calendario, proposte, decisioni');
  gruppo.helpOption('-h, --help', 'questo aiuto');
  const di = { gruppo, ambiente, finito };
  registraCalendario(di);
  registraLavoro(di);
};
