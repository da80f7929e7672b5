/** Waiting that ends: for what a server that hangs would never answer. */
import { InfrastructureError } from '../errors.js';

/**
 * Settles as the promise does, or rejects when it takes too long; the promise itself goes on.
 * @param ms milliseconds
 * @throws InfrastructureError `ETIMEDOUT` when it takes longer
 */
export async function entro<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new InfrastructureError(`database silent for ${ms} ms`, 'ETIMEDOUT')), ms);
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
