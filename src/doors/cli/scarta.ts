/** `allinea scarta ID --motivo`: the operator decides that a notification is not to be applied. */
import { StatoCambiatoError } from '../../store/inbox.js';
import { scartaNotifica } from '../../work/operator.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, interoPositivo, type Registra } from './comando.js';
import { codiciScelti, enteScritto, SCRIVE_UNO } from './enti.js';
import { conDatabase, esegui } from './esegui.js';

interface Opzioni extends OpzioniComuni {
  readonly motivo: string;
  readonly comune?: string;
}

async function scarta(ambiente: Ambiente, o: Opzioni, id: number): Promise<Esito> {
  const come = { motivo: o.motivo, attore: ambiente.attore, now: ambiente.now() };
  try {
    await conDatabase(ambiente, o, ({ db, impostazioni }) => {
      const di = codiciScelti(impostazioni, [enteScritto(impostazioni, o.comune)]);
      return scartaNotifica(db, id, { ...come, ...di });
    });
  } catch (error) {
    if (!(error instanceof StatoCambiatoError)) throw error;
    const text = `La notifica ${id} non è in attesa né parcheggiata${o.comune === undefined ? '' : `, o non è di ${o.comune}`}: non si può scartare.`;
    return { code: ESITO.TROVATO, text, data: { errore: 'STATO', id } };
  }
  return { code: ESITO.OK, text: `Notifica ${id} scartata; «allinea riprova ${id}» la rimette in coda.`, data: { id } };
}

export const registraScarta: Registra = (programma, ambiente, finito) => {
  comando(programma, 'scarta', 'scarta una notifica in attesa o parcheggiata: resta conservata e non sarà applicata')
    .argument('<id>', 'ID della notifica', interoPositivo)
    .option(...SCRIVE_UNO)
    .requiredOption('--motivo <testo>', 'perché (senza dati personali): resta nel registro dell’operatore')
    .action(async (id: number, opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => scarta(ambiente, opzioni, id))),
    );
};
