/** Bytes on their way between threads. */
import { expect, it } from 'vitest';
import { ownMemory, toBuffer } from '../../src/threads/bytes.js';

it('a small slice takes none of its neighbours along, and stays the same bytes', () => {
  const large = Buffer.alloc(100_000, 7);
  const slice = large.subarray(50, 1_050);
  expect(ownMemory(slice).buffer.byteLength).toBe(1_000);
  expect(toBuffer(ownMemory(slice)).equals(slice)).toBe(true);
  expect(ownMemory(large)).toBe(large);
});
