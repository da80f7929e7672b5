/**
 * `allinea variazioni`: what an office has to work, listed or exported; `--accogli` and `--respingi` record its decision.
 * Invariant: names and values are personal data: they are shown only with `--valori` and written only by `--csv`, and the
 * operator's audit says who did. A variazione is worked once.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { registraAzione } from '../../store/audit.js';
import type { FiltroVariazioni, VariazioneElencata } from '../../store/variazioni-ufficio.js';
import { elencaVariazioni } from '../../store/variazioni-ufficio.js';
import { senzaCodiceFiscale } from '../../work/cambi.js';
import { inParole, inUnaParola } from '../../work/stati-detti.js';
import {
  AMBITI_VARIAZIONE,
  REGOLE_VARIAZIONE,
  STATI_VARIAZIONE,
  TIPI_VARIAZIONE,
} from '../../work/variazioni-parole.js';
import {
  type Decisione,
  type EsitoLavorazione,
  lavoraTutte,
  lavoraVariazioni,
  type NonLavorata,
} from '../../work/variazioni-ufficio.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, data, interoPositivo, type Registra, unaFra } from './comando.js';
import { codComuneScritto, SOLO_UNO, soloDi } from './enti.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { conto, istante, numero, seguono, tabella } from './testo.js';
import { esportaVariazioni } from './variazioni-csv.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly ufficio?: 'tributi' | 'elettorale';
  readonly ambito?: string;
  readonly tipo?: string;
  readonly stato?: string;
  readonly regola?: string;
  readonly dal?: string;
  readonly limite: number;
  readonly valori?: boolean;
  readonly csv?: string;
  readonly accogli?: readonly number[] | true;
  readonly respingi?: readonly number[] | true;
  readonly motivo?: string;
}

/** What is no state but all the open ones. */
const TUTTE_LE_APERTE = 'APERTE';
const STATI = [TUTTE_LE_APERTE, ...STATI_VARIAZIONE];

function filtroDi(o: Opzioni): FiltroVariazioni {
  const ufficio = o.ufficio === undefined ? undefined : o.ufficio === 'tributi' ? 'TRIBUTI' : 'ELETTORALE';
  return {
    ...(ufficio !== undefined && { ufficio }),
    ...(o.ambito !== undefined && { ambito: o.ambito }),
    ...(o.tipo !== undefined && { tipo: o.tipo }),
    ...(o.stato === TUTTE_LE_APERTE ? { aperte: true } : o.stato !== undefined && { stato: o.stato }),
    ...(o.regola !== undefined && { regola: o.regola }),
    ...(o.dal !== undefined && { dal: inizioDelGiorno(o.dal) }),
  };
}

const TITOLI = ['ID', 'CONOSCIUTA', 'COMUNE', 'UFFICIO', 'AMBITO', 'TIPO', 'SCHEDA', 'FAMIGLIA', 'DECORRENZA', 'STATO'];
const TITOLI_VALORI = ['CODICE FISCALE', 'COGNOME', 'NOME', 'PRIMA', 'DOPO'];

function riga(v: VariazioneElencata, valori: boolean): string[] {
  const chi = [v.idSchedaANPR ?? '-', v.idFamigliaANPR ?? '-'];
  const celle = [
    String(v.id),
    istante(v.conosciutaIl),
    v.codComune,
    v.ufficio,
    v.ambito,
    v.tipo,
    ...chi,
    v.decorrenza ?? '-',
    inParole(v.stato),
  ];
  if (!valori) return celle;
  return [...celle, ...[v.codiceFiscale, v.cognome, v.nome, v.valorePrima, v.valoreDopo].map((x) => x ?? '-')];
}

/** What `--json` shows without `--valori`: nobody's name and no value. */
function senzaValori(v: VariazioneElencata): unknown {
  const { codiceFiscale: _c, cognome: _g, nome: _n, valorePrima: _p, valoreDopo: _d, ...resto } = v;
  return { ...resto, oggetto: senzaCodiceFiscale(v.oggetto) };
}

async function elenca(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  const valori = o.valori === true;
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const filtro = { ...filtroDi(o), ...soloDi(impostazioni, o.comune) };
    const trovate = await db.transaction(async (tx) => {
      if (valori) await registraConsultazione(tx, ambiente, filtro);
      return elencaVariazioni(tx, filtro, { limit: o.limite + 1 });
    });
    const righe = trovate.slice(0, o.limite);
    const titoli = valori ? [...TITOLI, ...TITOLI_VALORI] : TITOLI;
    const elencate = `${tabella([titoli, ...righe.map((v) => riga(v, valori))])}${seguono(trovate.length, o.limite)}`;
    const text = righe.length === 0 ? 'Nessuna variazione.' : elencate;
    return { code: ESITO.OK, text, data: { variazioni: valori ? righe : righe.map(senzaValori) } };
  });
}

function registraConsultazione(
  tx: Parameters<typeof registraAzione>[0],
  ambiente: Ambiente,
  filtro: FiltroVariazioni,
): Promise<void> {
  const dettaglio = JSON.stringify(filtro);
  const azione = { azione: 'variazioni-valori', oggetto: 'variazioni', attore: ambiente.attore, dettaglio };
  return registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() });
}

/** Before anybody's data is read: where the file goes must take it. @throws UsoError */
function controllaUscita(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsoError(`${file} è una cartella: scrivere anche il nome del file.`);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    const codice = (error as NodeJS.ErrnoException).code;
    throw new UsoError(
      `Nella cartella ${dirname(file)} non si può scrivere (${codice}): controllare che ci sia e i permessi.`,
    );
  }
}

async function esporta(ambiente: Ambiente, o: Opzioni, file: string): Promise<Esito> {
  controllaUscita(file);
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const filtro = { ...filtroDi(o), ...soloDi(impostazioni, o.comune) };
    await db.transaction((tx) => registraConsultazione(tx, ambiente, filtro));
    const righe = await esportaVariazioni(db, filtro, file);
    const text = `${conto(righe, 'variazione scritta', 'variazioni scritte')} in ${file}.`;
    return { code: ESITO.OK, text, data: { file, righe } };
  });
}

/** More lines than this are no reading for a terminal. */
const DETTE = 50;

const PERCHE: Readonly<Record<NonLavorata['perche'], (n: NonLavorata, esito: Decisione['esito']) => string>> = {
  NON_TROVATA: () => 'non c’è',
  GIA_CHIUSA: (n) => `è già chiusa (${inParole(n.stato ?? '')})`,
  SEGUITA: (n) => `la segue la ${n.daId}: respingere prima quella`,
  SOLO_REVISIONE: soloRevisione,
};

/** The way out for what only a round decides, from where the proposal stands. */
function soloRevisione({ id, stato, revisione }: NonLavorata, esito: Decisione['esito']): string {
  const testa = 'le liste elettorali cambiano solo con una revisione';
  const approva =
    esito === 'ACCOGLI' ? `«allinea revisioni approva ${id}»` : `«allinea revisioni respingi ${id} --motivo …»`;
  if (stato === 'IN_REVISIONE') return `${testa}: ${approva}`;
  if ((revisione ?? null) === null)
    return `${testa} e nessuna la prende ancora: confermarne una («allinea revisioni calendario»), iniziarla, poi ${approva}`;
  return `${testa}: «allinea revisioni inizia ${revisione}», poi ${approva}`;
}

function decisioneDi(ambiente: Ambiente, o: Opzioni): Decisione {
  const esito = o.accogli === undefined ? 'RESPINGI' : 'ACCOGLI';
  if (o.accogli !== undefined && o.respingi !== undefined)
    throw new UsoError('O --accogli o --respingi, non entrambe.');
  if (esito === 'RESPINGI' && (o.motivo ?? '').trim() === '')
    throw new UsoError('Per respingere serve --motivo (senza dati personali).');
  return { esito, motivo: o.motivo ?? null, attore: ambiente.attore, now: ambiente.now() };
}

async function decidi(ambiente: Ambiente, o: Opzioni, quali: readonly number[] | true): Promise<Esito> {
  const decisione = decisioneDi(ambiente, o);
  if (quali === true && o.comune === undefined && Object.keys(filtroDi(o)).length === 0)
    throw new UsoError('Senza ID serve almeno un filtro (--ufficio, --ambito, --tipo, --dal…).');
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const di = codComuneScritto(impostazioni, o.comune);
    const filtro = { ...filtroDi(o), ...di };
    const esito =
      quali === true
        ? await lavoraTutte(db, filtro, decisione)
        : await lavoraVariazioni(db, quali, { ...decisione, ...di });
    const code = esito.nonLavorate.length === 0 ? ESITO.OK : ESITO.TROVATO;
    return { code, text: testoEsito(esito, decisione), data: esito };
  });
}

function testoEsito({ lavorate, nonLavorate }: EsitoLavorazione, { esito }: Decisione): string {
  const [una, tante] = esito === 'ACCOGLI' ? ['accolta', 'accolte'] : ['respinta', 'respinte'];
  const fatto = `${conto(lavorate.length, `variazione ${una}`, `variazioni ${tante}`)}.`;
  const dette = nonLavorate.slice(0, DETTE).map((n) => `  ${n.id}: ${PERCHE[n.perche](n, esito)}`);
  const altre = nonLavorate.length - dette.length;
  return [fatto, ...dette, ...(altre > 0 ? [`  … e altre ${numero(altre)}: tutte con «--json»`] : [])].join('\n');
}

/** `--accogli` alone means all that match; with ids, those. */
function ids(testo: string, prima: readonly number[] | true | undefined): readonly number[] {
  const id = interoPositivo(testo);
  return prima === undefined || prima === true ? [id] : [...prima, id];
}

function motivo(testo: string): string {
  if (testo.length > 240) throw new InvalidArgumentError('al massimo 240 caratteri.');
  return testo;
}

export const registraVariazioni: Registra = (programma, ambiente, finito) => {
  comando(programma, 'variazioni', 'elenca, esporta e lavora le variazioni degli uffici')
    .addOption(new Option('--ufficio <ufficio>', 'di quale ufficio').choices(['tributi', 'elettorale']))
    .option(...SOLO_UNO)
    .option('--ambito <ambito>', 'il tributo o la lista', unaFra(AMBITI_VARIAZIONE))
    .option('--tipo <tipo>', 'il tipo', unaFra(TIPI_VARIAZIONE))
    .option('--stato <stato>', 'quelle da decidere (aperte), o in uno stato', unaFra(STATI, inUnaParola))
    .option('--regola <regola>', 'chiuse da una regola del comune', unaFra(REGOLE_VARIAZIONE, inUnaParola))
    .option('--dal <data>', 'conosciute da questo giorno (AAAA-MM-GG)', data)
    .option('--limite <n>', 'quante al massimo', interoPositivo, 50)
    .option('--valori', 'mostra nomi e valori (dati personali: la consultazione è registrata)')
    .option('--csv <file>', 'scrive tutte quelle scelte in un CSV con nomi e valori (registrato)')
    .option('--accogli [id...]', 'accoglie queste; senza ID, tutte quelle aperte e scelte dai filtri', ids)
    .option('--respingi [id...]', 'respinge queste; senza ID, tutte quelle aperte e scelte dai filtri', ids)
    .option('--motivo <testo>', 'perché: obbligatorio per respingere, senza dati personali', motivo)
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => scelta(ambiente, o))));
};

async function scelta(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  const quali = o.accogli ?? o.respingi;
  if (quali !== undefined) return decidi(ambiente, o, quali);
  return o.csv === undefined ? elenca(ambiente, o) : esporta(ambiente, o, o.csv);
}
