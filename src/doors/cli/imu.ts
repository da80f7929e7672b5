/** `allinea imu`: the months in which somebody was registered resident in a dwelling. They are personal data: the audit says who looked. */
import { type AbitazioneImu, regimeImu, residenzaImu } from '../../work/imu.js';
import { ESITO, type Esito } from './ambiente.js';
import { anno, comando, type Registra } from './comando.js';
import { conEnte, type DiChi, type Ufficio } from './elettorale.js';
import { LEGGE_UNO } from './enti.js';
import { tabella } from './testo.js';

interface Opzioni extends DiChi {
  readonly soggetto: string;
  readonly anno: number;
}

const riga = ({ indirizzo, periodi, mesi }: AbitazioneImu): string[] => [
  indirizzo ?? '',
  periodi.map((p) => `${p.dal ?? '…'} – ${p.al ?? 'oggi'}`).join('; '),
  mesi === null ? '' : String(mesi.length),
  mesi?.join(' ') ?? '',
];

async function imu({ db, ente, contesto }: Ufficio, { soggetto, anno: diAnno }: Opzioni): Promise<Esito> {
  const domanda = { chi: soggetto.toUpperCase(), anno: diAnno, parametri: contesto.parametri };
  const regime = regimeImu(domanda);
  const abitazioni = await residenzaImu(db, domanda, ente);
  if (abitazioni === undefined)
    return {
      code: ESITO.TROVATO,
      text: 'Nessuna abitazione nota per questo soggetto: non risulta, o è senza fissa dimora.',
      data: { abitazioni: [] },
    };
  const titoli = ['ABITAZIONE', 'RESIDENZA (DAL – AL ESCLUSO)', 'MESI', 'QUALI'];
  const nota =
    'Solo la condizione di residenza anagrafica: la dimora abituale non è in ANPR, va accertata dall’ufficio.';
  const altraLegge = `Nel ${diAnno} vale ${regime}, non l’IMU: i mesi li conta la sua legge, qui ci sono solo i periodi.`;
  const note = regime === 'IMU' ? [nota] : [altraLegge, nota];
  const text = [tabella([titoli, ...abitazioni.map(riga)]), ...note].join('\n');
  return { code: ESITO.OK, text, data: { anno: diAnno, regime, abitazioni } };
}

export const registraImu: Registra = (programma, ambiente, finito) => {
  comando(programma, 'imu', 'in quali mesi una persona ha avuto la residenza in ogni abitazione (registrato)')
    .requiredOption('--soggetto <cf|scheda>', 'codice fiscale o idSchedaSoggettoANPR')
    .requiredOption('--anno <anno>', 'di quale anno', anno)
    .option(...LEGGE_UNO)
    .action((o: Opzioni) => conEnte(ambiente, { scopo: 'LEGGE', opzioni: o }, (u) => imu(u, o)).then(finito));
};
