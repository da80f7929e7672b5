/**
 * How much the receiver holds: the bytes of bodies that are coming, and the calls that are being worked at.
 * Invariants: a body on its way takes no slot; large ones come one behind the other; when memory is short, whoever holds most
 * of it gives way; slots and turns go round the callers' addresses; what a call took is given back when it ends, however it
 * ends.
 */
import { type Place, Places } from './places.js';

export interface LimitiCarico {
  /** Calls worked at together; the others wait for their turn. */
  readonly maxConcurrent: number;
  /** Bytes of bodies in memory, all calls together. */
  readonly maxBytesInFlight: number;
  /** How long a call may wait for its turn, in milliseconds: one whose body is large before it comes, any once it is whole. */
  readonly slotWaitMs: number;
}

/** The part of the load that one call holds. */
export interface Carico {
  /** Takes bytes; false when there is no room, not even by sending others away. */
  hold(byte: number): boolean;
  /**
   * The body is, or becomes, larger than `LARGE_BYTES`: the rest is not to be read before this resolves. False when its turn
   * did not come in time, or the call had to give way.
   */
  growLarge(): Promise<boolean>;
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
export const LARGE_BYTES = 256 * 1024;
const LARGE_SHARE = 0.5;
/** Large bodies that come, or are worked at, together: each takes five times its size while it is read. */
const LARGE_PLACES = 1;
/** Who has its turn and is slower than this gives way when another address waits. A body of 32 MB comes in it at 52 Mbit/s. */
const LARGE_HOLD_MS = 5_000;

interface Caller {
  byte: number;
  readonly calls: Set<Call>;
}

interface Call {
  readonly peer: string;
  readonly caller: Caller;
  readonly giveWay: () => void;
  byte: number;
  over: boolean;
  /** It has its slot: it is being worked at, and is not sent away. */
  working: boolean;
  slot: Place | undefined;
  turn: Place | undefined;
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
  readonly #slots: Places;
  readonly #turns: Places;
  #calls = 0;
  #byte = 0;

  constructor(private readonly limiti: LimitiCarico) {
    const { maxConcurrent, slotWaitMs } = limiti;
    this.#slots = new Places({ places: maxConcurrent, waitMs: slotWaitMs });
    this.#turns = new Places({ places: LARGE_PLACES, waitMs: slotWaitMs, holdMs: LARGE_HOLD_MS });
  }

  inCorso(): number {
    return this.#calls;
  }

  arrive(peer: string, giveWay: () => void): Carico {
    const caller = this.#callers.get(peer) ?? { byte: 0, calls: new Set() };
    this.#callers.set(peer, caller);
    const call: Call = {
      peer,
      caller,
      giveWay,
      byte: 0,
      over: false,
      working: false,
      slot: undefined,
      turn: undefined,
    };
    caller.calls.add(call);
    this.#calls++;
    this.#count(call, CALL_BYTES);
    return {
      hold: (byte) => this.#hold(call, byte),
      growLarge: () => this.#growLarge(call),
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
    if (call.over) return false;
    this.#count(call, byte);
    const { maxBytesInFlight } = this.limiti;
    const room = call.byte > LARGE_BYTES ? maxBytesInFlight * LARGE_SHARE : maxBytesInFlight;
    while (this.#byte > room) {
      // Alone, it may take what the limit of one body allows.
      if (this.#calls === 1) return true;
      const victim = this.#heaviest();
      if (victim === undefined || victim === call) return false;
      this.#sendAway(victim);
    }
    return true;
  }

  #sendAway(call: Call): void {
    this.#release(call);
    call.giveWay();
  }

  async #growLarge(call: Call): Promise<boolean> {
    if (call.over) return false;
    call.turn ??= this.#turns.ask(call.peer, () => {
      if (!call.working) this.#sendAway(call);
    });
    return call.turn.came;
  }

  /** Of the caller who holds most, the largest call that is not being worked at. */
  #heaviest(): Call | undefined {
    const idle = (caller: Caller): Call | undefined => most(caller.calls, (c) => (c.working ? 0 : c.byte));
    const caller = most(this.#callers.values(), (c) => (idle(c) === undefined ? 0 : c.byte));
    return caller === undefined ? undefined : idle(caller);
  }

  async #enter(call: Call): Promise<boolean> {
    if (call.over || call.slot !== undefined) return false;
    call.slot = this.#slots.ask(call.peer);
    call.working = (await call.slot.came) && !call.over;
    return call.working;
  }

  #release(call: Call): void {
    if (call.over) return;
    call.over = true;
    this.#calls--;
    this.#byte -= call.byte;
    call.caller.byte -= call.byte;
    call.caller.calls.delete(call);
    if (call.caller.calls.size === 0) this.#callers.delete(call.peer);
    call.slot?.leave();
    call.turn?.leave();
  }
}

export function createPortiere(limiti: LimitiCarico): Portiere {
  return new Gatekeeper(limiti);
}
