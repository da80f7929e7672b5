/** What adding a notification type asks for (style.md, 3): listed, named after its code, with a case; and none missing. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OPERAZIONI, TIPI_NOTIFICA } from '../../src/anpr/codici.js';
import { TIPI, type TipoQualsiasi } from '../../src/notifiche/index.js';
import { casi, leggiPrima } from './caso.js';

const SORGENTI = new URL('../../src/notifiche/', import.meta.url);
const CODICE = /^(N\d{3}|NA0x|NRIS-[0-9A-Z]{4}|3002)-[a-z0-9-]+\.ts$/;
const file = readdirSync(fileURLToPath(SORGENTI)).filter((n) => CODICE.test(n));

/** `NA0x` stands for NA00…NA05. */
const copre = (nome: string, codice: string): boolean =>
  new RegExp(
    `^${nome
      .split('-')
      .slice(0, nome.startsWith('NRIS') ? 2 : 1)
      .join('-')
      .replace('x', '\\d')}$`,
  ).test(codice);

/** Everything that looks like a type among what a file exports, alone or in a list. */
async function tipiDi(nome: string): Promise<TipoQualsiasi[]> {
  const modulo = (await import(new URL(nome.replace(/\.ts$/, '.js'), SORGENTI).href)) as Record<string, unknown>;
  return Object.values(modulo)
    .flat()
    .filter((v): v is TipoQualsiasi => typeof v === 'object' && v !== null && 'codice' in v && 'parse' in v);
}

describe('the contract of a notification type', () => {
  it.each(file)('%s exports types that are listed and have its code', async (nome) => {
    const tipi = await tipiDi(nome);
    expect(tipi.length).toBeGreaterThan(0);
    for (const tipo of tipi) {
      expect(TIPI).toContain(tipo);
      expect(copre(nome.replace(/\.ts$/, ''), tipo.codice), `${tipo.codice} is not the code of ${nome}`).toBe(true);
    }
  });

  it('every listed type comes from a file named after its code, and no code is listed twice', () => {
    const codici = TIPI.map((t) => t.codice);
    expect(new Set(codici).size).toBe(codici.length);
    expect(codici.filter((c) => !file.some((n) => copre(n.replace(/\.ts$/, ''), c)))).toEqual([]);
  });

  it('every operation that answers Risposta_Comune and every notification code has a type', () => {
    const codici = new Set(TIPI.map((t) => t.codice));
    const attesi = [...Object.keys(OPERAZIONI).map((o) => `NRIS-${o}`), ...Object.keys(TIPI_NOTIFICA)];
    expect(attesi.filter((c) => c !== 'NRIS' && !codici.has(c))).toEqual([]);
  });

  it('every folder of cases is named after the file of its type', () => {
    const nomi = new Set(file.map((n) => n.replace(/\.ts$/, '')));
    expect([...new Set(casi().map((c) => c.tipo))].filter((t) => !nomi.has(t))).toEqual([]);
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
    const note = new Set(['oggi', 'busta', 'codiciPrecedenti', 'schede', 'notifiche', 'NON_VALIDO']);
    for (const caso of casi()) {
      const prima = leggiPrima(caso);
      expect(prima.oggi).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(prima.busta.tipoNotifica).not.toBe('');
      expect(Object.keys(prima).filter((k) => !note.has(k))).toEqual([]);
    }
  });
});
