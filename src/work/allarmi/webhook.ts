/**
 * Posts one JSON document, signed where there is a secret.
 * Invariant: the signature is over the very bytes that are sent and the instant they are sent at; redirects are not followed,
 * or the document would go where nobody configured.
 */
import { createHmac } from 'node:crypto';
import { TransientError } from '../../errors.js';
import { printableJson } from '../../printable.js';
import { readSecret } from '../../regular-file.js';
import type { ImpostazioniWebhook } from './impostazioni.js';

/** `X-Allinea-Firma: t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "t.body">`. */
export const INTESTAZIONE_FIRMA = 'X-Allinea-Firma';

/** The value of the signature header. Pure. */
export function firmaWebhook(segreto: string, corpo: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1000);
  return `t=${t},v1=${createHmac('sha256', segreto).update(`${t}.${corpo}`).digest('hex')}`;
}

function intestazioni(w: ImpostazioniWebhook, corpo: string, now: Date): Record<string, string> {
  const comuni = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'allinea' };
  if (w.segretoFile === null) return comuni;
  return { ...comuni, [INTESTAZIONE_FIRMA]: firmaWebhook(readSecret(w.segretoFile), corpo, now) };
}

/** @throws TransientError an answer that is not 2xx; Error of the network or the file system otherwise */
export async function mandaWebhook(
  w: ImpostazioniWebhook,
  documento: unknown,
  { timeoutMs, now }: { readonly timeoutMs: number; readonly now: Date },
): Promise<void> {
  const body = printableJson(JSON.stringify(documento));
  const answer = await fetch(w.url, {
    method: 'POST',
    headers: intestazioni(w, body, now),
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new TransientError(`the webhook answered ${answer.status}`);
}
