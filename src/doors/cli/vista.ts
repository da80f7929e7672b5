/** `allinea vista NOME`: rows of a public view. They hold personal data: the operator's audit says who looked. */
import { Argument } from 'commander';
import { registraAzione } from '../../store/audit.js';
import { NOMI_VISTE, type NomeVista, paginaVista } from '../../store/viste.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, interoPositivo, type Registra } from './comando.js';
import { conNome, enteScelto, LEGGE_UNO } from './enti.js';
import { conDatabase, esegui } from './esegui.js';
import { seguono, tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly limite: number;
}

async function vista(ambiente: Ambiente, o: Opzioni, nome: NomeVista): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ db, impostazioni }) => {
    const ente = enteScelto(impostazioni, o.comune);
    const codComune = ente.codiceIstat;
    const azione = { attore: ambiente.attore, azione: 'vista', oggetto: `${nome}:${codComune}` };
    const trovate = await db.transaction(async (tx) => {
      await registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() });
      return paginaVista(tx, codComune, { vista: nome, limit: o.limite + 1 });
    });
    const righe = trovate.slice(0, o.limite);
    const colonne = Object.keys(righe[0] ?? {});
    const celle = righe.map((r) => colonne.map((c) => String(r[c] ?? '')));
    const elencate = `${tabella([colonne, ...celle])}${seguono(trovate.length, o.limite)}`;
    const text = righe.length === 0 ? 'Nessuna riga.' : elencate;
    return conNome({ ambiente, impostazioni, opzioni: o }, ente, { code: ESITO.OK, text, data: righe });
  });
}

export const registraVista: Registra = (programma, ambiente, finito) => {
  comando(programma, 'vista', 'legge le righe di una vista degli uffici (la consultazione è registrata)')
    .addArgument(new Argument('<nome>', 'la vista').choices(NOMI_VISTE))
    .option(...LEGGE_UNO)
    .option('--limite <n>', 'quante righe al massimo', interoPositivo, 20)
    .action(async (nome: NomeVista, opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => vista(ambiente, opzioni, nome))),
    );
};
