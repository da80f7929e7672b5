/**
 * Sends one mail over SMTP.
 * Invariant: a connection per mail, bounded in time; where TLS is asked for nothing is said before it is there; the password
 * is read from its file each time and goes nowhere else.
 */
import { createTransport } from 'nodemailer';
import { MAX_FILE, readRegularText, readSecret } from '../../regular-file.js';
import type { ImpostazioniEmail } from './impostazioni.js';

export interface Lettera {
  readonly subject: string;
  readonly text: string;
  /** Makes a mail that is sent twice (a kill between sending and noting it) recognisable to whoever receives it. */
  readonly messageId: string;
  readonly date: Date;
}

function transportOf(e: ImpostazioniEmail, timeoutMs: number) {
  const password = e.passwordFile === null ? '' : readSecret(e.passwordFile);
  const ca = e.caFile === null ? undefined : readRegularText(e.caFile, MAX_FILE.PEM);
  return createTransport({
    host: e.host,
    port: e.port,
    secure: e.sicurezza === 'tls',
    requireTLS: e.sicurezza === 'starttls',
    ignoreTLS: e.sicurezza === 'nessuna',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(ca !== undefined && { tls: { ca } }),
    ...(e.utente !== null && { auth: { user: e.utente, pass: password } }),
  });
}

/** @throws Error of the file system or of SMTP (`code`, `responseCode`): the caller names them by code only */
export async function mandaEmail(e: ImpostazioniEmail, lettera: Lettera, timeoutMs: number): Promise<void> {
  const transport = transportOf(e, timeoutMs);
  try {
    const { mittente: from, destinatari } = e;
    await transport.sendMail({
      from,
      to: [...destinatari],
      ...lettera,
      // Nobody's absence note answers an alarm.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  } finally {
    transport.close();
  }
}
