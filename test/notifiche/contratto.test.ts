/** What adding a notification type asks for (style.md, 3): listed, named after its code, with a case; and none missing. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OPERAZIONI, TIPI_NOTIFICA } from '../../src/anpr/codici.js';
import { TIPI, type TipoQualsiasi } from '../../src/notifiche/index.js';
import { casi, leggiPrima } from './caso.js';

const SORGENTI = new URL('../../src/notifiche/', import.meta.url);
const file = readdirSync(fileURLToPath(SORGENTI))
  .filter((n) => n.endsWith('.ts') && n !== 'index.ts')
  .map((n) => n.slice(0, -'.ts'.length));

/** What the name of the file of that code begins with: NA00…NA05 share one, and so do C001…C003. */
const inizio = (codice: string): string => `${codice.replace(/^NA\d\d$/, 'NA0x').replace(/^C00\d$/, 'C00x')}-`;

/** Everything that is a type among what a file exports, alone or in a list; nothing for the files that types are made of. */
async function tipiDi(nome: string): Promise<TipoQualsiasi[]> {
  const modulo = (await import(new URL(`${nome}.js`, SORGENTI).href)) as Record<string, unknown>;
  return Object.values(modulo)
    .flat()
    .filter((v): v is TipoQualsiasi => typeof v === 'object' && v !== null && 'codice' in v && 'parse' in v);
}

describe('the contract of a notification type', () => {
  it.each(file)('the types in %s are listed in index.ts, and their code is in its name', async (nome) => {
    for (const tipo of await tipiDi(nome)) {
      expect(TIPI).toContain(tipo);
      expect(nome.startsWith(inizio(tipo.codice)), `${tipo.codice} is not the code of ${nome}`).toBe(true);
    }
  });

  it('every listed type has a file named after its code, and no code is listed twice', () => {
    const codici = TIPI.map((t) => t.codice);
    expect(new Set(codici).size).toBe(codici.length);
    expect(codici.filter((c) => !file.some((n) => n.startsWith(inizio(c))))).toEqual([]);
  });

  it('every operation that answers Risposta_Comune and every notification code has a type', () => {
    const codici = new Set(TIPI.map((t) => t.codice));
    const attesi = [...Object.keys(OPERAZIONI).map((o) => `NRIS-${o}`), ...Object.keys(TIPI_NOTIFICA)];
    expect(attesi.filter((c) => c !== 'NRIS' && !codici.has(c))).toEqual([]);
  });

  it('every folder of cases is named after the file of its type', () => {
    expect([...new Set(casi().map((c) => c.tipo))].filter((t) => !file.includes(t))).toEqual([]);
  });

  it('every code has a case that is read as that code', () => {
    const visti = new Set(
      casi().flatMap((caso) => {
        const atteso = JSON.parse(readFileSync(`${caso.cartella}/changes.json`, 'utf8')) as { tipo?: string };
        return atteso.tipo === undefined ? [] : [atteso.tipo];
      }),
    );
    expect(TIPI.map((t) => t.codice).filter((c) => !visti.has(c))).toEqual([]);
  });

  it('every case says its envelope, its day and only what the reader of cases knows', () => {
    const note = new Set([
      'oggi',
      'busta',
      'codiciPrecedenti',
      'parametri',
      'regole',
      'utenze',
      'stradario',
      'sezioniSoppresse',
      'calendario',
      'revisioni',
      'comuni',
      'schede',
      'notifiche',
      'NON_VALIDO',
    ]);
    for (const caso of casi()) {
      const prima = leggiPrima(caso);
      expect(prima.oggi).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(prima.busta.tipoNotifica).not.toBe('');
      expect(Object.keys(prima).filter((k) => !note.has(k))).toEqual([]);
    }
  });
});
