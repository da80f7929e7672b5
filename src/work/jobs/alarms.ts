/** What is wrong now becomes alarms, and alarms become messages. */
import type { LogMeta } from '../../log.js';
import type { JobContext } from '../schedule.js';

/** Every few minutes: what changes quickly, and the messages that are due. */
export const watchAlarms = async ({ guardia }: JobContext): Promise<LogMeta> => (await guardia?.guarda()) ?? {};

/** Every hour: silence of ANPR, its keys and certificates, the periods that reconciliation has not covered. */
export const watchSilence = async ({ guardia }: JobContext): Promise<LogMeta> => (await guardia?.guardaAnpr()) ?? {};
