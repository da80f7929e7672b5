/** What the truth says about families and nuclei. */
import { formatIndirizzo } from '../anpr/indirizzo.js';
import { ultima } from './calendario.js';
import type { Famiglia, Persona } from './persona.js';
import { intestatarioDi, membriDi, type Registro } from './registro.js';
import type { RigaVista } from './verita.js';
import { maggiorenne, senzaDimora } from './verita-persone.js';

const nomeDi = (p: Persona): string => `${p.cognome} ${p.nome}`;

/** The member whose residence is that of the family: the head, else the lowest card. */
export function dimora(membri: readonly Persona[]): Persona | undefined {
  return intestatarioDi(membri) ?? membri[0];
}

function indirizzoFamiglia(membri: readonly Persona[]): string | null {
  const residenza = dimora(membri)?.residenza;
  return residenza === undefined || residenza === null ? null : formatIndirizzo(residenza.indirizzo);
}

function intestatario(f: Famiglia, membri: readonly Persona[]): string | null {
  const capo = intestatarioDi(membri) ?? (f.tipo === '4' ? f.tutore : null);
  return capo === null || capo === undefined ? null : nomeDi(capo);
}

/** Last exit from each family, by family. */
function uscite(registro: Registro): Map<string, string> {
  const ultimeUscite = new Map<string, string>();
  for (const p of registro.persone.values()) {
    for (const { idFamiglia, tipo, al } of p.passate) {
      if (tipo === '3') ultimeUscite.set(idFamiglia, ultima(ultimeUscite.get(idFamiglia) ?? '', al));
    }
  }
  return ultimeUscite;
}

/** Last day on which the nucleus changed: entry of a member, exit of a former one, residence of who gives the address. */
function dalDi(membri: readonly Persona[], uscita: string): string {
  const ingressi = membri.map((p) => ultima(p.appartenenza?.dal ?? '', p.posizione.dal));
  return ultima(uscita, dimora(membri)?.residenza?.dal ?? '', ...ingressi);
}

/** The expected rows of families and of nuclei. */
export function righeFamiglie(
  codComune: string,
  registro: Registro,
  oggi: string,
): { famiglie: Map<string, RigaVista>; nuclei: Map<string, RigaVista> } {
  const famiglie = new Map<string, RigaVista>();
  const nuclei = new Map<string, RigaVista>();
  const ultimeUscite = uscite(registro);
  for (const f of registro.famiglie.values()) {
    const membri = membriDi(registro, f.id);
    if (membri.length === 0 && !(f.tipo === '4' && f.aperta)) continue;
    const comuni = {
      cod_comune: codComune,
      id_famiglia_anpr: f.id,
      intestatario: intestatario(f, membri),
      componenti: membri.length,
      indirizzo: indirizzoFamiglia(membri),
    };
    const convivenza = f.tipo === '4';
    famiglie.set(f.id, {
      ...comuni,
      tipo_scheda: f.tipo,
      denominazione: convivenza ? f.denominazione : null,
      specie_convivenza: convivenza ? f.specie : null,
    });
    // Whoever has no home occupies no dwelling.
    const abitano = membri.filter((m) => !senzaDimora(m));
    if (f.tipo !== '3' || abitano.length === 0) continue;
    nuclei.set(f.id, {
      ...comuni,
      componenti: abitano.length,
      indirizzo: indirizzoFamiglia(abitano),
      minori: abitano.filter((m) => !maggiorenne(m, oggi)).length,
      dal: dalDi(abitano, ultimeUscite.get(f.id) ?? ''),
    });
  }
  return { famiglie, nuclei };
}

/** Somebody in a family; `al` null while still in it. */
export interface PresenzaInFamiglia {
  readonly al: string | null;
}

/** In which families these people are, or were. */
export function chiInFamiglia(registro: Registro, schede: ReadonlySet<string>): Map<string, PresenzaInFamiglia[]> {
  const famiglie = new Map<string, PresenzaInFamiglia[]>();
  const segna = (id: string, p: PresenzaInFamiglia): void => void famiglie.set(id, [...(famiglie.get(id) ?? []), p]);
  for (const scheda of schede) {
    const p = registro.persone.get(scheda);
    if (p === undefined) continue;
    for (const { idFamiglia, al } of p.passate) segna(idFamiglia, { al });
    if (p.appartenenza !== null) segna(p.appartenenza.idFamiglia, { al: null });
  }
  return famiglie;
}
