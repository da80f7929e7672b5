/** What people may see of a text from outside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableText } from '../src/printable.js';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Any code unit: halves of a pair and every control among them. */
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((a) => String.fromCharCode(...a));

describe('control, format and bidirectional characters', () => {
  it.each([
    ['a\u001b[2Jb', 'a<U+001B>[2Jb'],
    ['ROSSI\u202eISSOR', 'ROSSI<U+202E>ISSOR'],
    ['a\u2066b\u2069', 'a<U+2066>b<U+2069>'],
    ['a\u009b31m', 'a<U+009B>31m'],
    ['a\u200bb\u00adc\ufeff', 'a<U+200B>b<U+00AD>c<U+FEFF>'],
    ['a\u2028b\u0085c\u007f', 'a<U+2028>b<U+0085>c<U+007F>'],
    ['a\ud800b', 'a<U+D800>b'],
    ['a\u{e0041}b', 'a<U+E0041>b'],
    ['una\nriga\tsola\r', 'una<U+000A>riga<U+0009>sola<U+000D>'],
  ])('%j is seen as %j', (raw, shown) => expect(printable(raw)).toBe(shown));

  it('whatever the text, nothing unseen is left, and newlines of a text are its own', () => {
    fc.assert(
      fc.property(units, (text) => {
        expect(printable(text)).not.toMatch(UNSEEN);
        expect(printableText(text).replace(/[\n\t]/g, '')).not.toMatch(UNSEEN);
      }),
    );
    expect(printableText('a\r\nb\n\tc\rd')).toBe('a\nb\n\tc<U+000D>d');
  });

  it('JSON keeps its meaning', () => {
    fc.assert(
      fc.property(fc.dictionary(units, units), (value) => {
        const json = printableJson(JSON.stringify(value, null, 2));
        expect(json.replaceAll('\n', '')).not.toMatch(UNSEEN);
        expect(JSON.parse(json)).toEqual(value);
      }),
    );
  });
});

describe('names as people write them', () => {
  it.each([
    "D'ANGELO",
    'NICCOLÒ',
    'NICCOLO\u0300',
    'D’ANGELO',
    'ŠĆEPANOVIĆ',
    'Ν\u0301ΙΚΟΣ',
    '李',
    'MARIA-PIA',
    'ÉLÉONORE',
  ])('%s stays as it is', (name) => {
    expect(printable(name)).toBe(name);
    expect(printableText(name)).toBe(name);
  });
});
