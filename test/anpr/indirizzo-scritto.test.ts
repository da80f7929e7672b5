/** Addresses that are the same though written otherwise, and those that are not. */
import { expect, it } from 'vitest';
import { stessoIndirizzo } from '../../src/anpr/indirizzo.js';

it.each([
  ["VIA NICCOLO' MACHIAVELLI 12", 'VIA NICCOLÒ MACHIAVELLI 12'],
  ["VIA DELL'ARCO 1", "VIA DELL' ARCO, N. 1"],
  ['VIA ROMA 12/A INT. 3, 99001 VALFINTA (VF)', 'Via Roma n. 12 a  int 3, 99001 Valfinta VF'],
  ['VIA 4 NOVEMBRE 7', 'VIA 4 NOVEMBRE NR 7'],
])('%s is %s', (a, b) => {
  expect(stessoIndirizzo(a, b)).toBe(true);
  expect(stessoIndirizzo(b, a)).toBe(true);
});

it.each([
  ['VIA ROMA 12, 99001 VALFINTA', 'VIA ROMA 12/N, 99001 VALFINTA'],
  ['VIA ROMA 12', 'VIA ROMA 1 2'],
  ['VIA ROMA 12', 'VIA ROMANA 12'],
  ['VIA ROMA 12', 'VIALE ROMA 12'],
  ['VIA ROMA 12 INT. 3', 'VIA ROMA 12'],
])('%s is not %s', (a, b) => expect(stessoIndirizzo(a, b)).toBe(false));
