/** Who is at the other end of a connection, as far as sharing out is concerned. */
import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i;
/** The part of an IPv6 address that one subscriber gets: whoever has it has all the rest. */
const SUBSCRIBER_GROUPS = 4;

/** The groups of an IPv6 address written out, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
}

/**
 * One name for all the addresses of one subscriber: an IPv4 address, the /64 of an IPv6 one.
 * @param address as the socket says it; undefined when it is already gone
 */
export function peerOf(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address).slice(0, SUBSCRIBER_GROUPS);
  return `${groups.map((g) => Number.parseInt(g, 16).toString(16)).join(':')}::/64`;
}
