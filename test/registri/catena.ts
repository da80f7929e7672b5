/**
 * The log of variazioni as the store keeps it, in memory, and what it must add up to: law 8 is read off it.
 * Invariant: only the fields that an office follows from the first row on; names and sections start where the row was there.
 */
import { stessoIndirizzo } from '../../src/anpr/indirizzo.js';
import type { Mondo } from '../../src/registri/mondo.js';
import { type RegoleComune, secondoLeRegole } from '../../src/registri/regole.js';
import type { NomeTabella, Riga, Variazione } from '../../src/registri/righe.js';
import { incatena, type VariazioneRegistrata } from '../../src/registri/storno.js';
import { CONTESTO } from '../arbitraries.js';

export const FUORI: ReadonlySet<string> = new Set(['STORNATA', 'RITIRATA', 'RESPINTA']);

/** Keeps the log as the store does, so that the law can be read off it. */
export function registra(registro: VariazioneRegistrata[], nuova: Variazione, regole: RegoleComune = []): void {
  const catena = registro.filter((v) => v.oggetto === nuova.oggetto && v.campo === nuova.campo && !FUORI.has(v.stato));
  const esito = incatena(catena, nuova);
  const muta = (vs: readonly VariazioneRegistrata[], stato: string): void => {
    for (const v of vs) registro[registro.indexOf(v)] = { ...v, stato };
  };
  muta(esito.stornate, 'STORNATA');
  muta(esito.approvate, 'APPROVATA');
  if (esito.nuova === null) return;
  const voce = secondoLeRegole(esito.nuova, regole, { giorno: CONTESTO.oggi, operazione: nuova.operazione });
  registro.push({ ...voce, id: registro.length + 1 });
}

type Valori = ReadonlyMap<string, string>;

/** Where every followed field stands in the rows of the offices, by `oggetto/campo`; what is empty is not there. */
export function valori(mondo: Mondo): Valori {
  const tutti = new Map<string, string>();
  const segna = (oggetto: string, campo: string, valore: Riga[string] | undefined): void => {
    if (valore !== null && valore !== undefined && valore !== '') tutti.set(`${oggetto}/${campo}`, String(valore));
  };
  const righe = (tabella: NomeTabella) => [...mondo.righe.get(tabella)!.values()].flatMap((r) => [...r]);
  for (const [soggetto, c] of righe('tributi_contribuenti')) {
    segna(`C:${soggetto}`, 'condizione', c.condizione);
    segna(`C:${soggetto}`, 'recapito', c.recapito);
    segna(
      `C:${soggetto}`,
      'digitale',
      mondo.righe.get('tributi_recapiti')?.get(soggetto)?.get(`${soggetto}|DIGITALE|`)?.indirizzo,
    );
    const riga = mondo.righe.get('anagrafe')?.get(soggetto)?.get(soggetto);
    const abita = c.condizione === 'RESIDENTE' && riga?.senza_fissa_dimora !== 'S';
    segna(`C:${soggetto}`, 'abitazione', abita ? riga?.indirizzo : null);
  }
  for (const [famiglia, n] of righe('tributi_nuclei')) {
    segna(`N:${famiglia}`, 'componenti', n.componenti);
    segna(`N:${famiglia}`, 'indirizzo', n.indirizzo);
  }
  for (const [chiave, e] of righe('elettorale_elettori')) segna(`E:${chiave}`, 'stato', e.stato);
  return tutti;
}

const SEGUITI = /^(C:.*\/(condizione|recapito|digitale|abitazione)|N:.*\/(componenti|indirizzo)|E:.*\/stato)$/;

const DI_CASA = /\/(recapito|abitazione|indirizzo)$/;

/** Addresses are the same up to the way they are written. */
const uguale = (chiave: string, a: string | null, b: string | null): boolean =>
  a === b || (DI_CASA.test(chiave) && a !== null && b !== null && stessoIndirizzo(a, b));

/** Every field that the log does not lead from where it stood to where it stands; empty when variazioni add up. */
export function nonSommano(registro: readonly VariazioneRegistrata[], prima: Valori, dopo: Valori): string[] {
  const chiaveDi = (v: VariazioneRegistrata): string => `${v.oggetto}/${v.campo}`;
  const chiavi = new Set([...prima.keys(), ...dopo.keys(), ...registro.map(chiaveDi).filter((k) => SEGUITI.test(k))]);
  return [...chiavi].filter((chiave) => {
    let valore = prima.get(chiave) ?? null;
    for (const v of registro) {
      if (chiaveDi(v) !== chiave || FUORI.has(v.stato)) continue;
      if (!uguale(chiave, v.valore_prima, valore)) return true;
      valore = v.valore_dopo;
    }
    return !uguale(chiave, valore, dopo.get(chiave) ?? null);
  });
}
