/** `allinea anomalie`: what somebody has to look into; `--chiudi` records that it was looked into. */
import { type Anomalia, chiudiAnomaliePerId, elencaAnomalie } from '../../store/anomalie.js';
import { registraAzione } from '../../store/audit.js';
import { senzaCodiceFiscale } from '../../work/cambi.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, elenco, interoPositivo, type Registra } from './comando.js';
import { conDatabase, esegui } from './esegui.js';
import { istante, numero, tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly regola?: string;
  readonly limite: number;
  readonly chiudi?: readonly number[];
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
  return conDatabase(ambiente, o, async ({ db }) => {
    const quando = ambiente.now().toISOString();
    const azione = { quando, attore: ambiente.attore, azione: 'chiudi-anomalia', oggetto: `anomalie:${ids.join(',')}` };
    const chiuse = await db.transaction(async (tx) => {
      await registraAzione(tx, azione);
      return chiudiAnomaliePerId(tx, ids, quando);
    });
    return {
      code: chiuse > 0 ? ESITO.OK : ESITO.TROVATO,
      text: `${numero(chiuse)} anomalie chiuse.`,
      data: { chiuse },
    };
  });
}

async function elenca(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ db }) => {
    const { comune: codComune, regola, limite: limit } = o;
    const filtro = { limit, ...(codComune !== undefined && { codComune }), ...(regola !== undefined && { regola }) };
    const anomalie = await db.transaction((tx) => elencaAnomalie(tx, filtro));
    const text = anomalie.length === 0 ? 'Nessuna anomalia aperta.' : tabella([TITOLI, ...anomalie.map(riga)]);
    const data = { anomalie: anomalie.map((a) => ({ ...a, oggetto: senzaCodiceFiscale(a.oggetto) })) };
    return { code: ESITO.OK, text, data };
  });
}

export const registraAnomalie: Registra = (programma, ambiente, finito) => {
  comando(programma, 'anomalie', 'elenca le anomalie aperte: ciò che qualcuno deve guardare')
    .option('--comune <istat>', 'solo per questo codice ISTAT')
    .option('--regola <regola>', 'solo di questa regola')
    .option('--limite <n>', 'quante al massimo', interoPositivo, 50)
    .option('--chiudi <id...>', 'le chiude (registrato)', elenco)
    .action(async (o: Opzioni) => {
      const { chiudi: ids } = o;
      finito(await esegui(ambiente, o, () => (ids === undefined ? elenca(ambiente, o) : chiudi(ambiente, o, ids))));
    });
};
