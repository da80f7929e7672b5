/**
 * Lines that strangers cause are as many as they like: past a number of them they are counted instead of written.
 * Invariant: a line of another kind is never left out for them, and what was left out is said when the minute ends. Messages are
 * static: a kind is a message.
 */

/** Lines of one message in one window: more of them tell nothing new, and would push everything else out of the files. */
const MAX_LINES = 300;
const WINDOW_MS = 60_000;
/** Messages of the program are fewer; a message made of values would otherwise be a leak of memory. */
const MAX_MESSAGES = 1_000;

interface Window {
  lines: number;
  leftOut: number;
}

export class Flood {
  readonly #windows = new Map<string, Window>();
  #timer: NodeJS.Timeout | undefined;

  /** @param tell hears of what was left out, message by message */
  constructor(
    private readonly tell: (message: string, count: number) => void,
    private readonly windowMs = WINDOW_MS,
  ) {}

  /** Whether a line with this message may be written. */
  admits(message: string): boolean {
    this.#timer ??= setTimeout(() => this.end(), this.windowMs).unref();
    const window = this.#windows.get(message) ?? { lines: 0, leftOut: 0 };
    if (this.#windows.size < MAX_MESSAGES) this.#windows.set(message, window);
    if (window.lines < MAX_LINES) {
      window.lines++;
      return true;
    }
    window.leftOut++;
    return false;
  }

  /** Ends the window and says what it left out. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const windows = [...this.#windows];
    this.#windows.clear();
    for (const [message, { leftOut }] of windows) if (leftOut > 0) this.tell(message, leftOut);
  }
}
