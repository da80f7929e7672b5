/** What is cut out of the canonical text of an envelope is what libxml2 gives for that element alone. */
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { canonicalPart, canonicalText, elementOf, type Forma, ritaglia } from '../../src/soap/canonicalizza.js';
import { type NodoCanonico, parseCanonico } from '../../src/soap/canonico.js';

const ESCLUSIVA: Forma = { mode: 1, withComments: false, prefissi: [] };
const PREFISSI = ['', 'a', 'b', 'zz'];
const SPAZI = ['urn:uno', 'urn:due', 'urn:tre&amp;quattro'];

interface Albero {
  readonly prefisso: string;
  readonly dichiara: readonly (readonly [string, string])[];
  readonly attributi: readonly (readonly [string, string])[];
  readonly testo: string;
  readonly figli: readonly Albero[];
}

const testo = fc.stringMatching(
  /^[a-z0-9 \n\tàÈ€]{0,8}(&amp;|&lt;|&gt;|&quot;|"|'|>|<!-- c -->|<\?pi x\?>|<!\[CDATA\[<&]]>|&#13;)?$/,
);
const valore = fc.stringMatching(/^[a-z0-9 à€>]{0,6}(&amp;|&lt;|&quot;|&#10;|&#9;|')?$/);
const alberoAlto: fc.Memo<Albero> = fc.memo((altezza) =>
  fc.record({
    prefisso: fc.constantFrom(...PREFISSI),
    dichiara: fc.uniqueArray(fc.tuple(fc.constantFrom(...PREFISSI), fc.constantFrom(...SPAZI)), {
      selector: ([p]) => p,
      maxLength: 3,
    }),
    attributi: fc.uniqueArray(fc.tuple(fc.constantFrom('x', 'Id', 'a:x', 'b:x', 'zz:y', 'xml:lang'), valore), {
      selector: ([n]) => n.replace(/^.*:/, ''),
      maxLength: 3,
    }),
    testo,
    figli: altezza <= 1 ? fc.constant([]) : fc.array(alberoAlto(altezza - 1), { maxLength: 3 }),
  }),
);
const albero = alberoAlto(4);

/** Text of a tree whose root declares every prefix, so that all of them are in force below. */
function scrivi(a: Albero, radice = true): string {
  const tutte = new Map(radice ? PREFISSI.filter((p) => p !== '').map((p) => [p, 'urn:radice']) : []);
  for (const [p, uri] of a.dichiara) tutte.set(p, uri);
  const spazi = [...tutte].map(([p, uri]) => (p === '' ? ` xmlns="${uri}"` : ` xmlns:${p}="${uri}"`)).join('');
  const attributi = a.attributi.map(([n, v]) => ` ${n}="${v}"`).join('');
  const nome = a.prefisso === '' ? 'n' : `${a.prefisso}:n`;
  return `<${nome}${spazi}${attributi}>${a.testo}${a.figli.map((f) => scrivi(f, false)).join('')}</${nome}>`;
}

/** `a:x` and `b:x` in one namespace are one attribute written twice: no document. */
function leggi(xml: string): XmlDocument | undefined {
  try {
    return XmlDocument.fromString(xml);
  } catch {
    return undefined;
  }
}

function* tutti(n: NodoCanonico): Generator<NodoCanonico> {
  yield n;
  for (const f of n.figli) yield* tutti(f);
}

function byLibxml2(doc: XmlDocument, n: NodoCanonico): string {
  const e = elementOf(doc, n);
  return e.canonicalizeToString({ mode: 1, withComments: false });
}

describe('canonical parts', () => {
  it('every element is cut out as libxml2 canonicalises it alone', () => {
    fc.assert(
      fc.property(albero, (a) => {
        const doc = leggi(scrivi(a));
        fc.pre(doc !== undefined);
        try {
          const intero = canonicalText(doc);
          const radice = parseCanonico(intero);
          expect(radice).toBeDefined();
          for (const n of tutti(radice as NodoCanonico)) expect(ritaglia(intero, n)).toBe(byLibxml2(doc, n));
        } finally {
          doc.dispose();
        }
      }),
      { numRuns: 400 },
    );
  });

  it('an element without a namespace under a default one says so when it stands alone', () => {
    const doc = XmlDocument.fromString('<a xmlns="urn:uno"><b xmlns=""><c xmlns="urn:uno"/></b></a>');
    const intero = canonicalText(doc);
    const b = parseCanonico(intero)?.figli[0] as NodoCanonico;
    expect(ritaglia(intero, b)).toBe('<b><c xmlns="urn:uno"></c></b>');
    expect(canonicalPart({ doc, testo: intero }, b, { ...ESCLUSIVA, mode: 0 }).toString()).toBe(
      '<b><c xmlns="urn:uno"></c></b>',
    );
    doc.dispose();
  });

  it('what is not canonical is not read', () => {
    const sbagliati = [
      '',
      '<a>',
      '</a>',
      '<a></b>',
      '<a/>',
      "<a b='1'></a>",
      '<a></a><b></b>',
      'x<a></a>',
      '<a b="1></a>',
    ];
    for (const s of sbagliati) expect(parseCanonico(s), s).toBeUndefined();
  });
});
