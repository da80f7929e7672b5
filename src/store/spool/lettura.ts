/**
 * Reads a file of the spool from front to back, past whatever is damaged in it.
 * Law: cut at any byte, a file gives back exactly the records that end before the cut.
 */
import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES, type Head, isWhole, MARKER_BYTES, readHead } from './record.js';

/** A stretch of the file, from the byte `da` to the byte `a` (excluded). */
export type Tratto =
  | { readonly tipo: 'record'; readonly da: number; readonly a: number; readonly payload: Buffer }
  /** Bytes that were a record and are none any more. */
  | { readonly tipo: 'danno'; readonly da: number; readonly a: number }
  /** A record whose writing was interrupted: nobody acknowledged it. */
  | { readonly tipo: 'coda'; readonly da: number; readonly a: number };

const WINDOW_BYTES = 1_048_576;

/** The bytes from `da`, fewer at the end of the file. */
async function readAt(file: FileHandle, da: number, byte: number): Promise<Buffer> {
  const buffer = Buffer.alloc(byte);
  let read = 0;
  while (read < byte) {
    const { bytesRead } = await file.read(buffer, read, byte - read, da + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

/** Where the marker stands next, from `da` on. */
async function findMarker(file: FileHandle, marker: Buffer, da: number): Promise<number | undefined> {
  for (let pos = da; ; pos += WINDOW_BYTES) {
    const window = await readAt(file, pos, WINDOW_BYTES + MARKER_BYTES - 1);
    const found = window.indexOf(marker);
    if (found >= 0) return pos + found;
    if (window.byteLength < WINDOW_BYTES + MARKER_BYTES - 1) return undefined;
  }
}

/** A tail is what an interrupted write leaves: a head that is cut, or a whole head whose payload is cut. */
function isTail(head: Head | undefined, da: number, size: number): boolean {
  return size - da < HEAD_BYTES || (head !== undefined && da + HEAD_BYTES + head.byte > size);
}

/** Every stretch of the file in order, from `da` (the start of a record) to its end as it was when this began. */
export async function* readTratti(file: FileHandle, marker: Buffer, da = 0): AsyncGenerator<Tratto> {
  const { size } = await file.stat();
  let pos = da;
  while (pos < size) {
    const head = readHead(marker, await readAt(file, pos, Math.min(HEAD_BYTES, size - pos)));
    const end = pos + HEAD_BYTES + (head?.byte ?? 0);
    const payload = head !== undefined && end <= size ? await readAt(file, pos + HEAD_BYTES, head.byte) : undefined;
    if (head !== undefined && payload !== undefined && isWhole(head, payload)) {
      yield { tipo: 'record', da: pos, a: end, payload };
      pos = end;
      continue;
    }
    const next = (await findMarker(file, marker, pos + 1)) ?? size;
    yield { tipo: next === size && isTail(head, pos, size) ? 'coda' : 'danno', da: pos, a: next };
    pos = next;
  }
}

/** How many records the file holds, by their heads alone: payloads are not read. */
export async function countRecords(file: FileHandle, marker: Buffer): Promise<number> {
  const { size } = await file.stat();
  let count = 0;
  for (let pos = 0; pos + HEAD_BYTES <= size; ) {
    const head = readHead(marker, await readAt(file, pos, HEAD_BYTES));
    if (head === undefined) {
      pos = (await findMarker(file, marker, pos + 1)) ?? size;
      continue;
    }
    pos += HEAD_BYTES + head.byte;
    if (pos <= size) count += 1;
  }
  return count;
}
