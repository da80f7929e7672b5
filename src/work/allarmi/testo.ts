/**
 * What an alarm says: the mail that people read and the document that programs read.
 * Invariant: pure; texts of the table of causes plus ids, counts and dates, never personal data.
 */
import { dataEOra } from '../../anpr/ora-italiana.js';
import { printable, printableText } from '../../printable.js';
import type { Allarme } from '../../store/allarmi.js';
import type { GenereInvio } from '../../store/allarmi-invii.js';
import { CAUSE, type Causa, isCodice } from './cause.js';

/** What goes out about one alarm. */
export interface Messaggio {
  readonly genere: GenereInvio | 'PROVA';
  readonly allarme: Allarme;
}

/** Names of the enti by code, for readers. */
export type NomiEnti = ReadonlyMap<string, string>;

/** An alarm of a newer version of the program, in the same database. */
const SCONOSCIUTA: Causa = {
  titolo: 'allarme di un’altra versione',
  significato: 'lo ha aperto una versione diversa di Allinea',
  rimedio: 'usare la stessa versione su tutte le macchine',
  ricordaOgniGiorni: 7,
};

export const causaDi = (codice: string): Causa => (isCodice(codice) ? CAUSE[codice] : SCONOSCIUTA);

/** What to do about this very alarm. */
export const rimedioDi = ({ codice, codComune, oggetto }: Allarme): string =>
  causaDi(codice).rimedio.replaceAll('{comune}', codComune).replaceAll('{oggetto}', oggetto);

const chi = ({ codComune }: Allarme, nomi: NomiEnti): string =>
  codComune === '' ? 'installazione' : `${nomi.get(codComune) ?? 'comune'} (${codComune})`;

const quando = (iso: string): string => dataEOra(iso, 'minuti');

function blocco({ genere, allarme: a }: Messaggio, nomi: NomiEnti): string {
  const causa = causaDi(a.codice);
  const dove = a.oggetto === '' ? chi(a, nomi) : `${chi(a, nomi)}, ${a.oggetto}`;
  if (genere === 'RIENTRO')
    return `RIENTRATO  ${causa.titolo}\n  ${dove}\n  dal ${quando(a.dal)} al ${quando(a.chiusoIl ?? a.vistoIl)} (${a.codice}, n. ${a.id})`;
  return [
    `ALLARME  ${causa.titolo}`,
    `  ${dove}`,
    `  dal ${quando(a.dal)}: ${a.dettaglio}`,
    `  Che cosa significa: ${causa.significato}.`,
    `  Che cosa fare: ${rimedioDi(a)}.`,
    `  (${a.codice}, n. ${a.id})`,
  ].join('\n');
}

function oggetto(messaggi: readonly Messaggio[], nomi: NomiEnti): string {
  const [primo] = messaggi;
  if (primo === undefined) return '[Allinea]';
  const prova = primo.genere === 'PROVA' ? 'PROVA, ' : '';
  const segno = prova + (messaggi.every((m) => m.genere === 'RIENTRO') ? 'rientrato' : 'allarme');
  const altri = messaggi.length > 1 ? ` (e altri ${messaggi.length - 1})` : '';
  return `[Allinea] ${segno}: ${causaDi(primo.allarme.codice).titolo}, ${chi(primo.allarme, nomi)}${altri}`;
}

const PIEDE =
  'Al più un messaggio al giorno per causa. «allinea allarmi» elenca quelli aperti; il manuale li spiega uno per uno.';

/** Subject and text of one mail about all of them. */
export function testoEmail(
  messaggi: readonly Messaggio[],
  nomi: NomiEnti,
): { readonly subject: string; readonly text: string } {
  const prova = messaggi.some((m) => m.genere === 'PROVA');
  const avviso = prova ? 'Questo è un messaggio di prova: un allarme vero si presenta così.\n\n' : '';
  const corpo = avviso + messaggi.map((m) => blocco(m, nomi)).join('\n\n');
  return { subject: printable(oggetto(messaggi, nomi)), text: printableText(`${corpo}\n\n${PIEDE}\n`) };
}

/** What a webhook receives, one document per alarm. `versione` changes when a key changes its meaning. */
export function documentoWebhook({ genere, allarme: a }: Messaggio, now: Date): Readonly<Record<string, unknown>> {
  const { titolo, significato } = causaDi(a.codice);
  const rimedio = rimedioDi(a);
  return {
    versione: 1,
    genere,
    inviatoIl: now.toISOString(),
    allarme: {
      id: a.id,
      codice: a.codice,
      codComune: a.codComune === '' ? null : a.codComune,
      oggetto: a.oggetto === '' ? null : a.oggetto,
      dettaglio: a.dettaglio,
      dal: a.dal,
      apertoIl: a.apertoIl,
      chiusoIl: a.chiusoIl,
    },
    titolo,
    significato,
    rimedio,
  };
}
