/** The pool of worker threads against jobs that never end, eat the memory or break their thread. */
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import {
  HarmfulJobError,
  openPool,
  type Pool,
  type PoolOptions,
  PoolUnavailableError,
} from '../../src/threads/pool.js';
import { LogDiProva } from '../doors/banco.js';

interface Job {
  readonly what: 'say' | 'who' | 'throw' | 'loop' | 'fill' | 'sink' | 'exit';
  readonly text?: string;
  readonly bytes?: number;
  readonly asker?: string;
}
interface Setup {
  readonly prefix: string;
}

const open: Pool<Job, string>[] = [];
function openPoolOfTest(o: Partial<PoolOptions<Setup, Job>> = {}): Pool<Job, string> {
  const setup = { prefix: '' };
  const pool = openPool<Setup, Job, string>({
    file: new URL('./worker.mjs', import.meta.url),
    threads: 2,
    deadlineMs: 500,
    maxHeapMb: 32,
    setup: () => setup,
    bytesOf: (job) => job.bytes ?? 100,
    heavyBytes: 1000,
    log: new LogDiProva(),
    ...o,
  });
  open.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((p) => p.close()));
});

const say = (text: string, bytes = 100): Job => ({ what: 'say', text, bytes });
const harmOf = (p: Promise<string>): Promise<unknown> =>
  p.then(
    () => 'no harm',
    (e: unknown) => (e instanceof HarmfulJobError ? e.harm : e),
  );

describe('the pool of worker threads', () => {
  it('does many jobs, each with its own outcome', async () => {
    const pool = openPoolOfTest();
    const texts = Array.from({ length: 500 }, (_, i) => `job ${i}`);
    expect(await Promise.all(texts.map((t) => pool.run(say(t))))).toEqual(texts);
    expect(pool.pending()).toBe(0);
  });

  it('an error of the handler is the error of that job alone', async () => {
    const pool = openPoolOfTest();
    const [bad, good] = await Promise.allSettled([
      pool.run({ what: 'throw', text: 'not this' }),
      pool.run(say('this')),
    ]);
    expect(bad).toMatchObject({ reason: { name: 'TypeError', message: 'not this' } });
    expect(good).toMatchObject({ value: 'this' });
  });

  it('another set-up is in force from the next job on', async () => {
    let setup = { prefix: 'a' };
    const pool = openPoolOfTest({ setup: () => setup });
    expect(await pool.run(say('1'))).toBe('a1');
    setup = { prefix: 'b' };
    expect(await Promise.all([pool.run(say('1')), pool.run(say('2')), pool.run(say('3'))])).toEqual(['b1', 'b2', 'b3']);
  });

  it.each([
    ['never ends', 'loop', 'DEADLINE'],
    ['eats all memory', 'fill', 'MEMORY'],
    ['overflows the stack', 'sink', 'CRASH'],
    ['ends its thread', 'exit', 'CRASH'],
  ] as const)('a job that %s is told so after two tries, and all others are done', async (_, what, harm) => {
    const pool = openPoolOfTest();
    const texts = Array.from({ length: 100 }, (_x, i) => `job ${i}`);
    const before = texts.slice(0, 50).map((t) => pool.run(say(t)));
    const bad = harmOf(pool.run({ what }));
    const after = texts.slice(50).map((t) => pool.run(say(t)));
    expect(await Promise.all([...before, ...after])).toEqual(texts);
    expect(await bad).toBe(harm);
    expect(await pool.run(say('afterwards'))).toBe('afterwards');
  });

  it('while heavy jobs never end light ones are done', async () => {
    const pool = openPoolOfTest({ deadlineMs: 60_000 });
    const bad = [1, 2, 3].map(() => harmOf(pool.run({ what: 'loop', bytes: 5000 })));
    for (const t of ['a', 'b', 'c']) expect(await pool.run(say(t))).toBe(t);
    await pool.close();
    expect((await Promise.all(bad)).every((e) => e instanceof PoolUnavailableError)).toBe(true);
  });

  it('a heavy job is done although light ones never stop coming', async () => {
    const pool = openPoolOfTest();
    let going = true;
    const stream = async (): Promise<void> => {
      while (going) await pool.run(say('light'));
    };
    const streams = Array.from({ length: 40 }, stream);
    for (let i = 0; i < 3; i++) expect(await pool.run(say(`heavy ${i}`, 5000))).toBe(`heavy ${i}`);
    going = false;
    await Promise.all(streams);
  });

  it('askers have their turns: who asks for a thousand waits behind himself', async () => {
    const pool = openPoolOfTest({ askerOf: (job) => job.asker ?? '' });
    const done: string[] = [];
    const ask = (asker: string, i: number): Promise<unknown> =>
      pool.run({ ...say(`${i}`), asker }).then(() => done.push(asker));
    const many = Array.from({ length: 1000 }, (_, i) => ask('many', i));
    await ask('one', 0);
    expect(done.length).toBeLessThan(200);
    await Promise.all(many);
    expect(done.length).toBe(1001);
  });

  it('a spare thread starts only for what is heavy, and goes with it', async () => {
    const pool = openPoolOfTest({ spare: true });
    const who = async (bytes: number, n = 1): Promise<Set<string>> =>
      new Set(await Promise.all(Array.from({ length: n }, () => pool.run({ what: 'who', bytes }))));
    const [first, ...others] = await who(100, 200);
    expect(others).toEqual([]);
    const [heavy] = await who(5000);
    expect(heavy).not.toBe(first);
    expect(await who(100, 200)).toEqual(new Set([first]));
    const [again] = await who(5000);
    expect([first, heavy]).not.toContain(again);
  });

  it('a spare thread does what waits behind a job that never ends', async () => {
    const pool = openPoolOfTest({ spare: true, deadlineMs: 60_000 });
    const bad = harmOf(pool.run({ what: 'loop' }));
    for (const t of ['a', 'b', 'c']) expect(await pool.run(say(t))).toBe(t);
    await pool.close();
    expect(await bad).toBeInstanceOf(PoolUnavailableError);
  });

  it.each([
    ['never ends', 'loop', 'DEADLINE'],
    ['ends its thread', 'exit', 'CRASH'],
  ] as const)('with a spare thread a heavy job that %s costs no other', async (_, what, harm) => {
    const pool = openPoolOfTest({ spare: true });
    const bad = harmOf(pool.run({ what, bytes: 5000 }));
    for (const t of ['a', 'b']) expect(await pool.run(say(t))).toBe(t);
    expect(await pool.run(say('heavy', 5000))).toBe('heavy');
    expect(await bad).toBe(harm);
  });

  it('what is given to a closed pool, or left when it closes, is told so', async () => {
    const pool = openPoolOfTest({ deadlineMs: 60_000 });
    const left = harmOf(pool.run({ what: 'loop' }));
    await pool.close();
    expect(await left).toBeInstanceOf(PoolUnavailableError);
    await expect(pool.run(say('late'))).rejects.toBeInstanceOf(PoolUnavailableError);
  });

  it('threads that cannot start are told, and nobody waits for ever', async () => {
    const pool = openPoolOfTest({ file: new URL('./no-such-worker.mjs', import.meta.url) });
    await expect(pool.run(say('x'))).rejects.toBeInstanceOf(PoolUnavailableError);
    await expect(pool.run(say('y'))).rejects.toBeInstanceOf(PoolUnavailableError);
    const spare = openPoolOfTest({ file: new URL('./no-such-worker.mjs', import.meta.url), spare: true });
    await expect(spare.run(say('heavy', 5000))).rejects.toBeInstanceOf(PoolUnavailableError);
  });

  it('a process does not live for its threads', () => {
    const code = `import { openPool } from ${JSON.stringify(new URL('../../dist/src/threads/pool.js', import.meta.url).href)};
      openPool({ file: new URL(${JSON.stringify(new URL('./worker.mjs', import.meta.url).href)}), threads: 2, deadlineMs: 500, maxHeapMb: 32,
        setup: () => ({}), bytesOf: () => 1, heavyBytes: 10, log: { warn() {}, error() {} } }); console.log('ends');`;
    expect(execFileSync('node', ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 20_000 })).toBe(
      'ends\n',
    );
  });
});
