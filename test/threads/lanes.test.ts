/** The order in which jobs wait. */
import { describe, expect, it } from 'vitest';
import { type Job, Lanes } from '../../src/threads/lanes.js';

const job = (asker: string, i: number, bytes = 100): Job<string, string> => ({
  input: `${asker}${i}`,
  bytes,
  asker,
  tries: 0,
  resolve: () => undefined,
  reject: () => undefined,
});
const BATCH = { jobs: 4, bytes: 1_000_000 };

describe('jobs that wait', () => {
  it('who was given back is first again: no slow neighbour takes his turn twice', () => {
    const lanes = new Lanes<string, string>(1000);
    for (let i = 0; i < 8; i++) lanes.add(job('flood', i));
    lanes.add(job('genuine', 0));
    const [, ...others] = lanes.takeLight(BATCH);
    expect(others.map((j) => j.input)).toContain('genuine0');
    lanes.putBack(others);
    expect(lanes.takeLight({ jobs: 2, bytes: 1000 }).map((j) => j.input)).toContain('genuine0');
  });

  it('who asked for what took long is with the heavy ones for a while, and then no more', () => {
    const lanes = new Lanes<string, string>(1000);
    lanes.add(job('slow', 0));
    lanes.add(job('genuine', 0));
    lanes.slowDown('slow', 2);
    lanes.add(job('slow', 1));
    expect(lanes.takeLight(BATCH).map((j) => j.input)).toEqual(['genuine0']);
    expect([lanes.takeAlone()?.input, lanes.takeAlone()?.input]).toEqual(['slow0', 'slow1']);
    lanes.tick();
    lanes.tick();
    lanes.add(job('slow', 2));
    expect(lanes.takeLight(BATCH).map((j) => j.input)).toEqual(['slow2']);
  });

  it('none is forgotten, whatever is taken, put back or taken away', () => {
    const lanes = new Lanes<string, string>(1000);
    for (let i = 0; i < 300; i++) lanes.add(job(`a${i % 7}`, i, i % 5 === 0 ? 5000 : 100));
    for (let i = 0; i < 20; i++) lanes.putBack(lanes.takeLight(BATCH).toReversed());
    lanes.slowDown('a3', 10);
    expect(lanes.drain().length).toBe(300);
    expect([lanes.light, lanes.hasAlone()]).toEqual([0, false]);
  });
});
