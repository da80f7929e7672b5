/** Sharing out memory and slots among callers of whom some mean no good. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Carico, createPortiere, type Portiere } from '../../src/doors/overload.js';

const MB = 1024 * 1024;
const LIMITI = { maxConcurrent: 2, maxBytesInFlight: 10 * MB, slotWaitMs: 60_000 };

/** A call, and whether it was sent away. */
class Call {
  sentAway = false;
  readonly carico: Carico;
  constructor(p: Portiere, peer: string) {
    this.carico = p.arrive(peer, () => {
      this.sentAway = true;
    });
  }
}

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('memory', () => {
  it('is taken back from the largest body of who holds most, never from a small caller', async () => {
    const p = createPortiere(LIMITI);
    const genuine = new Call(p, '192.0.2.1');
    expect(genuine.carico.hold(900_000)).toBe(true);
    const greedy = Array.from({ length: 12 }, () => new Call(p, '192.0.2.66'));
    for (const g of greedy) g.carico.hold(MB - 40_000);
    expect(greedy.some((g) => g.sentAway)).toBe(true);
    expect(genuine.sentAway).toBe(false);
    const late = new Call(p, '192.0.2.2');
    expect([late.carico.hold(900_000), late.sentAway]).toEqual([true, false]);
  });

  it('large bodies share half of it: what is left is for everybody else', () => {
    const p = createPortiere(LIMITI);
    const large = Array.from({ length: 3 }, (_, i) => new Call(p, `192.0.2.${i}`));
    const fit = large.map((c) => c.carico.hold(3 * MB));
    expect([fit.filter(Boolean).length, large.filter((c) => c.sentAway).length].join()).toMatch(/^(1,0|3,2|2,1)$/);
    const small = new Call(p, '192.0.2.9');
    expect([small.carico.hold(MB - 40_000), small.sentAway]).toEqual([true, false]);
  });

  it('a call alone may take what the limit of one body allows', () => {
    const only = new Call(createPortiere(LIMITI), '192.0.2.1');
    expect(only.carico.hold(20 * MB)).toBe(true);
  });

  it('a call that is worked at is not sent away; one that waits for its turn is', async () => {
    const p = createPortiere({ ...LIMITI, maxConcurrent: 1 });
    const [worked, waits] = [new Call(p, 'a'), new Call(p, 'a')];
    for (const c of [worked, waits]) c.carico.hold(900_000);
    expect(await worked.carico.enter()).toBe(true);
    const turn = waits.carico.enter();
    const others = Array.from({ length: 12 }, () => new Call(p, 'a'));
    for (const c of others) c.carico.hold(900_000);
    expect(await turn).toBe(false);
    expect(worked.sentAway).toBe(false);
  });
});

describe('slots', () => {
  it('go round the addresses: who sends a thousand calls waits behind itself, not before the others', async () => {
    const p = createPortiere(LIMITI);
    const order: string[] = [];
    const calls: Call[] = [];
    const enter = (peer: string): void => {
      const call = new Call(p, peer);
      calls.push(call);
      void call.carico.enter().then(() => {
        order.push(peer);
        call.carico.release();
      });
    };
    const held = [new Call(p, 'flood'), new Call(p, 'flood')];
    for (const h of held) await h.carico.enter();
    for (let i = 0; i < 1000; i++) enter('flood');
    enter('genuine');
    for (const h of held) h.carico.release();
    while (order.length < 1001) await Promise.resolve();
    expect(order.indexOf('genuine')).toBeLessThanOrEqual(2);
    expect(p.inCorso()).toBe(0);
  });

  it('a body on its way holds none, however many there are', async () => {
    const p = createPortiere(LIMITI);
    for (let i = 0; i < 200; i++) new Call(p, 'slow').carico.hold(1);
    expect(await new Call(p, 'genuine').carico.enter()).toBe(true);
  });

  it('who waits too long is told so', async () => {
    const p = createPortiere({ ...LIMITI, maxConcurrent: 1, slotWaitMs: 0 });
    await new Call(p, 'a').carico.enter();
    expect(await new Call(p, 'b').carico.enter()).toBe(false);
  });
});

it('whatever comes in whatever order: never more slots than there are, nothing left behind', async () => {
  const step = fc.record({ peer: fc.nat(3), what: fc.constantFrom('arrive', 'hold', 'enter', 'release'), n: fc.nat() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const p = createPortiere({ maxConcurrent: 3, maxBytesInFlight: 4 * MB, slotWaitMs: 60_000 });
      const calls: Call[] = [];
      const working = new Set<Call>();
      for (const { peer, what, n } of steps) {
        if (what === 'arrive') calls.push(new Call(p, `p${peer}`));
        const call = calls[n % Math.max(1, calls.length)];
        if (call === undefined) continue;
        if (what === 'hold') call.carico.hold(n % (2 * MB));
        if (what === 'enter') void call.carico.enter().then((came) => came && working.add(call));
        if (what === 'release') {
          call.carico.release();
          working.delete(call);
        }
        await new Promise((resolve) => setImmediate(resolve));
        expect([...working].filter((c) => !c.sentAway).length).toBeLessThanOrEqual(3);
      }
      for (const c of calls) c.carico.release();
      expect(p.inCorso()).toBe(0);
      const after = new Call(p, 'after');
      expect([after.carico.hold(3 * MB), await after.carico.enter()]).toEqual([true, true]);
    }),
    { numRuns: 60 },
  );
});

describe('large bodies', () => {
  it('come one behind the other: who waits gets the turn of who ended', async () => {
    const p = createPortiere(LIMITI);
    const calls = ['a', 'a', 'a'].map((peer) => new Call(p, peer));
    const came: number[] = [];
    for (const [i, call] of calls.entries()) void call.carico.growLarge().then((t) => t && came.push(i));
    for (const [i, call] of calls.entries()) {
      await turnOfTheLoop();
      expect(came).toEqual([0, 1, 2].slice(0, i + 1));
      call.carico.release();
    }
  });

  it('have their turns by address: who sends two hundred waits behind himself', async () => {
    const p = createPortiere(LIMITI);
    const order: string[] = [];
    const grow = (peer: string): void => {
      const call = new Call(p, peer);
      void call.carico.growLarge().then(() => {
        order.push(peer);
        call.carico.release();
      });
    };
    const held = new Call(p, 'flood');
    await held.carico.growLarge();
    for (let i = 0; i < 200; i++) grow('flood');
    grow('genuine');
    held.carico.release();
    await turnOfTheLoop();
    expect(order.length).toBe(201);
    expect(order.indexOf('genuine')).toBeLessThanOrEqual(2);
  });

  it('who holds a turn too long gives way to another address, and to nobody of his own', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const p = createPortiere(LIMITI);
      const slow = new Call(p, 'slow');
      await slow.carico.growLarge();
      const mate = new Call(p, 'slow');
      const mateCame = mate.carico.growLarge();
      vi.advanceTimersByTime(6_000);
      expect(slow.sentAway).toBe(false);
      const otherCame = new Call(p, 'other').carico.growLarge();
      expect(slow.sentAway).toBe(true);
      expect(await mateCame).toBe(true);
      vi.advanceTimersByTime(6_000);
      expect(mate.sentAway).toBe(true);
      expect(await otherCame).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('who is worked at keeps its turn', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const p = createPortiere(LIMITI);
      const whole = new Call(p, 'a');
      expect([await whole.carico.growLarge(), await whole.carico.enter()]).toEqual([true, true]);
      void new Call(p, 'b').carico.growLarge();
      vi.advanceTimersByTime(6_000);
      expect(whole.sentAway).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('whose turn does not come in time is told so', async () => {
    const p = createPortiere({ ...LIMITI, slotWaitMs: 0 });
    await new Call(p, 'a').carico.growLarge();
    expect(await new Call(p, 'b').carico.growLarge()).toBe(false);
  });
});
