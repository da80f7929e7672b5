import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testo } from '../../src/anpr/elemento.js';
import { NotificaError } from '../../src/errors.js';
import { LIMITI_XML, openXml, parseElemento, XmlNonValido } from '../../src/soap/xml.js';

const utf16 = (s: string, bom = true): Buffer => Buffer.from((bom ? '\ufeff' : '') + s, 'utf16le');
const utf16be = (s: string): Buffer => utf16(s).swap16();

function motivoOf(bytes: Uint8Array): string {
  try {
    parseElemento(bytes);
  } catch (e) {
    if (e instanceof NotificaError) return e.motivo;
    throw e;
  }
  return 'accettato';
}

function difettoOf(bytes: Uint8Array, limiti = LIMITI_XML): string {
  try {
    openXml(bytes, limiti).dispose();
  } catch (e) {
    if (e instanceof XmlNonValido) return e.difetto;
    throw e;
  }
  return 'accettato';
}

describe('parseElemento', () => {
  it('gives local names, namespaces, text and children, and drops attributes and comments', () => {
    const e = parseElemento(
      Buffer.from('<p:a xmlns:p="urn:x" k="v"> <b>uno<!-- c --> due</b><![CDATA[<tre>]]><?pi x?></p:a>'),
    );
    expect(e).toEqual({
      nome: 'a',
      ns: 'urn:x',
      testo: ' <tre>',
      figli: [{ nome: 'b', ns: '', testo: 'uno due', figli: [] }],
    });
  });

  it('reads an official-looking prolog with a blank before its end and blanks before its beginning', () => {
    const xml = Buffer.from('\n  <?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n<!-- x --><a><b>1</b></a>');
    expect(testo(parseElemento(xml), 'b')).toBe('1');
  });

  const nome = 'AGLIÈ ŠŒ €';
  it.each([
    ['UTF-8 without a declaration', Buffer.from(`<a>${nome}</a>`)],
    ['UTF-8 with BOM', Buffer.from(`\ufeff<a>${nome}</a>`)],
    ['UTF-16 little endian with BOM', utf16(`<?xml version="1.0" encoding="UTF-16"?><a>${nome}</a>`)],
    ['UTF-16 big endian with BOM', utf16be(`<?xml version="1.0" encoding="UTF-16"?><a>${nome}</a>`)],
    ['UTF-16 little endian without BOM', utf16(`<a>${nome}</a>`, false)],
    ['UTF-8 that declares UTF-16', Buffer.from(`<?xml version="1.0" encoding="utf-16"?><a>${nome}</a>`)],
    [
      'windows-1252',
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="Windows-1252"?><a>AGLI'),
        Buffer.from([0xc8, 0x20, 0x8a, 0x8c, 0x20, 0x80]),
        Buffer.from('</a>'),
      ]),
    ],
  ])('reads %s', (_, bytes) => {
    expect(parseElemento(bytes).testo).toBe(nome);
  });

  it('maps the cp1252 letters that somebody read as Latin-1 (C1 leftovers), in ISO-8859-1 and in UTF-8', () => {
    const c1 = [0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f];
    const latin1 = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>'),
      Buffer.from([...c1, 0xe8]),
      Buffer.from('</a>'),
    ]);
    expect(parseElemento(latin1).testo).toBe('ŠŒŽšœžŸè');
    expect(parseElemento(Buffer.from(`<a>${String.fromCharCode(...c1)}è</a>`)).testo).toBe('ŠŒŽšœžŸè');
  });

  it('G39: keeps diacritics outside of any pattern, the euro and characters beyond 16 bits', () => {
    expect(parseElemento(Buffer.from('<a>Ȋ ș € 𠮷 &#x20AC; &amp;</a>')).testo).toBe('Ȋ ș € 𠮷 € &');
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xe8, 0x3c, 0x2f, 0x61, 0x3e])],
    ['an unknown encoding', Buffer.from('<?xml version="1.0" encoding="EBCDIC-IT"?><a>x</a>')],
    ['an encoding that hides tags', Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a>x</a>')],
    ['an undeclared entity', Buffer.from('<a>&egrave;</a>')],
    ['a tag that is not closed', Buffer.from('<a><b>x</a>')],
    ['an undeclared prefix', Buffer.from('<p:a>x</p:a>')],
    ['text after the end', Buffer.from('<a>x</a><b/>')],
    ['a NUL inside', Buffer.from('<a>x\0y</a>')],
  ])('refuses %s as XML_NON_VALIDO', (_, bytes) => {
    expect(motivoOf(bytes)).toBe('XML_NON_VALIDO');
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['blanks', Buffer.from(' \r\n ')],
    ['a declaration alone', Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n')],
    ['a comment alone', Buffer.from('<!-- <a>x</a> -->')],
    ['a root without data', Buffer.from('<xmlRisposta> </xmlRisposta>')],
  ])('says CONTENUTO_VUOTO for %s', (_, bytes) => {
    expect(motivoOf(bytes)).toBe('CONTENUTO_VUOTO');
  });

  it('quotes nothing of the text in its errors', () => {
    expect(() => parseElemento(Buffer.from('<a><cognome>SEGRETISSIMI</cognom></a>'))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('SEGRETISSIMI') }),
    );
  });
});

describe('openXml before the parser runs', () => {
  const laughs =
    '<!DOCTYPE l [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>';

  it.each([
    ['billion laughs', Buffer.from(laughs)],
    ['an external entity', Buffer.from('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')],
    [
      'a DOCTYPE after declaration, comment and instruction',
      Buffer.from('<?xml version="1.0"?><!-- > --><?p x?><!DOCTYPE a><a/>'),
    ],
    ['a DOCTYPE in UTF-16', utf16(laughs)],
    ['a DOCTYPE in UTF-16 big endian', utf16be(laughs)],
    ['a DOCTYPE in UTF-16 without BOM', utf16(laughs, false)],
    ['a lower-case one, which is no XML anyway', Buffer.from('<!doctype a><a/>')],
  ])('refuses %s', (_, bytes) => {
    expect(difettoOf(bytes)).toBe('DOCTYPE');
  });

  it('does not mistake the word DOCTYPE in a text or in a comment for one', () => {
    expect(difettoOf(Buffer.from('<!-- <!DOCTYPE a> --><a>&lt;!DOCTYPE<![CDATA[<!DOCTYPE a>]]></a>'))).toBe(
      'accettato',
    );
  });

  it('refuses too many bytes, elements or levels, and takes what is just within', () => {
    const limiti = { ...LIMITI_XML, maxByte: 2000, maxElementi: 10, maxProfondita: 5 };
    const nested = (n: number): Buffer => Buffer.from(`${'<a>'.repeat(n)}x${'</a>'.repeat(n)}`);
    expect(difettoOf(Buffer.from(`<a>${'x'.repeat(2000)}</a>`), limiti)).toBe('TROPPO_GRANDE');
    expect(difettoOf(Buffer.from(`<a>${'<b/>'.repeat(10)}</a>`), limiti)).toBe('TROPPO_GRANDE');
    expect(difettoOf(Buffer.from(`<a>${'<b/>'.repeat(9)}</a>`), limiti)).toBe('accettato');
    expect(() => parseElemento(nested(6), limiti)).toThrow(
      expect.objectContaining({ motivo: 'CONTENUTO_TROPPO_GRANDE' }),
    );
    expect(parseElemento(nested(5), limiti).nome).toBe('a');
  });

  it('reads a text node of 12 MB, which libxml2 by itself refuses', () => {
    expect(parseElemento(Buffer.from(`<a>${'x'.repeat(12_000_000)}</a>`)).testo.length).toBe(12_000_000);
  });

  it('frees what it parses: a thousand documents of 100 KB, good and bad, leave no growth behind', () => {
    const buono = Buffer.from(`<a>${'<b>x</b>'.repeat(12_000)}</a>`);
    const cattivo = Buffer.from(`<a>${'<b>x</b>'.repeat(12_000)}</c>`);
    const again = (n: number): void => {
      for (let i = 0; i < n; i++) {
        openXml(buono, LIMITI_XML).dispose();
        expect(difettoOf(cattivo)).toBe('MALFORMATO');
      }
    };
    again(50);
    const prima = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    again(500);
    const dopo = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    expect(dopo - prima).toBeLessThan(20_000_000);
  });

  it('does not look inside compressed bytes', () => {
    expect(difettoOf(gzipSync('<a/>'))).not.toBe('accettato');
  });
});
