/** `allinea vista NOME`: rows of a public view. They hold personal data: the operator's audit says who looked. */
import { Argument } from 'commander';
import { registraAzione } from '../../store/audit.js';
import { NOMI_VISTE, type NomeVista, paginaVista } from '../../store/viste.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, interoPositivo, type Registra } from './comando.js';
import { conDatabase, esegui, UsoError } from './esegui.js';
import { tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly limite: number;
}

async function vista(ambiente: Ambiente, o: Opzioni, nome: NomeVista): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ db, impostazioni }) => {
    const codComune = o.comune ?? impostazioni.enti[0]?.codiceIstat;
    if (codComune === undefined) throw new UsoError('Dire di quale comune: --comune ISTAT.');
    const azione = { attore: ambiente.attore, azione: 'vista', oggetto: `${nome}:${codComune}` };
    const righe = await db.transaction(async (tx) => {
      await registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() });
      return paginaVista(tx, codComune, { vista: nome, limit: o.limite });
    });
    const colonne = Object.keys(righe[0] ?? {});
    const celle = righe.map((r) => colonne.map((c) => String(r[c] ?? '')));
    const text = righe.length === 0 ? 'Nessuna riga.' : tabella([colonne, ...celle]);
    return { code: ESITO.OK, text, data: righe };
  });
}

export const registraVista: Registra = (programma, ambiente, finito) => {
  comando(programma, 'vista', 'legge le righe di una vista degli uffici (la consultazione è registrata)')
    .addArgument(new Argument('<nome>', 'la vista').choices(NOMI_VISTE))
    .option('--comune <istat>', 'di quale ente (altrimenti il primo)')
    .option('--limite <n>', 'quante righe al massimo', interoPositivo, 20)
    .action(async (nome: NomeVista, opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => vista(ambiente, opzioni, nome))),
    );
};
