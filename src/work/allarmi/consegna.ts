/**
 * Decides which messages are due and delivers them.
 * Invariant: nothing is sent inside a transaction; what does not leave is given back and tried again, later each time; one
 * channel that is away holds back neither the other nor anything else.
 */
import { randomUUID } from 'node:crypto';
import { numeroDelGiorno, piuGiorni } from '../../anpr/giorni.js';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import type { Log } from '../../log.js';
import { type Allarme, allarmiAperti, allarmiChiusiDal } from '../../store/allarmi.js';
import {
  accodaInvii,
  type CanaleAllarmi,
  type Invio,
  type InvioNoto,
  inviati,
  inviiNoti,
  type NuovoInvio,
  prendiInvii,
  rimandaInvii,
} from '../../store/allarmi-invii.js';
import type { Database } from '../../store/database.js';
import { mandaEmail } from './email.js';
import type { ImpostazioniAllarmi } from './impostazioni.js';
import { causaDi, documentoWebhook, type Messaggio, type NomiEnti, testoEmail } from './testo.js';
import { mandaWebhook } from './webhook.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longer than any timeout of a sending: who still holds a message then is dead. */
const PRESA_MS = 10 * MINUTE_MS;
/** A recovery is news for a week. */
const RIENTRO_MS = 7 * DAY_MS;
/** Messages looked back at: longer than the longest interval between reminders. */
const MEMORIA_GIORNI = 60;
const MAX_RITARDO_MS = 60 * MINUTE_MS;

export interface Consegna {
  readonly db: Database;
  readonly log: Log;
  readonly now: Date;
  readonly impostazioni: ImpostazioniAllarmi;
  readonly nomi: NomiEnti;
}

/** Channels that are configured. */
export const canaliDi = ({ email, webhook }: ImpostazioniAllarmi): CanaleAllarmi[] => [
  ...(email === null ? [] : (['EMAIL'] as const)),
  ...(webhook === null ? [] : (['WEBHOOK'] as const)),
];

/** The messages due on a channel. Pure. `oggi` is the day in Italy. */
export function dovuti(
  canale: CanaleAllarmi,
  {
    aperti,
    chiusi,
    noti,
    oggi,
  }: { aperti: readonly Allarme[]; chiusi: readonly Allarme[]; noti: readonly InvioNoto[]; oggi: string },
): NuovoInvio[] {
  const ultimo = (a: Allarme, genere: InvioNoto['genere']): string | undefined =>
    noti.find((n) => n.allarmeId === a.id && n.genere === genere)?.ultimoGiorno;
  const daDire = aperti.filter((a) => {
    const prima = ultimo(a, 'ALLARME');
    return prima === undefined || numeroDelGiorno(oggi) - numeroDelGiorno(prima) >= causaDi(a.codice).ricordaOgniGiorni;
  });
  const daRitirare = chiusi.filter((a) => ultimo(a, 'ALLARME') !== undefined && ultimo(a, 'RIENTRO') === undefined);
  return [
    ...daDire.map((allarme) => ({ canale, allarme, genere: 'ALLARME' as const, giorno: oggi })),
    ...daRitirare.map((allarme) => ({ canale, allarme, genere: 'RIENTRO' as const, giorno: oggi })),
  ];
}

async function accoda({ db, now }: Consegna, canale: CanaleAllarmi): Promise<void> {
  const oggi = giornoInItalia(now);
  const dalGiorno = piuGiorni(oggi, -MEMORIA_GIORNI);
  await db.transaction(async (tx) => {
    const aperti = await allarmiAperti(tx);
    const chiusi = await allarmiChiusiDal(tx, new Date(now.getTime() - RIENTRO_MS).toISOString());
    const noti = await inviiNoti(tx, canale, dalGiorno);
    await accodaInvii(tx, dovuti(canale, { aperti, chiusi, noti, oggi }), now.toISOString());
  });
}

/** Sends messages on a channel at once. @throws whatever the channel throws */
export async function manda(
  canale: CanaleAllarmi,
  messaggi: readonly Messaggio[],
  { impostazioni, nomi, now, id }: Pick<Consegna, 'impostazioni' | 'nomi' | 'now'> & { readonly id: string },
): Promise<void> {
  const { email, webhook, timeoutMs } = impostazioni;
  if (canale === 'EMAIL' && email !== null) {
    const messageId = `<${id}@allinea.${email.mittente.split('@')[1] ?? 'invalid'}>`;
    await mandaEmail(email, { ...testoEmail(messaggi, nomi), messageId, date: now }, timeoutMs);
  }
  if (canale === 'WEBHOOK' && webhook !== null)
    for (const m of messaggi) await mandaWebhook(webhook, documentoWebhook(m, now), { timeoutMs, now });
}

/** A code for the log and the row: never a foreign text, which may quote addresses. */
export function codiceErrore(error: unknown): string {
  const e = error as { code?: unknown; responseCode?: unknown; name?: unknown; cause?: { code?: unknown } };
  const parti = [e.code ?? e.cause?.code ?? e.name, e.responseCode].filter((x) => x !== undefined);
  return parti.map(String).join(' ').slice(0, 120);
}

/** 5, 10, 20 minutes … an hour. */
const ritardo = (tentativi: number): number => Math.min(MAX_RITARDO_MS, 5 * MINUTE_MS * 2 ** Math.min(tentativi, 10));

async function tenta(
  c: Consegna,
  canale: CanaleAllarmi,
  presi: { chi: string; invii: readonly Invio[] },
): Promise<number> {
  const { db, log, now } = c;
  const { chi, invii } = presi;
  const ids = invii.map((i) => i.invioId);
  try {
    await manda(canale, invii, { ...c, id: `${ids[0]}-${ids.length}` });
  } catch (error) {
    const tentativi = invii[0]?.tentativi ?? 0;
    const prossimoIl = new Date(now.getTime() + ritardo(tentativi)).toISOString();
    const errore = codiceErrore(error);
    log.warn('Alarm not delivered, will be tried again', {
      canale,
      count: ids.length,
      attempts: tentativi + 1,
      code: errore,
      retryAt: prossimoIl,
    });
    await db.transaction((tx) => rimandaInvii(tx, ids, { chi, prossimoIl, errore }));
    return 0;
  }
  await db.transaction((tx) => inviati(tx, ids, { chi, now: now.toISOString() }));
  log.info('Alarms delivered', { canale, count: ids.length });
  return ids.length;
}

/** One mail about all that is due, one document for each on a webhook: what left is never sent again with what did not. */
const gruppi = (canale: CanaleAllarmi, invii: readonly Invio[]): (readonly Invio[])[] =>
  canale === 'EMAIL' ? [invii] : invii.map((i) => [i]);

/** Writes what is due and delivers it on every configured channel; returns how many messages left. */
export async function consegna(c: Consegna): Promise<number> {
  let mandati = 0;
  for (const canale of canaliDi(c.impostazioni)) {
    await accoda(c, canale);
    const chi = randomUUID();
    const presa = { chi, now: c.now.toISOString(), presoPrimaDi: new Date(c.now.getTime() - PRESA_MS).toISOString() };
    const invii = await c.db.transaction((tx) => prendiInvii(tx, canale, presa));
    if (invii.length === 0) continue;
    for (const gruppo of gruppi(canale, invii)) mandati += await tenta(c, canale, { chi, invii: gruppo });
  }
  return mandati;
}
