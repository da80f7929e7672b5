/**
 * The variazioni as a file that opens in a spreadsheet.
 * Invariant: written page by page to a file beside it and renamed when whole, so nobody reads half of it.
 */
import { rename, rm } from 'node:fs/promises';
import type { Database } from '../../store/database.js';
import { elencaVariazioni, type FiltroVariazioni, type VariazioneElencata } from '../../store/variazioni-ufficio.js';
import { rigaCsv, testataCsv } from './csv.js';
import { apriRiservato, soloFile } from './file-riservato.js';

const COLONNE = [
  ['id', 'id'],
  ['comune', 'codComune'],
  ['ufficio', 'ufficio'],
  ['ambito', 'ambito'],
  ['tipo', 'tipo'],
  ['motivo', 'motivo'],
  ['id_scheda_anpr', 'idSchedaANPR'],
  ['codice_fiscale', 'codiceFiscale'],
  ['cognome', 'cognome'],
  ['nome', 'nome'],
  ['id_famiglia_anpr', 'idFamigliaANPR'],
  ['valore_prima', 'valorePrima'],
  ['valore_dopo', 'valoreDopo'],
  ['decorrenza', 'decorrenza'],
  ['conosciuta_il', 'conosciutaIl'],
  ['stato', 'stato'],
  ['esito_motivo', 'esitoMotivo'],
  ['id_operazione_anpr', 'idOperazioneANPR'],
  ['regola', 'regola'],
  ['effetto_dal', 'effettoDal'],
  ['anno', 'anno'],
  ['da_conguagliare', 'daConguagliare'],
  ['revisione', 'revisione'],
  ['entro_il', 'entroIl'],
] as const satisfies readonly (readonly [string, keyof VariazioneElencata])[];

const PAGINA = 1000;
/** Writes what matches to `file`; returns how many lines, the heading not counted. */
export async function esportaVariazioni(db: Database, filtro: FiltroVariazioni, file: string): Promise<number> {
  soloFile(file);
  const parziale = `${file}.parziale`;
  const uscita = await apriRiservato(parziale);
  try {
    let righe = 0;
    await uscita.write(testataCsv(COLONNE.map(([titolo]) => titolo)));
    for await (const pagina of pagine(db, filtro)) {
      await uscita.write(pagina.map((v) => rigaCsv(COLONNE.map(([, nome]) => v[nome]))).join(''));
      righe += pagina.length;
    }
    await uscita.close();
    await rename(parziale, file);
    return righe;
  } catch (error) {
    await uscita.close().catch(() => undefined);
    await rm(parziale, { force: true });
    throw error;
  }
}

async function* pagine(db: Database, filtro: FiltroVariazioni): AsyncGenerator<VariazioneElencata[]> {
  let dopoId = 0;
  for (;;) {
    const pagina = await db.transaction((tx) => elencaVariazioni(tx, filtro, { dopoId, limit: PAGINA }));
    if (pagina.length === 0) return;
    yield pagina;
    dopoId = pagina.at(-1)!.id;
  }
}
