/** Whatever the texts: what the export does not refuse is valid against the published schemas, and what it refuses is told. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListeElettorali } from '../../src/anpr/soggetto.js';
import type { Sezione } from '../../src/registri/stradario-sezioni.js';
import { difettiComune, difettiPosizione, difettiSezione } from '../../src/work/export-elettorale-difetti.js';
import {
  type Cornice,
  corniceListe,
  corniceSezioni,
  elementoSezione,
  listaSoggetto,
  type PosizioneUfficiale,
} from '../../src/work/export-elettorale-xml.js';

const SCHEMI = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/spec/xsd/comuni');
const presenti = existsSync(SCHEMI);
const DI = { nome: "Sant'Agata de' Goti", codiceIstat: '999001', provincia: 'BN' };

/** Letters of every alphabet, apostrophes, signs of XML, control characters, lengths over the limit. */
const carattere = fc.constantFrom(...'AaÀŠșŞЖ漢😀\'’«»&<>"/.,()°×-\u0000\u0007\t\ufffe', '\ud800', ' ', '7');
const testo = (massimo: number) =>
  fc.oneof(
    fc.string({ unit: carattere, minLength: 0, maxLength: 8 }),
    fc.constantFrom('ROMA', 'DEI MILLE', 'X'.repeat(massimo), 'Y'.repeat(massimo + 1), '😀'.repeat(massimo)),
  );
const numero = fc.constantFrom('', '7', '12', '9'.repeat(20), '9'.repeat(21), '7/A');
const oNull = <T>(a: fc.Arbitrary<T>) => fc.option(a, { nil: null });

const sezione: fc.Arbitrary<Sezione> = fc.record({
  numero: testo(200),
  denominazione: testo(200),
  cap: fc.constantFrom('00100', '1', '', '123456'),
  specie: testo(30),
  toponimo: testo(100),
  civico: oNull(numero),
  circoscrizioneUE: oNull(testo(200)),
  collegioCamera: testo(200),
  collegioSenato: testo(200),
  circoscrizioneRegionali: testo(200),
  circoscrizioneCircoscrizionali: oNull(testo(200)),
});

const sn = fc.constantFrom('S', 'N', 'S', 's', 'X', undefined);
const iscritta = fc.option(fc.record({ codiceIstat: fc.constant('999001'), sezione: testo(200) }), { nil: undefined });
const posizione: fc.Arbitrary<PosizioneUfficiale> = fc
  .record({
    idSchedaSoggettoANPR: fc.constantFrom('1', '9'.repeat(16), '9'.repeat(17), undefined),
    nostre: fc.dictionary(
      fc.constantFrom('GENERALE', 'AGGIUNTA_UE_COMUNALI', 'AGGIUNTA_UE_PARLAMENTO', 'AGGIUNTA_REGIONALE'),
      oNull(testo(200)),
    ),
    elettore: fc.constantFrom('S', 'N', 'P'),
    generale: iscritta,
    certificabilita: fc.constantFrom('0', '2', '12', undefined),
    circoscrizione: fc.option(testo(200), { nil: undefined }),
    diritti: fc.array(sn, { minLength: 7, maxLength: 7 }),
    flag: sn,
  })
  .map(({ nostre, diritti, circoscrizione, flag, idSchedaSoggettoANPR, ...liste }) => {
    const [a, b, c, d, e, f, g] = diritti;
    const voti = { referendumnazionali: a, elezionimembriue: b, senatorepubblica: c, cameradeputati: d };
    const tutti = { ...voti, regionali: e, comunali: f, circoscrizionali: g, circoscrsenatorepubblica: circoscrizione };
    return {
      idSchedaSoggettoANPR,
      nostre: new Map(Object.entries(nostre)),
      liste: { ...liste, diritti: tutti, flagAggiunte: { ueelettorecomunali: flag } } as unknown as ListeElettorali,
    };
  });

describe.runIf(presenti)('what is not refused is valid', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'allinea-esporta-'));
    const elettorale = join(SCHEMI, 'subentroElettorale');
    for (const f of readdirSync(elettorale)) copyFileSync(join(elettorale, f), join(dir, f));
    copyFileSync(join(SCHEMI, 'tipoDato.xsd'), join(dir, 'tipoDato.xsd'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  function valida(schema: string, { testa, coda }: Cornice, voci: readonly string[]): void {
    const file = join(dir, 'documento.xml');
    writeFileSync(file, testa + voci.join('\n') + coda);
    execFileSync('xmllint', ['--nonet', '--noout', '--schema', join(dir, schema), file], { stdio: 'pipe' });
  }

  it('sections of any text', () => {
    const tutte = fc.sample(sezione, { numRuns: 4000, seed: 7 });
    const buone = tutte.filter((s) => difettiSezione(s).length === 0);
    expect(buone.length).toBeGreaterThan(5);
    valida(
      'subentroSezioni.xsd',
      corniceSezioni(buone.length),
      buone.map((s) => elementoSezione(s, DI)),
    );
  });

  it('positions of any text', () => {
    const tutte = fc.sample(posizione, { numRuns: 6000, seed: 7 });
    const buone = tutte.filter((p) => difettiPosizione(p).length === 0);
    expect(buone.length).toBeGreaterThan(5);
    valida(
      'subentroListe.xsd',
      corniceListe(buone.length),
      buone.map((p) => listaSoggetto(p, DI)),
    );
  });
});

it('a name of comune that ANPR cannot write is told before anything is written', () => {
  expect(difettiComune(DI)).toEqual([]);
  expect(difettiComune({ ...DI, nome: 'Sant’Agata' })).toEqual([
    'nome del comune nella configurazione: carattere «’» non ammesso da ANPR (scrivere l’apostrofo diritto)',
  ]);
  expect(difettiComune({ ...DI, codiceIstat: '99' })).toHaveLength(1);
});
