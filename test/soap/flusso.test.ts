/** Reading a large document as it comes gives what reading it whole gives, however it is cut and encoded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Elemento } from '../../src/anpr/elemento.js';
import { leggiFlusso, type OpzioniFlusso } from '../../src/soap/flusso.js';
import { parseElemento, XmlNonValido } from '../../src/soap/xml.js';

const VOCI = [
  '<a:v xmlns:a="urn:x"><n>ÈVE €</n></a:v>',
  '<v><n><![CDATA[1 < 2]]></n><via>x</via></v>',
  '<v>&amp;<m/><n/></v>',
];
const DOCUMENTO = `<r><testa><v>no</v></testa><!-- <v> --><voci>${VOCI.join('\n')}<altro/></voci></r>`;

async function* pezzi(byte: Uint8Array, lunghi: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < byte.length; i += lunghi) yield byte.subarray(i, i + lunghi);
}

async function letti(byte: Uint8Array, lunghi: number, altro: Partial<OpzioniFlusso> = {}): Promise<Elemento[]> {
  const trovati: Elemento[] = [];
  const opzioni = { vuole: (p: string) => p === 'r/voci/v', ...altro };
  for await (const { elemento } of leggiFlusso(pezzi(byte, lunghi), opzioni)) trovati.push(elemento);
  return trovati;
}

const interi = (xml: string): Elemento[] =>
  parseElemento(Buffer.from(xml)).figli[1]!.figli.filter((f) => f.nome === 'v');
const difetto = async (byte: Uint8Array): Promise<unknown> => {
  const e = await letti(byte, 4096).catch((x: unknown) => x);
  return e instanceof XmlNonValido ? e.difetto : e;
};

describe('a document in pieces', () => {
  const dichiarato = (codifica: string): string => `<?xml version="1.0" encoding="${codifica}"?>${DOCUMENTO}`;
  const codifiche: Readonly<Record<string, Buffer>> = {
    'UTF-8': Buffer.from(dichiarato('UTF-8')),
    'UTF-8 with BOM': Buffer.from(`\uFEFF${DOCUMENTO}`),
    'UTF-16': Buffer.from(`\uFEFF${DOCUMENTO}`, 'utf16le'),
    'windows-1252': Buffer.from(dichiarato('windows-1252').replace('€', '\u0080'), 'latin1'),
  };

  it.each(Object.keys(codifiche))('gives the elements of the whole one, in %s, wherever it is cut', async (nome) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (lunghi) => {
        // The declaration is in the first piece, as with every file longer than a line.
        const byte = codifiche[nome]!;
        expect(await letti(byte, Math.max(lunghi, 64))).toEqual(interi(DOCUMENTO));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out what is not to be gathered', async () => {
    const senza = await letti(Buffer.from(DOCUMENTO), 50, { salta: new Set(['n', 'm']) });
    expect(senza.map((e) => e.figli.map((f) => f.nome))).toEqual([[], ['via'], []]);
  });

  it('refuses a DOCTYPE, a text without end, depth without end and what is no XML', async () => {
    expect(await difetto(Buffer.from(`<!DOCTYPE r [<!ENTITY a "b">]>${DOCUMENTO}`))).toBe('DOCTYPE');
    expect(await difetto(Buffer.from(`<r><voci><v>${'x'.repeat(9_000_000)}`))).toBe('TROPPO_GRANDE');
    expect(await difetto(Buffer.from(`<r><voci><v>${'<n/>'.repeat(500_000)}`))).toBe('TROPPO_GRANDE');
    expect(await difetto(Buffer.from(`<r a="${'x'.repeat(9_000_000)}`))).toBe('TROPPO_GRANDE');
    expect(await difetto(Buffer.from('<a>'.repeat(1000)))).toBe('TROPPO_GRANDE');
    expect(await difetto(Buffer.from('ciao'))).toBe('MALFORMATO');
    expect(await difetto(Buffer.alloc(0))).toBe('VUOTO');
    expect(await difetto(Buffer.from(DOCUMENTO.slice(0, 100)))).toBe('MALFORMATO');
    expect(await difetto(Buffer.from('<r>È</r>', 'latin1'))).toBe('CODIFICA');
  });
});
