/**
 * How much the receiver holds: the bytes of bodies that are coming, and the calls that are being worked at.
 * Invariants: a body on its way takes no slot; when memory is short, whoever holds most of it gives way; slots go round
 * the callers' addresses in turn; what a call took is given back when it ends, however it ends.
 */

export interface LimitiCarico {
  /** Calls worked at together; the others wait for their turn. */
  readonly maxConcurrent: number;
  /** Bytes of bodies in memory, all calls together. */
  readonly maxBytesInFlight: number;
  /** How long a call whose body is whole may wait for its turn, in milliseconds. */
  readonly slotWaitMs: number;
}

/** The part of the load that one call holds. */
export interface Carico {
  /** Takes bytes; false when there is no room, not even by sending others away. */
  hold(byte: number): boolean;
  /** The body is whole. Resolves in its turn; false when that did not come in time, or the call had to give way. */
  enter(): Promise<boolean>;
  /** Gives everything back. Idempotent. */
  release(): void;
}

export interface Portiere {
  /**
   * A call whose body begins to come.
   * @param peer who calls, as `peerOf` names them
   * @param giveWay told that its body has to go, for the sake of others: the call is over
   */
  arrive(peer: string, giveWay: () => void): Carico;
  /** Calls that came and are not over. */
  inCorso(): number;
}

/** What a call costs beside its bytes: many small ones, pipelined in one connection, are a load as well. */
const CALL_BYTES = 16 * 1024;
/** A genuine call has tens of KB. All that are larger than this share a part of the memory: the rest is for the others. */
const LARGE_BYTES = 1024 * 1024;
const LARGE_SHARE = 0.5;

type Stage = 'coming' | 'waiting' | 'working' | 'over';

interface Caller {
  byte: number;
  readonly calls: Set<Call>;
  /** Whose turn it is among this caller's. */
  readonly waiting: Set<Call>;
}

interface Call {
  readonly peer: string;
  readonly caller: Caller;
  readonly giveWay: () => void;
  byte: number;
  stage: Stage;
  /** Ends its waiting. */
  turn: ((came: boolean) => void) | undefined;
}

function most<T>(items: Iterable<T>, weight: (item: T) => number): T | undefined {
  let best: T | undefined;
  let top = 0;
  for (const item of items) {
    const w = weight(item);
    if (w > top) [best, top] = [item, w];
  }
  return best;
}

class Gatekeeper implements Portiere {
  readonly #callers = new Map<string, Caller>();
  /** Callers with somebody waiting, the next one first. */
  readonly #round = new Set<Caller>();
  #calls = 0;
  #working = 0;
  #byte = 0;

  constructor(private readonly limiti: LimitiCarico) {}

  inCorso(): number {
    return this.#calls;
  }

  arrive(peer: string, giveWay: () => void): Carico {
    const caller = this.#callers.get(peer) ?? { byte: 0, calls: new Set(), waiting: new Set() };
    this.#callers.set(peer, caller);
    const call: Call = { peer, caller, giveWay, byte: 0, stage: 'coming', turn: undefined };
    caller.calls.add(call);
    this.#calls++;
    this.#count(call, CALL_BYTES);
    return {
      hold: (byte) => this.#hold(call, byte),
      enter: () => this.#enter(call),
      release: () => this.#release(call),
    };
  }

  #count(call: Call, byte: number): void {
    call.byte += byte;
    call.caller.byte += byte;
    this.#byte += byte;
  }

  #hold(call: Call, byte: number): boolean {
    if (call.stage === 'over') return false;
    this.#count(call, byte);
    const { maxBytesInFlight } = this.limiti;
    const room = call.byte > LARGE_BYTES ? maxBytesInFlight * LARGE_SHARE : maxBytesInFlight;
    while (this.#byte > room) {
      // Alone, it may take what the limit of one body allows.
      if (this.#calls === 1) return true;
      const victim = this.#heaviest();
      if (victim === undefined || victim === call) return false;
      this.#release(victim);
      victim.giveWay();
    }
    return true;
  }

  /** Of the caller who holds most, the largest call that is not being worked at. */
  #heaviest(): Call | undefined {
    const idle = (caller: Caller): Call | undefined => most(caller.calls, (c) => (c.stage === 'working' ? 0 : c.byte));
    const caller = most(this.#callers.values(), (c) => (idle(c) === undefined ? 0 : c.byte));
    return caller === undefined ? undefined : idle(caller);
  }

  #enter(call: Call): Promise<boolean> {
    if (call.stage !== 'coming') return Promise.resolve(false);
    if (this.#working < this.limiti.maxConcurrent) {
      this.#work(call);
      return Promise.resolve(true);
    }
    call.stage = 'waiting';
    call.caller.waiting.add(call);
    this.#round.add(call.caller);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#leave(call, false), this.limiti.slotWaitMs);
      call.turn = (came) => {
        clearTimeout(timer);
        resolve(came);
      };
    });
  }

  #work(call: Call): void {
    call.stage = 'working';
    this.#working++;
  }

  /** Out of the queue, in its turn or without. */
  #leave(call: Call, came: boolean): void {
    call.caller.waiting.delete(call);
    if (call.caller.waiting.size === 0) this.#round.delete(call.caller);
    call.turn?.(came);
    call.turn = undefined;
  }

  #next(): void {
    while (this.#working < this.limiti.maxConcurrent) {
      const [caller] = this.#round;
      const [call] = caller?.waiting ?? [];
      if (caller === undefined || call === undefined) return;
      // To the end of the round: the next slot is for somebody else.
      this.#round.delete(caller);
      this.#round.add(caller);
      this.#work(call);
      this.#leave(call, true);
    }
  }

  #release(call: Call): void {
    if (call.stage === 'over') return;
    if (call.stage === 'working') this.#working--;
    if (call.stage === 'waiting') this.#leave(call, false);
    call.stage = 'over';
    this.#calls--;
    this.#byte -= call.byte;
    call.caller.byte -= call.byte;
    call.caller.calls.delete(call);
    if (call.caller.calls.size === 0) this.#callers.delete(call.peer);
    this.#next();
  }
}

export function createPortiere(limiti: LimitiCarico): Portiere {
  return new Gatekeeper(limiti);
}
