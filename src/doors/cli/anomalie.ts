/** `allinea anomalie`: what somebody has to look into; `--chiudi` records that it was looked into. */
import { InvalidArgumentError } from 'commander';
import {
  type Anomalia,
  anomalieDi,
  chiudiAnomaliePerId,
  elencaAnomalie,
  type UfficioAnomalia,
} from '../../store/anomalie.js';
import { registraAzione } from '../../store/audit.js';
import { schedeIgnote } from '../../store/identita-decise.js';
import { senzaCodiceFiscale } from '../../work/cambi.js';
import { decidiIdentita, schedaDi } from '../../work/vita-identita.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, elenco, interoPositivo, type Registra } from './comando.js';
import { codComuneScritto, enteScritto, nomeDi, SOLO_UNO, soloDi } from './enti.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { conto, istante, seguono, tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly regola?: string;
  readonly ufficio?: UfficioAnomalia;
  readonly limite: number;
  readonly chiudi?: readonly number[];
  readonly unisci?: readonly string[];
  readonly distingui?: readonly string[];
}

const TITOLI = ['ID', 'APERTA', 'COMUNE', 'UFFICIO', 'GRAVITÀ', 'REGOLA', 'OGGETTO', 'DESCRIZIONE'];

const riga = (a: Anomalia): string[] => [
  String(a.id),
  istante(a.apertaIl),
  a.codComune,
  a.ufficio,
  a.gravita,
  a.regola,
  senzaCodiceFiscale(a.oggetto),
  a.descrizione,
];

async function chiudi(ambiente: Ambiente, o: Opzioni, ids: readonly number[]): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const { codComune } = codComuneScritto(impostazioni, o.comune);
    const quando = ambiente.now().toISOString();
    const azione = { quando, attore: ambiente.attore, azione: 'chiudi-anomalia', oggetto: `anomalie:${ids.join(',')}` };
    const chiuse = await db.transaction(async (tx) => {
      await registraAzione(tx, azione);
      const sue = codComune === undefined ? ids : await anomalieDi(tx, codComune, ids);
      return chiudiAnomaliePerId(tx, sue, quando, ambiente.attore);
    });
    const text = testoChiuse(chiuse, ids.length - chiuse);
    return { code: chiuse > 0 ? ESITO.OK : ESITO.TROVATO, text, data: { chiuse } };
  });
}

function testoChiuse(chiuse: number, lasciate: number): string {
  const perche = 'non ci sono o erano già chiuse.';
  if (chiuse === 0) return `Nessuna anomalia chiusa: ${perche}`;
  return `${conto(chiuse, 'anomalia chiusa', 'anomalie chiuse')}.${lasciate > 0 ? ` Le altre ${perche}` : ''}`;
}

async function elenca(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const { regola, ufficio, limite } = o;
    const filtro = {
      limit: limite + 1,
      ...soloDi(impostazioni, o.comune),
      ...(regola !== undefined && { regola: regola.toUpperCase() }),
      ...(ufficio !== undefined && { ufficio }),
    };
    const trovate = await db.transaction((tx) => elencaAnomalie(tx, filtro));
    const anomalie = trovate.slice(0, limite);
    const elencate = `${tabella([TITOLI, ...anomalie.map(riga)])}${seguono(trovate.length, limite)}`;
    const text = anomalie.length === 0 ? 'Nessuna anomalia aperta.' : elencate;
    const data = { anomalie: anomalie.map((a) => ({ ...a, oggetto: senzaCodiceFiscale(a.oggetto) })) };
    return { code: ESITO.OK, text, data };
  });
}

/** The decision about two cards (DOPPIA_SCHEDA, Q20): remembered, and followed by the applier at its next round. */
async function decidi(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  if (o.unisci !== undefined && o.distingui !== undefined)
    throw new UsoError('O --unisci o --distingui, non entrambe.');
  const decisione = o.unisci === undefined ? 'DISTINTE' : 'UNITE';
  const [a, b, ...altre] = (o.unisci ?? o.distingui ?? []).map(schedaDi);
  if (a === undefined || b === undefined || a === b || altre.length > 0)
    throw new UsoError('Servono due schede ANPR diverse: S:<numero> S:<numero>.');
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const ente = enteScritto(impostazioni, o.comune);
    const codComune = ente.codiceIstat;
    const chi = { attore: ambiente.attore, now: ambiente.now() };
    const ignote = await db.transaction((tx) => schedeIgnote(tx, codComune, [a, b]));
    if (ignote.length > 0)
      throw new UsoError(
        `Nessun fatto di ${nomeDi(ente)} parla di ${ignote.join(' né di ')}: controllare il numero${impostazioni.enti.length > 1 ? ' e il comune' : ''}.`,
      );
    await decidiIdentita(db, { codComune, schede: [a, b], decisione }, chi);
    const cosa = decisione === 'UNITE' ? 'sono la stessa persona' : 'sono due persone';
    const text = `Deciso: ${a} e ${b} ${cosa}. Il demone aggiorna le righe al suo prossimo giro; si può decidere di nuovo.`;
    return { code: ESITO.OK, text, data: { schede: [a, b], decisione } };
  });
}

async function scelta(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  if (o.unisci !== undefined || o.distingui !== undefined) return decidi(ambiente, o);
  return o.chiudi === undefined ? elenca(ambiente, o) : chiudi(ambiente, o, o.chiudi);
}

const UFFICI = ['ANAGRAFE', 'TRIBUTI', 'ELETTORALE', 'SISTEMI'] as const satisfies readonly UfficioAnomalia[];

function ufficio(testo: string): UfficioAnomalia {
  const trovato = UFFICI.find((u) => u === testo.toUpperCase());
  if (trovato === undefined) throw new InvalidArgumentError('scegliere fra anagrafe, tributi, elettorale, sistemi.');
  return trovato;
}

export const registraAnomalie: Registra = (programma, ambiente, finito) => {
  comando(programma, 'anomalie', 'elenca le anomalie aperte: ciò che qualcuno deve guardare')
    .option(...SOLO_UNO)
    .option('--regola <regola>', 'solo di questa regola')
    .option('--ufficio <ufficio>', 'solo di questo ufficio: anagrafe, tributi, elettorale, sistemi', ufficio)
    .option('--limite <n>', 'quante al massimo', interoPositivo, 50)
    .option('--chiudi <id...>', 'le chiude: non si riaprono finché la causa dura (registrato)', elenco)
    .option('--unisci <scheda...>', 'due schede ANPR sono la stessa persona (registrato)')
    .option('--distingui <scheda...>', 'due schede ANPR sono due persone (registrato)')
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => scelta(ambiente, o))));
};
