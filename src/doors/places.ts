/**
 * So many places, and callers who wait for one in turn: what is shared out by number and not by bytes.
 * Invariant: the next place is for another caller than the last one, as long as others wait; who waits too long is told so; a
 * place is given back exactly once, however its holder ends.
 */

export interface PlacesOptions {
  readonly places: number;
  /** How long one may wait for a place, in milliseconds. */
  readonly waitMs: number;
  /** Who holds a place longer than this, in milliseconds, gives way when another caller waits; for ever when absent. */
  readonly holdMs?: number;
}

/** A place asked for. */
export interface Place {
  /** True once it is held; false when it did not come in time, or was left before. */
  readonly came: Promise<boolean>;
  /** Gives it back, or waits no more. Idempotent. */
  leave(): void;
}

interface Seat {
  readonly peer: string;
  readonly giveWay: () => void;
  state: 'waiting' | 'held' | 'left';
  /** Ends its waiting, or the time it has for itself. */
  timer: NodeJS.Timeout | undefined;
  /** It held its place as long as it could hope for. */
  overdue: boolean;
  settle: (came: boolean) => void;
}

export class Places {
  readonly #held = new Set<Seat>();
  /** Who waits, by caller; the next caller first. */
  readonly #round = new Map<string, Set<Seat>>();

  constructor(private readonly o: PlacesOptions) {}

  /** @param giveWay told that somebody else needs the place: to be left at once */
  ask(peer: string, giveWay: () => void = () => undefined): Place {
    const seat: Seat = { peer, giveWay, state: 'waiting', timer: undefined, overdue: false, settle: () => undefined };
    const came = new Promise<boolean>((resolve) => {
      seat.settle = resolve;
    });
    const mates = this.#round.get(peer) ?? new Set();
    this.#round.set(peer, mates.add(seat));
    this.#seatNext();
    if (seat.state === 'waiting') {
      seat.timer = setTimeout(() => this.#leave(seat), this.o.waitMs);
      this.#makeRoom();
    }
    return { came, leave: () => this.#leave(seat) };
  }

  #seatNext(): void {
    while (this.#held.size < this.o.places) {
      const [caller] = this.#round;
      if (caller === undefined) return;
      const [peer, mates] = caller;
      const [seat] = mates;
      // To the end of the round: the next place is for somebody else.
      this.#round.delete(peer);
      if (seat === undefined) continue;
      mates.delete(seat);
      if (mates.size > 0) this.#round.set(peer, mates);
      this.#hold(seat);
    }
  }

  #hold(seat: Seat): void {
    clearTimeout(seat.timer);
    seat.timer = undefined;
    seat.state = 'held';
    this.#held.add(seat);
    const { holdMs } = this.o;
    if (holdMs !== undefined)
      seat.timer = setTimeout(() => {
        seat.overdue = true;
        this.#makeRoom();
      }, holdMs);
    seat.settle(true);
  }

  /** Whoever is overdue makes room for a caller who is not himself. */
  #makeRoom(): void {
    for (const seat of [...this.#held]) {
      const others = this.#round.size - (this.#round.has(seat.peer) ? 1 : 0);
      if (seat.overdue && others > 0) seat.giveWay();
    }
  }

  #leave(seat: Seat): void {
    const { state } = seat;
    if (state === 'left') return;
    clearTimeout(seat.timer);
    seat.state = 'left';
    seat.settle(false);
    if (state === 'held') {
      this.#held.delete(seat);
      this.#seatNext();
      return;
    }
    const mates = this.#round.get(seat.peer);
    mates?.delete(seat);
    if (mates?.size === 0) this.#round.delete(seat.peer);
  }
}
