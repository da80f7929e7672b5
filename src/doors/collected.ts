/**
 * The bytes of a body so far.
 * Invariant: they take as much memory as they are, whatever pieces they came in: a piece of one byte would hold hundreds.
 */
import { ownMemory, toBuffer } from '../threads/bytes.js';

/** Pieces smaller than this are copied together. */
const BLOCK_BYTES = 16 * 1024;

export class Collected {
  #whole: Buffer[] = [];
  #block: Buffer | undefined;
  #used = 0;

  add(piece: Buffer): void {
    if (piece.length >= BLOCK_BYTES) {
      this.#seal();
      this.#whole.push(toBuffer(ownMemory(piece)));
      return;
    }
    for (let rest = piece; rest.length > 0; ) {
      this.#block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
      const copied = rest.copy(this.#block, this.#used);
      this.#used += copied;
      rest = rest.subarray(copied);
      if (this.#used === BLOCK_BYTES) this.#seal();
    }
  }

  clear(): void {
    this.#whole = [];
    this.#block = undefined;
    this.#used = 0;
  }

  concat(): Buffer {
    this.#seal();
    const [only, ...others] = this.#whole;
    return only !== undefined && others.length === 0 ? only : Buffer.concat(this.#whole);
  }

  #seal(): void {
    if (this.#block !== undefined && this.#used > 0) this.#whole.push(this.#block.subarray(0, this.#used));
    this.#block = undefined;
    this.#used = 0;
  }
}
