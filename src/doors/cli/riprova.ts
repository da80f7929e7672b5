/** `allinea riprova`: puts parked notifications back into the queue. */
import type { FiltroRiprova } from '../../store/inbox.js';
import { riprovaNotifiche } from '../../work/operator.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, elenco, type Registra } from './comando.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { numero } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly motivo?: string;
  readonly comune?: string;
  readonly tutte?: boolean;
}

function filtroDi(ids: readonly number[], o: Opzioni): FiltroRiprova {
  const detti = Number(ids.length > 0) + Number(o.motivo !== undefined) + Number(o.tutte === true);
  if (detti !== 1) throw new UsoError('Dire quali: uno o più ID, oppure --motivo MOTIVO, oppure --tutte.');
  const comune = o.comune === undefined ? {} : { codComune: o.comune };
  if (ids.length > 0) return { ids, ...comune };
  return o.motivo === undefined ? comune : { motivo: o.motivo, ...comune };
}

async function riprova(ambiente: Ambiente, o: Opzioni, ids: readonly number[]): Promise<Esito> {
  const filtro = filtroDi(ids, o);
  const chi = { attore: ambiente.attore, now: ambiente.now() };
  const quante = await conDatabase(ambiente, o, ({ db }) => riprovaNotifiche(db, filtro, chi));
  const text = `${numero(quante)} notifiche rimesse in coda: il demone le riprova entro pochi secondi.`;
  const nessuna = quante === 0 && ids.length > 0;
  return { code: nessuna ? ESITO.TROVATO : ESITO.OK, text, data: { rimesse: quante } };
}

export const registraRiprova: Registra = (programma, ambiente, finito) => {
  comando(programma, 'riprova', 'rimette in coda notifiche parcheggiate (con un ID anche scartate)')
    .argument('[id...]', 'ID delle notifiche', elenco)
    .option('--motivo <motivo>', 'tutte quelle parcheggiate con questo motivo')
    .option('--tutte', 'tutte quelle parcheggiate')
    .option('--comune <istat>', 'solo per questo codice ISTAT')
    .action(async (ids: number[] | undefined, opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => riprova(ambiente, opzioni, ids ?? []))),
    );
};
