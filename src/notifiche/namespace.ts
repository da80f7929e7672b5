/**
 * The namespaces in which a notification for comuni may come. Another one (contents for INPS were once delivered to
 * comuni, #1386) is not ours: it is parked, never applied.
 */
import { NAMESPACE } from '../anpr/codici.js';

/** The published one, and none at all. */
export const NAMESPACE_NOTIFICHE: ReadonlySet<string> = new Set([NAMESPACE.notifiche, '']);
