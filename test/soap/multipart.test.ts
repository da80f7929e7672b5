import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/errors.js';
import { conAllegati } from '../../src/soap/allegati.js';
import { readRichiesta } from '../../src/soap/envelope.js';
import { parseContentType, parseIntestazioni } from '../../src/soap/intestazioni.js';
import { openAllegati, parseMultipart, rootOf } from '../../src/soap/multipart.js';

const XOP = 'xmlns:xop="http://www.w3.org/2004/08/xop/include"';

function busta(contenuto: string): string {
  return (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
    '<n:RichiestaN000 xmlns:n="http://sogei.it/ANPR/N000AnprService"><testataNotifica><tipoNotifica>N010</tipoNotifica>' +
    '<codMittente>999999</codMittente><codDestinatario>999001</codDestinatario><dataOraRichiesta>2026-01-01T10:00:00Z' +
    '</dataOraRichiesta><idOperazioneANPR>1</idOperazioneANPR></testataNotifica>' +
    `<contenuto>${contenuto}</contenuto></n:RichiestaN000></s:Body></s:Envelope>`
  );
}
const include = (href: string): string => busta(`<xop:Include ${XOP} href="${href}"/>`);

/** Two parts: the envelope and what it refers to. */
const mtom = (xml: string, id: string, testa = ''): string =>
  `--b\r\nContent-Type: application/xop+xml\r\nContent-ID: <r@x>\r\n\r\n${xml}\r\n--b\r\n${testa}Content-ID: ${id}\r\n\r\nciao\r\n--b--\r\n`;

function leggi(corpo: string, tipo = 'multipart/related; boundary="b"; start="<r@x>"'): string {
  try {
    return Buffer.from(readRichiesta(Buffer.from(corpo, 'latin1'), tipo).contenuto).toString();
  } catch (e) {
    if (e instanceof EnvelopeError) return e.motivo;
    throw e;
  }
}
const errore = (corpo: string, boundary = 'b'): string => {
  try {
    parseMultipart(Buffer.from(corpo, 'latin1'), boundary);
    return 'letto';
  } catch (e) {
    return (e as Error).message;
  }
};

describe('B2: header blocks are cut by hand', () => {
  it('a Content-ID with 120,000 blanks inside is refused, not searched', () => {
    const corpo = mtom(include('cid:c'), `a${' '.repeat(120_000)}b`);
    expect(gzipSync(corpo).length).toBeLessThan(1_000);
    expect(leggi(corpo)).toBe('MULTIPART');
    expect(errore(corpo)).toContain('intestazioni oltre 16384 byte');
  });

  it('a block has a few fields, and a body a few parts', () => {
    expect(errore(mtom('<a/>', 'c', 'x: y\r\n'.repeat(60)))).toBe('letto');
    expect(errore(mtom('<a/>', 'c', 'x: y\r\n'.repeat(70)))).toContain('troppe intestazioni');
    expect(errore(`${'--b\r\n\r\nx\r\n'.repeat(33)}--b--`)).toContain('oltre 32 parti');
  });

  it('a boundary of 200 dashes in 16 MB of dashes costs one look', () => {
    const corpo = `${'-'.repeat(202)}\n\nx${'-'.repeat(16_000_000)}`;
    expect(errore(corpo, '-'.repeat(200))).toContain('manca il delimitatore finale');
  });

  it('a media type of 100 KB is cut, whatever it is made of', () => {
    for (const pezzo of [' ', ';', '; a', ';a="', '\\"', '= ', '; a = "\\'] as const) {
      const ct = parseContentType(`multipart/related; boundary=b${pezzo.repeat(100_000)}`);
      expect(ct.tipo).toBe('multipart/related');
      expect(ct.parametri.size).toBeLessThanOrEqual(32);
    }
  });

  it('parameters are quoted or not, in any case and with any blanks', () => {
    const { tipo, parametri } = parseContentType(' Multipart/Related ;a = "x;\\"y" ;BOUNDARY=q;c= ;d; e=f g=h');
    expect(tipo).toBe('multipart/related');
    expect([...parametri]).toEqual([
      ['a', 'x;"y'],
      ['boundary', 'q'],
      ['c', ''],
      ['e', 'f'],
    ]);
    expect(parseContentType(undefined)).toEqual({ tipo: '', parametri: new Map() });
  });

  it('fields are folded, repeated ones are the first', () => {
    expect([...(parseIntestazioni('A: 1\r\n\t2\r\na: 3\r\n 4\r\nsenza\r\nB:5') ?? [])]).toEqual([
      ['a', '1 2'],
      ['b', '5'],
    ]);
  });

  it('B8: a parameter named as what every object has is a parameter', () => {
    expect(parseContentType('text/xml; charset=__proto__; __proto__=x; constructor=y').parametri.get('charset')).toBe(
      '__proto__',
    );
    expect(leggi(busta('Y2lhbw=='), 'text/xml; charset=__proto__')).toBe('ciao');
    expect(leggi(busta('Y2lhbw=='), 'text/xml; __proto__=utf-16')).toBe('ciao');
    expect(leggi(`<?xml version="1.0" encoding="constructor"?>${busta('Y2lhbw==')}`, 'text/xml')).toBe('ciao');
  });
});

describe('D5: what honest senders write', () => {
  it.each([
    ['as it is', 'cid:c@urn:us:gov', '<c@urn:us:gov>'],
    ['percent-encoded in the reference', 'cid:c%40urn%3Aus%3Agov', '<c@urn:us:gov>'],
    ['percent-encoded in the part', 'cid:c@urn:us:gov', '<c@urn%3Aus%3Agov>'],
    ['percent-encoded in both', 'cid:c%40urn%3aus%3Agov', 'c%40urn%3Aus%3Agov'],
    ['with a percent sign that encodes nothing', 'CID:100%', '<100%>'],
  ])('a Content-ID %s', (_, href, id) => {
    expect(leggi(mtom(include(href), id))).toBe('ciao');
  });

  it('of two parts whose names are one when decoded, the exact one', () => {
    const parti = ['a%40b', 'a@b'].map((id) => ({ id, contentType: '', corpo: Buffer.from(id) }));
    const trova = openAllegati(parti);
    expect(['cid:a%40b', 'cid:a@b', 'http:a@b'].map((h) => trova(h)?.id)).toEqual(['a%40b', 'a@b', undefined]);
  });

  it('a start that names nothing, or none, means the first part', () => {
    const corpo = mtom(include('cid:c'), '<c>');
    for (const start of ['; start="<altro>"', '; start=""', '']) {
      expect(leggi(corpo, `multipart/related; boundary=b${start}`)).toBe('ciao');
    }
    expect(rootOf(parseMultipart(Buffer.from(corpo), 'b'), '<c>').id).toBe('c');
  });

  it('parts in quoted-printable, in base64 and in binary', () => {
    const di = (cte: string, dati: string): string =>
      mtom(include('cid:c'), '<c>', `Content-Transfer-Encoding: ${cte}\r\n`).replace('\r\n\r\nciao', `\r\n\r\n${dati}`);
    expect(leggi(di('Quoted-Printable', 'c=69=61=\r\no=3D=zz='))).toBe('ciao==zz=');
    expect(leggi(di('base64', 'Y2lh\r\nbw=='))).toBe('ciao');
    expect(leggi(di('binary', 'ciao'))).toBe('ciao');
    expect(leggi(di('x-uuencode', 'ciao'))).toBe('MULTIPART');
  });

  it.each(['ISO_8859-1', "'utf-8'", '"utf-8"', 'UTF8', 'x-unknown', ' utf-8 ', '"\'utf-8\'"'])(
    'charset=%s, where the bytes are ASCII',
    (charset) => {
      expect(leggi(busta('Y2lhbw=='), `text/xml; charset=${charset}`)).toBe('ciao');
    },
  );

  it('an unknown charset, where the bytes are not UTF-8, is refused', () => {
    expect(leggi(`<!--\xe8-->${busta('Y2lhbw==')}`, 'text/xml; charset=x-unknown')).toBe('CODIFICA');
    expect(leggi(`<!--\xe8-->${busta('Y2lhbw==')}`, 'text/xml; charset=ISO_8859-1')).toBe('ciao');
  });
});

describe('an answer saved with its attachments', () => {
  const salvata = (xml: string): string => conAllegati(Buffer.from(mtom(xml, '<c@x>'))).toString();

  it.each([
    ['<x:Include href="cid:c%40x" xmlns:x="u"/>', 'Y2lhbw=='],
    ["<Include xmlns='u' href = 'cid:c@x' ></Include>", 'Y2lhbw=='],
    ['<x:Include href="cid:c@x">\n</x:Include >', 'Y2lhbw=='],
    ['<x:Include href="cid:altro"/>', '<x:Include href="cid:altro"/>'],
    ['<x:Includes href="cid:c@x"/>', '<x:Includes href="cid:c@x"/>'],
    ['Include href="cid:c@x"', 'Include href="cid:c@x"'],
  ])('%s', (elemento, atteso) => {
    expect(salvata(`<a>${elemento}è</a>`)).toBe(`<a>${atteso}è</a>`);
  });

  it('with the headers of the call in front of it', () => {
    const con = `HTTP/1.1 200 OK\r\nContent-Type: multipart/related;\r\n boundary=b\r\nX: y\r\n\r\n${mtom('<a/>', 'c')}`;
    expect(conAllegati(Buffer.from(con)).toString()).toBe('<a/>');
  });

  it('a file that is made to be searched for long is read once', () => {
    for (const pezzo of ['<x:Include ', '<Include href="', 'Include', '<Include "<', ':Include', '<Include>   ']) {
      const xml = `<a>${pezzo.repeat(1_000_000)}</a>`;
      expect(salvata(xml).length).toBe(xml.length);
    }
    expect(conAllegati(Buffer.from(`${' '.repeat(8_000)}--${' '.repeat(1_000_000)}`)).length).toBe(1_008_002);
  });

  it('an attachment named again and again stops growing', () => {
    const corpo = mtom(`<a>${'<x:Include href="cid:c"/>'.repeat(2_000)}</a>`, '<c>').replace(
      'ciao',
      'x'.repeat(1_000_000),
    );
    expect(conAllegati(Buffer.from(corpo)).length).toBeLessThan(200_000_000);
  });
});
