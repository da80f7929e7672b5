/**
 * A line of the log as text: JSON, short, with nothing unseen in it.
 * Invariant: whatever the metadata hold, the line is one line, valid JSON and within its bound; what did not fit is named. Pure.
 */
import type { LogMeta } from '../log.js';
import { printableJson } from '../printable.js';
import { maskText } from './harmless.js';

/** Characters of a line: journald cuts at 48 KB, syslog servers at 8 KB and more; a full error with its cause fits. */
export const MAX_LINE = 16_384;

interface Head {
  readonly time: unknown;
  readonly level: string;
  readonly message: string;
}

const jsonOf = (value: unknown): string => printableJson(JSON.stringify(value));

/** Metadata in their order while they fit; the names of the others. */
function whatFits(head: LogMeta, meta: LogMeta): string {
  const kept: Record<string, unknown> = { ...head };
  const cut: string[] = [];
  // Room for the names of all that may be cut.
  let room = MAX_LINE - jsonOf({ ...head, cut: Object.keys(meta) }).length;
  for (const [key, value] of Object.entries(meta)) {
    const length = value === undefined ? 0 : jsonOf({ [key]: value }).length;
    if (length > room) cut.push(key);
    else {
      room -= length;
      kept[key] = value;
    }
  }
  return jsonOf({ ...kept, cut });
}

/** @param meta already harmless (see `safeMeta`) */
export function lineOf({ time, level, message }: Head, meta: LogMeta): string {
  const head = { time, level, message: maskText(message) };
  const line = jsonOf({ ...head, ...meta });
  return line.length <= MAX_LINE ? line : whatFits(head, meta);
}
