/**
 * `allinea variazioni`: what an office has to work, listed or exported; `--accogli` and `--respingi` record its decision.
 * Invariant: names and values are personal data: they are shown only with `--valori` and written only by `--csv`, and the
 * operator's audit says who did. A variazione is worked once.
 */
import { InvalidArgumentError, Option } from 'commander';
import { registraAzione } from '../../store/audit.js';
import type { FiltroVariazioni, VariazioneElencata } from '../../store/variazioni-ufficio.js';
import { elencaVariazioni } from '../../store/variazioni-ufficio.js';
import { senzaCodiceFiscale } from '../../work/cambi.js';
import {
  type Decisione,
  type EsitoLavorazione,
  lavoraTutte,
  lavoraVariazioni,
  type NonLavorata,
} from '../../work/variazioni-ufficio.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, data, interoPositivo, type Registra } from './comando.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { istante, numero, tabella } from './testo.js';
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

function filtroDi(o: Opzioni): FiltroVariazioni {
  const ufficio = o.ufficio === undefined ? undefined : o.ufficio === 'tributi' ? 'TRIBUTI' : 'ELETTORALE';
  const maiuscolo = (t: string | undefined) => t?.toUpperCase();
  return {
    ...(o.comune !== undefined && { codComune: o.comune }),
    ...(ufficio !== undefined && { ufficio }),
    ...(o.ambito !== undefined && { ambito: maiuscolo(o.ambito)! }),
    ...(o.tipo !== undefined && { tipo: maiuscolo(o.tipo)! }),
    ...(o.stato !== undefined && { stato: maiuscolo(o.stato)! }),
    ...(o.regola !== undefined && { regola: maiuscolo(o.regola)! }),
    ...(o.dal !== undefined && { dal: o.dal }),
  };
}

const TITOLI = ['ID', 'CONOSCIUTA', 'UFFICIO', 'AMBITO', 'TIPO', 'SCHEDA', 'FAMIGLIA', 'DECORRENZA', 'STATO'];
const TITOLI_VALORI = ['CODICE FISCALE', 'COGNOME', 'NOME', 'PRIMA', 'DOPO'];

function riga(v: VariazioneElencata, valori: boolean): string[] {
  const chi = [v.idSchedaANPR ?? '-', v.idFamigliaANPR ?? '-'];
  const celle = [
    String(v.id),
    istante(v.conosciutaIl),
    v.ufficio,
    v.ambito,
    v.tipo,
    ...chi,
    v.decorrenza ?? '-',
    v.stato,
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
  return conDatabase(ambiente, o, async ({ db }) => {
    const righe = await db.transaction(async (tx) => {
      if (valori) await registraConsultazione(tx, ambiente, o);
      return elencaVariazioni(tx, filtroDi(o), { limit: o.limite });
    });
    const titoli = valori ? [...TITOLI, ...TITOLI_VALORI] : TITOLI;
    const text = righe.length === 0 ? 'Nessuna variazione.' : tabella([titoli, ...righe.map((v) => riga(v, valori))]);
    return { code: ESITO.OK, text, data: { variazioni: valori ? righe : righe.map(senzaValori) } };
  });
}

function registraConsultazione(
  tx: Parameters<typeof registraAzione>[0],
  ambiente: Ambiente,
  o: Opzioni,
): Promise<void> {
  const dettaglio = JSON.stringify(filtroDi(o));
  const azione = { azione: 'variazioni-valori', oggetto: 'variazioni', attore: ambiente.attore, dettaglio };
  return registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() });
}

async function esporta(ambiente: Ambiente, o: Opzioni, file: string): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ db }) => {
    await db.transaction((tx) => registraConsultazione(tx, ambiente, o));
    const righe = await esportaVariazioni(db, filtroDi(o), file);
    return { code: ESITO.OK, text: `${numero(righe)} variazioni scritte in ${file}.`, data: { file, righe } };
  });
}

const PERCHE: Readonly<Record<NonLavorata['perche'], (n: NonLavorata) => string>> = {
  NON_TROVATA: () => 'non c’è',
  GIA_CHIUSA: (n) => `è già chiusa (${n.stato})`,
  SEGUITA: (n) => `la segue la ${n.daId}: respingere prima quella`,
  SOLO_REVISIONE: soloRevisione,
};

/** The way out for what only a round decides, from where the proposal stands. */
function soloRevisione({ id, stato, revisione }: NonLavorata): string {
  const testa = 'le liste elettorali cambiano solo con una revisione';
  const approva = `«allinea revisioni approva ${id}»`;
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
  const filtro = filtroDi(o);
  if (quali === true && Object.keys(filtro).length === 0)
    throw new UsoError('Senza ID serve almeno un filtro (--ufficio, --ambito, --tipo, --dal…).');
  return conDatabase(ambiente, o, async ({ db }) => {
    const esito =
      quali === true ? await lavoraTutte(db, filtro, decisione) : await lavoraVariazioni(db, quali, decisione);
    const code = esito.nonLavorate.length === 0 ? ESITO.OK : ESITO.TROVATO;
    return { code, text: testoEsito(esito, decisione), data: esito };
  });
}

function testoEsito({ lavorate, nonLavorate }: EsitoLavorazione, { esito }: Decisione): string {
  const fatto = `${numero(lavorate.length)} variazioni ${esito === 'ACCOGLI' ? 'accolte' : 'respinte'}.`;
  return [fatto, ...nonLavorate.map((n) => `  ${n.id}: ${PERCHE[n.perche](n)}`)].join('\n');
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
    .option('--comune <istat>', 'solo per questo codice ISTAT')
    .option('--ambito <ambito>', 'il tributo (TARI, IMU, RECAPITO, SOGGETTO) o la lista (GENERALE…)')
    .option('--tipo <tipo>', 'il tipo: OCCUPANTI, CONDIZIONE, CANCELLAZIONE…')
    .option('--stato <stato>', 'lo stato: DA_LAVORARE, PROPOSTA, ACCOLTA, RESPINTA…')
    .option('--regola <regola>', 'chiuse da una regola del comune: applica, avvisa, ignora')
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
