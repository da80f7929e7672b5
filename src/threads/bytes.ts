/** Bytes that go from one thread to another. Invariant: what crosses is what was meant, and not the memory around it. */

/** A slice of a larger memory crosses with all of it, and keeps all of it: copied when it is less than half. */
const SLICE = 2;

/** The same bytes, in memory that is about theirs. */
export function ownMemory(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength > bytes.byteLength * SLICE ? new Uint8Array(bytes) : bytes;
}

/** Bytes that crossed are no Buffer any more, which whoever stores them expects. The memory stays the same. */
export function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
