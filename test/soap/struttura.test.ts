import fc from 'fast-check';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { readRichiesta } from '../../src/soap/envelope.js';
import { type LimitiStruttura, STRUTTURA_BUSTA } from '../../src/soap/limiti-struttura.js';
import { checkStruttura } from '../../src/soap/struttura.js';
import { LIMITI_BUSTA, nextOf, openXml, XmlNonValido } from '../../src/soap/xml.js';

function difettoDi(xml: string | Buffer, limiti: Partial<LimitiStruttura> = {}): string {
  try {
    checkStruttura(Buffer.from(xml as string), { ...STRUTTURA_BUSTA, ...limiti });
    return 'passa';
  } catch (e) {
    if (e instanceof XmlNonValido) return e.difetto;
    throw e;
  }
}

const soap = (header: string, contenuto = 'PHgvPg=='): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body>` +
  '<n:RichiestaN000 xmlns:n="http://sogei.it/ANPR/N000AnprService"><testataNotifica><tipoNotifica>N010</tipoNotifica>' +
  '<codMittente>999999</codMittente><codDestinatario>999001</codDestinatario><dataOraRichiesta>2026-01-01T10:00:00Z' +
  '</dataOraRichiesta><idOperazioneANPR>1</idOperazioneANPR></testataNotifica>' +
  `<contenuto>${contenuto}</contenuto></n:RichiestaN000></s:Body></s:Envelope>`;

function motivoDi(corpo: string): string {
  try {
    readRichiesta(Buffer.from(corpo), 'text/xml');
    return 'accettata';
  } catch (e) {
    if (e instanceof EnvelopeError) return e.motivo;
    throw e;
  }
}

describe('B: bounds before work', () => {
  const vuota = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>';
  const attributi = Array.from({ length: 60_000 }, (_, i) => ` a${i}="1"`).join('');
  const spazi = Array.from({ length: 2_000 }, (_, i) => ` xmlns:a${i}="urn:${i}" a${i}:b="1"`).join('');
  const certificato = '<ds:X509Data xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Certificate/></ds:X509Data>';

  it.each([
    [
      'B1: an empty signature, 2,000 nested elements and a text of 9.1 MB',
      vuota + '<a>'.repeat(2000) + 'x'.repeat(9_100_000) + '</a>'.repeat(2000),
    ],
    ['B4: 60,000 attributes', `<a${attributi}/>`],
    [
      'B4: 60,000 attributes of 6,000 elements',
      `<x>${'<a b="1" c="1" d="1" e="1" f="1" g="1" h="1" i="1" j="1" k="1"/>'.repeat(1_500)}</x>`,
    ],
    ['B4: 2,000 namespaces', `<a${spazi}/>`],
    ['B4: 900,000 elements', '<a/>'.repeat(900_000)],
    ['B3: one certificate named 4,000 times', certificato.repeat(4_000)],
    ['100,000 comments', '<!---->'.repeat(100_000)],
    ['100,000 empty CDATA sections', '<![CDATA[]]>'.repeat(100_000)],
    ['a namespace of 100 KB', `<a xmlns="${'x'.repeat(100_000)}"/>`],
    ['a name of 2 MB', `<${'a'.repeat(2_000_000)}/>`],
  ])('%s is refused with code 5 before any parser runs', (_, header) => {
    expect(motivoDi(soap(header))).toBe('TROPPO_GRANDE');
  });

  it('a content of 22 MB, on one line or with &#xD; at the end of each, is a real one', () => {
    expect(motivoDi(soap('', 'QUJD'.repeat(5_500_000)))).toBe('accettata');
    expect(motivoDi(soap('', `${'QUJD'.repeat(19)}&#xD;\n`.repeat(260_000)))).toBe('accettata');
  });

  it('what is a limit passes, and one more does not', () => {
    const nested = (n: number): string => '<a>'.repeat(n) + '</a>'.repeat(n);
    expect([difettoDi(nested(128)), difettoDi(nested(129))]).toEqual(['passa', 'TROPPO_GRANDE']);
    const figli = (n: number): string => `<a>${'<b/>'.repeat(n - 1)}</a>`;
    expect([difettoDi(figli(2000)), difettoDi(figli(2001))]).toEqual(['passa', 'TROPPO_GRANDE']);
    const due = { maxAttributi: 2, maxDichiarazioni: 1 };
    expect(difettoDi('<a xmlns:p = "u" p:x=\'"1"\'><b y = "2>"/></a>', due)).toBe('passa');
    expect(difettoDi('<a x="1" y="2"><b z="3"/></a>', due)).toBe('TROPPO_GRANDE');
    expect(difettoDi(`<a xmlns="u" xmlns:${'p'.repeat(300)}="v"/>`, due)).toBe('TROPPO_GRANDE');
    const sotto = (n: number): string => `<a xmlns="u" xmlns:p="v"><b xmlns:q="w"/>${'<c></c>'.repeat(n)}</a>`;
    expect([difettoDi(sotto(2), { maxInVigore: 9 }), difettoDi(sotto(2), { maxInVigore: 8 })]).toEqual([
      'passa',
      'TROPPO_GRANDE',
    ]);
  });

  it('a closing tag too many ends the look: nothing can be taken back to go deeper', () => {
    expect(difettoDi(`<a></b></b>${'<a>'.repeat(200)}`)).toBe('MALFORMATO');
  });

  it.each(['<a', '<a b="', '<a><!-- ', '<a><![CDATA[', '<a><?p', '</', '<a></a'])(
    'cut short, %s is malformed',
    (xml) => {
      expect(difettoDi(xml)).toBe('MALFORMATO');
    },
  );

  it('never counts less than libxml2 finds', () => {
    const pezzo = fc.constantFrom(
      '<a>',
      '</a>',
      '<b/>',
      '<p:c x="1" y=\'>\'>',
      '</p:c>',
      '<!-- <a> -->',
      '<![CDATA[<a>]]>',
      '<?p <a>?>',
      't&amp;>',
      '"',
      "'",
      ' ',
      '<f xmlns:q="v" xmlns="w">',
      '</f>',
      '<g xmlns:q="x"/>',
      '<d z="<">',
      '<e q=">"/>',
      '-->',
      ']]>',
      '/',
      '<',
    );
    const proprieta = fc.property(fc.array(pezzo, { maxLength: 30 }), (pezzi) => {
      const xml = `<r xmlns:p="u">${pezzi.join('')}</r>`;
      const veri = misura(xml);
      if (veri === undefined) return;
      const giusti = {
        maxElementi: veri.elementi,
        maxProfondita: veri.profondita,
        maxAttributi: veri.attributi,
        maxInVigore: veri.inVigore,
      };
      expect(difettoDi(xml, giusti)).toBe('passa');
      for (const [nome, n] of Object.entries(giusti)) {
        if (n > 0) expect(difettoDi(xml, { ...giusti, [nome]: n - 1 })).toBe('TROPPO_GRANDE');
      }
    });
    fc.assert(proprieta, { numRuns: 3000 });
  });
});

/** What libxml2 finds in a document; undefined where it finds it malformed. */
function misura(xml: string): Record<'elementi' | 'profondita' | 'attributi' | 'inVigore', number> | undefined {
  let doc: XmlDocument;
  try {
    doc = XmlDocument.fromString(xml);
  } catch {
    return undefined;
  }
  const trovati = { elementi: 0, profondita: 0, attributi: 0, inVigore: 0 };
  const visit = (e: XmlElement, livello: number, sopra: number): void => {
    const qui = sopra + Object.keys(e.nsDeclarations).length;
    trovati.inVigore += qui;
    trovati.elementi++;
    trovati.attributi += e.attrs.length;
    trovati.profondita = Math.max(trovati.profondita, livello);
    for (let c = e.firstChild; c !== null; c = nextOf(c)) if (c instanceof XmlElement) visit(c, livello + 1, qui);
  };
  visit(doc.root, 1, 0);
  doc.dispose();
  return trovati;
}

describe('C4: only XML 1.0', () => {
  it.each([
    '<?xml version="1.1"?>',
    "<?xml version = '1.1' ?>",
    '<?xml version="1.5"?>',
    `<?xml${' '.repeat(600)}version="1.1"?>`,
  ])('%s is refused, for envelopes and for contents', (dichiarazione) => {
    expect(motivoDi(`${dichiarazione}${soap('')}`)).toBe('XML_MALFORMATO');
  });

  it('a declaration of 1.0 and none are accepted', () => {
    expect(motivoDi(`<?xml version='1.0' encoding='utf-8'?>${soap('')}`)).toBe('accettata');
    expect(() => openXml(Buffer.from('<?xml-x version="1.1"?><a/>'), LIMITI_BUSTA).dispose()).not.toThrow();
  });
});
