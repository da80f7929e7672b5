/** Sharing the event loop out among calls that came together. */
import { expect, it } from 'vitest';
import { createTurni } from '../../src/doors/turni.js';

function lavora(ms: number): void {
  const fine = performance.now() + ms;
  while (performance.now() < fine);
}

it('gives the event loop its turns while many pieces of work wait, and keeps their order', async () => {
  const inTurno = createTurni(4);
  const fatti: number[] = [];
  let giri = 0;
  const conta = (): void => {
    giri++;
    if (fatti.length < 20) setImmediate(conta);
  };
  setImmediate(conta);
  const pezzi = Array.from({ length: 20 }, async (_, i) => {
    await inTurno(() => lavora(2));
    fatti.push(i);
  });
  await Promise.all(pezzi);
  expect(fatti).toEqual(pezzi.map((_, i) => i));
  expect(giri).toBeGreaterThanOrEqual(5);
});

it('gives back what the work gives, and fails as it fails', async () => {
  const inTurno = createTurni();
  expect(await inTurno(() => 7)).toBe(7);
  const rotto = inTurno(() => {
    throw new Error('not this one');
  });
  await expect(rotto).rejects.toThrow('not this one');
});
