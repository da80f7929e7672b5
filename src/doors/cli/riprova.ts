/** `allinea riprova`: puts parked notifications back into the queue. */
import type { FiltroRiprova } from '../../store/inbox.js';
import { riprovaNotifiche } from '../../work/operator.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, elenco, type Registra } from './comando.js';
import { codiciScelti, entiScritti, SOLO_UNO } from './enti.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { conto } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly motivo?: string;
  readonly comune?: string;
  readonly tutte?: boolean;
}

function controlla(ids: readonly number[], o: Opzioni): void {
  const detti = Number(ids.length > 0) + Number(o.motivo !== undefined) + Number(o.tutte === true);
  if (detti !== 1) throw new UsoError('Dire quali: uno o più ID, oppure --motivo MOTIVO, oppure --tutte.');
}

function filtroDi(ids: readonly number[], o: Opzioni, comune: { readonly codici?: readonly string[] }): FiltroRiprova {
  if (ids.length > 0) return { ids, ...comune };
  return o.motivo === undefined ? comune : { motivo: o.motivo, ...comune };
}

async function riprova(ambiente: Ambiente, o: Opzioni, ids: readonly number[]): Promise<Esito> {
  controlla(ids, o);
  const chi = { attore: ambiente.attore, now: ambiente.now() };
  const quante = await conDatabase(ambiente, o, ({ db, impostazioni }) =>
    riprovaNotifiche(db, filtroDi(ids, o, codiciScelti(impostazioni, entiScritti(impostazioni, o.comune))), chi),
  );
  const nessuna = quante === 0 && ids.length > 0;
  const text = testo(quante, ids.length - quante);
  return { code: nessuna ? ESITO.TROVATO : ESITO.OK, text, data: { rimesse: quante } };
}

function testo(quante: number, lasciate: number): string {
  const perche = 'non ci sono, o non sono né parcheggiate né scartate.';
  if (quante === 0) return `Nessuna notifica rimessa in coda${lasciate > 0 ? `: ${perche}` : '.'}`;
  const altre = lasciate > 0 ? ` Le altre ${perche}` : '';
  return `${conto(quante, 'notifica rimessa', 'notifiche rimesse')} in coda: il demone le riprova entro pochi secondi.${altre}`;
}

export const registraRiprova: Registra = (programma, ambiente, finito) => {
  comando(programma, 'riprova', 'rimette in coda notifiche parcheggiate (con un ID anche scartate)')
    .argument('[id...]', 'ID delle notifiche', elenco)
    .option('--motivo <motivo>', 'tutte quelle parcheggiate con questo motivo')
    .option('--tutte', 'tutte quelle parcheggiate')
    .option(...SOLO_UNO)
    .action(async (ids: number[] | undefined, opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => riprova(ambiente, opzioni, ids ?? []))),
    );
};
