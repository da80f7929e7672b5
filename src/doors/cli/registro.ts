/**
 * `allinea registro`: who did what, and when: every command that writes, and every look into personal data.
 * Invariant: reads only; the trail holds no personal data, so the terminal and the CSV show it as it is.
 */
import { fineDelGiorno, inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { type Azione, azioni, type FiltroAzioni } from '../../store/audit.js';
import { codiciDi } from '../../work/enti.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, data, interoPositivo, type Registra } from './comando.js';
import { rigaCsv, testataCsv } from './csv.js';
import { enteScelto, SOLO_UNO } from './enti.js';
import { conDatabase, esegui, type Sessione } from './esegui.js';
import { apriRiservato, soloFile } from './file-riservato.js';
import { conto, istante, seguono, tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly dal?: string;
  readonly al?: string;
  readonly comando?: string;
  readonly comune?: string;
  readonly limite: number;
  readonly csv?: string;
}

/** A trail longer than this is asked for by periods. */
const CSV_MAX = 1_000_000;

const TITOLI = ['ID', 'QUANDO', 'CHI', 'COMANDO', 'OGGETTO', 'MOTIVO'];
const riga = (a: Azione & { id: number }): string[] => [
  String(a.id),
  istante(a.quando),
  a.attore,
  a.azione,
  a.oggetto,
  a.motivo ?? '',
];

function filtroDi({ impostazioni }: Sessione, o: Opzioni): Omit<FiltroAzioni, 'limit'> {
  return {
    ...(o.dal !== undefined && { dal: inizioDelGiorno(o.dal) }),
    ...(o.al !== undefined && { al: fineDelGiorno(o.al) }),
    ...(o.comando !== undefined && { azione: o.comando }),
    ...(o.comune !== undefined && { codici: codiciDi(enteScelto(impostazioni, o.comune)) }),
  };
}

async function scriviCsv({ db }: Sessione, filtro: Omit<FiltroAzioni, 'limit'>, file: string): Promise<Esito> {
  soloFile(file);
  const trovate = await db.transaction((tx) => azioni(tx, { ...filtro, limit: CSV_MAX }));
  const colonne = ['id', 'quando', 'chi', 'comando', 'oggetto', 'motivo', 'dettaglio'];
  const righe = trovate.map((a) =>
    rigaCsv([a.id, a.quando, a.attore, a.azione, a.oggetto, a.motivo ?? null, a.dettaglio ?? null]),
  );
  const uscita = await apriRiservato(file);
  await uscita.write(testataCsv(colonne) + righe.join(''));
  await uscita.close();
  const text = `${conto(righe.length, 'riga scritta', 'righe scritte')} in ${file}.`;
  return { code: ESITO.OK, text, data: { file, righe: righe.length } };
}

async function registro(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async (sessione) => {
    const filtro = filtroDi(sessione, o);
    if (o.csv !== undefined) return scriviCsv(sessione, filtro, o.csv);
    const trovate = await sessione.db.transaction((tx) => azioni(tx, { ...filtro, limit: o.limite + 1 }));
    const righe = trovate.slice(0, o.limite);
    const elencate = `${tabella([TITOLI, ...righe.map(riga)])}${seguono(trovate.length, o.limite)}`;
    const text = righe.length === 0 ? 'Nessuna azione.' : elencate;
    return { code: ESITO.OK, text, data: { azioni: righe } };
  });
}

export const registraRegistro: Registra = (programma, ambiente, finito) => {
  comando(programma, 'registro', 'chi ha fatto che cosa: comandi che scrivono e consultazioni, dal più recente')
    .option('--dal <data>', 'da questo giorno (AAAA-MM-GG)', data)
    .option('--al <data>', 'fino a questo giorno compreso', data)
    .option('--comando <nome>', 'solo questo comando, per esempio riprova o revisioni')
    .option(...SOLO_UNO)
    .option('--limite <n>', 'quante al massimo', interoPositivo, 50)
    .option('--csv <file>', 'le scrive tutte in un CSV, con i dettagli')
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => registro(ambiente, o))));
};
