/**
 * The contents of the cases are what ANPR writes: valid against the official schemas, except where `prima.json` says
 * NON_VALIDO and why. The schemas are not part of the project: without them, or without xmllint, this is skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { casi, leggiPrima } from './caso.js';

const SCHEMI = fileURLToPath(new URL('../../../shared/spec/xsd/', import.meta.url));

/** Root of a content → schema that describes it; N017 and N018 have none. */
const SCHEMA_DI: readonly (readonly [RegExp, string])[] = [
  [/^Risposta1/, 'comuni/1000iscrizione.xsd'],
  [/^Risposta2/, 'comuni/2000cancellazione.xsd'],
  [/^Risposta3/, 'comuni/3000consultazione.xsd'],
  [/^Risposta5/, 'comuni/5000mutazione.xsd'],
  [/^RispostaA/, 'comuni/A000aire.xsd'],
  [/^NotificaN/, 'N000/N000notificheComuni.xsd'],
  [/^predisposizioneAnagrafica/, 'ansc/xsd/predisposizioneAnagrafica.xsd'],
];

interface Contenuto {
  readonly file: string;
  readonly valido: boolean;
}

function contenuti(): Contenuto[] {
  return casi().flatMap((caso) => {
    const { NON_VALIDO } = leggiPrima(caso);
    const xml = readdirSync(caso.cartella).filter((n) => n.endsWith('.xml'));
    return xml.map((n) => ({
      file: join(caso.cartella, n),
      valido: n !== 'contenuto.xml' || NON_VALIDO === undefined,
    }));
  });
}

function radice(file: string): string {
  return /<(?:\w+:)?(\w+)[\s/>]/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
}

/** What xmllint says against each schema: file → errors. */
function errori(schema: string, file: readonly string[]): Map<string, string> {
  const { stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', join(SCHEMI, schema), ...file], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const validi = new Set(stderr.split('\n').flatMap((r) => (r.endsWith(' validates') ? [r.slice(0, -10)] : [])));
  return new Map(file.filter((f) => !validi.has(f)).map((f) => [f, righeDi(stderr, f)]));
}

function righeDi(stderr: string, file: string): string {
  const sue = stderr.split('\n').filter((r) => r.startsWith(file));
  return sue.map((r) => r.replace(file, basename(file))).join('\n');
}

const manca = !existsSync(SCHEMI)
  ? 'the official schemas are not beside the project'
  : spawnSync('xmllint', ['--version']).error !== undefined
    ? 'xmllint is not installed'
    : undefined;
if (manca !== undefined) console.warn(`SKIPPED: contents of the cases against the official schemas: ${manca}`);

describe.skipIf(manca !== undefined)('the contents of the cases and the official schemas', () => {
  const tutti = contenuti();

  it.each(SCHEMA_DI)('%s is valid, or marked as not valid', (nome, schema) => {
    const suoi = tutti.filter((c) => nome.test(radice(c.file)));
    expect(suoi.length).toBeGreaterThan(0);
    const sbagliati = errori(
      schema,
      suoi.map((c) => c.file),
    );
    const inattesi = suoi
      .filter((c) => c.valido && sbagliati.has(c.file))
      .map((c) => `${c.file}\n${sbagliati.get(c.file)}`);
    expect(inattesi.join('\n')).toBe('');
    const marcati = suoi.filter((c) => !c.valido && !sbagliati.has(c.file)).map((c) => c.file);
    expect(marcati, 'marked NON_VALIDO and valid: take the mark away').toEqual([]);
  });

  it('every content that is not marked has a schema', () => {
    const senza = tutti.filter((c) => c.valido && !SCHEMA_DI.some(([nome]) => nome.test(radice(c.file))));
    expect(senza.map((c) => c.file)).toEqual([]);
  });
});
