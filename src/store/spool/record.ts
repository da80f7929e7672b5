/**
 * A notification as bytes of the spool: a head that can be found again, and a checked payload.
 * Invariant: what `openRecord` accepts is exactly what `sealRecord` was given; a cut or changed record is never accepted.
 *
 *     marker (16)  length (4)  CRC32 of the 20 before (4)  CRC32 of the payload (4)  payload
 *
 * The marker is random for every file, so no content of a notification can look like the start of a record.
 */
import { crc32 } from 'node:zlib';
import type { NotificaRicevuta } from '../notifica.js';

export const MARKER_BYTES = 16;
export const HEAD_BYTES = 28;
/** Nothing bigger is ever written: the receiver's largest body is a gigabyte, a record is held in memory whole. */
export const MAX_PAYLOAD_BYTES = 1_100_000_000;

/** What a head says about the payload that follows it. */
export interface Head {
  readonly byte: number;
  readonly crc: number;
}

/** The record, ready to be written. @param marker 16 bytes, the same for the whole file */
export function sealRecord(marker: Uint8Array, payload: Uint8Array): Buffer {
  const record = Buffer.alloc(HEAD_BYTES + payload.byteLength);
  record.set(marker, 0);
  record.writeUInt32BE(payload.byteLength, 16);
  record.writeUInt32BE(crc32(record.subarray(0, 20)), 20);
  record.writeUInt32BE(crc32(payload), 24);
  record.set(payload, HEAD_BYTES);
  return record;
}

/** Reads a head; undefined when these 28 bytes are none of this file. */
export function readHead(marker: Uint8Array, head: Buffer): Head | undefined {
  if (head.byteLength < HEAD_BYTES || !head.subarray(0, MARKER_BYTES).equals(marker)) return undefined;
  if (head.readUInt32BE(20) !== crc32(head.subarray(0, 20))) return undefined;
  const byte = head.readUInt32BE(16);
  return byte > MAX_PAYLOAD_BYTES ? undefined : { byte, crc: head.readUInt32BE(24) };
}

/** True when the payload is the one that was written. */
export const isWhole = (head: Head, payload: Uint8Array): boolean =>
  payload.byteLength === head.byte && crc32(payload) === head.crc;

/** The notification as a payload: length of the heading (4), heading as JSON, the content as it came. */
export function encodeNotifica({ contenuto, ...heading }: NotificaRicevuta): Buffer {
  const json = Buffer.from(JSON.stringify(heading), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.byteLength);
  return Buffer.concat([length, json, contenuto]);
}

/** The notification of a payload; undefined when another version wrote something else. */
export function decodeNotifica(payload: Buffer): NotificaRicevuta | undefined {
  try {
    const end = 4 + payload.readUInt32BE(0);
    const heading = JSON.parse(payload.subarray(4, end).toString('utf8')) as Omit<NotificaRicevuta, 'contenuto'>;
    if (typeof heading.idOperazioneANPR !== 'string' || typeof heading.codDestinatario !== 'string') return undefined;
    return { ...heading, contenuto: payload.subarray(end) };
  } catch {
    return undefined;
  }
}
